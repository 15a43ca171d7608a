"""Regions: provinces with hours or a telephone of their own, and what is said of a file of hours that can't be."""

from __future__ import annotations

from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.content.desk import FOLDER, load_desk
from bot.content.desk.opening import contact_problems
from bot.content.model import Contact
from bot.desk.phones import Phones
from bot.errors import InvalidContent

SHIPPED = yaml.safe_load((FOLDER / "hours.yml").read_text("utf-8"))


def folder(tmp_path: Path, **changed: Any) -> Path:
    loaded = {**SHIPPED, **changed}
    (tmp_path / "hours.yml").write_text(yaml.safe_dump({name: value for name, value in loaded.items() if value is not None}), "utf-8")
    return tmp_path


def problems(tmp_path: Path, **changed: Any) -> list[str]:
    with pytest.raises(InvalidContent) as refused:
        load_desk(folder(tmp_path, **changed))
    return str(refused.value).splitlines()


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


def test_a_region_has_its_own_hours_and_days_and_the_others_the_usual_ones(tmp_path: Path) -> None:
    regions = {"BC": {"opens": "10:00", "closes": "14:00", "days": ["monday", "saturday"]}}
    hours = load_desk(folder(tmp_path, regions=regions)).hours
    assert not hours.are_open(utc("2026-11-23T17:30"), "BC")  # half past nine in Vancouver
    assert hours.are_open(utc("2026-11-23T18:00"), "BC")
    assert not hours.are_open(utc("2026-11-23T22:00"), "BC")
    assert hours.are_open(utc("2026-11-28T19:00"), "BC")  # a Saturday
    assert not hours.are_open(utc("2026-11-24T19:00"), "BC")  # a Tuesday
    assert hours.are_open(utc("2026-11-23T16:30"), "AB")
    assert hours.next_opening(utc("2026-11-24T19:00"), "BC") == datetime.fromisoformat("2026-11-28T10:00-08:00")


def test_what_a_region_leaves_out_is_as_usual(tmp_path: Path) -> None:
    hours = load_desk(folder(tmp_path, regions={"QC": {"closes": "12:00"}})).hours
    assert hours.are_open(utc("2026-11-23T14:00"), "QC")
    assert not hours.are_open(utc("2026-11-23T17:00"), "QC")
    assert not hours.are_open(utc("2026-06-24T15:00"), "QC")  # its holiday


def test_who_names_no_province_has_the_hours_of_the_home_province(tmp_path: Path) -> None:
    hours = load_desk(folder(tmp_path, regions={"ON": {"closes": "12:00"}})).hours
    assert not hours.are_open(utc("2026-11-23T18:00"), "")
    assert not hours.are_open(utc("2026-11-23T18:00"), "XX")
    assert hours.are_open(utc("2026-11-23T18:00"), "QC")


def test_nothing_regional_is_shipped() -> None:
    desk = load_desk()
    assert (desk.contacts, desk.hours.regions) == ({}, {})


def test_a_region_may_have_its_own_telephone(tmp_path: Path) -> None:
    assert load_desk(folder(tmp_path, regions={"QC": {"contact": "quebec_phone"}})).contacts == {"QC": "quebec_phone"}
    phones = Phones("usual", {"QC": "quebec"})
    assert [phones.of(province) for province in ("QC", "ON", "")] == ["quebec", "usual", "usual"]


def test_a_region_names_a_telephone_that_is_there() -> None:
    words = {"name": {"en": "A", "fr": "B"}, "source": "page", "checked": date(2026, 11, 23)}
    contacts = {"mail": Contact(kind="email", value="a@cfib.ca", **words), "phone": Contact(kind="phone", value="1-800-555-0100", **words)}
    found = [str(problem) for problem in contact_problems({"QC": "mail", "ON": "nobody", "BC": "phone"}, contacts)]
    assert found == [
        "desk/hours.yml: regions.QC.contact: mail is no telephone: name a contact of kind phone",
        "desk/hours.yml: regions.ON.contact: nobody is not in contacts.yml: correct the key, or add it there",
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param({"opens": 540}, "desk/hours.yml: opens: 540 is no time: write it in quotation marks", id="a time without quotes"),
        pytest.param({"opens": None}, "desk/hours.yml: opens: is missing", id="no time"),
        pytest.param({"opens": "25:00"}, "desk/hours.yml: opens: 25:00 is no time", id="no such time"),
        pytest.param({"closes": "08:00"}, "desk/hours.yml: closes: 08:00 must be after opens (09:00)", id="closes before it opens"),
        pytest.param({"days": ["lundi"]}, "desk/hours.yml: days: lundi can't be read", id="no such day"),
        pytest.param({"days": []}, "desk/hours.yml: days: an empty list can't be read", id="no days"),
        pytest.param({"home": "XX"}, "desk/hours.yml: home: XX must be one of the provinces", id="no such home"),
        pytest.param({"regions": {"ZZ": {}}}, "desk/hours.yml: regions.ZZ: ZZ is none of the provinces above", id="no such region"),
        pytest.param(
            {"regions": {True: {"days": []}}}, "regions.True: True is none of the provinces above; letters", id="ON without quotes"
        ),
        pytest.param({"regions": {"QC": {}}}, "desk/hours.yml: regions.QC: must give opens", id="an empty region"),
        pytest.param({"regions": {"QC": {"open": "09:00"}}}, "desk/hours.yml: regions.QC.open: is not known", id="a misspelt field"),
        pytest.param(
            {"regions": {"QC": {"opens": "18:00"}}}, "regions.QC.closes: 17:00 must be after opens (18:00)", id="against the usual"
        ),
        pytest.param({"regions": ["QC"]}, "desk/hours.yml: regions: must give hours or a contact", id="a list"),
        pytest.param({"urgent_topics": "goods_stuck"}, "desk/hours.yml: urgent_topics: must be a list", id="a topic alone"),
        pytest.param({"holidays": []}, "desk/hours.yml: holidays: is not known", id="an unknown field"),
        pytest.param(
            {"provinces": {"ON": {"zone": "Ottawa", "en": "a", "fr": "b"}}}, "provinces.ON.zone: Ottawa is no time zone", id="a zone"
        ),
        pytest.param({"provinces": {"ON": {"zone": "../../etc/passwd", "en": "a", "fr": "b"}}}, "is no time zone", id="a path"),
        pytest.param(
            {"provinces": {"OT": {"zone": "America/Toronto", "en": "a", "fr": "b"}}},
            "provinces.OT: OT is no province",
            id="no such province",
        ),
        pytest.param({"provinces": {"ON": {"zone": "America/Toronto", "en": "a"}}}, "provinces.ON.fr: is missing", id="a name"),
    ],
)
def test_what_cannot_be_is_told_by_file_and_field(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    assert any(said in line for line in problems(tmp_path, **changed))


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    assert len(problems(tmp_path, opens="9", days=["lundi"], home="XX")) == 3


def test_a_file_that_is_no_yaml_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "hours.yml").write_text('opens: "09:00"\ndays: [monday\nhome: ON\n', "utf-8")
    with pytest.raises(InvalidContent, match=r"desk/hours\.yml: line 3"):
        load_desk(tmp_path)
