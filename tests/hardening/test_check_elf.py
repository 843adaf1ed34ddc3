#!/usr/bin/env python3
"""check_elf.py finds nothing in a small program that is built as ours are, and the one thing in each that lacks one protection.

    test_check_elf.py CC
"""
import os
import subprocess
import sys
import tempfile
import unittest

from check_elf import findings

CC = sys.argv.pop(1)
PROGRAM = '''#include <stdio.h>
#include <string.h>
#ifdef WRITABLE_CODE
__asm__(".pushsection .wild, \\"awx\\"; .zero 8; .popsection");
#endif
int main(int count, char **words)
{
    char text[64];
    snprintf(text, sizeof text, "%d %s", count, words[0]);
    return (int)strlen(text);
}
'''
HARDENED = ['-O2', '-fPIE', '-pie', '-fstack-protector-strong', '-D_FORTIFY_SOURCE=2', '-Wl,-z,relro,-z,now,-z,noexecstack']


class CheckElf(unittest.TestCase):
    def findings(self, *more):
        with tempfile.TemporaryDirectory() as folder:
            source, program = os.path.join(folder, 'program.c'), os.path.join(folder, 'program')
            with open(source, 'w', encoding='ascii') as file:
                file.write(PROGRAM)
            subprocess.run([CC, *HARDENED, *more, '-o', program, source], check=True, stderr=subprocess.DEVNULL)
            return list(findings(program))

    def assert_found(self, options, *expected):
        found = self.findings(*options)
        self.assertEqual(len(found), len(expected), found)
        for sentence, words in zip(found, expected):
            self.assertIn(words, sentence)

    def test_nothing(self):
        self.assert_found([])

    def test_a_fixed_address(self):
        self.assert_found(['-no-pie'], 'not position-independent')

    def test_writable_relocations(self):
        self.assert_found(['-Wl,-z,norelro'], 'relocations stay writable')

    def test_late_binding(self):
        self.assert_found(['-Wl,-z,lazy'], 'looked up late')

    def test_an_executable_stack(self):
        self.assert_found(['-Wl,-z,execstack'], 'stack can be executed')

    def test_writable_code(self):
        self.assert_found(['-DWRITABLE_CODE'], 'both written and executed')

    def test_a_folder_of_libraries(self):
        self.assert_found(['-Wl,-rpath,/opt/lib'], 'a folder of its own: ')

    def test_unguarded_stacks(self):
        self.assert_found(['-fno-stack-protector'], 'not guarded')

    def test_calls_that_know_no_room(self):
        self.assert_found(['-U_FORTIFY_SOURCE'], 'do not know how much room')


if __name__ == '__main__':
    unittest.main(verbosity=2)
