# Everything that people and pipelines run. `make help` lists the targets.

SUFFIX ?= dev
PROFILE ?= development
REGIONS ?=
CONTEXT ?=
# As it was given: a name may hold what make or the shell would read otherwise.
ifneq ($(origin VIDEO),undefined)
override VIDEO := $(value VIDEO)
export VIDEO
endif

VENV := .venv
BIN := $(VENV)/bin
EMULATOR := .venv-emulator
IMAGE_TOOLS := .venv-image
# npm and the CDK run on the Node.js that the virtual environment brings.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export npm_config_audit := false
export npm_config_fund := false
export npm_config_update_notifier := false

# Many tests wait for servers: one more than there are processors keeps these busy.
TEST_PROCESSES ?= $(shell expr $$(nproc 2>/dev/null || echo 2) + 1)

# The pins of a file into an environment, by certificates that the machine trusts. Compiled at once:
# where PYTHONDONTWRITEBYTECODE is set, every synthesis would compile the CDK anew.
install = $(BIN)/uv pip install --quiet --system-certs --compile-bytecode --require-hashes \
          --only-binary :all: --python $(1)/bin/python -r $(2)

settings := -c 'environmentSuffix=$(SUFFIX)' -c 'profile=$(PROFILE)' \
            $(if $(REGIONS),-c 'regions=$(REGIONS)') $(CONTEXT)
python_sources := app.py infra policies aspects audit nag_suppressions services local simulation tests benchmarks

.DEFAULT_GOAL := help
.PHONY: help setup image test-image synth up down deploy-check simulate audit test test-browser test-clone snapshot-review snapshot-update lint lint-code lint-templates format docs bench lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@printf '\nSettings: SUFFIX=%s PROFILE=%s REGIONS=%s CONTEXT=%s\n' \
		'$(SUFFIX)' '$(PROFILE)' '$(REGIONS)' '$(CONTEXT)'
	@printf 'Example:  make synth SUFFIX=qa7 PROFILE=production REGIONS=ap-northeast-1,ap-northeast-3\n'

setup: $(VENV)/installed $(EMULATOR)/installed node_modules/installed ## Install what the other targets need

$(VENV)/installed: requirements/uv.txt requirements/dev.txt
	@. scripts/python.sh && echo "Creating $(VENV) with $$("$$PYTHON" --version)" \
		&& "$$PYTHON" -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--only-binary :all: -r requirements/uv.txt
	@$(call install,$(VENV),requirements/dev.txt)
	@touch $@

# The embedded AWS pins libraries of its own, and has what the Lambda runtimes bring along.
$(EMULATOR)/installed: requirements/emulator.txt local/emulation/package-lock.json $(VENV)/installed
	@echo "Creating $(EMULATOR) for the embedded AWS"
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(EMULATOR)
	@$(call install,$(EMULATOR),requirements/emulator.txt)
	@npm ci --prefix local/emulation --ignore-scripts --silent
	@touch $@

node_modules/installed: package-lock.json $(VENV)/installed
	@echo "Installing the CDK command-line interface"
	@npm ci --ignore-scripts --silent
	@touch $@

$(IMAGE_TOOLS)/installed: requirements/image.txt $(VENV)/installed
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(IMAGE_TOOLS)
	@$(call install,$(IMAGE_TOOLS),requirements/image.txt)
	@touch $@

image: $(IMAGE_TOOLS)/installed ## Build the container image, and list its components
	@scripts/image.sh

test-image: setup ## Run the image as strictly as Fargate does
	@$(BIN)/python -m pytest --quiet tests/image/check_image.py

synth: setup ## Synthesise into cdk.out/, failing on any violation
	@node_modules/.bin/cdk synth --quiet $(settings)

up: setup ## Start the whole system on this machine; VIDEO=… takes a file or a folder
	@$(BIN)/python -m local up $(settings) $${VIDEO+--video="$$VIDEO"}

