"""The advisors' desk as an advisor meets it in a browser, and who may sign in there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

from playwright.sync_api import BrowserContext, Locator, Page, expect

from bot.content.desk import load_desk_words
from bot.conversation.model import Author, Conversation, Kind
from bot.conversation.store import UnitOfWork
from bot.desk.model import Case, Mode, Role
from bot.desk.sign_in import SignIn
from bot.language import Language
from tests.e2e.chat_page import SCREENSHOTS, axe_violations
from tests.e2e.real_gateway import RealGateway
from tests.e2e.serving import Served

PASSWORD = "correct horse battery"
MONDAY_AT_TEN = datetime(2026, 11, 23, 15, 0, tzinfo=timezone.utc)  # in Ottawa
SATURDAY = datetime(2026, 11, 28, 15, 0, tzinfo=timezone.utc)
words_of_the_desk = cache(load_desk_words)


@dataclass(frozen=True)
class Colleague:
    name: str
    email: str
    role: Role = Role.ADVISOR
    language: Language = Language.EN


ANNE = Colleague("Anne Roy", "anne@cfib.ca")
MARC = Colleague("Marc Lee", "marc@cfib.ca")
LUCIE = Colleague("Lucie Côté", "lucie@fcei.ca", language=Language.FR)
ADMIN = Colleague("Ada Min", "ada@cfib.ca", Role.ADMIN)
EDITOR = Colleague("Édith Ray", "edith@fcei.ca", Role.EDITOR, Language.FR)


class DeskPage:
    """One advisor's tab. Buttons and fields are found as a person finds them, by their words in the advisor's language."""

    def __init__(self, page: Page, url: str, who: Colleague) -> None:
        self.page, self.url, self.who = page, url, who
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)

    def words(self, key: str, **values: object) -> str:
        return words_of_the_desk().say(f"console.{key}", self.who.language, **(values or {"": ""}))

    def button(self, key: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(key), exact=True)

    def field(self, key: str) -> Locator:
        return self.page.get_by_label(self.words(key), exact=True)

    @property
    def messages(self) -> Locator:
        return self.page.locator("#transcript .log > li")

    @property
    def token(self) -> str:
        return self.page.locator(".write input[name=csrf]").input_value()

    @property
    def problem(self) -> Locator:
        return self.page.get_by_role("alert")

    def sign_in(self, password: str = PASSWORD) -> DeskPage:
        self.page.goto(f"{self.url}/console/sign-in?lang={self.who.language.value}")
        self.field("email").fill(self.who.email)
        self.field("password").fill(password)
        self.button("sign_in").click()
        return self

    def queue(self) -> DeskPage:
        self.page.goto(f"{self.url}/console")
        return self

    def in_queue(self, reference: str) -> Locator:
        return self.page.locator("#queue tr").filter(has_text=reference)

    def look_at(self, reference: str) -> DeskPage:
        self.page.goto(f"{self.url}/console/cases/{reference}")
        return self

    def say(self, text: str) -> DeskPage:
        self.field("reply").fill(text)
        self.button("send").click()
        return self

    def violations(self) -> list[str]:
        return axe_violations(self.page)

    def overflow(self) -> list[str]:
        """What sticks out of the page sideways; a table that scrolls inside its box does not."""
        found: list[str] = self.page.evaluate(
            """() => {
              const edge = document.documentElement.clientWidth + 1;
              const inside = (each) => {
                for (let box = each.parentElement; box; box = box.parentElement)
                  if (box !== document.body && /auto|scroll|hidden/.test(getComputedStyle(box).overflowX)) return true;
                return false;
              };
              const beyond = (each) => each.getBoundingClientRect().right > edge;
              const out = [...document.body.querySelectorAll('*')].filter((each) => beyond(each) && !inside(each));
              const scrolls = document.documentElement.scrollWidth > edge ? ['the page'] : [];
              const named = (each) => `${each.localName}#${each.id}.${each.className}: ${each.textContent.trim().slice(0, 40)}`;
              return [...scrolls, ...out.map(named)];
            }"""
        )
        return found

    def small_targets(self) -> list[str]:
        """What is harder to hit than 24 by 24 pixels; links within sentences may be smaller."""
        found: list[str] = self.page.evaluate(
            """() => [...document.querySelectorAll('button, input:not([type=hidden]), select, textarea, summary, nav a')]
                 .filter((each) => each.checkVisibility()).map((each) => [each, each.getBoundingClientRect()])
                 .filter(([, box]) => box.width < 24 || box.height < 24).map(([each]) => each.outerHTML.slice(0, 90))"""
        )
        return found

    def shoot(self, name: str) -> DeskPage:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENSHOTS / f"desk-{name}.png", full_page=True)
        return self


class DeskRoom:
    """The desk of one gateway: gives accounts, opens browsers, and looks into the gateway where a page can't show it."""

    def __init__(self, served: Served, real: RealGateway, new_context: Callable[..., BrowserContext]) -> None:
        self._served, self._real, self._new_context = served, real, new_context
        self._known: set[str] = set()

    def browser(self, who: Colleague, **options: Any) -> DeskPage:
        """Return a tab in a browser of their own, not signed in; who isn't known yet gets an account."""
        if who.email not in self._known:
            self._known.add(who.email)
            sign_in = SignIn(self._web.ledger, self._real.clock)
            self._served.run(sign_in.add(who.name, who.email, who.role, who.language, PASSWORD))
        return DeskPage(self._new_context(**options).new_page(), self._served.url, who)

    def advisor(self, who: Colleague = ANNE, **options: Any) -> DeskPage:
        """Return the tab of an advisor who has signed in and looks at the queue."""
        page = self.browser(who, **options).sign_in()
        expect(page.page.get_by_role("heading", level=1)).to_have_text(page.words("queue"))
        return page

    def case(self, reference: str, *said: str, **details: Any) -> None:
        """Put a case in the queue as the chat would have, with what the person and the bot said in turns."""
        now = self._real.clock() - timedelta(minutes=details.pop("minutes", 3))
        language = details.pop("language", Language.EN)
        conversation = Conversation(f"conversation-{reference}", "web", language, now, now, language)
        case = Case(reference, conversation.id, "web", language, now, now, **details)

        def work(unit: UnitOfWork) -> None:
            unit.conversations.add(conversation)
            for index, text in enumerate(said):
                author, kind = (Author.BOT, Kind.ANSWER) if index % 2 else (Author.PERSON, Kind.TEXT)
                answers = {"reply_to": index, "outcome": "out_of_scope"} if index % 2 else {}
                unit.messages.add(conversation.add(author, kind, text, now, **answers))
            unit.cases.add(case)
            if case.mode is Mode.LIVE:
                conversation.ask_for_advisor(now)
            unit.conversations.save(conversation)

        self.run(work)

    def run(self, work: Callable[[Any], Any]) -> Any:
        """Read from or write to the gateway's database, as ``work`` of a unit."""
        return self._served.run(self._web.ledger.write(work))

    @property
    def bot_messages_after_claim(self) -> int:
        return int(self.run(lambda unit: unit.audit.bot_messages_after_claim()))

    @property
    def _web(self) -> Any:
        assert self._real.app is not None
        return self._real.app.state.web
