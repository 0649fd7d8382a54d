# What one needs to work on Heyi: Python 3.11 or newer, Node.js 20 or newer, git and this file.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help setup web demo test check screens tour prove fuzz gas bench lock clean

help: ## list these targets
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

setup: .venv/installed node_modules/installed web ## install everything from the lock files, compile the contracts, build the page
	@$(BIN)/python -m heyi.compiler

web: build/web/index.html ## build the page that the API serves

# Its types are made of the API's own description, so a page that asks for what the API has not doesn't compile.
WEB := $(shell find web -path web/node_modules -prune -o -type f -not -name schema.d.ts -print)
build/web/index.html: .venv/installed web/node_modules/installed $(WEB) $(shell find backend/heyi/api -name '*.py')
	@echo 'Building the page ...'
	@mkdir -p build
	@$(BIN)/python -m heyi.api.openapi > build/openapi.json
	@cd web && npm run --silent types > /dev/null && npx tsc --noEmit && npm run --silent build -- --logLevel warn

# Contracts are compiled on the way, if need be.
demo: .venv/installed node_modules/installed ## run the guided example on a local chain of its own
	@$(BIN)/heyi demo

# Contracts are tested on Anvil, many times as fast as Ganache; BROWNIE_NETWORK=ganache-local tests them there. The
# end-to-end tests play on both.
test: setup ## run all tests
	$(BIN)/pytest -n 2 -p no:pytest-brownie tests/backend tests/e2e tests/browser
	BROWNIE_NETWORK=$${BROWNIE_NETWORK:-anvil-local} $(BIN)/pytest -n 2 tests/contracts

check: .venv/installed node_modules/installed web ## check style, types and contracts without running them
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	cd web && npm run --silent check
	node_modules/.bin/solhint --disc --noPoster --max-warnings 0 'contracts/**/*.sol'

# NAMES: of pages (tests/browser/pages.py); left out: all. Both need Chromium, as the tests in tests/browser do.
screens: setup ## make a picture of every page of the desk in out/screens/: light, dark, on a phone
	@$(BIN)/python -m scripts.screens $(NAMES)

tour: setup ## walk through the desk as people of the demo do, and write docs/tour.md with what they see
	@$(BIN)/python -m scripts.tour

prove: setup .venv-proofs/installed ## prove what tests/proofs says of the libraries, for all numbers (docs/proofs.md)
	@$(BIN)/python scripts/prove.py

# SECONDS and SEED: for how long all together, and what is tried; as scripts/fuzz says unless told.
fuzz: setup .venv-fuzz/installed ## try every route of the HTTP API out, with what nobody would send
	@$(BIN)/python -m scripts.fuzz $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED))

gas: setup ## measure what each operation costs
	@$(BIN)/python scripts/gas.py

bench: setup ## measure how fast the chain is read in and the open book is read out
	@$(BIN)/python -m scripts.bench

# eth-brownie is built here from its source distribution. BROWNIE_NOCOMPILE keeps it plain Python, and without
# isolation its build uses the locked tools, which the first of the lock files brings, instead of fetching others.
.venv/installed: requirements-build.lock requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo 'Heyi needs Python 3.11 or newer; name one: make PYTHON=python3.12'; exit 1; }
	@echo 'Installing the Python packages into .venv/ (about half a minute) ...'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(PIP) install -qq --require-hashes --no-deps -r requirements-build.lock
	@BROWNIE_NOCOMPILE=1 $(PIP) install -qq --require-hashes --no-deps --no-build-isolation -r requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

# halmos and schemathesis pin what Brownie pins otherwise, so each has an environment of its own.
.venv-proofs/installed .venv-fuzz/installed: .venv-%/installed: requirements-%.lock
	@echo 'Installing what "make $(if $(filter proofs,$*),prove,$*)" needs into .venv-$*/ ...'
	@test -x .venv-$*/bin/pip || $(PYTHON) -m venv .venv-$*
	@.venv-$*/bin/pip --disable-pip-version-check install -qq --require-hashes --no-deps -r $<
	@touch $@

node_modules/installed: package.json package-lock.json .npmrc
web/node_modules/installed: web/package.json web/package-lock.json web/.npmrc
node_modules/installed web/node_modules/installed:
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
	    { echo 'Heyi needs Node.js 20 or newer'; exit 1; }
	@echo 'Installing the Node.js packages into $(@D)/ ...'
	@cd $(@D)/.. && npm ci --loglevel=error
	@touch $@

LOCK := build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-annotate --custom-compile-command 'make lock'

lock: ## bring the lock files up to date with pyproject.toml and package.json (delete one first to renew its pins)
	@$(PYTHON) -m venv build/uv && build/uv/bin/pip install -qq uv==0.13.8
	$(LOCK) --extra dev --no-binary eth-brownie --emit-build-options pyproject.toml -o requirements.lock
	printf 'setuptools\nwheel\n' | $(LOCK) --constraints requirements.lock - -o requirements-build.lock
	printf 'halmos==0.3.3\n' | $(LOCK) - -o requirements-proofs.lock
	printf 'schemathesis==4.32.5\n' | $(LOCK) - -o requirements-fuzz.lock
	npm install --package-lock-only --loglevel=error
	cd web && npm install --package-lock-only --loglevel=error

clean: ## remove what builds and tests have written, but not the installed packages
	rm -rf build reports .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -not -path './node_modules/*' -prune -exec rm -rf {} +
