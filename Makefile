# `make demo` and `make test` need Python 3.11 or newer and make; nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint types benchmarks long clean constraints

demo: $(READY)
	$(BIN)/coachlog demo

test: $(READY)
	$(BIN)/python -m slipcover -m pytest --numprocesses=auto

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy

benchmarks: $(READY)
	$(BIN)/python -m tests.benchmarks

long: $(READY)
	COACHLOG_LONG=1 $(BIN)/python -m pytest

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("coachlog needs Python 3.11 or newer; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(READY)

# pgserver has no wheel for newer Pythons; pip-compile drops the marker that pyproject.toml gives a requirement of an extra.
PGSERVER := python_version < '3.13' and platform_machine != 'aarch64'

# After a change of pyproject.toml: names, versions and hashes only, no addresses.
constraints: pyproject.toml
	$(BIN)/pip-compile --quiet --all-extras --generate-hashes --allow-unsafe --no-strip-extras --no-header \
		--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --output-file constraints.txt pyproject.toml
	sed -i.bak "s/^pgserver==[^ ]*/& ; $(PGSERVER)/" constraints.txt && rm constraints.txt.bak

clean:
	rm -rf $(VENV) coachlog-demo *.egg-info
