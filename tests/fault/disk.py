"""What a disk may have after the power went, from the records of power_shim.c.

    disk = Disk(FOLDER)                   # as it is now, all of it on disk
    … a program runs with the shim and is cut …
    disk.play(read_records(LOG))
    disk.rebuild(random.Random(SEED))     # FOLDER is then as one disk could have it

A file has whatever was synced; of what was written to it since then, each sector (of 512 or 4096 bytes) has any one of the contents it had in
between, and the file any one of the lengths. A sector that was added and never arrived holds zeros, or what was on that place of the disk
before. A name is made, moved or removed for certain when its folder was synced; without that perhaps none, perhaps the first few, perhaps
any of those changes have arrived. Folders are kept by name, pipes are not kept.
"""
import collections
import os
import shutil
import stat
import struct

PAGE = 4096  # of the log, which the processes share
HEADER = struct.Struct('=IIIIQQ')
SECTORS = (512, 4096)
REMAINS = b'\xa5'  # what was on the disk before

Record = collections.namedtuple('Record', 'what first second data file offset')


def new_log(path):
    with open(path, 'wb') as file:
        file.write(bytes(PAGE))


def read_records(path):
    with open(path, 'rb') as file:
        log = file.read()
    records, at = [], PAGE
    while at < len(log):
        what, first, second, data, file, offset = HEADER.unpack_from(log, at)
        at += HEADER.size
        parts = []
        for length in (first, second, data):
            parts.append(log[at:at + length])
            at += length
        records.append(Record(chr(what), parts[0].decode(), parts[1].decode(), parts[2], file, offset))
    return records


def is_sync(record):
    return record.what in 'fd'


def is_turning_point(record):
    """Whether what is on disk for certain, or what is called how, changes by it."""
    return record.what not in 'ws'


class File:
    """Contents: those on disk, those now, and every change in between as a pair of offset and bytes (None: the new length)."""

    def __init__(self, content=b''):
        self.now = bytearray(content)
        self.synced = bytes(content)
        self.changes = []

    def write(self, offset, data):
        _write(self.now, offset, data)
        self.changes.append((offset, data))

    def resize(self, length):
        _resize(self.now, length)
        self.changes.append((length, None))

    def sync(self):
        self.synced = bytes(self.now)
        self.changes = []

    def survive(self, chance):
        """The content that one disk has."""
        sector = chance.choice(SECTORS)
        remains = chance.choice((b'\0', REMAINS))
        versions, lengths = self._versions(sector)
        pick = chance.choice((_first, _last, _same(chance.random()), _any(chance, 0.5), _any(chance, 0.1), _any(chance, 0.9)))
        length = pick(lengths)
        content = bytearray(self.synced[:length])
        content += remains * (length - len(content))
        for number, contents in versions.items():
            place = number * sector
            if place < length:
                piece = pick(contents)
                if piece is not None:
                    content[place:place + len(piece)] = piece
        return bytes(content[:length])

    def _versions(self, sector):
        """Every content that each touched sector had since the sync (None: it was not there yet), and every length."""
        content = bytearray(self.synced)
        versions, lengths = {}, [len(content)]
        for offset, data in self.changes:
            before = len(content)
            if data is None:
                _resize(content, offset)
                begin, end = sorted((before, offset))
            else:
                _write(content, offset, data)
                begin, end = min(offset, before), offset + len(data)
            for number in range(begin // sector, -(-end // sector)):
                place = number * sector
                if number not in versions:
                    versions[number] = [bytes(self.synced[place:place + sector]) or None]
                versions[number].append(bytes(content[place:place + sector]))
            lengths.append(len(content))
        return versions, lengths


def _write(content, offset, data):
    if offset > len(content):
        _resize(content, offset)
    content[offset:offset + len(data)] = data


def _resize(content, length):
    if length < len(content):
        del content[length:]
    else:
        content.extend(bytes(length - len(content)))


def _first(items):
    return items[0]


def _last(items):
    return items[-1]


def _same(part):
    return lambda items: items[int(part * len(items))]


def _any(chance, newest):
    return lambda items: items[-1] if chance.random() < newest else chance.choice(items)


class Disk:
    """FOLDER and all paths that begin with it."""

    def __init__(self, folder):
        self.folder = folder
        self.now = {}  # path to File, or None for a folder
        self.inodes = {}
        for path in self._paths():
            status = os.lstat(path)
            if stat.S_ISDIR(status.st_mode):
                self.now[path] = None
            elif stat.S_ISREG(status.st_mode):
                with open(path, 'rb') as file:
                    self.now[path] = self.inodes[status.st_ino] = File(file.read())
        self.synced = dict(self.now)
        self.changes = []  # of names: pairs of the folder and what is at which paths then

    def _paths(self):
        above = os.path.dirname(self.folder)
        for name in os.listdir(above):
            path = os.path.join(above, name)
            if path.startswith(self.folder):
                yield path
                for part, folders, files in os.walk(path):
                    yield from (os.path.join(part, one) for one in folders + files)

    def play(self, records, syncs=True):
        """What the records say was done; with syncs=False no sync ever reached the disk."""
        for record in records:
            if syncs or not is_sync(record):
                getattr(self, '_play_' + record.what)(record)

    def _change_names(self, names):
        for path, item in names.items():
            if item is REMOVED:
                self.now.pop(path, None)
            else:
                self.now[path] = item
        self.changes.append((os.path.dirname(next(iter(names))), names))

    def _play_c(self, record):
        file = self.inodes[record.file] = File()
        self._change_names({record.first: file})

    def _play_w(self, record):
        self.inodes[record.file].write(record.offset, record.data)

    def _play_s(self, record):
        self.inodes[record.file].resize(record.offset)

    def _play_r(self, record):
        if record.first in self.now:
            self._change_names({record.first: REMOVED, record.second: self.now[record.first]})

    def _play_l(self, record):
        self._change_names({record.second: self.now[record.first]})

    def _play_u(self, record):
        self._change_names({record.first: REMOVED})

    def _play_m(self, record):
        self._change_names({record.first: None})

    def _play_f(self, record):
        self.inodes[record.file].sync()

    def _play_d(self, record):
        _apply(self.synced, [names for folder, names in self.changes if folder == record.first])
        self.changes = [change for change in self.changes if change[0] != record.first]

    def rebuild(self, chance):
        """Puts into FOLDER what one disk has."""
        names = dict(self.synced)
        _apply(names, self._surviving_names(chance))
        for path in list(self._paths()):
            if os.path.dirname(path) == os.path.dirname(self.folder):
                shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
        contents = {}
        for path in sorted(names):
            above = os.path.dirname(path)
            if path != self.folder and above.startswith(self.folder) and above not in names:
                continue  # a folder that did not arrive takes what is in it along
            if names[path] is None:
                os.mkdir(path, 0o700)
                continue
            if id(names[path]) not in contents:
                contents[id(names[path])] = names[path].survive(chance)
            with open(path, 'wb', opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(contents[id(names[path])])

    def _surviving_names(self, chance):
        changes = [names for _, names in self.changes]
        kind = chance.choice(('none', 'all', 'first', 'half', 'most'))
        if kind == 'first':
            return changes[:chance.randrange(len(changes) + 1)]
        arrives = {'none': 0, 'all': 1, 'half': 0.5, 'most': 0.9}[kind]
        return [one for one in changes if chance.random() < arrives]


REMOVED = object()


def _apply(names, changes):
    for change in changes:
        for path, item in change.items():
            if item is REMOVED:
                names.pop(path, None)
            else:
                names[path] = item
