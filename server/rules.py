"""The tables of rules this version brings along: read once, adopted in the log by version and hash."""

from hashlib import sha256
from importlib.resources import files

import msgspec

from domain.access import Matrix
from domain.decisions import Limits


class Rules(msgspec.Struct, frozen=True):
    """The rules in force; `adopted` names each table's version and SHA-256 for `RulesAdopted`."""

    matrix: Matrix
    limits: Limits
    adopted: dict[str, tuple[int, str]]


def load_rules() -> Rules:
    """The tables of `domain/rules/`. Raises ValueError for a table that does not hold together."""
    matrix_text, limits_text = _text("access_matrix.toml"), _text("limits.toml")
    matrix, limits = Matrix.parse(matrix_text), Limits.parse(limits_text)
    adopted = {
        "access_matrix": (matrix.version, _hash(matrix_text)),
        "limits": (limits.version, _hash(limits_text)),
    }
    return Rules(matrix, limits, adopted)


def _text(name: str) -> str:
    return files("domain").joinpath("rules", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
