#!/usr/bin/env python3
"""Logins, good and bad: test_login.py DRIVE-OUTBOX [unittest's words]."""
import base64
import time

from outbox import PASSWORD, USER, Case, main
from scripted import after


class Login(Case):
    def logged_in(self, auth, extensions, expected, script=None):
        server = self.server(dict(script or {}, EXTENSIONS=extensions))
        driver = self.login(server, auth=auth)
        row, _ = driver.send_one()
        self.assertEqual(row['outcome'], 'sent', row)
        self.assertEqual(server.mails[0].login, expected)
        return server

    def test_plain(self):
        self.logged_in('plain', [b'AUTH LOGIN PLAIN'], (USER.encode(), PASSWORD.encode()))

    def test_login(self):
        server = self.logged_in('login', [b'AUTH PLAIN LOGIN'], (USER.encode(), PASSWORD.encode()))
        self.assertIn(b'AUTH LOGIN', server.said())

    def test_auto_takes_no_way_that_needs_a_ticket(self):
        self.logged_in('auto', [b'AUTH GSSAPI NTLM DIGEST-MD5 CRAM-MD5 EXTERNAL PLAIN'], (USER.encode(), PASSWORD.encode()))

    def test_xoauth2(self):
        self.logged_in('xoauth2', [b'AUTH PLAIN XOAUTH2'],
                       ('user=%s\x01auth=Bearer %s\x01\x01' % (USER, PASSWORD)).encode())

    def test_oauthbearer(self):
        server = self.server({'EXTENSIONS': [b'AUTH PLAIN OAUTHBEARER']})
        driver = self.login(server, auth='oauthbearer')
        self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
        self.assertIn(b'auth=Bearer ' + PASSWORD.encode(), server.mails[0].login)

    def test_a_refused_token_is_ours(self):
        error = base64.b64encode(b'{"status":"401"}')
        server = self.server({'EXTENSIONS': [b'AUTH XOAUTH2'], 'AUTH': b'334 ' + error + b'\r\n'})
        row, _ = self.login(server, auth='xoauth2', connect=3).send_one()
        self.assertEqual(row['outcome'], 'ours')
        self.assertNotIn(b'MAIL', server.said())

    def test_a_login_is_made_once_a_connection(self):
        server = self.server()
        driver = self.login(server)
        driver.parcel(1)
        driver.tell('copies 9')
        driver.send()
        self.assertEqual(server.said().count(b'AUTH'), 1)

    def test_without_login_offered_nothing_is_sent(self):
        server = self.server({'EXTENSIONS': [b'PIPELINING']})
        row, _ = self.login(server).send_one()
        self.assertEqual(row['outcome'], 'ours')
        self.assertIn('offers no login', row['answer'])
        self.assertNotIn(b'MAIL', server.said())

    def test_without_a_login_that_we_may_use_nothing_is_sent(self):
        server = self.server({'EXTENSIONS': [b'AUTH GSSAPI CRAM-MD5']})
        row, _ = self.login(server).send_one()
        self.assertEqual(row['outcome'], 'ours')
        self.assertIn('offers no login that auth = auto allows', row['answer'])
        self.assertNotIn(b'AUTH', server.said())
        self.assertNotIn(b'MAIL', server.said())

    def test_a_server_that_answers_ehlo_with_helo_only_is_not_used_with_a_login(self):
        server = self.server({'EHLO': [b'502 what?\r\n', None]})
        row, _ = self.login(server).send_one()
        self.assertEqual(row['outcome'], 'ours')
        self.assertNotIn(b'MAIL', server.said())

    def test_the_password_stands_in_no_answer(self):
        token = base64.b64encode(b'\0' + USER.encode() + b'\0' + PASSWORD.encode())
        spelled = [PASSWORD.encode(), token, base64.b64encode(PASSWORD.encode())]
        for words in spelled + [token * 20, b'x' * 350 + token]:
            with self.subTest(words=words):
                server = self.server({'AUTH': b'500 5.5.1 unrecognized: ' + words + b'\r\n'})
                row, end = self.login(server).send_one()
                self.assertEqual(row['outcome'], 'ours')
                for text in (row['answer'], end['error']):
                    for secret in spelled:
                        self.assertNotIn(secret.decode()[-12:], text)

    def test_another_password_makes_a_new_connection(self):
        server = self.server()
        driver = self.login(server)
        driver.send_one()
        driver.secret('another')
        driver.send_one()
        self.assertEqual([mail.login[1] for mail in server.mails], [PASSWORD.encode(), b'another'])

    def test_probe_logs_in_and_sends_nothing(self):
        server = self.server()
        end = self.login(server).probe()
        self.assertEqual(end['status'], 'done')
        time.sleep(0.1)
        self.assertEqual([line.split()[0] for line in server.sessions[0].lines], [b'EHLO', b'AUTH', b'QUIT'])

    def test_a_wrong_password_is_tried_once_however_many_mails_wait(self):
        server = self.server({'AUTH': [b'535 5.7.8 bad\r\n'] * 2})
        driver = self.login(server, connections=4)
        for tries in (1, 2):
            driver.parcel(1)
            driver.tell('copies 19')
            rows, _ = driver.send()
            self.assertEqual({row['outcome'] for row in rows}, {'ours'})
            self.assertEqual(len(server.sessions), tries)

    def test_over_how_many_connections_it_goes_once_the_password_was_taken(self):
        server = self.server({'DOT': after(0.3, b'250 ok\r\n')})
        driver = self.login(server, connections=4)
        driver.parcel(1)
        driver.tell('copies 19')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent'})
        self.assertEqual(len(server.sessions), 4)

    def test_probe_tells_what_is_wrong(self):
        server = self.server({'AUTH': b'535 5.7.8 bad\r\n'})
        end = self.login(server).probe()
        self.assertEqual(end['status'], 'temporary')
        self.assertIn('check user, password and auth in [smtp]', end['error'])


if __name__ == '__main__':
    main()