# Where nothing is up, nothing need be installed to take it down.
down: $(if $(wildcard .local),$(if $(wildcard $(BIN)/python),,$(VENV)/installed)) ## Take it down, and remove all that it made
	@if [ -d .local ]; then $(BIN)/python -m local down; else echo 'No system is up.'; fi

deploy-check: setup ## Deploy, change, use and destroy stacks in an embedded AWS
	@$(BIN)/python -m local deploy-check

simulate: setup ## Play days of arrivals with the worker's scaling; write docs/scaling/
	@node_modules/.bin/cdk synth --quiet -c environmentSuffix=paper -c profile=production \
		-c audit:reports=build/simulation/reports -o build/simulation/cdk.out
	@$(BIN)/python -m simulation build/simulation/cdk.out/stack-paper.template.json

audit: setup ## Write the reports of both profiles into reports/
	@for profile in development production; do \
		$(MAKE) --no-print-directory synth PROFILE=$$profile \
			CONTEXT='$(CONTEXT) -c audit:reports=reports/'$$profile || failed=1; \
	done; exit $${failed:-0}

test: $(VENV)/installed $(EMULATOR)/installed node_modules/installed ## Run the tests with coverage
	@$(BIN)/python -m pytest --quiet --numprocesses $(TEST_PROCESSES) --dist worksteal --cov --cov-report term-missing

tests/browser/node_modules/installed: tests/browser/package-lock.json $(VENV)/installed
	@npm ci --prefix tests/browser --ignore-scripts --silent
	@touch $@

test-browser: setup tests/browser/node_modules/installed ## Test the report and the catalogue in a real browser
	@scripts/test-browser.sh

test-clone: setup ## Use a fresh clone as a newcomer does, with nothing but make and Python
	@$(BIN)/python -m pytest --quiet --capture no tests/clone/check_clone.py

snapshot-review: setup ## Show what the templates do now that their snapshots did not
	@$(BIN)/python -m tests.snapshot.review $(if $(MARKDOWN),--markdown '$(MARKDOWN)')

snapshot-update: $(VENV)/installed ## Accept the templates as they are now
	@$(BIN)/python -m pytest --quiet tests/snapshot --snapshot-update

lint: lint-code lint-templates ## Run every static check; -j2 runs two at a time

lint-code: setup
	@$(BIN)/ruff format --check --quiet $(python_sources)
	@$(BIN)/ruff check --quiet $(python_sources)
	@$(BIN)/mypy --no-error-summary $(python_sources)
	@$(BIN)/hadolint services/Dockerfile
	@$(BIN)/codespell
	@$(BIN)/check-jsonschema --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/zizmor --quiet --offline --no-progress --persona pedantic .github/workflows
	@$(BIN)/pre-commit validate-config
	@$(BIN)/python -m policies | diff -u docs/policies.md - \
		|| { echo 'docs/policies.md is stale: run make docs' >&2; exit 1; }

lint-templates: setup
	@scripts/lint-templates.sh

format: $(VENV)/installed ## Format the Python code
	@$(BIN)/ruff check --quiet --fix-only $(python_sources)
	@$(BIN)/ruff format $(python_sources)

docs: $(VENV)/installed ## Generate the documents that come from code
	@$(BIN)/python -m policies > docs/policies.md
	@PYTHONPATH=services $(BIN)/python -m video_catalog.api.openapi > docs/openapi.json
	@$(BIN)/python scripts/nag_rules.py > audit/nag_rules.json

bench: setup ## Measure what is claimed, each beside what it is compared with
	@scripts/require.sh wrk=wrk ffprobe=ffmpeg
	@$(BIN)/python -m benchmarks

lock: $(VENV)/installed ## Resolve the pinned requirements anew
	@scripts/lock.sh

clean: $(if $(wildcard .local),down) ## Remove what the other targets made
	@rm -rf $(VENV) $(EMULATOR) $(IMAGE_TOOLS) node_modules tests/browser/node_modules local/emulation/node_modules cdk.out reports build .mypy_cache .ruff_cache .pytest_cache .coverage
