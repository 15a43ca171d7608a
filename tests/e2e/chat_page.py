"""The widget as a person meets it, for tests that read as what the person does."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

AXE = Path(__file__).parents[1] / "widget" / "node_modules" / "axe-core" / "axe.min.js"
SCREENSHOTS = Path(__file__).parents[2] / "var" / "screenshots"


class ChatPage:
    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def visit(self, path: str = "/") -> ChatPage:
        self.page.goto(self.url + path)
        return self

    def open(self) -> ChatPage:
        self.launcher.click()
        expect(self.dialog).to_be_visible()
        return self

    @property
    def launcher(self) -> Locator:
        return self.page.locator("carm-chat .launcher")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    @property
    def field(self) -> Locator:
        return self.page.locator("carm-chat textarea")

    @property
    def messages(self) -> Locator:
        return self.page.locator("carm-chat .msg")

    @property
    def status(self) -> Locator:
        return self.page.locator("carm-chat .status")

    @property
    def announcer(self) -> Locator:
        return self.page.locator("carm-chat p.sr[role=status]")

    @property
    def picker(self) -> Locator:
        return self.dialog.get_by_label(re.compile("Send a picture|Envoyer une image"))

    def by(self, author: str) -> Locator:
        return self.page.locator(f"carm-chat .msg.{author} .bubble")

    def button(self, name: str | re.Pattern[str]) -> Locator:
        return self.dialog.get_by_role("button", name=name)

    def ask(self, text: str) -> ChatPage:
        self.field.fill(text)
        self.field.press("Enter")
        return self

    def menu(self, item: str) -> ChatPage:
        self.page.locator("carm-chat .more").click()
        self.button(item).click()
        return self

    def answered(self, words: str | re.Pattern[str]) -> ChatPage:
        expect(self.by("bot").last).to_contain_text(words)
        return self

    def settled(self) -> ChatPage:
        """Wait until nothing moves any more, apart from what moves for as long as it is shown."""
        self.page.evaluate(
            """() => Promise.allSettled(document.querySelector('carm-chat').shadowRoot.getAnimations()
                 .filter((each) => each.effect.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished))"""
        )
        return self

    def violations(self) -> list[str]:
        return axe_violations(self.settled().page)

    def shoot(self, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.settled()
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong, as ``rule: target``."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations', 'incomplete']})")
    told = [f"{rule['id']}: {node['target']} {node['failureSummary']}" for rule in found["violations"] for node in rule["nodes"]]
    assert found["passes"] or found["inapplicable"], "axe looked at nothing"
    return told
