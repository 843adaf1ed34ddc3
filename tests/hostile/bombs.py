"""Mails that are made to hurt, each at any size.

    python3 bombs.py                     # their names
    python3 bombs.py NAME SIZE > mail    # one of them, as a sender would write it

A bomb is a function of its size: so many levels, fields, words, lines or octets. It returns the header fields that differ from those
of an ordinary mail (None leaves one out), further header lines, and a body. In BOMBS they stand by their names.
"""
import base64
import gzip
import random
import sys

BOMBS = {}
HELLO = b'Hello.\r\n'
FROM = b'alice@example.org'
LEVELS = 30  # fewer than the reader allows


class Mail:
    def __init__(self, body=HELLO, more=b'', end=b'\r\n', **fields):
        self.body, self.more, self.end, self.fields = body, more, end, fields

    def content(self, message_id=b'<bomb@hostile.example.org>', subject=b'Hostile'):
        """The mail's bytes; what it does not change itself is as given."""
        fields = {'From': FROM, 'To': b'bob@example.org', 'Message_ID': message_id, 'Subject': subject, **self.fields}
        return b''.join(b'%s: %s\r\n' % (name.replace('_', '-').encode(), value)
                        for name, value in fields.items() if value is not None) + self.more + self.end + self.body


def bomb(make):
    BOMBS[make.__name__] = make
    return make


def typed(content_type, body, **fields):
    return Mail(MIME_Version=b'1.0', Content_Type=content_type, body=body, **fields)


def several(names_to_makers):
    """Bombs that differ by one thing."""
    for name, make in names_to_makers.items():
        BOMBS[name] = make


