# Each target sets up what it needs in .venv from hash-locked requirements, then does one thing.
# A machine needs Python >= 3.11 with venv, make and git. Extra words go in ARGS.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
READY := .venv/ready
# The same seed gives the same run only where sets have the same order.
SAME := PYTHONHASHSEED=0

.PHONY: demo demo-play test test-browser test-processes coverage mutants check chaos nightly bench format tables

$(READY): requirements-build.lock requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-build.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	touch $(READY)

demo: $(READY)
	$(BIN)/python -m bot demo $(ARGS)

demo-play: $(READY)
	$(BIN)/python -m bot demo --play $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest -n auto -m "not browser and not processes" $(ARGS)

test-browser: $(READY)
	sh tests/browser/install-chromium.sh
	$(BIN)/python -m pytest -m browser $(ARGS)

test-processes: $(READY)
	$(BIN)/python -m pytest -m processes $(ARGS)

# What is measured, and how much of it, is in pyproject.toml. On SQLite: the lines are the same.
coverage: $(READY)
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest -k "not postgres" tests/delivery tests/domain tests/handlers tests/services tests/storage $(ARGS)
	$(BIN)/python -m coverage report

# Whether the tests would notice: changes drawn by a seed. ARGS="--count 400 --seed 2"
mutants: $(READY)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-mutants.lock
	$(BIN)/python -m tests.mutants $(ARGS)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

chaos: $(READY)
	$(SAME) $(BIN)/python -m tests.chaos $(ARGS)

nightly: $(READY)
	$(if $(ARGS),,$(BIN)/python -m pytest -n auto -m "not browser and not processes" --both)
	$(if $(ARGS),,$(BIN)/python -m pytest -m processes)
	$(if $(ARGS),,$(SAME) $(BIN)/python -m tests.chaos --everything)
	$(SAME) $(BIN)/python -m tests.chaos lives $(ARGS)

bench: $(READY)
	$(BIN)/python -m benchmarks $(ARGS)

# The tables of README that follow the code.
tables: $(READY)
	$(BIN)/python -m tests.tables
