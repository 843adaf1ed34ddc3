"""An SMTP server that does as it is told, badly where it is told so, and remembers every octet.

A script is a function from the number of the connection (0, 1, …) to a dict of what differs from a good server:

    stage ('GREETING' 'EHLO' 'STARTTLS' 'AUTH' 'MAIL' 'RCPT' 'DATA' 'DOT' 'RSET'): what is done there instead

where what is done is a bytes reply (lines are ended by CR LF, several are allowed), one of the functions below, or a
list of these of which each counts for one occurrence of the stage and the last for all that follow; None is the good
answer. 'EXTENSIONS' lists the EHLO lines, 'TLS' is 'implicit' or 'starttls', 'LIMIT' the mails before it closes.
"""
import base64
import collections
import socket
import threading


class Cut(Exception):
    """The connection ends here."""


def cut(session):
    """Closes without a word."""
    raise Cut


def reset(session):
    """Closes by a TCP reset."""
    session.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b'\1\0\0\0\0\0\0\0')
    raise Cut


def silence(session):
    """Says nothing more, but stays."""
    session.server.closing.wait()
    raise Cut


def after(seconds, reply=None):
    """Answers after a while."""
    def act(session):
        session.server.closing.wait(seconds)
        session.act(reply)
    return act


def drip(octet=b'2', seconds=0.05):
    """Sends one octet after the other, for ever."""
    def act(session):
        while not session.server.closing.wait(seconds):
            session.send(octet)
        raise Cut
    return act


def flood(line=b'250-and so on\r\n'):
    """Sends a reply that has no end, as fast as it is taken."""
    def act(session):
        while not session.server.closing.is_set():
            session.send(line * 100)
        raise Cut
    return act


def store_then(act):
    """At the dot: the mail is taken, but what is done is something else."""
    def both(session):
        session.store()
        session.act(act)
    return both


def then_cut(reply):
    """Answers, and closes."""
    def act(session):
        session.send(reply)
        raise Cut
    return act


class Mail:
    def __init__(self, session):
        self.connection = session.number
        self.sender = session.sender
        self.recipients = list(session.recipients)
        self.bytes = session.body
        self.login = session.login


