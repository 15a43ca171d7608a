"""Dates make sense: checked in the past, reviewed in time, in force from before until."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.content.check.material import Material, answer_file
from bot.errors import ContentProblem

WARN_DAYS = 60
"""How long before an answer is due for a review the editor is told."""

LONGEST_MONTHS = 18
"""How far off a review may be at most."""


def checks_are_not_in_the_future(material: Material) -> Iterator[ContentProblem]:
    """Nothing was checked on a day that hasn't come: sources of answers, links, contacts and figures."""
    for file, field, day in _checks(material):
        if day > material.today:
            yield ContentProblem(file, field, f"{day.isoformat()} is in the future: give the day the page was looked at")


def months_are_of_the_calendar(material: Material) -> Iterator[ContentProblem]:
    """``as_of`` is a month that has begun."""
    this_month = f"{material.today:%Y-%m}"
    for id, answer in material.content.answers.items():
        for place, source in enumerate(answer.sources, start=1):
            if source.as_of is None:
                continue
            if not "01" <= source.as_of[-2:] <= "12" or source.as_of > this_month:
                cause = f"{source.as_of} is no month that has begun: give the month the page dates from, as YYYY-MM"
                yield ContentProblem(answer_file(id), f"sources[{place}].as_of", cause)


def in_force_is_in_order(material: Material) -> Iterator[ContentProblem]:
    """An answer's time starts before it ends, and its start is known."""
    for id, answer in material.content.answers.items():
        force = answer.in_force
        if force is None:
            continue
        if force.start is None:
            yield ContentProblem(answer_file(id), "in_force.from", "is missing: give the first day, or leave in_force out")
        elif force.until and force.until < force.start:
            cause = f"{force.until.isoformat()} is before from ({force.start.isoformat()}): correct one of them"
            yield ContentProblem(answer_file(id), "in_force.until", cause)


def reviews_are_near_enough(material: Material) -> Iterator[ContentProblem]:
    latest = _months_later(material.today, LONGEST_MONTHS)
    for id, answer in material.content.answers.items():
        if answer.review_by > latest:
            cause = f"{answer.review_by.isoformat()} is more than {LONGEST_MONTHS} months off: take a day up to {latest.isoformat()}"
            yield ContentProblem(answer_file(id), "review_by", cause)


def reviews_come_after_checks(material: Material) -> Iterator[ContentProblem]:
    """Whoever sets ``checked`` gives the next review as well, else readers are told that the answer they check is overdue."""
    for id, answer in material.content.answers.items():
        checked = max(source.checked for source in answer.sources)
        if answer.review_by <= checked:
            cause = (
                f"{answer.review_by.isoformat()} is not after the day its sources were checked ({checked.isoformat()}): set the next review"
            )
            yield ContentProblem(answer_file(id), "review_by", cause)


def reviews_soon_due(material: Material) -> Iterator[ContentProblem]:
    """Answers to look at within the next 60 days."""
    for id, answer in material.content.answers.items():
        if material.today <= answer.review_by <= material.today + timedelta(days=WARN_DAYS):
            left = (answer.review_by - material.today).days
            cause = f"{answer.review_by.isoformat()} is {left} days away: check the sources, set checked and review_by"
            yield ContentProblem(answer_file(id), "review_by", cause)


def reviews_overdue(material: Material) -> Iterator[ContentProblem]:
    """Answers past their review. Their readers are told so, so nothing has to stop."""
    for id, answer in material.content.answers.items():
        if answer.overdue(material.today):
            cause = f"{answer.review_by.isoformat()} is past and readers are told: check the sources, set checked and review_by"
            yield ContentProblem(answer_file(id), "review_by", cause)


def _checks(material: Material) -> Iterator[tuple[str, str, date]]:
    for id, answer in material.content.answers.items():
        for place, source in enumerate(answer.sources, start=1):
            yield answer_file(id), f"sources[{place}].checked", source.checked
    for key, link in material.content.links.items():
        yield "links.yml", f"{key}.checked", link.checked
    for key, contact in material.content.contacts.items():
        yield "contacts.yml", f"{key}.checked", contact.checked
    for key, rate in material.content.rates.items():
        for place, value in enumerate(rate.values, start=1):
            yield material.rate_files.get(key, "rates/"), f"{key}.values[{place}].checked", value.source.checked


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
