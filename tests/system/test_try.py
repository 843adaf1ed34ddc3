"""What ./try shows, and that it leaves nothing behind, whenever it is interrupted."""
import os
import pty
import re
import select
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import unittest

from system import BUILD, HERE, main, wait_for

PROGRAM = os.path.join(HERE, '..', 'lib', 'try.py')
CONTROL_C, CONTROL_D = b'\x03', b'\x04'
INTERRUPTED = 130
PROMPT = 'cadence> '
SECONDS_TO_THE_REMINDER = 15
END_SECONDS = 40
STYLE = re.compile(r'\033\[[0-9;]*[mK]')


def leftovers(folder):
    """Process ids of all that names this folder in its arguments or surroundings."""
    found = []
    for entry in os.listdir('/proc'):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                with open('/proc/%s/cmdline' % entry, 'rb') as arguments, open('/proc/%s/environ' % entry, 'rb') as others:
                    if folder.encode() in arguments.read() + others.read():
                        found.append(int(entry))
            except OSError:
                pass
    return found


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, folder, **environment):
        self.text = ''
        # An interrupt before the program has begun waits for it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        self.pid, self.line = pty.fork()
        if self.pid == 0:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.execve(sys.executable, [sys.executable, '-B', PROGRAM, BUILD[0]], dict(
                os.environ, TMPDIR=folder, TERM='xterm', COLUMNS='80', **environment))
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def read(self, seconds=0.1):
        """Takes what it says; False when it has ended."""
        if not select.select([self.line], [], [], seconds)[0]:
            return True
        try:
            self.text += os.read(self.line, 65536).decode()
            return True
        except OSError:
            return False

    def wait_for(self, text, seconds=30):
        """Reads until it has said that, and returns everything up to there; what is left is for the next call."""
        end = time.monotonic() + seconds
        while text not in self.text:
            if not self.read() or time.monotonic() > end:
                raise AssertionError('“%s” does not appear:\n%s' % (text, self.text))
        begin, _, self.text = self.text.partition(text)
        return begin + text

    def type(self, keys):
        os.write(self.line, keys)

    def end(self):
        """Reads to the end; its exit status."""
        limit = time.monotonic() + END_SECONDS
        while self.read():
            if time.monotonic() > limit:
                os.kill(self.pid, signal.SIGKILL)
                raise AssertionError('it does not end:\n' + self.text)
        os.close(self.line)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


