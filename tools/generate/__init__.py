"""Generators of committed files: OpenAPI, event schemas, catalogue, access patterns. `make generate` runs all."""
