"""Checks and converts the fields of a rates file, one small function each. Used by ``bot.content.rates`` only."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml

from bot.calculators.rules import Evidence, MonthDay, Page, Period, Source, Sourced
from bot.errors import ContentProblem, InvalidRules

RateValue = Decimal | MonthDay | date


class Unit(Enum):
    """What a rate's value is."""

    CAD = "CAD"
    PERCENT = "percent"
    MONTH_DAY = "month_day"
    DATE = "date"


class _UniqueKeys(yaml.SafeLoader):
    """YAML lets the second of two equal keys win in silence; for a figure that is an editor's slip nobody would see."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key} is given twice", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


def read_yaml(path: Path, file: str, problems: list[ContentProblem]) -> object:
    """Return what a YAML file holds; what can't be read is added to ``problems`` and gives ``None``, as an empty file does."""
    try:
        loaded: object = yaml.load(path.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506 - extends SafeLoader
    except FileNotFoundError:
        problems.append(ContentProblem(file, "-", "is missing"))
    except OSError as error:  # a folder of that name, no right to read it
        problems.append(ContentProblem(file, "-", f"can't be read: {error.strerror}"))
    except UnicodeDecodeError:
        problems.append(ContentProblem(file, "-", "is not saved as UTF-8"))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "-"
        problems.append(ContentProblem(file, where, str(getattr(error, "problem", None) or error)))
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        # What PyYAML lets through: a date such as 2026-02-30, a key such as {{name}}, brackets in brackets without end.
        problems.append(ContentProblem(file, "-", str(error)))
    else:
        return loaded
    return None


def read_mapping(path: Path, file: str, problems: list[ContentProblem]) -> dict[str, Any]:
    """Return the mapping in a YAML file; what can't be read is added to ``problems`` and gives an empty one.

    So does a file without a letter in it, as a full disk leaves one that was being saved. Comments alone are no problem.
    """
    known = len(problems)
    loaded = read_yaml(path, file, problems)
    if loaded is None:
        if len(problems) == known and not path.stat().st_size:
            problems.append(ContentProblem(file, "-", "is empty"))
        return {}
    if not isinstance(loaded, dict):
        problems.append(ContentProblem(file, "-", "must be a mapping of keys to entries"))
        return {}
    return {str(key): entry for key, entry in loaded.items()}


class RateReader:
    """Reads entries, adding each problem to the list it was given."""

    def __init__(self, links: Mapping[str, Any], problems: list[ContentProblem]) -> None:
        self._links = links
        self._problems = problems

    def rate(self, file: str, key: str, entry: object) -> tuple[Unit, tuple[Sourced[RateValue], ...]] | None:
        """Return the unit and values of one rate, or ``None`` after saying what is wrong."""
        before = len(self._problems)
        if not isinstance(entry, dict):
            self._wrong(file, key, "must have a unit and values")
            return None
        try:
            unit = Unit(entry.get("unit"))
        except ValueError:
            self._wrong(file, f"{key}.unit", f"is {entry.get('unit')!r}, must be one of {_names(Unit)}")
            return None
        rows = entry.get("values")
        if not isinstance(rows, list) or not rows:
            self._wrong(file, f"{key}.values", "must be a list of at least one value")
            return None
        for unknown in sorted(set(map(str, entry)) - {"unit", "values"}):
            self._wrong(file, f"{key}.{unknown}", "is not a field of a rate")
        read = [self._value(file, f"{key}.values[{place}]", row, unit) for place, row in enumerate(rows, start=1)]
        if len(self._problems) > before:
            return None
        values = sorted((value for value in read if value is not None), key=lambda value: value.in_force.start)
        for earlier, later in pairwise(values):
            if later.in_force.start in earlier.in_force:
                self._wrong(file, f"{key}.values", f"two values hold on {later.in_force.start.isoformat()}")
                return None
        return unit, tuple(values)

    def _value(self, file: str, field: str, row: object, unit: Unit) -> Sourced[RateValue] | None:
        if not isinstance(row, dict):
            self._wrong(file, field, "must have from, value, source, checked and evidence")
            return None
        for unknown in sorted(set(map(str, row)) - {"from", "until", "value", "source", "checked", "evidence"}):
            self._wrong(file, f"{field}.{unknown}", "is not a field of a value")
        value = self._typed(file, f"{field}.value", row.get("value"), unit)
        start = self._day(file, f"{field}.from", row.get("from"))
        end = self._day(file, f"{field}.until", row["until"]) if "until" in row else None
        source = self._source(file, field, row)
        if start and end and end < start:
            self._wrong(file, f"{field}.until", f"{end.isoformat()} is before from ({start.isoformat()})")
            return None
        if value is None or start is None or source is None:
            return None
        return Sourced(value, source, Period(start, end))

    def _typed(self, file: str, field: str, raw: object, unit: Unit) -> RateValue | None:
        if unit is Unit.DATE:
            return self._day(file, field, raw)
        if not isinstance(raw, str):
            # Unquoted, YAML makes a float of money and an integer or a date of much else.
            self._wrong(file, field, f"is {raw!r}, must be written in quotes")
            return None
        if unit is Unit.MONTH_DAY:
            try:
                month, day = raw.split("-")
                return MonthDay(int(month), int(day))
            except (ValueError, InvalidRules):
                self._wrong(file, field, f"{raw!r} is not a day of every year, written MM-DD")
                return None
        return self._number(file, field, raw, unit)

    def _number(self, file: str, field: str, raw: str, unit: Unit) -> Decimal | None:
        try:
            number = Decimal(raw)
        except InvalidOperation:
            self._wrong(file, field, f"{raw!r} is not a number")
            return None
        if not number.is_finite() or number < 0:
            self._wrong(file, field, f"{raw!r} is negative or not finite")
            return None
        if unit is Unit.PERCENT and number > 100:
            self._wrong(file, field, f"{raw!r} is above 100 percent")
            return None
        if unit is Unit.CAD and number != round(number, 2):
            self._wrong(file, field, f"{raw!r} has more than two decimals")
            return None
        return number

    def _day(self, file: str, field: str, raw: object) -> date | None:
        # A datetime is a date to isinstance, yet can't be compared with one.
        if type(raw) is date:
            return raw
        self._wrong(file, field, f"is {raw!r}, must be a date written YYYY-MM-DD without quotes")
        return None

    def _source(self, file: str, field: str, row: Mapping[str, Any]) -> Source | None:
        checked = self._day(file, f"{field}.checked", row.get("checked"))
        evidence = self._evidence(file, f"{field}.evidence", row.get("evidence"))
        link = self._links.get(str(row.get("source")))
        if not isinstance(link, dict):
            self._wrong(file, f"{field}.source", f"{row.get('source')!r} is not in links.yml")
            return None
        pages = [self._page(str(row["source"]), language, link.get(language)) for language in ("en", "fr")]
        english, french = pages
        if checked is None or evidence is None or english is None or french is None:
            return None
        return Source(id=str(row["source"]), en=english, fr=french, checked=checked, evidence=evidence)

    def _page(self, link: str, language: str, entry: object) -> Page | None:
        field = f"{link}.{language}"
        if not isinstance(entry, dict) or not entry.get("title") or not entry.get("url"):
            self._wrong("links.yml", field, "must have a title, a url and evidence")
            return None
        evidence = self._evidence("links.yml", f"{field}.evidence", entry.get("evidence"))
        return None if evidence is None else Page(str(entry["title"]), str(entry["url"]), evidence)

    def _evidence(self, file: str, field: str, raw: object) -> Evidence | None:
        try:
            return Evidence(raw)
        except ValueError:
            self._wrong(file, field, f"is {raw!r}, must be one of {_names(Evidence)}")
            return None

    def _wrong(self, file: str, field: str, cause: str) -> None:
        problem = ContentProblem(file, field, cause)
        if problem not in self._problems:  # a link used by many values is wrong once
            self._problems.append(problem)


def _names(members: type[Enum]) -> str:
    return ", ".join(str(member.value) for member in members)
