"""Shows followupd at work on private mail servers; on a terminal it then takes cadences from the person in front of it.

    env --block-signal=INT try.py BUILD

Two processes: one tells the story; the other waits for it, and then ends whatever was started and removes the folder, however the story
ended. Nothing that is started can get out of its sight: orphans come to it (PR_SET_CHILD_SUBREAPER).
"""
import ctypes
import os
import re
import select
import shlex
import shutil
import signal
import smtplib
import sys
import tempfile
import textwrap
import time

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
END_SECONDS = 20
AGAIN_SECONDS = 2
WIDTH_MAX = 96
WAIT_FOR_REMINDER = 90
INTERRUPTED, NOBODY_READS = 130, 141
FAILED = 1

PASSWORDS = {'alice': 'wonderland', 'bob': 'builder', 'carol': 'christmas', 'remind': 'elephant'}
LEAVE = ('exit', 'quit', 'q', 'bye')
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LOCAL_PART = re.compile(r'%s(?:\.%s)*' % (ATOM, ATOM))
LOCAL_PART_MAX = 64
SHOWN_HEADERS = ('From', 'To', 'Subject', 'Date', 'In-Reply-To', 'Reply-To')

PROPOSAL = '''Dear Bob,

here is the proposal for the roof: 12,400 including the gutters.
I would start in March.

Alice
'''
QUESTION = '''Dear Bob,

could you tell me by tonight which tiles you would like?

Alice
'''


def local_zone():
    """The machine's time zone by its IANA name."""
    return os.path.realpath('/etc/localtime').partition('/zoneinfo/')[2] or 'UTC'


class Page:
    """Writes to the terminal, or to whatever standard output is."""

    def __init__(self):
        sys.stdout.reconfigure(errors='replace', line_buffering=True)
        self.is_terminal = sys.stdout.isatty()
        self.has_colours = self.is_terminal and not os.environ.get('NO_COLOR') and os.environ.get('TERM', 'dumb') != 'dumb'
        self.width = min(shutil.get_terminal_size((80, 24)).columns, WIDTH_MAX)
        self.steps = 0

    def style(self, code, text):
        return '\033[%sm%s\033[0m' % (code, text) if self.has_colours else text

    def strong(self, text):
        return self.style('1', text)

    def faint(self, text):
        return self.style('2', text)

    def line(self, text=''):
        print(text)

    def step(self, title):
        self.steps += 1
        self.line()
        self.line(self.strong('%d  %s' % (self.steps, title)))

    def say(self, text, lead='', indent=3):
        """A paragraph, wrapped; its first words, lead, stand out."""
        filled = textwrap.fill(lead + text, self.width, initial_indent=' ' * 3, subsequent_indent=' ' * indent,
                               break_long_words=False, break_on_hyphens=False)
        self.line(filled.replace(lead, self.strong(lead), 1) if lead else filled)

    def pair(self, name, text):
        self.say(text, '%-11s' % name, 14)

    def mail(self, mail, text, headers=SHOWN_HEADERS):
        """A mail as one wants to see it: a few headers, then what it says."""
        bar = self.faint('   │ ')
        for name in headers:
            if mail[name]:
                self.line(bar + self.faint('%s: ' % name) + self.cut(str(mail[name]), 7 + len(name)))
        self.line(bar)
        for line in text.rstrip('\n').split('\n'):
            self.line(bar + self.cut(line, 5))

    def cut(self, text, taken):
        """A line of which so many columns are taken, made to fit the terminal."""
        room = self.width - taken
        return text if not self.is_terminal or len(text) <= room else text[:room - 1] + '…'

    def passing(self, text):
        """A line that the next one replaces; only on a terminal."""
        if self.is_terminal and os.environ.get('TERM', 'dumb') != 'dumb':
            sys.stdout.write('\r\033[K' + (self.faint(text) if text else ''))
            sys.stdout.flush()


