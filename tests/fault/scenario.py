"""What there is to do in a World: the mails, the people and the days before.

Due are a one-off, a series, a second attempt, two follow-ups that go out as one mail, a note to self with its file, a mail whose
recipient's server says "later" at first, and one whose recipient it refuses for good. In the inbox are a new one-off, a series, a note
to self with a file, a text that is refused, a snooze by token and one by reply, two cadences on one mail, one that people share in with
somebody outside, a one-off that fell due on its way, and a mail that is not for us.
"""
import email
import email.policy
import email.utils
import re
import subprocess

MINUTE, HOUR, DAY = 60, 3600, 86400
BEGIN = 1794994200  # Wednesday, 18 November 2026, 10:30 in Berlin
TOGETHER, REFUSED, LATER = 'dave@example.org', 'erin@example.org', 'frank@example.org'
ALLOWED = ('alice@example.org', 'carol@example.org', TOGETHER, REFUSED, LATER)
STRANGERS = ('stranger@client.example',)  # mails that stay in the inbox
TOKEN = re.compile(rb'done\+([a-z2-7]{20})@')

FILE = '''MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain

Print it.
--b
Content-Type: application/pdf; name=ticket.pdf
Content-Disposition: attachment; filename=ticket.pdf
Content-Transfer-Encoding: base64

JVBERi0xLjQK
--b--
'''


def mail(name, sender, cadences, sent, subject, to='bob@client.example', cc='', body='\nHello.\n'):
    """A mail as the delivering server leaves it, for so many cadence addresses; a body begins with header fields or an empty line."""
    date = subprocess.run(['date', '-R', '-d', '@%d' % sent], capture_output=True, text=True, env={'TZ': 'Europe/Berlin'}).stdout.strip()
    lines = ['Delivered-To: %s@remind.example.org' % cadence for cadence in cadences]
    lines += ['Received: from client.example.org by mx.example.org with ESMTPSA id 1; ' + date,
              'Message-ID: <%s@client.example>' % name, 'From: %s@example.org' % sender, 'To: ' + to]
    lines += ['Cc: ' + cc] if cc else []
    lines += ['Date: ' + date, 'Subject: ' + subject]
    return '\n'.join(lines + [body]).replace('\n', '\r\n').encode()


def note(cadence):
    """What makes a mail a note to self with a file."""
    return {'to': cadence + '@remind.example.org', 'body': FILE}


def days_before(world):
    """What happened until now, an hour before BEGIN at the latest."""
    world.give('one-off', 'alice', ['2days'], BEGIN - 2 * DAY, 'one-off')
    world.give('series', 'alice', ['everyday'], BEGIN - 2 * DAY, 'series')
    world.give('to-snooze', 'alice', ['1day'], BEGIN - 2 * DAY, 'to snooze')
    world.give('to-answer', 'alice', ['1day'], BEGIN - 2 * DAY, 'to answer')
    world.give('due-note', 'carol', ['wednesday'], BEGIN - 2 * DAY, 'due note', **note('wednesday'))
    for name in ('together', 'as-well'):
        world.give(name, 'dave', ['wednesday'], BEGIN - 2 * DAY, name)
    world.give('unwanted', 'erin', ['wednesday'], BEGIN - 2 * DAY, 'unwanted')
    world.give('later', 'frank', ['wednesday'], BEGIN - 2 * DAY, 'later')
    world.undisturbed(-2 * DAY)
    world.control('person', TOGETHER, 'bundle=on')
    world.undisturbed(-DAY + MINUTE)
    world.give('second-attempt', 'carol', ['1h'], BEGIN - 5 * HOUR, 'second attempt')
    world.refusing = True
    world.run(-3 * HOUR)
    world.refusing = False


def _reminder(world, subject):
    return next(one.bytes for one in world.smtp.mails if (b'\r\nSubject: %s\r\n' % subject.encode()) in one.bytes
                and TOKEN.search(one.bytes))


def fill_inbox(world):
    """What came in since."""
    token = TOKEN.search(_reminder(world, 'to snooze'))[1].decode()
    reminder = email.message_from_bytes(_reminder(world, 'to answer'), policy=email.policy.default)
    reply_to = email.utils.parseaddr(reminder['Reply-To'])[1]
    world.give('new', 'alice', ['3days'], BEGIN - MINUTE, 'new')
    world.give('new-series', 'carol', ['everymonday9am'], BEGIN - MINUTE, 'new series')
    world.give('new-note', 'alice', ['tomorrow'], BEGIN - MINUTE, 'new note', **note('tomorrow'))
    world.give('refused', 'alice', ['3dyas'], BEGIN - MINUTE, 'refused')
    world.give('snooze', 'alice', ['2days+' + token], BEGIN - MINUTE, 'snooze')
    world.give('reply', 'alice', [reply_to.split('@')[0]], BEGIN - MINUTE, 'Re: to answer', to=reply_to,
               body='In-Reply-To: %s\n\nnext friday 9am\n\n> done\n' % reminder['Message-ID'])
    world.give('two', 'alice', ['1week', '2weeks'], BEGIN - MINUTE, 'two')
    world.give('shared', 'alice', ['4days'], BEGIN - MINUTE, 'shared', cc='carol@example.org, 4days@remind.example.org')
    world.give('on-its-way', 'carol', ['1h'], BEGIN - 3 * HOUR, 'on its way')
    world.give('stranger', 'mallory', ['3days'], BEGIN - MINUTE, 'stranger')
