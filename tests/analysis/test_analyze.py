#!/usr/bin/env python3
"""Each tool of analyze.py tells of a mistake that is made for it, and of nothing in the same file without it.

    test_analyze.py CC [unittest's options]
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
CC = sys.argv.pop(1)

# The tool, what it calls the mistake, a file with it and the same without.
CASES = [
    ('cppcheck', 'arrayIndexOutOfBounds',
     'int last(void)\n{\n    int list[2] = {1, 2};\n    return list[%s];\n}\n', '2', '1'),
    ('cppcheck', 'memleak',
     '#include <stdlib.h>\nint leak(void)\n{\n    char *text = malloc(9);\n    int known = text != NULL;\n    %s\n    return known;\n}\n',
     '', 'free(text);'),
    ('clang-tidy', 'bugprone-misplaced-operator-in-strlen-in-alloc',
     '#include <stdlib.h>\n#include <string.h>\nchar *room(const char *text)\n{\n    return malloc(%s);\n}\n',
     'strlen(text + 1)', 'strlen(text) + 1'),
    ('clang-tidy', 'cert-err33-c',
     '#include <stdio.h>\nint forget(const char *path)\n{\n    %s;\n}\n', 'remove(path); return 0', 'return remove(path)'),
    ('gcc', 'analyzer-double-free',
     '#include <stdlib.h>\nstatic void give_back(char *text)\n{\n    free(text);\n}\nvoid twice(char *text, int again)\n{\n'
     '    give_back(text);\n    if (again) {\n        free(%s);\n    }\n}\n', 'text', 'NULL'),
]


class Analyze(unittest.TestCase):
    def analyze(self, tool, text):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(os.path.join(HERE, '..', '..', '.clang-tidy'), folder)
            path = os.path.join(folder, 'case.c')
            with open(path, 'w', encoding='ascii') as file:
                file.write(text)
            commands = os.path.join(folder, 'compile_commands.json')
            with open(commands, 'w', encoding='utf-8') as file:
                json.dump([{'directory': folder, 'file': path, 'command': '%s -std=c11 -o case.o -c %s' % (CC, path)}], file)
            done = subprocess.run([sys.executable, '-B', os.path.join(HERE, 'analyze.py'), tool, commands, folder],
                                  stdout=subprocess.PIPE, text=True)
        return done.returncode, done.stdout


def case(tool, name, text, wrong, right):
    def test(self):
        if shutil.which(tool) is None:
            self.skipTest(tool + ' is not installed')
        status, said = self.analyze(tool, text % wrong)
        self.assertEqual(status, 1, said)
        self.assertIn(name, said)
        status, said = self.analyze(tool, text % right)
        self.assertEqual(status, 0, said)
    return test


for number, parts in enumerate(CASES):
    setattr(Analyze, 'test_%d_%s' % (number, parts[1].replace('-', '_')), case(*parts))

if __name__ == '__main__':
    unittest.main(verbosity=2)
