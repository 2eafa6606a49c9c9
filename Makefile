# Every target sets up what it needs; a second run starts at once.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
JOBS ?= 2
ifeq ($(UV),)
NEW_VENV = $(PY) -m venv --without-pip $(1)
INSTALL = $(PY) -m pip --python $(VENV)/bin/python --disable-pip-version-check -q install -c constraints.txt
BENCH_INSTALL = $(PY) -m pip --python .venv-bench/bin/python --disable-pip-version-check -q install
else
NEW_VENV = uv venv -q --python $(PY) --allow-existing $(1)
INSTALL = uv pip install -q --python $(VENV)/bin/python -c constraints.txt
BENCH_INSTALL = uv pip install -q --python .venv-bench/bin/python
endif

.PHONY: demo test test-full test-spark lint format types bench bench-long clean help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

$(VENV)/.core: pyproject.toml constraints.txt
	@echo "Setting up $(VENV) (once) ..."
	@test -x $(BIN)/python || $(call NEW_VENV,$(VENV))
	@$(INSTALL) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.core
	@echo "Adding what the tests need (once) ..."
	@$(INSTALL) -r requirements-dev.txt -e '.[proof,settle,big,record,postgres]'
	@touch $@

.venv-bench/.done: bench/rivals.txt
	@echo "Setting up .venv-bench with the rival programs (once) ..."
	@test -x .venv-bench/bin/python || $(call NEW_VENV,.venv-bench)
	@while read -r line; do case "$$line" in ''|\#*) ;; *) $(BENCH_INSTALL) $$line || echo "could not install: $$line" ;; esac; done < bench/rivals.txt
	@touch $@

demo: $(VENV)/.core ## set everything up and run the main job
	@$(BIN)/foedus report ukraine-2014 -o build/ukraine-2014.html

test: $(VENV)/.dev ## set everything up and run the tests (under 8 minutes)
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile -m 'not full' $(ARGS)

test-full: $(VENV)/.dev ## the full counts
	@FOEDUS_FULL=1 $(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(ARGS)

.venv-spark/.done: pyproject.toml constraints.txt
	@command -v java >/dev/null || { echo "Apache Spark needs Java 17 (Debian: openjdk-17-jre-headless)"; exit 1; }
	@echo "Setting up .venv-spark (once) ..."
	@test -x .venv-spark/bin/python || $(call NEW_VENV,.venv-spark)
	@$(subst $(VENV)/bin,.venv-spark/bin,$(INSTALL)) -e '.[big,dist]' pytest hypothesis
	@touch $@

test-spark: .venv-spark/.done ## ballots grouped by Apache Spark: the same answer to the byte
	@FOEDUS_SPARK=1 .venv-spark/bin/python -m pytest tests/elect/test_ballots_spark.py $(ARGS)

lint: $(VENV)/.dev ## ruff check and format check
	@$(BIN)/ruff check src tests bench && $(BIN)/ruff format --check src tests bench

format: $(VENV)/.dev ## ruff check --fix and format
	@$(BIN)/ruff check --fix src tests bench; $(BIN)/ruff format src tests bench

types: $(VENV)/.dev ## mypy --strict
	@$(BIN)/mypy

bench: $(VENV)/.dev .venv-bench/.done ## foedus and its rivals, one line a task
	@$(BIN)/python -m bench $(ARGS)

bench-long: $(VENV)/.dev .venv-bench/.done ## the same, with the rivals' long runs
	@$(BIN)/python -m bench --long $(ARGS)

clean: ## remove what was built
	rm -rf build $(VENV) .venv-bench .venv-spark .mypy_cache .ruff_cache
