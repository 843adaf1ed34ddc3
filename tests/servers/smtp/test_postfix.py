#!/usr/bin/env python3
"""The outbox, a real Postfix and a real Dovecot: test_postfix.py DRIVE-OUTBOX [unittest's words]."""
import email
import os
import shutil
import tempfile
import time

from outbox import MAIL, Case, main
import certificates
from dovecot import Dovecot, free_port
from postfix import Postfix, sasl_settings

USERS = ('alice', 'bob', 'remind')
PASSWORD = 'a pass; word # of "signs" \\ ü'


class RealServers(Case):
    @classmethod
    def setUpClass(cls):
        cls.servers = tempfile.mkdtemp(prefix='followupd-postfix-')
        cls.addClassCleanup(shutil.rmtree, cls.servers)
        authority = certificates.Authority(cls.servers)
        sasl = free_port()
        passwords = {user + '@example.org': PASSWORD for user in USERS}
        cls.dovecot = Dovecot(os.path.join(cls.servers, 'dovecot'), passwords, lmtp=True, settings=sasl_settings(sasl))
        cls.enterClassContext(cls.dovecot)
        cls.postfix = Postfix(os.path.join(cls.servers, 'postfix'), USERS, lmtp=cls.dovecot.lmtp, sasl=sasl,
                              tls=authority.issue('mail'), settings='message_size_limit = 200000')
        cls.enterClassContext(cls.postfix)
        cls.authority = authority.certificate

    def outbox(self, password=PASSWORD, implicit=False, **settings):
        port = self.postfix.submissions if implicit else self.postfix.submission
        driver = self.driver(port, url='%s://127.0.0.1:%d' % ('smtps' if implicit else 'smtp', port),
                             tls='none' if implicit else 'starttls', ca=self.authority, user='remind@example.org', **settings)
        driver.secret(password)
        return driver

    def arrived(self, user, count):
        end = time.monotonic() + 20
        while len(self.dovecot.mails(user + '@example.org')) < count and time.monotonic() < end:
            time.sleep(0.05)
        mails = []
        for path in self.dovecot.mails(user + '@example.org'):
            with open(path, 'rb') as file:
                mails.append(email.message_from_bytes(file.read()))
        return mails

    def test_mails_arrive_by_starttls_and_by_tls(self):
        before = len(self.dovecot.mails('alice@example.org'))
        for implicit in (False, True):
            driver = self.outbox(implicit=implicit, connections=3)
            driver.parcel(1, mail=MAIL + b'.\r\n..two dots\r\n')
            driver.tell('copies 19')
            rows, end = driver.send()
            self.assertEqual({row['outcome'] for row in rows}, {'sent'}, rows)
            self.assertTrue(all('queued as' in row['answer'] for row in rows))
            driver.stop()
        mails = self.arrived('alice', before + 40)
        self.assertEqual(len(mails), before + 40)
        self.assertTrue(mails[-1].get_payload().endswith('reminder.\n.\n..two dots\n'))
        self.assertIn('Authenticated sender: remind@example.org', mails[-1].get_all('Received')[1])

    def test_what_a_real_server_refuses(self):
        driver = self.outbox()
        driver.parcel(1, recipient='nobody@example.org')
        driver.parcel(2, recipient='alice@elsewhere.example')
        driver.parcel(3, mail=MAIL + (b'x' * 70 + b'\r\n') * 5000)
        driver.parcel(4, recipient='bob@example.org', sender='')
        rows, end = driver.send()
        self.assertEqual([row['outcome'] for row in rows], ['never', 'never', 'never', 'sent'], rows)
        self.assertIn('User unknown', rows[0]['answer'])
        self.assertEqual(rows[2]['answer'], '552 5.3.4 Message size exceeds fixed limit')  # before a byte of it was sent
        self.assertEqual(end['status'], 'done')

    def test_a_wrong_password_is_ours(self):
        row, end = self.outbox(password='wrong').send_one()
        self.assertEqual(row['outcome'], 'ours')
        self.assertIn('refuses the login of remind@example.org: 535', end['error'])

    def test_a_cadence_address_arrives_as_x_original_to(self):
        before = len(self.dovecot.mails('remind@example.org'))
        driver = self.outbox()
        for number, cadence in enumerate(('3days', 'every2months', 'check+abc')):
            driver.parcel(number, recipient=cadence + '@remind.example.org')
        driver.send()
        mails = self.arrived('remind', before + 3)[before:]
        self.assertEqual({mail['X-Original-To'] for mail in mails},
                         {'3days@remind.example.org', 'every2months@remind.example.org', 'check+abc@remind.example.org'})
        for mail in mails:
            names = [name for name in mail.keys() if name in ('Received', 'X-Original-To')]
            self.assertEqual(names, ['Received', 'X-Original-To', 'Received'])

    def test_probe(self):
        self.assertEqual(self.outbox().probe()['status'], 'done')
        self.assertEqual(self.outbox(password='wrong').probe()['status'], 'temporary')


if __name__ == '__main__':
    main()
