"""Everything a stranger may write to be taken for Alice, and everything Alice's mail may hold that wants to get out: no action, no mail to
a stranger, no field that was not meant."""
import email.utils
import itertools
import re

from system import SystemTest, address, main, wait_for

OURS = 'mx.example.org'
PASS = 'Authentication-Results: %s; dmarc=pass header.from=example.org' % OURS
ALICE = 'From: Alice <alice@example.org>'
MALLORY = 'mallory@evil.example'
TOKEN = 'a' * 20
WANTED = ('1s', '3dyas', 'cancel', 'list', 'help', 'done+' + TOKEN, 'reply+' + TOKEN)

# What our servers write above a mail from outside: Dovecot, then Postfix, with what the filter found.
ZONE = '''Return-Path: <%(sender)s>
Delivered-To: remind@example.org
Received: from mail.example.org ([127.0.0.1])
\tby mail with LMTP id 1 (envelope-from <%(sender)s>) for <remind@example.org>; %(date)s
X-Original-To: %(to)s
Delivered-To: remind@example.org
%(results)sReceived: from client.example.net (client.example.net [192.0.2.66])
\t%(login)sby mail.example.org (Postfix) with %(protocol)s id 1; %(date)s
'''

# name: (fields in our servers' zone, login in Postfix's Received, fields of the sender's)
FORGERIES = {
    'nothing vouches': ('', '', ALICE),
    'a Received of the sender names her login': ('', '', '''Received: from [127.0.0.1] (unknown [127.0.0.1])
\t(Authenticated sender: alice@example.org)
\tby mail.example.org (Postfix) with ESMTPSA id 2; Fri, 27 Nov 2026 10:00:00 +0000
''' + ALICE),
    'results below the zone': ('', '', PASS + '\n' + ALICE),
    'results below the zone outbid those in it': (
        'Authentication-Results: %s; dmarc=fail header.from=example.org' % OURS, '', PASS + '\n' + ALICE),
    'results of another server': ('Authentication-Results: mx.example.net; dmarc=pass header.from=example.org', '', ALICE),
    'results of a server whose name begins like ours': (
        'Authentication-Results: %s.evil.example; dmarc=pass header.from=example.org' % OURS, '', ALICE),
    'a pass in a comment': (
        'Authentication-Results: %s; dmarc=fail (dmarc=pass header.from=example.org) header.from=example.org' % OURS, '', ALICE),
    'a pass in a comment within a comment': (
        'Authentication-Results: %s; dmarc=fail (a (b) ; dmarc=pass header.from=example.org) header.from=example.org' % OURS, '', ALICE),
    'a pass in a quoted reason': (
        'Authentication-Results: %s; dkim=pass reason="x; dmarc=pass header.from=example.org" header.d=evil.example' % OURS, '', ALICE),
    'a pass for the sender\'s own domain': (
        'Authentication-Results: %s; dmarc=pass header.from=evil.example; spf=pass smtp.mailfrom=evil.example;'
        ' dkim=pass header.d=evil.example' % OURS, '', ALICE),
    'a pass for a domain that ends like hers': (
        'Authentication-Results: %s; dkim=pass header.d=notexample.org; spf=pass smtp.mailfrom=x@org' % OURS, '', ALICE),
    'a pass for a name below her domain': ('Authentication-Results: %s; dkim=pass header.d=evil.example.org' % OURS, '', ALICE),
    'a pass that is not one': ('Authentication-Results: %s; dmarc=passed header.from=example.org; spf=softpass' % OURS, '', ALICE),
    'a login that is somebody else\'s': ('', '(Authenticated sender: bob@example.org)\n\t', ALICE),
    'a login of the same name elsewhere': ('', '(Authenticated sender: alice@evil.example)\n\t', ALICE),
    'a login that ends like hers': ('', '(Authenticated sender: xalice@example.org)\n\t', ALICE),
    'two From fields, hers first': (PASS, '', ALICE + '\nFrom: %s' % MALLORY),
    'two From fields, hers last': (PASS, '', 'From: %s\n%s' % (MALLORY, ALICE)),
    'two addresses in From': (PASS, '', 'From: alice@example.org, %s' % MALLORY),
    'two addresses in From without a comma': (PASS, '', 'From: <alice@example.org> <%s>' % MALLORY),
    'a group in From': (PASS, '', 'From: Friends: alice@example.org;'),
    'a group of two in From': (PASS, '', 'From: Friends: %s, alice@example.org;' % MALLORY),
    'an empty group in From': (PASS, '', 'From: alice@example.org:;'),
    'her address as a name': (PASS, '', 'From: alice@example.org <%s>' % MALLORY),
    'her address as a quoted name': (PASS, '', 'From: "alice@example.org" <%s>' % MALLORY),
    'her address as a quoted name with a quote': (PASS, '', 'From: "\\"Alice <alice@example.org>\\"" <%s>' % MALLORY),
    'her address as an encoded name': (PASS, '', 'From: =?utf-8?q?alice=40example=2Eorg?= <%s>' % MALLORY),
    'her address as an encoded address': (PASS, '', 'From: =?utf-8?q?alice=40example.org?='),
    'her address in a comment': (PASS, '', 'From: %s (alice@example.org)' % MALLORY),
    'her address behind a line end in an encoded name': (
        PASS, '', 'From: =?utf-8?q?x=0D=0AFrom:_Alice_=3Calice=40example.org=3E?= <%s>' % MALLORY),
    'her address in an unclosed quotation': (PASS, '', 'From: "x <%s>, alice@example.org' % MALLORY),
    'her address before a NUL': (PASS, '', 'From: alice@example.org\0@evil.example'),
    'her domain before another': (PASS, '', 'From: alice@example.org.evil.example'),
    'a route': (PASS, '', 'From: <@example.org,@evil.example:alice@evil.example>'),
    'a letter that looks like hers': (PASS, '', 'From: \u0430lice@example.org'),
    'a Sender': (PASS, '', 'From: %s\nSender: alice@example.org' % MALLORY),
    'a Resent-From': (PASS, '', 'From: %s\nResent-From: alice@example.org' % MALLORY),
    'a Reply-To': (PASS, '', 'From: %s\nReply-To: alice@example.org' % MALLORY),
    'no From': (PASS, '', 'Reply-To: alice@example.org'),
    'our own address': (PASS, '', 'From: 3days@remind.example.org'),
}

