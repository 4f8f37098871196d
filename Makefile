# `make help` lists the targets. `make check` is the gate, here and in CI.
VENV := .local/venv/bin
.DEFAULT_GOAL := help
FAST_TESTS := $(addprefix tests/,unit properties architecture edge use_cases contract)

.PHONY: help check check-fast format lock layers generate features bench
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

format: ## Rewrite the Python sources in house format
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

generate: ## Write the generated files: OpenAPI, event schemas, catalogue, access patterns
	PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m tools.generate

features: ## Write docs/features.md from the tests that passed, and count what is proven
	PYTHONPATH=. $(VENV)/python -m tools.features

lock: ## Resolve the dependency lists into files with hashes (UPGRADE=1 takes the newest versions)
	$(VENV)/python -m tools.layers.lock $(if $(UPGRADE),--upgrade)

layers: ## Build the Lambda layers for this machine into .local/layers
	$(VENV)/python -m tools.layers.build

bench: ## Measure what performance.md names as targets; results go to bench/results
	PYTHONPATH=layers/guildhall/python:. $(VENV)/python -m bench $(BENCH)

check-fast: ## The part of the gate that takes seconds
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	PYTHONPATH=layers/guildhall/python:. $(VENV)/lint-imports
	$(VENV)/pytest $(wildcard $(FAST_TESTS)) -x -n 2
