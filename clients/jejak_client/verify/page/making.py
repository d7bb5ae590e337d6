"""Puts the page together: the sources one after the other in one script, its codes from codes.py."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

from jejak_client.verify.codes import FLAGS, NOTES, PROBLEMS

HERE = Path(__file__).parent
PAGE = HERE / "verify.html"
SUM = HERE / "verify.html.sha256"
VERIFIER = (
    "errors", "bytes", "base64", "json", "shapes", "findings", "archive", "ed25519", "note", "merkle",
    "policy", "jws", "event", "registry", "roots", "chain", "checkpoints", "events", "receipts", "deliveries",
    "contents", "dossier",
)  # fmt: skip
VIEW = ("words", "elements", "values", "verdict", "timeline", "page")


def verifier_script() -> str:
    """The verifier alone, as one script: its functions, and nothing done."""
    codes = "".join(
        f"const {name} = {_literal(table)};\n"
        for name, table in (("PROBLEMS", PROBLEMS), ("NOTES", NOTES), ("FLAGS", FLAGS))
    )
    return codes + _sources(VERIFIER)


def page() -> str:
    """The whole of verify.html."""
    script = f'\n"use strict";\n(() => {{\n{verifier_script()}{_labels()}{_sources(VIEW)}}})();\n'
    style = "\n" + _source("style.css")
    filled = {
        "{{policy}}": f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'",
        "{{style}}": style,
        "{{script}}": script,
    }
    made = _source("page.html")
    for mark, content in filled.items():
        made = made.replace(mark, content, 1)
    return made


def sum_line(made: str) -> str:
    """The SHA-256 of the page as sha256sum prints it."""
    return f"{sha256(made.encode()).hexdigest()}  {PAGE.name}\n"


def _labels() -> str:
    """Names of event types and fields, and the codes, for people."""
    tables = (("CODES_ID", "codes_id.json"), ("LABELS", "labels.json"))
    return "".join(f"const {name} = {_literal(json.loads(_source(file)))};\n" for name, file in tables)


def _sources(names: tuple[str, ...]) -> str:
    return "\n".join(_source(f"{name}.js") for name in names)


def _source(name: str) -> str:
    return (HERE / "src" / name).read_text(encoding="utf-8")


def _literal(value: object) -> str:
    """A literal of JavaScript that cannot end the script it stands in."""
    return json.dumps(value, ensure_ascii=False, indent=0).replace("<", "\\u003c")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(sha256(content.encode()).digest()).decode("ascii")
