"""Takes the pictures of the README (``docs/pictures``) from the real assistant, started for it with a database of its own.

    .venv/bin/python scripts/pictures.py          (or: make pictures)

Needs what ``make test`` sets up (Playwright, Debian's Chromium), and the advisors' opening hours: a case is taken over live.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[1]
CARM = str(Path(sys.executable).with_name("carm"))
CHROMIUM = "/usr/bin/chromium"
PICTURES = ROOT / "docs" / "pictures"
START_SECONDS = 120
UNSET = ("CARM_DATABASE_URL", "CARM_SMTP_URL", "CARM_TELEGRAM_TOKEN", "CARM_PUBLIC_URL", "CARM_GATEWAY_HOST")
"""Set to nothing, which wins over ``.env``: nobody's real database, mail or Telegram bot may be touched."""
COLOURS = 128
ZONE = "America/Toronto"


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="carm-pictures-") as var, ExitStack() as stack:
        environment = {
            **os.environ,
            **dict.fromkeys(UNSET, ""),
            "CARM_VAR_DIR": var,
            "CARM_MODEL": str(ROOT / "models" / "carm.tar.gz"),
            **_ports(),
        }
        address = stack.enter_context(_running(environment))
        browser = stack.enter_context(sync_playwright()).chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        stack.callback(browser.close)
        _calculator(browser, address)
        _stuck_in_french(browser, address)
        _hand_off(browser, address, environment)
    return 0


def _calculator(browser: Browser, address: str) -> None:
    page = _visit(browser, address)
    _ask(page, "How much security do I need? My highest month was $38,400")
    # A canvas is 300 wide until something is drawn on it.
    expect(page.get_by_role("img", name="Bar chart")).to_have_attribute("width", re.compile(r"\d{4}"), timeout=15_000)
    page.get_by_role("button", name="Hide this news").click()
    page.locator("carm-chat .msg.bot .bubble").first.evaluate("bubble => bubble.scrollIntoView()")
    _take(page, "calculator")


def _stuck_in_french(browser: Browser, address: str) -> None:
    page = _visit(browser, f"{address}/fr")
    _ask(page, "mes marchandises sont bloquées à la frontière!!")
    _take(page, "goods-stuck-fr")


def _hand_off(browser: Browser, address: str, environment: dict[str, str]) -> None:
    said = subprocess.run(
        [CARM, "desk", "add-advisor", "Anne Roy", "anne@example.ca"], env=environment, cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    password = re.search(r"Password (\S+)", said)
    assert password is not None
    desk = browser.new_page(viewport={"width": 1180, "height": 1000}, timezone_id=ZONE)
    desk.goto(f"{address}/console/sign-in")
    desk.get_by_label("E-mail").fill("anne@example.ca")
    desk.get_by_label("Password").fill(password[1])
    desk.get_by_role("button", name="Sign in").click()

    owner = _visit(browser, address)
    _ask(owner, "can my broker still pay my duties for me")
    _ask(owner, "I want to talk to a person")
    for step in ("Connect me with an advisor", "Yes, I agree"):
        owner.get_by_role("button", name=step).last.click()
    for answer in ("Zoé Roy", "Roy Imports", "zoe@example.ca", "New Brunswick", "tomorrow morning"):
        _ask(owner, answer)
    owner.get_by_role("button", name="Send it to an advisor").click()

    desk.locator("#queue").get_by_role("link").click()
    desk.get_by_role("button", name="Claim this case").click()
    desk.get_by_label("Reply to the person").fill("Hello Zoé, this is Anne. Which month did your broker last pay for you?")
    desk.get_by_role("button", name="Send to the person").click()
    expect(owner.locator("carm-chat .msg.advisor")).to_be_visible()
    _say(owner, "In May. Since then my goods wait at the border.")
    _take(owner, "advisor")
    expect(desk.locator("#transcript .log > li").last).to_contain_text("In May.")
    _take(desk, "console")


def _visit(browser: Browser, address: str) -> Page:
    """Open the chat as on a telephone, where it fills the screen."""
    page = browser.new_page(viewport={"width": 420, "height": 940}, timezone_id=ZONE)
    page.goto(address)
    page.locator("carm-chat .launcher").click()
    return page


def _ask(page: Page, text: str) -> None:
    answers = page.locator("carm-chat .msg.bot")
    before = answers.count()
    _say(page, text)
    expect(answers.nth(before)).to_be_visible(timeout=15_000)


def _say(page: Page, text: str) -> None:
    page.locator("carm-chat textarea").fill(text)
    page.locator("carm-chat textarea").press("Enter")


def _take(page: Page, name: str) -> None:
    """Write the page to a PNG of few colours: a picture in a repository stays in it for ever."""
    file = PICTURES / f"{name}.png"
    page.wait_for_load_state("networkidle") if "console" in page.url else page.wait_for_timeout(500)
    page.screenshot(path=file, full_page="console" in page.url)
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)


@contextmanager
def _running(environment: dict[str, str]) -> Iterator[str]:
    """Start everything, as ``make run`` does; yield the address."""
    process = subprocess.Popen([CARM, "run"], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{environment['CARM_GATEWAY_PORT']}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _is_ready(address):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit("carm run didn't start: run it by hand to see why")
            time.sleep(0.5)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def _is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=5).json()["assistant"] is True
    except (httpx.HTTPError, ValueError, KeyError):
        return False


def _ports() -> dict[str, str]:
    names = ("CARM_GATEWAY_PORT", "CARM_RASA_PORT", "CARM_ACTIONS_PORT")
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in names]
        return {name: str(each.getsockname()[1]) for name, each in zip(names, sockets, strict=True)}


if __name__ == "__main__":
    sys.exit(main())
