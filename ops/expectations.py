"""What a scenario says must hold of what each agency can read: the shapes of its checks, without a judgement.

The judgement is in `ops/checks.py`; the format is described in docs/scenario-format.md.
"""

from typing import Any, Literal

import msgspec


class Strict(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of the tables of a scenario: a misspelt key is an error."""


class Told(Strict, frozen=True, kw_only=True):
    """One sentence for a coordinator, in Indonesian and in English."""

    id: str
    en: str


class Check(Strict, frozen=True, kw_only=True, tag_field="check"):
    """Base of the checks. `after`: the step after which it must hold; None: after the last."""

    after: str | None = None
    told: Told | None = None


class Sees(Check, frozen=True, kw_only=True, tag="sees"):
    """What the agency's feed holds of one step: body, stage or nothing; of a body, which data classes.

    `classes`: exactly these come with it. `without`: none of these does. `facts`: members of the signed body,
    by dotted path.
    """

    agency: str
    event: str
    level: Literal["body", "stage", "nothing"]
    classes: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    facts: dict[str, Any] = {}


class Secret(Check, frozen=True, kw_only=True, tag="secret"):
    """Each of `values` is in what every agency of `only` reads together, and in nothing any other reads."""

    values: tuple[str, ...]
    only: tuple[str, ...]


class Feed(Check, frozen=True, kw_only=True, tag="feed"):
    """How many event rows and stage rows of a case the agency's feed holds."""

    agency: str
    case: str
    events: int
    stages: int


class CaseView(Check, frozen=True, kw_only=True, tag="case"):
    """How the server answers the agency that asks for a case, and members of the answer."""

    agency: str
    case: str
    status: int
    facts: dict[str, Any] = {}


class Unchanged(Check, frozen=True, kw_only=True, tag="unchanged"):
    """What the agency reads of a case is what it read after the step `since`."""

    agency: str
    case: str
    since: str


class Answers(Check, frozen=True, kw_only=True, tag="answer"):
    """How the server answers the agency that asks for a path of the API, `@alias` filled in.

    `facts`: values by dotted path. `contains`: for each of these there is an entry of the list under
    `entries` with these members (by dotted path). `lacks`: for none of these there is one. `count`: how many
    it has. `role`: the role of the token.
    """

    agency: str
    path: str
    params: dict[str, Any] = {}
    role: str = "reader"
    status: int = 200
    facts: dict[str, Any] = {}
    entries: str = "items"
    contains: tuple[dict[str, Any], ...] = ()
    lacks: tuple[dict[str, Any], ...] = ()
    count: int | None = None


class OnRecord(Check, frozen=True, kw_only=True, tag="on_record"):
    """How many events of a type of the deployment's own the agency's feed holds, with these members of
    `data`, and dated `time` ("day 3 08:30") where that is given."""

    agency: str
    type: str
    case: str | None = None
    time: str | None = None
    facts: dict[str, Any] = {}
    count: int = 1


class AbsentType(Check, frozen=True, kw_only=True, tag="absent_type"):
    """No event type of the catalogue has one of these words in its name or labels."""

    words: tuple[str, ...]


AnyCheck = Sees | Secret | Feed | CaseView | Unchanged | AbsentType | Answers | OnRecord
