"""Old versions read as the current one. No type has a second version yet, so the test brings one."""

from collections.abc import Iterator
from typing import Annotated

import pytest

from domain.catalogue import REGISTRY, by_type, registry
from domain.catalogue.fields import Count, field
from domain.catalogue.registry import Event, decode_body, event_type, version_of
from domain.catalogue.upcast import STEPS, upcast


@pytest.fixture
def third_version() -> Iterator[None]:
    """LegCounted v3: v1 said `number`, v2 renamed it `legs`, v3 added `escorts`."""

    class LegCounted(Event, frozen=True, kw_only=True):
        """Legs of a journey."""

        legs: Annotated[Count, field("Jumlah leg", "Legs")]
        escorts: Annotated[Count, field("Jumlah pengawal", "Escorts")]

    enter = event_type(label_id="Leg", label_en="Legs", by=("dinsos",), audience="service", version=3)
    enter(LegCounted)
    STEPS["LegCounted", 1] = lambda data: {"legs": data["number"]}
    STEPS["LegCounted", 2] = lambda data: {**data, "escorts": 0}
    yield
    for version in (1, 2, 3):
        del registry._BY_TYPE[f"jejak.LegCounted.v{version}"]
    del REGISTRY["LegCounted"], STEPS["LegCounted", 1], STEPS["LegCounted", 2]


@pytest.mark.usefixtures("third_version")
@pytest.mark.parametrize(
    ("type_string", "data"),
    [
        ("jejak.LegCounted.v1", {"number": 4}),
        ("jejak.LegCounted.v2", {"legs": 4}),
        ("jejak.LegCounted.v3", {"legs": 4, "escorts": 0}),
    ],
)
def test_data_of_any_version_reads_as_the_current_one(type_string: str, data: dict[str, int]) -> None:
    current = by_type(type_string)
    assert current is REGISTRY["LegCounted"]
    body = decode_body(current, upcast(type_string, data))
    assert (body.legs, body.escorts) == (4, 0)


@pytest.mark.usefixtures("third_version")
def test_a_version_to_come_is_not_known() -> None:
    assert by_type("jejak.LegCounted.v4") is None
    with pytest.raises(ValueError, match="catalogue"):
        upcast("jejak.LegCounted.v4", {})


def test_data_of_the_current_version_is_left_as_it_is() -> None:
    data = {"channel": "walk_in"}
    assert upcast("jejak.ReportReceived.v1", data) is data


@pytest.mark.parametrize("entry", REGISTRY.values(), ids=lambda entry: entry.name)
def test_every_older_version_has_its_step(entry: registry.EventType) -> None:
    assert all((entry.name, version) in STEPS for version in range(1, entry.version))


def test_no_step_is_left_over() -> None:
    assert {(name, version) for name, version in STEPS if version >= REGISTRY[name].version} == set()


@pytest.mark.parametrize(
    "type_string", ["", "ReportReceived", "jejak.ReportReceived", "jejak.ReportReceived.v0", "jejak.A.v1\n"]
)
def test_a_type_string_has_one_form(type_string: str) -> None:
    with pytest.raises(ValueError, match="catalogue"):
        version_of(type_string)
