# Needs only Python 3.11 or newer, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test long bench lint clean

demo: $(READY)
	$(BIN)/offramp run ukraine-2024

test: $(READY) lint
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "not long"

long: $(READY)
	$(BIN)/pytest -n auto -m long

bench: $(READY)
	$(BIN)/python benchmarks/solver_speed.py
	$(BIN)/python benchmarks/outside_solvers.py
	$(BIN)/python benchmarks/scaling.py

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --without-pip --clear $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[check]"
	touch $(READY)

clean:
	rm -rf $(VENV) runs build dist src/*.egg-info
