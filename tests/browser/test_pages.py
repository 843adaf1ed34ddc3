"""The pages in a real browser: narrow and wide, with JavaScript and without, light and dark.

    python3 test_pages.py BUILD [axe.min.js] [unittest's options]
"""
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, '..', 'system'))

import system  # noqa: E402
from system import SystemTest, address, token_of, wait_for  # noqa: E402
from browser import Browser, is_installed  # noqa: E402
from ports import free_port  # noqa: E402
from web import link_for  # noqa: E402

SIZES = ((360, 740), (1200, 900))
EVIL = '<img src=x onerror="window.stolen=1"><script>window.stolen=1</script>'
AXE = []  # the path of axe-core, if there is one
# What axe calls "moderate" and "minor" is advice.
SERIOUS = ('const done = arguments[0]; axe.run().then(r => done(r.violations.filter('
           'v => v.impact === "serious" || v.impact === "critical").map('
           'v => v.id + ": " + v.nodes.map(n => n.html + " " + n.failureSummary).join("; "))))')


class BrowserTest(SystemTest):
    @classmethod
    def configure(cls, world):
        cls.port = free_port()
        cls.home = 'http://127.0.0.1:%d' % cls.port
        world.configuration['web'] = {'listen': '127.0.0.1:%d' % cls.port, 'url': cls.home}

    @classmethod
    def setUpClass(cls):
        if not is_installed():
            raise system.unittest.SkipTest('chromium and chromedriver are not installed')
        super().setUpClass()
        cls.browsers = {}
        cls.add('4days', 'Be known')
        cls.add('everymonday+garden', 'Water the plants')
        cls.add('3days+acme', 'Offer for Acme')
        cls.add('5days', EVIL)

    @classmethod
    def add(cls, cadence, subject, person='alice'):
        done = cls.world.ctl('add', address(person), cadence, subject)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return int(re.match(r'#(\d+)', done.stdout)[1])

    def browser(self, size, dark=False, script=True):
        """The browser of the class, with JavaScript or without, of this size, and known to nobody: to begin takes it a while."""
        if script not in self.browsers:
            self.browsers[script] = self.enterClassContext(Browser(self.world.folder, *size, script=script))
        browser = self.browsers[script]
        browser.forget()
        browser.dress(*size, dark)
        return browser

    def sign_in(self, browser):
        """As people do: the address, the mail, the button."""
        def ask():
            browser.open(self.home)
            browser.find('#address').type('alice@example.org')
            browser.press('Mail me a link')
            self.assertEqual(browser.text('h1'), 'Look into your mail')

        browser.open(self.home + link_for(self.world, 'alice', ask))
        browser.press('Sign in')
        self.assertEqual(browser.url, self.home + '/me')

    def assert_sound(self, browser):
        """Nothing is wider than the screen, no policy was broken, no script of a stranger ran."""
        self.assertLessEqual(browser.run('return document.documentElement.scrollWidth'), browser.width, browser.url)
        self.assertIsNone(browser.run('return window.stolen'))
        self.assertEqual(browser.complaints(), [], browser.url)


