"""Bytes on a socket, as no well-behaved client sends them."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit


@contextmanager
def connected(url: str, seconds: float = 10.0) -> Iterator[socket.socket]:
    place = urlsplit(url)
    with socket.create_connection((place.hostname, place.port), timeout=seconds) as opened:
        yield opened


def answered(url: str, sent: bytes, seconds: float = 2.0) -> bytes:
    """Everything that the server says to these bytes, until it closes or says nothing for so many seconds."""
    with connected(url) as opened:
        with suppress(ConnectionError):
            opened.sendall(sent)
        return heard(opened, seconds)


def heard(opened: socket.socket, seconds: float) -> bytes:
    """What comes until the other side closes or says nothing for so many seconds."""
    opened.settimeout(seconds)
    said = b""
    with suppress(TimeoutError, ConnectionError):
        while part := opened.recv(65536):
            said += part
    return said


def statuses(said: bytes) -> list[int]:
    """The status of every answer in what was said."""
    return [int(part.split(b" ", 2)[1]) for part in said.split(b"HTTP/1.")[1:]]
