# All a fresh machine needs: Python 3.11, make, git.
#   make run    the sample city on http://localhost:8501
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

.PHONY: env run sample test check bench browser clean
.DEFAULT_GOAL := run

env: $(VENV)/.ready

$(VENV)/.ready: requirements.txt requirements-dev.txt scripts/make_env.sh
	@PYTHON="$(PYTHON)" sh scripts/make_env.sh $(VENV)

sample: env
	@$(BIN)/python -m services.sample_city

run: sample
	@echo "应急决策工具已启动：http://localhost:$(PORT)（演示数据，仅本机可访问，Ctrl+C 停止）"
	@$(BIN)/python -m streamlit run app.py --server.port $(PORT)

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

bench: env
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache
