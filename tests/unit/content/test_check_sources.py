from __future__ import annotations

from datetime import date

import pytest

from bot.content.check.dates import (
    checks_are_not_in_the_future,
    in_force_is_in_order,
    months_are_of_the_calendar,
    reviews_are_near_enough,
    reviews_come_after_checks,
    reviews_overdue,
    reviews_soon_due,
)
from bot.content.check.sources import (
    contacts_can_be_reached,
    inferred_figures_in_use,
    inferred_links_in_use,
    links_are_in_their_language,
    links_are_official,
    no_address_in_prose,
    no_contact_in_prose,
    sources_are_known,
    sources_come_once,
)
from tests.unit.content.small_project import SmallProject


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("http://www.cbsa-asfc.gc.ca/a.html", id="not https"),
        pytest.param("https://example.org/a.html", id="another site"),
        pytest.param("https://cbsa-asfc.gc.ca.example.org/", id="a name that looks official"),
        pytest.param("https://someone@example.org/canada.ca", id="an official name in another place"),
        pytest.param("https://someone@www.canada.ca/", id="a name before the site"),
        pytest.param("https://example.org\\@www.canada.ca/", id="a sign that browsers read as /"),
        pytest.param("https://[www.canada.ca/", id="half a bracket"),
        pytest.param("https://www.canada.ca:8443/", id="a port"),
        pytest.param("https://www.canada.ca/a b", id="a space"),
        pytest.param("https://www.canada.ca/a)b", id="a bracket, which would end the link"),
        pytest.param("https://www.canada.ca/\u200b", id="a sign that nobody sees"),
        pytest.param("https://www.\u0441anada.ca/", id="a letter of another alphabet"),
    ],
)
def test_a_link_leads_to_an_official_page_over_https(project: SmallProject, url: str) -> None:
    project.change("links.yml", "page.fr.url", url)
    (found,) = project.problems(links_are_official)
    assert found.startswith("links.yml: page.fr.url: ")


def test_the_banner_links_to_official_pages_too(project: SmallProject) -> None:
    entry = {"text": "News", "url": "https://example.org"}
    project.write("content/web/news.yml", [{"id": "a", "en": entry, "fr": {**entry, "url": "https://www.canada.ca/fr"}}])
    (found,) = project.problems(links_are_official)
    assert found.startswith("web/news.yml: a.en.url: example.org is not an official site")


@pytest.mark.parametrize(
    ("field", "url"),
    [
        ("en", "https://www.cbsa-asfc.gc.ca/a-fra.html"),
        ("en", "https://www.canada.ca/fr/a.html"),
        ("fr", "https://www.canada.ca/en/a.html"),
    ],
)
def test_a_link_leads_to_the_page_in_its_language(project: SmallProject, field: str, url: str) -> None:
    project.change("links.yml", f"page.{field}.url", url)
    (found,) = project.problems(links_are_in_their_language)
    assert found.startswith(f"links.yml: page.{field}.url: {url} looks like the page in the other language")


def test_a_source_is_a_known_link(project: SmallProject) -> None:
    project.change("faq/first.yml", "sources.0.link", "paper")
    project.change("contacts.yml", "cfib_phone.source", "paper")
    assert project.problems(sources_are_known) == [
        "faq/first.yml: sources[1].link: paper is not in links.yml: correct the id, or add the page there",
        "contacts.yml: cfib_phone.source: paper is not in links.yml: correct the id, or add the page there",
    ]


def test_a_source_is_given_once(project: SmallProject) -> None:
    source = {"link": "page", "checked": date(2026, 11, 20)}
    project.change("faq/first.yml", "sources", [source, source])
    assert project.problems(sources_come_once) == ["faq/first.yml: sources[2].link: page is given twice: keep one"]


@pytest.mark.parametrize(("kind", "value"), [("phone", "833 568 2342"), ("email", "cfib at cfib.ca")])
def test_a_contact_can_be_dialled_or_written_to(project: SmallProject, kind: str, value: str) -> None:
    project.change("contacts.yml", "cfib_phone.kind", kind)
    project.change("contacts.yml", "cfib_phone.value", value)
    (found,) = project.problems(contacts_can_be_reached)
    assert found.startswith("contacts.yml: cfib_phone.value: ")


@pytest.mark.parametrize(
    "written", ["See https://www.canada.ca/en.", "See www.canada.ca/en.", "[See](https://canada.ca/en)", "See canada.ca/en."]
)
def test_no_web_address_stands_in_prose(project: SmallProject, written: str) -> None:
    project.change("faq/first.yml", "en.answer", written)
    (found,) = project.problems(no_address_in_prose)
    assert found.startswith("faq/first.yml: en.answer: writes out a web address")


