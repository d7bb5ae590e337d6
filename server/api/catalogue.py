"""GET /v1/catalogue: what can be recorded, by whom, with which fields. No token: it is the same for all."""

from functools import cache
from typing import Annotated, Any, Literal

import msgspec
from litestar import get
from litestar.params import Parameter

from domain.catalogue import REGISTRY, by_type
from domain.catalogue.schema import describe, json_schema
from server.api.documented import refusals
from server.api.problems import not_found

LongText = Annotated[str, msgspec.Meta(description="What it states, and the law or form it comes from.")]


class Label(msgspec.Struct, kw_only=True):
    """A name in Indonesian and in English."""

    id: str
    en: str


class Audience(msgspec.Struct, kw_only=True):
    """What each kind of agency on a case gets of the type; `*` stands for the kinds not named."""

    name: str
    levels: dict[str, Literal["body", "stage", "nothing"]]


class CatalogueField(msgspec.Struct, kw_only=True):
    """One member of `data`; `codes` is the closed list of its values, where it has one."""

    name: str
    data_class: str
    required: bool
    label: Label
    codes: dict[str, Label] | None


class CatalogueEntry(msgspec.Struct, kw_only=True):
    """One event type. `legal_code` is never translated; `stale_on` stands on decisions only."""

    type: str
    name: str
    version: int
    chapter: str
    label: Label
    legal_code: str | None
    description: LongText
    kind: Literal["statement", "decision"]
    stream: Literal["case", "registry", "duplicates", "coordination"]
    opens_case: bool
    authority: Annotated[list[str], msgspec.Meta(description="Kinds of agency that may record it.")]
    audience: Audience
    stale_on: list[str]
    person_field: str | None
    joint_with: list[str]
    starts: list[str]
    stops: list[str]
    narrative_as: str
    summary_to: dict[str, list[str]]
    aliases: dict[str, dict[str, str]]
    fields: list[CatalogueField]


class CatalogueType(CatalogueEntry, kw_only=True):
    """One event type with the JSON Schema (2020-12) of its `data`, every disclosure opened."""

    schema: dict[str, Any]


class Catalogue(msgspec.Struct, kw_only=True):
    """Every event type, in the order of the chapters."""

    types: list[CatalogueEntry]


@get(
    "/v1/catalogue",
    operation_id="listEventTypes",
    summary="The event types",
    description="No token.",
    tags=["catalogue"],
    responses=refusals(),
)
async def list_event_types() -> Catalogue:
    """What a client needs to build its forms."""
    return _catalogue()


@get(
    "/v1/catalogue/{name:str}",
    operation_id="getEventType",
    summary="One event type with its JSON Schema",
    description="No token.",
    tags=["catalogue"],
    responses=refusals("not_found"),
)
async def get_event_type(
    name: Annotated[
        str, Parameter(description="A CloudEvents type such as `jejak.ReportReceived.v1`, or its class name.")
    ],
) -> CatalogueType:
    """One entry in full."""
    found = by_type(name) or REGISTRY.get(name)
    if found is None:
        raise not_found()
    return msgspec.convert({**describe(found), "schema": json_schema(found)}, CatalogueType)


@cache
def _catalogue() -> Catalogue:
    entries = [describe(event_type) for event_type in REGISTRY.values()]
    return msgspec.convert({"types": entries}, Catalogue)
