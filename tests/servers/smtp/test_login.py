#!/usr/bin/env python3
"""Logins and certificates, good and bad: test_login.py DRIVE-OUTBOX [unittest's words]."""
import base64
import os
import shutil
import ssl
import tempfile
import time
import warnings

from outbox import PASSWORD, USER, Case, main
import certificates
from scripted import cut, store_then


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

    def test_probe_tells_what_is_wrong(self):
        server = self.server({'AUTH': b'535 5.7.8 bad\r\n'})
        end = self.login(server).probe()
        self.assertEqual(end['status'], 'temporary')
        self.assertIn('check user, password and auth in [smtp]', end['error'])


class Tls(Case):
    @classmethod
    def setUpClass(cls):
        cls.certificates = tempfile.mkdtemp(prefix='followupd-tls-')
        cls.addClassCleanup(shutil.rmtree, cls.certificates)
        cls.authority = certificates.Authority(cls.certificates)
        cls.stranger = certificates.Authority(cls.certificates, 'stranger')
        cls.good = cls.authority.issue('good')

    def refused(self, script, certificate, words='cannot be trusted', tls='none', scheme='smtps'):
        """No credential and no mail reaches that server, neither by a mail nor by a probe."""
        server = self.server(script, certificate=certificate)
        driver = self.login(server, url='%s://127.0.0.1:%d' % (scheme, server.port), tls=tls,
                            ca=self.authority.certificate, connect=3)
        row, end = driver.send_one()
        self.assertEqual((row['outcome'], end['status']), ('ours', 'temporary'), row)
        self.assertIn(words, row['answer'])
        self.assertEqual(driver.probe()['status'], 'temporary')
        said = server.said()
        self.assertNotIn(b'AUTH', said)
        self.assertNotIn(b'MAIL', said)
        return said

    def refused_both_ways(self, certificate):
        said = self.refused({'TLS': 'implicit'}, certificate)
        self.assertEqual(said, b'')
        said = self.refused({'TLS': 'starttls'}, certificate, tls='starttls', scheme='smtp')
        self.assertNotIn(b'MAIL', said)

    def test_a_good_certificate_is_accepted(self):
        for scheme, script, tls in (('smtps', 'implicit', 'none'), ('smtp', 'starttls', 'starttls')):
            server = self.server({'TLS': script}, certificate=self.good)
            driver = self.login(server, url='%s://127.0.0.1:%d' % (scheme, server.port), tls=tls, ca=self.authority.certificate,
                                connections=2)
            driver.parcel(1, mail=(b'x' * 76 + b'\r\n') * 20000)
            driver.tell('copies 9')
            rows, _ = driver.send()
            self.assertEqual({row['outcome'] for row in rows}, {'sent'}, rows)
            self.assertEqual({mail.login for mail in server.mails}, {(USER.encode(), PASSWORD.encode())})
            self.assertEqual({len(mail.bytes) for mail in server.mails}, {78 * 20000})

    def test_a_self_signed_certificate(self):
        self.refused_both_ways(certificates.self_signed(self.folder, 'self'))

    def test_a_certificate_for_another_host(self):
        self.refused_both_ways(self.authority.issue('other', names=('DNS:mail.example.com',)))

    def test_a_certificate_that_has_ended(self):
        self.refused_both_ways(self.authority.issue('ended', days=-1))

    def test_a_certificate_of_an_unknown_authority(self):
        self.refused_both_ways(self.stranger.issue('strange'))

    def test_a_certificate_file_that_is_not_there(self):
        server = self.server({'TLS': 'implicit'}, certificate=self.good)
        driver = self.login(server, url='smtps://127.0.0.1:%d' % server.port, ca=os.path.join(self.folder, 'none.pem'))
        self.assertEqual(driver.send_one()[0]['outcome'], 'ours')
        self.assertNotIn(b'AUTH', server.said())

    def test_starttls_missing(self):
        said = self.refused({}, None, 'STARTTLS', tls='starttls', scheme='smtp')
        self.assertNotIn(b'STARTTLS', said)

    def test_starttls_refused(self):
        for reply in (b'454 4.7.0 TLS not available\r\n', b'502 5.5.1 what?\r\n'):
            self.refused({'TLS': 'starttls', 'STARTTLS': reply}, self.good, 'STARTTLS', tls='starttls', scheme='smtp')

    def test_starttls_accepted_and_not_done(self):
        self.refused({'TLS': 'starttls', 'STARTTLS': b'220 go\r\n'}, self.good, '', tls='starttls', scheme='smtp')

    def test_starttls_with_answers_slipped_in_before_it(self):
        def slip(session):
            session.send(b'220 go\r\n250-x\r\n250 AUTH PLAIN\r\n235 welcome\r\n')
            session.start_tls()
        self.refused({'TLS': 'starttls', 'STARTTLS': slip}, self.good, '', tls='starttls', scheme='smtp')

    def test_a_plain_server_where_tls_is_expected(self):
        self.refused({}, None, '')

    def test_old_tls_is_refused(self):
        server = self.server({'TLS': 'implicit'}, certificate=self.good)
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            server.context.minimum_version = ssl.TLSVersion.TLSv1
            server.context.maximum_version = ssl.TLSVersion.TLSv1_1
        server.context.set_ciphers('ALL:@SECLEVEL=0')
        driver = self.login(server, url='smtps://127.0.0.1:%d' % server.port, ca=self.authority.certificate)
        self.assertEqual(driver.send_one()[0]['outcome'], 'ours')
        self.assertEqual(server.said(), b'')

    def test_a_cut_after_the_dot_is_unsure_by_tls_too(self):
        server = self.server({'TLS': 'implicit', 'DOT': store_then(cut)}, certificate=self.good)
        driver = self.login(server, url='smtps://127.0.0.1:%d' % server.port, ca=self.authority.certificate)
        self.assertEqual(driver.send_one()[0]['outcome'], 'unsure')

    def test_a_server_that_closes_after_every_mail_by_tls(self):
        server = self.server({'TLS': 'implicit', 'LIMIT': 1}, certificate=self.good)
        driver = self.login(server, url='smtps://127.0.0.1:%d' % server.port, ca=self.authority.certificate, connections=3)
        driver.parcel(1)
        driver.tell('copies 29')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent'})
        self.assertEqual(len(server.mails), 30)


if __name__ == '__main__':
    main()
