# Sanbao: `make run` starts everything, `make test` proves it. Nothing but python3 (3.11 or newer), pip and make is needed.
PYTHON ?= python3
ARGS ?=

.PHONY: run test check coverage mutants stop install

run:      ## start the site with its own PostgreSQL, Redis, worker and timetable
	@$(PYTHON) config/bootstrap.py run $(ARGS)

test:     ## run all tests (make test ARGS="tests/claims -x")
	@$(PYTHON) config/bootstrap.py test $(ARGS)

check:    ## lint, types, layers, templates, migrations, deployment settings
	@$(PYTHON) config/bootstrap.py check

coverage: ## which branches do the tests run? all tests, at about half the speed
	@$(PYTHON) config/bootstrap.py coverage $(ARGS)

mutants:  ## do the tests notice wrong rules? writes docs/mutants.md (make mutants ARGS="--only duties --each 20")
	@$(PYTHON) config/bootstrap.py mutants $(ARGS)

stop:     ## stop a site left running in the background
	@$(PYTHON) config/bootstrap.py stop

install:  ## only make .venv
	@$(PYTHON) config/bootstrap.py install
