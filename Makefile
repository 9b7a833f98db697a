# Every target makes its own environment; it needs only Python (3.11 or newer) and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo run test lint format bench clean

help: ## Shows what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

$(BIN)/uv:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv

$(READY): $(BIN)/uv pyproject.toml uv.lock
	VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/uv sync --quiet --frozen --python $(BIN)/python
	@touch $@

.PHONY: words
words: $(READY)
	@$(BIN)/relais lexicon compile >/dev/null

demo: $(READY) words ## Opens the whole product on a simulator: no account needed
	$(BIN)/relais demo

run: $(READY) words ## Starts Relais with the settings of the environment
	$(BIN)/relais serve

test: $(READY) words ## Runs all tests
	$(BIN)/python -m pytest

lint: $(READY) ## Checks style, types and the arrows of the house
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## Formats the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY) words ## Measures: throughput beside an echo bot, kill -9, understanding, directory
	$(BIN)/relais bench all

clean: ## Removes the environment and the caches, never the data folder
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
