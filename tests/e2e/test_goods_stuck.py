"""Given an owner whose goods are held at the border: from the first question in the widget to the packet in the advisor's hands."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, expect

from bot.desk.steps import Command
from bot.language import Language
from tests.e2e.chat_page import ChatPage
from tests.e2e.desk_page import ANNE, LUCIE, Colleague, DeskPage, DeskRoom, words_of_the_desk
from tests.fakes.pdf_text import pdf_text


@dataclass(frozen=True)
class Owner:
    language: Language
    path: str
    matter: str
    wish: str
    goods: str
    since: str
    date: str

    def words(self, key: str) -> str:
        return words_of_the_desk().say(key, self.language)

    def button(self, command: Command) -> str:
        file = next(file for file in ("stuck", "handoff") if f"{file}.buttons.{command.value}" in words_of_the_desk())
        return self.words(f"{file}.buttons.{command.value}")


EN = Owner(Language.EN, "/", "My goods are stuck", "I want a person", "40 boxes of roses", "yesterday", "November 22, 2026")
FR = Owner(
    Language.FR, "/fr", "Mes marchandises sont bloquées", "Parler à une personne", "40 boîtes de roses", "hier", "22\u00a0novembre 2026"
)


def a_screenshot() -> dict[str, object]:
    made = io.BytesIO()
    Image.new("RGB", (640, 400), "navy").save(made, "PNG")
    return {"name": "error.png", "mimeType": "image/png", "buffer": made.getvalue()}


def answers(chat: ChatPage, owner: Owner) -> None:
    """Take the owner through the questions about the shipment, up to their name."""

    def press(command: Command) -> None:
        chat.button(owner.button(command)).last.click()

    chat.visit(owner.path).open().ask(owner.matter)
    chat.button(owner.wish).click()
    press(Command.ACCEPT)
    chat.answered(owner.words("stuck.ask.consent"))
    press(Command.YES)
    for step, answer in (
        ("goods", owner.goods),
        ("perishable", Command.PERISHABLE),
        ("since", owner.since),
        ("port", "Windsor"),
        ("carrier", Command.SKIP),
        ("number", "7ABC 1234567890"),
        ("broker", Command.SKIP),
        ("enrolled", Command.NOT_ENROLLED),
        ("form", Command.FORM_REFUSED),
    ):
        chat.answered(owner.words(f"stuck.ask.{step}"))
        if isinstance(answer, Command):
            press(answer)
        else:
            chat.ask(answer)
    chat.answered(owner.words("stuck.ask.picture"))


@pytest.mark.parametrize(("owner", "who"), [pytest.param(EN, ANNE, id="English"), pytest.param(FR, LUCIE, id="French")])
def test_from_the_first_question_to_the_packet_for_cbsa(
    chat: ChatPage, desk: DeskRoom, owner: Owner, who: Colleague, tmp_path: Path
) -> None:
    # Given an advisor at the queue, where an ordinary case has been waiting for long
    desk.case("AAA-AAA2", "hello", minutes=90)
    advisor = desk.advisor(who)

    # When the owner answers, sends a picture and asks to be connected
    answers(chat, owner)
    chat.shoot(f"stuck-picture-{owner.language.value}")
    chat.page.locator("carm-chat input[type=file]").set_input_files(a_screenshot())
    chat.answered(owner.words("handoff.ask.name"))
    chat.ask("Zoé").answered(owner.words("handoff.ask.business"))
    chat.ask("Roy Inc.").answered(owner.words("handoff.ask.contact"))
    chat.button(owner.button(Command.CONNECT)).last.click()
    chat.answered(owner.date)
    chat.answered("Windsor")
    chat.shoot(f"stuck-review-{owner.language.value}")
    assert chat.violations() == []
    chat.button(owner.button(Command.SEND)).click()

    # Then the case stands first in the queue
    first = advisor.page.locator("#queue tbody tr").first
    expect(first).to_contain_text(advisor.words("perishable"))
    expect(first).to_contain_text("Zoé")
    advisor.shoot(f"queue-perishable-{who.language.value}")

    # When the advisor takes it, they get the packet
    first.get_by_role("link").click()
    expect(advisor.page.locator("#facts")).to_contain_text("7ABC1234567890")
    expect(advisor.page.locator("#packet")).to_contain_text(words_of_the_desk().say("packet.room.holder", who.language))
    advisor.button("claim").click()
    packet = packet_form(advisor)
    expect(packet).to_be_visible()
    advisor.shoot(f"case-stuck-{who.language.value}")
    assert advisor.violations() == []
    advisor.page.set_viewport_size({"width": 320, "height": 640})
    assert advisor.overflow() == []
    advisor.page.set_viewport_size({"width": 1280, "height": 800})
    with advisor.page.expect_download() as started:
        packet.get_by_role("button", name=words_of_the_desk().say("packet.room.pdf", who.language)).click()
    started.value.save_as(tmp_path / "packet.pdf")
    shown = pdf_text((tmp_path / "packet.pdf").read_bytes())
    assert "7ABC1234567890" in shown
    assert owner.goods in shown
    assert advisor.complaints == []
    packet.get_by_role("button", name=words_of_the_desk().say("packet.room.txt", who.language)).click()
    expect(advisor.page.locator("body")).to_contain_text(owner.goods)


def packet_form(advisor: DeskPage) -> Locator:
    return advisor.page.locator("#packet form")
