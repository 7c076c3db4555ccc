PYTHON ?= $(shell command -v python3 || command -v python)

.PHONY: run test bench lock

run test bench lock:
	@$(PYTHON) .dev/make.py $@ $(ARGS)
