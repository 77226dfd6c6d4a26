# Trustportal. `make demo` shows it, `make test` checks it; both set up what they need.

.DEFAULT_GOAL := help
.PHONY: help demo up down clean venv venv-development system system-tests lint types style \
	arrows spelling test \
	test-shuffled test-slow bench lock

PORT ?= 8000
export PORT

PY := .venv/bin/python
# Before there is a virtual environment any Python does: the quick start is standard library only.
ANY_PY = $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)
# Tools that load the settings without opening a connection get addresses that lead nowhere.
NOWHERE := ENVIRONMENT=test DATABASE_URL=postgresql://app@localhost/none \
	MIGRATIONS_DATABASE_URL=postgresql://owner@localhost/none REDIS_URL=redis://localhost/0

help:
	@echo 'make demo        start a demonstration in sight; Ctrl-C stops it (PORT=8123 moves it)'
	@echo 'make up, down    the same in the background'
	@echo 'make clean       stop everything and remove what was made'
	@echo 'make test        set up what tests need, then lint, types, arrows and all tests'
	@echo 'make test-shuffled   the tests in an order of chance'
	@echo 'make test-slow   the tests that take long, and what the others walk in part as a whole'
	@echo 'make bench       measure CPU and statements of a few operations, beside their floors'
	@echo 'make lint        ruff, types, arrows, spelling'
	@echo 'make lock        write the locked lists anew (UPGRADE=1 takes newer versions)'

demo: system venv
	@$(PY) -m quickstart demo

up: system venv
	@$(PY) -m quickstart up

down:
	@$(ANY_PY) -m quickstart down

clean:
	@$(ANY_PY) -m quickstart clean

venv:
	@requirements/install quickstart

venv-development:
	@requirements/install development

system: venv
	@$(PY) -m quickstart check-system

system-tests: venv-development
	@$(PY) -m quickstart check-system --for-tests

# Types take most of it and one core: the other has the rest meanwhile.
lint: venv-development
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target types style arrows spelling

types:
	$(NOWHERE) $(PY) -m mypy .

style:
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .

arrows:
	$(PY) -c 'from importlinter.cli import lint_imports_command as lint; lint()'

spelling:
	$(PY) -m codespell_lib

# Three processes on two cores, since many tests wait for a worker, a lease or a browser; a file of
# tests at a time in each; in order, so that a failure can be had again,
# and not by the number of tests: a file with a single long one would come last and alone.
# `make test-shuffled` looks for tests that lean on one another.
test: system-tests lint
	@$(PY) -m quickstart test -- -p no:randomly --numprocesses 3 --dist loadfile --no-loadscope-reorder $(TESTS)

test-shuffled: system-tests
	@$(PY) -m quickstart test -- --numprocesses 2 --dist loadfile $(TESTS)

# What asks `tests.whole` how far to go, goes to the end. Faults strike in four portals side by side,
# each with servers of its own: most of the time they wait for leases.
STRIKES := tests/slow/test_report_faults.py tests/slow/test_stamp_faults.py
test-slow: system-tests
	@OWN_SERVERS=1 $(PY) -m quickstart test -- -p no:randomly --numprocesses 4 --dist worksteal $(STRIKES)
	@WHOLE=1 $(PY) -m quickstart test -- -p no:randomly $(STRIKES:%=--ignore=%) tests/slow tests/browser $$(grep -rlE --include='test_*.py' '^from tests.whole import .*(WHOLE|length)' tests)
	@WHOLE=1 $(PY) -m quickstart test -- -p no:randomly -m hypothesis tests

# Nothing is judged: bench/README.md says what the figures mean.
bench: system venv-development
	@$(PY) -m bench

lock: venv-development
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@UV="$$PWD/.venv/bin/uv" requirements/lock
