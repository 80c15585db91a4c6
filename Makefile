# Two commands do everything: `make demo` and `make test`. Both install what they need.
SHELL := /bin/bash
PYTHON ?= python3
UV := .uvboot/bin/uv
PY := .venv/bin/python
COE := .venv/bin/coe
# Narrowed by ARGS, a turn may hold no test (pytest's 5); else that is an error.
MAYBE_NONE = $(if $(ARGS),|| test $$? = 5)
# Where bytecode is switched off, each of the tests' many processes compiles everything anew. Empty is: written.
export PYTHONDONTWRITEBYTECODE :=
.PHONY: help demo test test-all test-real bench memory soak kill lint types install system lock clean

help:                      ## what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

demo: install              ## the whole road in a real browser; ONCE=1 ends by itself, CASES=12 applications; RULES=PATH official rules
	@$(COE) demo $(if $(ONCE),--once) $(if $(CASES),--cases $(CASES)) $(if $(SEED),--seed $(SEED)) $(if $(RULES),--invoice-rules $(RULES))

# Three turns: what may stand side by side on two cores, pages in processes of their own, then the whole platform alone.
test: install lint types   ## everything that must hold
	$(PY) -m pytest -n 2 -m "not page and not road" $(ARGS) $(MAYBE_NONE)
	$(PY) -m pytest -n 2 -m "page and not road" $(ARGS) $(MAYBE_NONE)
	$(PY) -m pytest -m road $(ARGS) $(MAYBE_NONE)

test-all: test             ## the full products too
	$(PY) -m pytest -n 2 -m "not page and not road" --full $(ARGS)
	$(PY) -m pytest -m road --full $(ARGS)

test-real: install         ## a real system by others: Tryton 8, installed beside us, driven through its screen
	$(PY) -m infra.real.tryton.install
	$(PY) -m pytest --real -m real tests/real $(ARGS)

bench: install             ## speed as ratios in one run, written to bench.json; ARGS="start-warm case"
	$(PY) -m tests.bench $(ARGS)

memory: install            ## robot over 210 cases, portal, Prefect server: fails above a limit; about 10 minutes
	$(PY) -u -m tests.bench.memory --out bench.json $(ARGS)

soak: install              ## 20,000 items through the queue over HTTP: the portal's memory stays flat within 5 %
	$(PY) -u -m tests.bench.soak $(ARGS)

kill: install              ## KILLS=200 kills at random while cases are handled; nothing lost, nothing done twice
	$(PY) -u -m tests.kill --kills $(or $(KILLS),200) $(ARGS)

lint: install              ## style of Python and Robot Framework, floors
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/robocop check robots

types: install             ## types
	.venv/bin/mypy

install: system .venv/installed  ## Python packages, hashed, and the browser

.venv/installed: requirements.lock robots.lock pyproject.toml
	@start=$$(date +%s); \
	test -x $(UV) || { $(PYTHON) -m venv .uvboot && .uvboot/bin/pip install --quiet uv; } && \
	test -x $(PY) || $(UV) venv --quiet --python $(PYTHON) .venv && \
	$(UV) pip sync --quiet --python .venv --require-hashes --compile-bytecode requirements.lock && \
	$(UV) pip install --quiet --python .venv --no-deps --editable . && \
	touch $@ && echo "Installed in $$(( $$(date +%s) - start )) s."

system:
	@infra/system-packages

lock:                      ## write the lock files anew: hashed, without addresses
	$(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-annotate --no-header \
	  pyproject.toml --extra server --extra robots --group pyproject.toml:dev -o requirements.lock
	$(UV) pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-annotate --no-header \
	  pyproject.toml --extra robots -o robots.lock

clean:                     ## remove what was built and what the demo left
	rm -rf .venv .uvboot .coe build *.egg-info
