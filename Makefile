# `make help` lists what there is. Everything happens in .venv, from hash-pinned lock files.
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
# The suite waits as often as it computes (for browsers, kills and clocks), so four workers fill two cores.
WORKERS ?= 4
# Images for containers often switch it off; then every process of the tests compiles the whole project anew.
export PYTHONDONTWRITEBYTECODE :=
# The page's port; 0 takes any free one.
PORT ?= 8480

.PHONY: help setup run test check full bench format lint types contracts lock migration mend browser

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed. Set it with: make PYTHON=python3.12 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.made requirements-sandbox.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-sandbox.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.made requirements-dev.lock pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.run

setup: $(VENV)/.dev ## Make the environment for development

run: $(VENV)/.run ## Start the local workspace with the sample school
	@$(BIN)/carelog sandbox --port $(PORT)

# Chromium without its windows takes a quarter less of the processor; with them it is Chromium as well.
browser:
	@command -v chromium-headless-shell >/dev/null && exit; \
	install() { apt-get install -y -qq --no-install-recommends $$1 fonts-dejavu-core >/dev/null; }; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq -o Acquire::http::Timeout=20 -o Acquire::https::Timeout=20; \
	  install chromium-headless-shell || command -v chromium >/dev/null || install chromium; \
	else command -v chromium >/dev/null || { \
	  echo "The browser tests need Chromium. Type: sudo apt-get install chromium-headless-shell"; exit 1; }; fi

test: setup browser ## Run all tests, on SQLite and on PostgreSQL, with a real browser
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal

check: setup format lint types contracts test ## Exactly what CI runs

full: setup browser ## The long forms of the property and crash tests
	$(BIN)/pytest -q -n $(WORKERS) --dist worksteal --full

bench: setup ## Measure each listener against an empty one on stock Bolt
	$(BIN)/python -m benchmarks

format: setup ## Check the formatting (mend it with: make mend)
	$(BIN)/ruff format --check --quiet . || { echo "Type: make mend"; exit 1; }

mend: setup ## Mend the formatting and what the linter can mend
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

lint: setup
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

contracts: setup
	$(BIN)/lint-imports

lock: setup ## Renew the lock files from pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	for part in "requirements:" "requirements-sandbox:--extra sandbox" "requirements-dev:--all-extras"; do \
	  $(BIN)/uv pip compile pyproject.toml $${part#*:} --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-header --quiet --output-file $${part%%:*}.lock; done

migration: setup ## Write a migration from the tables: make migration NAME="what it does"
	@folder=$$(mktemp -d); $(BIN)/alembic -x url=sqlite:///$$folder/new.db upgrade head && \
	  $(BIN)/alembic -x url=sqlite:///$$folder/new.db revision --autogenerate -m "$(NAME)"