class Story:
    def __init__(self, folder, build):
        from playground import Playground
        self.page = Page()
        self.world = Playground(folder, build, PASSWORDS)
        self.doing = 'begin'
        self.told = False
        self.seen = set()

    def tell(self):
        page = self.page
        page.line('followupd, on mail servers of its own: loopback only, and gone when you leave.')
        self._start()
        self._write_proposal()
        asked = self._ask_soon()
        self._list()
        self._wait_for_reminder(asked)
        self.told = True
        if sys.stdin.isatty() and page.is_terminal:
            self._say_how()
            self._converse()
        else:
            page.line()
            page.line('On a terminal you could now try cadences of your own.')

    def _start(self):
        page, world = self.page, self.world
        page.step('What runs')
        self.doing = 'start the mail servers'
        world.start(lambda what: page.passing('   starting ' + what + ' …'))
        page.passing('')
        page.pair('Dovecot', 'keeps the mailboxes alice, bob, carol and remind @example.org (IMAP with TLS, port %d)'
                  % world.dovecot.imaps)
        page.pair('Postfix', 'takes their mail (submission with a login, port %d), and puts mail for any address '
                  '@remind.example.org into the mailbox remind' % world.postfix.submission)
        self.doing = 'start followupd'
        page.passing('   starting followupd …')
        from ports import free_port
        world.configuration['people']['zone'] = local_zone()
        web = free_port()
        world.configuration['web'] = {'listen': '127.0.0.1:%d' % web, 'url': 'http://127.0.0.1:%d' % web}
        world.write_config()
        world.start_followupd()
        page.passing('')
        page.pair('followupd', 'reads remind, keeps what people ask for, and sends it back to them in time (their zone: %s)'
                  % world.configuration['people']['zone'])

    def _write(self, bcc, subject, text):
        return self.world.send('alice', to='bob', bcc=bcc, subject=subject, text=text,
                               headers={'From': 'Alice <alice@example.org>', 'To': 'Bob <bob@example.org>'}.items())

    def _show_sending(self, bcc, subject):
        page = self.page
        for name, value in (('From', 'Alice <alice@example.org>'), ('To', 'Bob <bob@example.org>'),
                            ('Bcc', page.strong(bcc + '@remind.example.org')), ('Subject', subject)):
            page.line('   ' + page.faint('%-9s' % (name + ':')) + value)

    def _write_proposal(self):
        page = self.page
        subject = 'Proposal for the roof'
        page.step('Alice sends Bob a proposal, and wants to hear of it every two months')
        self.doing = 'send Alice’s mail'
        self._show_sending('every2months', subject)
        begin = time.monotonic()
        self._write('every2months', subject, PROPOSAL)
        self.doing = 'find Alice’s mail in Bob’s inbox'
        mail = self.world.wait_for_mail('bob', Subject=subject)
        taken = time.monotonic() - begin
        page.line()
        page.say('Bob has it %.1f s later. No cadence address is to be seen in his copy:' % taken)
        from playground import text_of
        page.mail(mail, text_of(mail), ('From', 'To', 'Subject'))

    def _ask_soon(self):
        subject = 'Which tiles?'
        self.page.step('She asks him something, and wants it back in 5 seconds')
        self.doing = 'send Alice’s second mail'
        self._show_sending('5seconds', subject)
        return self._write('5seconds', subject, QUESTION)

    def _list(self):
        from playground import wait_for
        page = self.page
        self.doing = 'find both follow-ups'
        page.step('What followupd has noted')
        if not wait_for(lambda: len(self.world.follow_ups()) >= 2, 15):
            raise RuntimeError('the follow-ups do not appear')
        os.environ['COLUMNS'] = str(page.width - 3)
        page.line('   ' + page.faint('$ followupctl list alice@example.org'))
        for line in self.world.ctl('list', 'alice@example.org').stdout.splitlines():
            page.line('   ' + line)

    def _wait_for_reminder(self, asked):
        page = self.page
        self.doing = 'find the reminder in Alice’s inbox'
        page.passing('   waiting for the 5 seconds to pass …')
        mail = self.world.wait_for_mail('alice', In_Reply_To=asked)
        page.passing('')
        page.step('The reminder, in Alice’s inbox')
        self._show(mail)
        page.line()
        page.say('In-Reply-To names her own mail, so mail programs show it in that thread. A reply that begins with a time, “done” '
                 'or “cancel” does that. Bob sees none of this.')

    def _show(self, mail):
        from playground import text_of
        self.seen.add(mail['Message-ID'])
        self.page.mail(mail, text_of(mail))

    def _say_how(self):
        page, world = self.page, self.world
        page.step('Your turn')
        page.say('With a mail program, as alice@example.org (password %s) or bob@example.org (%s):' % (
            PASSWORDS['alice'], PASSWORDS['bob']))
        page.line('     IMAP       127.0.0.1:%d  TLS' % world.dovecot.imaps)
        page.line('     SMTP       127.0.0.1:%d  STARTTLS' % world.postfix.submission)
        page.line('     authority  ' + world.authority.certificate)
        page.line()
        page.say('In a browser; alice@example.org gets a link to sign in, which is shown here:')
        page.line('     %s' % world.configuration['web']['url'])
        page.line()
        page.say('In another terminal:')
        page.line('     %s list' % self._write_shortcut())
        page.line()
        page.say('Or here: what you type becomes an address, and Alice sends a mail with it in BCC. Try 10s, tomorrow9am, '
                 'every2ndtuesday, or something wrong. Ctrl-D or Ctrl-C ends it all.')

    def _write_shortcut(self):
        """followupctl with this world's configuration, as a command that is easily copied."""
        path = self.world.path('followupctl')
        with open(path, 'w', opener=lambda path, flags: os.open(path, flags, 0o755)) as file:
            file.write('#!/bin/sh\nexec %s -c %s "$@"\n' % (
                shlex.quote(self.world.program('followupctl')), shlex.quote(self.world.path('followupd.conf'))))
        return path

    # The conversation

    def _converse(self):
        import readline  # noqa: F401  (line editing for input())
        while True:
            self._show_news()
            self.page.line()
            text = input('cadence> ').strip()
            if text.lower() in LEAVE:
                return
            if text:
                self._take(text)

    def _take(self, text):
        page = self.page
        local_part = '-'.join(text.split('@')[0].split())
        if not LOCAL_PART.fullmatch(local_part) or len(local_part) > LOCAL_PART_MAX:
            page.say('That cannot stand before the @ of an address: letters, digits and . - _ + can.')
            return
        self.doing = 'send a mail'
        try:
            sent = self._write(local_part, 'What about ' + local_part + '?', 'Hello Bob.\n')
        except smtplib.SMTPException as trouble:
            page.say('Postfix does not take it: %s' % trouble)
            return
        self._show_outcome(sent)

    def _show_outcome(self, sent):
        from playground import wait_for
        page = self.page
        self.doing = 'find out what became of it'
        rows = wait_for(lambda: self.world.trace(sent), 15)
        if not rows:
            raise RuntimeError('nothing became of the mail')
        for row in rows:
            number = ' #%d' % row['followup'] if row['followup'] else ''
            page.say(': ' + row['reason'], row['decision'] + number)
            if row['decision'] == 'follow-up':
                self._await(row['followup'], sent)
            elif row['decision'] != 'in thread':
                self._await_answer(sent)

    def _await_answer(self, sent):
        from playground import wait_for
        found = wait_for(lambda: self.world.select('alice', In_Reply_To=sent), 5)
        if found:
            self.page.say('It answers:')
            self._show(found[-1])

    def _await(self, number, sent):
        """Waits for what is due soon; Enter ends the waiting."""
        page = self.page
        due = [row['next'] for row in self.world.follow_ups() if row['id'] == number]
        from datetime import datetime
        end = datetime.fromisoformat(due[0]).timestamp() if due and due[0] else time.time()
        if end - time.time() > WAIT_FOR_REMINDER:
            return
        while time.time() < end + 10:
            found = self.world.select('alice', In_Reply_To=sent)
            if found:
                page.passing('')
                self._show(found[-1])
                return
            page.passing('   due in %d s (Enter goes on without waiting)' % max(0, end - time.time()))
            if select.select([sys.stdin], [], [], 0.2)[0]:
                sys.stdin.readline()
                break
        page.passing('')

    def _show_news(self):
        """Reminders that came while nobody waited for them."""
        for mail in self.world.mails('alice'):
            if mail['Message-ID'] not in self.seen and mail['X-Followupd']:
                self.page.line()
                self.page.say('Meanwhile, in Alice’s inbox:')
                self._show(mail)


