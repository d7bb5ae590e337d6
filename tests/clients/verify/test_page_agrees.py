"""The page for browsers finds what the verifier in Python finds, result for result, whatever the bytes."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
import pytest
from jejak_client import base64url

from tests.clients.verify.changing import Case
from tests.clients.verify.made_log import HOST, MadeLog, Signer
from tests.clients.verify.making import dossier_files, packed, policy_text, receipt_of, roots_text
from tests.clients.verify.odd_bytes import odd_dossiers
from tests.clients.verify.page_in_node import PageInNode, page_in_node
from tests.clients.verify.tampering import dossiers, good
from tests.clients.verify.telling import Story, story
from tests.clients.verify.test_dossiers import verdict_on


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PageInNode]:
    with page_in_node(tmp_path_factory.mktemp("page")) as running:
        yield running


def result_on(case: Case) -> Any:
    """What the verifier in Python finds, as JSON has it."""
    return json.loads(json.dumps(msgspec.to_builtins(verdict_on(case).result)))


def differing(page: PageInNode, cases: Iterable[Case]) -> list[tuple[int, str]]:
    return [(at, case.name) for at, case in enumerate(cases) if page.result_on(case) != result_on(case)]


def test_both_verifiers_find_the_same_in_dossiers_good_and_tampered_with(page: PageInNode) -> None:
    assert differing(page, dossiers(20)) == []


def test_both_verifiers_find_the_same_in_odd_bytes(page: PageInNode) -> None:
    assert differing(page, odd_dossiers(20)) == []


@pytest.mark.long
def test_both_verifiers_find_the_same_in_many_dossiers(page: PageInNode) -> None:
    assert differing(page, dossiers(500)) == []


@pytest.mark.long
def test_both_verifiers_find_the_same_in_much_odd_bytes(page: PageInNode) -> None:
    assert differing(page, odd_dossiers(500)) == []


def test_both_verifiers_show_every_event_of_a_good_dossier(page: PageInNode) -> None:
    case = good(1)
    shown = page.result_on(case)
    assert shown["ok"]
    assert [event["position"] for event in shown["events"]] == [entry.position for entry in story(1).shown]


def of(told: Story, roots: bytes | None = None, **files: bytes) -> Case:
    raw = packed(told, {**dossier_files(told), **files})
    return Case("made", raw, policy_text(), roots, told.verified_at, frozenset())


def codes(result: Any) -> set[str]:
    return {problem["code"] for problem in result["problems"]}


def test_a_first_entry_that_names_no_root_is_refused_by_both(page: PageInNode) -> None:
    told = story(1)
    first, root = told.log.entries[0], told.log.signers["root"]
    body = {**first.body, "data": {"agency": HOST, "kind": "deployment"}}
    first.state = root.jws("jejak-event+jws", json.dumps(body).encode())
    told.log.leaves[0] = first.leaf
    case = of(told)
    assert page.result_on(case) == result_on(case)
    assert "key_unknown" in codes(result_on(case))


def test_a_receipt_of_a_moment_that_no_calendar_has_is_refused_by_both(page: PageInNode) -> None:
    told = story(1)
    never = "2026-13-45T00:00:00.000000Z"
    promised = {
        **told.log.entries[0].promised(),
        "position": told.log.cosigned[-1][0] + 1,
        "recordedat": never,
    }
    receipt = receipt_of(told.log, [], events=[promised]).encode()
    case = of(told, **{"receipts/never.jws": receipt})
    assert page.result_on(case) == result_on(case)
    assert codes(result_on(case)) == {"receipt_malformed"}


WEAK = ["00" * 32, "01" + "00" * 31, "ec" + "ff" * 30 + "7f", "ee" + "ff" * 30 + "7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"]  # fmt: skip


@pytest.mark.parametrize("point", WEAK)
def test_a_signature_with_a_weak_point_is_refused_by_both(page: PageInNode, point: str) -> None:
    told = story(1)
    entry = told.shown[-1]
    head, payload, _ = entry.state.split(".")
    entry.state = f"{head}.{payload}.{_signature(point)}"
    told.log.leaves[entry.position - 1] = entry.leaf
    case = of(told)
    assert page.result_on(case) == result_on(case)
    assert codes(result_on(case)) == {"signature_invalid"}


@pytest.mark.parametrize("point", WEAK)
def test_a_weak_key_comes_into_no_force_with_either(page: PageInNode, point: str) -> None:
    class Weak(Signer):
        def __init__(self, log: MadeLog) -> None:
            super().__init__("weak", "polres-ttu")
            self.public = bytes.fromhex(point)
            self.x = base64url.encode(self.public)

    told = story(1, rotated=False, revoked=False)
    told.log.register_key(told.log.signers["root polres-ttu"], Weak(told.log), "agency")
    told.log.cosign()
    case = of(told, roots_text())
    assert page.result_on(case) == result_on(case)
    assert "registry_refused" in codes(result_on(case))


@pytest.mark.parametrize(
    "roots",
    [roots_text().replace(b"\n", b"\r\n"), b"# told by telephone\x0c \t" + roots_text(), roots_text(["root"]),
     roots_text().replace(b"\n", "\u2028".encode()), roots_text().replace(b"\n", b"\xc2\xa0\n")],
)  # fmt: skip
def test_lists_of_roots_are_read_alike(page: PageInNode, roots: bytes) -> None:
    case = of(story(1), roots)
    assert page.result_on(case) == result_on(case)


def _signature(point: str) -> str:
    return base64url.encode(bytes.fromhex(point) + bytes(32))
