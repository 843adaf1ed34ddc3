#!/usr/bin/env python3
"""Makes a small tree that keeps every rule of layers.py, breaks one rule at a time, and expects the finding.

    test_layers.py CC AR NM
"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CC, AR, NM = sys.argv[1:4]

GOOD = {
    'CMakeLists.txt':
        'fu_room(base LIBRARIES nettle)\nfu_room(zone USES base)\nfu_room(daemon USES ${every_room})\n',
    'include/followupd/base/clock.h': '/* Reads the clock. */\nlong fu_clock(void);\n',
    'include/followupd/base/text.h':
        '/* Text. */\n\n/* Length. */\nint fu_text(const char *text);\nint fu_text_other(void);\n\n'
        '/* A pair; exit() and <curl/curl.h> are words here. */\nstruct fu_pair {\n    int (*left)(void);\n};\n\n'
        '/* In place. */\nstatic inline int fu_text_half(int n)\n{\n    return n / 2;\n}\n',
    'src/base/clock.c':
        '/* The clock. */\n#include "followupd/base/clock.h"\n#include <time.h>\n\n'
        'long fu_clock(void)\n{\n    return time(0);\n}\n',
    'src/base/text.c':
        '/* Text: strcpy() is a word here. */\n#include "followupd/base/text.h"\n#include "words.h"\n'
        '#include <nettle/hmac.h>\n\n'
        'static int helper(void)\n{\n    return 1;\n}\n\nint fu_text(const char *text)\n{\n    (void)text;\n'
        '    return helper() + fu_words();\n}\n\nint fu_text_other(void)\n{\n    return "system(x)"[0];\n}\n\n'
        'int fu_words(void)\n{\n    return 2;\n}\n',
    'src/base/memory.c':
        '/* Memory. */\n#include <stdlib.h>\n#include "words.h"\n\nvoid fu_fatal(void)\n{\n    exit(70);\n}\n',
    'src/base/words.h': 'int fu_words(void);\nvoid fu_fatal(void);\n',
    'include/followupd/zone/zone.h':
        '/* Zones. */\n#include "followupd/base/text.h"\n\n/* One. */\nint fu_zone(void);\n',
    'src/zone/zone.c':
        '/* Zones. */\n#include "followupd/zone/zone.h"\n\nint fu_zone(void)\n{\n    return fu_text("");\n}\n',
    'include/followupd/daemon/worker.h': '/* Workers. */\n',
    'src/daemon/main.c':
        '/* The daemon. */\n#include "followupd/base/clock.h"\n#include "followupd/zone/zone.h"\n'
        '#include <systemd/sd-daemon.h>\n\nint main(void)\n{\n    _exit(0);\n}\n',
}

# What is added to a file's end, and a part of what is then found at its last line.
ADDED = [
    ('src/zone/zone.c', '#include "followupd/daemon/none.h"', 'there is no followupd/daemon/none.h'),
    ('src/base/text.c', '#include "followupd/zone/zone.h"', 'base may not include zone'),
    ('include/followupd/base/text.h', '#  include "followupd/zone/zone.h"', 'base may not include zone'),
    ('src/zone/zone.c', '#include "followupd/base/clock.h"', 'zone is a pure room'),
    ('include/followupd/zone/zone.h', '#include "followupd/base/clock.h"', 'zone is a pure room'),
    ('src/zone/zone.c', '#include "words.h"', 'words.h is no private header of zone'),
    ('src/zone/zone.c', '#include "../base/words.h"', 'is no private header of zone'),
    ('src/zone/zone.c', '#include "base/words.h"', 'is no private header of zone'),
    ('include/followupd/base/text.h', '#include "words.h"', 'includes no private header'),
    ('src/zone/zone.c', '#include <nettle/hmac.h>', 'belongs to a library that zone does not own'),
    ('src/base/text.c', '#include <curl/curl.h>', 'belongs to a library that base does not own'),
    ('src/base/text.c', '#include <openssl/ssl.h>', 'belongs to no library'),
    ('src/base/text.c', '#include <followupd/base/text.h>', 'belongs to no library'),
    ('include/followupd/base/text.h', '#include <nettle/hmac.h>', 'shows no type of a library'),
    ('src/base/text.c', '#include HEADER', 'names no file'),
    ('include/followupd/base/text.h', 'int fu_bare(void);', 'no comment stands above fu_bare()'),
    ('include/followupd/base/text.h', 'const char *\nfu_bare(void);', 'no comment stands above fu_bare()'),
    ('include/followupd/base/text.h', '/* Apart. */\n\nint fu_bare(void);', 'no comment stands above fu_bare()'),
    ('include/followupd/base/text.h', 'struct fu_a {\n    int a; /* one */\n};\nint fu_bare(void);',
     'no comment stands above'),
]
for function in ('strtok strcpy strcat sprintf vsprintf gets atoi atol system setenv putenv localtime mktime '
                 'exit _exit abort time clock_gettime gettimeofday').split():
    ADDED.append(('src/base/text.c', f'int x = {function} (1);', f'{function}() is not called here'))
for function in 'gmtime strftime localtime_r gmtime_r timegm'.split():
    ADDED.append(('src/zone/zone.c', f'int x = !{function}(1);', f'{function}() is not called here'))

# Whole files, and the finding.
REPLACED = [
    ('src/zone/bare.c', '#include "followupd/zone/zone.h"\n', 1, 'does not open with a comment'),
    ('src/attic/old.c', '/* Old. */\n', 1, 'there is no room attic'),
    ('include/followupd/attic/old.h', '/* Old. */\n', 1, 'there is no room attic'),
    ('src/ctl/main.c', '/* Commands. */\n#include "followupd/daemon/worker.h"\n', 2,
     'ctl may not include daemon'),
    ('src/zone/main.c', '/* Reads the clock. */\nint main(void)\n{\n    return time(0);\n}\n', 4, 'time()'),
    ('src/zone/long.c', '/* Long. */' + '\n' * 651, 651, 'a file has at most 650'),
    ('src/zone/own.h', '/* Own. */\nint fu_text(void);\n', 2, 'also declared in include/followupd/base/text.h'),
    ('CMakeLists.txt', 'fu_room(base)\nfu_room(zone USES base record)\n', 2, 'zone uses other rooms'),
    ('CMakeLists.txt', 'fu_room(base)\nfu_room(attic USES base)\n', 2, 'there is no room attic'),
]

# What is added to which files, and where is what found once the library is read.
TEXT_C, TEXT_H, WORDS_H = 'src/base/text.c', 'include/followupd/base/text.h', 'src/base/words.h'
EXPORTED = [
    ({TEXT_C: 'int fu_stray(void)\n{\n    return 3;\n}\n'}, TEXT_C, 'fu_stray is external, and no header'),
    ({TEXT_C: 'int fu_stray = 3;\n'}, TEXT_C, 'fu_stray is external, and no header'),
    ({TEXT_C: 'int stray(void)\n{\n    return 3;\n}\n', WORDS_H: 'int stray(void);\n'}, TEXT_C,
     'stray is external and'),
    ({TEXT_H: '\n/* Promised. */\nint fu_never(void);\n'}, TEXT_H, 'fu_never() is declared'),
]


def lay(folder, files):
    for path, text in files.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as stream:
            stream.write(text)


def layers(folder, *libraries):
    command = [sys.executable, '-B', os.path.join(HERE, 'layers.py'), '--nm', NM, folder, *libraries]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def archive(folder):
    """Compiles src/base to a library, without the headers that are not there."""
    library = os.path.join(folder, 'libbase.a')
    objects = []
    for name in ('text', 'clock', 'memory'):
        source = os.path.join(folder, 'src/base', name + '.c')
        with open(source, encoding='utf-8') as stream:
            text = stream.read().replace('#include <nettle/hmac.h>', '')
        target = os.path.join(folder, name + '.o')
        include = ['-I' + os.path.join(folder, name) for name in ('include', 'src/base')]
        subprocess.run([CC, '-x', 'c', *include, '-c', '-', '-o', target], input=text, text=True, check=True)
        objects.append(target)
    subprocess.run([AR, 'rcs', library, *objects], check=True)
    return 'base=' + library


def expect(wrong, case, result, path=None, line=None, part=None):
    """Adds to wrong unless the result is the one finding expected, or none where path is None."""
    findings = result.stdout.strip().split('\n') if result.stdout.strip() else []
    if path is None:
        as_expected = result.returncode == 0 and not findings
    else:
        place = f'{path}:{line}: '
        as_expected = (result.returncode == 1 and len(findings) == 1 and findings[0].startswith(place)
                       and part in findings[0])
    if not as_expected:
        wrong.append(f'{case}: expected {path}:{line}: …{part}…, got {result.returncode}, {findings} '
                     f'{result.stderr}')


def main():
    wrong = []
    cases = 0

    def case(name, files, expected=(), library=False):
        nonlocal cases
        cases += 1
        with tempfile.TemporaryDirectory() as folder:
            lay(folder, {**GOOD, **files})
            expect(wrong, name, layers(folder, *([archive(folder)] if library else [])), *expected)

    case('a good tree', {})
    case('a good tree with its library', {}, library=True)
    case('a file as long as it may be', {'src/zone/long.c': '/* Long. */' + '\n' * 650})
    for path, added, part in ADDED:
        text = GOOD[path] + '\n' + added + '\n'
        first = added.replace('const char *\n', 'const char * ')
        line = text.count('\n') - (added.count('\n') - first.count('\n'))
        case(f'{path} with {added!r}', {path: text}, (path, line, part))
    for path, text, line, part in REPLACED:
        case(f'{path} is {text!r}', {path: text}, (path, line, part))
    for added, path, part in EXPORTED:
        files = {name: GOOD[name] + text for name, text in added.items()}
        line = files[path][:files[path].index(part.split('(')[0].split()[0])].count('\n') + 1
        case(repr(added), files, (path, line, part), library=True)
    with tempfile.TemporaryDirectory() as folder:
        lay(folder, GOOD)
        missing = os.path.join(folder, 'none.a')
        expect(wrong, 'a library that is not built', layers(folder, 'base=' + missing), missing, 1, 'is it')
    for sentence in wrong:
        print(sentence)
    print(f'{cases + 1} cases, {len(wrong)} wrong')
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
