"""Taking up edits while the assistant runs."""

import shutil
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.content.rates import CONTENT, load_rates, security_rules
from bot.content.reloading import Reloading
from bot.content.store import ContentStore


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "content"


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "faq" / "multiple_carriers.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def takes_up(folder: Path, old: str, new: str) -> bool:
    """Edit a file, and say whether the next look takes it up."""
    clock = Clock()
    store = ContentStore(folder, clock)
    before = store.current()
    assert old in (folder / "faq" / "multiple_carriers.yml").read_text(encoding="utf-8")
    edit(folder, old, new)
    clock.now += 1.5
    return store.current() is not before


def test_an_edit_shows_at_the_next_look(folder):
    clock = Clock()
    store = ContentStore(folder, clock)
    edit(folder, "en:\n  title: ", "en:\n  title: Changed ")
    assert not store.current().answers["multiple_carriers"].en.title.startswith("Changed")
    clock.now += 1.5
    assert store.current().answers["multiple_carriers"].en.title.startswith("Changed")


def test_an_edit_that_does_not_load_leaves_the_last_good_content_in_use(folder):
    clock = Clock()
    store = ContentStore(folder, clock)
    title = store.current().answers["multiple_carriers"].en.title
    edit(folder, "family: security", "family: nonsense")
    clock.now += 1.5
    assert store.current().answers["multiple_carriers"].en.title == title
    edit(folder, "family: nonsense", "family: security")
    clock.now += 1.5
    assert store.current().answers["multiple_carriers"].family == "security"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("related: [how_much_security,", "related: [how_much_securty,", id="a button that leads nowhere"),
        pytest.param("The number of carriers", "See [here](link:nowhere). The number of carriers", id="a link that isn't there"),
        pytest.param("The number of carriers", "Pay {rate:rpp_maximun}. The number of carriers", id="a figure that isn't there"),
        pytest.param("The number of carriers", "Call {phone}. The number of carriers", id="a value that nobody gives"),
        pytest.param("link: cfib_carm", "link: cfib_cram", id="a source that isn't there"),
        pytest.param("The number of carriers", "Begun {age:2025-13-01}. The number of carriers", id="a month that isn't"),
        pytest.param("The number of carriers", "Begun {age:lately}. The number of carriers", id="no day"),
        pytest.param("The number of carriers", "Pay {rate:rpp_maximum@2025-02-30}. The number of carriers", id="a day that isn't"),
        pytest.param("The number of carriers", "Pay {rate:rpp_maximum@1999-01-01}. The number of carriers", id="a day without a figure"),
    ],
)
def test_an_edit_that_could_not_be_worded_is_not_taken_up(folder, old, new):
    assert not takes_up(folder, old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("related: [how_much_security,", "related: [multiple_carriers,", id="a button to itself"),
        pytest.param("related: [how_much_security,", "related: [how_much_security, how_much_security,", id="a button twice"),
        pytest.param("The number of carriers", "Begun {age:2025-06-16}. The number of carriers", id="a day"),
    ],
)
def test_an_edit_that_can_be_worded_is_taken_up(folder, old, new):
    assert takes_up(folder, old, new)


def test_a_disk_that_fails_while_an_edit_is_read_leaves_what_was_loaded_in_use(tmp_path):
    def load() -> str:
        if (tmp_path / "new.yml").exists():
            raise OSError(5, "Input/output error")
        return "good"

    clock = Clock()
    kept = Reloading([tmp_path], load, clock)
    (tmp_path / "new.yml").touch()
    clock.now += 1.5
    with capture_logs() as logs:
        assert kept.current() == "good"
    assert [(each["event"], each["problems"]) for each in logs] == [("content.reload_failed", ["Input/output error"])]


@pytest.mark.parametrize("name", ["faq/good_standing.yml", "phrases/smalltalk.yml"])
def test_a_file_that_is_gone_leaves_what_it_held_in_use(folder, name):
    clock = Clock()
    store = ContentStore(folder, clock)
    before = store.current()
    (folder / name).unlink()
    clock.now += 1.5
    assert store.current() is before


def test_nothing_is_read_again_when_nothing_changed(folder):
    clock = Clock()
    store = ContentStore(folder, clock)
    first = store.current()
    clock.now += 10
    assert store.current() is first


def test_a_new_figure_is_taken_up_by_the_calculator_s_rules(folder):
    clock = Clock()
    rules = Reloading([folder / "rates"], lambda: security_rules(load_rates(folder)), clock)
    assert rules.current().sets[-1].agreement_minimum.value == 5000
    path = folder / "rates" / "security.yml"
    text = path.read_text(encoding="utf-8")
    assert 'value: "5000"' in text
    path.write_text(text.replace('value: "5000"', 'value: "6000"'), encoding="utf-8")
    clock.now += 1.5
    assert rules.current().sets[-1].agreement_minimum.value == 6000


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(b"title: caf\xe9\n", id="not UTF-8"),
        pytest.param(b"review_by: 2026-02-30\n", id="a day that isn't"),
        pytest.param(b"title: {{name}}\n", id="a key that can't be"),
        pytest.param(b"[" * 5_000, id="brackets without end"),
        pytest.param(b"", id="empty"),
        pytest.param(None, id="a folder of that name"),
    ],
)
def test_whatever_is_written_into_a_file_the_last_good_content_stays_in_use(folder, written):
    clock = Clock()
    store = ContentStore(folder, clock)
    before = store.current()
    path = folder / "rates" / "security.yml"
    path.unlink()
    if written is None:
        path.mkdir()
    else:
        path.write_bytes(written)
    clock.now += 1.5
    assert store.current() is before


def test_what_an_editor_hides_in_the_folder_is_no_content(folder):
    clock = Clock()
    store = ContentStore(folder, clock)
    first = store.current()
    (folder / "faq" / ".#multiple_carriers.yml").symlink_to("somebody@a-machine.1234")
    (folder / "faq" / "._multiple_carriers.yml").write_bytes(b"\x00\x05\x16\x07")
    clock.now += 1.5
    assert store.current() is first
    assert ContentStore(folder, clock).current().answers.keys() == first.answers.keys()


def test_a_file_that_is_gone_while_the_folder_is_looked_at_is_a_change_like_any_other(folder):
    clock = Clock()
    store = ContentStore(folder, clock)
    before = store.current()
    (folder / "faq" / "link.yml").symlink_to(folder / "nothing.yml")
    clock.now += 1.5
    assert store.current() is before