def interrupt(*_):
    """Ctrl-C: once is enough. It may come while a destructor runs, which nothing gets out of: so it comes again until it is heard."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.setitimer(signal.ITIMER_REAL, AGAIN_SECONDS)
    raise KeyboardInterrupt


def pass_over(unraisable):
    """Ctrl-C in a destructor, or in a child that is not yet another program, is no trouble to tell of."""
    if unraisable.exc_type is not KeyboardInterrupt:
        sys.__unraisablehook__(unraisable)


def heed_interrupts():
    sys.unraisablehook = pass_over
    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGALRM, interrupt)


def tell(folder, build):
    """The story's process; its exit status."""
    story = None
    try:
        heed_interrupts()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
        story = Story(folder, build)
        story.tell()
    except EOFError:
        print()
    except KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, 0)
        print()
        return 0 if story and story.told else INTERRUPTED
    except BrokenPipeError:
        return NOBODY_READS
    except Exception as trouble:
        with open(os.path.join(folder, 'trouble'), 'w') as file:
            file.write(str(trouble) + '\n')
        print('\nIt was not possible to %s: %s. The logs are in %s.' % (
            story.doing if story else 'begin', str(trouble).split('\n')[0].rstrip('.'), folder), file=sys.stderr)
        return FAILED
    return 0


