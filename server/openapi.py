"""The OpenAPI document as a file: `python -m server.openapi > docs/openapi.json`."""

import sys
from pathlib import Path

import msgspec

from server.app import create_app
from server.config import Settings


def document() -> str:
    """The document of the application, indented, as it is committed. Opens nothing."""
    app = create_app(Settings(database_url="", keys_dir=Path(), origin="jejak.example"))
    return msgspec.json.format(msgspec.json.encode(app.openapi_schema.to_schema()), indent=1).decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
