# `make preview` runs the main job, `make test` the tests; each sets up what it needs. `make help` lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python that is 3.11 or later; name another one with `make PYTHON=…`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && exit; done; echo python3)
BIN := .venv/bin
RUN := .venv/.stagecraft-run
DEV := .venv/.stagecraft-dev

.PHONY: help preview test engine-test check bench mutation lock schema docs artifact clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

preview: $(RUN) ## preview dev, staging and prod offline, gate them, compare them; then their accounts
	@$(BIN)/stagecraft preview
	@$(BIN)/stagecraft preview -C account

test: $(DEV) ## run the tests
	@$(BIN)/python -m pytest -q -n auto

engine-test: $(DEV) ## run the tests that need the real Pulumi CLI
	@command -v pulumi >/dev/null || { echo "the Pulumi CLI is not on the PATH: https://www.pulumi.com/docs/iac/download-install/"; exit 1; }
	@$(BIN)/python -m pytest -q -m engine -n 2

check: $(DEV) ## format, lint and strict types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy . --exclude '^policy/__main__'
	$(BIN)/mypy policy/__main__.py  # a second module of the name __main__

bench: $(DEV) ## print speed and memory as ratios measured in one run
	@$(BIN)/python scripts/bench.py
	@$(BIN)/python -m scripts.bench_policies
	@$(BIN)/python -m scripts.bench_promotion

# For example `make mutation FAIL_UNDER=90`.
FAIL_UNDER ?= 0
mutation: $(DEV) ## print how many worse stacks the policy pack stops, and which it does not (FAIL_UNDER=…, JSON=1)
	@$(BIN)/python scripts/mutation.py --fail-under $(FAIL_UNDER) $(if $(JSON),--json)

schema: $(RUN) ## write the JSON Schema of the stack files
	@$(BIN)/stagecraft schema > schema/stack.schema.json
	@$(BIN)/python -m settings.account schema > schema/account.schema.json

docs: $(RUN) ## write the generated references
	@$(BIN)/stagecraft rules --format markdown > docs/policies.md

lock: $(DEV) ## compile the lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 \
		pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.14 \
		application/requirements.in --constraint requirements-dev.txt --output-file application/requirements.txt

# The processor of the instances, or none for our own code alone, which needs no package index.
ARCHITECTURE ?= arm64
VERSION ?= 1.0.0
artifact: $(DEV) ## build the application's archive (VERSION=…, ARCHITECTURE=…, RDS_CA_BUNDLE=…)
	@$(BIN)/python scripts/build_artifact.py $(VERSION) --architecture $(ARCHITECTURE) \
		$(if $(RDS_CA_BUNDLE),--rds-ca-bundle $(RDS_CA_BUNDLE))

clean: ## remove the virtual environment and every output
	rm -rf .venv out account/out .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info build

$(RUN): requirements.txt pyproject.toml scripts/install.py
	@$(PYTHON) scripts/install.py requirements.txt
	@touch $@

$(DEV): requirements-dev.txt requirements.txt pyproject.toml scripts/install.py
	@$(PYTHON) scripts/install.py requirements-dev.txt
	@touch $@ $(RUN)
