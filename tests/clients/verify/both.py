"""A dossier before both verifiers, the one in Python and that of the page: they must agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from jejak_client.verify.dossier import verify_dossier
from jejak_client.verify.roots import read_roots

from tests.clients.verify.changing import Case
from tests.clients.verify.making import Files, packed, policy_text, roots_text
from tests.clients.verify.page_in_node import PageInNode, page_in_node
from tests.clients.verify.telling import Story


class Both:
    """Answers dossiers with what both find."""

    def __init__(self, page: PageInNode) -> None:
        self._page = page

    def on(self, case: Case) -> Any:
        """The result, as JSON has it."""
        roots = read_roots(case.roots) if case.roots is not None else None
        result = verify_dossier(case.raw, case.now, case.policy, roots).result
        found = json.loads(json.dumps(msgspec.to_builtins(result)))
        assert self._page.result_on(case) == found
        return found

    def on_files(self, told: Story, files: Files, **manifest: Any) -> Any:
        """The same of these files with the manifest that fits them, policy and roots pinned."""
        raw = packed(told, files, **manifest)
        return self.on(Case("made", raw, policy_text(), roots_text(), told.verified_at, frozenset()))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """Both verifiers, ready to be asked."""
    with page_in_node(tmp_path_factory.mktemp("page")) as page:
        yield Both(page)


def codes(result: Any, of: str = "problems") -> set[str]:
    """The codes of problems, or of notes."""
    return {each["code"] for each in result[of]}
