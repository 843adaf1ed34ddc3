"""What goes out comes back: export and import, and what import refuses.

test_transfer.py --program FOLLOWUPCTL --seed SEED_STATE --faketime LIBRARY
"""
import argparse
import base64
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import unittest

from run_sessions import World

OPTIONS = None


class Transfer(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='followupctl-')
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.world = World(OPTIONS, self.folder)

    def run_program(self, *words, given=None):
        return subprocess.run([OPTIONS.program, '-c', self.world.config, *words], input=given, text=True, encoding='utf-8',
                              capture_output=True, env=self.world.environment)

    def export(self, *words):
        done = self.run_program('export', *words)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        return done.stdout.splitlines()

    def database(self):
        return os.path.join(self.folder, 'state', 'followupd.db')

    def empty(self):
        """Takes every row out of the store."""
        store = sqlite3.connect(self.database())
        for table, in store.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'tally'").fetchall():
            store.execute('DELETE FROM %s' % table)
        store.commit()
        store.close()

    def dump(self):
        store = sqlite3.connect(self.database())
        try:
            return list(store.iterdump())
        finally:
            store.close()

    def take(self, lines, *words):
        path = os.path.join(self.folder, 'rows')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('\n'.join(lines) + '\n')
        return self.run_program('import', path, *words)

    def test_everything_comes_back_as_it_was(self):
        before = self.export()
        rows = [json.loads(line) for line in before]
        kinds = {next(iter(row)) for row in rows}
        self.assertLessEqual({'person', 'letter', 'body', 'followup', 'participant', 'occurrence', 'event', 'delivery',
                              'message', 'request', 'trace', 'attempt', 'inbox', 'thread'}, kinds)
        self.assertIn(b'Subject: a mail', [base64.b64decode(row['body']['raw']) for row in rows if 'body' in row][0])
        listed = self.run_program('list', '--state', 'all', '--json').stdout
        self.empty()
        done = self.take(before)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertEqual(self.export(), before)
        self.assertEqual(self.run_program('list', '--state', 'all', '--json').stdout, listed)
        # The next number is one that was never given.
        self.run_program('add', 'alice@example.com', '3days', 'Call')
        self.assertIn('#5', self.run_program('list').stdout)

    def test_with_another_key_links_to_come_open(self):
        before = self.export()
        self.empty()
        key = os.path.join(self.folder, 'state', 'key')
        with open(key, 'rb') as file:
            former = file.read()
        with open(key, 'wb') as file:
            file.write(bytes(byte ^ 1 for byte in former))
        done = self.take(before)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertIn('The key here is not that of the export', done.stdout)
        marks = [line for line in before if line.startswith('{"participant"')]
        renewed = [line for line in self.export() if line.startswith('{"participant"')]
        self.assertEqual(len(marks), len(renewed))
        self.assertFalse(set(marks) & set(renewed))
        # With the former key it is as it was.
        self.empty()
        with open(key, 'wb') as file:
            file.write(former)
        done = self.take(before)
        self.assertNotIn('The key here', done.stdout)
        self.assertEqual(self.export(), before)

    def test_who_moves_has_looked_into_the_mailbox_already(self):
        before = self.export()
        self.empty()
        store = sqlite3.connect(self.database())
        store.execute("INSERT INTO inbox VALUES ('main', 9, 77, NULL, 3, 0, '', NULL)")
        store.execute("INSERT INTO trace VALUES (1, 'main', 9, 77, 0, '', 'x@example.net', '', 'stranger', '', '', NULL)")
        store.execute("INSERT INTO attempt VALUES (1, 'main', 9, 77, 1, 'quarantined', 'here', 0, NULL)")
        store.commit()
        done = self.take(before)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertEqual(store.execute('SELECT last_uid, not_ours FROM inbox').fetchall(), [(77, 3)])
        for table in ('trace', 'attempt'):
            came = [json.loads(line)[table] for line in before if '"%s"' % table in line[:12]]
            self.assertGreater(len(came), 0)
            self.assertEqual(store.execute('SELECT count(*) FROM ' + table).fetchone(), (len(came) + 1,))
        store.close()

    def test_moments_of_older_time_zone_data_move(self):
        """The series' next moment, and its first, as they were computed where the clocks still had another hour."""
        before = self.export()
        rows = [json.loads(line) for line in before]
        series = next(row['followup'] for row in rows if 'followup' in row and row['followup']['rrule'])
        series['first'] -= 3600
        moments = [row['occurrence'] for row in rows if 'occurrence' in row and row['occurrence']['followup'] == series['id']
                   and row['occurrence']['state'] == 'pending']
        for moment in moments:
            moment['moment'] -= 3600
        listed = self.run_program('list', '--state', 'all', '--json').stdout
        self.empty()
        done = self.take([json.dumps(row) for row in rows])
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertIn('moved to what the time zone data here say: 1\n', done.stdout)
        self.assertEqual(self.run_program('list', '--state', 'all', '--json').stdout, listed)

    def test_what_was_due_since_the_export_is_held(self):
        """Within an hour, or with --send, it is not: the next turn of the outbox sends it, late."""
        before = self.export()
        for now, words, held in (('2026-11-18 11:30:00', (), 0), ('2026-12-03 10:00:00', ('--send',), 0), ('2026-12-03 10:00:00', (), 2)):
            self.empty()
            self.world.set('NOW', now)
            done = self.take(before, *words)
            self.assertEqual((done.returncode, done.stderr), (0, ''))
            said = [line for line in done.stdout.splitlines() if 'held' in line]
            self.assertEqual(len(self.run_program('held', '--json').stdout.splitlines()), held)
            self.assertEqual(bool(said), held > 0)
        self.assertEqual(said, ['Answers that may have been sent before, and are held: 1; followupctl queue lists them, followupctl retry sends one.',
                                'Due since the export of Wed 18 Nov 2026  10:30, and held: 2 (people who are told by one mail: 1)',
                                '  followupctl held lists them; held release or held drop decides.'])
        queued = [json.loads(line)['message'] for line in self.export() if line.startswith('{"message"')]
        self.assertEqual([row['subject'] for row in queued if row['state'] == 'queued'], ['Reminders that may have reached you'])

    def test_a_clock_that_has_not_come_to_an_export_takes_none(self):
        """By it nothing would be due, and all of that would go out once it is set."""
        lines = self.export()
        self.empty()
        self.world.set('NOW', '2026-11-18 09:29:00')
        self.refused(lines, 1, 'was made on Wed 18 Nov 2026  10:30, and this machine\'s clock says Wed 18 Nov 2026  09:29:')
        self.world.environment['FU_SYNCHRONISED'] = 'yes'
        self.assertEqual(self.take(lines).returncode, 0)
        self.empty()
        self.world.environment['FU_SYNCHRONISED'] = 'no'
        self.assertEqual(self.take(lines, '--send').returncode, 0)
        self.empty()
        self.world.set('NOW', '2026-11-18 09:31:00')
        self.assertEqual(self.take(lines).returncode, 0)

    def test_an_export_that_does_not_say_when_it_was_made_is_refused(self):
        lines = self.export()
        self.empty()
        for made in ('yesterday', None, 7):
            head = json.loads(lines[0])
            head['followupd']['made'] = made
            self.refused([json.dumps(head)] + lines[1:], 1, 'this is no export of followupd')

    def test_one_person_is_erased_and_comes_back(self):
        theirs = self.export('carol@example.com')
        self.assertNotIn('alice@example.com', '\n'.join(theirs))
        before = self.export('alice@example.com')
        shown = self.run_program('show', '4', '--json').stdout
        self.assertEqual(self.run_program('erase', 'carol@example.com').returncode, 0)
        done = self.take(theirs)
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        self.assertEqual(self.run_program('show', '4', '--json').stdout, shown)
        self.assertEqual(self.export('carol@example.com'), theirs)
        self.assertEqual(self.export('alice@example.com'), before)

    def refused(self, lines, where, what):
        """Nothing changes, and the sentence names the line."""
        before = self.dump()
        done = self.take(lines)
        self.assertEqual((done.returncode, done.stdout), (65, ''), done.stderr)
        self.assertRegex(done.stderr, r'^followupctl: .*/rows:%d: .*\n$' % where)
        self.assertIn(what, done.stderr)
        self.assertEqual(self.dump(), before)

    def test_a_file_that_is_not_whole_is_refused(self):
        lines = self.export()
        self.empty()
        last = len(lines)
        self.refused(lines[:-1], last - 1, 'the file was cut behind this line')
        self.refused(lines[:5], 5, 'the file was cut')
        self.refused(lines[:4] + lines[5:], last - 1, 'there should be other rows above')
        self.refused(lines + [lines[-2]], last + 1, 'behind the end')
        self.refused(lines[:3] + [lines[3][:-4]], 4, 'this is no JSON')

    def test_a_foreign_or_newer_file_is_refused(self):
        lines = self.export()
        self.empty()
        self.refused(['{"todo": []}'], 1, 'this is no export of followupd')
        self.refused(['{']  + lines, 1, 'this is no JSON')
        for key in ('export', 'schema'):
            head = json.loads(lines[0])
            head['followupd'][key] += 1
            self.refused([json.dumps(head)] + lines[1:], 1, 'a newer followupd wrote this')

    def test_an_older_file_is_taken_as_an_older_store_is(self):
        """One of schema 7, without what came later: as the schema steps have it."""
        rows = [json.loads(line) for line in self.export()]
        rows[0]['followupd']['schema'] = 7
        for row in rows:
            for table, names in (('letter', ('files', 'whole')), ('delivery', ('written',)), ('inbox', ('account',))):
                for name in names if table in row else ():
                    del row[table][name]
        self.empty()
        done = self.take([json.dumps(row) for row in rows])
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        store = sqlite3.connect(self.database())
        self.assertEqual(store.execute('SELECT DISTINCT files, whole FROM letter').fetchall(), [(0, 1)])
        self.assertEqual(store.execute('SELECT count(*) FROM delivery WHERE written <> created').fetchall(), [(0,)])
        store.close()

    def test_a_number_that_is_taken_is_refused(self):
        """By somebody else here, perhaps; who is here by another number is here."""
        lines = self.export()
        self.refused(lines, 2, 'the number of this person, 1, is taken in the store already')
        lines, place = self.changed(lines, 'person', id=99)
        self.refused(lines, place, 'the store has this person already')

    def test_a_table_that_is_no_utf8_loses_no_letter(self):
        for row, line in ((b'3days,M\xfcller', 2), (b'3days,Ca\0ll', 2), (b'\r\0', 2), (b'3days,"a\nM\xfcller"', 2),
                          ('3days,Müller'.encode(), 0)):
            with open(os.path.join(self.folder, 'table'), 'wb') as file:
                file.write(b'when,subject\n' + row + b'\n3days,Good\n')
            done = self.run_program('import', os.path.join(self.folder, 'table'), 'alice@example.com', '--yes')
            self.assertEqual(done.returncode, 65 if line else 0, done.stderr)
            if line:
                self.assertIn(':%d: It is no plain text in UTF-8; save the table as CSV UTF-8.\n' % line, done.stderr)
        self.assertIn('Müller', done.stdout)
        with open(os.path.join(self.folder, 'table'), 'wb') as file:
            file.write('when,subject\n3days,Call\n'.encode('utf-16'))
        done = self.run_program('import', os.path.join(self.folder, 'table'), 'alice@example.com', '--yes')
        self.assertIn(':1: this is no plain text in UTF-8; save the table as CSV UTF-8.', done.stderr)

    def changed(self, lines, kind, **values):
        """The export with the first row of a kind changed; and its line."""
        for place, line in enumerate(lines):
            row = json.loads(line)
            if kind in row and (kind != 'followup' or row[kind]['rrule']):
                for name, value in values.items():
                    if value is Ellipsis:
                        del row[kind][name]
                    else:
                        row[kind][name] = value
                return lines[:place] + [json.dumps(row)] + lines[place + 1:], place + 1
        self.fail('no ' + kind)

    def test_a_hostile_row_is_refused(self):
        lines = self.export()
        self.empty()
        for kind, values, what in (
                ('person', {'address': 'Alice@Example.Com'}, 'no address in lower case'),
                ('person', {'address': 'a@b.org\r\nBcc: c@d.org'}, 'no address'),
                ('person', {'id': 0}, 'out of range'),
                ('person', {'id': 2 ** 62}, 'out of range'),
                ('person', {'id': 1.5}, 'a whole number is wanted'),
                ('person', {'id': '1'}, 'a whole number is wanted'),
                ('person', {'name': 'a\nb'}, 'control characters'),
                ('person', {'name': 'a\x85b'}, 'control characters'),
                ('person', {'name': 'a\x9bb'}, 'control characters'),
                ('person', {'name': 'a\u202eb'}, 'control characters'),
                ('followup', {'note': 'a\n\ufeffb'}, 'control characters'),
                ('person', {'name': 'a\u0000b'}, 'this is no JSON'),
                ('person', {'name': None}, 'may not be null'),
                ('person', {'name': 7}, 'a text is wanted'),
                ('person', {'name': ...}, 'this is missing'),
                ('person', {'zone': 'Mars/Olympus'}, 'no such time zone'),
                ('person', {'zone': '../../etc/passwd'}, 'no such time zone'),
                ('person', {'confirm': 'sometimes'}, 'no person has such values'),
                ('person', {'nickname': 'x'}, 'a person has no “nickname”'),
                ('followup', {'rrule': 'FREQ=SECONDLY', 'elapsed': 1}, 'more often than shortest'),
                ('followup', {'rrule': 'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=99999999'}, 'none that followupd writes'),
                ('followup', {'zone': 'Nowhere'}, 'no such time zone'),
                ('followup', {'start': 'tomorrow'}, 'no date and time'),
                ('followup', {'owner': 99}, 'neither above it nor in the store'),
                ('followup', {'state': 'open'}, 'no followup has such values'),
                ('followup', {'first': 2 ** 40}, 'out of range'),
                ('message', {'recipient': 'victim@example.net'}, 'somebody who is neither above it nor in the store'),
                ('body', {'raw': 'not base64!'}, 'this is no base64')):
            rows, where = self.changed(lines, kind, **values)
            with self.subTest(kind=kind, values=values):
                self.refused(rows, where, what)

    def test_other_hostile_lines_are_refused(self):
        lines = self.export()
        self.empty()
        for line, what in (('[]', 'this is no row'), ('{}', 'this is no row'), ('7', 'no JSON'), ('{"person": 7}', 'no row'),
                           ('{"person": {}, "alias": {}}', 'no row'), ('{"person": {"id": 1, "id": 2}}', 'no JSON'),
                           ('{"sqlite_master": {"name": "x"}}', 'nothing that an export has'),
                           ('{"session": {"token": "x"}}', 'nothing that an export has'),
                           ('[' * 100000, 'no JSON'), ('{"person": ' * 3000, 'no JSON'), ('\udce4'.encode(
                               'utf-8', 'surrogatepass').decode('utf-8', 'replace'), 'no JSON')):
            with self.subTest(line=line[:40]):
                self.refused(lines[:1] + [line] + lines[1:], 2, what)

    def test_what_only_shows_in_the_whole_is_refused(self):
        lines = self.export()
        self.empty()
        rows = [line for line in lines[:-1] if '"participant"' not in line]
        rows.append(json.dumps({'end': {'rows': len(rows) - 1}}))
        before = self.dump()
        done = self.take(rows)
        self.assertEqual(done.returncode, 65)
        self.assertIn('has an owner who is not among its participants', done.stderr)
        self.assertEqual(self.dump(), before)

    def test_a_line_that_never_ends_is_refused(self):
        lines = self.export()
        self.empty()
        before = self.dump()
        done = self.take(lines[:1] + ['{"person": "' + 'x' * (49 * 1024 * 1024)])
        self.assertEqual(done.returncode, 65)
        self.assertIn(':2: this line is too long', done.stderr)
        self.assertEqual(self.dump(), before)

    def test_output_that_is_not_taken_is_said(self):
        with open('/dev/full', 'w') as full:
            done = subprocess.run([OPTIONS.program, '-c', self.world.config, 'export'], stdout=full, stderr=subprocess.PIPE,
                                  text=True, env=self.world.environment)
        self.assertEqual(done.returncode, 74)
        self.assertIn('cannot be written', done.stderr)


if __name__ == '__main__':
    parser = argparse.ArgumentParser()
    for name in ('program', 'seed', 'faketime'):
        parser.add_argument('--' + name, required=True)
    OPTIONS, rest = parser.parse_known_args()
    unittest.main(argv=sys.argv[:1] + rest, verbosity=2)
