#!/usr/bin/env python3
"""Checks that the rooms of followupd keep to themselves.

    layers.py [--nm NM] SOURCE [ROOM=LIBRARY ...]

SOURCE is the top folder of the sources. What is allowed stands in rooms.txt and calls.txt beside this
script. Each finding is a line "file:line: what is wrong"; exit 1 when there is one. Of each library named,
the symbols are held against the headers of its room.
"""
import argparse
import fnmatch
import os
import re
import subprocess
import sys

LINES_MAX = 650
HERE = os.path.dirname(os.path.abspath(__file__))
COMMENT_OR_LITERAL = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)

DIRECTIVE = re.compile(r'^[ \t]*#(?:[^\n\\]|\\\n|\\.)*', re.M)


def table_lines(name):
    """The lines of a table beside this script, without comments."""
    with open(os.path.join(HERE, name), encoding='utf-8') as table:
        for number, line in enumerate(table, 1):
            line = line.split('#')[0].strip()
            if line:
                yield number, line


class Room:
    def __init__(self, kind, uses, headers):
        self.pure = kind == 'pure'
        self.uses = uses
        self.headers = headers


class Rules:
    """rooms.txt and calls.txt."""

    def __init__(self):
        self.rooms = {}
        self.libc = []
        self.impure = []
        self.library_of = {}  # a header pattern -> the name of its library
        for number, line in table_lines('rooms.txt'):
            if line.startswith('libc:'):
                self.libc += line[5:].split()
            elif line.startswith('impure:'):
                self.impure += line[7:].split()
            else:
                self.add_room(number, [field.strip() for field in line.split('|')])
        self.calls = []
        for _, line in table_lines('calls.txt'):
            names, where, reason = (field.strip() for field in line.split('|'))
            self.calls.append((names.split(), where, reason))

    def add_room(self, number, fields):
        name, kind, uses, libraries = fields[0], fields[1], fields[2].split(), fields[3:]
        above = list(self.rooms)
        if uses[:1] == ['all']:
            uses = [room for room in above if room not in uses[2:]]
        for used in uses:
            if used not in above:
                sys.exit(f'rooms.txt:{number}: {name} may include only rooms above it, and {used} is not')
        headers = []
        for library in filter(None, libraries):
            library, patterns = library.split(':')
            for pattern in patterns.split():
                self.library_of[pattern] = library
                headers.append(pattern)
        self.rooms[name] = Room(kind, uses, headers)


def matches(header, patterns):
    return any(header.startswith(p) if p.endswith('/') else header == p for p in patterns)


def blanked(text, literals):
    """text with its comments (and its literals too) made blank, each line where it was."""
    def blank(match):
        piece = match.group()
        if piece[0] in '"\'' and not literals:
            return piece
        return re.sub(r'[^\n]', ' ', piece)
    return COMMENT_OR_LITERAL.sub(blank, text)


def line_of(text, position):
    return text.count('\n', 0, position) + 1


class File:
    def __init__(self, source, path):
        self.path = path  # from SOURCE
        parts = path.split('/')
        self.public = parts[0] == 'include'
        self.room = parts[-2]
        with open(os.path.join(source, path), encoding='utf-8') as stream:
            self.text = stream.read()
        self.without_comments = blanked(self.text, literals=False)
        self.code = blanked(self.text, literals=True)


