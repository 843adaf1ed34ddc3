"""Ports for private servers on loopback."""
import random
import socket

# Below the range that the kernel gives to outgoing connections (32768 and up), so that no connection takes a port between the look and the bind.
FIRST, LAST = 10240, 32000
TRIES = 200
# Sockets whose names tell the tests of this machine which ports are taken: nobody else sees them, and they end with this process.
CLAIM = '\0followupd-test-port-%d'
claims = []


def free_port():
    """A port that nobody listens at, and that is given to no other test before this process has ended."""
    for _ in range(TRIES):
        port = random.randint(FIRST, LAST)
        claim = socket.socket(socket.AF_UNIX)
        try:
            claim.bind(CLAIM % port)
            with socket.socket() as probe:
                probe.bind(('127.0.0.1', port))
        except OSError:
            claim.close()
            continue
        claims.append(claim)
        return port
    raise RuntimeError('no port is free')
