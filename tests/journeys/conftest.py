"""A freshly started server on a free loopback port and a real Chromium before it."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_OWN = {"127.0.0.1", "localhost"}


@pytest.fixture(scope="session")
def chromium():
    """Path of a Chromium; the journeys are skipped, in words, where there is none."""
    found = next((path for name in _BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip("没有找到 Chromium，跳过浏览器测试；root 用户可由 make test 自动安装")
    return found


@pytest.fixture
def server(tmp_path, sample_database):
    """Address of the app on the sample city."""
    with serving(tmp_path, sample_database) as address:
        yield address


@pytest.fixture
def empty_server(tmp_path, database_url):
    """Address of the app on a database without any city."""
    with serving(tmp_path, database_url) as address:
        yield address


@contextlib.contextmanager
def serving(tmp_path, database):
    """Start the app on a database; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (tmp_path / "server.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT, stdout=log, stderr=subprocess.STDOUT,
        env={**os.environ, "RESPONSE_DATABASE_URL": database,
             "RESPONSE_VAR": str(tmp_path / "var")},
    )  # fmt: skip
    try:
        _wait_until_healthy(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


@pytest.fixture
def desk(chromium, tmp_path):
    """A browser page of 1440 x 900 that fails the test on any request to another host."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        context = browser.new_context(
            viewport={"width": 1440, "height": 900},
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        page = context.new_page()
        foreign, errors = [], []
        page.on("request", lambda request: _note_foreign(request.url, foreign))
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        browser.close()
    assert not foreign, f"对外请求：{foreign}"
    assert not errors, f"页面脚本错误：{errors}"


def _note_foreign(url, foreign):
    parts = urlsplit(url)
    if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in _OWN:
        foreign.append(url)


def _wait_until_healthy(port, seconds=60):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            address = f"http://127.0.0.1:{port}/_stcore/health"
            if urllib.request.urlopen(address, timeout=2).read() == b"ok":
                return
        time.sleep(0.3)
    pytest.fail("服务在 60 秒内没有启动")
