"""What the OpenAPI document says of refusals and of request bodies."""

from dataclasses import dataclass
from typing import Any

from litestar import Router
from litestar._openapi.plugin import handle_schema_path_not_found
from litestar.openapi import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    License,
    OpenAPIMediaType,
    Operation,
    Parameter,
    RequestBody,
    Schema,
    SecurityScheme,
)
from litestar.openapi.spec.enums import OpenAPIType
from litestar.routes import BaseRoute

from domain.read_purposes import ReadPurpose
from server.api.payloads import StaleProblem
from server.api.problems import ALL_PROBLEMS, MEDIA_TYPE, Problem

SESSION = [{"session": list[str]()}]  # `security` of an operation for people alone
TOKEN = [{"token": list[str]()}, *SESSION]  # of an operation for an agency's system or a person
PURPOSE = "Jejak-Purpose"
TOKEN_PROBLEMS = ("unauthenticated", "forbidden", "too_many_requests", "busy")


def openapi_config() -> OpenAPIConfig:
    """The document at /schema/openapi.json; no page that would load a script from elsewhere."""
    bearer = SecurityScheme(
        type="http",
        scheme="bearer",
        description="A token `jejak_...` of one agency in one role; `jejak token issue` makes it.",
    )
    session = SecurityScheme(
        type="apiKey",
        name="__Host-jejak",
        security_scheme_in="cookie",
        description=(
            "The session of a person, opened by `POST /v1/session` (without TLS, on the machine itself, its "
            "name is `jejak`). `Jejak-Role` names the role to act in where the account has several that the "
            "call takes; a call that changes something carries the session's `csrf` as `Jejak-Csrf`."
        ),
    )
    return OpenAPIConfig(
        title="Jejak",
        version="1",
        summary="Event-sourced, multi-agency case log and sync server for anti-trafficking task forces",
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        components=Components(security_schemes={"token": bearer, "session": session}),
        openapi_router=SchemaRouter("/schema", route_handlers=[], include_in_schema=False),
        render_plugins=[JsonRenderPlugin()],
    )


class SchemaRouter(Router):
    """The routes of the document, without litestar's own page in HTML for what is not there."""

    def register(self, value: Any) -> list[BaseRoute]:
        """Registers all but that page."""
        return [] if getattr(value, "fn", None) is handle_schema_path_not_found else super().register(value)


def refusals(*slugs: str) -> dict[int, ResponseSpec]:
    """The problem responses of an operation, one for each HTTP status, with the slugs that bear it."""
    by_status: dict[int, list[str]] = {}
    for slug in (*slugs, "bad_request", "internal_error"):
        by_status.setdefault(ALL_PROBLEMS[slug][0], []).append(slug)
    return {
        status: ResponseSpec(
            StaleProblem if "stale" in names else Problem,
            generate_examples=False,
            media_type=MEDIA_TYPE,
            description=", ".join(sorted(names)),
        )
        for status, names in sorted(by_status.items())
    }


def answer(payload: Any, description: str) -> ResponseSpec:
    """A JSON answer of an operation."""
    return ResponseSpec(payload, generate_examples=False, description=description)


_EVENT = Schema(
    type=OpenAPIType.OBJECT,
    description="A CloudEvents 1.0 event (docs/envelope.md); /v1/catalogue has the JSON Schema of its data.",
    required=["specversion", "id", "source", "type", "subject", "time", "data"],
    properties={
        "specversion": Schema(type=OpenAPIType.STRING, enum=["1.0"]),
        "id": Schema(type=OpenAPIType.STRING, pattern="^[A-Za-z0-9._:-]{1,64}$"),
        "source": Schema(type=OpenAPIType.STRING, pattern="^/agencies/[a-z0-9]+(-[a-z0-9]+)*$"),
        "type": Schema(type=OpenAPIType.STRING),
        "subject": Schema(type=OpenAPIType.STRING),
        "time": Schema(type=OpenAPIType.STRING),
        "data": Schema(type=OpenAPIType.OBJECT),
    },
)
_JWS = Schema(
    type=OpenAPIType.OBJECT,
    description="Flattened JWS (RFC 7515 section 7.2.2), alg Ed25519; disclosures in its unprotected header.",
    required=["protected", "payload", "signature"],
    properties={
        "protected": Schema(type=OpenAPIType.STRING),
        "payload": Schema(type=OpenAPIType.STRING),
        "signature": Schema(type=OpenAPIType.STRING),
        "header": Schema(
            type=OpenAPIType.OBJECT,
            properties={"disclosures": Schema(type=OpenAPIType.ARRAY, items=Schema(type=OpenAPIType.STRING))},
        ),
    },
)


@dataclass
class ReadOperation(Operation):
    """A call that is kept in the read log, with the header that says what for."""

    def __post_init__(self) -> None:
        purposes = ", ".join(f"{each} ({each.label_en})" for each in ReadPurpose)
        purpose = Parameter(
            name=PURPOSE,
            param_in="header",
            required=False,
            description=f"What for; by default what the role is for. Kept in the read log. {purposes}.",
            schema=Schema(type=OpenAPIType.STRING, enum=[each.value for each in ReadPurpose]),
        )
        self.parameters = [*(self.parameters or []), purpose]


@dataclass
class PublishOperation(Operation):
    """POST /v1/events with its three media types; its body is read raw, so no type of ours describes it."""

    def __post_init__(self) -> None:
        batch = Schema(type=OpenAPIType.ARRAY, items=Schema(one_of=[_EVENT, _JWS]), max_items=1000)
        signed = Schema(one_of=[_JWS, Schema(type=OpenAPIType.ARRAY, items=_JWS, max_items=1000)])
        self.request_body = RequestBody(
            content={
                "application/cloudevents+json": OpenAPIMediaType(schema=_EVENT),
                "application/cloudevents-batch+json": OpenAPIMediaType(schema=batch),
                "application/jose+json": OpenAPIMediaType(schema=signed),
            },
            required=True,
        )