def folded(item, count, room=900):
    """An item so many times, in lines of about that room."""
    line = item * min(count, max(1, room // len(item))) + b'\r\n '
    return line * (count * len(item) // len(line) + 1)


# Comments, groups and whatever else nests in a header field.

STRUCTURED = {'from': 'From', 'to': 'To', 'sender': 'Sender', 'date': 'Date', 'received': 'Received', 'references': 'References',
              'content_type': 'Content_Type', 'disposition': 'Content_Disposition', 'encoding': 'Content_Transfer_Encoding',
              'version': 'MIME_Version', 'results': 'Authentication_Results', 'automatic': 'Auto_Submitted',
              'delivered_to': 'Delivered_To', 'list_id': 'List_ID'}


def in_field(field, value):
    return lambda size: Mail(**{field: value(size)})


several({'nested_comments_in_' + name: in_field(field, lambda n: b'(' * n + b')' * n + FROM) for name, field in STRUCTURED.items()})
several({'open_comments_in_' + name: in_field(field, lambda n: FROM + b' ' + b'(' * n) for name, field in STRUCTURED.items()})
several({'comments_side_by_side_in_' + name: in_field(field, lambda n: FROM + folded(b'(a\\)(b))', n))
         for name, field in STRUCTURED.items()})


@bomb
def nested_groups(size):
    return Mail(To=b'g:' * size + b'bob@example.org' + b';' * size)


@bomb
def groups_side_by_side(size):
    return Mail(To=folded(b'g:a@b;,', size))


@bomb
def empty_groups(size):
    return Mail(To=folded(b'g:;', size))


# Many of one kind in one field.

MANY = {'addresses': b'someone.else@example.org,', 'commas': b',', 'open_angles': b'<', 'routes': b'<@a,@b:c@d>,', 'quotes': b'"',
        'quoted_backslashes': b'"\\\\\\"', 'backslashes': b'\\', 'open_literals': b'[', 'at_signs': b'@', 'dots': b'.',
        'names_without_address': b'a b c ', 'empty_angles': b'<>,', 'colons': b':', 'semicolons': b';', 'slashes': b'a/',
        'equal_signs': b'=', 'percents': b'%41', 'blanks': b' ', 'tabs': b'\t', 'question_marks': b'=?',
        'half_encoded_words': b'=?utf-8?q?', 'message_ids': b'<a.b.c@example.org> ', 'eight_bits': b'\xff', 'nuls': b'\0',
        'overlong': b'\xc0\x80', 'replies': b'Re: Fwd: [list] AW: ', 'right_to_left': b'\xe2\x80\xae', 'combining': b'a\xcc\x81\xcc\x81',
        'digits': b'9'}
FREE = {'to': 'To', 'from': 'From', 'subject': 'Subject', 'references': 'References', 'content_type': 'Content_Type',
        'disposition': 'Content_Disposition', 'results': 'Authentication_Results', 'date': 'Date', 'message_id': 'Message_ID'}

several({'many_%s_in_%s' % (what, name): in_field(field, lambda n, item=item: folded(item, n))
         for what, item in MANY.items() for name, field in FREE.items()})


@bomb
def one_long_field(size):
    return Mail(X_Long=b'x' * size)


@bomb
def one_folded_field(size):
    return Mail(X_Long=b'x' + b'\r\n x' * size)


@bomb
def one_field_folded_over_nothing(size):
    return Mail(Subject=b'x' + b'\r\n \t' * size + b'y')


@bomb
def header_fields(size):
    return Mail(more=b'X-Field: a\r\n' * size)


@bomb
def header_lines_without_a_colon(size):
    return Mail(more=b'this is no field\r\n' * size)


@bomb
def a_field_name_without_end(size):
    return Mail(more=b'X' * size + b'\r\n')


@bomb
def to_fields(size):
    return Mail(more=b'To: bob@example.org\r\n' * size)


@bomb
def from_fields(size):
    return Mail(more=b'From: bob@example.org\r\n' * size)


@bomb
def content_types(size):
    return Mail(more=b'Content-Type: text/html\r\n' * size)


@bomb
def received_fields(size):
    return Mail(more=b'Received: from a (b [192.0.2.1]) by c with SMTP; Wed, 18 Nov 2026 10:30:00 +0100\r\n' * size)


@bomb
def recipient_fields(size):
    return Mail(more=b'X-Original-To: 3days@remind.example.org\r\n' * size)


@bomb
def results_fields(size):
    return Mail(more=b'Authentication-Results: mx.example.org; dmarc=pass header.from=example.org\r\n' * size)


@bomb
def results_in_one_field(size):
    return Mail(Authentication_Results=b'mx.example.org' + folded(b'; spf=pass smtp.mailfrom=a@b', size))


@bomb
def a_header_without_an_end(size):
    return Mail(more=b'X-Field: a\r\n' * min(size, 900) + b'X-Last: ' + b'x' * min(size, 30000), end=b'', body=b'')


# Encoded words and parameters.

@bomb
def encoded_words(size):
    return Mail(Subject=b'=?utf-8?q?=C3=A4?=\r\n ' * size + b'end', From=b'=?utf-8?b?w6Q=?=\r\n ' * min(size, 1000) + b'<' + FROM + b'>')


@bomb
def one_long_encoded_word(size):
    return Mail(Subject=b'=?utf-8?q?' + b'=C3=A4' * size + b'?=')


@bomb
def encoded_words_of_unknown_charsets(size):
    return Mail(Subject=b''.join(b'=?x-none-%d?q?a?=\r\n ' % n for n in range(size)) + b'end')


@bomb
def encoded_words_of_every_charset(size):
    charsets = [b'utf-7', b'utf-16', b'utf-32', b'iso-2022-jp', b'hz-gb-2312', b'gb18030', b'big5', b'ibm1047', b'utf-8', b'ucs-4']
    return Mail(Subject=b''.join(b'=?%s?b?+AGE-/w==?=\r\n ' % charsets[n % len(charsets)] for n in range(size)) + b'end')


@bomb
def encoded_words_with_a_long_charset(size):
    return Mail(Subject=b'=?' + b'x' * size + b'?q?a?=')


@bomb
def encoded_words_that_hold_lines(size):
    return Mail(Subject=b'=?utf-8?Q?a=0D=0ABcc:_evil@example.net=0D=0A=00?=\r\n ' * size + b'end')


@bomb
def encoded_words_in_utf_7(size):
    return Mail(Subject=b'=?utf-7?q?+AA0ACg-Bcc:_evil@example.net?=\r\n ' * size + b'end')


@bomb
def parameters(size):
    return typed(b'text/plain' + b''.join(b';\r\n a%d=b' % n for n in range(size)), HELLO)


@bomb
def parameters_of_one_name(size):
    return typed(b'multipart/mixed' + folded(b'; boundary=b', size), b'--b\r\n\r\nx\r\n--b--\r\n')


@bomb
def continuations(size):
    return typed(b'multipart/mixed' + b''.join(b';\r\n boundary*%d=b' % n for n in range(size)), b'--b\r\n\r\nx\r\n')


@bomb
def continuations_backwards(size):
    return typed(b'text/plain' + b''.join(b';\r\n name*%d*=%%41' % n for n in range(size, 0, -1)), HELLO)


@bomb
def continuations_of_one_number(size):
    return typed(b'text/plain' + folded(b'; name*0*=utf-8\'\'%C3%A4', size), HELLO)


@bomb
def continuations_of_great_numbers(size):
    return typed(b'text/plain; name*0=a; name*%d=b; name*99999999999999999999=c' % (10 ** 9 + size), HELLO)


@bomb
def parameters_of_unknown_charsets(size):
    return typed(b'text/plain' + b''.join(b";\r\n name%d*=x-none-%d''%%FF" % (n, n) for n in range(size)), HELLO)


@bomb
def an_open_parameter(size):
    return typed(b'text/plain; name="' + b'a\\"' * size, HELLO)


@bomb
def a_long_charset(size):
    return typed(b'text/plain; charset=' + b'x' * size, b'\xff' * 100)


@bomb
def a_long_content_type(size):
    return typed(b'x' * size + b'/' + b'y' * size, HELLO)


# Parts.

def nested(kind, levels, inner=b'text\r\n'):
    return b''.join(b'--b%d\r\nContent-Type: multipart/%s; boundary=b%d\r\n\r\n' % (n, kind, n + 1) for n in range(levels)) + inner


def nest_of(kind):
    return lambda size: typed(b'multipart/%s; boundary=b0' % kind, nested(kind, size))


several({'nested_multiparts_' + kind: nest_of(kind.encode()) for kind in ('mixed', 'alternative', 'digest', 'signed', 'report')})


@bomb
def nested_mails(size):
    return typed(b'message/rfc822', b'Content-Type: message/rfc822\r\n\r\n' * size + b'Subject: x\r\n\r\n' + HELLO)


@bomb
def nested_mails_in_base64(size):
    body = b'Subject: x\r\n\r\n' + HELLO
    for _ in range(min(size, LEVELS)):
        body = b'Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n' + base64.encodebytes(body)
    return typed(b'message/rfc822', body)


@bomb
def empty_parts(size):
    return typed(b'multipart/mixed; boundary=b', b'--b\r\n' * size)


@bomb
def small_parts(size):
    return typed(b'multipart/mixed; boundary=b', b'--b\r\n\r\nx\r\n' * size + b'--b--\r\n')


@bomb
def ends_without_beginnings(size):
    return typed(b'multipart/mixed; boundary=b', b'--b\r\n\r\nx\r\n' + b'--b--\r\n' * size)


@bomb
def html_parts(size):
    return typed(b'multipart/mixed; boundary=b', b'--b\r\nContent-Type: text/html\r\n\r\n<p>x\r\n' * min(size, 999))


@bomb
def attachments(size):
    part = b'--b\r\nContent-Disposition: attachment; filename="%s.txt"\r\nContent-Transfer-Encoding: base64\r\n\r\neA==\r\n'
    return typed(b'multipart/mixed; boundary=b', part % (b'n' * 200) * min(size, 999) + b'--b--\r\n')


@bomb
def a_long_file_name(size):
    return typed(b'multipart/mixed; boundary=b',
                 b'--b\r\nContent-Disposition: attachment; filename="%s"\r\n\r\nx\r\n--b--\r\n' % (b'n' * size))


@bomb
def parts_in_parts(size):
    """As deep and as many as may be, and lines that look like boundaries."""
    inner = b'--b%d\r\n\r\nx\r\n' % LEVELS * min(size, 900) + b'--b\r\n' * size
    return typed(b'multipart/mixed; boundary=b0', nested(b'mixed', LEVELS, inner))


@bomb
def boundaries_that_are_prefixes(size):
    """Each level's boundary begins the next one's; then lines that begin all of them."""
    levels = b''.join(b'--%s\r\nContent-Type: multipart/mixed; boundary=%s\r\n\r\n' % (b'a' * n, b'a' * (n + 1)) for n in range(1, LEVELS))
    return typed(b'multipart/mixed; boundary=a', levels + (b'--' + b'a' * (LEVELS + 1) + b'\r\n') * size)


@bomb
def lines_that_are_nearly_boundaries(size):
    boundary = b'b' * 70
    return typed(b'multipart/mixed; boundary=' + boundary, b'--%s\r\n\r\n' % boundary + (b'--' + boundary[:-1] + b'\r\n') * size)


@bomb
def dashes(size):
    return typed(b'multipart/mixed; boundary="-"', b'---\r\n\r\n' + b'-' * size + b'\r\n' + b'--\r\n' * size)


@bomb
def a_long_boundary(size):
    return typed(b'multipart/mixed; boundary=' + b'b' * size, b'--' + b'b' * size + b'\r\n\r\nx\r\n')


@bomb
def an_empty_boundary(size):
    return typed(b'multipart/mixed; boundary=""', b'--\r\n\r\nx\r\n' * size)


@bomb
def a_boundary_of_a_quotation_mark(size):
    return typed(b'multipart/mixed; boundary="\\""', b'--"\r\n\r\nx\r\n' * min(size, 900))


@bomb
def no_end_of_a_multipart(size):
    return typed(b'multipart/mixed; boundary=b', b'--b\r\n\r\n' + b'x\r\n' * size)


@bomb
def a_preamble(size):
    return typed(b'multipart/mixed; boundary=b', b'x\r\n' * size + b'--b\r\n\r\nx\r\n--b--\r\n' + b'y\r\n' * size)


@bomb
def part_headers(size):
    return typed(b'multipart/mixed; boundary=b', (b'--b\r\n' + b'X-A: b\r\n' * 900 + b'\r\nx\r\n') * min(size // 900 + 1, 900))


@bomb
def partial_and_external_bodies(size):
    part = b'--b\r\nContent-Type: message/partial; id=a; number=%d; total=%d\r\n\r\nx\r\n'
    outside = b'--b\r\nContent-Type: message/external-body; access-type=local-file; name="/etc/passwd"\r\n\r\nContent-Type: text/plain\r\n\r\n'
    return typed(b'multipart/mixed; boundary=b', (part % (size, size) + outside) * min(size, 450))


# Encodings.

def encoded(name, body):
    return lambda size: typed(b'text/plain; charset=utf-8', body(size), Content_Transfer_Encoding=name)


several({
    'base64_garbage': encoded(b'base64', lambda n: random.Random(n).randbytes(n)),
    'base64_in_one_line': encoded(b'base64', lambda n: b'eHh4' * n),
    'base64_of_equal_signs': encoded(b'base64', lambda n: b'=' * n),
    'base64_of_one_letter_a_line': encoded(b'base64', lambda n: b'e\r\n' * n),
    'base64_of_quotes': encoded(b'base64', lambda n: base64.encodebytes(b'> quoted\n' * n)),
    'quoted_printable_of_equal_signs': encoded(b'quoted-printable', lambda n: b'=' * n),
    'quoted_printable_of_soft_breaks': encoded(b'quoted-printable', lambda n: b'=\r\n' * n),
    'quoted_printable_of_half_codes': encoded(b'quoted-printable', lambda n: b'=X=4' * n),
    'quoted_printable_of_blanks': encoded(b'quoted-printable', lambda n: b' ' * n),
    'uuencoded_garbage': encoded(b'x-uuencode', lambda n: b'begin 644 x\r\n' + random.Random(n).randbytes(n) + b'\r\nend\r\n'),
    'uuencoded_without_end': encoded(b'x-uuencode', lambda n: b'begin 644 x\r\n' + b'M' + b'`' * 60 + b'\r\n`\r\n' * n),
    'uuencoded_beginnings': encoded(b'x-uuencode', lambda n: b'begin 644 x\r\n' * n),
    'yencoded_garbage': encoded(b'x-yencode', lambda n: b'=ybegin line=128 size=9 name=x\r\n' + b'=' * n),
    'an_unknown_encoding': encoded(b'x' * 100, lambda n: b'\xff' * n),
})


@bomb
def compressed_zeros(size):
    """Of which nothing is unpacked: a megabyte of it would be a gigabyte."""
    packed = base64.encodebytes(gzip.compress(bytes(size * 1000 if size < 10 ** 5 else 10 ** 8), 9))
    part = b'--b\r\nContent-Type: %s\r\nContent-Encoding: gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n'
    return typed(b'multipart/mixed; boundary=b', part % (b'text/plain', packed) + part % (b'application/gzip', packed) + b'--b--\r\n')


def in_charset(charset, item):
    return lambda size: typed(b'text/plain; charset=' + charset, item * size)


several({
    'utf_7': in_charset(b'utf-7', b'+AGE-'),
    'open_utf_7': in_charset(b'utf-7', b'+'),
    'overlong_utf_8': in_charset(b'utf-8', b'\xc0\x80\xe0\x80\x80\xf0\x80\x80\x80'),
    'surrogates': in_charset(b'utf-8', b'\xed\xa0\x80\xed\xbf\xbf'),
    'utf_8_beyond_unicode': in_charset(b'utf-8', b'\xf7\xbf\xbf\xbf\xfe\xff'),
    'cut_utf_8': in_charset(b'utf-8', b'\xf0\x9f\x98'),
    'escapes_between_alphabets': in_charset(b'iso-2022-jp', b'\x1b$B\x1b(B'),
    'open_escapes': in_charset(b'iso-2022-jp', b'\x1b$'),
    'hz': in_charset(b'hz-gb-2312', b'~{~}~'),
    'utf_16_surrogates': in_charset(b'utf-16', b'\xd8\x00'),
    'utf_32': in_charset(b'utf-32', b'\xff\xff\xff\xff'),
    'characters_that_grow': in_charset(b'utf-8', '\ufdfa'.encode()),
    'combining_characters': in_charset(b'utf-8', 'a\u0301'.encode() + '\u0301'.encode() * 30),
    'directions': in_charset(b'utf-8', '\u202e\u2066\u200d'.encode()),
    'nuls_in_the_body': in_charset(b'utf-8', b'a\0\0'),
    'an_unknown_charset': in_charset(b'x-nonsense', b'\xff\xfe'),
})


# Text.

def text(body):
    return lambda size: typed(b'text/plain; charset=utf-8', body(size))


several({
    'one_line': text(lambda n: b'x' * (n * 10)),
    'one_line_of_blanks': text(lambda n: b' ' * (n * 10) + b'x'),
    'blanks_at_the_ends_of_lines': text(lambda n: (b'x' + b' ' * 80 + b'\r\n') * (n // 10 + 1)),
    'empty_lines': text(lambda n: b'\r\n' * n),
    'line_feeds': text(lambda n: b'\n' * n),
    'carriage_returns': text(lambda n: b'x\r' * n),
    'quoted_lines': text(lambda n: b'> quoted\r\n' * n),
    'quotes_in_quotes': text(lambda n: b'>' * n + b' deep\r\n'),
    'quotes_of_every_depth': text(lambda n: b''.join(b'>' * (i % 1000) + b' x\r\n' for i in range(n // 100 + 1))),
    'attributions': text(lambda n: b'On Wed, 18 Nov 2026 at 10:30, Bob <bob@example.org> wrote:\r\n' * n),
    'open_attributions': text(lambda n: b'On Wed, 18 Nov 2026\r\n' * n),
    'attributions_in_one_line': text(lambda n: b'On Wed, Bob wrote ' * n + b'\r\n'),
    'original_messages': text(lambda n: b'-----Original Message-----\r\nFrom: Bob\r\nSent: now\r\n' * n),
    'signatures': text(lambda n: b'-- \r\n' * n),
    'underscores': text(lambda n: b'_' * 32 + b'\r\n' + b'_' * n),
    'addresses_in_text': text(lambda n: b'a@b.example <http://x/' * n),
    'from_lines': text(lambda n: b'From bob Wed Nov 18 10:30:00 2026\r\n' * n),
    'dots_alone': text(lambda n: b'.\r\n..\r\n' * n),
})


@bomb
def flowed_lines(size):
    return typed(b'text/plain; format=flowed; delsp=yes', b'x \r\n' * size)


@bomb
def flowed_quotes(size):
    return typed(b'text/plain; format=flowed', b'> x \r\n>> y \r\n' * size)


def html(body):
    return lambda size: typed(b'text/html; charset=utf-8', body(size))


several({
    'html_in_html': html(lambda n: b'<div>' * n + b'x'),
    'html_quotes_in_quotes': html(lambda n: b'<blockquote>' * n + b'x' + b'</blockquote>' * n),
    'html_lists_in_lists': html(lambda n: b'<ul><li>' * n + b'x'),
    'html_tables_in_tables': html(lambda n: b'<table><tr><td>' * n + b'x'),
    'html_ends': html(lambda n: b'</div>' * n + b'x'),
    'html_open_tags': html(lambda n: b'<a ' * n),
    'html_open_attribute': html(lambda n: b'<a href="' + b'x' * n),
    'html_attributes': html(lambda n: b'<a ' + b'b=c ' * n + b'>x'),
    'html_open_comments': html(lambda n: b'<!--' * n),
    'html_comments': html(lambda n: b'<!---->' * n + b'x'),
    'html_declarations': html(lambda n: b'<!x' * n + b'<![CDATA[' * n),
    'html_styles': html(lambda n: b'<style>' * n + b'</style' * n),
    'html_scripts': html(lambda n: b'<script>' * n + b'</script ' * n),
    'html_entities': html(lambda n: b'&amp;&#0;&#x1F600;&notanentity;' * n),
    'html_open_entities': html(lambda n: b'&' * n + b'&#' * n),
    'html_great_entities': html(lambda n: b'&#' + b'9' * n + b';'),
    'html_breaks': html(lambda n: b'<br>' * n + b'x'),
    'html_angles': html(lambda n: b'<' * n),
    'html_nuls': html(lambda n: b'<p\0>' * n + b'\0x'),
})


# Mails that came back.

def report(parts):
    head = b'--b\r\n\r\nIt came back.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n'
    return typed(b'multipart/report; report-type=delivery-status; boundary=b', head + parts + b'\r\n--b--\r\n', From=b'mailer-daemon@example.org')


several({
    'report_recipients': lambda n: report(b'Reporting-MTA: dns; mx\r\n\r\n' + b'Final-Recipient: rfc822; a@b\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n' * n),
    'report_fields': lambda n: report(b'X-Field: a\r\n' * n),
    'report_empty_lines': lambda n: report(b'\r\n' * n),
    'report_long_field': lambda n: report(b'Diagnostic-Code: smtp; 550 ' + b'no ' * n + b'\r\n'),
    'report_of_a_report': lambda n: report(b'\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n' * n + HELLO),
    'report_in_words': lambda n: Mail(From=b'mailer-daemon@example.org', body=b'<alice@example.org>: host mx said: 550 5.1.1 no such user\r\n' * n),
})


def main():
    if len(sys.argv) < 3:
        print('\n'.join(BOMBS))
    else:
        sys.stdout.buffer.write(BOMBS[sys.argv[1]](int(sys.argv[2])).content())


if __name__ == '__main__':
    main()
