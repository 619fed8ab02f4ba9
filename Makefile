# `make run` and `make test` are all that a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
NAME ?=
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check format bench messages pictures lock clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.venv/.made: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Halles needs Python 3.11 or newer; set PYTHON=")'
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); if (a < 20 || (a === 20 && b < 19)) { console.error("Halles needs Node 20.19 or newer to build its pages."); process.exit(1) }' || { echo "Node.js is missing: install Node 20.19 or newer."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --no-deps -e .
	@touch $@

node_modules/.made: package.json package-lock.json
	npm ci --no-audit --no-fund --loglevel=error
	@touch $@

src/halles/static_built/manifest.json: .venv/.made node_modules/.made vite.config.ts $(shell find frontend -type f 2>/dev/null)
	npx vite build --logLevel warn
	@$(BIN)/python tools/static.py
	@touch $@

setup: .venv/.made src/halles/static_built/manifest.json ## Install what running needs
	@$(BIN)/python tools/messages.py compile

.venv/.made-dev: .venv/.made requirements-dev.txt
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.txt
	@touch $@

setup-dev: setup .venv/.made-dev ## Install what tests and checks need, a browser included
	@$(BIN)/python tools/browser.py

run: setup ## Run the platform with a living demo
	@$(BIN)/halles up --demo

test: setup-dev check ## Every check and every test
	$(BIN)/pytest

check: setup-dev ## Format, types, laws, templates, translations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	npx tsc --noEmit
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(BIN)/python tools/messages.py check

format: setup-dev ## Put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-dev ## Measure against limits of the same run; NAME=… for one
	$(BIN)/python -m bench $(NAME)

messages: setup-dev ## Bring the translation catalogues up to date
	$(BIN)/python tools/messages.py extract

pictures: setup-dev ## Take the screenshots of the main pages into docs/pictures
	$(BIN)/python -m tools.pictures

lock: setup-dev ## Write the lock files anew
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --python-version 3.11 --group dev pyproject.toml -o requirements-dev.txt

clean: ## Remove what was built; data/ stays
	rm -rf .venv node_modules src/halles/static_built .mypy_cache .ruff_cache .pytest_cache var
