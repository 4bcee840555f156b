# What a person types in a checkout; `make` alone lists it. Needs Python 3.11 or newer and make, no root.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCK := $(BIN)/uv pip compile --no-config --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --annotation-style line --constraints requirements/constraints.txt --custom-compile-command 'make lock' --group build pyproject.toml
# Further arguments for pytest, as in `make test PYTEST="-k track"`.
PYTEST ?=

.DEFAULT_GOAL := help
.PHONY: help demo test lint format bench-accuracy bench-speed bench-rules bench-live bench-service lock clean

help: ## List these commands
	@sed -nE 's/^([a-z-]+):.*## (.*)/make \1	\2/p' Makefile | expand -t 22

demo: .venv/run.stamp ## Find what moves in the sample videos and show where to look
	@$(BIN)/vedette demo

test: lint ## Run all checks and tests
	$(BIN)/pytest $(PYTEST)

lint: .venv/dev.stamp ## Run the checks of style, types and floors
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/dev.stamp ## Rewrite the code in the project's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench-accuracy: .venv/dev.stamp ## Score the events against the truth in ../shared/data
	$(BIN)/python -m benchmarks.accuracy

bench-speed: .venv/dev.stamp ## Compare the speed with decoding alone and with DVR-Scan
	$(BIN)/python -m benchmarks.speed

bench-rules: .venv/dev.stamp ## Judge an hour of sightings by a hundred rules
	$(BIN)/python -m benchmarks.rules

bench-live: .venv/dev.stamp ## Watch 32 cameras on this machine's cores
	$(BIN)/python -m benchmarks.live.streams

bench-service: .venv/dev.stamp ## Ask a million events while 500 a second are written
	$(BIN)/python -m benchmarks.service --folder build/bench-service

lock: .venv/dev.stamp ## Pin the newest versions of all requirements
	$(LOCK) --upgrade --extra train --extra dev --output-file requirements/dev.txt
	$(LOCK) --upgrade --constraints requirements/dev.txt --output-file requirements/run.txt

clean: ## Remove the environment and what tools left behind
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/created: requirements/venv.sh
	@sh requirements/venv.sh "$(PYTHON)" .venv
	@touch $@

.venv/run.stamp: .venv/created requirements/run.txt pyproject.toml
	@echo "Installing what vedette needs into .venv, once ..."
	@$(INSTALL) --require-hashes --requirement requirements/run.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# The tests need all that the demo needs, in the same versions.
.venv/dev.stamp: .venv/created requirements/dev.txt pyproject.toml
	@echo "Installing what vedette's tests need into .venv, once ..."
	@$(INSTALL) --require-hashes --requirement requirements/dev.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch .venv/run.stamp $@
