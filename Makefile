# Needs only Python 3.11 or newer, pip and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test long bench lint style clean

demo: $(READY)
	$(BIN)/offramp run ukraine-2024

# Types take one core half a minute: they are checked while the tests run, and told after them.
test: $(READY) style
	$(BIN)/basedpyright > $(VENV)/types.log 2>&1 & types=$$!; \
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder -m "not long"; tests=$$?; \
	wait $$types; found=$$?; cat $(VENV)/types.log; exit $$((tests + found))

# Other solvers get environments of their own where they can be built; skipped tests say why (-rs).
long: $(READY)
	$(BIN)/python tests/crosscheck/outside.py
	$(BIN)/pytest -n auto -m long -rs

bench: $(READY)
	$(BIN)/python benchmarks/solver_speed.py
	$(BIN)/python benchmarks/outside_solvers.py
	$(BIN)/python benchmarks/scaling.py

lint: style
	$(BIN)/basedpyright

style: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV) || { $(PYTHON) -m venv --without-pip --clear $(VENV) && $(PYTHON) -m pip --python $(BIN)/python install --quiet pip; }
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[check]"
	touch $(READY)

clean:
	rm -rf $(VENV) runs build dist src/*.egg-info
