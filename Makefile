# `make run` and `make test` do everything on a fresh machine; the rest is for people who work on the project.
.PHONY: run test test-fast widget-test check lint train evaluate bench pictures clean help

export RASA_TELEMETRY_ENABLED = false
# Rasa takes twice as long to import without compiled bytecode.
unexport PYTHONDONTWRITEBYTECODE

BIN = .venv/bin

help:            ## show what there is
	@grep -E '^[a-z-]+: .*##|^[a-z-]+:  *##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

run:             ## set up, train if stale, start everything, print the address
	@scripts/setup.sh
	@exec $(BIN)/carm run

test:            ## set up and run every test, the linters and the types
	@scripts/setup.sh tests
	@$(MAKE) --no-print-directory lint widget-test
	@$(BIN)/carm train
	@$(BIN)/carm check --errors-only
	@mkdir -p var
	@$(BIN)/rasa data validate >var/rasa-validate.log 2>&1 || { tail -20 var/rasa-validate.log; exit 1; }
	@$(BIN)/rasa test core --stories tests/stories --model models/carm.tar.gz --out var/rasa-test --fail-on-prediction-errors \
	    >var/rasa-test.log 2>&1 || { tail -40 var/rasa-test.log; exit 1; }
	@$(BIN)/python -m pytest

test-fast:       ## unit tests only, within a minute
	@scripts/setup.sh
	@$(BIN)/python -m pytest tests/unit tests/content -q

widget-test:     ## the widget's modules, by node's own test runner
	@cd tests/widget && npm ci --silent --no-audit --no-fund && npm test --silent && npm run --silent types

lint:            ## ruff, mypy and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check:           ## check the content and the training examples
	@scripts/setup.sh
	@$(BIN)/carm check

train:           ## train the assistant if what it is made of has changed
	@scripts/setup.sh
	@$(BIN)/carm train

evaluate:        ## measure the understanding on the held-out questions
	@scripts/setup.sh
	@$(BIN)/carm evaluate tests/nlu/dev.en.jsonl tests/nlu/dev.fr.jsonl
	@$(BIN)/carm evaluate tests/nlu/test.en.jsonl tests/nlu/test.fr.jsonl

bench:           ## measure beside the bot that `rasa init` makes, and on BANKING77
	@scripts/setup.sh
	@$(BIN)/python benchmarks/against_rasa_init.py
	@$(BIN)/python benchmarks/banking77.py

pictures:        ## take the README's pictures anew, from the real assistant
	@scripts/setup.sh tests
	@$(BIN)/carm train
	@$(BIN)/python scripts/pictures.py

clean:           ## remove what can be made again; the database and the keys in var/ stay
	rm -rf .venv models .rasa .pytest_cache .mypy_cache .ruff_cache .hypothesis var/cache var/tools var/reports var/screenshots tests/widget/node_modules
