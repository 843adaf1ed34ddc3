"""Reads every golden mail as a mail program would and refuses whatever is odd about it.

What the header fields must say stands below, apart from the program that made the mails.
"""

import email
import email.header
import email.policy
import email.utils
import html.parser
import pathlib
import re
import sys
import urllib.parse

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
    "note": "Heizungskörper entlüften",
    "note-added": "Water the plants",
    "answer": f"Re: {GARDEN}",
    "answer-refused": f"Re: {GARDEN}",
    "answer-list": f"Re: {GARDEN}",
    "answer-sections": f"Re: {GARDEN}",
    "answer-web": "Sign in",
}
SENDERS = {
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
        ("attachment", "application/octet-stream", b"Subject: x\r\n\r\n"),
    ],
    "answer-sections": [("contacts.vcf", "text/vcard", b"BEGIN:VCARD\r\n")],
}
ONCE = {"date", "from", "to", "reply-to", "subject", "message-id", "in-reply-to", "references", "auto-submitted",
        "x-auto-response-suppress", "x-followupd", "list-unsubscribe", "mime-version", "content-type"}
TAGS = {"html", "head", "meta", "title", "body", "div", "p", "a", "b", "br", "hr", "blockquote"}
EMPTY_TAGS = {"meta", "br", "hr"}
ATTRIBUTES = {"style", "href", "lang", "charset", "name", "content"}
MESSAGE_ID = re.compile(r"<[a-z0-9.]+@[a-z0-9.-]+>")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


