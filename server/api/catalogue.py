"""GET /v1/catalogue: what can be recorded, by whom, with which fields. No token: it is the same for all."""

from typing import Annotated, Any

from litestar import get
from litestar.params import Parameter

from domain.catalogue import REGISTRY, by_type
from domain.catalogue.schema import describe, json_schema
from server.api.documented import refusals
from server.api.problems import not_found
