"""How long a person with the widget waits: from sending to the answer on screen, in a real Chromium, on a page of another origin."""

from __future__ import annotations

import sys
from pathlib import Path
from time import sleep

sys.path.insert(0, str(Path(__file__).parents[1]))

from playwright.sync_api import sync_playwright

from tests.e2e.conftest import CHROMIUM
from tests.e2e.host_pages import HostPages
from tests.e2e.serving import Served, running

_ASK = """async (text) => {
  const root = document.querySelector("carm-chat").shadowRoot;
  const answers = () => root.querySelectorAll(".msg.bot").length;
  const field = root.querySelector("textarea");
  const before = answers();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  const began = performance.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  await new Promise((done) => {
    const look = () => answers() > before && (observer.disconnect(), done());
    const observer = new MutationObserver(look);
    observer.observe(root, { childList: true, subtree: true });
    look();
  });
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return performance.now() - began;
}"""


def seconds_on_screen(site: Served, url: str, questions: list[str], pause_seconds: float) -> list[float]:
    """Ask the questions one after the other, beginning a conversation with the first, which isn't counted; return each one's seconds."""
    pages = HostPages(url)
    site.make_app = lambda: pages.app
    with running(site), sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(site.url)
        page.locator("carm-chat .launcher").click()
        page.locator("carm-chat textarea").wait_for()
        found = []
        for question in questions:
            found.append(page.evaluate(_ASK, question) / 1000)
            sleep(pause_seconds)
        chromium.close()
    return found[1:]
