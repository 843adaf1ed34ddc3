#!/usr/bin/env python3
"""Nothing of a login, and no mail, reaches a server that is not the right one: test_certificates.py DRIVE-OUTBOX [unittest's words]."""
import os
import shutil
import tempfile

from outbox import PASSWORD, USER, Case, main
import certificates
from scripted import cut, store_then
import wrong_certificates


class Tls(Case):
    @classmethod
    def setUpClass(cls):
        cls.certificates = tempfile.mkdtemp(prefix='followupd-tls-')
        cls.addClassCleanup(shutil.rmtree, cls.certificates)
        cls.authority = certificates.Authority(cls.certificates)
        cls.good = cls.authority.issue('good')

    def secure(self, script, kind, certificate, way=None, connect=30):
        """A server of that kind, and an outbox that wants TLS of it."""
        server = self.server(script, context=certificate and wrong_certificates.context(kind, certificate))
        implicit = (way or script['TLS']) == 'implicit'
        return server, self.login(server, url='%s://localhost:%d' % ('smtps' if implicit else 'smtp', server.port),
                                  tls='none' if implicit else 'starttls', ca=self.authority.certificate, connect=connect)

    def check_silent(self, server):
        self.assertEqual(wrong_certificates.credential(server.said(), USER, PASSWORD), [])
        self.assertNotIn(b'MAIL', server.said())
        self.assertEqual(server.mails, [])

    def check_refused(self, script, certificate, words, kind=None, way=None, **settings):
        """No credential and no mail reaches that server, neither by a mail nor by a probe; the mail waits."""
        server, driver = self.secure(script, kind, certificate, way, **settings)
        row, end = driver.send_one()
        self.assertEqual((row['outcome'], end['status']), ('ours', 'temporary'), row)
        self.assertIn(row['again'], range(58, 68))
        self.assertEqual(driver.recorded(), [])
        probed = driver.probe()
        self.assertEqual(probed['status'], 'temporary')
        for text in (row['answer'], end['error'], probed['error']):
            self.assertRegex(text, 'localhost:[0-9]+')
            self.assertIn(words, text)
        self.check_silent(server)
        return server.said()


@wrong_certificates.each(wrong_certificates.KINDS, 'refuse')
class Wrong(Tls):
    def refuse(self, kind):
        make, words = wrong_certificates.KINDS[kind]
        certificate = make(self.authority)
        for way in ('implicit', 'starttls'):
            with self.subTest(way):
                said = self.check_refused({'TLS': way}, certificate, words, kind)
                greeting = said.split(b'\r\n')[0] + b'\r\n'
                self.assertEqual(said.replace(greeting, b''), b'' if way == 'implicit' else b'STARTTLS\r\n' * 2)


@wrong_certificates.each(wrong_certificates.GOOD, 'accept')
class Right(Tls):
    """What would be seen of a login if one came."""

    def accept(self, kind):
        certificate = wrong_certificates.GOOD[kind](self.authority)
        for way in ('implicit', 'starttls'):
            server, driver = self.secure({'TLS': way}, kind, certificate)
            self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
            login = wrong_certificates.spellings(USER, PASSWORD)[-1]
            self.assertIn(login, wrong_certificates.credential(server.said(), USER, PASSWORD))


class Lines(Tls):
    def test_every_connection_is_looked_at_anew(self):
        """By the second the handle knows a certificate already."""
        for kind in ('for_clients_only', 'weak_key', 'expired'):
            make, words = wrong_certificates.KINDS[kind]
            for way in ('implicit', 'starttls'):
                with self.subTest(kind, way=way):
                    server, driver = self.secure({'TLS': way, 'LIMIT': 1}, None, self.good)
                    self.assertEqual(driver.send_one()[0]['outcome'], 'sent')
                    heard = len(server.said())
                    server.context = wrong_certificates.context(kind, make(self.authority))
                    row, _ = driver.send_one()
                    self.assertEqual(row['outcome'], 'ours')
                    self.assertIn(words, row['answer'])
                    self.assertEqual(wrong_certificates.credential(server.said()[heard:], USER, PASSWORD), [])
                    server.context = wrong_certificates.context(None, self.good)
                    self.assertEqual(driver.send_one()[0]['outcome'], 'sent')

    def test_long_mails_go_over_several_connections(self):
        for way in ('implicit', 'starttls'):
            server, driver = self.secure({'TLS': way}, None, self.good)
            driver.set(connections=2)
            driver.parcel(1, mail=(b'x' * 76 + b'\r\n') * 20000)
            driver.tell('copies 9')
            rows, _ = driver.send()
            self.assertEqual({row['outcome'] for row in rows}, {'sent'}, rows)
            self.assertEqual({mail.login for mail in server.mails}, {(USER.encode(), PASSWORD.encode())})
            self.assertEqual({len(mail.bytes) for mail in server.mails}, {78 * 20000})

    def test_a_certificate_file_that_is_not_there(self):
        server, driver = self.secure({'TLS': 'implicit'}, None, self.good)
        driver.set(ca=os.path.join(self.folder, 'none.pem'))
        row, _ = driver.send_one()
        self.assertEqual(row['outcome'], 'ours')
        self.assertIn('ca_file cannot be read', row['answer'])
        self.check_silent(server)

    def test_the_systems_authorities_do_not_know_ours(self):
        server, driver = self.secure({'TLS': 'implicit'}, None, self.good)
        driver.set(ca='')
        self.assertIn(wrong_certificates.STRANGER, driver.send_one()[0]['answer'])
        self.check_silent(server)

    def test_starttls_missing(self):
        said = self.check_refused({}, None, 'does not take up STARTTLS', way='starttls')
        self.assertNotIn(b'STARTTLS', said)

    def test_starttls_refused(self):
        for reply in (b'454 4.7.0 TLS not available\r\n', b'502 5.5.1 what?\r\n'):
            self.check_refused({'TLS': 'starttls', 'STARTTLS': reply}, self.good, 'STARTTLS')

    def test_starttls_accepted_and_not_done(self):
        self.check_refused({'TLS': 'starttls', 'STARTTLS': b'220 go\r\n'}, self.good, '', connect=3)

    def test_starttls_with_answers_slipped_in_before_it(self):
        def slip(session):
            session.send(b'220 go\r\n250-x\r\n250 AUTH PLAIN\r\n235 welcome\r\n')
            session.start_tls()
        self.check_refused({'TLS': 'starttls', 'STARTTLS': slip}, self.good, '')

    def test_a_login_offered_before_starttls_is_not_taken(self):
        def tempt(session):
            session.send(b'250-scripted.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n')
        self.check_refused({'EHLO': tempt, 'STARTTLS': b'454 4.7.0 not now\r\n'}, None, 'STARTTLS', way='starttls')

    def test_a_plain_server_where_tls_is_expected(self):
        self.check_refused({}, None, '', way='implicit', connect=3)

    def test_a_cut_after_the_dot_is_unsure_by_tls_too(self):
        _, driver = self.secure({'TLS': 'implicit', 'DOT': store_then(cut)}, None, self.good)
        self.assertEqual(driver.send_one()[0]['outcome'], 'unsure')

    def test_a_server_that_closes_after_every_mail_by_tls(self):
        server, driver = self.secure({'TLS': 'implicit', 'LIMIT': 1}, None, self.good)
        driver.set(connections=3)
        driver.parcel(1)
        driver.tell('copies 29')
        rows, _ = driver.send()
        self.assertEqual({row['outcome'] for row in rows}, {'sent'})
        self.assertEqual(len(server.mails), 30)


if __name__ == '__main__':
    main()
