import logging
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from tenacity import wait_none

from data.sources import http
from data.sources.reading import SourceError

PATIENCE = http.Patience(1.0, 0.3, 1.0, tries=3, wait=wait_none(), longest_wait=0.05)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@contextmanager
def serving(*answers):
    """Serve (status, headers, body) one after the other, the last for ever."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answers[min(len(asked), len(answers) - 1)]
            asked.append(urlsplit(self.path))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def get(url, **parameters):
    return http.get(url, parameters, "试验服务", PATIENCE)


def test_the_body_comes_back_byte_for_byte_and_the_query_arrives_as_it_was_meant():
    body = bytes(range(256))
    with serving((200, {}, body)) as (url, asked):
        assert get(url, city="太原 &=", days="7") == body
    assert asked[0].path == "/v1"
    assert parse_qs(asked[0].query) == {"city": ["太原 &="], "days": ["7"]}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failure_that_passes_is_asked_over_and_logged_in_chinese(status, caplog):
    with (
        caplog.at_level(logging.WARNING, "data.sources.http"),
        serving((status, {}, b"{}"), (200, {}, b"ok")) as (url, asked),
    ):
        assert get(url) == b"ok"
    assert len(asked) == 2
    assert "秒后再试" in caplog.text


def test_a_failure_that_lasts_is_given_up_after_the_tries_with_the_reason_of_the_service():
    with (
        serving((503, {}, '{"message": "维护中"}'.encode())) as (url, asked),
        pytest.raises(
            SourceError, match=r"试验服务.*503.*对方说明：维护中（已试 3 次）；请稍后再试"
        ),
    ):
        get(url)
    assert len(asked) == 3


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_refused_question_is_not_asked_twice(status):
    with (
        serving((status, {}, b'{"detail": "no such thing"}')) as (url, asked),
        pytest.raises(SourceError, match=rf"不接受请求（{status}），对方说明：no such thing"),
    ):
        get(url)
    assert len(asked) == 1


def test_a_redirect_is_reported_with_its_target_and_not_followed():
    with (
        serving((302, {"Location": "http://portal.example/"}, b"")) as (url, asked),
        pytest.raises(SourceError, match=r"转到了“http://portal\.example/”（302）"),
    ):
        get(url)
    assert len(asked) == 1


def test_a_reply_beyond_the_limit_is_refused_at_once(monkeypatch):
    monkeypatch.setattr(http, "MAX_BYTES", 1_000_000)
    with (
        serving((200, {}, b"x" * 1_000_001)) as (url, asked),
        pytest.raises(SourceError, match="超过 1 MB，未读入"),
    ):
        get(url)
    assert len(asked) == 1
    with serving((200, {}, b"x" * 1_000_000)) as (url, _):
        assert len(get(url)) == 1_000_000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"reason": " too many "}', "too many"),
        (b'{"message": "m", "reason": "r"}', "r"),
        (b'{"reason": 5, "detail": "d"}', "d"),
        (b'["reason"]', ""),
        (b"<html>", ""),
        (b"\xff\xfe", ""),
        (b"", ""),
        (b'{"reason": "' + b"a" * 999 + b'"}', "a" * 300),
    ],
)
def test_the_reason_of_a_service_is_found_or_empty(body, said):
    assert http.reason_of(body) == said
