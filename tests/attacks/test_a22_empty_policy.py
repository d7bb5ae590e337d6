"""A22: a policy that asks nobody would let the host vouch for itself (evidence.md 6a)."""

from pathlib import Path

import msgspec
import pytest
from jejak_client.tlog.errors import TlogError
from jejak_client.tlog.policy import read_policy

from domain.directory import Directory
from server.config import SettingsError
from server.evidence.policy import load_policy
from server.start import open_services
from tests.clients.tlog.vectors import log_key, witness_key
from tests.server.api.agencies import ORIGIN
from tests.server.api.founding import Founding
from tests.servers import DatabaseServer

WITNESSES = "".join(f"witness {name} {witness_key(name).vkey}\n" for name in "abcd")
EMPTY = {
    "nothing": "",
    "comments": "# quorum all\n\n",
    "a log alone": f"log {log_key().vkey}\n",
    "witnesses without a quorum": WITNESSES,
    "quorum none": f"{WITNESSES}quorum none\n",
    "none in a group": f"{WITNESSES}group all 1 none\nquorum all\n",
    "a group of none": f"{WITNESSES}group all 0 a b c d\nquorum all\n",
    "an empty group": f"{WITNESSES}group all 1\nquorum all\n",
    "a quorum that is not there": f"{WITNESSES}quorum all\n",
    "two quorums": f"{WITNESSES}quorum a\nquorum none\n",
    "any one": f"{WITNESSES}group all any a b c d\nquorum all\n",
    "half of them": f"{WITNESSES}group all 2 a b c d\nquorum all\n",
}


@pytest.mark.parametrize("name", EMPTY)
def test_a22_no_verifier_takes_a_policy_that_asks_nobody(name: str) -> None:
    with pytest.raises(TlogError):
        read_policy(EMPTY[name].encode())


@pytest.mark.parametrize("name", EMPTY)
def test_a22_no_server_takes_a_policy_that_asks_nobody(tmp_path: Path, name: str) -> None:
    (tmp_path / "policy").write_text(EMPTY[name])
    with pytest.raises(SettingsError, match="JEJAK_POLICY_FILE"):
        load_policy(tmp_path / "policy", ORIGIN, Directory())


@pytest.mark.parametrize("content", [None, "quorum none\n"], ids=["missing", "none"])
async def test_a22_a_server_with_such_a_policy_does_not_start(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path, content: str | None
) -> None:
    file = tmp_path / "policy"
    if content is not None:
        file.write_text(content)
    async with founding.copy(postgres_server, tmp_path / "keys") as deployment:
        settings = msgspec.structs.replace(deployment.services.settings, policy_file=file)
        with pytest.raises(SettingsError, match="JEJAK_POLICY_FILE"):
            await open_services(settings, deployment.time).__aenter__()
