# How `sam build` fills a layer: it runs `make build-<logical id>` in the layer's folder, with ARTIFACTS_DIR set
# (samconfig.toml: build_in_source, so that the paths hold). The local cloud calls the same module.
# Both values are the defaults of template.yaml's parameters.
PYTHON_RUNTIME ?= python3.13
ARCHITECTURE ?= arm64

build-%:
	cd ../.. && python3 -m tools.layers.build $(notdir $(CURDIR)) \
		--python $(PYTHON_RUNTIME) --architecture $(ARCHITECTURE) --out "$(ARTIFACTS_DIR)"
