"""Lints mails of ours, whatever they are about: those in this folder, or the files named.

    lint_mails.py [MAIL…]

A mail passes when Python's email package reads it without a defect, when its bytes are what any server takes, when its
HTML keeps the rules that stand above src/mail/compose_html.c, and when its two forms say the same.
"""

import email
import email.policy
import html.parser
import pathlib
import re
import sys
import urllib.parse

FOLDER = pathlib.Path(__file__).parent
FIELDS = {"date", "from", "to", "reply-to", "subject", "message-id", "in-reply-to", "references", "auto-submitted",
          "x-auto-response-suppress", "x-followupd", "list-unsubscribe", "list-unsubscribe-post", "mime-version",
          "content-type"}
NEEDED = {"date", "from", "to", "subject", "message-id", "auto-submitted", "x-auto-response-suppress", "mime-version"}
MESSAGE_ID = re.compile(r"<[a-z0-9.]+@[a-z0-9.-]+>")
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
LINK = re.compile(r"^\s*((?:mailto|https):\S+)$", re.MULTILINE)

OTHER_WAY = re.compile(r"\b[Rr]eply\b|\bA\s+mail\s+to\b")
ATTRIBUTES = {
    "html": {"lang"}, "head": set(), "meta": {"charset", "name", "content"}, "title": set(), "body": {"style"},
    "table": {"role", "width", "cellpadding", "cellspacing", "border"}, "tr": set(),
    "td": {"style", "width", "bgcolor"}, "div": {"style"}, "p": {"style"}, "blockquote": {"dir", "style"}, "hr": {"style"},
    "b": {"dir", "style"}, "br": set(), "a": {"style", "href"}}
EMPTY_TAGS = {"meta", "br", "hr"}
SHAPES = {"margin", "padding", "font", "font-size", "overflow-wrap"}
STYLES = {
    "body": {"margin"}, "td": SHAPES | {"border", "mso-padding-alt", "border-radius"}, "div": {"max-width"},
    "p": SHAPES | {"opacity"}, "blockquote": {"margin", "padding", "border-left"}, "b": {"font-size"},
    "hr": {"margin", "border", "border-top"},
    "a": {"display", "padding", "font", "font-size", "color", "text-decoration", "background-color", "border-radius"}}
# What only one of the two forms says: the text names addresses where the HTML part has buttons.
TEXT_ONLY = ("An empty mail to an address above does what stands beside it.",
             "About:", "An empty mail to one of these addresses does it:", "An empty mail to this address does it:",
             "To be reminded again, or to be done with it, send an empty mail to:", "Follow the link:", "On the web:",
             "---",
             "A mail to this address does it, with the words below as its text:",
             "A mail to one of these addresses does it; one with words below it needs them as its text:")
HTML_ONLY = ("Remind me again, or be done with it:", "See it on the web", "By mail:")


