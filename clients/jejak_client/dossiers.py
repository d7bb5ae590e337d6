"""The dossier of a dispute as a server gives it: a zip to read, and to check with `jejak verify`."""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import NamedTuple

import httpx

from jejak_client.problems import Unanswered

MAKING = 30.0  # seconds more than usual: the server waits for its signer and the witnesses


class Dossier(NamedTuple):
    """`position`: the log position that it is as of; `final`: whether a quorum of witnesses had cosigned its
    checkpoint."""

    content: bytes
    position: int
    final: bool

    @property
    def sha256(self) -> str:
        """Hex SHA-256 of the zip."""
        return sha256(self.content).hexdigest()


def read_dossier(response: httpx.Response) -> Dossier:
    """The dossier in an answer. Raises Unanswered where it is not what the server sent (RFC 9530)."""
    digest = base64.b64encode(sha256(response.content).digest()).decode("ascii")
    if response.headers.get("Repr-Digest") != f"sha-256=:{digest}:":
        raise Unanswered("the dossier was damaged on its way")
    headers = response.headers
    return Dossier(response.content, int(headers["Jejak-Position"]), headers.get("Jejak-Proof") == "final")