class Try(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='followupd-system-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        os.chmod(self.folder, 0o711)  # the servers have users of their own

    def assert_nothing_is_left(self):
        self.assertEqual(os.listdir(self.folder), [])
        self.assertEqual(leftovers(self.folder), [])

    def test_without_a_terminal_it_tells_the_story_and_ends(self):
        begin = time.monotonic()
        done = subprocess.run([sys.executable, '-B', PROGRAM, BUILD[0]], env=dict(os.environ, TMPDIR=self.folder),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertLess(time.monotonic() - begin, 4 * SECONDS_TO_THE_REMINDER)
        self.assertNotIn('\033', done.stdout)
        for text in ('every2months@remind.example.org', '#1', '#2', 'You asked on', 'In-Reply-To: <'):
            self.assertIn(text, done.stdout)
        self.assert_nothing_is_left()

    def test_on_a_terminal_it_takes_cadences(self):
        terminal = Terminal(self.folder)
        story = terminal.wait_for(PROMPT, 60)
        self.assertIn('\033[1m', story)
        self.assertIn('Your turn', story)
        for typed, expected in (('tomorrow 9am', 'It comes back tomorrow at 09:00'), ('3dyas', 'Perhaps you meant this'),
                                ('2s', 'You asked on'), ('what?!:', 'cannot stand before the @')):
            terminal.type(typed.encode() + b'\n')
            said = STYLE.sub('', terminal.wait_for(PROMPT))
            self.assertIn(expected, ' '.join(said.split()))
        terminal.type(CONTROL_D)
        self.assertEqual(terminal.end(), 0)
        self.assert_nothing_is_left()

    def test_no_color_is_respected(self):
        terminal = Terminal(self.folder, NO_COLOR='1')
        self.assertIsNone(re.search(r'\033\[[0-9;]*m', terminal.wait_for('Postfix ', 60)))
        terminal.type(CONTROL_C)
        self.assertEqual(terminal.end(), INTERRUPTED)
        self.assert_nothing_is_left()

    def test_control_c_at_any_moment_cleans_up(self):
        for delay in (0.03, 0.1, 0.3, 0.5, 0.8, 1.2, 2, 3.5):
            with self.subTest(delay=delay):
                terminal = Terminal(self.folder)
                end = time.monotonic() + delay
                while time.monotonic() < end:
                    terminal.read(0.01)
                terminal.type(CONTROL_C)
                self.assertIn(terminal.end(), (0, INTERRUPTED, -signal.SIGINT), terminal.text)
                self.assertNotIn('Traceback', terminal.text)
                self.assert_nothing_is_left()

    def after_heeding_interrupts(self, story):
        story = "import os, runpy, signal, subprocess, sys, time\nrunpy.run_path(sys.argv[1])['heed_interrupts']()\n" + textwrap.dedent(story)
        return subprocess.run([sys.executable, '-B', '-c', story, PROGRAM], capture_output=True, text=True, timeout=60)

    def test_control_c_is_heard_though_it_comes_while_nobody_listens(self):
        done = self.after_heeding_interrupts("""
            class Deaf:
                def __del__(self):
                    os.kill(os.getpid(), signal.SIGINT)
                    time.sleep(0.01)
                    print('not reached')
            try:
                Deaf()
                time.sleep(20)
            except KeyboardInterrupt:
                sys.exit(3)
            """)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (3, '', ''))

    def test_control_c_in_a_child_that_is_just_beginning_says_nothing(self):
        done = self.after_heeding_interrupts("""
            os.register_at_fork(after_in_child=lambda: os.kill(os.getpid(), signal.SIGINT))
            subprocess.run(['echo', 'begun'], preexec_fn=lambda: None)
            """)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, 'begun\n', ''))

    def test_other_trouble_in_a_destructor_is_told(self):
        done = self.after_heeding_interrupts("""
            class Wrong:
                def __del__(self):
                    raise ValueError('wrong')
            Wrong()
            """)
        self.assertIn('ValueError: wrong', done.stderr)

    def test_sigterm_cleans_up(self):
        terminal = Terminal(self.folder)
        terminal.wait_for('Postfix ', 60)
        os.kill(terminal.pid, signal.SIGTERM)
        self.assertEqual(terminal.end(), 128 + signal.SIGTERM)
        self.assert_nothing_is_left()

    def test_it_cleans_up_when_nobody_reads_on(self):
        program = subprocess.Popen([sys.executable, '-B', PROGRAM, BUILD[0]], env=dict(os.environ, TMPDIR=self.folder),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        program.stdout.readline()
        program.stdout.close()
        with program.stderr:
            self.assertEqual(program.stderr.read(), b'')
        self.assertEqual(program.wait(END_SECONDS), 128 + signal.SIGPIPE)
        self.assert_nothing_is_left()

    def test_a_failure_says_what_failed_and_where_the_logs_are(self):
        done = subprocess.run([sys.executable, '-B', PROGRAM, self.folder], env=dict(os.environ, TMPDIR=self.folder),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
        self.assertEqual(done.returncode, 1)
        said = re.search(r'It was not possible to start followupd: .*The logs are in (\S+)\.\n$', done.stderr)
        self.assertTrue(said, done.stderr)
        self.assertIn('dovecot', os.listdir(said[1]))
        self.assertTrue(wait_for(lambda: not leftovers(self.folder)), leftovers(self.folder))


if __name__ == '__main__':
    main()
