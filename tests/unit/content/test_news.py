"""The items of the banner."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.web import load_news
from bot.errors import InvalidContent

TEXT = {"text": "Something new", "url": "https://www.canada.ca/en"}
ITEM = {"id": "new", "from": date(2026, 10, 20), "until": date(2027, 1, 15), "en": TEXT, "fr": TEXT}


def write(folder: Path, *items: dict[str, Any]) -> None:
    (folder / "news.yml").write_text(yaml.safe_dump(list(items)), encoding="utf-8")


def test_items_are_read_newest_first(tmp_path: Path) -> None:
    write(tmp_path, ITEM, {**ITEM, "id": "newer", "from": date(2026, 10, 21)})
    assert [item.id for item in load_news(tmp_path)] == ["newer", "new"]


@pytest.mark.parametrize(
    ("items", "told"),
    [
        pytest.param([{**ITEM, "until": date(2026, 10, 19)}], "new: can't be read: until is before from", id="never shown"),
        pytest.param([{**ITEM, "until": "soon"}], "new: can't be read: from and until must be days", id="no day"),
        pytest.param([ITEM, ITEM], "new: can't be read: another item has this id", id="the same id"),
        pytest.param([{**ITEM, "urgent": True}], "new: can't be read: urgent: no field of an item", id="an unknown field"),
        pytest.param([{**ITEM, "fr": {**TEXT, "title": "a"}}], "new: can't be read: title: no field of an item", id="one in a language"),
        pytest.param([{"id": "new", "en": TEXT}], "new: lacks 'fr'", id="a language left out"),
        pytest.param(["words"], "[1]: can't be read: ", id="no item"),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, items: list[dict[str, Any]], told: str) -> None:
    write(tmp_path, *items)
    with pytest.raises(InvalidContent) as refused:
        load_news(tmp_path)
    (problem,) = str(refused.value).splitlines()
    assert problem.startswith(f"web/news.yml: {told}")
