"""doc/mail.md and the answer of help tell the same: the same words of the cadence language, the same commands.

Usage: doc_mail.py DOC HELP.eml GOLDEN_CADENCE"""

import email
import email.policy
import re
import subprocess
import sys
import tempfile

COMMANDS = {"list", "settings", "contacts", "feed", "explain+every2months", "help", "cancel"}


def refused(program, texts):
    """Those that the cadence language does not accept."""
    with tempfile.NamedTemporaryFile("w", suffix=".table", encoding="utf-8") as table:
        table.write("@sent 2026-11-18T10:30:00+01:00\n" + "\n".join(sorted(texts)) + "\n")
        table.flush()
        shown = subprocess.run([program, "--print", table.name], check=False, text=True, stdout=subprocess.PIPE).stdout
    return {line.split(" ==> ")[0] for line in shown.splitlines() if " ==> refused" in line}


def main():
    doc_path, mail_path, program = sys.argv[1:]
    with open(doc_path, encoding="utf-8") as file:
        doc = file.read()
    with open(mail_path, "rb") as file:
        mail = email.message_from_binary_file(file, policy=email.policy.default)
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")

    table = doc[doc.index("| in a while"):doc.index("## When a reminder")]
    written = set(re.findall(r"`([^`]+)`", table))
    part = text[text.index("In a while:"):text.index("Units are")].replace("\n", " ")
    told = set(re.findall(r"[a-z0-9][a-z0-9:-]*(?=[,;]|  | (?:On a day|At a time|Again|Until)|\s*$)", part))
    told |= set(re.findall(r"^(3days[^\s@]+)\s", text, re.MULTILINE))
    told -= {"while", "day", "time", "again", "until"}
    addresses = set(re.findall(r"(\S+)@remind\.example\.org: ", text))
    in_doc = {name for name in COMMANDS if f"`{name}@`" in doc}

    faults = []
    if written != told:
        faults.append(f"in one only: {sorted(written ^ told)}")
    if not COMMANDS <= addresses or in_doc != COMMANDS:
        faults.append(f"commands: {sorted(COMMANDS - addresses)} {sorted(COMMANDS - in_doc)}")
    cadences = written | (addresses - COMMANDS)
    faults += [f"refused: {one}" for one in sorted(refused(program, cadences))]
    print(*faults, f"{len(cadences)} cadences, {len(addresses)} addresses", sep="\n")
    return 1 if faults or len(cadences) < 40 else 0


sys.exit(main())