class Session:
    def __init__(self, server, raw, number):
        self.server, self.raw, self.number = server, raw, number
        self.script = server.script(number)
        self.counts = {}
        self.sender, self.recipients, self.body, self.login = None, [], None, None
        self.mails = 0
        self.lines = []
        self.sent = 0
        self.whole, self.rest = collections.deque(), b''
        self.socket = raw
        self.secure = False
        self.ended = threading.Event()  # nothing more is read

    def send(self, data):
        left = len(data) if self.server.cut_after is None else self.server.cut_after - self.sent
        self.sent += min(left, len(data))
        self.socket.sendall(data[:left])
        if left < len(data):
            raise Cut

    def read_line(self):
        while not self.whole:
            more = self.socket.recv(65536)
            if not more:
                raise Cut
            self.server.note(more)
            lines = (self.rest + more).split(b'\n')
            self.rest = lines.pop()
            self.whole = collections.deque(line + b'\n' for line in lines)
        return self.whole.popleft()

    def start_tls(self):
        self.socket = self.server.context.wrap_socket(self.raw, server_side=True)
        self.secure = True

    def act(self, what):
        if callable(what):
            what(self)
        elif what is not None:
            self.send(what)

    def at(self, stage, good):
        """Does what the script has for the stage; True when the good answer was given."""
        what = self.script.get(stage)
        if isinstance(what, list):
            count = self.counts.get(stage, 0)
            self.counts[stage] = count + 1
            what = what[min(count, len(what) - 1)]
        if what is None:
            self.act(good)
            return True
        self.act(what)
        return False

    def store(self):
        with self.server.lock:
            self.server.mails.append(Mail(self))

    def ehlo(self):
        lines = [b'scripted.example'] + self.script.get('EXTENSIONS', self.server.extensions)
        if self.script.get('TLS') == 'starttls' and not self.secure:
            lines = [b'scripted.example', b'STARTTLS']
        self.at('EHLO', b''.join(b'250' + (b'-' if i + 1 < len(lines) else b' ') + line + b'\r\n'
                                 for i, line in enumerate(lines)))

    def auth(self, line):
        words = line.split()
        if self.script.get('AUTH') is None:
            if words[1].upper() == b'LOGIN':
                self.send(b'334 VXNlcm5hbWU6\r\n')
                user = base64.b64decode(self.read_line())
                self.send(b'334 UGFzc3dvcmQ6\r\n')
                self.login = (user, base64.b64decode(self.read_line()))
            else:
                if len(words) < 3:
                    self.send(b'334 \r\n')
                    words.append(self.read_line())
                self.login = tuple(base64.b64decode(words[2]).split(b'\0')[1:]) or base64.b64decode(words[2])
        self.at('AUTH', b'235 2.7.0 Authentication successful\r\n')

    def data(self):
        lines = []
        while (line := self.read_line()) != b'.\r\n':
            lines.append(line[1:] if line.startswith(b'.') else line)
        self.body = b''.join(lines)
        if self.at('DOT', b''):
            self.store()
            self.send(b'250 2.0.0 Ok: queued as %d\r\n' % len(self.server.mails))
        self.sender, self.recipients = None, []
        self.mails += 1
        if self.mails == self.script.get('LIMIT'):
            raise Cut

    def command(self, line):
        verb = line[:4].upper()
        if verb in (b'EHLO', b'HELO'):
            self.ehlo()
        elif verb == b'STAR':
            if self.at('STARTTLS', b'220 2.0.0 Ready to start TLS\r\n'):
                self.start_tls()
        elif verb == b'AUTH':
            self.auth(line)
        elif verb == b'MAIL':
            if self.sender is not None:
                self.send(b'503 5.5.1 nested MAIL command\r\n')
            elif self.at('MAIL', b'250 2.1.0 Ok\r\n'):
                self.sender = line[10:].rstrip(b'\r\n').strip(b'<>')
        elif verb == b'RCPT':
            if self.at('RCPT', b'250 2.1.5 Ok\r\n'):
                self.recipients.append(line[8:].rstrip(b'\r\n').strip(b'<>'))
        elif verb == b'DATA':
            if self.at('DATA', b'354 End data with <CR><LF>.<CR><LF>\r\n'):
                self.data()
        elif verb == b'RSET':
            self.sender, self.recipients = None, []
            self.at('RSET', b'250 2.0.0 Ok\r\n')
        elif verb == b'QUIT':
            self.send(b'221 2.0.0 Bye\r\n')
            raise Cut
        else:
            self.send(b'500 5.5.2 Error: command not recognized\r\n')

    def run(self):
        try:
            if self.script.get('TLS') == 'implicit':
                self.start_tls()
            self.at('GREETING', b'220 scripted.example ESMTP\r\n')
            while True:
                line = self.read_line()
                self.lines.append(line)
                self.command(line)
        except (Cut, OSError):
            pass
        finally:
            self.socket.close()
            self.ended.set()


class Server:
    """Listens on a free port of the loopback until stop(). context: an ssl context, for scripts with TLS."""

    def __init__(self, script=None, context=None, extensions=(b'PIPELINING', b'AUTH PLAIN LOGIN', b'ENHANCEDSTATUSCODES')):
        self.script = script if callable(script) else lambda number: script or {}
        self.extensions = list(extensions)
        self.context = context
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self.cut_after = None  # octets, after which the next connections are cut
        self.mails = []
        self.sessions = []
        self.octets = []
        self.listener = socket.create_server(('127.0.0.1', 0), backlog=50)
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def note(self, data):
        with self.lock:
            self.octets.append(data)

    def accept(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            session = Session(self, raw, len(self.sessions))
            self.sessions.append(session)
            threading.Thread(target=session.run, daemon=True).start()

    def commands(self):
        """All command lines, by connection."""
        return [session.lines for session in self.sessions]

    def said(self):
        """Every octet that clients sent, as the server could read it."""
        with self.lock:
            return b''.join(self.octets)

    def stop(self):
        self.closing.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for session in self.sessions:
            try:
                session.socket.close()
            except OSError:
                pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
