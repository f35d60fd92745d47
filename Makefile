# The two commands are `make run` and `make test`; everything else helps whoever works on babelcam.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test lint format bench docs clean

run: $(READY)  ## start a camera on the built-in world
	$(BIN)/babelcam serve --data data

test: lint  ## everything that must hold
	$(BIN)/pytest -n 2 --dist loadgroup

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)  ## performance beside peers; see docs/performance.md
	$(BIN)/python -m benchmarks

docs: $(READY)  ## the pages that are made from declarations
	$(BIN)/python tools/make_docs.py

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	touch $@
