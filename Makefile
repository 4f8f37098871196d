# `make help` lists the targets. `make check` is the gate, here and in CI.
VENV := .local/venv/bin
.DEFAULT_GOAL := help
# Images of containers often set it: then each program compiles all that it imports, of boto3 alone a second's worth.
unexport PYTHONDONTWRITEBYTECODE
FAST_TESTS := $(addprefix tests/,unit properties architecture edge use_cases contract)

.PHONY: help check check-fast test format lock layers generate features bench lighthouse prove
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

# ── environments: what a fresh clone needs, from lock files into .local ────────
# Each target asks for what it uses; what is up to date costs a tenth of a second.
.PHONY: env env-sam env-fuzz env-web env-lighthouse
INSTALL = @command -v python3 >/dev/null || { echo "Python 3.11 or later is missing: install python3"; exit 1; }; \
	python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "python3 is $$(python3 -V): 3.11 or later is needed"; exit 1; }; \
	python3 tools/environments.py
env: ## Install what tests and the local cloud need
	$(INSTALL) uv venv cloud runtime node
env-sam:
	$(INSTALL) venv sam
env-fuzz:
	$(INSTALL) fuzz
env-web:
	$(INSTALL) web
env-lighthouse:
	$(INSTALL) lighthouse

# ── the local cloud ─────────────────────────────────────────────────────────────
.PHONY: up down reset logs outbox
CLI = @PYTHONPATH=. $(VENV)/python -m tools.localcloud.cli
up: env env-web ## Start the whole platform on this machine, or bring it up to date
	$(CLI) up
down: env ## End it; the data stay
	$(CLI) down
reset: env ## End it and forget the data
	$(CLI) reset
logs: env ## Follow the log of functions: make logs F=PaymentsApi
	$(CLI) logs $(F)
outbox: env ## List the mails and text messages that were sent
	$(CLI) outbox

.PHONY: gallery
gallery: env ## Render every letter in every language, by day and night, into .local/gallery
	@PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m tools.gallery

.PHONY: demo
JOURNEYS = $(if $(CHAOS),chaos,$(if $(TALK),long_talk,main_job money_tour evening))
demo: env layers ## Run the main job, the money tour and the evening, step by step (CHAOS=1: the main job while the cloud is killed; TALK=1: 10,000 messages while sockets break)
	@set -e; for journey in $(JOURNEYS); do PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m tools.journeys.$$journey; done

.PHONY: fuzz
fuzz: env env-fuzz layers ## Send made-up requests to every operation of the API
	@PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m tools.journeys.fuzz

# ── the way to AWS: sam build, then the stacks in order (samconfig.toml) ─────────
.PHONY: deploy
deploy: env env-sam ## Deploy to AWS: make deploy STAGE=dev
	@PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m tools.localcloud.aws "$(STAGE)"

# ── sources and generated files ─────────────────────────────────────────────────
format: env ## Rewrite the Python sources in house format
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

generate: env ## Write the generated files: OpenAPI, event schemas, catalogue, access patterns
	PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m tools.generate

features: env ## Write docs/features.md from the tests that passed, and count what is proven
	PYTHONPATH=. $(VENV)/python -m tools.features

lock: env ## Resolve the dependency lists into files with hashes (UPGRADE=1 takes the newest versions)
	$(VENV)/python -m tools.layers.lock $(if $(UPGRADE),--upgrade)

layers: env ## Build the Lambda layers for this machine into .local/layers
	$(VENV)/python -m tools.layers.build

prove: env ## Let the machines of tests/properties take 100,000 steps each, or make prove STEPS=…
	GUILDHALL_STEPS=$(or $(STEPS),100000) $(VENV)/pytest tests/properties/test_payments.py tests/properties/test_ledger.py --capture=sys -q -p no:cacheprovider

bench: env layers ## Measure what performance.md names as targets; results go to bench/results
	PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m bench $(BENCH)

lighthouse: env env-web env-lighthouse layers ## Hold the pages to their thresholds in Lighthouse (RUNS=5 a page, ROUTES="/ /projects": some pages)
	PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m bench.lighthouse --runs $(or $(RUNS),5) $(ROUTES)

# ── the gate ────────────────────────────────────────────────────────────────────
.PHONY: check-web
check-web: env-web ## The gate of web/: types, lint, format, messages, unit tests
	npm --prefix web run --silent check

check-fast: env ## The part of the gate that takes seconds
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	PYTHONPATH=layers/guildhall/python:. $(VENV)/lint-imports
	$(VENV)/pytest $(wildcard $(FAST_TESTS)) -x -n 2

check: check-fast check-web env-sam generate ## The gate, here and in CI
	git diff --exit-code --stat -- docs events || { echo "generated files are not up to date: commit what make generate wrote"; exit 1; }
	$(VENV)/pytest tests/infra tests/authorisation tests/bad_input -n 2 --dist loadfile

test: env env-fuzz env-web env-lighthouse layers ## Every test
	npm --prefix web run --silent check
	$(VENV)/pytest tests -n 2 --dist loadfile --no-loadscope-reorder # the longest files stand in tests/e2e: not last
