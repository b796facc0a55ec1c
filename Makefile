PYTHON ?= python3
HOST ?= $(or $(UNROLLED_HOST),127.0.0.1)
PORT ?= $(or $(UNROLLED_PORT),8000)
BIN := .venv/bin
# A further package index to take torch from, such as PyTorch's own for CPU wheels (README, "CPU only").
TORCH_INDEX ?=
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench browser

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

run: .venv/installed ## start the server and print its address (HOST=, PORT=)
	UNROLLED_HOST=$(HOST) UNROLLED_PORT=$(PORT) $(BIN)/python -m app

test: .venv/installed-dev browser ## run all tests
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
	$(BIN)/python -m tests.node

check: .venv/installed-dev ## format, lint, types, architecture; changes nothing
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/biome ci static tests/js

fix: .venv/installed-dev ## repair what format and lint can repair
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/biome check --write static tests/js

bench: .venv/installed-dev ## print this project's times beside plain torch's (BENCH_JSON=path)
	$(BIN)/python -m tests.bench

browser: .venv/installed-dev
	@$(BIN)/python -m tests.browser.install

.venv/installed: pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install --upgrade -c constraints.txt pip
	$(PIP) install $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX)) -c constraints.txt -e .
	touch $@

.venv/installed-dev: .venv/installed
	$(PIP) install -c constraints.txt --group dev
	touch $@
