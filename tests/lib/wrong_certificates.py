"""Certificates and TLS of servers to which nothing of a login may go: what both kinds of server are tested with.

KINDS has for each what makes its certificate out of a good Authority, and words of the sentence in which the operator hears of it. Each is
but one thing away from a good one: for localhost, of that authority, valid for a month.
"""
import base64
import ssl
import warnings

from certificates import Authority, self_signed

RSA_1024 = ['-newkey', 'rsa:1024', '-nodes']
STRANGER = 'not signed by anybody this machine trusts'
ANOTHER_NAME = 'is for another name'


def nul_in_name(authority):
    name = b'localhost\0.example.org'
    names = bytes([0x30, 2 + len(name), 0x82, len(name)]) + name
    return authority.issue('nul', ['DER:' + ':'.join('%02x' % octet for octet in names)])


def without_intermediate(authority):
    return authority.issue_signer('between').issue('far')


def by_an_intermediate(authority):
    between = authority.issue_signer('helper')
    return between.issue('near').send_with(between)


def by_an_expired_intermediate(authority):
    between = authority.issue_signer('ended', days=-1)
    return between.issue('late').send_with(between)


def by_one_that_may_not_sign(authority):
    between = authority.issue_signer('pretender', may_sign=False)
    return between.issue('pretended').send_with(between)


def changed(authority):
    """With another signature's last octets."""
    made = authority.issue('changed')
    lines, others = made.read().splitlines(), authority.issue('unchanged').read().splitlines()
    end = base64.b64encode(base64.b64decode(lines[-2])[:-4] + base64.b64decode(others[-2])[-4:]).decode()
    with open(made.certificate, 'w') as file:
        file.write('\n'.join(lines[:-2] + [end, lines[-1]]) + '\n')
    return made


KINDS = {
    'self_signed': (lambda good: self_signed(good.folder, 'selfmade'), STRANGER),
    'unknown_authority': (lambda good: Authority(good.folder, 'stranger').issue('strange'), STRANGER),
    'authority_of_the_same_name': (lambda good: Authority(good.folder, 'impostor', called='authority').issue('posed'), STRANGER),
    'intermediate_missing': (without_intermediate, STRANGER),
    'intermediate_expired': (by_an_expired_intermediate, 'that vouches for the server\'s has expired'),
    'intermediate_that_may_not_sign': (by_one_that_may_not_sign, 'signed by one that may sign none'),
    'another_name': (lambda good: good.issue('other', ['DNS:mail.example.org']), ANOTHER_NAME + ' (mail.example.org)'),
    'address_instead_of_name': (lambda good: good.issue('address', ['IP:127.0.0.1']), ANOTHER_NAME),
    'nul_in_name': (nul_in_name, ANOTHER_NAME),
    'wildcard_for_all': (lambda good: good.issue('wild', ['DNS:*']), ANOTHER_NAME),
    'wildcard_below': (lambda good: good.issue('below', ['DNS:*.localhost']), ANOTHER_NAME),
    'expired': (lambda good: good.issue('old', days=-1), 'expired (20'),
    'not_yet_valid': (lambda good: good.issue('young', clock='+2d'), 'is not valid yet'),
    'sha1_signature': (lambda good: good.issue('sha1', digest='sha1'), 'can be forged (SHA-1'),
    'weak_key': (lambda good: good.issue('weak', key=RSA_1024), 'is too weak'),
    'for_clients_only': (lambda good: good.issue('client', more='extendedKeyUsage=clientAuth\n'), 'is not for servers'),
    'for_mail_only': (lambda good: good.issue('mail', more='extendedKeyUsage=emailProtection\n'), 'is not for servers'),
    'key_for_signing_certificates': (lambda good: good.issue('use', more='keyUsage=critical,keyCertSign\n'), 'Key usage violation'),
    'unknown_critical_extension': (lambda good: good.issue('critical', more='1.2.3.4=critical,ASN1:NULL\n'), 'is not accepted'),
    'changed_after_signing': (changed, 'was changed after it was signed'),
    'tls_1_1': (lambda good: good.issue('ancient'), 'TLS cannot be set up'),
}

HANDSHAKE = ('Key usage violation', 'TLS cannot be set up')  # words of what no certificate was looked at for

# What is good all the same.
GOOD = {
    'usual': lambda good: good.issue('usual'),
    'intermediate_sent': by_an_intermediate,
    'for_servers_and_clients': lambda good: good.issue('both', more='extendedKeyUsage=clientAuth,serverAuth\n'),
    'for_everything': lambda good: good.issue('any', more='extendedKeyUsage=anyExtendedKeyUsage\n'),
    'rsa_2048': lambda good: good.issue('rsa', key=['-newkey', 'rsa:2048', '-nodes']),
}


def context(kind, certificate):
    """What a server of that kind does TLS with; it takes certificates that it should not have."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.set_ciphers('ALL:@SECLEVEL=0')
    made.load_cert_chain(certificate.certificate, certificate.key)
    if kind == 'tls_1_1':
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            made.minimum_version = ssl.TLSVersion.TLSv1
            made.maximum_version = ssl.TLSVersion.TLSv1_1
    return made


def spellings(user, password):
    """What a login looks like on the line; the last is that of PLAIN."""
    plain = [user.encode(), password.encode(), b'\0'.join((b'', user.encode(), password.encode()))]
    return plain + [base64.b64encode(secret).rstrip(b'=') for secret in plain]


def credential(heard, user, password):
    """What of a login is among the octets that a server heard."""
    return [secret for secret in spellings(user, password) + [b'LOGIN', b'AUTH', b'user=', b'Bearer'] if secret in heard]


def each(kinds, check):
    """For a class of tests: one for each of these, named after it, that calls the method check(kind)."""
    def decorate(case):
        for kind in kinds:
            setattr(case, 'test_' + kind, lambda self, kind=kind: getattr(self, check)(kind))
        return case
    return decorate