def children():
    """Process ids of our children: all that run, since orphans of ours are ours as well."""
    with open('/proc/self/task/%d/children' % os.getpid()) as file:
        return [int(word) for word in file.read().split()]


def reap():
    """Whether children are left, after those that have ended were buried."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        return True
    except ChildProcessError:
        return False


def end_all():
    """Asks all that runs to end, and makes it."""
    begin = time.monotonic()
    asked = set()
    while reap():
        for pid in children():
            late = time.monotonic() - begin > END_SECONDS
            if late or pid not in asked:
                asked.add(pid)
                try:
                    os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
                except (ProcessLookupError, PermissionError):
                    pass
        time.sleep(0.02)


def wait_for_story(pid):
    """Its exit status, however it ended; a signal for us ends it."""
    def pass_on(number, _):
        os.kill(pid, signal.SIGTERM)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGHUP, pass_on)
    _, status = os.waitpid(pid, 0)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    if os.WIFSIGNALED(status):
        return 128 + os.WTERMSIG(status)
    return os.WEXITSTATUS(status)


def clean_up(folder):
    say_in_passing('Cleaning up …')
    end_all()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    say_in_passing('')


def say_in_passing(text):
    try:
        if sys.stdout.isatty():
            sys.stdout.write('\r\033[K' + text)
            sys.stdout.flush()
    except OSError:  # the terminal is gone
        pass


def make_folder():
    """A temporary folder; as root, where the servers' own users get to it."""
    def lets_in(path):
        return os.getuid() != 0 or (os.stat(path).st_mode & 0o001 and (path == '/' or lets_in(os.path.dirname(path))))

    bases = [base for base in (tempfile.gettempdir(), '/tmp', '/var/tmp') if lets_in(os.path.realpath(base))]
    return tempfile.mkdtemp(prefix='followupd-try-', dir=bases[0] if bases else None)


def main():
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    folder = make_folder()
    pid = os.fork()
    if pid == 0:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        os._exit(tell(folder, sys.argv[1]))
    if signal.SIGINT in signal.sigpending():  # it came before the story's process was there
        os.kill(pid, signal.SIGINT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    status = wait_for_story(pid)
    clean_up(folder if status != FAILED else None)
    os._exit(status)


if __name__ == '__main__':
    main()
