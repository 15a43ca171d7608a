"""The client of the Rasa server, against a server of a few lines."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.engine.client import RasaEngine
from bot.engine.model import Condition, EngineUnavailable, Inspected
from bot.language import Language
from tests.fakes.serving import served

PARTS = {
    "key": "utter_faq/goods_stuck",
    "language": "fr",
    "outcome": "goods_stuck",
    "text": "Signalez d’abord le problème.",
    "footer": "Source : …",
    "notes": "",
    "buttons": [{"title": "Parler", "says": "Parler", "answer": "human"}],
    "sources": [{"title": "FCEI", "url": "https://www.cfib-fcei.ca/fr", "checked": "2026-11-23"}],
    "data": {},
}


def engine(handler) -> RasaEngine:
    return RasaEngine("http://rasa.test", "secret", transport=httpx.MockTransport(handler))


async def test_a_turn_is_asked_with_token_and_metadata_and_read_whole():
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json={"replies": [PARTS]})

    turn = await engine(handler).say("c1", "bonjour", language=Language.FR, hint=Language.EN)
    assert asked[0].headers["authorization"] == "Bearer secret"
    assert "secret" not in str(asked[0].url)
    assert b'"language":"fr"' in asked[0].content.replace(b" ", b"")
    assert (turn.outcome, turn.replies[0].language, turn.replies[0].buttons[0].says) == ("goods_stuck", Language.FR, "Parler")
    assert turn.text == "Signalez d’abord le problème.\n\nSource : …"


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda request: httpx.Response(500, json={"error": "turn_failed"}), id="it failed"),
        pytest.param(lambda request: httpx.Response(200, text="no JSON"), id="it answers nonsense"),
        pytest.param(lambda request: httpx.Response(401), id="a wrong token"),
    ],
)
async def test_whatever_goes_wrong_is_one_error_without_the_persons_words(answer):
    with pytest.raises(EngineUnavailable) as caught:
        await engine(answer).say("c1", "my SIN is 046 454 286")
    assert "046" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {"replies": "text"},
        {"replies": ["text"]},
        {"replies": [{**PARTS, "text": 7}]},
        {"replies": [{**PARTS, "language": {"code": "fr"}}]},
        {"replies": [{**PARTS, "buttons": [None]}]},
        {"replies": [{**PARTS, "buttons": [{"title": 1, "says": {}}]}]},
        {"replies": [{**PARTS, "sources": [{"title": [], "url": 7, "checked": None}]}]},
        {"replies": [{**PARTS, "data": ["calculation"]}]},
    ],
)
async def test_an_answer_of_another_shape_is_a_defect_and_no_turn(answer):
    with pytest.raises(ValueError, match=r"no (object|list|words)"):
        await engine(lambda request: httpx.Response(200, json=answer)).say("c1", "bonjour")


async def test_what_a_newer_assistant_adds_is_left_and_what_shows_nothing_is_no_reply():
    newer = {**PARTS, "mood": "good", "buttons": [{**PARTS["buttons"][0], "icon": "phone"}]}
    turn = await engine(lambda request: httpx.Response(200, json={"replies": [{}, newer, {"text": "", "language": "en"}]})).say(
        "c1", "bonjour"
    )
    assert [(reply.text, reply.buttons[0].title) for reply in turn.replies] == [(PARTS["text"], "Parler")]


@pytest.mark.parametrize(
    ("answer", "details"),
    [
        (httpx.Response(401), {"cause": "HTTPStatusError", "status": 401}),
        (httpx.Response(200, text='{"replies": [{"te'), {"cause": "JSONDecodeError"}),
    ],
)
async def test_what_went_wrong_is_told_to_operators(answer, details):
    with pytest.raises(EngineUnavailable) as caught:
        await engine(lambda request: answer).say("c1", "bonjour")
    assert caught.value.details == {"path": "/webhooks/engine/turn", **details}


async def test_a_server_that_cannot_be_reached_is_not_ready():
    def refuse(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    assert await engine(refuse).ready() is False
    assert await engine(lambda request: httpx.Response(503)).ready() is False
    assert await engine(lambda request: httpx.Response(200, json={"ready": True})).ready() is True


async def test_what_is_missing_of_a_ready_assistant_is_kept_for_operators():
    client = engine(lambda request: httpx.Response(200, json={"ready": True, "actions": False, "unworded": 3}))
    assert isinstance(client, Inspected)
    assert client.condition == Condition(actions=True, unworded=0)
    assert await client.ready() is True
    assert client.condition == Condition(actions=False, unworded=3)


async def test_a_proxy_that_the_machine_is_set_to_use_is_not_asked_for_the_assistant(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    app = Starlette(routes=[Route("/webhooks/engine/ready", lambda request: JSONResponse({"ready": True}))])
    async with served(app) as url:
        client = RasaEngine(url, "secret")
        assert await client.ready() is True
        await client.close()
