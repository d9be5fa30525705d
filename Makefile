# One front door: `make demo` shows the tool, `make test` checks everything, `make exam` measures it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CORPORA ?= ../shared

.PHONY: demo test test-cluster lint exam setup spark train lock clean

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "rashomon needs Python 3.11 or newer (PYTHON=python3.12 make ...)")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies (about a minute the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup
	@$(BIN)/python examples/demo.py

lint: setup
	$(BIN)/ruff check src tests exam benchmarks training examples
	$(BIN)/mypy

test: setup lint
	$(BIN)/python -m pytest -n auto

spark: setup
	@scripts/spark

test-cluster: spark
	RASHOMON_CLUSTER=1 $(BIN)/python -m pytest tests/test_conformance_cluster.py

exam: setup
	$(BIN)/python -m exam --corpora $(CORPORA)

browser: setup
	scripts/browser
	$(BIN)/python -m pytest tests/test_browser.py

train: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r training/requirements.txt
	$(BIN)/python -m training.train --corpora $(CORPORA)/corpora/polnear

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header -q pyproject.toml

lock:
	$(LOCK) --extra dev --extra pdf --extra office -o requirements.lock
	$(LOCK) --extra mcp --extra web -c requirements.lock -o requirements-web.lock
	printf 'pandas>=2.2,<3\npyspark>=4,<5\n' | $(subst pyproject.toml,-,$(LOCK)) -c requirements.lock -o requirements-spark.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
