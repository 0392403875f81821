# make run    sets everything up and starts it          make demo   plays one booking, in a second shell
# make test   the whole suite                           make bench  speed, each figure next to its limit
# make eval   simulated customers against each engine   make shots  a picture of every page of the dashboard
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
VENV := .venv/.installed
NODE_MODULES := supabase/local/node_modules/.installed
TRAVEL := edge_bridge/travel
PAGES := web/node_modules/.installed

.PHONY: run demo test bench eval shots setup check
.DEFAULT_GOAL := run

setup: $(VENV) $(NODE_MODULES) $(PAGES) $(TRAVEL)/centroids.csv

$(VENV): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) is here. Set PYTHON=..."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python's venv is missing: apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(NODE_MODULES): supabase/local/package-lock.json | $(VENV)
	supabase/local/npm ci --prefix supabase/local --no-fund --no-audit --loglevel=error
	@touch $@

$(PAGES): web/package-lock.json | $(VENV)
	supabase/local/npm ci --prefix web --no-fund --no-audit --loglevel=error
	@touch $@

# without it drives take each business's own figure, so nothing waits for it
$(TRAVEL)/centroids.csv: $(TRAVEL)/package-lock.json $(TRAVEL)/gather.py $(TRAVEL)/names.py | $(VENV)
	@{ test $(TRAVEL)/node_modules/.package-lock.json -nt $(TRAVEL)/package-lock.json \
	    || supabase/local/npm ci --prefix $(TRAVEL) --no-fund --no-audit --loglevel=error; } \
	  && $(BIN)/python -m edge_bridge.travel.gather \
	  || echo "Where the suburbs are could not be fetched; drives take each business's own figure until make setup has worked."

run: setup
	@exec $(BIN)/python -m workers.supervisor

demo: setup
	@$(BIN)/python -m seed.demo $(if $(SEED),--seed $(SEED))

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: setup check
	$(BIN)/python -m tests.browser_ready
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile

bench: setup
	$(BIN)/python -m tests.bench

shots: setup
	$(BIN)/python -m tests.browser_ready
	$(BIN)/python -m tests.web.shots

eval: setup
	$(BIN)/python -m seed.rehearsal.evaluate
