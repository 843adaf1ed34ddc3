"""The pages of a running followupd: what people do with them, and what nobody can."""
import concurrent.futures
import contextlib
import os
import re
import signal
import socket
import sqlite3
import time
import urllib.parse

from system import SystemTest, address, main, token_of, wait_for
from ports import free_port
from web import Client, Forms, link_for, sign_in, store_digest

EVIL = '"\'><script>alert(1)</script>&amp;'
HEADERS = {'Content-Security-Policy': "default-src 'none'", 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer',
           'X-Robots-Tag': 'noindex', 'Cache-Control': ''}
HEADER_MAX, BODY_MAX, CONNECTIONS_EACH = 8 * 1024, 16 * 1024, 32
EXCHANGE_SECONDS = 60


class WebTest(SystemTest):
    @classmethod
    def configure(cls, world):
        cls.port = free_port()
        world.configuration['web'] = {'listen': '127.0.0.1:%d' % cls.port, 'url': 'http://127.0.0.1:%d' % cls.port}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for person in ('alice', 'bob'):
            cls.world.ctl('add', address(person), '300days', 'Be known')
        cls.alice = sign_in(cls.world, cls.port, 'alice')
        cls.guest = Client(cls.port)

    def add(self, cadence='3days', subject=None, person='alice'):
        """Makes a follow-up; returns its number."""
        done = self.world.ctl('add', address(person), cadence, subject or self.subject)
        self.assertEqual(done.returncode, 0, done.stderr)
        return int(re.match(r'#(\d+)', done.stdout)[1])

    def row(self, number):
        return self.world.rows('show', str(number))[0]

    @contextlib.contextmanager
    def trouble(self, duty, sentence):
        """The store says so of a duty, as if its worker had found it."""
        path = self.world.path('state', 'followupd.db')
        try:
            with contextlib.closing(sqlite3.connect(path)) as store, store:
                store.execute('INSERT INTO trouble (duty, sentence, since) VALUES (?, ?, ?)', (duty, sentence, int(time.time())))
            yield
        finally:
            with contextlib.closing(sqlite3.connect(path)) as store, store:
                store.execute('DELETE FROM trouble WHERE duty = ?', (duty,))

    def feed(self):
        """The path of a calendar as its page shows it."""
        return re.search(r'value="http://[^/]+(/f/[a-z2-7]{20}\.ics)"', self.alice.get('/me/calendar').body)[1]

    def said(self, page):
        """The sentence on the page that a redirection leads to."""
        self.assertEqual(page.status, 303, page.body)
        return re.search(r'role="status">\n<p>(.*?)</p>', self.alice.follow(page).body)[1]