class Check:
    def __init__(self, source, rules):
        self.source = source
        self.rules = rules
        self.findings = []
        self.files = [File(source, path) for path in self.paths()]

    def paths(self):
        found = []
        for top in ('src', 'include/followupd'):
            for folder, _, names in os.walk(os.path.join(self.source, top)):
                found += [os.path.relpath(os.path.join(folder, name), self.source) for name in names
                          if name.endswith(('.c', '.h'))]
        return sorted(found)

    def say(self, path, line, sentence):
        self.findings.append((path, line, sentence))

    def sources(self):
        for file in self.files:
            if file.room not in self.rules.rooms:
                self.say(file.path, 1, f'there is no room {file.room} in rooms.txt')
                continue
            self.includes(file)
            self.called(file)
            self.shape(file)
            if file.public:
                self.comments(file)

    def includes(self, file):
        for number, line in enumerate(file.without_comments.split('\n'), 1):
            directive = re.match(r'\s*#\s*include\b\s*(.*)', line)
            if not directive:
                continue
            named = re.fullmatch(r'(?:"([^"]+)"|<([^>]+)>)\s*', directive.group(1))
            if not named:
                self.say(file.path, number, 'this #include names no file')
            elif named.group(1):
                self.own_header(file, number, named.group(1))
            else:
                self.system_header(file, number, named.group(2))

    def own_header(self, file, number, header):
        room = self.rules.rooms[file.room]
        parts = header.split('/')
        if parts[0] != 'followupd':
            if file.public:
                self.say(file.path, number, f'a contract includes no private header: {header}')
            elif len(parts) > 1 or not self.exists('src', file.room, header):
                self.say(file.path, number, f'{header} is no private header of {file.room}')
            return
        if len(parts) != 3 or not self.exists('include', *parts):
            self.say(file.path, number, f'there is no {header}')
        elif parts[1] != file.room and parts[1] not in room.uses:
            self.say(file.path, number, f'{file.room} may not include {parts[1]}: {header}')
        elif room.pure and header in self.rules.impure:
            self.say(file.path, number, f'{file.room} is a pure room and may not include {header}')

    def exists(self, *parts):
        return os.path.isfile(os.path.join(self.source, *parts))

    def system_header(self, file, number, header):
        room = self.rules.rooms[file.room]
        if matches(header, self.rules.libc):
            return
        if not matches(header, self.rules.library_of):
            self.say(file.path, number, f'<{header}> belongs to no library of rooms.txt')
        elif not matches(header, room.headers):
            self.say(file.path, number, f'<{header}> belongs to a library that {file.room} does not own')
        elif file.public:
            self.say(file.path, number, f'a contract shows no type of a library: <{header}>')

    def called(self, file):
        pure = self.rules.rooms[file.room].pure
        for names, where, reason in self.rules.calls:
            if where == 'not pure' and not pure:
                continue
            if any(fnmatch.fnmatch(file.path, pattern) for pattern in where.split()):
                continue
            for call in re.finditer(r'(?<![\w.])(?<!->)(' + '|'.join(names) + r')\s*\(', file.code):
                self.say(file.path, line_of(file.code, call.start()),
                         f'{call.group(1)}() is not called here: {reason}')

    def shape(self, file):
        lines = file.text.count('\n')
        if lines > LINES_MAX:
            self.say(file.path, lines, f'{lines} lines; a file has at most {LINES_MAX}')
        if file.path.endswith('.c') and not file.text.startswith('/*'):
            self.say(file.path, 1, 'the file does not open with a comment (purpose, failures, limits)')

    def comments(self, file):
        """Each prototype has a comment above it, with no empty line and no end of a type in between."""
        lines = file.text.split('\n')
        for name, number in prototypes(file.code):
            above = number - 1
            while above > 0 and lines[above - 1].strip() and not lines[above - 1].startswith('}'):
                above -= 1
            if '*/' not in '\n'.join(lines[above:number - 1]):
                self.say(file.path, number, f'no comment stands above {name}()')

    def names(self):
        """One name stands for one function, in all of the program."""
        owner = {}
        for file in self.files:
            for name, number in prototypes(file.code) if file.path.endswith('.h') else ():
                first = owner.setdefault(name, file)
                if first.path != file.path:
                    self.say(file.path, number, f'{name}() is also declared in {first.path}')

    def library(self, nm, room, path):
        """What a library exports is what the headers of its room declare."""
        listing = subprocess.run(
            [nm, '-g', '--defined-only', '-P', path], capture_output=True, text=True, check=False)
        if listing.returncode != 0:
            self.say(path, 1, f'{nm} cannot read it; is it built?')
            return
        exported = {words[0] for words in map(str.split, listing.stdout.split('\n')) if len(words) > 1}
        headers = [file for file in self.files if file.room == room and file.path.endswith('.h')]
        declared = set()
        for file in headers:
            declared.update(re.findall(r'\w+', file.code))
        for symbol in sorted(exported):
            if symbol.startswith('__'):  # of the compiler
                continue
            if not symbol.startswith('fu_'):
                self.say(*self.definition(room, symbol), f'{symbol} is external and does not begin with fu_')
            elif symbol not in declared:
                self.say(*self.definition(room, symbol),
                         f'{symbol} is external, and no header of {room} declares it')
        for file in headers:
            for name, number in prototypes(file.code):
                if name not in exported:
                    self.say(file.path, number, f'{name}() is declared, and no file of {room} defines it')

    def definition(self, room, symbol):
        for file in self.files:
            if file.room == room and file.path.endswith('.c'):
                found = re.search(r'^\w[^;{}=]*?\b' + symbol + r'\b', file.code, re.M)
                if found:
                    return file.path, line_of(file.code, found.end())
        return 'src/' + room, 1

    def build_file(self):
        """CMakeLists.txt links what rooms.txt allows to include."""
        path = 'CMakeLists.txt'
        with open(os.path.join(self.source, path), encoding='utf-8') as stream:
            text = stream.read()
        for call in re.finditer(r'^fu_room\((\w+)([^)]*)\)', text, re.M):
            name = call.group(1)
            number = line_of(text, call.start())
            used = re.search(r'\bUSES\b(.*?)(?:\bLIBRARIES\b|$)', call.group(2), re.S)
            used = set(used.group(1).split()) if used else set()
            if name not in self.rules.rooms:
                self.say(path, number, f'there is no room {name} in rooms.txt')
            elif '${every_room}' not in used and used != set(self.rules.rooms[name].uses):
                self.say(path, number, f'{name} uses other rooms here than in rooms.txt')


def prototypes(code):
    """Name and first line of each function declared, not defined, in the code of a header."""
    code = DIRECTIVE.sub(lambda match: re.sub(r'[^\n]', ' ', match.group()), code)
    start = depth = 0
    for mark in re.finditer(r'[{};]', code):
        if mark.group() == '{':
            depth += 1
        elif mark.group() == '}':
            depth -= 1
            if depth == 0 and re.search(r'\)\s*\{', code[start:mark.end()]):
                start = mark.end()
        elif depth == 0:
            declaration = code[start:mark.start()]
            function = re.match(r'[\w\s*]*?\b(\w+)\s*\(', declaration)
            if function and '{' not in declaration and not declaration.split()[0] == 'typedef':
                first = start + len(declaration) - len(declaration.lstrip())
                yield function.group(1), line_of(code, first)
            start = mark.end()


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('--nm', default='nm')
    parser.add_argument('source')
    parser.add_argument('libraries', nargs='*', metavar='ROOM=LIBRARY')
    arguments = parser.parse_args()
    check = Check(arguments.source, Rules())
    check.sources()
    check.names()
    check.build_file()
    for library in arguments.libraries:
        room, path = library.split('=', 1)
        check.library(arguments.nm, room, path)
    for path, line, sentence in sorted(set(check.findings)):
        print(f'{path}:{line}: {sentence}')
    return 1 if check.findings else 0


if __name__ == '__main__':
    sys.exit(main())
