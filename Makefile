# `make help` lists the targets. `make check` is the gate, here and in CI.
VENV := .local/venv/bin
.DEFAULT_GOAL := help

.PHONY: help check check-fast format
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

format: ## Rewrite the Python sources in house format
	$(VENV)/ruff format .
	$(VENV)/ruff check --fix .

check-fast: ## The part of the gate that takes seconds
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	PYTHONPATH=layers/guildhall/python:. $(VENV)/lint-imports
	$(VENV)/pytest tests/unit tests/properties tests/architecture -x -n 2
