#!/usr/bin/env python3
"""Lines by TLS that are cut and closed, by the tests that are had without it: test_tls_lines.py DRIVE-INTAKE.

A server that cuts does so without a close_notify, as whoever sits on the line would.
"""
import os
import shutil
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'lib'))
import certificates  # noqa: E402
import test_cuts  # noqa: E402
import test_fetching  # noqa: E402
import test_waiting  # noqa: E402
import wrong_certificates  # noqa: E402
from intake import Case, main  # noqa: E402


class ByTls(Case):
    @classmethod
    def setUpClass(cls):
        cls.certificates = tempfile.mkdtemp(prefix='followupd-tls-')
        cls.addClassCleanup(shutil.rmtree, cls.certificates)
        authority = certificates.Authority(cls.certificates)
        cls.server_settings = {'context': wrong_certificates.context(None, authority.issue('good')), 'implicit': True}
        cls.client_settings = {'tls': 'implicit', 'ca_file': authority.certificate}


class AnyOctet(ByTls, test_cuts.AnyOctet):
    pass


class Mails(ByTls, test_fetching.Fetching):
    pass


class Waiting(ByTls, test_waiting.Waiting):
    pass


def borrow(case, *names):
    """Leaves these tests of a class that another file has."""
    for name in dir(case):
        if name.startswith('test_') and name not in names:
            setattr(case, name, None)


borrow(Mails, 'test_a_drop_mid_mail_is_the_networks_fault', 'test_silence_within_a_literal_ends_in_time',
       'test_a_goodbye_mid_batch_is_the_networks_fault', 'test_a_full_batch_leaves_the_rest_for_the_next')
borrow(Waiting, 'test_new_mail_in_one_segment_with_the_start_is_seen', 'test_a_cut_in_idle_is_seen_at_once',
       'test_a_goodbye_in_idle_is_told_at_once', 'test_the_doorbell_ends_the_wait')


class Closed(ByTls):
    def test_a_close_notify_in_the_middle_of_a_session(self):
        def dialogue(line):
            line.enter(exists=1)
            line.expect('UID SEARCH')
            line.raw.unwrap()
            line.cut()
        outcome = self.run_with(dialogue, 'search 0')[1]
        self.check(outcome, 'temporary', 'closes the connection', within=2)

    def test_octets_of_no_record_in_the_middle_of_an_answer(self):
        """Somebody on the line writes into it, in the clear."""
        def dialogue(line):
            line.enter(exists=1)
            line.expect('UID SEARCH')
            line.push(b'* SEARCH 1')
            with open(line.raw.fileno(), 'wb', buffering=0, closefd=False) as raw:
                raw.write(b' 2 3\r\n%s OK done\r\n' % line.tag.encode())
            line.hang()
        outcome = self.run_with(dialogue, 'search 0', command_deadline=2)[1]
        self.check(outcome, 'temporary', within=2)
        self.assertEqual(outcome['uids'], [])


if __name__ == '__main__':
    main()
