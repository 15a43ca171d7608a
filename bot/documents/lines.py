"""Says which lines a calculation is told in: keys of ``phrases/calculator.yml`` with their variables, in order.

Shared by the chat, the PDF and the terminal, so that all three tell the same. Decides, and words nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.documents.calculation import Calculation

Line = tuple[str, Mapping[str, Any]]


def money(amount: object) -> dict[str, Any]:
    return {"money": str(amount)}


def figure(amount: object) -> dict[str, Any]:
    return {"figure": str(amount)}


def lines(found: Sequence[Line]) -> dict[str, Any]:
    """Return lines as one variable of a phrase."""
    return {"lines": [[key, variables] for key, variables in found]}


def account_label(number: str, place: int) -> Line:
    """Return the name of an account; ``place`` counts from 1."""
    return ("security_account_named", {"number": number}) if number else ("security_account_placed", {"place": place})


def month_label(entry: Mapping[str, Any]) -> Line | None:
    """Return what stands before an entry's text: its month, or its place in the list; ``None`` when it has neither."""
    if entry.get("month") and entry.get("year"):
        return "security_entry_month_year", {"month": {"month": entry["month"]}, "year": str(entry["year"])}
    if entry.get("month"):
        return "security_entry_month", {"month": {"month": entry["month"]}}
    if entry.get("position"):
        return "security_entry_place", {"position": entry["position"]}
    return None


def result(calculation: Calculation) -> dict[str, Any]:
    """Return the variables of ``utter_security_result``: the short answer, then the working (each account's, when several)."""
    accounts = calculation["accounts"]
    if len(accounts) == 1:
        working = [*caveats(calculation), *steps(calculation, accounts[0])]
    else:
        working = [*per_account(calculation), *caveats(calculation)]
    return {"short": lines([short(calculation)]), "working": lines(_apart(working))}


def notes(calculation: Calculation) -> dict[str, Any]:
    """Return the variables of ``utter_security_notes``."""
    return {"accounts": lines([assumed(calculation)]), "dates": lines([dates(calculation)])}


def short(calculation: Calculation) -> Line:
    """Return the answer itself: both amounts."""
    accounts = calculation["accounts"]
    if calculation["agreement_total"] is None:
        return "security_short_nothing", {"cash": money(calculation["cash_total"])}
    amounts = {"cash": money(calculation["cash_total"]), "agreement": money(calculation["agreement_total"])}
    if len(accounts) > 1:
        return "security_short_total", {"accounts": len(accounts), **amounts}
    return "security_short_required", {"highest": money(accounts[0]["highest_month"]), **amounts}


def per_account(calculation: Calculation) -> list[Line]:
    """Return a line for each account, with both amounts."""
    return [_account(account, place) for place, account in enumerate(calculation["accounts"], start=1)]


def caveats(calculation: Calculation) -> list[Line]:
    """Return what makes the result an estimate, or approximate."""
    found: list[Line] = []
    if any(account["basis"] == "own_estimate" for account in calculation["accounts"]):
        found.append(("security_estimate_own", {}))
    else:
        fewer = [account["months_given"] for account in calculation["accounts"] if account["basis"] == "fewer_months"]
        found += [("security_estimate_fewer", {"months": months}) for months in dict.fromkeys(fewer)]
    if any(account["approximate"] for account in calculation["accounts"]):
        found.append(("security_approximate", {}))
    return found


def steps(calculation: Calculation, account: Mapping[str, Any]) -> list[Line]:
    """Return the working of one account."""
    found = [_highest(account)]
    if account["agreement"] is None:
        return found
    rules, base = calculation["rules"], money(account["highest_month"])
    cash = {"share": {"percent": rules["cash_percent"]}, "base": base, "amount": money(account["cash"])}
    if account["cash_maximum_applied"]:
        found.append(("security_working_cash_maximum", {**cash, "maximum": figure(rules["maximum"])}))
    else:
        found.append(("security_working_cash", cash))
    found.append(_agreement(rules, account, base))
    compared = account["less_tied_up"] or "same"
    found.append((_COMPARED[compared], {"crossing": figure(account["crossing"])}))
    return found


_COMPARED = {"agreement": "security_compare_agreement", "cash": "security_compare_cash", "same": "security_compare_same"}


def assumed(calculation: Calculation) -> Line:
    key = "security_one_account" if len(calculation["accounts"]) == 1 else "security_many_accounts"
    return key, {"maximum": figure(calculation["rules"]["maximum"])}


def dates(calculation: Calculation) -> Line:
    """Return the line on the next review, with the other calendar that is in circulation."""
    review = calculation["review"]
    key = "security_dates_closed" if review["closed"] else "security_dates_running"
    if review["superseded"]:
        key = "security_dates_older"
    return key, {name: {"date": review[name]} for name in ("start", "end", "due")}


def _agreement(rules: Mapping[str, Any], account: Mapping[str, Any], base: Mapping[str, Any]) -> Line:
    told = {"share": {"percent": rules["agreement_percent"]}, "base": base, "amount": money(account["agreement"])}
    kinds = {step["kind"] for step in account["steps"]}
    if account["agreement_maximum_applied"]:
        return "security_working_agreement_maximum", {**told, "maximum": figure(rules["maximum"])}
    if account["minimum_applied"]:
        return "security_working_agreement_minimum", {**told, "exact": money(account["agreement_share"])}
    key = "security_working_agreement_to_cent" if "agreement_to_cent" in kinds else "security_working_agreement"
    return key, {**told, "minimum": figure(rules["minimum"])}


def _highest(account: Mapping[str, Any]) -> Line:
    amount = money(account["highest_month"])
    month, year = account["highest_month_number"], account["highest_year"]
    if month and year:
        return "security_working_month_year", {"month": {"month": month}, "year": str(year), "amount": amount}
    if month:
        return "security_working_month", {"month": {"month": month}, "amount": amount}
    if account["highest_position"]:
        position, given = account["highest_position"], account["months_given"]
        return "security_working_entry", {"position": position, "months": given, "amount": amount}
    return "security_working_stated", {"amount": amount}


def _account(account: Mapping[str, Any], place: int) -> Line:
    label = lines([account_label(account["number"], place)])
    if account["agreement"] is None:
        return "security_account_nothing", {"account": label}
    key = "security_account_result"
    if account["agreement_maximum_applied"] or account["cash_maximum_applied"]:
        key = "security_account_maximum"
    elif account["minimum_applied"]:
        key = "security_account_minimum"
    amounts = {"cash": money(account["cash"]), "agreement": money(account["agreement"])}
    return key, {"account": label, "highest": money(account["highest_month"]), **amounts}


def _apart(found: list[Line]) -> list[Line]:
    """Return the lines with an empty one between a caveat and what stands beside it."""
    spaced: list[Line] = []
    for place, line in enumerate(found):
        is_caveat = line[0].startswith(("security_estimate", "security_approximate"))
        before = found[place - 1][0] if place else ""
        if place and (is_caveat or before.startswith(("security_estimate", "security_approximate"))):
            spaced.append(("", {}))
        spaced.append(line)
    return spaced
