"""Asks SpamAssassin (Debian's package, local tests only, nothing learned) what it thinks of our mails.

    python3 tests/golden/mail/score_mails.py [MAIL…]

prints each mail's score and the tests that gave it points, those of this folder unless told otherwise. Wanted: below 1.0
each. No test of ours: the rules are SpamAssassin's, and change.
"""

import email
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).parent
WANTED = 1.0
STATUS = re.compile(r"score=(-?[\d.]+) .*tests=([A-Z0-9_,\s]*)")


def as_mbox(paths):
    """All of them in one, since SpamAssassin takes seconds to start; each names its file, for it sorts them anew."""
    return b"".join(b"From a@example.org Fri Nov 27 08:00:00 2026\nX-Golden: " + path.stem.encode() + b"\n" +
                    path.read_bytes().replace(b"\r\n", b"\n") + b"\n\n" for path in paths)


def main(*names):
    paths = [pathlib.Path(name) for name in names] or sorted(FOLDER.glob("*.eml"))
    with tempfile.TemporaryDirectory() as home:
        result = subprocess.run(["spamassassin", "--local", "--nocreate-prefs", "--mbox"], input=as_mbox(paths),
                                capture_output=True, check=True, env={"HOME": home, "PATH": "/usr/bin:/bin"})
    scored = [email.message_from_string(one)
              for one in re.split(r"(?m)^From a@example\.org .*\n", result.stdout.decode("latin1"))[1:]]
    bad = len(scored) != len(paths)
    for mail in sorted(scored, key=lambda mail: mail["X-Golden"]):
        score, tests = STATUS.search(" ".join(mail["X-Spam-Status"].split())).groups()
        bad = bad or float(score) >= WANTED
        print(f"{float(score):5.1f}  {mail['X-Golden']:24} {''.join(tests.split())}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
