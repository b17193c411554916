"""Asking web services: time-outs, bounded patience, and one clear error when it fails."""

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_base, wait_exponential_jitter

from data.sources.reading import SourceError

MAX_BYTES = 100_000_000
"""A reply larger than this, unpacked, is refused."""

log = logging.getLogger(__name__)
# One line per request would bury the program's own log.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True)
class Patience:
    """How long to wait for a service and how often to ask again."""

    connect_seconds: float = 5.0
    read_seconds: float = 30.0
    whole_seconds: float = 180.0
    """Limit for one whole reply, so that one that trickles in does not hold everything up."""
    tries: int = 4
    wait: wait_base = field(
        default_factory=lambda: wait_exponential_jitter(initial=1, max=20, jitter=1)
    )
    """Pause between tries (tenacity)."""
    longest_wait: float = 65.0
    """Seconds to wait at most where the service itself names a pause (``Retry-After``)."""


class _PassingError(SourceError):
    """A failure that may be over soon."""

    def __init__(self, message: str, retry_after: float = 0.0) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def get(url: str, parameters: Mapping[str, str], service: str, patience: Patience) -> bytes:
    """Return the body of a successful reply.

    Time-outs, broken connections, 429 and 5xx are tried again with growing pauses; everything
    else fails at once.

    Args:
        url: Address without query.
        parameters: The query.
        service: What the service is called in messages.
        patience: Time-outs and tries.

    Raises:
        SourceError: The service cannot be reached, refuses the question (its reason is quoted),
            redirects, or its reply is too large.
    """

    def pause(state: RetryCallState) -> float:
        problem = state.outcome.exception() if state.outcome else None
        asked = problem.retry_after if isinstance(problem, _PassingError) else 0.0
        return max(patience.wait(state), min(asked, patience.longest_wait))

    again = Retrying(
        stop=stop_after_attempt(patience.tries),
        wait=pause,
        retry=retry_if_exception_type(_PassingError),
        before_sleep=_say,
        reraise=True,
    )
    limits = httpx.Timeout(patience.read_seconds, connect=patience.connect_seconds)
    try:
        with httpx.Client(timeout=limits) as client:
            return again(_ask, client, url, parameters, service, patience)
    except _PassingError as problem:
        raise SourceError(
            f"{problem}（已试 {patience.tries} 次）；请稍后再试，或检查网络、代理与服务地址"
        ) from problem


def reason_of(body: bytes) -> str:
    """Return the reason a service gives in JSON (``reason``, ``message``, ``detail``), or ''."""
    try:
        content = json.loads(body)
    except ValueError:
        return ""
    if not isinstance(content, dict):
        return ""
    for name in ("reason", "message", "detail"):
        if isinstance(content.get(name), str):
            return str(content[name]).strip()[:300]
    return ""


def _ask(
    client: httpx.Client,
    url: str,
    parameters: Mapping[str, str],
    service: str,
    patience: Patience,
) -> bytes:
    where = f"{service}（{url}）"
    try:
        with client.stream("GET", url, params=parameters) as reply:
            body = _body(reply, where, patience)
    except httpx.TimeoutException as problem:
        raise _PassingError(f"{where}超时没有应答") from problem
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as problem:
        raise SourceError(
            f"{service}的地址“{url}”无效；请改为以 http:// 或 https:// 开头的地址"
        ) from problem
    except httpx.HTTPError as problem:
        raise _PassingError(f"{where}连接失败或应答中断（{type(problem).__name__}）") from problem
    status, reason = reply.status_code, reason_of(body)
    said = f"，对方说明：{reason}" if reason else ""
    if status == httpx.codes.TOO_MANY_REQUESTS:
        raise _PassingError(
            f"{where}限制请求次数（429）{said}", _seconds(reply.headers.get("Retry-After", ""))
        )
    if reply.is_server_error:
        raise _PassingError(f"{where}自身出错（{status}）{said}")
    if reply.is_redirect:
        target = reply.headers.get("Location", "")[:200]
        raise SourceError(
            f"{where}转到了“{target}”（{status}），可能是上网认证页；请先登录网络或核对服务地址"
        )
    if not reply.is_success:
        raise SourceError(f"{where}不接受请求（{status}）{said}；请核对城市坐标、天数与服务地址")
    return body


def _body(reply: httpx.Response, where: str, patience: Patience) -> bytes:
    started, body = time.monotonic(), bytearray()
    for part in reply.iter_bytes():
        body += part
        if len(body) > MAX_BYTES:
            raise SourceError(
                f"{where}的应答超过 {MAX_BYTES // 1_000_000} MB，未读入；请减少城市数"
            )
        if time.monotonic() - started > patience.whole_seconds:
            raise _PassingError(f"{where}在 {patience.whole_seconds:g} 秒内没有传完")
    return bytes(body)


def _seconds(retry_after: str) -> float:
    """Seconds of a ``Retry-After`` header; 0 where it is absent or a date."""
    return float(retry_after) if retry_after.strip().isdecimal() else 0.0


def _say(state: RetryCallState) -> None:
    problem = state.outcome.exception() if state.outcome else None
    pause = state.next_action.sleep if state.next_action else 0.0
    log.warning("%s；%.0f 秒后再试", problem, pause)