class People(WebTest):
    def test_a_person_signs_in_by_a_mailed_link_that_works_once(self):
        browser = Client(self.port)
        self.assertEqual(browser.get('/me').location, '/')
        link = link_for(self.world, 'bob', lambda: browser.post('/signin', address='Bob@Example.org'))
        for _ in range(2):  # looking spends nothing
            self.assertIn('<button class="strong">Sign in</button>', browser.get(link).body)
        page = browser.post(link)
        self.assertEqual((page.status, page.location), (303, '/me'))
        self.assertRegex(page.headers['Set-Cookie'], r'^followupd=[0-9a-f]{40}; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax$')
        self.assertIn('bob@example.org', browser.get('/me').body)
        self.assertEqual(Client(self.port).post(link).status, 404)
        self.assertEqual(Client(self.port).get(link).status, 404)
        page = browser.act('/me/signout')
        self.assertEqual(page.location.split('?')[0], '/')
        self.assertEqual(browser.get('/me').status, 303)

    def test_the_session_outlives_a_restart(self):
        self.world.stop_followupd()
        self.world.start_followupd()
        wait_for(lambda: self.reaches())
        self.assertEqual(self.alice.get('/me').status, 200)

    def reaches(self):
        try:
            return self.guest.get('/healthz')
        except OSError:
            return None

    def test_strangers_are_answered_like_everybody_and_get_no_mail(self):
        pages = [self.guest.post('/signin', address=who) for who in ('carol@example.org', 'nobody@elsewhere.example')]
        self.assertEqual({page.status for page in pages}, {200})
        self.assertEqual(pages[0].body.replace('carol@example.org', 'X'), pages[1].body.replace('nobody@elsewhere.example', 'X'))
        self.let_answers_pass()
        self.assertEqual(self.world.select('carol', Subject='Sign in'), [])

    def test_a_reminder_leads_to_its_page_and_acts_there(self):
        self.world.send('alice', to='1s', subject=self.subject)
        reminder = self.wait_for_reminders()
        path = '/a/' + token_of(reminder)
        html = reminder.get_body(('html',)).get_content()
        self.assertIn('http://127.0.0.1:%d%s' % (self.port, path), html)
        page = self.guest.get(path)
        self.assertEqual(page.status, 200)
        self.assertIn(self.subject, page.body)
        self.assertNotIn('Hello.', page.body)
        done = self.guest.post(path, later='1day')
        self.assertEqual(done.status, 303)
        self.assertIn('comes back on', self.guest.follow(done).body)
        row = self.world.follow_ups(subject=self.subject)[0]
        self.assertEqual(row['state'], 'pending')
        self.guest.post(path, do='undo')
        self.assertEqual(self.world.follow_ups(subject=self.subject)[0]['state'], 'done')

    def test_what_a_snooze_brings_back_arrives(self):
        number = self.add('30days')
        self.alice.act('/me/%d' % number, do='snooze', cadence='1s')
        self.wait_for_reminders()

    def test_every_button_does_what_it_says(self):
        number = self.add('everymonday9am')
        path = '/me/%d' % number
        first = self.row(number)['next']
        self.assertIn('is left out', self.said(self.alice.act(path, do='skip')))
        self.assertNotEqual(self.row(number)['next'], first)
        self.assertIn('taken back', self.said(self.alice.act(path, do='undo')))
        self.assertEqual(self.row(number)['next'], first)
        self.assertIn('cancelled', self.said(self.alice.act(path, do='cancel')))
        self.assertEqual(self.row(number)['state'], 'cancelled')
        self.alice.act(path, do='undo')
        self.assertIn('is changed', self.said(self.alice.act(path, do='edit', was='everymonday9am', cadence='everytuesday',
                                                             subject='Another', tags='acme')))
        row = self.row(number)
        self.assertEqual((row['cadence'], row['subject'], row['tags']), ('everytuesday', 'Another', ['acme']))

    def test_a_button_of_an_old_page_does_what_it_said(self):
        number = self.add('everymonday9am')
        path = '/me/%d' % number

        def meant():
            page = self.alice.get(path).body
            return {name: re.search('name="%s" value="([0-9]+)"' % name, page)[1] for name in ('event', 'moment')}

        before = meant()
        self.alice.act(path, do='skip', **before)
        after = self.row(number)['next']
        self.assertIn('left out already', self.said(self.alice.act(path, do='skip', **before)))
        self.assertEqual(self.row(number)['next'], after)
        skipped = meant()
        self.alice.act(path, do='snooze', cadence='2days')
        snoozed = self.row(number)['next']
        self.assertIn('has gone on since', self.said(self.alice.act(path, do='undo', **skipped)))
        self.assertEqual(self.row(number)['next'], snoozed)
        last = meant()
        self.alice.act(path, do='undo', **last)
        self.assertIn('taken back already', self.said(self.alice.act(path, do='undo', **last)))
        self.assertEqual(self.row(number)['next'], after)

    def test_a_form_makes_one(self):
        for _ in range(2):
            self.alice.act('/me/new', do='add', form='abc', subject=self.subject, cadence='3days', note='')
        self.assertEqual(len(self.world.follow_ups(subject=self.subject)), 1)

    def test_tags_are_found_as_they_were_typed(self):
        number = self.add('3days+acme')
        path = '/me/%d' % number
        self.assertIn('is changed', self.said(self.alice.act(path, do='edit', was='3days', cadence='3days', tags='Acme, Garden')))
        self.assertEqual(self.row(number)['tags'], ['acme', 'garden'])
        self.assertIn(self.subject, self.alice.get('/me?tag=garden').body)
        refused = self.alice.act(path, do='edit', was='3days', cadence='3days', tags='x y!z')
        self.assertEqual(refused.status, 422)
        self.assertIn('is no tag', refused.body)

    def test_an_old_page_sets_nothing_back(self):
        path = '/me/%d' % self.add()
        shown = next(fields for _, _, fields in Forms(self.alice.get(path).body).forms if 'was-subject' in fields)
        shown.update(do='edit', cadence=shown['was'], subject=shown['was-subject'], tags=shown['was-tags'])
        self.said(self.alice.post(path, **dict(shown, subject='Changed since')))
        self.said(self.alice.post(path, **dict(shown, tags='acme')))
        self.assertEqual(self.world.follow_ups(subject='Changed since')[0]['tags'], ['acme'])
        old = next(fields for _, _, fields in Forms(self.alice.get('/me/settings').body).forms if 'was-zone' in fields)
        old.update(zone=old['was-zone'], time=old['was-time'], day=old['was-days'].split(','), confirm=old['was-confirm'])
        self.world.ctl('person', 'alice@example.org', 'zone=Asia/Tokyo')
        self.said(self.alice.post('/me/settings', **dict(old, bundle='on')))
        person = self.world.rows('person', 'alice@example.org')[0]
        self.assertEqual((person['zone'], person['bundle']), ('Asia/Tokyo', 'on'))
        self.world.ctl('person', 'alice@example.org', 'zone=Europe/Berlin', 'bundle=off')

    def test_a_new_one_is_read_back_and_made(self):
        read = self.alice.act('/me/new', do='read', subject=self.subject, cadence='every2months')
        self.assertIn('every 2 months', read.body)
        self.assertIn('value="%s"' % self.subject, read.body)
        refused = self.alice.act('/me/new', do='add', subject=self.subject, cadence='3dyas')
        self.assertEqual(refused.status, 422)
        self.assertIn('<b>3days</b>', refused.body)
        self.assertEqual(self.world.follow_ups(subject=self.subject), [])
        self.said(self.alice.act('/me/new', do='add', subject=self.subject, cadence='3days', note='mind the fence'))
        self.assertEqual(len(self.world.follow_ups(subject=self.subject)), 1)

    def test_the_longest_form_is_taken_in_any_script(self):
        subject = ('誕' * 500)[len(self.subject) + 1:] + ' ' + self.subject
        self.said(self.alice.act('/me/new', do='add', subject=subject, cadence='3days', note='生' * 1000))
        self.assertEqual(self.alice.act('/me/new', do='read', subject='誕' * 500, cadence='日' * 128, note='生' * 1000).status, 200)

    def test_search_and_tags_narrow_the_list(self):
        self.add('3days+findme', 'Unmistakable words')
        self.assertIn('Unmistakable words', self.alice.get('/me?q=mistakable').body)
        self.assertNotIn('Be known', self.alice.get('/me?q=mistakable').body)
        self.assertIn('Unmistakable words', self.alice.get('/me?tag=findme').body)
        self.assertNotIn('Be known', self.alice.get('/me?tag=findme').body)
        self.assertIn('Nothing is found', self.alice.get('/me?q=%25').body)

    def test_what_is_over_is_on_its_page(self):
        number = self.add()
        page = self.alice.act('/me', **{'done': number})
        self.assertIn('Undo', self.alice.follow(page).body)
        self.assertIn('Nothing is found', self.alice.get('/me?q=' + urllib.parse.quote(self.subject)).body)
        self.assertIn(self.subject, self.alice.get('/me/past').body)

    def test_no_time_is_counted_from_a_clock_in_doubt(self):
        number = self.add('30days')
        next_moment, path = self.row(number)['next'], '/me/%d' % number
        edit = {'do': 'edit', 'was': '30days', 'tags': '', 'subject': self.subject}
        table = self.world.path('table.csv')
        with open(table, 'w') as file:
            file.write('when,subject,note\n3days,%s,\n' % self.subject)
        with self.trouble('clock', 'The machine\'s clock was set back.'):
            for page in (self.alice.act('/me/new', do='add', subject=self.subject, cadence='3days'),
                         self.alice.act(path, later='tomorrow'), self.alice.act(path, cadence='20days', **edit)):
                self.assertEqual(page.status, 422)
                self.assertIn('Not just now', page.body)
            self.assertIn('Not just now', self.said(self.alice.act('/me', tomorrow=number)))
            page = self.alice.act('/me/settings', zone='America/New_York', time='08:00', day=['mon', 'tue', 'wed', 'thu', 'fri'],
                                  confirm='new', reply_to='followup', move='yes')
            self.assertEqual(page.status, 422)
            self.assertIn('Not just now', page.body)
            for command in (('add', address('alice'), '3days', self.subject), ('snooze', str(number), '1day'),
                            ('edit', str(number), '20days'), ('import', table, address('alice'), '--yes'), ('person', address('alice'), 'time=07:00')):
                done = self.world.ctl(*command)
                self.assertEqual(done.returncode, os.EX_TEMPFAIL, done.stdout)
                self.assertIn('was set back. Nothing was changed', done.stderr)
            self.assertEqual(self.row(number)['next'], next_moment)
            self.assertIn('is changed', self.said(self.alice.act(path, cadence='30days', **dict(edit, tags='acme'))))
        self.assertEqual(len(self.world.follow_ups(subject=self.subject)), 1)
        self.said(self.alice.act(path, later='tomorrow'))
        self.assertNotEqual(self.row(number)['next'], next_moment)

    def test_settings_are_kept(self):
        page = self.alice.act('/me/settings', zone='paris', time='07:15', day=['mon', 'wed'], confirm='always', reply_to='thread')
        self.assertIn('Saved', self.said(page))
        person = self.world.rows('person', 'alice@example.org')[0]
        self.assertEqual((person['zone'], person['time'], person['workdays']), ('Europe/Paris', '07:15', 'mon,wed'))
        refused = self.alice.act('/me/settings', zone='Mars', time='07:15', day='mon', confirm='always', reply_to='thread')
        self.assertEqual(refused.status, 422)
        self.alice.act('/me/settings', zone='Europe/Berlin', time='08:00', day=['mon', 'tue', 'wed', 'thu', 'fri'], confirm='new',
                       reply_to='followup')

    def test_what_moves_with_the_settings_is_counted_by_what_moved_it(self):
        for cadence in ('nextmonth', 'everymonday9am', 'everytuesday9am'):
            self.add(cadence, person='carol')
        carol = sign_in(self.world, self.port, 'carol')
        wanted = {'time': '07:00', 'day': ['mon', 'tue', 'wed', 'thu', 'fri'], 'confirm': 'new', 'reply_to': 'followup'}

        def saved(**changed):
            page = carol.act('/me/settings', **dict(wanted, **changed))
            return re.search(r'role="status">\n<p>(.*?)</p>', carol.follow(page).body)[1]

        self.assertEqual(saved(zone='America/New_York'), 'Saved. Pending follow-ups that moved to 07:00: 1. '
                         'Pending follow-ups that keep the zone and workdays they were made with: 3.')
        self.assertEqual(saved(zone='America/New_York', time='06:00', move='yes'), 'Saved. Pending follow-ups that moved to 06:00: 1. '
                         'Pending follow-ups that moved to this zone and these workdays: 3.')
        self.assertEqual(saved(zone='America/New_York', time='06:00'), 'Saved.')

    def test_who_leaves_twice_is_told_so(self):
        sent = self.world.send('alice', to='carol', cc='bob 30days', subject=self.subject)
        number = self.wait_for_follow_up(sent)['id']
        path, bob = '/me/%d' % number, sign_in(self.world, self.port, 'bob')
        self.assertIn('no more reminders', bob.follow(bob.act(path, do='cancel')).body)
        for fields in ({'do': 'cancel'}, {'later': 'tomorrow'}):
            self.assertIn('You have left “%s” already' % self.subject, bob.follow(bob.act(path, **fields)).body)
        self.assertIn('already; nothing', bob.follow(bob.act('/me', done=number)).body)
        page = bob.get(path).body
        self.assertIn('You have left this one', page)
        self.assertNotIn('class="when"', page)
        self.assertIn('taken back', bob.follow(bob.act(path, do='undo')).body)
        self.assertIn('class="when"', bob.get(path).body)

    def test_nobody_sees_or_touches_what_is_another_s(self):
        number = self.add(person='bob')
        for page in (self.alice.get('/me/%d' % number), self.alice.act('/me/%d' % number, do='done'),
                     self.alice.act('/me', done=number)):
            self.assertEqual(page.status, 404)
        self.assertNotIn(self.subject, self.alice.get('/me').body)
        self.assertEqual(self.row(number)['state'], 'pending')

    def test_a_calendar_is_subscribed_to_and_asked_again(self):
        self.add('everymonday+acme')
        path = self.feed()
        first = self.guest.get(path)
        self.assertEqual((first.status, first.headers['Content-Type']), (200, 'text/calendar; charset=utf-8'))
        self.assertTrue(first.body.startswith('BEGIN:VCALENDAR\r\n'))
        self.assertIn('SUMMARY:' + self.subject, first.body)
        self.assertIn('private', first.headers['Cache-Control'])
        self.assertEqual(self.guest.ask('HEAD', path).headers['ETag'], first.headers['ETag'])
        for fields in ({'If_None_Match': first.headers['ETag']}, {'If_None_Match': 'W/"x", %s' % first.headers['ETag']},
                       {'If_None_Match': '*'}, {'If_Modified_Since': first.headers['Last-Modified']}):
            again = self.guest.get(path, **fields)
            self.assertEqual((again.status, again.body), (304, ''), fields)
            self.assertEqual(again.headers['ETag'], first.headers['ETag'])
        self.add('3days', 'One more')
        changed = self.guest.get(path, If_None_Match=first.headers['ETag'])
        self.assertEqual(changed.status, 200)
        self.assertIn('SUMMARY:One more', changed.body)
        self.assertNotIn('SUMMARY:One more', self.guest.get(path + '?tag=acme').body)
        self.assertIn('BEGIN:VTODO', self.guest.get(path + '?todo').body)
        self.assertIn('BEGIN:VALARM', self.guest.get(path + '?alarm=10m').body)
        self.assertEqual(self.world.ctl('feed', 'alice@example.org').stdout.replace('\r', ''),
                         self.guest.get(path).body.replace('\r', ''))

    def test_a_calendar_s_address_ends_when_a_new_one_is_made(self):
        old = self.feed()
        for path in (old[:-4], old + 'x', '/f/aaaaaaaaaaaaaaaaaaaa.ics', old[:-5] + '.ics', old + '?alarm=never'):
            self.assertEqual(self.guest.get(path).status, 404, path)
        self.assertIn('new address', self.said(self.alice.act('/me/calendar', do='rotate')))
        self.assertEqual(self.guest.get(old).status, 404)
        self.assertEqual(self.guest.get(self.feed()).status, 200)
        self.assertNotIn(old[3:23], self.world.log())
        self.assertNotIn(self.feed()[3:23], self.world.log())

    def test_the_contacts_are_cards(self):
        card = self.alice.get('/me/contacts.vcf')
        self.assertEqual(card.headers['Content-Type'], 'text/vcard; charset=utf-8')
        self.assertIn('attachment', card.headers['Content-Disposition'])
        self.assertTrue(card.body.startswith('BEGIN:VCARD\r\n'))
        self.assertIn(':3days@remind.example.org\r\n', card.body)
        self.assertEqual(self.guest.get('/me/contacts.vcf').status, 303)

    def test_a_calendar_s_link_leads_to_the_follow_up_whatever_becomes_of_it(self):
        number = self.add('30days')
        link = re.search(r'^URL:[^\r\n]*(/me/%d)\r?$' % number, self.guest.get(self.feed()).body, re.M)[1]
        self.alice.act(link, do='done')
        self.assertIn(self.subject, self.alice.get(link).body)

    def test_monitors_are_answered(self):
        self.assertEqual(self.guest.get('/healthz').body, 'all is well\n')
        lines = self.guest.get('/metrics').body.splitlines()
        values = dict(line.rsplit(' ', 1) for line in lines if not line.startswith('#'))
        self.assertEqual(float(values['followupd_overdue_seconds']), 0)
        self.assertGreater(float(values['followupd_last_poll_timestamp_seconds{inbox="main"}']), time.time() - 600)
        self.assertGreater(int(values['followupd_work_seconds_count{duty="outbox"}']), 0)
        self.assertEqual(self.guest.get('/metrics', X_Forwarded_For='192.0.2.1').status, 404)


