"""Breaks a good mail once for each rule of lint_mails.py and expects it to be noticed."""

import pathlib
import sys

import lint_mails

GOOD = (pathlib.Path(__file__).parent / "answer.eml").read_bytes()
TEXT = b"An empty mail to this address does it:"
CASES = (
    (b"\r\nTo: ", b"\nTo: ", "CRLF"),
    (b"Follow-ups", "Nachfragen f\u00fcr".encode(), "7-bit"),
    (b"Subject: Re: ", b"Subject: Re: " + b"word " * 20, "folded"),
    (b"Subject: Re: ", b"Subject: Re: " + b"w" * 999, "bad header line"),
    (TEXT, TEXT + b"x" * 60, "octets"),
    (TEXT, b".hidden\r\n" + TEXT, "begins as"),
    (b"Auto-Submitted: auto-replied\r\n", b"", "fields"),
    (b"MIME-Version", b"X-Other: 1\r\nMIME-Version", "fields"),
    (b"Date: Sat", b"Date: some Sat", "Date"),
    (b"<m.77@remind.example.org>", b"<no id>", "Message-ID"),
    (b"References: <original.3@example.org>", b"References: <another@example.org>", "In-Reply-To"),
    (b"MIME-Version", b"List-Unsubscribe: <ftp://x>\r\nMIME-Version", "List-Unsubscribe"),
    (b"MIME-Version", b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version", "without"),
    (b"MIME-Version", b"List-Unsubscribe-Post: x\r\nList-Unsubscribe: <mailto:a@example.org>\r\nMIME-Version", "no page"),
    (b"charset=utf-8", b"charset=latin1", "charset"),
    (b"text/html", b"text/plain", "parts"),
    (b"<div ", b"<img src=3D\"x\"><div ", "<img"),
    (b"<div ", b"<!-- x --><div ", "comment"),
    (b"<div ", b"<div class=3D\"x\" ", "<div"),
    (b"<div style=3D\"", b"<div style=3D\"position:fixed;", "position"),
    (b"mso-padding-alt", b"mso-padding", "padding"),
    (b" role=3D\"presentation\"", b"", "read out"),
    (b"</div>", b"", "closes nothing"),
    (b"href=3D\"mailto:", b"href=3D\"ftp:", "neither"),
    (b"will come back", b"will come in due course back", "only the text says"),
    (TEXT, b"Nothing", "only the text says"),
    (b">undo<", b">undo</a> everything<a href=3D\"https://example.org/\">.<", "only the HTML part"),
)


def faults_of(raw):
    faults = []
    lint_mails.lint(raw, faults.append)
    return faults


def main():
    missed = [f"the good mail: {fault}" for fault in faults_of(GOOD)]
    for old, new, word in CASES:
        if old not in GOOD:
            missed.append(f"the mail does not hold {old!r}")
            continue
        faults = faults_of(GOOD.replace(old, new, 1))
        if not any(word in fault for fault in faults):
            missed.append(f"{new[:50]!r}: expected a fault that says {word!r}, found {faults}")
    print(*missed, f"{len(CASES)} faults made, {len(missed)} missed", sep="\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
