"""A scripted IMAP server: a dialogue is a function of a Line, which runs once for each connection.

    def dialogue(line):
        line.enter(exists=3)                       # greeting, capabilities, login, SELECT
        line.answer('UID SEARCH', '* SEARCH 1 2 3')
        line.cut()

All that a client sends is kept in Server.heard, as it was before TLS.
"""
import socket
import ssl
import threading
import time

CAPABILITIES = 'IMAP4rev1 SASL-IR IDLE MOVE UIDPLUS'
PATIENCE = 60


class Gone(Exception):
    """The client closed, or the server is told to stop."""


class Line:
    """One connection."""

    def __init__(self, server, raw):
        self.server = server
        self.raw = raw
        self.number = server.connections
        self.tag = ''
        self.left = server.cut_after
        self._held = b''

    # Octets.

    def send(self, *lines):
        """Lines as text or octets; CR LF is added to text."""
        self.push(b''.join(line if isinstance(line, bytes) else line.encode() + b'\r\n' for line in lines))

    def push(self, octets):
        if self.left is not None:
            octets, wanted = octets[:self.left], len(octets)
            self.left -= len(octets)
        self.server.sent += len(octets)
        try:
            self.raw.sendall(octets)
        except OSError:
            raise Gone from None
        if self.left is not None and len(octets) < wanted:
            raise Gone

    def read(self):
        """The next line without its end."""
        while b'\r\n' not in self._held:
            try:
                octets = self.raw.recv(65536)
            except OSError:
                octets = b''
            if not octets:
                raise Gone
            self.server.heard += octets
            self._held += octets
        line, self._held = self._held.split(b'\r\n', 1)
        return line.decode()

    def secure(self):
        """TLS from here on."""
        try:
            self.raw = self.server.context.wrap_socket(self.raw, server_side=True)
        except (ssl.SSLError, OSError):
            raise Gone from None

    def cut(self):
        raise Gone

    def hang(self):
        """Says nothing more until the client goes away or the test is over."""
        self.server.closing.wait(PATIENCE)
        raise Gone

    def drip(self, octets, every):
        for i in range(len(octets)):
            self.push(octets[i:i + 1])
            time.sleep(every)

    def drip_pieces(self, octets, pieces, every):
        size = -(-len(octets) // pieces)
        for at in range(0, len(octets), size):
            self.push(octets[at:at + size])
            time.sleep(every)

    # Dialogue.

    def expect(self, command):
        """Reads a command that begins with these words; its tag is in tag."""
        line = self.read()
        self.tag, _, rest = line.partition(' ')
        if not rest.upper().startswith(command.upper()):
            self.server.surprises.append('%r where %r was expected' % (line, command))
            raise Gone
        return rest

    def ok(self, text='done'):
        self.send('%s OK %s' % (self.tag, text))

    def no(self, text):
        self.send('%s NO %s' % (self.tag, text))

    def bad(self, text='what?'):
        self.send('%s BAD %s' % (self.tag, text))

    def answer(self, command, *lines, text='done'):
        """A command and its whole good answer."""
        rest = self.expect(command)
        self.send(*lines, '%s OK %s' % (self.tag, text))
        return rest

    def greet(self, capabilities=CAPABILITIES):
        self.send('* OK ready')
        self.answer('CAPABILITY', '* CAPABILITY ' + capabilities)

    def login(self, capabilities=CAPABILITIES, listed=True):
        """Takes any login."""
        rest = self.expect('')
        if not rest.startswith(('LOGIN', 'AUTHENTICATE')):
            self.server.surprises.append('%r is no login' % rest)
            raise Gone
        if listed:
            self.ok('[CAPABILITY %s] Logged in' % capabilities)
        else:
            self.ok('Logged in')
            self.answer('CAPABILITY', '* CAPABILITY ' + capabilities)

    def select(self, exists=0, validity=1, flags=r'\*', access='READ-WRITE', extra=()):
        return self.answer('SELECT', r'* FLAGS (\Seen \Deleted)', '* OK [PERMANENTFLAGS (\\Seen %s)] kept' % flags,
                           '* %d EXISTS' % exists, '* 0 RECENT', '* OK [UIDVALIDITY %d] valid' % validity,
                           '* OK [UIDNEXT %d] next' % (exists + 1), *extra, text='[%s] Selected' % access)

    def enter(self, capabilities=CAPABILITIES, listed=True, **mailbox):
        self.greet()
        self.login(capabilities, listed)
        return self.select(**mailbox)

    def mail(self, uid, content, number=None, section='BODY[]', size=None):
        """One FETCH response."""
        return (b'* %d FETCH (UID %d RFC822.SIZE %d INTERNALDATE "17-Nov-2026 08:30:00 +0130" %s {%d}\r\n%s)\r\n' %
                (number or uid, uid, len(content) if size is None else size, section.encode(), len(content), content))


class Server:
    """Listens on 127.0.0.1. context: an ssl context; implicit: TLS from the first octet. cut_after may be set to the octets after
    which the next connections are cut."""

    def __init__(self, dialogue, context=None, implicit=False):
        self.dialogue = dialogue
        self.context = context
        self.implicit = implicit
        self.heard = b''
        self.sent = 0
        self.cut_after = None
        self.surprises = []
        self.connections = 0
        self.closing = threading.Event()
        self._lines = []
        self._threads = []
        self._socket = socket.create_server(('127.0.0.1', 0))
        self.port = self._socket.getsockname()[1]

    @property
    def url(self):
        return '%s://localhost:%d' % ('imaps' if self.implicit else 'imap', self.port)

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_):
        self.closing.set()
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()
        for raw in self._lines:
            try:
                raw.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
        for thread in self._threads:
            thread.join(PATIENCE)

    def _start(self, what, *arguments):
        thread = threading.Thread(target=what, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        while not self.closing.is_set():
            try:
                raw, _ = self._socket.accept()
            except OSError:
                return
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._lines.append(raw)
            self._start(self._serve, Line(self, raw))
            self.connections += 1

    def _serve(self, line):
        try:
            if self.implicit:
                line.secure()
            self.dialogue(line)
            while True:
                line.read()
        except Gone:
            pass
        finally:
            try:
                line.raw.close()
            except OSError:
                pass
