"""Ports for private servers on loopback."""
import random
import socket

# Below the range that the kernel gives to outgoing connections (32768 and up), so that no connection takes a port between the look and the bind.
FIRST, LAST = 10240, 32000
TRIES = 200


def free_port():
    for _ in range(TRIES):
        port = random.randint(FIRST, LAST)
        with socket.socket() as probe:
            try:
                probe.bind(('127.0.0.1', port))
            except OSError:
                continue
            return port
    raise RuntimeError('no port is free')
