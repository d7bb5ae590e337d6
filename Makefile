SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

.PHONY: env demo test test-long bench lock

env:                  ## the environment, from the hashed lock; nothing to do when it is current
	@PYTHON="$(PYTHON)" bash ops/environment.sh

demo: env             ## embedded PostgreSQL and NATS, two task forces, a story; DEMO_ARGS="--port 0 ..."
	@exec $(BIN)/jejak demo $(DEMO_ARGS)

test: env             ## lint, types, all short tests; as root on Debian it installs Chromium when missing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@bash ops/browser.sh >/dev/null || true
	@exec $(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

test-long: env        ## repetition, scale, soak
	@bash ops/browser.sh >/dev/null || true
	@exec $(BIN)/python -m pytest -q -m long --timeout 1800

bench: env            ## measures, each beside a peer; BENCH_ARGS="--json ..."
	@exec $(BIN)/jejak bench $(BENCH_ARGS)

lock:                 ## requirements.lock anew from pyproject.toml (needs uv)
	@bash ops/lock.sh
