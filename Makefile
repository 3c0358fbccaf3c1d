# copydesk: `make dataset` does the main job, `make test` passes the tests, `make check` is what CI runs.
# Needs Rust and Python 3; everything else is installed into .venv at pinned versions.
.PHONY: dataset test check bench clean accept format lint docs fresh python-tests

CARGO ?= cargo
PYTHON ?= python3
BIN = target/release/copydesk
VENV = .venv
# Features are those of the whole workspace in every build, so that the wheel finds its dependencies compiled.
ALL = --release --locked --workspace

dataset: $(BIN)
	$(BIN) build input --out output
	$(BIN) report output

# Always asks cargo: it knows best whether anything changed.
.PHONY: $(BIN)
$(BIN):
	$(CARGO) build $(ALL) --bin copydesk

test: $(VENV)/ready dataset
	$(CARGO) test $(ALL)
	$(VENV)/bin/python -m pytest -q tests/python

$(VENV)/ready: tests/python/requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --requirement tests/python/requirements.txt
	touch $@

check: format lint test fresh test-engines
	$(BIN) check output

# The Python package, with real Spark (which needs Java 17) and Ray, two workers each; installed apart, since they bring
# much along. Without Java the tests on Spark are skipped, and say so; where CI is set, they fail.
ENGINES = .venv-engines
.PHONY: test-engines wheel
test-engines: $(BIN) $(ENGINES)/ready wheel
	$(ENGINES)/bin/python -m pip install --quiet --disable-pip-version-check --force-reinstall --no-deps target/wheels/copydesk-*.whl
	$(ENGINES)/bin/python -m pytest -q -p no:cacheprovider tests/engines

wheel: $(ENGINES)/ready
	rm -f target/wheels/copydesk-*.whl
	$(ENGINES)/bin/maturin build --quiet --release --locked --interpreter $(ENGINES)/bin/python

$(ENGINES)/ready: tests/engines/requirements.txt
	$(PYTHON) -m venv $(ENGINES)
	$(ENGINES)/bin/pip install --quiet --disable-pip-version-check --requirement tests/engines/requirements.txt
	touch $@

format:
	$(CARGO) fmt --all --check

lint:
	$(CARGO) clippy $(ALL) --all-targets -- --deny warnings

# Pages that are generated from the declarations must be those that are committed.
fresh: $(BIN)
	$(BIN) schema --format md | diff - output/README.md

# Rewrites what is generated and committed: read the diff before committing it.
accept: $(BIN)
	mkdir -p output
	$(BIN) schema --format md > output/README.md
	COPYDESK_ACCEPT=1 $(CARGO) test $(ALL)

# The report in a real Chromium (Debian: chromium; CHROMIUM names another); skipped with a message where there is none.
.PHONY: test-report
test-report: $(BIN)
	@command -v npm > /dev/null || { echo "skipped: no npm"; exit 0; }; mkdir -p target/page && echo '{"private": true}' > target/page/package.json && \
	npm install --silent --no-save --prefix target/page playwright-core@1.65.1 axe-core@4.14.1 && node tests/page/page.mjs

# Trains the embedded name model again, bit for bit, from the corpora of ../shared/train.
.PHONY: names-model
names-model: $(BIN)
	$(BIN) train-names ../shared/train/ner --out src/extract/names/model/names.model

# Packs the embedded gazetteer again from its pinned sources; the result is committed.
.PHONY: gazetteer
gazetteer:
	$(PYTHON) src/extract/places/world/build.py

bench: $(BIN)
	$(CARGO) bench --locked --workspace

clean:
	$(CARGO) clean
	rm -rf $(VENV) $(ENGINES) .output.copydesk
	find output -mindepth 1 ! -name README.md -delete

# Scores every dev set of ../shared/gold (where it is there) with its own scorer.
GOLD ?= ../shared/gold
SETS ?= conll2003-valid aida-dev gum-news wikigold timebank quotes-polnear tr-news lgl
.PHONY: gold
gold: $(BIN) $(VENV)/ready
	@for set in $(SETS); do \
	  $(BIN) build $(GOLD)/$$set/articles.jsonl --out target/gold/$$set --quiet --no-cache --formats parquet $(BUILD_FLAGS) || exit 1; \
	  $(VENV)/bin/python $(GOLD)/score.py $(GOLD)/$$set --dataset target/gold/$$set; \
	done
