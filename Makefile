# `make` alone lists the targets. Each sets up what it needs by itself; Python 3.11 or later and make are enough.

BIN := .venv/bin
EXAMPLE := examples/unstable-slip/case.yaml

.DEFAULT_GOAL := list
.PHONY: list review test test-slow lint format assessments parameters bench clean environment environment-dev

list: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "  %-16s %s\n", $$1, $$2 }'

review: environment ## review a sample chart: here in the terminal, and as a page whose path is printed
	@$(BIN)/necessity review $(EXAMPLE)
	@mkdir -p out
	@$(BIN)/necessity review $(EXAMPLE) --format html -o out/review.html

test: environment-dev ## everything that fits ten minutes: lint, types, floors, tests
	@.ci/chromium
	@failed=; $(MAKE) --no-print-directory lint || failed=yes; \
	$(BIN)/pytest -n 2 -m "not slow" $(PYTEST) || failed=yes; test -z "$$failed"

test-slow: environment-dev ## the large runs
	@.ci/chromium
	@$(BIN)/pytest -n 2 -m slow $(PYTEST)

lint: environment-dev ## style, format, types, and who may import whom
	@failed=; \
	$(BIN)/ruff check --output-format concise || failed=yes; \
	$(BIN)/ruff format --check --output-format concise || failed=yes; \
	$(BIN)/mypy --strict || failed=yes; \
	$(BIN)/lint-imports || failed=yes; \
	test -z "$$failed"

format: environment-dev ## put the code into the house's format, and mend what can be mended
	@$(BIN)/ruff check --fix
	@$(BIN)/ruff format

assessments: environment ## write docs/assessments.md from docs/assessments.yaml
	@$(BIN)/python tests/house/assessments_table.py

parameters: environment ## write what the packs ask, side by side: out/parameters.md and .html
	@mkdir -p out
	@$(BIN)/necessity pack matrix --format markdown -o out/parameters.md
	@$(BIN)/necessity pack matrix --format html -o out/parameters.html

bench: environment-dev ## measure: every script under bench/, one after the other
	@for one in bench/*.py; do echo "== $$one"; $(BIN)/python "$$one" || exit 1; done

clean: ## take away what the targets made, the environment included
	@rm -rf .venv .cache out dist build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

environment:
	@.ci/environment run

environment-dev:
	@.ci/environment dev
