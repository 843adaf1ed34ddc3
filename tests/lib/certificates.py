"""Certificates for private test servers, made by openssl(1) in a folder that goes away with the test."""
import os
import ssl
import subprocess

import faketime

KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
NAMES = ('DNS:localhost', 'IP:127.0.0.1')


def _openssl(*arguments, clock=''):
    """clock: what the machine's shall be ahead by, as libfaketime has it."""
    ahead = {'LD_PRELOAD': faketime.library(), 'FAKETIME': clock} if clock else {}
    subprocess.run(['openssl', *arguments], env=dict(os.environ, **ahead), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Certificate:
    """Paths of a certificate and its key, which may sign others."""

    def __init__(self, folder, name):
        self.folder = folder
        self.certificate = os.path.join(folder, name + '.pem')
        self.key = os.path.join(folder, name + '.key')

    def read(self):
        with open(self.certificate) as file:
            return file.read()

    def send_with(self, *others):
        """Servers send the certificates of these, too."""
        with open(self.certificate, 'a') as file:
            file.writelines(other.read() for other in others)
        return self

    def context(self):
        """What a server does TLS with."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self.certificate, self.key)
        return made

    def issue(self, name, names=NAMES, days=30, **more):
        """A certificate for those names; days = -1 makes one that ended yesterday. more: see sign()."""
        return self.sign(name, 'subjectAltName=%s\nbasicConstraints=CA:FALSE\n' % ','.join(names), days, **more)

    def issue_signer(self, name, may_sign=True, days=30):
        """A certificate to sign others with, with leave or without."""
        return self.sign(name, 'basicConstraints=critical,CA:%s\n' % ('TRUE' if may_sign else 'FALSE'), days)

    def sign(self, name, extensions, days, key=KEY, digest='sha256', more='', clock=''):
        """more: further extensions; clock: how much later it is made."""
        issued = Certificate(self.folder, name)
        request, wanted = (os.path.join(self.folder, name + end) for end in ('.csr', '.ext'))
        with open(wanted, 'w') as file:
            file.write(extensions + more)
        _openssl('req', *key, '-keyout', issued.key, '-out', request, '-subj', '/CN=' + name)
        _openssl('x509', '-req', '-in', request, '-CA', self.certificate, '-CAkey', self.key, '-CAcreateserial', '-' + digest,
                 '-days', str(days), '-extfile', wanted, '-out', issued.certificate, clock=clock)
        return issued


class Authority(Certificate):
    """An authority of its own, which signs certificates for servers. Its certificate is what a client trusts."""

    def __init__(self, folder, name='authority', days=30, called=None):
        super().__init__(folder, name)
        _openssl('req', '-x509', *KEY, '-keyout', self.key, '-out', self.certificate, '-days', str(days),
                 '-subj', '/CN=Test authority ' + (called or name))


def self_signed(folder, name, names=NAMES):
    """A certificate that nobody vouches for."""
    made = Certificate(folder, name)
    _openssl('req', '-x509', *KEY, '-keyout', made.key, '-out', made.certificate, '-days', '30', '-subj', '/CN=' + name,
             '-addext', 'subjectAltName=' + ','.join(names))
    return made
