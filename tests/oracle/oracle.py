"""What the oracle tests share: the names of all zones, a program that answers questions, and the count of differences."""

import os
import subprocess
import sys

FOLDER = "/usr/share/zoneinfo"


def zone_names():
    """Every name in tzdata.zi, links included."""
    names = set()
    with open(os.path.join(FOLDER, "tzdata.zi"), encoding="ascii") as lines:
        for line in lines:
            fields = line.split()
            if fields and fields[0] == "Z":
                names.add(fields[1])
            elif fields and fields[0] == "L":
                names.add(fields[2])
    return sorted(name for name in names if os.path.exists(os.path.join(FOLDER, name)))


def different_zones():
    """One name for each different file, so that links are not reckoned twice."""
    by_bytes = {}
    for name in zone_names():
        with open(os.path.join(FOLDER, name), "rb") as file:
            by_bytes.setdefault(file.read(), name)
    return sorted(by_bytes.values())


def ending(name):
    """The last line of a zone's file: the rule for the time after its table."""
    with open(os.path.join(FOLDER, name), "rb") as file:
        return file.read().rsplit(b"\n", 2)[1]


class Comparison:
    """Collects questions with the answers they should have; asks them all at once; counts differences."""

    def __init__(self, program):
        self.program = program
        self.questions = []
        self.expected = []

    def expect(self, question, answer):
        self.questions.append(question)
        self.expected.append(str(answer))

    def expect_after(self, question, instant):
        """The answer is never, or no instant before this one."""
        self.questions.append(question)
        self.expected.append(lambda answer: answer == "never" or int(answer) >= instant)

    def ask(self, questions):
        done = subprocess.run([self.program], input="\n".join(questions) + "\n", text=True, check=True,
                              stdout=subprocess.PIPE)
        answers = done.stdout.splitlines()
        if len(answers) != len(questions):
            sys.exit(f"{len(questions)} questions, {len(answers)} answers")
        return answers

    def finish(self, least):
        """Ends the test; fewer questions than `least` mean that the oracle itself is broken."""
        zone = ""
        differences = 0
        for question, expected, answer in zip(self.questions, self.expected, self.ask(self.questions)):
            if question.startswith("zone "):
                zone = question[5:]
            if not (expected(answer) if callable(expected) else answer == expected):
                differences += 1
                if differences <= 20:
                    print(f"{zone}: {question}: expected {'none so soon' if callable(expected) else expected}, "
                          f"got {answer}")
        print(f"{len(self.questions)} questions, {differences} differences")
        if len(self.questions) < least:
            sys.exit(f"at least {least} questions were due")
        sys.exit(1 if differences else 0)