LINE_ENDS = {
    'quoted-printable': '=?utf-8?q?x=0D=0ABcc:_victim=40evil.example=0D=0A=0D=0Abody?=',
    'base64': '=?utf-8?b?eA0KQmNjOiB2aWN0aW1AZXZpbC5leGFtcGxlDQoNCmJvZHk=?=',
    'a bare line feed': '=?utf-8?q?x=0ABcc:_victim=40evil.example?=',
    'a bare carriage return': 'x\rBcc: victim@evil.example',
    'a line separator': '=?utf-8?q?x=E2=80=A8Bcc:_victim=40evil.example?=',
    'a NUL': '=?utf-8?q?x=00y?=',
    'UTF-7': '=?utf-7?q?x+AA0ACg-Bcc:_victim=40evil.example?=',
    'turned writing': '=?utf-8?q?x=E2=80=AE?= =?utf-8?q?gro.elpmaxe?=',
    'a fold': 'x\r\n\tBcc: victim@evil.example',
    'the end of a mail': '=?utf-8?q?x=0D=0A.=0D=0AMAIL_FROM:=3Cvictim=40evil.example=3E?=',
}
FIELDS = {
    'Subject': '%s',
    'From': '%s <alice@example.org>',
    'To': '%s <bob@example.org>',
    'Cc': '"a" <bob@example.org>, %s <carol@example.org>',
    'Reply-To': '%s <alice@example.org>',
    'References': '<a@b> %s <c@d>',
    'In-Reply-To': '%s <a@b>',
    'Organization': '%s',
    'X-Followupd': '%s',
}
# Every field that a mail of ours may have when it arrives.
KNOWN = {name.lower() for name in '''Return-Path Delivered-To Received X-Original-To Date From To Reply-To Subject Message-ID In-Reply-To
References MIME-Version Content-Type Content-Transfer-Encoding Auto-Submitted X-Auto-Response-Suppress X-Followupd List-Unsubscribe
List-Unsubscribe-Post List-Id'''.split()}


