"""What people ask by mail, on real servers: lists and their replies, help, settings, contacts, the end of a thread."""
import email.message
import email.policy
import re

from system import SystemTest, address, main, text_of

QUOTED = '\n\nOn Wed, 18 Nov 2026, Follow-ups <remind@example.org> wrote:\n> %d cancel\n'


class Commands(SystemTest):
    def answer_to(self, address_of_ours, text='', subject=None, headers=(), sender='alice'):
        """Alice's mail to an address of ours; what is answered."""
        sent = self.world.send(sender, to=address_of_ours, subject=subject or self.subject, text=text, headers=headers)
        return self.wait_for_answer(sent, sender)

    def number_of(self, sent):
        return self.wait_for_follow_up(sent)['id']

    def state_of(self, number):
        return next(row['state'] for row in self.world.follow_ups() if row['id'] == number)

    def test_a_list_is_answered_and_its_lines_act(self):
        one, other = self.number_of(self.ask('every2months')), self.number_of(self.ask('nextweek'))
        listed = self.answer_to('list')
        self.assertIn('[%d] %s' % (one, self.subject), text_of(listed))
        reply_to = listed['Reply-To'].addresses[0].username
        self.assertTrue(reply_to.startswith('list+'))
        done = self.answer_to(reply_to, '%d done\n%d cancel\n%s' % (other, 99999, QUOTED % one),
                              headers={'In-Reply-To': listed['Message-ID']})
        self.assertIn('is done.', text_of(done))
        self.assertIn('no follow-up #99999', text_of(done))
        self.assertEqual((self.state_of(one), self.state_of(other)), ('pending', 'done'))
        self.answer_to(re.search(r'undo\+[a-z2-7]{20}', str(done.get_body(('html',)).get_content()).replace('%2B', '+'))[0])
        self.assertEqual(self.state_of(other), 'pending')

    def test_lines_do_nothing_without_the_lists_token(self):
        number = self.number_of(self.ask('every2months'))
        self.assertIn('Nothing is changed', text_of(self.answer_to('list', '%d cancel\n' % number)))
        self.assertEqual(self.state_of(number), 'pending')

    def test_the_helps_addresses_work(self):
        told = text_of(self.answer_to('help'))
        for command in ('list', 'settings', 'contacts', 'feed', 'explain+every2months'):
            self.assertIn(command + '@remind.example.org', told)
        self.assertIn('every 2 months', text_of(self.answer_to('explain+every2months')))
        self.assertIn('no calendar', text_of(self.answer_to('feed')))
        self.assertIn('15th', text_of(self.answer_to('explain+15')))

    def test_contacts_come_as_a_file(self):
        files = list(self.answer_to('contacts').iter_attachments())
        self.assertEqual([(file.get_filename(), file.get_content_type()) for file in files],
                         [('follow-ups.vcf', 'text/vcard')])
        cards = files[0].get_payload(decode=True).decode()
        self.assertIn('EMAIL;TYPE=INTERNET:3days@remind.example.org\r\n', cards)
        self.assertEqual(cards.count('BEGIN:VCARD'), cards.count('END:VCARD'))

    def test_settings_are_told_and_set(self):
        self.assertIn('zone is ', text_of(self.answer_to('settings', sender='bob')))
        told = text_of(self.answer_to('settings', 'zone: tokyo\ntime: 7am\nconfirm: allways\n', sender='bob'))
        self.assertIn('zone is Asia/Tokyo now.', told)
        self.assertIn('meant always.', told)
        person = next(row for row in self.world.rows('people') if row['person'] == address('bob'))
        self.assertEqual((person['zone'], person['time']), ('Asia/Tokyo', '07:00'))

    def test_a_forwarded_mail_ends_its_thread(self):
        sent = self.ask('every2months')
        number = self.number_of(sent)
        told = self.answer_to('cancel', 'Enough.\n', subject='Fwd: %s' % self.subject)
        self.assertIn(self.subject, text_of(told))
        self.assertEqual(self.state_of(number), 'cancelled')
        self.answer_to(re.search(r'undo\+[a-z2-7]{20}', text_of(told))[0])
        self.assertEqual(self.state_of(number), 'pending')

        enclosed = email.message.EmailMessage(email.policy.SMTP)
        enclosed['From'], enclosed['Subject'] = address('bob'), 'quite another subject'
        enclosed['In-Reply-To'] = sent
        enclosed.set_content('Fine.\n')
        mail = email.message.EmailMessage(email.policy.SMTP)
        mail['From'], mail['To'], mail['Subject'] = address('alice'), address('cancel'), 'Fwd: something else'
        mail['Message-ID'] = '<enclosing@client.example.org>'
        mail.set_content('Enough.\n')
        mail.add_attachment(enclosed)
        self.world.submit('alice', [address('cancel')], mail.as_bytes())
        self.wait_for_answer('<enclosing@client.example.org>')
        self.assertEqual(self.state_of(number), 'cancelled')

    def test_a_mail_of_no_thread_is_told_what_is_near(self):
        number = self.number_of(self.ask('every2months', subject='The roof of the barn'))
        told = text_of(self.answer_to('cancel', subject='Our barn'))
        self.assertIn('Nothing is ended', told)
        self.assertIn('The roof of the barn', told)
        self.assertEqual(self.state_of(number), 'pending')


if __name__ == '__main__':
    main()
