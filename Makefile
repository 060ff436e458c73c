# `make` alone says what there is. Paths are relative, so that a clone in a path with spaces works.
PY := tools/python
ARGS :=
PAGE :=
# What needs no client and no browser.
FAST := tests/project tests/blocks tests/site/test_checks.py tests/site/test_lists.py tests/site/test_links.py

.PHONY: help html serve check test books doctest linkcheck walk new sabotage practice peers lighthouse bench clean
.DEFAULT_GOAL := help

help: ## say what there is
	@echo "make TARGET [ARGS='...']"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name help; do printf '  %-10s %s\n' "$$name" "$$help"; done

html: ## build the guide into _build/html and print where it is
	@tools/setup site
	@$(PY) -m tools.build $(ARGS)

serve: ## show the guide in a browser, each saved change at once (ARGS='--port 8000')
	@tools/setup all
	@$(PY) -m tools.serve $(ARGS)

check: ## run what a change of words, a template or a fact needs, in a minute (ARGS='-k name' for some)
	@tools/setup all
	@tools/setup-node
	@$(PY) -m tools.build
	@$(PY) -m pytest -q -n auto --dist loadgroup -m "not slow" $(FAST) $(ARGS)

test: ## run every check there is (ARGS='-k name' for some)
	@tools/setup all
	@tools/setup-node
	@$(PY) -m tools.system
	@$(PY) -m tools.build
	@$(PY) -m pytest -n auto --dist loadgroup --no-loadscope-reorder $(ARGS)

books: ## make the guide as EPUB and PDF, to which the next `make html` links
	@tools/setup all
	@$(PY) -m tools.books

doctest: ## run the Python examples of the pages and say how many ran
	@tools/setup site
	@$(PY) -m tools.examples $(ARGS)

linkcheck: ## ask every other site whether the pages we link to still exist
	@tools/setup all
	@$(PY) -m tools.build -q
	@$(PY) -m tools.links $(ARGS)

walk: ## run every block as a reader would, write the ledger (PAGE=publish/uv for one page; ARGS=--help for more)
	@tools/setup all
	@$(PY) -m tools.build -q
	@$(PY) -m registry_guide.cli walk $(PAGE) $(ARGS)

sabotage: ## make mistakes in templates and facts by rule, say which of them nothing notices
	@tools/setup all
	@$(PY) -m tools.sabotage $(ARGS)

new: ## write a page and its first block, which build and are walked at once (PAGE=install/pixi)
	@tools/setup site
	@$(PY) -m tools.new $(PAGE) $(ARGS)

practice: ## start a registry on this machine that answers as GitLab does
	@tools/setup site
	@$(PY) -m registry_guide.cli practice $(ARGS)

peers: ## run other projects' own tests against the practice registry
	@tools/setup all
	@$(PY) -m tools.peers $(ARGS)

lighthouse: ## say how each page fares in Lighthouse, on a phone and at a desk (ARGS='publish/uv --form phone')
	@tools/setup all
	@tools/setup-node lighthouse
	@$(PY) -m tools.build -q
	@$(PY) -m tools.lighthouse $(ARGS)

bench: ## measure builds, pages, the walk and the practice registry, each beside a plain rival
	@tools/setup all
	@tools/setup-node
	@$(PY) -m tools.system
	@$(PY) -m bench.site $(ARGS)
	@$(PY) -m tools.build -q
	@$(PY) -m bench.walk
	@$(PY) -m bench.practice

clean: ## remove what was built (the environments stay)
	@rm -rf _build .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .lycheecache .hypothesis
