"""What tests of the pages share: a client of few words, and signing in as people do."""
import hashlib
import html.parser
import http.client
import re
import sqlite3
import urllib.parse

from playground import address, text_of, wait_for

LINK = re.compile(r'/s/([0-9a-f]{40})')
SIGN_IN = 'Sign in to your follow-ups'


class Page:
    """An answer: status, headers (a message), body (text)."""

    def __init__(self, answer):
        self.status, self.headers = answer.status, answer.headers
        self.body = answer.read().decode('utf-8', 'replace')

    @property
    def location(self):
        return self.headers['Location']


class Forms(html.parser.HTMLParser):
    """The links of a page, and its forms: where they go and what their hidden fields say."""

    def __init__(self, text):
        super().__init__()
        self.links, self.forms, self.ids = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes['id']] if 'id' in attributes else []
        if tag in ('a', 'link') and 'href' in attributes:
            self.links.append(attributes['href'])
        if tag == 'script' and 'src' in attributes:
            self.links.append(attributes['src'])
        if tag == 'form':
            self.forms.append((attributes.get('method', 'get'), attributes['action'], {}))
        if tag == 'input' and attributes.get('type') == 'hidden' and self.forms:
            self.forms[-1][2][attributes['name']] = attributes['value']

    def token(self):
        """What a form of the session carries."""
        return next(fields['token'] for _, _, fields in self.forms if 'token' in fields)


class Client:
    """One browser without pictures. It keeps its cookie and follows nothing by itself."""

    def __init__(self, port):
        self.port = port
        self.cookie = ''

    def ask(self, method, path, body=None, headers=()):
        line = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        fields = {'Cookie': self.cookie} if self.cookie else {}
        if body is not None:
            fields['Content-Type'] = 'application/x-www-form-urlencoded'
        fields.update(headers)
        try:
            line.request(method, path, body, fields)
            page = Page(line.getresponse())
        finally:
            line.close()
        if page.headers['Set-Cookie']:
            self.cookie = page.headers['Set-Cookie'].split(';')[0]
        return page

    def get(self, path, **headers):
        return self.ask('GET', path, headers={name.replace('_', '-'): value for name, value in headers.items()})

    def post(self, path, headers=(), **fields):
        return self.ask('POST', path, urllib.parse.urlencode(fields, doseq=True), headers)

    def act(self, path, page='/me/new', **fields):
        """Sends a form of a signed-in page, token and all."""
        return self.post(path, token=Forms(self.get(page).body).token(), **fields)

    def follow(self, page):
        """Where a redirection leads."""
        return self.get(page.location)


def link_for(world, person, ask):
    """ask() asks for a link for a person; returns its path."""
    before = len(world.select(person, Subject=SIGN_IN))
    ask()
    mails = wait_for(lambda: world.select(person, Subject=SIGN_IN)[before:], 15)
    if not mails:
        raise AssertionError('no link came\n' + world.tail())
    return '/s/' + LINK.search(text_of(mails[-1]))[1]


def sign_in(world, port, person):
    """A client that is signed in as somebody who uses the service."""
    client = Client(port)
    link = link_for(world, person, lambda: client.post('/signin', address=address(person)))
    page = client.post(link)
    if page.status != 303:
        raise AssertionError('signing in ends with %d\n%s' % (page.status, page.body))
    return client


def store_digest(world):
    """A digest of all that is in the store."""
    with sqlite3.connect('file:%s?mode=ro' % world.path('state', 'followupd.db'), uri=True) as database:
        return hashlib.sha256('\n'.join(database.iterdump()).encode()).hexdigest()
