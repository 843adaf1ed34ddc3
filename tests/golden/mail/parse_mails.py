"""Reads every golden mail as a mail program would: what its header fields must say and its files hold stands below, apart
from the program that made the mails. lint_mails.py holds it against what all our mails have in common.
"""

import email
import email.header
import email.policy
import email.utils
import pathlib
import sys

import vobject

FOLDER = pathlib.Path(__file__).parent
HEDGE = "庭の垣根の見積もりをお願いします。"
EVIL = (
    "x Bcc: victim@example.net <script>alert(1)</script> . [31m \"'><b>&amp;\\ =?utf-8?q?=0D=0AX:_y?= \ufffd"
)
GARDEN = "Offer for the garden"

# Subjects of mails whose subject is not the usual one.
SUBJECTS = {
    "reminder-japanese": f"Re: {HEDGE}{HEDGE} {HEDGE}",
    "reminder-hostile": EVIL,
    "reminder-bare": "(no subject)",
    "bundle": "4 follow-ups for Friday, 27 November",
    "bundle-web": "4 follow-ups for Friday, 27 November",
    "bundle-last": "1 follow-up for Friday, 27 November",
    "note": "Heizungskörper entlüften",
    "note-added": "Water the plants",
    "answer-web": "Sign in",
    "answer-restored": "Reminders that may have reached you",
    "answer-moved": "A reminder that may have reached you",
    "answer-recovered": "A reminder that may have reached you",
    "answer-held-still": "A reminder that may have reached you",
    "answer-signin": "Sign in to your follow-ups",
    "answer-paused": "Mail to alice@old.example.com comes back",
    "answer-alert": "followupd: inbox",
}
SENDERS = {
    "bundle": "Follow-ups",
    "bundle-web": "Follow-ups",
    "reminder-series": "Follow-up (every 2 months)",
    "reminder-japanese": "フォロー",
    "reminder-hostile": EVIL,
    "reminder-bare": "",
}
DATES = {
    "reminder-bare": "1970-01-01T00:00:00+00:00",
    "reminder-late": "2026-11-21T06:00:00-03:30",
    "answer": "2026-11-21T15:00:00+05:30",
}
FILES = {
    "note-attachments": [
        ("plan.pdf", "application/pdf", b"\0\1\2\3 some octets \xff\xfe that are no text, "
         b"long enough for two lines of base64 \r\n\0"),
        ('Übersicht "neu".txt', "text/plain", b"short"),
        ("a very long name of a file that goes on and on until nobody can read it any more.tar.gz",
         "application/gzip", b"x"),
        ("page.html", "application/octet-stream", b"<script>alert(1)</script>"),
        (".._.._etc_passwd", "application/octet-stream", b""),
        ("message.eml", "application/octet-stream", b"Subject: x\r\n\r\n"),
        ("invite.ics", "text/calendar", b"BEGIN:VCALENDAR\r\n"),
        ("attachment", "image/png", b""),
    ],
    "answer-sections": [("contacts.vcf", "text/vcard", b"BEGIN:VCARD\r\n")],
}


def display_name(raw):
    """Of From; the newer parser keeps the blank between two encoded words, which RFC 2047 6.2 drops."""
    phrase, _ = email.utils.parseaddr(email.message_from_bytes(raw)["from"])
    return str(email.header.make_header(email.header.decode_header(phrase)))


def usual_subject(name):
    if name.startswith("answer-command-"):
        return f"Re: {name.split('-')[2]}"
    return f"Re: {GARDEN}" if name.startswith("answer") else GARDEN


