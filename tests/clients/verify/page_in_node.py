"""The page's verifier in the Node that playwright brings: one process, fed with dossiers."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jejak_client.verify.page.making import verifier_script
from playwright._impl._driver import compute_driver_executable

from tests.clients.verify.changing import Case

DRIVER = Path(__file__).with_name("page_driver.js")


class PageInNode:
    """Answers dossiers with the result of the page."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def result_on(self, case: Case) -> Any:
        """What the page finds, as JSON has it."""
        asked = {"raw": _base64(case.raw), "policy": _base64(case.policy), "roots": _base64(case.roots)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({**asked, "now": case.now}) + "\n")
        self._process.stdin.flush()
        answered = self._process.stdout.readline()
        assert answered, "the verifier of the page broke down; its error stands above"
        return json.loads(answered)


@contextmanager
def page_in_node(place: Path) -> Iterator[PageInNode]:
    """A running one; `place` holds its script."""
    script = place / "verifier.js"
    script.write_text(f'"use strict";\n{verifier_script()}\n{DRIVER.read_text()}', encoding="utf-8")
    node = compute_driver_executable()[0]
    with subprocess.Popen(
        [node, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield PageInNode(process)
        finally:
            process.kill()


def _base64(raw: bytes | None) -> str | None:
    return None if raw is None else base64.b64encode(raw).decode("ascii")
