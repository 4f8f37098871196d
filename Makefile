# `make help` lists the targets. `make check` is the gate, here and in CI.
VENV := .local/venv/bin
.DEFAULT_GOAL := help

.PHONY: help check check-fast format lock layers
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

format: ## Rewrite the Python sources in house format
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

lock: ## Resolve the dependency lists into files with hashes (UPGRADE=1 takes the newest versions)
	$(VENV)/python -m tools.layers.lock $(if $(UPGRADE),--upgrade)

layers: ## Build the Lambda layers for this machine into .local/layers
	$(VENV)/python -m tools.layers.build

check-fast: ## The part of the gate that takes seconds
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	PYTHONPATH=layers/guildhall/python:. $(VENV)/lint-imports
	$(VENV)/pytest tests/unit tests/properties tests/architecture tests/edge tests/use_cases tests/contract -x -n 2