class Adversary(SystemTest):
    """What both have in common."""

    @classmethod
    def configure(cls, world):
        world.configuration['people'].update({'sender_check': 'results, submission', 'authserv_id': OURS})

    def put(self, results, login, fields, wanted, body='Hello.\n'):
        """Puts a mail where our servers would, with these fields below what they write."""
        top = ZONE % {'sender': MALLORY, 'to': wanted + '@remind.example.org', 'date': email.utils.formatdate(), 'login': login,
                      'protocol': 'ESMTPSA' if login else 'ESMTP',
                      'results': results + '\n' if results else ''}
        content = (top + fields + '\n\n' + body).replace('\r\n', '\n').replace('\n', '\r\n')
        self.world.dovecot.deliver(address('remind'), content.encode())

    def let_pass(self, subject):
        """A mail of Alice's own comes behind all that was put before; everything before it is then decided, and what was owed is sent."""
        sent = self.ask('1s', subject=subject)
        self.assertEqual(self.wait_for_trace(sent, seconds=60)[0]['decision'], 'follow-up')
        self.wait_for_reminders(subject=subject)

    def recipients(self):
        """Whom Postfix wrote to on our behalf."""
        ours = set(re.findall(r'postfix/qmgr\[\d+\]: (\w+): from=<(?:bounce\+\S*|)>', self.world.postfix.log()))
        return {to for queue, to in re.findall(r': (\w+): to=<([^>]*)>', self.world.postfix.log()) if queue in ours}


class Forged(Adversary):
    def test_nothing_that_is_forged_does_anything(self):
        for number, (name, (results, login, fields)) in enumerate(FORGERIES.items()):
            for wanted in WANTED:
                message_id = '<f%d.%s@evil.example>' % (number, wanted.replace('+', '.'))
                self.put(results, login, 'Message-ID: %s\nSubject: forged\n%s' % (message_id, fields), wanted)
        self.let_pass('after the forgeries')
        self.assertEqual([row['subject'] for row in self.world.follow_ups()], ['after the forgeries'])
        for number, name in enumerate(FORGERIES):
            with self.subTest(name):
                rows = self.world.rows('trace', 'f%d.1s@evil.example' % number)
                self.assertEqual(len(rows), 1)
                self.assertIn(rows[0]['decision'], ('doubted', 'stranger', 'nobody', 'own'), rows[0])
                if FORGERIES[name][1]:
                    self.assertIn('the login that submitted it is', rows[0]['reason'])
        self.assertEqual(self.recipients(), {'alice@example.org'})
        for user in ('bob', 'carol'):
            self.assertEqual([mail['Subject'] for mail in self.world.mails(user) if mail['Auto-Submitted']], [])
        self.assertEqual(len(self.world.select('alice', Auto_Submitted='auto')), 1)


class Hidden(Adversary):
    def test_a_login_of_hers_is_believed(self):
        self.put('', '(Authenticated sender: alice@example.org)\n\t', 'Message-ID: <login@example.org>\nSubject: hers\n' + ALICE, '1s')
        self.let_pass('after the login')
        self.assertEqual([row['decision'] for row in self.world.rows('trace', 'login@example.org')], ['follow-up'])

    def test_no_line_end_gets_out(self):
        count = 0
        for (field, shape), (name, payload) in itertools.product(FIELDS.items(), LINE_ENDS.items()):
            values = {'Message-ID': '<i%d@client.example>' % count, 'Subject': 'hostile', 'From': 'alice@example.org',
                      'To': 'bob@example.org'}
            values[field] = shape % payload
            for wanted in ('1s', '3dyas'):
                fields = '\n'.join('%s: %s' % pair for pair in values.items())
                self.put(PASS, '', fields, wanted, 'x\r\n.\r\nMAIL FROM:<victim@evil.example>\r\n')
            count += 1
        self.let_pass('after the hostile fields')
        made = [row for row in self.world.follow_ups() if row['subject'] != 'after the hostile fields']
        self.assertGreater(len(made), count * 3 // 4)
        self.assertTrue(wait_for(lambda: all(row['state'] != 'pending' for row in self.world.follow_ups()), 60))
        self.assertTrue(wait_for(lambda: self.world.rows('queue') == [], 60), self.world.rows('queue'))
        self.assertEqual(self.recipients(), {'alice@example.org'})
        for mail in self.world.mails('alice'):
            if not mail['Auto-Submitted']:
                continue
            with self.subTest(mail['In-Reply-To']):
                self.assertLessEqual({name.lower() for name in mail.keys()}, KNOWN)
                self.assertEqual(mail['To'], 'alice@example.org')
                header = mail.as_bytes().split(b'\n\n')[0]
                self.assertIsNone(re.search(rb'[\0\r\x1b]|\xe2\x80[\xa8\xae]', header.replace(b'\r\n', b'\n')))


if __name__ == '__main__':
    main()