def check_header(name, raw, mail, complain):
    if mail["subject"] != SUBJECTS.get(name, usual_subject(name)):
        complain(f"the subject reads {mail['subject']!r}")
    sender = SENDERS.get(name, "Follow-ups" if name.startswith("answer") else "Follow-up (3 days)")
    if display_name(raw) != sender or mail["from"].addresses[0].addr_spec != "remind@example.org":
        complain(f"From reads {display_name(raw)!r}, {mail['from']!r}")
    date = DATES.get(name) or ("2026-11-21T10:30:00+01:00" if not name.startswith("answer") else DATES["answer"])
    if mail["date"].datetime.isoformat() != date:
        complain(f"Date reads {mail['date'].datetime.isoformat()}")
    if mail["auto-submitted"] != ("auto-replied" if name.startswith("answer") else "auto-generated"):
        complain(f"Auto-Submitted reads {mail['auto-submitted']!r}")


def check_thread(name, mail, complain):
    ids = mail.get("references", "").split()
    if name == "reminder-references" and (len(ids) != 50 or "short.49@mail.example.com" not in ids[-1]):
        complain(f"{len(ids)} references")
    if name == "reminder-hostile" and ids != ["<good@example.org>"]:
        complain(f"References reads {ids}")


def check_contacts(part, complain):
    """Every card of the file, as an address book reads it."""
    cards = part.get_payload(decode=True)
    if part.get_filename() != "follow-ups.vcf" or part.get_content_type() != "text/vcard":
        complain(f"contacts: {part.get_filename()}, {part.get_content_type()}")
    if not cards.isascii() or any(len(line) > 75 for line in cards.split(b"\r\n")) or b"\n" in cards.replace(b"\r\n", b""):
        complain("contacts: not ASCII, a long line, or a line without CRLF")
    found = list(vobject.readComponents(cards.decode()))
    for card in found:
        card.validate(raiseException=True)
        name = f"{card.n.value.given} {card.n.value.family}"
        if card.version.value != "3.0" or card.fn.value != name or not card.email.value.endswith("@remind.example.org"):
            complain(f"contacts: {card.serialize()!r}")
    addresses = {card.email.value for card in found}
    names = {card.fn.value for card in found}
    if len(found) < 25 or {len(addresses), len(names), len({card.uid.value for card in found})} != {len(found)}:
        complain(f"contacts: {len(found)} cards, {len(addresses)} addresses, {len(names)} names")


def check_kind(name, mail, complain):
    text = mail.get_body(("plain",)).get_content().replace("\r\n", "\n")
    if name == "answer-command-contacts":
        check_contacts([*mail.iter_parts()][1], complain)
    if name in FILES:
        parts = [*mail.iter_parts()][1:]
        found = [(part.get_filename(), part.get_content_type(), part.get_payload(decode=True)) for part in parts]
        if found != FILES[name]:
            complain(f"attachments: {found}")
    if name == "reminder-neutral" and ("k5qzj2xw4m7ta3fbn6ru" in mail.as_string() or "eyes only" in mail.as_string()):
        complain("a neutral mail gives something away")
    if name == "note-lines" and not all(line in text for line in (
            "From here to there\n.\n..\n.hidden\n--=_not a boundary\n-- \n", "w" * 1200, "\nFrom the end\n.")):
        complain("lines were changed on the way")
    if name == "reminder-by-other" and mail["list-unsubscribe"] != (
            "<mailto:cancel%2Bk5qzj2xw4m7ta3fbn6ru@remind.example.org>, "
            "<https://remind.example.org/a/k5qzj2xw4m7ta3fbn6ru>"):
        complain(f"List-Unsubscribe reads {mail['list-unsubscribe']!r}")


def main():
    faults = []
    files = sorted(FOLDER.glob("*.eml"))
    for path in files:
        def complain(what, name=path.stem):
            faults.append(f"{name}: {what}")
        raw = path.read_bytes()
        mail = email.message_from_bytes(raw, policy=email.policy.default)
        check_header(path.stem, raw, mail, complain)
        check_thread(path.stem, mail, complain)
        check_kind(path.stem, mail, complain)
    print(*faults, f"{len(files)} mails, {len(faults)} faults", sep="\n")
    return 1 if faults or len(files) < 22 else 0


if __name__ == "__main__":
    sys.exit(main())
