"""A process that holds an IMAP session of ours: commands go in, what came of them comes out."""
import json
import subprocess

DRIVER = ''
USER = 'remind@example.org'
PASSWORD = 'correct horse; "battery\\ staple'
PATIENCE = 120


class Intake:
    def __init__(self, url, tls='none', **settings):
        self.process = subprocess.Popen([DRIVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        for name, value in {'url': url, 'tls': tls, 'user': USER, 'password': PASSWORD, **settings}.items():
            self.tell('set %s %s' % (name, value))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        assert code == 0, 'the driver ends with %d' % code

    def tell(self, *words):
        """One command; its outcome as a dictionary."""
        self.process.stdin.write(' '.join(str(word) for word in words) + '\n')
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError('the driver died at ' + str(words))
        return json.loads(line)
