"""For every call and stream the set of (agency, event, class) shown is what the matrix and the law allow.

Random cases, agencies, relations, consents and emergencies, told and read through the API; what is allowed is
said by an oracle written from reference/domain.md (oracle.py).
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.server.need_to_know.beginnings import CHAPTERS, OPENED, Step
from tests.server.need_to_know.dossiers import may_be_given, values_given
from tests.server.need_to_know.looking import Look, Seen
from tests.server.need_to_know.oracle import Oracle
from tests.server.need_to_know.places import CLASSES, WATCHERS
from tests.server.need_to_know.scene import Scene, staged
from tests.server.need_to_know.stories import CASES
from tests.server.need_to_know.telling import Story
from tests.servers import DatabaseServer

AUDITS = ("auditor", "dpo")
CLOSED: tuple[str, frozenset[str]] = ("nothing", frozenset())
# Every chapter that a random case may begin with, so that each is looked at through every call.
EVERYTHING: tuple[Step, list[Step], timedelta] = (
    OPENED,
    [each for chapter in CHAPTERS for each in chapter],
    timedelta(hours=2),
)
EXACT = ("feed", "stream", "timeline")  # these tell level and classes of each event
ALIKE = settings(
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),  # a history fails as it was told: it names what led there
)


@pytest.fixture(scope="module")
def scene(
    postgres_server: DatabaseServer, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Scene]:
    with (
        postgres_server.fresh_database(migrated_template) as url,
        staged(url, tmp_path_factory.mktemp("need_to_know") / "keys") as made,
    ):
        yield made


def test_in_a_case_with_all_that_is_seldom_every_call_shows_what_is_allowed(scene: Scene) -> None:
    told = {each.type for each in assert_each_sees_what_is_allowed(scene, EVERYTHING).told}
    assert told >= {type_name for type_name, *_ in EVERYTHING[1]} | {"KeyShredded"}


@settings(ALIKE, max_examples=7, derandomize=True)
@given(CASES)
def test_every_call_shows_what_is_allowed_and_no_cell_more(
    scene: Scene, drawn: tuple[Step, list[Step], timedelta]
) -> None:
    assert_each_sees_what_is_allowed(scene, drawn)


@pytest.mark.long
@pytest.mark.timeout(1200)
@settings(ALIKE, max_examples=60)
@given(CASES)
def test_in_many_cases_every_call_shows_what_is_allowed_and_no_cell_more(
    scene: Scene, drawn: tuple[Step, list[Step], timedelta]
) -> None:
    assert_each_sees_what_is_allowed(scene, drawn)


def assert_each_sees_what_is_allowed(scene: Scene, drawn: tuple[Step, list[Step], timedelta]) -> Story:
    first, rest, passed = drawn
    story, looks = scene.run(scene.play([first, *rest], passed))
    oracle, at = scene.oracle(story), scene.deployment.time()
    for agency, seen in looks.items():
        allowed = oracle.sees(agency, at)
        for call in EXACT:
            assert seen.by_call[call] == allowed, (agency, call, told_of(story))
        assert held(seen) == listed(allowed), (agency, "manifest", told_of(story))
        if agency not in WATCHERS:  # their tokens are not of the roles that may ask
            listed_versions = seen.told["versions"].get("versions", [])
            assert listed_versions == bodies(story, allowed), (agency, told_of(story))
        assert seen.by_call.get("audit") == audited(oracle, agency, allowed), (agency, told_of(story))
        assert ("audit/reads" in seen.told) == (oracle.kinds[agency] in AUDITS), agency
        assert (seen.status == 200) == bool(allowed), (agency, "case", told_of(story))
        assert seen.by_call.get("dossier") == may_be_given(oracle, agency, allowed), (agency, told_of(story))
        if "dossier" in seen.told:
            must, may = values_given(story, allowed)
            assert must <= seen.canaries("dossier") <= may, (agency, told_of(story))
        no_more_than_allowed(story, seen, allowed)
    return story


def no_more_than_allowed(story: Story, seen: Look, allowed: Seen) -> None:
    """Everywhere: no value of a class that is closed, no position of an event that is closed. The feed, the
    stream and the case show every value that is open."""
    may = {
        canary
        for canary, (position, named) in story.planted.items()
        if named in allowed.get(position, ("nothing", frozenset()))[1]
    }
    of_case = {each.position for each in story.told}
    for call in seen.told:
        assert seen.canaries(call) <= may, (seen.agency, call, told_of(story))
        told = allowed.keys() | (purges(seen) if call == "worklist" else set())
        assert seen.positions(call) & of_case <= told, (seen.agency, call, told_of(story))
    for call in ("feed", "stream", "case"):
        assert seen.canaries(call) == may, (seen.agency, call, told_of(story))


def audited(oracle: Oracle, agency: str, allowed: Seen) -> Seen | None:
    """The log as an auditor by office reads it: every body, and of values what is open to it anyway; nobody
    else is let in."""
    if oracle.kinds[agency] != "auditor":
        return None
    return {each.position: ("body", allowed.get(each.position, CLOSED)[1]) for each in oracle.events}


def bodies(story: Story, allowed: Seen) -> list[int]:
    """The versions of the case whose events the agency may see in full."""
    return [each.version for each in story.told if allowed.get(each.position, CLOSED)[0] == "body"]


def purges(seen: Look) -> set[int]:
    """The erasures by which the agency is asked to purge its copies, be it off the case by now."""
    return {row["cause"] for row in seen.told["feed"] if row["kind"] == "shredded"}


def held(seen: Look) -> tuple[int, str] | None:
    return (seen.manifest["count"], seen.manifest["hash"]) if seen.manifest else None


def listed(allowed: Seen) -> tuple[int, str] | None:
    """What a manifest says of a case: the number of events, and the hash over position, level and classes."""
    if not allowed:
        return None
    digest = sha256()
    for position in sorted(allowed):
        level, classes = allowed[position]
        names = [each for each in CLASSES if each in classes]
        digest.update(json.dumps([position, level, names], separators=(",", ":")).encode())
    return len(allowed), digest.hexdigest()


def told_of(story: Story) -> str:
    """The history, for whoever has to mend what failed."""
    return "\n".join(f"{each.position} {each.type} {each.agency} {each.data}" for each in story.told)
