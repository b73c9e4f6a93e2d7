# Two commands are enough: `make demo` and `make test`.  Everything else is for people who work on Huxin.
PYTHON ?= python3
BIN := .venv/bin
ROOM ?=
# Hundreds of short processes start in a run: where none may keep what it compiled, each compiles everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test test-all check lint sbom weaknesses bench docs messages screenshots lock clean

install: .venv/.core

.venv/.uv: requirements-uv.lock
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements-uv.lock
	@touch $@

.venv/.core: .venv/.uv requirements.lock pyproject.toml
	@if [ ! -e .venv/.dev ]; then VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes requirements-uv.lock requirements.lock; fi
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

.venv/.dev: .venv/.uv requirements-dev.lock pyproject.toml
	VIRTUAL_ENV=.venv $(BIN)/uv pip sync --quiet --require-hashes requirements-uv.lock requirements-dev.lock
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch .venv/.core $@

demo: install
	$(BIN)/huxin demo

test: .venv/.dev
	tools/ensure_test_system.sh
	$(BIN)/python tools/run_lanes.py test $(if $(ROOM),--room $(ROOM))

test-all: .venv/.dev
	tools/ensure_test_system.sh
	$(BIN)/python tools/run_lanes.py test-all $(if $(ROOM),--room $(ROOM))

# Before a commit: lint, the tests of what changed, a smoke walk.
check: .venv/.dev
	$(BIN)/python tools/check.py

lint: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint src --check --lint --quiet
	$(BIN)/huxin pack check
	$(BIN)/python -m pytest -q tests/supply

sbom: .venv/.dev
	$(BIN)/python tools/sbom.py

# Known weaknesses of the locked packages; needs a network that reaches the database of weaknesses.
weaknesses: .venv/.dev
	$(BIN)/uv tool run pip-audit --disable-pip --require-hashes --requirement requirements.lock

bench: .venv/.dev
	$(BIN)/python bench/run_all.py

docs: .venv/.dev
	$(BIN)/python -m pytest -q tests/docs

screenshots: .venv/.dev
	$(BIN)/python -m pytest -q tests/browser
	cp var/screenshots/tour.png docs/images/tour.png

messages: .venv/.dev
	$(BIN)/python tools/messages.py

LOCK := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --extra postgres --extra feeds --extra places
lock: .venv/.uv  # after a change of dependencies in pyproject.toml
	$(LOCK) --output-file requirements.lock pyproject.toml
	$(LOCK) --group test --group lint --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
