"""A browser for tests: Debian's Chromium, driven through ChromeDriver by the WebDriver protocol, with no other package.

    with Browser(folder, width=360, dark=True, script=False) as browser:
        browser.open('http://127.0.0.1:8025/')
        browser.find('#address').type('alice@example.org')
        browser.press('Mail me a link')
        browser.text('h1')
"""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

from ports import free_port

ELEMENT = 'element-6066-11e4-a52e-4f735466cecf'
FLAGS = ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync', '--hide-scrollbars')
START_SECONDS = 30
ANSWER_SECONDS = 60
TELEPHONE = 600  # pixels below which a screen is one
# What an element is called, as far as buttons and links need it: its own words, hidden ones too.
NAMED = ('return [...document.querySelectorAll("button, a, summary")].find('
         'e => e.textContent.trim().replace(/\\s+/g, " ") === arguments[0] && e.getClientRects().length)')


def is_installed():
    return all(map(shutil.which, ('chromium', 'chromedriver')))


class Missing(AssertionError):
    """The page has no such thing."""


class Element:
    def __init__(self, browser, reference):
        self.browser = browser
        self.reference = reference

    def type(self, text):
        """Replaces what is in a field."""
        self.browser.call('POST', '/element/%s/clear' % self.reference[ELEMENT], {})
        self.browser.call('POST', '/element/%s/value' % self.reference[ELEMENT], {'text': text})

    def keys(self, text):
        self.browser.call('POST', '/element/%s/value' % self.reference[ELEMENT], {'text': text})

    def click(self):
        self.browser.call('POST', '/element/%s/click' % self.reference[ELEMENT], {})


class Browser:
    """width and height in pixels; script: whether JavaScript runs."""

    def __init__(self, folder, width=1200, height=900, dark=False, script=True):
        self.folder = tempfile.mkdtemp(dir=folder, prefix='browser-')
        self.width, self.height, self.dark, self.script = width, height, dark, script
        self.port = free_port()
        self.session = ''

    def __enter__(self):
        self.log = open(os.path.join(self.folder, 'chromedriver.log'), 'w')
        self.driver = subprocess.Popen(['chromedriver', '--port=%d' % self.port], stdout=self.log, stderr=self.log)
        try:
            self._begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            if self.session:
                self.call('DELETE', '')
        finally:
            self.driver.terminate()
            self.driver.wait()
            self.log.close()

    def _begin(self):
        options = {'binary': shutil.which('chromium'),
                   'args': list(FLAGS) + ['--user-data-dir=' + os.path.join(self.folder, 'profile'),
                                          '--window-size=%d,%d' % (self.width, self.height)]}
        if not self.script:
            options['prefs'] = {'profile.managed_default_content_settings.javascript': 2}
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                answer = self._request('POST', '/session', {'capabilities': {'alwaysMatch': {
                    'goog:chromeOptions': options, 'goog:loggingPrefs': {'browser': 'ALL'}}}})
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        self.session = '/session/' + answer['sessionId']
        self.dress(self.width, self.height, self.dark)

    def _request(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request('http://127.0.0.1:%d%s' % (self.port, path), data, {'Content-Type': 'application/json'},
                                         method=method)
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:
            return json.load(answer)['value']

    def call(self, method, path, body=None):
        """One WebDriver command; raises AssertionError with what the driver says."""
        try:
            return self._request(method, self.session + path, body)
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)['value']['message']) from None

    def devtools(self, command, **parameters):
        return self.call('POST', '/goog/cdp/execute', {'cmd': command, 'params': parameters})

    def resize(self, width, height):
        self.devtools('Emulation.setDeviceMetricsOverride', width=width, height=height, deviceScaleFactor=1,
                      mobile=width < TELEPHONE)

    def dress(self, width, height, dark=False):
        """Gives it another size, and light or dark colours."""
        self.width, self.height, self.dark = width, height, dark
        self.resize(width, height)
        self.devtools('Emulation.setEmulatedMedia',
                      features=[{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}])

    def forget(self):
        """Leaves the page, and drops every cookie and whatever was said."""
        self.open('about:blank')
        self.devtools('Network.clearBrowserCookies')
        self.complaints()

    def open(self, url):
        self.call('POST', '/url', {'url': url})

    def reload(self):
        self.call('POST', '/refresh', {})

    @property
    def url(self):
        return self.call('GET', '/url')

    def source(self):
        return self.call('GET', '/source')

    def find(self, selector):
        """The first element that a CSS selector finds."""
        found = self.call('POST', '/elements', {'using': 'css selector', 'value': selector})
        if not found:
            raise Missing('no %s on %s\n%s' % (selector, self.url, self.source()))
        return Element(self, found[0])

    def count(self, selector):
        return len(self.call('POST', '/elements', {'using': 'css selector', 'value': selector}))

    def text(self, selector):
        """What is to be read there."""
        return self._look(selector, 'innerText')

    def value(self, selector):
        return self._look(selector, 'value')

    def _look(self, selector, what):
        """In one step, so that no page comes in between."""
        found = self.run('const e = document.querySelector(arguments[0]); return e && [e[arguments[1]]]', selector, what)
        if not found:
            raise Missing('no %s on %s\n%s' % (selector, self.url, self.source()))
        return found[0]

    def run(self, script, *arguments):
        """What a script returns; the driver runs it where the page itself may run none."""
        return self.call('POST', '/execute/sync', {'script': script, 'args': list(arguments)})

    def run_later(self, script, *arguments):
        """What a script hands to the function that is its last argument."""
        return self.call('POST', '/execute/async', {'script': script, 'args': list(arguments)})

    def press(self, name):
        """The button or link of that name; returns when the page it leads to is there."""
        found = self.run(NAMED, name)
        if not found:
            raise Missing('no button “%s” on %s\n%s' % (name, self.url, self.source()))
        leads = self.run('return arguments[0].tagName !== "SUMMARY" && (document.left = true)', found)
        Element(self, found).click()
        end = time.monotonic() + START_SECONDS
        while leads and self.run('return document.left || document.readyState !== "complete"'):
            if time.monotonic() > end:
                raise Missing('“%s” leads nowhere from %s' % (name, self.url))
            time.sleep(0.02)

    def keys(self, text):
        """Keys for whatever has the focus."""
        self.call('POST', '/actions', {'actions': [{'type': 'key', 'id': 'keyboard', 'actions': [
            {'type': kind, 'value': key} for key in text for kind in ('keyDown', 'keyUp')]}]})

    def complaints(self):
        """What the browser said of the pages since it was last asked: errors, broken policies. An answer of another status than
        200 is none."""
        return [line['message'] for line in self.call('POST', '/se/log', {'type': 'browser'})
                if 'Failed to load resource' not in line['message']]

    def cookie(self, name, value):
        self.call('POST', '/cookie', {'cookie': {'name': name, 'value': value, 'path': '/'}})

    def cookies(self):
        return {cookie['name']: cookie for cookie in self.call('GET', '/cookie')}

    def picture(self, path):
        """The whole page as a PNG file."""
        height = self.run('return document.documentElement.scrollHeight')
        self.resize(self.width, max(height, self.height))
        with open(path, 'wb') as file:
            file.write(base64.b64decode(self.call('GET', '/screenshot')))
        self.resize(self.width, self.height)
