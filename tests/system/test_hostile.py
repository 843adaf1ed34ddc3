"""Mail that is made to hurt, through the real reader: whatever comes, the next mail is handled, and nothing gets out that was not meant."""
import email
import os
import re
import signal
import sys
import time
import unittest

from system import HERE, SystemTest, address, main, text_of, wait_for

sys.path.append(os.path.join(HERE, '..', 'hostile'))
from bombs import BOMBS  # noqa: E402

MEGABYTE = 1024 * 1024
BOMB_SIZE = 20000
SEVERAL = 5  # bombs between two ordinary mails
QUARANTINED = 'quarantined'

# What Dovecot and Postfix write above a mail that Alice submits (tests/lib/postfix.py).
TOP = '''Return-Path: <alice@example.org>
Delivered-To: remind@example.org
Received: from mail.example.org ([127.0.0.1])
\tby mail with LMTP
\tid 1
\t(envelope-from <alice@example.org>)
\tfor <remind@example.org>; %(date)s
X-Original-To: %(to)s
Delivered-To: remind@example.org
Received: from [127.0.0.1] (unknown [127.0.0.1])
\t(Authenticated sender: alice@example.org)
\tby mail.example.org (Postfix) with ESMTPSA id 1;
\t%(date)s
'''


class Hostile(SystemTest):
    def setUp(self):
        super().setUp()
        self.id_text = '<%s@hostile.example.org>' % self.subject.replace(' ', '-')
        self.aside = {row['id'] for row in self.world.rows('quarantine')}

    def fields(self, **others):
        """Header fields of an ordinary mail, as bytes; a value of None leaves one out."""
        values = {'From': 'alice@example.org', 'To': 'bob@example.org', 'Message-ID': self.id_text, 'Subject': self.subject}
        values.update((name.replace('_', '-'), value) for name, value in others.items())
        return b''.join(b'%s: %s\r\n' % (name.encode(), value if isinstance(value, bytes) else value.encode())
                        for name, value in values.items() if value is not None)

    def put(self, content, cadence='1s'):
        """Puts a mail with these bytes where Postfix and Dovecot would."""
        top = TOP % {'to': cadence + '@remind.example.org', 'date': email.utils.formatdate()}
        self.world.dovecot.deliver(address('remind'), top.replace('\n', '\r\n').encode() + content)

    def put_and_go_on(self, content, cadence='1s'):
        """The same, and then an ordinary mail, which is handled; returns what became of the first: 'quarantined' with the reason,
        or the decision with its reason."""
        self.put(content, cadence)
        next_one = self.ask('1s', subject='after ' + self.subject)
        self.assertEqual(self.wait_for_trace(next_one)[0]['decision'], 'follow-up')
        self.assertEqual(self.wait_for_reminders(subject='after ' + self.subject)['In-Reply-To'], next_one)
        aside = [row for row in self.world.rows('quarantine') if row['id'] not in self.aside]
        if aside:
            self.assertEqual(len(aside), 1)
            return QUARANTINED, aside[0]['reason']
        rows = [row for row in self.world.trace(self.id_text)]
        return (rows[0]['decision'], rows[0]['reason']) if rows else (None, '')

    def reminder(self):
        return wait_for(lambda: self.world.select('alice', In_Reply_To=self.id_text))[0]

    def test_some_of_each_bomb_amid_ordinary_mails(self):
        """The others of tests/hostile differ from these by the field alone."""
        chosen = [name for name in BOMBS if '_in_' not in name or name.endswith(('_in_from', '_in_subject', '_in_content_type'))]
        self.wait_for_trace(self.ask('3days', subject='before the bombs'))
        before = self.lasting_workers()
        ids = {}
        for number, name in enumerate(chosen):
            ids[name] = '<%s@bomb.example.org>' % name
            self.put(BOMBS[name](BOMB_SIZE).content(ids[name].encode(), b'Bomb'), '3days')
            if number % SEVERAL == 0 or name is chosen[-1]:
                ids['after ' + name] = '<after.%s@bomb.example.org>' % name
                self.put(self.fields(Message_ID=ids['after ' + name]) + b'\r\nHello.\r\n', '3days')
        last = self.trace_of(ids['after ' + chosen[-1]])
        self.assertTrue(wait_for(lambda: last() is not None, 300), self.world.tail())
        decisions = {row['message_id']: row['decision'] for row in self.world.rows('trace')}
        ordinary = [name for name in ids if name.startswith('after ')]
        self.assertEqual({decisions.get(ids[name].strip('<>')) for name in ordinary}, {'follow-up'})
        aside = [row for row in self.world.rows('quarantine') if row['id'] not in self.aside]
        handled = [name for name in chosen if ids[name].strip('<>') in decisions]
        self.assertEqual(len(handled) + len(aside), len(chosen))
        self.assertGreater(len(handled), 50)
        self.assertGreater(len(aside), 50)
        self.assertEqual({row['tries'] for row in aside}, {1})  # refused for what they are, and none has ended the reader
        self.assertEqual(self.lasting_workers(), before)

    def lasting_workers(self):
        """Without the keeper, which comes and goes."""
        return {duty: self.world.worker(duty) for duty in ('intake', 'reader', 'outbox')}

    def trace_of(self, message_id):
        return lambda: next(iter(self.world.trace(message_id)), None)

    def test_a_body_of_11_megabytes_is_read_in_part(self):
        body = (b'y' * 70 + b'\r\n') * (11 * MEGABYTE // 72)
        self.assertEqual(self.put_and_go_on(self.fields() + b'\r\n' + body)[0], 'follow-up')
        text = text_of(self.reminder())
        self.assertLess(len(text), MEGABYTE)
        self.assertTrue(text.rstrip().endswith('[It goes on in the original.]'))

    def test_100000_nested_groups_are_set_aside(self):
        to = b'a:' * 100000 + b'bob@example.org' + b';' * 100000
        decision, reason = self.put_and_go_on(self.fields(To=to) + b'\r\nHello.\r\n')
        self.assertEqual(decision, QUARANTINED)
        self.assertIn('32768 bytes', reason)

    def test_groups_that_nest_deep_in_a_short_field_are_set_aside(self):
        decision, reason = self.put_and_go_on(self.fields(To=b'a:' * 10000) + b'\r\nHello.\r\n')
        self.assertEqual(decision, QUARANTINED)
        self.assertIn('nest', reason)

    def test_comments_that_nest_deep_are_set_aside(self):
        decision, reason = self.put_and_go_on(self.fields(From=b'(' * 10000 + b')' * 10000 + b'alice@example.org') + b'\r\n')
        self.assertEqual(decision, QUARANTINED)
        self.assertIn('nest', reason)

    def test_5000_nested_multiparts_are_set_aside(self):
        parts = b''.join(b'--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n' % (n, n + 1) for n in range(5000))
        decision, reason = self.put_and_go_on(
            self.fields(MIME_Version='1.0', Content_Type='multipart/mixed; boundary=b0') + b'\r\n' + parts)
        self.assertEqual(decision, QUARANTINED)
        self.assertIn('32 deep', reason)

    def test_2000_header_fields_are_set_aside(self):
        decision, reason = self.put_and_go_on(self.fields() + b'X-Field: a\r\n' * 2000 + b'\r\nHello.\r\n')
        self.assertEqual(decision, QUARANTINED)
        self.assertIn('1000 fields', reason)

    def test_what_is_set_aside_stays_in_the_inbox(self):
        self.assertEqual(self.put_and_go_on(self.fields() + b'X-Field: a\r\n' * 2000 + b'\r\n')[0], QUARANTINED)
        stored = []
        for path in self.world.dovecot.mails(address('remind')):
            with open(path, 'rb') as file:
                stored.append(file.read())
        self.assertEqual(sum(self.id_text.encode() in content for content in stored), 1)

    def test_a_boundary_of_a_quotation_mark_is_harmless(self):
        content = self.fields(MIME_Version='1.0', Content_Type='multipart/mixed; boundary="\\""')
        decision, _ = self.put_and_go_on(content + b'\r\n--"\r\n\r\nHello.\r\n--"--\r\n')
        self.assertEqual(decision, 'follow-up')
        self.reminder()

    def test_nuls_are_harmless(self):
        decision, _ = self.put_and_go_on(self.fields(Subject=b'nul\0nul', X_Nul=b'\0\0') + b'\r\nHel\0lo.\r\n')
        self.assertEqual(decision, 'follow-up')
        self.assertNotIn(b'\0', self.reminder().as_bytes())

    def test_a_header_line_without_a_colon_hides_nothing(self):
        decision, _ = self.put_and_go_on(b'this line has no colon\r\n' + self.fields() + b'\r\nHello.\r\n')
        self.assertEqual(decision, 'follow-up')
        self.assertEqual(self.reminder()['Subject'], self.subject)

    def test_line_ends_in_an_encoded_subject_make_no_line(self):
        subject = '=?utf-8?Q?Hello=0D=0ABcc:_evil@example.net=0D=0A=0D=0Aand_a_body?='
        self.assertEqual(self.put_and_go_on(self.fields(Subject=subject) + b'\r\nHello.\r\n')[0], 'follow-up')
        reminder = self.reminder()
        self.assertIsNone(reminder['Bcc'])
        lines = [line for line in reminder.as_bytes().splitlines() if line.startswith(b'Subject:')]
        self.assertEqual(lines, [b'Subject: Hello Bcc: evil@example.net and a body'])

    def test_unknown_charsets_are_harmless(self):
        content = self.fields(From=b'=?x-nonsense?Q?Al=FFice?= <alice@example.org>', To=b'=?x-nonsense?B?/////w==?= <bob@example.org>',
                              Subject=b'=?x-nonsense?Q?Hel=FFlo?=', Content_Type=b'text/plain; charset=x-nonsense')
        self.assertEqual(self.put_and_go_on(content + b'\r\nHel\xff\xfelo.\r\n')[0], 'follow-up')
        self.assertIn('�', text_of(self.reminder()))

    def test_a_cadence_in_an_unknown_charset_is_refused(self):
        decision, reason = self.put_and_go_on(self.fields() + b'\r\nHello.\r\n', '=?x-nonsense?q?3d?=')
        self.assertEqual(decision, 'refused')
        self.assertIn('holds a character', reason)

    def test_a_mail_without_a_from_is_nobodys(self):
        self.assertEqual(self.put_and_go_on(self.fields(From=None) + b'\r\nHello.\r\n')[0], 'nobody')

    def test_a_mail_with_ten_froms_is_nobodys(self):
        content = b'From: alice@example.org\r\n' * 9 + self.fields() + b'\r\nHello.\r\n'
        self.assertEqual(self.put_and_go_on(content)[0], 'nobody')

    def test_an_empty_mail_is_nobodys(self):
        self.id_text = '<>'
        self.put_and_go_on(b'')
        newest = [row for row in self.world.rows('trace') if not row['message_id']]
        self.assertEqual(newest[-1]['decision'], 'nobody')

    def test_html_of_a_mail_does_not_run_in_the_reminder(self):
        content = self.fields(Subject='<script>alert(1)</script>', Content_Type='text/html')
        self.put_and_go_on(content + b'\r\n<p>Hello<script>alert(2)</script><img src=x onerror=alert(3)></p>\r\n')
        html = self.reminder().get_body(('html',)).get_content()
        self.assertIsNone(re.search(r'<(script|img)', html))
        self.assertIn('&lt;script&gt;', html)

    def test_a_reader_that_hangs_is_replaced(self):
        self.wait_for_trace(self.ask('3days', subject='before it hangs'))
        reader = self.world.worker('reader')
        os.kill(reader, signal.SIGSTOP)
        begin = time.monotonic()
        self.wait_for_trace(self.ask('3days'), seconds=30)
        self.assertLess(time.monotonic() - begin, 20)
        self.assertTrue(wait_for(lambda: not os.path.exists('/proc/%d' % reader)))
        self.assertEqual([row for row in self.world.rows('quarantine') if row['id'] not in self.aside], [])

    @unittest.skipIf(os.getuid(), 'only root may look at the reader')
    def test_the_reader_holds_nothing_but_its_line(self):
        self.wait_for_trace(self.ask('3days'))
        reader = self.world.worker('reader')
        held = sorted(os.readlink('/proc/%d/fd/%s' % (reader, name)).split(':')[0]
                      for name in os.listdir('/proc/%d/fd' % reader))
        self.assertEqual(held, ['/dev/null'] * 3 + ['socket'])


if __name__ == '__main__':
    main()
