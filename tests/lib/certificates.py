"""Certificates for private test servers, made by openssl(1) in a folder that goes away with the test."""
import os
import subprocess

KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']


def _openssl(*arguments):
    subprocess.run(['openssl', *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Certificate:
    """Paths of a certificate and its key."""

    def __init__(self, folder, name):
        self.certificate = os.path.join(folder, name + '.pem')
        self.key = os.path.join(folder, name + '.key')


class Authority(Certificate):
    """An authority of its own, which signs certificates for servers. Its certificate is what a client trusts."""

    def __init__(self, folder, name='authority', days=30):
        super().__init__(folder, name)
        self.folder = folder
        _openssl('req', '-x509', *KEY, '-keyout', self.key, '-out', self.certificate, '-days', str(days),
                 '-subj', '/CN=Test authority ' + name)

    def issue(self, name, names=('DNS:localhost', 'IP:127.0.0.1'), days=30):
        """A certificate for those names; days = -1 makes one that ended yesterday."""
        issued = Certificate(self.folder, name)
        request = os.path.join(self.folder, name + '.csr')
        extensions = os.path.join(self.folder, name + '.ext')
        with open(extensions, 'w') as file:
            file.write('subjectAltName=' + ','.join(names) + '\nbasicConstraints=CA:FALSE\n')
        _openssl('req', *KEY, '-keyout', issued.key, '-out', request, '-subj', '/CN=' + name)
        _openssl('x509', '-req', '-in', request, '-CA', self.certificate, '-CAkey', self.key, '-CAcreateserial',
                 '-days', str(days), '-extfile', extensions, '-out', issued.certificate)
        return issued


def self_signed(folder, name, names=('DNS:localhost', 'IP:127.0.0.1')):
    """A certificate that nobody vouches for."""
    made = Certificate(folder, name)
    _openssl('req', '-x509', *KEY, '-keyout', made.key, '-out', made.certificate, '-days', '30', '-subj', '/CN=' + name,
             '-addext', 'subjectAltName=' + ','.join(names))
    return made