class Page(html.parser.HTMLParser):
    """Keeps the links and text of an HTML part and complains about what we never write."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.links, self.text, self.faults = [], [], [], []

    def handle_starttag(self, tag, attributes):
        if tag not in TAGS or {name for name, _ in attributes} - ATTRIBUTES:
            self.faults.append(f"<{tag} {attributes}>")
        if tag == "a":
            self.links.append(dict(attributes)["href"])
        if tag not in EMPTY_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        self.text.append(data)

    def handle_comment(self, data):
        self.faults.append("a comment")


def check_bytes(raw, complain):
    if raw.replace(b"\r\n", b"").find(b"\r") >= 0 or raw.replace(b"\r\n", b"").find(b"\n") >= 0:
        complain("a line does not end with CRLF")
    if not raw.isascii() or b"\0" in raw:
        complain("it is not 7-bit")
    head, _, body = raw.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if len(line) > 78 and not re.fullmatch(rb"(\S+: | )?\S+", line):
            complain(f"a header line of {len(line)} could be folded: {line!r}")
        if not line.strip() or len(line) > 300:
            complain(f"a bad header line: {line!r}")
    for line in body.split(b"\r\n"):
        if len(line) > 76:
            complain(f"a body line of {len(line)} octets")
        if line.startswith(b".") or line.startswith(b"From "):
            complain(f"a body line begins as {line[:5]!r}")


def display_name(raw):
    """Of From; the newer parser keeps the blank between two encoded words, which RFC 2047 6.2 drops."""
    phrase, _ = email.utils.parseaddr(email.message_from_bytes(raw)["from"])
    return str(email.header.make_header(email.header.decode_header(phrase)))


def check_header(name, raw, mail, complain):
    names = [key.lower() for key in mail.keys()]
    if len(set(names)) != len(names) or set(names) - ONCE:
        complain(f"fields are repeated or not ours: {names}")
    for key in ("date", "from", "to", "subject", "message-id", "auto-submitted", "x-auto-response-suppress"):
        if key not in mail:
            complain(f"{key} is missing")
    for key, value in mail.items():
        if getattr(value, "defects", ()):
            complain(f"{key}: {value.defects}")
    if mail["subject"] != SUBJECTS.get(name, GARDEN):
        complain(f"the subject reads {mail['subject']!r}")
    sender = SENDERS.get(name, "Follow-ups" if name.startswith("answer") else "Follow-up (3 days)")
    if display_name(raw) != sender or mail["from"].addresses[0].addr_spec != "remind@example.org":
        complain(f"From reads {display_name(raw)!r}, {mail['from']!r}")
    if len(mail["from"].addresses) != 1 or len(mail["to"].addresses) != 1:
        complain("not one sender and one recipient")
    date = DATES.get(name) or ("2026-11-21T10:30:00+01:00" if not name.startswith("answer") else DATES["answer"])
    if mail["date"].datetime.isoformat() != date:
        complain(f"Date reads {mail['date'].datetime.isoformat()}")
    if not MESSAGE_ID.fullmatch(mail["message-id"]):
        complain(f"Message-ID reads {mail['message-id']!r}")
    if mail["auto-submitted"] != ("auto-replied" if name.startswith("answer") else "auto-generated"):
        complain(f"Auto-Submitted reads {mail['auto-submitted']!r}")
    if "reply-to" in mail and not all(address.addr_spec for address in mail["reply-to"].addresses):
        complain(f"Reply-To reads {mail['reply-to']!r}")


def check_thread(name, mail, complain):
    ids = mail.get("references", "").split()
    if not all(re.fullmatch(r"<[^<>\s]+>", one) for one in ids) or len(ids) > 51:
        complain(f"References reads {ids}")
    if "in-reply-to" in mail and ids[-1:] != [mail["in-reply-to"]]:
        complain("References does not end with In-Reply-To")
    if name == "reminder-references" and (len(ids) != 50 or "short.49@mail.example.com" not in ids[-1]):
        complain(f"{len(ids)} references")
    if name == "reminder-hostile" and ids != ["<good@example.org>"]:
        complain(f"References reads {ids}")


def check_link(link, complain):
    parts = urllib.parse.urlsplit(link)
    if CONTROLS.search(link) or " " in link or len(link) > 2000:
        complain(f"a bad link: {link!r}")
    if parts.scheme == "https":
        return
    if parts.scheme != "mailto":
        complain(f"a link that is no mailto: {link!r}")
    fields = urllib.parse.parse_qs(parts.query, strict_parsing=bool(parts.query))
    if set(fields) - {"subject", "body", "cc", "in-reply-to"}:
        complain(f"a link with {list(fields)}")
    for value in [urllib.parse.unquote(parts.path), *(value for values in fields.values() for value in values)]:
        if CONTROLS.search(value.replace("\r\n", " ")):
            complain(f"a control character in {value!r}")


def check_body(name, mail, complain):
    for part in mail.walk():
        if part.defects or any(getattr(value, "defects", ()) for value in part.values()):
            complain(f"{part.get_content_type()}: {part.defects} {[value.defects for value in part.values()]}")
    text, markup = (mail.get_body((kind,)).get_content().replace("\r\n", "\n") for kind in ("plain", "html"))
    page = Page()
    page.feed(markup)
    page.close()
    for fault in page.faults:
        complain(f"HTML: {fault}")
    if page.open:
        complain(f"HTML: {page.open} stay open")
    for link in page.links:
        check_link(link, complain)
    for link in re.findall(r"^\s*(?:mailto|https):\S+$", text, re.MULTILINE):
        check_link(link.strip(), complain)
    for what in (text.replace("\t", " "), "".join(page.text)):
        if CONTROLS.search(what):
            complain(f"a control character in the body: {CONTROLS.search(what)!r}")
    words = " ".join("".join(page.text).split()).replace("\xa0", " ")
    if " ".join(text.split("\n")[0].split()) not in " ".join(words.split()):
        complain("the text's first line does not stand in the HTML part")
    return text


def check_kind(name, mail, text, complain):
    alternative = mail
    if name in FILES:
        alternative, *parts = mail.iter_parts()
        found = [(part.get_filename(), part.get_content_type(), part.get_payload(decode=True)) for part in parts]
        if found != FILES[name]:
            complain(f"attachments: {found}")
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    if alternative.get_content_type() != "multipart/alternative" or kinds != ["text/plain", "text/html"]:
        complain(f"its parts are {kinds}")
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
        check_bytes(raw, complain)
        check_header(path.stem, raw, mail, complain)
        check_thread(path.stem, mail, complain)
        check_kind(path.stem, mail, check_body(path.stem, mail, complain), complain)
    print(*faults, f"{len(files)} mails, {len(faults)} faults", sep="\n")
    return 1 if faults or len(files) < 22 else 0


if __name__ == "__main__":
    sys.exit(main())
