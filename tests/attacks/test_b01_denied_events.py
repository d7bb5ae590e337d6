"""B01: an agency says that it never sent what it sent (reference/evidence.md 6b)."""

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from domain.keys import kid_of
from server.evidence.keystore import KeyStore
from tests.server.api.deployment import Deployment
from tests.server.api.founding import Founding
from tests.server.dossier.telling import POLICE, PROSECUTOR, Dispute, dossier
from tests.server.dossier.witnesses import Witnesses, seal_finally
from tests.servers import DatabaseServer

# A machine on which nothing of the server is installed, and nothing can be asked.
CLEAN = """
import sys
for name in ("domain", "server", "projections", "ops"):
    sys.modules[name] = None
from jejak_client.cli import app
import socket
def nobody(*_):
    raise OSError("this machine has no network")
socket.socket.connect = nobody
app(sys.argv[1:])
"""


def verify(folder: Path, *arguments: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    """`jejak verify` there."""
    command = [sys.executable, "-c", CLEAN, "verify", *arguments, "--json"]
    ended = subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False)
    assert ended.stdout, ended.stderr.decode()
    return ended.returncode, json.loads(ended.stdout)


def pinned_roots(deployment: Deployment) -> str:
    """What the agencies and the host tell of their roots, on paper."""
    own = KeyStore(deployment.services.settings.keys_dir).find("root", "deployment")
    assert own is not None
    kids = [kid_of("deployment", own.public), *(key.kid for key in deployment.roots.values())]
    return "".join(f"{kid}\n" for kid in kids)


def without(raw: bytes, path: str) -> bytes:
    """The same dossier, one file of it left out."""
    out = BytesIO()
    with ZipFile(BytesIO(raw)) as whole, ZipFile(out, "w") as part:
        for name in whole.namelist():
            if name != path:
                part.writestr(name, whole.read(name))
    return out.getvalue()


async def test_b01_a_dossier_shows_who_sent_it_on_a_clean_machine(
    postgres_server: DatabaseServer, founding: Founding, tmp_path: Path
) -> None:
    witnesses = Witnesses.make(tmp_path / "policy")
    async with founding.copy(
        postgres_server, tmp_path / "keys", policy_file=witnesses.policy_file
    ) as deployment:
        story = await (await Dispute(deployment).begins()).opens()
        await seal_finally(deployment, witnesses)
        raw = (await dossier(deployment, PROSECUTOR, story.dispute)).answer.content
        (tmp_path / "dossier.zip").write_bytes(raw)
        (tmp_path / "roots").write_text(pinned_roots(deployment))
    pins = ("--policy", "policy", "--roots", "roots")
    code, told = verify(tmp_path, "dossier.zip", *pins)
    assert (code, told["ok"], told["problems"]) == (0, True, [])
    (sent,) = [each for each in told["events"] if each["position"] == story.positions["FileSubmitted"]]
    assert (sent["who"], sent["assurance"], sent["type"]) == (POLICE, "agency", "jejak.FileSubmitted.v1")
    assert told["checkpoint"]["final"]

    (tmp_path / "cut.zip").write_bytes(without(raw, f"events/{registration_of(raw)}.json"))
    code, told = verify(tmp_path, "cut.zip", *pins)
    assert (code, told["ok"]) == (1, False), "without the registration of the key nothing is shown"


def registration_of(raw: bytes) -> int:
    """The position at which the key of the police came into force."""
    with ZipFile(BytesIO(raw)) as packed:
        told = json.loads(packed.read("keys.json"))
    (keys,) = [agency["keys"] for agency in told["agencies"] if agency["id"] == POLICE]
    return next(int(key["from_position"]) for key in keys if key["custody"] == "agency")
