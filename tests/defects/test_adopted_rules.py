"""Every table by which the deployment judges stands in the log by version and hash."""

from hashlib import sha256
from importlib.resources import files

from tests.server.api.deployment import Deployment


async def test_the_thresholds_of_the_clockwork_are_adopted_in_the_log(deployment: Deployment) -> None:
    text = files("domain").joinpath("rules", "clockwork.toml").read_bytes()
    assert deployment.services.directory.current.rules["clockwork"] == (1, sha256(text).hexdigest())
