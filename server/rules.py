"""The tables of rules this version brings along: read once, adopted in the log by version and hash."""

from functools import cache
from hashlib import sha256
from importlib.resources import files

import msgspec

from domain.access import Matrix
from domain.clocks.tables import ClockTables
from domain.decisions import Limits
from domain.notice import Notice
from domain.sop import NationalSteps
from domain.watch import WATCH


class Rules(msgspec.Struct, frozen=True):
    """The rules in force; `adopted` names each table's version and SHA-256 for `RulesAdopted`."""

    matrix: Matrix
    limits: Limits
    clocks: ClockTables
    notice: Notice
    adopted: dict[str, tuple[int, str]]


@cache
def load_rules() -> Rules:
    """The tables of `domain/rules/` and `domain/clocks/`. ValueError for one that does not hold together."""
    matrix_text, limits_text = _text("access_matrix.toml"), _text("limits.toml")
    steps_text = _text("sop_steps.toml")
    matrix, limits = Matrix.parse(matrix_text), Limits.parse(limits_text)
    clocks = ClockTables.parse(_clock_texts())
    notice = Notice.parse(_text("confidentiality_notice.toml"))
    adopted = {
        "access_matrix": (matrix.version, _hash(matrix_text)),
        "limits": (limits.version, _hash(limits_text)),
        "sop_steps": (NationalSteps.parse(steps_text).version, _hash(steps_text)),
        "clockwork": (WATCH.version, _hash(_text("clockwork.toml"))),
    }
    adopted |= {kind: (version, clocks.hashes[kind, version]) for kind, version in clocks.newest_of.items()}
    return Rules(matrix, limits, clocks, notice, adopted)


def _text(name: str) -> str:
    return files("domain").joinpath("rules", name).read_text(encoding="utf-8")


def _clock_texts() -> dict[str, str]:
    folder = files("domain").joinpath("clocks")
    names = [file.name for file in folder.iterdir() if file.name.endswith(".toml")]
    return {name: folder.joinpath(name).read_text(encoding="utf-8") for name in names}


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
