"""What keeps strangers, other sites and large requests out, and people's words out of the log."""

from __future__ import annotations

import asyncio
import io
import json
import logging
from typing import Any

import httpx
import pytest
import structlog

from tests.fakes.gateway import until
from tests.fakes.visitor import Visitor

pytestmark = pytest.mark.asyncio
Gateway = Any
SITE = "https://www.cfib-fcei.ca"
STRANGER = "https://evil.example"


async def test_an_allowed_site_may_use_the_api(gateway: Gateway) -> None:
    asked = {"Origin": SITE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,last-event-id"}
    preflight = await gateway.http.options("/api/v1/messages", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == SITE
    assert "Last-Event-ID" in preflight.headers["access-control-allow-headers"]
    response = await gateway.http.post("/api/v1/conversations", headers={"Origin": SITE})
    assert response.status_code == 201
    assert response.headers["access-control-allow-origin"] == SITE
    assert "Origin" in response.headers["vary"]


@pytest.mark.parametrize("origin", [STRANGER, "null", SITE + ".evil.example", "http://www.cfib-fcei.ca", "http://["])
async def test_a_site_that_is_not_allowed_gets_nothing_and_causes_nothing(gateway: Gateway, origin: str) -> None:
    for method, path in (("POST", "/api/v1/conversations"), ("OPTIONS", "/api/v1/messages"), ("POST", "/chat/messages")):
        response = await gateway.http.request(method, path, headers={"Origin": origin})
        assert response.status_code == 403
        assert "access-control-allow-origin" not in response.headers
    assert "carm_messages_total" not in "".join(
        line for line in (await gateway.http.get("/metrics")).text.splitlines() if not line.startswith("#")
    )


async def test_a_request_from_a_site_that_is_not_allowed_is_counted(gateway: Gateway) -> None:
    await gateway.http.post("/api/v1/conversations", headers={"Origin": STRANGER})
    assert 'carm_refused_total{code="origin_not_allowed"} 1.0' in (await gateway.http.get("/metrics")).text


async def test_errors_can_be_read_by_an_allowed_site(gateway: Gateway) -> None:
    response = await gateway.http.post("/api/v1/messages", headers={"Origin": SITE})
    assert response.status_code == 401
    assert response.headers["access-control-allow-origin"] == SITE


async def test_the_widget_is_served_to_allowed_sites_as_a_module(gateway: Gateway) -> None:
    response = await gateway.http.get("/widget/carm-chat.js", headers={"Origin": SITE})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert response.headers["access-control-allow-origin"] == SITE
    assert "max-age" in response.headers["cache-control"]
    again = await gateway.http.get("/widget/carm-chat.js", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert "access-control-allow-origin" not in (await gateway.http.get("/widget/carm-chat.js", headers={"Origin": STRANGER})).headers


@pytest.mark.parametrize("path", ["types.d.ts", "../web.py", "%2e%2e/web.py", "../settings.py", "..%2f..%2fapp.py", ""])
async def test_nothing_but_public_files_is_served(gateway: Gateway, path: str) -> None:
    assert (await gateway.http.get(f"/widget/{path}")).status_code == 404


@pytest.mark.parametrize("path", ["/", "/fr", "/chat", "/api/v1/conversation", "/nowhere", "/healthz", "/widget/carm-chat.js"])
async def test_every_answer_carries_the_security_headers(gateway: Gateway, path: str) -> None:
    headers = (await gateway.http.get(path)).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "server" not in headers or "uvicorn" in headers["server"]


@pytest.mark.parametrize("path", ["/", "/fr", "/chat", "/fr/chat"])
async def test_pages_keep_their_own_policy_nothing_inline_and_nothing_from_elsewhere(gateway: Gateway, path: str) -> None:
    page = (await gateway.http.get(path)).text
    for inline in ("<style", " style=", " onclick", "javascript:"):
        assert inline not in page
    assert page.count("<script") == page.count('<script type="module" src="/widget/')
    assert 'src="http' not in page
    assert 'stylesheet" href="http' not in page


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            {
                "csp-report": {
                    "violated-directive": "script-src",
                    "blocked-uri": "https://x.example/a?token=1",
                    "document-uri": "https://h/p?q=1",
                }
            },
            id="report-uri",
        ),
        pytest.param(
            [{"type": "csp-violation", "body": {"effectiveDirective": "script-src", "blockedURL": "https://x.example/a?token=1"}}],
            id="report-to",
        ),
    ],
)
async def test_reports_of_the_policy_are_counted_and_stored_without_queries(gateway: Gateway, body: Any) -> None:
    assert (await gateway.http.post("/csp-report", json=body)).status_code == 204
    assert "carm_csp_reports_total 1.0" in (await gateway.http.get("/metrics")).text
    assert await gateway.web.ledger.read(lambda unit: unit.reports.count()) == 1


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[1]", b'{"csp-report": 3}'])
async def test_a_report_that_is_none_is_ignored(gateway: Gateway, body: bytes) -> None:
    assert (await gateway.http.post("/csp-report", content=body)).status_code == 204
    assert await gateway.web.ledger.read(lambda unit: unit.reports.count()) == 0


