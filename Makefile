# All a fresh machine needs: Python 3.11, make, git.
#   make run    the sample city on http://localhost:8501
#   make admin  the first administrator: real use begins
#   make test   the whole test suite
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# Small fits are many times slower when several threads fight over two cores.
export OMP_NUM_THREADS := 1
export OPENBLAS_NUM_THREADS := 1
export MKL_NUM_THREADS := 1
export TZ := Asia/Shanghai

.PHONY: env run admin sample test check fuzz bench bench-env bench-forecast browser clean
.DEFAULT_GOAL := run

env: $(VENV)/.ready

$(VENV)/.ready: requirements.txt requirements-dev.txt requirements-cluster.txt requirements-postgresql.txt scripts/make_env.sh
	@PYTHON="$(PYTHON)" sh scripts/make_env.sh $(VENV)

sample: env
	@$(BIN)/python -m services.sample_city

run: sample
	@echo "应急决策工具已启动：http://localhost:$(PORT)（仅本机可访问，Ctrl+C 停止）"
	@$(BIN)/python -m streamlit run app.py --server.port $(PORT)

# The first administrator: ends demonstration mode, everybody signs in from then on.
admin: env
	@$(BIN)/python -m commands admin

# Chromium and Chinese fonts for the browser tests, where they can be had; skipped in words if not.
browser:
	@sh scripts/get_browser.sh

test: env browser
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: env
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

# What the forecast is measured against is installed by the first benchmark, by nothing else.
bench-env: $(VENV)/.bench-ready

$(VENV)/.bench-ready: $(VENV)/.ready requirements-bench.txt
	@echo "正在安装对照用的预报库（首次约一两分钟）……"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $(VENV)/.bench-ready

bench: bench-env
	@$(BIN)/python -m benchmarks $(if $(DATA),--data $(DATA))

# Hours, not minutes: past winters of thirteen cities, and input with holes.
bench-forecast: bench-env
	@$(BIN)/python -m benchmarks.trigger_reliability $(if $(DATA),--data $(DATA))
	@$(BIN)/python -m benchmarks.missing_hours $(if $(DATA),--data $(DATA))
	@$(BIN)/python -m benchmarks.missing_hours --together $(if $(DATA),--data $(DATA))

# Damaged workbooks through check and import on a real database; FILES=3000 takes about an hour.
FILES ?= 3000
fuzz: env
	@$(BIN)/python -W ignore -m tests.emission_lists.fuzz_workbooks $(FILES)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
