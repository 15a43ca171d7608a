"""The widget's HTTP API, over real HTTP."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from typing import Any

import pytest

from bot.channels.limits import Rate
from bot.channels.settings import GatewaySettings
from tests.fakes.pdf_text import pdf_text
from tests.fakes.visitor import Visitor
from tests.integration.web.conftest import gateway_running

pytestmark = pytest.mark.asyncio
Gateway = Any


async def test_a_question_is_answered_and_the_history_is_there_after_a_reload(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    assert await visitor.say("What is CARM?") == 1
    await visitor.answers(1)
    question, answer = (await visitor.thread())["messages"]
    assert (question["author"], question["text"]) == ("person", "What is CARM?")
    assert answer["text"] == "You said: What is CARM?"
    assert answer["sources"] == [
        {"title": "CFIB: CARM page", "url": "https://www.cfib-fcei.ca/en/tools-resources/carm", "checked": "2026-11-23"}
    ]
    assert answer["at"].endswith("Z")


async def test_a_resend_gets_the_same_number_and_no_second_answer(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    numbers = await asyncio.gather(*(visitor.say("Hello", "client-id-1") for _ in range(5)))
    assert set(numbers) == {1}
    await visitor.answers(1)
    await asyncio.sleep(0.1)
    assert len((await visitor.thread())["messages"]) == 2


async def test_two_visitors_never_see_each_other(gateway: Gateway) -> None:
    one, two = await gateway.visitor(), await gateway.visitor()
    async with one.stream() as ones, two.stream() as twos:
        await one.say("secret of one")
        await two.say("secret of two")
        await ones.until(2)
        await twos.until(2)
    assert "secret of two" not in str(ones.events) + str(await one.thread())
    assert "secret of one" not in str(twos.events) + str(await two.thread())


@pytest.mark.parametrize("path", ["conversation", "events", "transcript"])
@pytest.mark.parametrize("kind", ["none", "garbage", "conversation id", "one letter changed", "another key", "cookie's token"])
async def test_nobody_reads_without_a_token_that_we_signed(gateway: Gateway, path: str, kind: str) -> None:
    from bot.channels.session import Sessions

    visitor = await gateway.visitor()
    conversation = gateway.web.sessions.conversation(visitor.token)
    changed = ("A" if visitor.token[3] != "A" else "B").join([visitor.token[:3], visitor.token[4:]])
    token = {
        "none": "",
        "garbage": "x" * 5000,
        "conversation id": conversation,
        "one letter changed": changed,
        "another key": Sessions(["guess"], "session").issue(conversation),
        "cookie's token": gateway.web.cookies.issue(conversation),
    }[kind]
    response = await Visitor(gateway.http, token).get(path)
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "no_session"


@pytest.mark.parametrize("path", ["messages", "language", "feedback", "restart"])
async def test_nobody_writes_without_a_token(gateway: Gateway, path: str) -> None:
    assert (await Visitor(gateway.http, "guess").post(path)).status_code == 401


async def test_who_keeps_guessing_is_slowed_down(gateway: Gateway) -> None:
    answers = await asyncio.gather(*(Visitor(gateway.http, f"guess{i}").get("conversation") for i in range(50)))
    assert {answer.status_code for answer in answers} == {401, 429}


async def test_a_button_is_pressed_by_its_id_and_what_it_says_stays_with_us(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    await visitor.say("choices")
    await visitor.answers(1)
    message = (await visitor.thread())["messages"][-1]
    assert [set(button) for button in message["buttons"]] == [{"id", "title"}, {"id", "title"}]
    response = await visitor.post("messages", client_id="press-1", button=message["buttons"][1]["id"])
    assert response.status_code == 202
    assert (await visitor.answers(2))[-1] == "You said: What security do I need?"


async def test_a_button_of_someone_else_is_refused(gateway: Gateway) -> None:
    theirs, mine = await gateway.visitor(), await gateway.visitor("fr")
    await theirs.say("choices")
    await theirs.answers(1)
    button = (await theirs.thread())["messages"][-1]["buttons"][0]["id"]
    response = await mine.post("messages", client_id="press-1", button=button)
    assert response.status_code == 422
    assert response.json()["error"] == {
        "code": "unknown_button",
        "message": "Ce choix n’est plus offert. Veuillez plutôt écrire votre réponse.",
    }


async def test_the_persons_choice_of_language_wins_and_reaches_every_tab(gateway: Gateway) -> None:
    visitor = await gateway.visitor("en")
    async with visitor.stream() as tab:
        await tab.until(1, "language")
        assert (await visitor.post("language", language="fr")).json() == {"language": "fr", "chosen_language": "fr"}
        await tab.until(2, "language")
    assert tab.of("language")[-1] == {"language": "fr", "chosen_language": "fr"}
    await visitor.say("Hello")
    assert await visitor.answers(1) == ["Vous avez dit : Hello"]


async def test_feedback_is_kept_and_comes_back_with_the_answer(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    await visitor.say("Hello")
    await visitor.answers(1)
    assert (await visitor.post("feedback", number=2, helpful=False, comment="No date in it")).status_code == 204
    assert (await visitor.thread())["messages"][1]["feedback"] == {"helpful": False}
    assert (await visitor.post("feedback", number=1, helpful=True)).status_code == 404


async def test_starting_over_clears_the_view_in_every_tab(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    await visitor.say("before")
    await visitor.answers(1)
    async with visitor.stream() as tab:
        await tab.until(2)
        assert (await visitor.post("restart")).status_code == 204
        await tab.until(3)
    assert tab.of("message")[-1]["outcome"] == "restart"
    assert [message["outcome"] for message in (await visitor.thread())["messages"]] == ["restart"]


async def test_deletion_is_told_to_every_tab_and_final(gateway: Gateway) -> None:
    visitor = await gateway.visitor("fr")
    await visitor.say("Oubliez-moi")
    await visitor.answers(1)
    async with visitor.stream() as one, visitor.stream() as two:
        await one.until(2)
        await two.until(2)
        assert (await gateway.http.delete("/api/v1/conversation", headers=visitor.headers)).status_code == 204
        await one.until(1, "deleted")
        await two.until(1, "deleted")
    for path in ("conversation", "events", "transcript"):
        assert (await visitor.get(path)).status_code == 410
    response = await visitor.post("messages", client_id="after", text="Allô?")
    assert response.json()["error"]["code"] == "conversation_gone"


async def test_the_transcript_is_a_text_file_with_sources_and_everything_said(gateway: Gateway) -> None:
    visitor = await gateway.visitor("fr")
    await visitor.say("Bonjour")
    await visitor.answers(1)
    await visitor.post("restart")
    response = await visitor.get("transcript?format=txt")
    assert response.headers["content-disposition"] == 'attachment; filename="conversation-gcra.txt"'
    assert "Vous avez dit : Bonjour" in response.text
    assert "https://www.cfib-fcei.ca/en/tools-resources/carm (vérifié le 23\u00a0novembre 2026)" in response.text
    assert (await visitor.get("transcript?format=exe")).status_code == 400


async def test_the_transcript_is_a_pdf_for_who_asks_for_one(gateway: Gateway) -> None:
    visitor = await gateway.visitor("fr")
    await visitor.say("Bonjour {nb} <b>**😀**</b> السلام")
    await visitor.answers(1)
    response = await visitor.get("transcript?format=pdf")
    assert response.headers["content-type"] == "application/pdf"
    assert response.headers["content-disposition"] == 'attachment; filename="conversation-gcra.pdf"'
    assert response.headers["cache-control"] == "no-store"
    shown = pdf_text(response.content)
    assert "Bonjour {nb} <b>**😀**</b>" in shown
    assert "Vous avez dit : Bonjour" in shown.replace("\u00a0", " ")
    assert "Page 1 sur 1" in shown


async def test_a_transcript_as_a_pdf_is_work_and_counts_as_a_message_does(settings: GatewaySettings) -> None:
    async with gateway_running(replace(settings, per_session=Rate(burst=2, per_minute=1))) as gateway:
        visitor = await gateway.visitor()
        await visitor.say("Hello")
        asked = await asyncio.gather(*(visitor.get("transcript?format=pdf") for _ in range(6)))
        assert {response.status_code for response in asked} == {200, 429}
        assert (await visitor.get("transcript")).status_code == 200


async def test_others_are_answered_while_a_long_conversation_is_printed(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    began, go_on = threading.Event(), threading.Event()

    def slow(record: object) -> bytes:
        began.set()
        assert go_on.wait(60)
        return b"%PDF-"

    monkeypatch.setattr("bot.channels.downloads.record_pdf", slow)
    visitor = await gateway.visitor()
    printing = asyncio.create_task(visitor.get("transcript?format=pdf"))
    assert await asyncio.to_thread(began.wait, 60)
    await visitor.say("Hello")
    await visitor.answers(1)
    go_on.set()
    assert (await printing).content == b"%PDF-"


async def test_identifiers_never_reach_storage_or_the_assistant(gateway: Gateway) -> None:
    visitor = await gateway.visitor()
    await visitor.say("card 4111 1111 1111 1111, SIN 046 454 286")
    await visitor.answers(1)
    everything = str(await visitor.thread()) + gateway.engine.said[0].text
    assert "4111" not in everything
    assert "454" not in everything
    assert "a payment card number, a social insurance number" in everything


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({"client_id": "abc", "text": "x" * 2001}, 422, "text_too_long", id="a character too many"),
        pytest.param({"client_id": "abc", "text": " \n "}, 422, "empty_text", id="blank"),
        pytest.param({"client_id": "abc"}, 400, "bad_request", id="neither text nor button"),
        pytest.param({"client_id": "abc", "text": "a", "button": "b"}, 400, "bad_request", id="both"),
        pytest.param({"text": "a"}, 400, "bad_request", id="no client id"),
        pytest.param({"client_id": "../../etc", "text": "a"}, 400, "bad_request", id="a client id that isn't one"),
        pytest.param({"client_id": "abc", "text": ["a"]}, 400, "bad_request", id="text of the wrong kind"),
        pytest.param([1, 2], 400, "bad_request", id="not an object"),
        pytest.param({"client_id": "abc", "text": "a" * 100_000}, 413, "body_too_large", id="too large a body"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_words_and_nothing_is_stored(gateway: Gateway, body: Any, status: int, code: str) -> None:
    visitor = await gateway.visitor("fr")
    response = await gateway.http.post("/api/v1/messages", json=body, headers=visitor.headers)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)
    assert response.json()["error"]["message"]
    assert (await visitor.thread())["messages"] == []


async def test_the_limit_is_told_in_the_persons_language(gateway: Gateway) -> None:
    visitor = await gateway.visitor("fr")
    response = await visitor.post("messages", client_id="abc", text="x" * 2001)
    assert "2\u00a0001 caractères; la limite est de 2\u00a0000" in response.json()["error"]["message"]


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b'{"a":' * 5000, b'{"client_id":"abc","text":"\\ud800"}'])
async def test_a_body_that_is_no_json_or_half_a_character_never_breaks_us(gateway: Gateway, body: bytes) -> None:
    visitor = await gateway.visitor()
    response = await gateway.http.post("/api/v1/messages", content=body, headers=visitor.headers)
    assert response.status_code in (400, 202)


async def test_a_session_that_sends_too_much_is_asked_to_wait_and_its_neighbour_is_not(gateway: Gateway) -> None:
    busy, neighbour = await gateway.visitor("fr"), await gateway.visitor()
    responses = await asyncio.gather(*(busy.post("messages", client_id=f"m{i}", text="Allô") for i in range(30)))
    refused = next(response for response in responses if response.status_code == 429)
    assert int(refused.headers["retry-after"]) >= 1
    assert "réessayez dans" in refused.json()["error"]["message"].lower()
    assert await neighbour.say("Hello") == 1


async def test_an_office_of_fifty_behind_one_address_works(gateway: Gateway) -> None:
    people = [await gateway.visitor() for _ in range(50)]
    await asyncio.gather(*(person.say(f"question {index}") for index, person in enumerate(people) for _ in range(2)))
    for person in people:
        await person.answers(2)


async def test_an_unknown_address_and_method_are_told_in_the_browsers_language(gateway: Gateway) -> None:
    response = await gateway.http.get("/nowhere", headers={"Accept-Language": "fr-CA,fr;q=0.9"})
    assert (response.status_code, response.json()["error"]["message"]) == (404, "Il n’y a rien à cette adresse.")
    assert (await gateway.http.put("/api/v1/messages")).status_code == 405
