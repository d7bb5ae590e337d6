#!/usr/bin/env bash
# Writes requirements.lock anew: every package of every extra with its hashes, without addresses.
set -euo pipefail
cd "$(dirname "$0")/.."
exec uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras --no-annotate \
  --no-emit-index-url --no-emit-find-links --no-sources \
  --custom-compile-command "make lock" pyproject.toml clients/pyproject.toml -o requirements.lock "$@"