@pytest.mark.parametrize(
    "report",
    [
        pytest.param({"violated-directive": "script-src", "blocked-uri": "http://[", "document-uri": "http://["}, id="half an address"),
        pytest.param({"violated-directive": "\ud800\x00", "blocked-uri": "\ud800", "document-uri": "\ud800"}, id="half a character"),
        pytest.param({"violated-directive": {"a": [1]}, "blocked-uri": [{}], "document-uri": 5}, id="other kinds"),
    ],
)
async def test_whatever_stands_in_a_report_only_what_looks_like_one_is_kept(gateway: Gateway, report: dict[str, Any]) -> None:
    assert (await gateway.http.post("/csp-report", content=json.dumps({"csp-report": report}))).status_code == 204
    assert await gateway.web.ledger.read(lambda unit: unit.reports.count()) == 1


async def test_a_body_that_comes_in_drops_is_not_waited_for(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = await gateway.visitor()
    monkeypatch.setattr("bot.channels.protection._BODY_SECONDS", 0.2)
    where = httpx.URL(gateway.url)
    reader, writer = await asyncio.open_connection(where.host, where.port)
    head = f"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {visitor.token}\r\nContent-Length: 30000\r\n\r\n"
    writer.write(head.encode())
    answer = asyncio.ensure_future(reader.readline())
    while not answer.done():
        writer.write(b" ")
        await asyncio.wait({answer}, timeout=0.02)
    assert b" 400 " in answer.result()
    writer.close()


async def test_health_readiness_and_metrics(gateway: Gateway) -> None:
    assert (await gateway.http.get("/healthz")).text == "ok\n"
    assert (await gateway.http.get("/readyz")).json() == {"ready": True, "storage": True, "assistant": True, "telegram": "off"}
    gateway.engine.down = True
    assert (await gateway.http.get("/readyz")).json() == {"ready": True, "storage": True, "assistant": False, "telegram": "off"}


async def test_no_word_token_or_identifier_of_a_person_is_in_the_log(gateway: Gateway) -> None:
    log = io.StringIO()
    structlog.configure(
        processors=[structlog.processors.format_exc_info, structlog.processors.JSONRenderer()],
        logger_factory=structlog.PrintLoggerFactory(log),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(log)
    root, before = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for client in ("httpx", "httpcore"):  # the test's own browser, not the gateway
        logging.getLogger(client).setLevel(logging.WARNING)
    secrets = ["123456782", "046454286", "owner@bakery.example", "613-555-0199", "verysecretword"]
    try:
        visitor = await gateway.visitor()
        for text in (*secrets, "defect", "nothing"):
            await visitor.say(f"{text} verysecretword" if text not in ("defect", "nothing") else text)
        async with visitor.stream():
            await visitor.answers(7)
        await visitor.post("feedback", number=2, helpful=False, comment=" ".join(secrets))
        await visitor.post("messages", client_id="x", text="verysecretword" * 200)
        await visitor.post("messages", client_id="x", button="verysecretword")
        await visitor.post("messages", client_id="verysecretword!", text="a")
        await gateway.http.post("/chat/messages", data={"text": " ".join(secrets)})
        await Visitor(gateway.http, "verysecretword").get("conversation")
        await gateway.http.delete("/api/v1/conversation", headers=visitor.headers)
    finally:
        structlog.reset_defaults()
        root.removeHandler(handler)
        root.setLevel(before)
    written = log.getvalue()
    assert "turn.closed" in written
    assert visitor.token not in written
    assert gateway.web.sessions.conversation(visitor.token) not in written
    for secret in secrets:
        assert secret not in written


async def test_who_leaves_in_the_middle_of_a_request_is_no_defect(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    where = httpx.URL(gateway.url)
    _, writer = await asyncio.open_connection(where.host, where.port)
    head = f"POST /api/v1/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {visitor.token}\r\nContent-Length: 500\r\n\r\n"
    writer.write(head.encode() + b'{"text": "He')
    await writer.drain()
    writer.close()

    async def counted() -> bool:
        return 'status="400"' in await _of_say(gateway)

    await until(counted)
    assert 'status="500"' not in await _of_say(gateway)


async def _of_say(gateway: Gateway) -> str:
    """The counts of requests to send a message."""
    lines = (await gateway.http.get("/metrics")).text.splitlines()
    return "\n".join(line for line in lines if line.startswith("carm_http_requests_total") and "Api.say" in line)
