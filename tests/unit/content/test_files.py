"""Whatever an editor does to a file, ``carm check`` says which file and why; the assistant goes on with what it had."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.content.check import check
from bot.content.check.reading import Places
from bot.content.load import load_content
from bot.content.rates import CONTENT
from bot.content.store import ContentStore
from tests.unit.content.small_project import TODAY, SmallProject

FIRST = Path("content/faq/first.yml")


def found(project: SmallProject) -> list[str]:
    places = Places.under(project.root)
    return [str(problem) for problem in check(project.content, project.root / "data" / "nlu", TODAY, places) if "first" in str(problem)]


def replaced(old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        text = (root / FIRST).read_text(encoding="utf-8")
        assert old in text
        (root / FIRST).write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def saved_as(encoding: str) -> Callable[[Path], None]:
    return lambda root: (root / FIRST).write_bytes((root / FIRST).read_text(encoding="utf-8").encode(encoding))


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        pytest.param(saved_as("cp1252"), "-: is not saved as UTF-8", id="another encoding"),
        pytest.param(saved_as("utf-16"), "-: is not saved as UTF-8", id="UTF-16"),
        pytest.param(replaced("2027-05-23", "2027-02-30"), "line 5: 2027-02-30 can't be read: day is out of range", id="a day that isn't"),
        pytest.param(
            replaced("review_by", "[words]: x\nreview_by"), "line 5: a name is a list or mapping", id="a line that starts as a list"
        ),
        pytest.param(replaced("review_by: 2027-05-23", "review_by: 20270523"), "review_by: 20270523 is no day", id="a day without hyphens"),
        pytest.param(
            replaced("review_by: 2027-05-23", "review_by: 2027-05-23 10:00:00"), "review_by: 2027-05-23 10:00", id="a time of day"
        ),
        pytest.param(replaced("What comes first?", "yes"), "en.title: True is no text: write it in quotation marks", id="yes"),
        pytest.param(replaced("What comes first?", "2026"), "en.title: 2026 is no text: write it in quotation marks", id="a number"),
        pytest.param(replaced("- second", "- 2"), "related: 2 is no text: write it in quotation marks", id="a number in a list"),
        pytest.param(replaced("id: first", "id: first\nid: first"), "line 2: the key id is given twice", id="a field twice"),
        pytest.param(replaced("What comes", "What\a comes"), "-: unacceptable character #x0007", id="a control character"),
    ],
)
def test_a_slip_is_told_with_its_place(project: SmallProject, edit: Callable[[Path], None], told: str) -> None:
    edit(project.root)
    (problem,) = found(project)
    assert problem.startswith(f"faq/first.yml: {told}")
    assert "\n" not in problem


@pytest.mark.parametrize(
    ("path", "text", "told"),
    [
        pytest.param("data/nlu/en/first.yml", "- a\n", "-: must be a mapping of keys to entries", id="a list of examples"),
        pytest.param("data/nlu/en/first.yml", "nlu: words\n", "nlu: must be a list of intents", id="words for a list"),
        pytest.param("data/nlu/en/first.yml", "nlu:\n- intent: 2026-02-30\n", "-: day is out of range", id="a day that isn't"),
        pytest.param("tests/nlu/first.jsonl", '{"id": 1\n', "line 1: must be a question", id="half a question"),
    ],
)
def test_what_lies_around_the_content_is_told_too(project: SmallProject, path: str, text: str, told: str) -> None:
    project.text(path, text)
    (problem,) = found(project)
    assert problem.startswith(f"{path}: {told}")


def test_a_folder_in_a_file_s_place_is_a_problem(project: SmallProject) -> None:
    (project.root / FIRST).unlink()
    (project.root / FIRST).mkdir()
    (problem,) = found(project)
    assert problem.startswith("faq/first.yml: -: can't be opened: ")


def test_a_mark_at_the_start_and_other_line_ends_are_no_fault(project: SmallProject) -> None:
    before = load_content(project.content)
    path = project.root / FIRST
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_content(project.content) == before


def test_what_programs_leave_beside_a_file_is_not_content(project: SmallProject) -> None:
    before = load_content(project.content)
    (project.content / "faq" / ".#first.yml").symlink_to("editor@machine.1:2")  # Emacs, while a text is unsaved
    (project.content / "faq" / "._first.yml").write_bytes(b"\x00\x05\x16\x07\xb0")  # macOS, on a shared disk
    assert load_content(project.content) == before


def test_the_assistant_goes_on_while_an_editor_is_at_work(tmp_path: Path) -> None:
    folder = shutil.copytree(CONTENT, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    now = [0.0]
    store = ContentStore(folder, lambda: now[0])
    before = store.current()
    (folder / "faq" / ".#good_standing.yml").symlink_to("editor@machine.1:2")
    path = folder / "faq" / "good_standing.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("review_by: 2027-05-23", "review_by: 2027-02-30"), encoding="utf-8")
    now[0] += 1.5
    assert store.current() is before
