# Every command of this house. `make run` is the first one to try; CONTRIBUTING.md explains the rest.

PY := .venv/bin/python
PIP := $(PY) -m pip install --disable-pip-version-check --quiet --require-hashes
PYTEST := $(PY) -m pytest --numprocesses $(or $(WORKERS),2)
PORT ?= 8000
STEPS := $(MAKE) --no-print-directory --keep-going
DJANGO_UPGRADE := find manage.py articles config readers reviews tests -name '*.py' -exec $(PY) -m django_upgrade --target-version 5.2

.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: run serve install test test-sqlite test-postgresql test-audit audit bench cycles faults fuzz mutants sbom lint format lock clean
.PHONY: lint-python lint-layout lint-types lint-templates lint-django lint-migrations lint-imports

# --- Set-up: a stamp in the environment says which lock file it holds --------------------------------------------

install: .venv/.dev

.venv/.run: requirements.txt | $(PY)
	@echo "Installing what the site needs (hash-checked) ..."
	@$(PIP) -r $<
	@touch $@

.venv/.dev: requirements-dev.txt | $(PY)
	@echo "Installing the site and its tools (hash-checked) ..."
	@$(PIP) -r $<
	@touch $@

$(PY):
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	  if $$python -c 'import ensurepip, sys, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null; \
	  then exec $$python -m venv --clear .venv; fi; \
	done; \
	echo "No usable Python found. Install Python 3.11, 3.12, 3.13 or 3.14 with its venv module" \
	     "(on Debian: apt install python3 python3-venv), then run make again." >&2; exit 1

# --- The site on this machine ------------------------------------------------------------------------------------

run: export DEBUG := on
run: .venv/.run
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py load_demo
	@echo
	@echo "  The public site    http://127.0.0.1:$(PORT)/"
	@echo "  The desk           http://127.0.0.1:$(PORT)/admin/"
	@echo "  Demo accounts      writer, coauthor, reviewer, second-reviewer, editor, admin (password: demo)"
	@echo "  Mail               is written to this screen (EMAIL_URL=smtp://... sends it)"
	@echo "  Stop with Ctrl-C. The data stay in db.sqlite3, unless DATABASE_URL names another database."
	@echo
	@trap 'exit 143' TERM; trap 'exit 130' INT; trap 'kill $$worker $$server 2>/dev/null; wait' EXIT; \
	$(PY) manage.py db_worker --no-reload --verbosity 0 & worker=$$!; \
	$(PY) manage.py runserver 127.0.0.1:$(PORT) & server=$$!; \
	wait $$server

# As in production, on this machine: README.md says what it takes from the environment
serve: .venv/.run
	@exec $(PY) -m config.serve

# --- Tests: all of them, on both databases, even when the first run fails ----------------------------------------

test: .venv/.dev
	@$(STEPS) test-sqlite test-postgresql test-audit; status=$$?; \
	if [ "$(BROWSER)" = skip ]; then echo "Not run: the browser tests (tests/browser, tests/audit), because BROWSER=skip."; \
	else $(PY) -m tests.audit --missing; fi; \
	exit $$status

ifeq ($(BROWSER),skip)
test-sqlite: .venv/.dev
	$(PYTEST) --database sqlite --ignore tests/browser

test-audit:
else
test-sqlite: .venv/.dev
	@if found=$$($(PY) -m tests.browser.chromium); then export CHROMIUM="$$found"; fi; set -x; \
	$(PYTEST) --database sqlite

test-audit: .venv/.dev
	$(PY) -m tests.audit --where-possible
endif

test-postgresql: .venv/.dev
	@$(PY) -m tests.machines.nginx >/dev/null || true
	$(PYTEST) --database postgresql --ignore tests/browser

audit: .venv/.dev
	$(PY) -m tests.audit

# --- What others made: packages, versions and licences that the site runs with, as CycloneDX ----------------------

sbom: .venv/.dev
	$(PY) -m tests.audit.sbom sbom.json

# --- Speed: a table of what was measured beside its floor --------------------------------------------------------

# ARTICLES=100000 for a large site, FILES=0 without the import, JSON=file to keep the figures, DATABASE=sqlite for one alone.
bench: .venv/.dev
	$(PY) -m tests.bench --articles $(or $(ARTICLES),2000) --files $(or $(FILES),1000) --database $(or $(DATABASE),both) \
	  $(if $(JSON),--json $(JSON)) $(if $(FOLDER),--folder $(FOLDER))

# Two servers over one database, and after each act all that either says of it; `make test` walks three rounds.
cycles: export CYCLES := $(or $(CYCLES),200)
cycles: .venv/.dev
	$(PY) -m pytest --database sqlite tests/faults/test_two_servers.py
	$(PY) -m pytest --database postgresql tests/faults/test_two_servers.py

# --- Long runs: the short forms of the first two are in every `make test` --------------------------------------------

faults: export FAULTS := $(or $(ACTS),1000)/$(or $(KILLS),40)
faults: .venv/.dev
	@$(PY) -m pytest -s tests/faults/test_killed.py --database sqlite; status=$$?; \
	$(PY) -m pytest -s tests/faults/test_killed.py --database postgresql && exit $$status

# SEED=1 for the requests of another run. Without the plugin, which would keep every line of the log until the end.
fuzz: export FUZZ := $(or $(REQUESTS),100000)
fuzz: export FUZZ_SEED := $(SEED)
fuzz: .venv/.dev
	$(PY) -m pytest -s -p no:logging tests/fuzz

mutants: .venv/.dev
	$(PY) -m tests.mutants --sample $(or $(SAMPLE),10000) $(or $(MODULES),reviews.workflow reviews.quorum \
	  reviews.standing articles.snapshot $(patsubst %.py,%,$(subst /,.,$(filter-out %__init__.py,$(wildcard reviews/actions/*.py)))))

# --- Lint: every tool speaks, then the status says whether one of them objected ----------------------------------

lint: .venv/.dev
	@$(STEPS) lint-python lint-layout lint-types lint-templates lint-django lint-migrations lint-imports

lint-types lint-migrations: export DEBUG := on
lint-types lint-migrations: export DATABASE_URL := sqlite://:memory:

lint-python: .venv/.dev
	$(PY) -m ruff check .

lint-layout: .venv/.dev
	$(PY) -m ruff format --check .

lint-types: .venv/.dev
	$(PY) -m mypy

lint-templates: .venv/.dev
	$(PY) -m djlint --quiet --check --lint templates
	$(PY) -m djlint --quiet --check --lint --profile jinja --ignore J004 pages

lint-django: .venv/.dev
	$(DJANGO_UPGRADE) --check {} +

lint-migrations: .venv/.dev
	$(PY) manage.py makemigrations --check --dry-run

lint-imports: .venv/.dev
	$(PY) -m pytest --quiet tests/house/test_imports.py

format: .venv/.dev
	-$(PY) -m ruff check --fix .
	$(PY) -m ruff format .
	-$(DJANGO_UPGRADE) {} +
	-$(PY) -m djlint --quiet --reformat templates
	-$(PY) -m djlint --quiet --reformat --profile jinja pages

# --- Housekeeping ------------------------------------------------------------------------------------------------

UV = .make/uv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
     --python-version 3.11 pyproject.toml

lock: | $(PY)
	$(PY) -m venv --clear .make/uv
	.make/uv/bin/python -m pip install --disable-pip-version-check --quiet uv
	$(UV) -o requirements.txt $(UPGRADE)
	$(UV) --group dev -o requirements-dev.txt $(UPGRADE)
	rm -rf .make

clean:
	rm -rf .venv .make tests/audit/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis staticfiles