class Walks(BrowserTest):
    """The same walk through the pages, on each screen, with JavaScript and without."""

    def walk(self, size, script):
        subject = 'Walk %d %s' % (size[0], 'with' if script else 'without')
        browser = self.browser(size, script=script)
        self.sign_in(browser)
        self.make(browser, subject, script)
        self.search(browser, subject)
        self.snooze(browser, subject, script)
        self.finish(browser, subject)
        self.set(browser)
        browser.press('Sign out')
        browser.open(self.home + '/me')
        self.assertEqual(browser.url, self.home + '/')

    def row(self, subject):
        return self.world.follow_ups(subject=subject)[0]

    def make(self, browser, subject, script):
        browser.press('New')
        browser.find('#subject').type(subject)
        browser.find('#cadence').type('every 2 months')
        if not script:
            browser.press('What does this mean?')
        self.assertTrue(wait_for(lambda: 'every 2 months at 08:00' in browser.text('#reading')), browser.text('#reading'))
        self.assertEqual(browser.value('#subject'), subject)
        browser.find('#cadence').type('in 3 days')
        if not script:
            browser.press('What does this mean?')
        self.assertTrue(wait_for(lambda: 'in 3 days' in browser.text('#reading')))
        browser.press('Remind me')
        self.assertIn('comes back in 3 days', browser.text('.notice'))
        self.assert_sound(browser)

    def search(self, browser, subject):
        browser.find('#q').type(subject.upper())
        browser.press('Search')
        self.assertEqual(browser.count('.list li'), 1)
        self.assertIn(subject, browser.text('.list'))
        self.assert_sound(browser)

    def snooze(self, browser, subject, script):
        browser.press(subject)
        self.assertEqual(browser.text('h1'), subject)
        before = self.row(subject)['next']
        browser.press('Next week')
        self.assertIn('comes back on Monday', browser.text('.notice'))
        self.assertNotEqual(self.row(subject)['next'], before)
        browser.press('Undo “snoozed”')
        self.assertEqual(self.row(subject)['next'], before)
        browser.find('#cadence').type('3dyas')
        if script:
            self.assertTrue(wait_for(lambda: 'Perhaps: 3days' in browser.text('#reading')))
        browser.press('Snooze')
        self.assertIn('Perhaps: 3days', browser.text('#reading'))
        browser.find('#cadence').type('5 days')
        browser.find('#cadence').keys('\ue007')  # Enter
        self.assertTrue(wait_for(lambda: browser.count('.notice')))
        self.assertIn('comes back on', browser.text('.notice'))
        self.assert_sound(browser)

    def finish(self, browser, subject):
        browser.press('Change it')
        browser.find('#subject').type(subject + ', changed')
        browser.press('Save')
        subject += ', changed'
        self.assertEqual(browser.text('h1'), subject)
        browser.press('Pending')
        browser.press('Done: ' + subject)
        self.assertEqual(self.row(subject)['state'], 'done')
        browser.press('Undo')
        self.assertEqual(self.row(subject)['state'], 'pending')
        browser.press(subject)
        browser.press('Done')
        browser.press('Past')
        self.assertIn(subject, browser.text('.list'))
        self.assert_sound(browser)

    def set(self, browser):
        browser.press('Settings')
        browser.find('#zone').type('Mars')
        browser.press('Save')
        self.assertIn('There is no time zone', browser.text('[role=alert]'))
        browser.find('#zone').type('berlin')
        browser.press('Save')
        self.assertIn('Saved', browser.text('.notice'))
        self.assertEqual(browser.value('#zone'), 'Europe/Berlin')
        self.assert_sound(browser)

    def test_narrow_with_script(self):
        self.walk(SIZES[0], True)

    def test_narrow_without_script(self):
        self.walk(SIZES[0], False)

    def test_wide_with_script(self):
        self.walk(SIZES[1], True)

    def test_wide_without_script(self):
        self.walk(SIZES[1], False)


class Pages(BrowserTest):
    def test_a_reminder_s_link_shows_and_acts_without_signing_in(self):
        self.world.send('alice', to='1s', subject=self.subject)
        token = token_of(self.wait_for_reminders())
        browser = self.browser(SIZES[0])
        browser.open('%s/a/%s' % (self.home, token))
        self.assertEqual(browser.text('h1'), self.subject)
        browser.find('#cadence').type('fri 9am')
        self.assertTrue(wait_for(lambda: 'Friday' in browser.text('#reading')))
        browser.press('Tomorrow')
        self.assertIn('comes back on', browser.text('.notice'))
        self.assert_sound(browser)

    def test_the_keyboard_is_enough(self):
        browser = self.browser(SIZES[1])
        self.sign_in(browser)
        focused = []
        for _ in range(40):
            browser.keys('\ue004')  # Tab
            focused.append(browser.run('return document.activeElement.textContent.trim() || document.activeElement.id'))
        self.assertEqual(focused[0], 'To the content')
        for name in ('Pending', 'Settings', 'q', 'Search', 'Be known', 'Done: Be known', 'Sign out'):
            self.assertIn(name, focused)

    def test_axe_finds_nothing_serious(self):
        if not AXE:
            self.skipTest('axe-core is not installed: npm install --no-save --prefix build/npm axe-core')
        with open(AXE[0]) as file:
            axe = file.read()
        number = self.row_of('Be known')
        for size, dark in ((SIZES[0], False), (SIZES[1], True)):
            browser = self.browser(size, dark=dark)
            self.check(browser, axe, '/')
            self.sign_in(browser)
            for path in ('/me', '/me?q=nothing+of+it', '/me/past', '/me/new', '/me/calendar', '/me/settings', '/me/%d' % number, '/nothing'):
                self.check(browser, axe, path)

    def row_of(self, subject):
        return self.world.follow_ups(subject=subject)[0]['id']

    def check(self, browser, axe, path):
        browser.open(self.home + path)
        browser.run('document.querySelectorAll("details").forEach(d => d.open = true)')
        browser.run(axe)
        self.assertEqual(browser.run_later(SERIOUS), [], path)
        self.assert_sound(browser)


def main():
    path = sys.argv.pop(2) if len(sys.argv) > 2 and sys.argv[2].endswith('.js') else ''
    if os.path.exists(path):
        AXE.append(path)
    system.main()


if __name__ == '__main__':
    main()
