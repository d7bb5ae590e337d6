"""Every payload that reference/domain.md section 7 names for the services of a victim can be written down."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from domain.catalogue import REGISTRY
from domain.catalogue.registry import decode_full

PERSON = "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b01"
PAPER = {"sha256": "a" * 64, "bytes": 9, "mediatype": "application/pdf", "holder": "uptdppa-sukabumi"}
WORDS: dict[str, Any] = {
    "@person": PERSON,
    "@other": "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b02",
    "@consent": "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b03",
    "@file": "9e0f3a52-6c1b-4d57-9a34-0d5e6f7a8b04",
    "$paper": PAPER,
    "$paper.sha256": PAPER["sha256"],
}
ROWS = tomllib.loads((Path(__file__).parent / "data" / "scenario_payloads.toml").read_text())["rows"]


def meant(value: Any) -> Any:
    """The value with its words put in place."""
    if isinstance(value, list):
        return [meant(each) for each in value]
    return WORDS.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['scenario']}-{row['day']}-{row['type']}")
def test_a_payload_of_a_scenario_can_be_written_by_its_agency(row: dict[str, Any]) -> None:
    entry = REGISTRY[row["type"]]
    assert row["kind"] in entry.agencies
    decoded = decode_full(entry, {name: meant(value) for name, value in row["data"].items()})
    assert all(getattr(decoded, member) is not None for member in row["data"])


@pytest.mark.parametrize("name", ["RepatriationLegDeparted", "RepatriationLegArrived"])
def test_the_hash_in_the_clear_is_that_of_the_handover_minutes(name: str) -> None:
    payload = {"person": PERSON, "leg": 1, "minutes": PAPER, "minutes_sha256": "b" * 64}
    with pytest.raises(ValueError, match="minutes_sha256"):
        decode_full(REGISTRY[name], payload)