class Attackers(WebTest):
    """Nothing leaks, nothing acts, nothing stops."""

    def raw(self, data, seconds=15):
        """Sends bytes; everything that comes back until the end."""
        with socket.create_connection(('127.0.0.1', self.port), timeout=seconds) as line:
            line.sendall(data)
            answer = b''
            try:
                while chunk := line.recv(65536):
                    answer += chunk
                    if b'\r\n\r\n' in answer and b'Connection: close' not in data:
                        break
            except (TimeoutError, ConnectionError):
                pass
            return answer

    def status_of(self, data):
        answer = self.raw(data)
        return int(answer.split(b' ', 2)[1]) if answer.startswith(b'HTTP/') else 0

    def test_every_answer_carries_the_headers_that_guard_it(self):
        for path in ('/', '/me', '/nothing', '/style.css', '/healthz', '/a/aaaaaaaaaaaaaaaaaaaa', '/s/x'):
            for client in (self.guest, self.alice):
                page = client.get(path)
                for name, value in HEADERS.items():
                    self.assertIn(value, page.headers[name] or '', '%s of %s' % (name, path))
                    self.assertIsNotNone(page.headers[name])

    def test_looking_at_every_link_changes_nothing(self):
        self.world.send('alice', to='1s', subject=self.subject)
        token = token_of(self.wait_for_reminders())
        self.add('everymonday')
        self.let_answers_pass()
        time.sleep(1)
        before = store_digest(self.world)
        seen, waiting = set(), ['/', '/me', self.feed(), '/a/' + token, '/signin', '/me/signout', '/s/' + '0' * 40, '/a/%s?do=done' % token]
        while waiting:
            path = waiting.pop()
            if path in seen or not path.startswith('/'):
                continue
            seen.add(path)
            for client in (self.alice, self.guest):
                client.ask('HEAD', path)
                page = client.get(path)
                self.assertLess(page.status, 500)
                waiting += [urllib.parse.urljoin(path, link) for link in Forms(page.body).links]
                waiting += [urllib.parse.urljoin(path, action) for _, action, _ in Forms(page.body).forms]
        self.assertGreater(len(seen), 15)
        self.assertEqual(store_digest(self.world), before)

    def test_tokens_that_open_nothing_look_all_the_same(self):
        number = self.add()
        good = self.alice.cookie.split('=')[1]
        bodies = set()
        for path in ('/a/aaaaaaaaaaaaaaaaaaaa', '/a/' + 'b' * 19, '/a/' + 'b' * 21, '/a/%d' % number, '/a/' + good, '/a/%00',
                     '/a/..%2f..%2fme', '/a/' + '2' * 4000):
            page = self.guest.get(path)
            self.assertEqual(page.status, 404, path)
            bodies.add(page.body)
            self.assertEqual(self.guest.post(path, do='done').status, 404, path)
        self.assertEqual(len(bodies), 1)

    def test_path_tricks_lead_nowhere(self):
        for path in ('/../../etc/passwd', '/%2e%2e/%2e%2e/etc/passwd', '//etc/passwd', '/style.css/../../key', '/f/..%2f..%2fkey.ics',
                     '/a\\..\\me', '/me/..;/metrics', '/.git/config', '/me%00', '/STYLE.CSS', 'http://evil.example/', '*'):
            self.assertIn(self.status_of(b'GET %s HTTP/1.1\r\nHost: x\r\n\r\n' % path.encode()), (400, 404), path)

    def test_markup_is_text_in_every_field(self):
        number = self.add('3days', EVIL)
        self.alice.act('/me/%d' % number, do='edit', was='3days', cadence='3days', subject=EVIL, tags=EVIL)
        self.alice.act('/me/new', do='add', subject=EVIL, cadence='4days', note=EVIL)
        query = urllib.parse.quote(EVIL)
        for path in ('/me', '/me/%d' % number, '/me?q=' + query, '/me?tag=' + query, '/me/past', '/me?said=' + query):
            page = self.alice.get(path)
            self.assertEqual(page.status, 200, path)
            self.assertNotIn('<script>', page.body, path)
            self.assertNotIn('"\'>', page.body, path)
        for fields in ({'do': 'add', 'subject': EVIL, 'cadence': EVIL, 'note': EVIL}, {'do': 'read', 'subject': EVIL, 'cadence': EVIL}):
            self.assertNotIn('<script>', self.alice.act('/me/new', **fields).body)
        self.assertNotIn('<script>', self.alice.act('/me/settings', zone=EVIL, time=EVIL, day=EVIL).body)
        self.assertNotIn('<script>', self.guest.post('/signin', address=EVIL).body)

    def test_a_form_of_another_site_does_nothing(self):
        number = self.add()
        token = Forms(self.alice.get('/me').body).token()
        for headers in ({'Sec-Fetch-Site': 'cross-site'}, {'Sec-Fetch-Site': 'same-site'}, {'Origin': 'https://evil.example'},
                        {'Origin': 'http://127.0.0.1'}):
            self.assertEqual(self.alice.post('/me/%d' % number, headers, do='done', token=token).status, 403)
        self.assertEqual(self.alice.post('/me/%d' % number, do='done').status, 403)
        self.assertEqual(self.alice.post('/me/%d' % number, do='done', token='a' * 20).status, 403)
        self.assertEqual(self.row(number)['state'], 'pending')
        page = self.alice.post('/me/%d' % number, {'Sec-Fetch-Site': 'same-origin', 'Origin': 'null'}, do='done', token=token)
        self.assertEqual(page.status, 303)

    def test_methods_that_nobody_needs(self):
        for method in ('PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH', 'PROPFIND', 'BREW', 'get'):
            self.assertEqual(self.status_of(b'%s /me HTTP/1.1\r\nHost: x\r\n\r\n' % method.encode()), 405, method)

    def test_a_request_that_could_end_in_two_places_is_refused(self):
        hidden = b'GET /style.css HTTP/1.1\r\nHost: x\r\n\r\n'
        for fields in ('Content-Length: 5\r\nContent-Length: 50', 'Content-Length : 5', 'Content-Length\t: 5', 'Host: y',
                       'Content-Length: 5\r\nTransfer-Encoding: chunked', 'Transfer-Encoding:\r\nTransfer-Encoding: chunked',
                       'Transfer-Encoding : chunked\r\nContent-Length: 5'):
            answer = self.raw(b'POST /signin HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n\r\na=bcd%s' % (fields.encode(), hidden))
            self.assertRegex(answer, rb'^HTTP/1.1 (400|411) ', fields)
            self.assertEqual(answer.count(b'HTTP/1.1 '), 1, fields)

    def test_bodies_are_taken_up_to_their_limit(self):
        def post(length, said=None):
            return self.status_of(b'POST /signin HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s'
                                  % (said or length, b'a=' + b'b' * (length - 2)))

        self.assertEqual(post(BODY_MAX), 200)
        self.assertEqual(post(BODY_MAX + 1), 413)
        self.assertEqual(post(10, 10 ** 12), 413)
        self.assertIn(self.status_of(b'POST /signin HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n'), (400, 413))
        chunked = b'POST /signin HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n' + b'3\r\na=b\r\n' * 100
        self.assertEqual(self.status_of(chunked), 411)

    def test_headers_are_taken_up_to_their_limit(self):
        def get(length):
            start = b'GET / HTTP/1.1\r\nHost: x\r\nX: '
            return self.status_of(start + b'y' * (length - len(start) - 4) + b'\r\n\r\n')

        self.assertEqual(get(HEADER_MAX), 200)
        self.assertEqual(get(HEADER_MAX + 1), 431)
        self.assertIn(get(200 * 1024), (0, 413, 414, 431))
        self.assertIn(self.status_of(b'GET /%s HTTP/1.1\r\nHost: x\r\n\r\n' % (b'a' * 100000)), (0, 413, 414, 431))

    def test_what_is_no_http_ends_at_once(self):
        for data in (b'\x16\x03\x01\x02\x00', b'\0' * 100, b'GET\r\n\r\n', b'GET / HTTP/9.9\r\n\r\n', b'EHLO x\r\n', b'\r\n' * 1000):
            self.assertIn(self.status_of(data + b'\r\n\r\n'), (0, 400, 404, 405, 501, 505), data[:20])
        self.assertEqual(self.guest.get('/healthz').status, 200)

    def test_forms_that_are_ill_formed_are_refused(self):
        for body in ('a=%', 'a=%zz', 'a=%00', '&'.join('a%d=1' % i for i in range(33))):
            self.assertEqual(self.guest.ask('POST', '/signin', body).status, 400, body[:20])
        self.assertEqual(self.guest.ask('POST', '/signin', '&'.join('a%d=1' % i for i in range(32))).status, 200)

    def test_idle_connections_delay_neither_pages_nor_reminders(self):
        lines = []
        try:
            for _ in range(2000):
                line = socket.socket()
                line.setblocking(False)
                line.connect_ex(('127.0.0.1', self.port))
                lines.append(line)
            begin = time.monotonic()
            self.world.send('alice', to='1s', subject=self.subject)
            self.wait_for_reminders(seconds=10)
            self.assertEqual(self.guest.get('/healthz').status, 200)
            self.assertLess(time.monotonic() - begin, 10)
        finally:
            for line in lines:
                line.close()

    def test_connections_that_fall_silent_are_ended(self):
        with socket.create_connection(('127.0.0.1', self.port), timeout=20) as line:
            line.sendall(b'GET / HTTP/1.1\r\nHost: x\r\n')
            begin = time.monotonic()
            self.assertEqual(line.recv(1000)[:12], b'')
            self.assertLess(time.monotonic() - begin, 15)
            self.assertGreater(time.monotonic() - begin, 8)

    def test_connections_that_drip_are_ended(self):
        with socket.create_connection(('127.0.0.1', self.port), timeout=2) as line:
            begin = time.monotonic()
            line.sendall(b'GET / HTTP/1.1\r\nHost: ')
            with self.assertRaises(OSError):
                while time.monotonic() - begin < 2 * EXCHANGE_SECONDS:
                    line.sendall(b'x')
                    with contextlib.suppress(TimeoutError):
                        self.assertEqual(line.recv(1000), b'')
            self.assertGreater(time.monotonic() - begin, EXCHANGE_SECONDS - 2)
            self.assertLess(time.monotonic() - begin, EXCHANGE_SECONDS + 15)

    def test_many_at_once_are_all_answered(self):
        with concurrent.futures.ThreadPoolExecutor(32) as pool:
            pages = list(pool.map(lambda _: self.alice.get('/me').status, range(400)))
        self.assertEqual(set(pages), {200})

    def test_no_secret_is_in_the_log(self):
        self.world.send('alice', to='1s', subject=self.subject)
        token = token_of(self.wait_for_reminders())
        self.guest.get('/a/' + token)
        self.guest.post('/a/' + token, do='done')
        link = link_for(self.world, 'bob', lambda: self.guest.post('/signin', address='bob@example.org'))
        self.guest.post(link)
        log = self.world.log()
        for secret in (token, link[3:], self.alice.cookie.split('=')[1], self.guest.cookie.split('=')[1]):
            self.assertNotIn(secret, log)
        self.guest.cookie = ''

    def test_a_worker_that_is_killed_comes_back(self):
        os.kill(self.world.worker('web'), signal.SIGKILL)
        self.assertTrue(wait_for(lambda: self.answers(), 10), self.world.tail())
        self.assertEqual(self.alice.get('/me').status, 200)

    def answers(self):
        try:
            return self.guest.get('/healthz').status == 200
        except OSError:
            return False


