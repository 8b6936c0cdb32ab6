# Everything happens in .venv, made here from the locked requirements. `make demo` and `make test` are the two commands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: setup demo test check format docs lock bench-math bench-run bench-grading fuzz clean

setup: $(STAMP)

$(STAMP): requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --only-binary :all: --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

demo: $(STAMP)
	@mkdir -p reports
	@$(BIN)/evalhw grade hw7/mistral/recorded
	@$(BIN)/evalhw export hw7/mistral/recorded --to markdown -o reports/hw7-mistral.md

test: $(STAMP)
	$(BIN)/python -m pytest -n auto

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(STAMP)
	$(BIN)/mkdocs build --strict

# Resolves again for every supported Python (needs uv on the PATH); no index address is written.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--extra dev --extra local -o requirements/dev.txt pyproject.toml

bench-math bench-run bench-grading: bench-%: $(STAMP)
	$(BIN)/python -P bench/$*.py

fuzz: $(STAMP)
	$(BIN)/python fuzz/run.py

clean:
	rm -rf $(VENV) reports site build dist