@pytest.mark.parametrize("written", ["Call 1-833-568-2342.", "Call (833) 568-2342.", "Write to a@cfib.ca."])
def test_no_phone_number_or_email_stands_in_prose(project: SmallProject, written: str) -> None:
    project.change("faq/first.yml", "en.answer", written)
    (found,) = project.problems(no_contact_in_prose)
    assert found.startswith("faq/first.yml: en.answer: writes out a phone number or e-mail")


def test_nothing_was_checked_tomorrow(project: SmallProject) -> None:
    tomorrow = date(2026, 11, 24)
    project.change("faq/first.yml", "sources.0.checked", tomorrow)
    project.change("links.yml", "page.checked", tomorrow)
    project.change("contacts.yml", "cfib_phone.checked", tomorrow)
    project.change("rates/a.yml", "limit.values.0.checked", tomorrow)
    cause = "2026-11-24 is in the future: give the day the page was looked at"
    assert project.problems(checks_are_not_in_the_future) == [
        f"faq/first.yml: sources[1].checked: {cause}",
        f"links.yml: page.checked: {cause}",
        f"contacts.yml: cfib_phone.checked: {cause}",
        f"rates/a.yml: limit.values[1].checked: {cause}",
    ]


@pytest.mark.parametrize("month", ["2025-13", "2025-00", "2026-12"])
def test_the_state_of_a_page_is_a_month_that_has_begun(project: SmallProject, month: str) -> None:
    project.change("faq/first.yml", "sources.0.as_of", month)
    (found,) = project.problems(months_are_of_the_calendar)
    assert found.startswith(f"faq/first.yml: sources[1].as_of: {month} is no month that has begun")


@pytest.mark.parametrize(
    ("force", "field"),
    [
        pytest.param({"from": date(2025, 5, 20), "until": date(2025, 5, 19)}, "in_force.until", id="ends before it starts"),
        pytest.param({"until": date(2025, 5, 19)}, "in_force.from", id="no start"),
    ],
)
def test_an_answers_time_starts_before_it_ends(project: SmallProject, force: dict[str, date], field: str) -> None:
    project.change("faq/first.yml", "in_force", force)
    assert [problem.split(":")[1].strip() for problem in project.problems(in_force_is_in_order)] == [field]


def test_a_review_is_at_most_18_months_off(project: SmallProject) -> None:
    project.change("faq/first.yml", "review_by", date(2028, 5, 23))
    assert project.problems(reviews_are_near_enough) == []
    project.change("faq/first.yml", "review_by", date(2028, 5, 24))
    assert project.problems(reviews_are_near_enough) == [
        "faq/first.yml: review_by: 2028-05-24 is more than 18 months off: take a day up to 2028-05-23",
    ]


def test_a_review_comes_after_the_last_check(project: SmallProject) -> None:
    project.change("faq/first.yml", "review_by", date(2026, 11, 20))
    assert project.problems(reviews_come_after_checks) == [
        "faq/first.yml: review_by: 2026-11-20 is not after the day its sources were checked (2026-11-20): set the next review",
    ]


@pytest.mark.parametrize(
    ("review_by", "soon", "overdue"),
    [
        pytest.param(date(2026, 11, 22), 0, 1, id="yesterday"),
        pytest.param(date(2026, 11, 23), 1, 0, id="today"),
        pytest.param(date(2027, 1, 22), 1, 0, id="in 60 days"),
        pytest.param(date(2027, 1, 23), 0, 0, id="in 61 days"),
    ],
)
def test_a_review_is_announced_60_days_ahead(project: SmallProject, review_by: date, soon: int, overdue: int) -> None:
    project.change("faq/first.yml", "review_by", review_by)
    assert len(project.problems(reviews_soon_due)) == soon
    assert len(project.problems(reviews_overdue)) == overdue


def test_a_link_that_nobody_has_seen_is_listed_with_who_uses_it(project: SmallProject) -> None:
    project.change("links.yml", "page.fr.evidence", "INFERRED")
    assert project.problems(inferred_links_in_use) == [
        "links.yml: page.fr.url: INFERRED, and used by first, second: open it in a browser, then set evidence to SEEN",
    ]


def test_a_link_that_nobody_has_seen_and_nobody_uses_is_not_listed(project: SmallProject) -> None:
    page = {"title": "CBSA", "url": "https://www.canada.ca/x", "evidence": "INFERRED"}
    project.change("links.yml", "spare", {"checked": date(2026, 11, 20), "en": page, "fr": page})
    assert project.problems(inferred_links_in_use) == []


def test_a_figure_that_no_source_states_is_listed(project: SmallProject) -> None:
    project.change("rates/a.yml", "limit.values.0.evidence", "INFERRED")
    (found,) = project.problems(inferred_figures_in_use)
    assert found.startswith("rates/a.yml: limit.values[1].evidence: INFERRED")