class Page(html.parser.HTMLParser):
    """Keeps the links and the text of an HTML part and complains about what our mails never hold."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.links, self.labels, self.text, self.faults = [], [], [], [], []
        self.cell_style = ""

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if set(values) - ATTRIBUTES.get(tag, {"no attribute at all"}) or len(values) < len(attributes):
            self.faults.append(f"<{tag} {attributes}>")
        if tag not in ATTRIBUTES:
            self.faults.append(f"<{tag}>")
        style = values.get("style", "")
        names = {one.partition(":")[0].strip() for one in style.split(";") if one.strip()}
        if names - STYLES.get(tag, set()):
            self.faults.append(f"<{tag}> is styled with {sorted(names - STYLES.get(tag, set()))}")
        if tag == "td":
            self.cell_style = style
        if tag == "table" and values.get("role") != "presentation":
            self.faults.append("a table that is read out as one")
        if tag == "a":
            self.check_link_style(style)
            self.links.append(values.get("href", ""))
            self.labels.append("")
        if tag in ("br", "p", "div", "td", "hr", "blockquote"):
            self.text.append("\n")
        if tag not in EMPTY_TAGS:
            self.open.append(tag)

    def check_link_style(self, style):
        """Word sets a link without its padding, and without the face of what it stands in."""
        padding = re.search(r"(?:^|;)padding:([^;]+)", style)
        if padding and f"mso-padding-alt:{padding.group(1)}" not in self.cell_style:
            self.faults.append("a button whose cell does not name its padding for Word")
        if padding and "font:" not in style:
            self.faults.append("a button that does not name its face")

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")

    def handle_data(self, data):
        if "title" in self.open:
            return
        self.text.append(data)
        if "a" in self.open:
            self.labels[-1] += data

    def handle_comment(self, data):
        self.faults.append("a comment")


def check_bytes(raw, complain):
    if re.search(rb"\r(?!\n)|(?<!\r)\n", raw):
        complain("a line does not end with CRLF")
    if not raw.isascii() or b"\0" in raw:
        complain("it is not 7-bit")
    head, _, body = raw.partition(b"\r\n\r\n")
    for line in head.split(b"\r\n"):
        if len(line) > 78 and not re.fullmatch(rb"(\S+: | )?\S+", line):
            complain(f"a header line of {len(line)} could be folded: {line!r}")
        if not line.strip() or len(line) > 998:
            complain(f"a bad header line: {line!r}")
    for line in body.split(b"\r\n"):
        if len(line) > 76:
            complain(f"a body line of {len(line)} octets")
        if line.startswith(b".") or line.startswith(b"From "):
            complain(f"a body line begins as {line[:5]!r}")


def check_fields(mail, complain):
    names = [key.lower() for key in mail.keys()]
    if len(set(names)) != len(names) or set(names) - FIELDS or NEEDED - set(names):
        complain(f"its fields are {names}")
    for key, value in mail.items():
        if getattr(value, "defects", ()):
            complain(f"{key}: {value.defects}")
        if CONTROLS.search(str(value)):
            complain(f"{key}: a control character")
    if mail["date"].datetime is None or mail["date"].datetime.tzinfo is None:
        complain(f"Date reads {mail['date']!r}")
    if len(mail["from"].addresses) != 1 or len(mail["to"].addresses) != 1:
        complain("not one sender and one recipient")
    if "reply-to" in mail and not all(address.addr_spec for address in mail["reply-to"].addresses):
        complain(f"Reply-To reads {mail['reply-to']!r}")
    # "All" would suppress the report that a reminder could not be delivered.
    silent = {"auto-generated": "DR, RN, NRN, OOF, AutoReply", "auto-replied": "All"}
    if mail["x-auto-response-suppress"] != silent.get(mail["auto-submitted"], ""):
        complain("it does not say that a machine sent it")
    check_ids(mail, complain)
    check_leave(mail, complain)


def check_ids(mail, complain):
    if not MESSAGE_ID.fullmatch(mail["message-id"]):
        complain(f"Message-ID reads {mail['message-id']!r}")
    ids = mail.get("references", "").split()
    if not all(re.fullmatch(r"<[^<>\s]+>", one) for one in ids) or len(ids) > 51:
        complain(f"References reads {ids}")
    if "in-reply-to" in mail and ids[-1:] != [mail["in-reply-to"]]:
        complain("References does not end with In-Reply-To")


def check_leave(mail, complain):
    """RFC 2369 and RFC 8058: one click is promised only where there is a page that takes it."""
    if "list-unsubscribe" not in mail:
        if "list-unsubscribe-post" in mail:
            complain("List-Unsubscribe-Post without List-Unsubscribe")
        return
    links = [one.strip() for one in mail["list-unsubscribe"].split(",")]
    if not all(re.fullmatch(r"<(mailto|https):[^<>\s]+>", one) for one in links):
        complain(f"List-Unsubscribe reads {links}")
    if "list-unsubscribe-post" in mail and not any(one.startswith("<https:") for one in links):
        complain("one click is promised, and there is no page that takes it")


def check_link(link, complain):
    parts = urllib.parse.urlsplit(link)
    if CONTROLS.search(link) or " " in link or len(link) > 2000:
        complain(f"a bad link: {link!r}")
    if parts.scheme not in ("mailto", "https", "webcal"):
        complain(f"a link that is neither mailto: nor https: nor webcal: {link!r}")
    if parts.scheme != "mailto":
        return
    fields = urllib.parse.parse_qs(parts.query, strict_parsing=bool(parts.query))
    if set(fields) - {"subject", "body", "cc", "in-reply-to"}:
        complain(f"a link with {list(fields)}")
    for value in [urllib.parse.unquote(parts.path), *(value for values in fields.values() for value in values)]:
        if CONTROLS.search(value.replace("\r\n", " ")):
            complain(f"a control character in {value!r}")


def words(text, labels=(), without=()):
    """The words of one form, what only it says left out; quotation marks are lines beside the text in the other."""
    text = re.sub(r"^[> ]+", "", text.replace("\xa0", " "), flags=re.MULTILINE)
    text = " ".join(text.split())
    for phrase in without:
        text = text.replace(phrase, " ")
    taken = [word.strip(".,:;") for word in text.split()]
    spoken = {word.strip(".,:;") for label in labels for word in label.split()}
    return [word for word in taken if word and word not in spoken]


def targets(links):
    """Where links lead: the address that acts, or the page."""
    return {urllib.parse.unquote(urllib.parse.urlsplit(link).path) if link.startswith("mailto:") else link
            for link in links}


def check_same(text, page, complain):
    """What one form says and where it leads stands in the other, too."""
    spoken = " ".join("".join(page.text).split())
    if " ".join(text.split("\n")[0].split()) not in spoken.replace("\xa0", " "):
        complain("the text's first line does not stand in the HTML part")
    for target in targets(page.links):
        # A brief section's links stand in the HTML part alone; the text then says what mail does the same.
        if target not in text and urllib.parse.quote(target, safe="@") not in text and not OTHER_WAY.search(text):
            complain(f"only the HTML part leads to {target}")
    for target in targets(LINK.findall(text)):
        if target not in targets(page.links) and target not in spoken:
            complain(f"only the text leads to {target}")
    plain = text
    for link in page.links:
        plain = plain.replace(link, "")
    for target in targets(page.links):
        plain = re.sub(rf"(?m)(?<=\s){re.escape(target)}$", "", plain)
    plain = re.sub(r"(?m)^    text: .*$", "", plain)  # what a link fills in
    labels = page.labels
    left = words(plain, labels, TEXT_ONLY)
    right = words("".join(page.text), labels, HTML_ONLY)
    for mine, theirs, where in ((left, set(right), "the text"), (right, set(left), "the HTML part")):
        missing = [word for word in mine if word not in theirs]
        if missing:
            complain(f"only {where} says {' '.join(missing[:10])}")


def check_parts(mail, complain):
    """The whole mail's structure; returns the two forms, None where they are not two."""
    for part in mail.walk():
        if part.defects or any(getattr(value, "defects", ()) for value in part.values()):
            complain(f"{part.get_content_type()}: {part.defects} {[value.defects for value in part.values()]}")
        if part.get_content_maintype() == "text" and part.get_content_disposition() is None:
            if part.get_content_charset() != "utf-8":
                complain(f"its charset is {part.get_content_charset()}")
    alternative = mail
    if mail.get_content_type() == "multipart/mixed":
        alternative, *files = mail.iter_parts()
        if not files or any(part.get_content_disposition() != "attachment" for part in files):
            complain("it is mixed, and not with attachments")
    kinds = [part.get_content_type() for part in alternative.iter_parts()]
    if alternative.get_content_type() != "multipart/alternative" or kinds != ["text/plain", "text/html"]:
        complain(f"its parts are {kinds}")
        return None
    return tuple(part.get_content().replace("\r\n", "\n") for part in alternative.iter_parts())


def check_body(mail, complain):
    forms = check_parts(mail, complain)
    if not forms:
        return
    text, markup = forms
    page = Page()
    page.feed(markup)
    page.close()
    for fault in page.faults:
        complain(f"HTML: {fault}")
    if page.open:
        complain(f"HTML: {page.open} stay open")
    for link in page.links + LINK.findall(text):
        check_link(link, complain)
    for what in (text.replace("\t", " "), "".join(page.text)):
        if CONTROLS.search(what):
            complain(f"a control character in the body: {CONTROLS.search(what)!r}")
    check_same(text, page, complain)


def lint(raw, complain):
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    check_bytes(raw, complain)
    check_fields(mail, complain)
    check_body(mail, complain)


def main(*names):
    faults = []
    paths = [pathlib.Path(name) for name in names] or sorted(FOLDER.glob("*.eml"))
    for path in paths:
        def complain(what, name=path.stem):
            faults.append(f"{name}: {what}")
        lint(path.read_bytes(), complain)
    print(*faults, f"{len(paths)} mails, {len(faults)} faults", sep="\n")
    return 1 if faults or not paths else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
