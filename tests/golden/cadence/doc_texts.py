"""Every text that doc/cadence.md tells people to write is accepted, and every one it calls doubtful is refused.

Usage: doc_texts.py GOLDEN_CADENCE DOC"""

import re
import subprocess
import sys
import tempfile

LEAST = 90


def texts(part, column):
    """What stands in `…` in a column of the tables of a part."""
    found = []
    for line in part.splitlines():
        cells = line.split("|")
        if len(cells) > column + 1:
            found += [text for text in re.findall(r"`([^`]+)`", cells[column]) if not re.fullmatch(r"-[tcrq]", text)]
    return found


def refused(program, asked):
    with tempfile.NamedTemporaryFile("w", suffix=".table", encoding="utf-8") as table:
        table.write("@sent 2026-11-18T10:30:00+01:00\n" + "\n".join(asked) + "\n")
        table.flush()
        shown = subprocess.run([program, "--print", table.name], check=False, text=True, stdout=subprocess.PIPE).stdout
    lines = [line for line in shown.splitlines() if " ==> " in line]
    if len(lines) != len(asked):
        sys.exit(f"{len(asked)} texts, {len(lines)} answers")
    return {line.split(" ==> ")[0] for line in lines if " ==> refused" in line}


def main():
    program, path = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        doc = file.read()
    print_part = doc[doc.index("## To print"):doc.index("Units:")]
    doubt_part = doc[doc.index("## Texts with two meanings"):]
    good = texts(print_part, 2) + texts(doubt_part, 2)
    doubtful = texts(doubt_part, 1)
    wrong = sorted(refused(program, good)) + sorted(set(doubtful) - refused(program, doubtful))
    print(f"{len(good)} texts to write, {len(doubtful)} doubtful, wrong: {wrong}")
    sys.exit(1 if wrong or len(good) < LEAST or not doubtful else 0)


main()