class Places(SystemTest):
    STARTED = False

    def tearDown(self):
        self.world.stop_followupd()
        self.world.configuration.pop('web', None)

    def start(self, listen, **options):
        self.world.configuration['web'] = dict(listen=listen, url='http://127.0.0.1:1', **options)
        self.world.write_config()
        self.world.start_followupd()

    @staticmethod
    def ask(family, where, source=None):
        try:
            with socket.socket(family) as line:
                line.settimeout(10)
                if source:
                    line.bind((source, 0))
                line.connect(where)
                line.sendall(b'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
                return line.recv(4096)
        except OSError:
            return None

    def test_a_socket_in_the_file_system(self):
        path = self.world.path('web.sock')
        self.start(path)
        self.assertTrue(wait_for(lambda: self.ask(socket.AF_UNIX, path)).startswith(b'HTTP/1.1 200'))
        self.world.stop_followupd(signal.SIGKILL)
        self.world.start_followupd()  # over what the killed one left
        self.assertTrue(wait_for(lambda: self.ask(socket.AF_UNIX, path)).startswith(b'HTTP/1.1 200'))
        self.world.stop_followupd()
        self.assertFalse(os.path.exists(path))

    def test_one_address_has_so_many_connections_and_no_more(self):
        port = free_port()
        self.start('0.0.0.0:%d' % port)
        self.assertTrue(wait_for(lambda: self.ask(socket.AF_INET, ('127.0.0.1', port))))
        time.sleep(0.5)  # until the one that asked is gone
        lines = [socket.create_connection(('127.0.0.1', port), timeout=3) for _ in range(CONNECTIONS_EACH)]
        try:
            for line in lines:
                line.sendall(b'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n')
                self.assertTrue(line.recv(4096).startswith(b'HTTP/1.1 200'))
            self.assertFalse(self.ask(socket.AF_INET, ('127.0.0.1', port)))
            self.assertTrue(self.ask(socket.AF_INET, ('127.0.0.2', port), '127.0.0.2'))
        finally:
            for line in lines:
                line.close()

    def test_ipv6(self):
        port = free_port()
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.bind(('::1', port))
        except OSError:
            self.skipTest('this machine has no IPv6')
        self.start('[::1]:%d' % port)
        self.assertTrue(wait_for(lambda: self.ask(socket.AF_INET6, ('::1', port))).startswith(b'HTTP/1.1 200'))

    def test_a_port_that_is_taken_is_told_and_had_when_it_is_free(self):
        port = free_port()
        with socket.socket() as holder:
            holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            holder.bind(('127.0.0.1', port))
            holder.listen()
            self.start('127.0.0.1:%d' % port)
            self.assertTrue(wait_for(lambda: 'Web pages cannot be served' in self.world.ctl('status').stdout), self.world.tail())
            self.ask_and_wait()
        self.assertTrue(wait_for(lambda: self.ask(socket.AF_INET, ('127.0.0.1', port)), 20))
        self.assertTrue(wait_for(lambda: 'Web pages' not in self.world.ctl('status').stdout), self.world.ctl('status').stdout)

    def ask_and_wait(self):
        """Mail goes on meanwhile."""
        SystemTest.ask(self, '1s')
        self.wait_for_reminders()

    def test_a_reload_moves_it(self):
        first, second = free_port(), free_port()
        self.start('127.0.0.1:%d' % first)
        self.assertTrue(wait_for(lambda: self.ask(socket.AF_INET, ('127.0.0.1', first))))
        self.world.configuration['web']['listen'] = '127.0.0.1:%d' % second
        self.world.write_config()
        self.world.daemon.send_signal(signal.SIGHUP)
        self.assertTrue(wait_for(lambda: self.ask(socket.AF_INET, ('127.0.0.1', second))))
        self.assertIsNone(self.ask(socket.AF_INET, ('127.0.0.1', first)))


if __name__ == '__main__':
    main()
