#!/usr/bin/env bash
# Makes .venv from requirements.lock. Does nothing when .venv was made from these very inputs at this very place.
# Two at once: the second waits for the first and then finds nothing to do.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}
stamp=.venv/.made-from
export UV_PYTHON_DOWNLOADS=never UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1} PIP_DISABLE_PIP_VERSION_CHECK=1

inputs() { { pwd; cat requirements.lock pyproject.toml clients/pyproject.toml ops/environment.sh; } | sha256sum; }
current() { [ -x .venv/bin/jejak ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(inputs)" ]; }

fetch_uv() {  # Debian without python3-venv has no ensurepip, but its pip can fetch uv
  [ -x .tools/bin/uv ] && return
  "$python" -m pip --version >/dev/null 2>&1 || { echo "Jejak needs python3-venv or python3-pip" >&2; exit 3; }
  "$python" -m pip install --quiet --target .tools uv
}

make_venv() {
  if .venv/bin/python -c 'import encodings' 2>/dev/null && grep -qxF "$PWD" .venv/.place 2>/dev/null; then return; fi
  rm -rf .venv
  if "$python" -c 'import ensurepip' 2>/dev/null; then
    "$python" -m venv .venv
  else
    fetch_uv
    .tools/bin/uv venv --quiet --python "$python" .venv
  fi
  pwd > .venv/.place
}

install() {  # install ARGS: with uv where it works, else with pip
  local uv
  for uv in uv .tools/bin/uv; do
    if "$uv" --version >/dev/null 2>&1; then
      if "$uv" pip install --quiet --python .venv/bin/python "$@"; then return; fi
      echo "uv could not install, trying pip" >&2
    fi
  done
  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip --upgrade >/dev/null
  .venv/bin/python -m pip install --quiet "$@"
}

make_environment() {
  echo "making .venv from requirements.lock ..." >&2
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Jejak needs Python 3.11 or newer" >&2; exit 3; }
  rm -f "$stamp"
  make_venv
  install --require-hashes -r requirements.lock
  install --no-deps --no-build-isolation -e . -e clients
  inputs > "$stamp"
}

current && exit 0
exec 9>.venv.lock
flock 9 2>/dev/null || true
current || make_environment
