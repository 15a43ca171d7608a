"""Works the security out of a draft that has nothing left to ask; what the calculators refuse becomes a question again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from bot.calculators import BusinessSecurity, MonthTotal, RmAccount, RuleBook, security_for_business
from bot.errors import InvalidAmount, InvalidMonths, MonthsFault
from bot.interview.draft import Account, Draft, History, Trouble, TroubleCode

_FAULTS = {
    MonthsFault.TOO_MANY: TroubleCode.TOO_MANY,
    MonthsFault.DUPLICATE: TroubleCode.DUPLICATE_MONTH,
    MonthsFault.SPAN_TOO_LONG: TroubleCode.SPAN_TOO_LONG,
}


def security_of(draft: Draft, book: RuleBook, day: date) -> BusinessSecurity:
    """Return the security of every account of a draft that has nothing left to ask (``draft.ask`` is ``None``)."""
    return security_for_business(_accounts(draft), book, day)


def checked(draft: Draft, book: RuleBook, day: date) -> Draft:
    """Return the draft, with what the calculators won't calculate with turned into trouble to ask about."""
    if draft.ask is not None:
        return draft
    for place, account in enumerate(_accounts(draft)):
        try:
            security_for_business([account], book, day)
        except InvalidMonths as error:
            draft = draft.with_account(place, _asked_back(draft.accounts[place], error.position or 1, _FAULTS.get(error.reason)))
        except InvalidAmount as error:
            draft = draft.with_account(place, _asked_back(draft.accounts[place], error.position, TroubleCode.UNREADABLE))
    return draft


def _asked_back(account: Account, position: int | None, code: TroubleCode | None) -> Account:
    code = code or TroubleCode.UNREADABLE
    if position is None or not account.months:
        return replace(account, highest=None, months=(), troubles=(Trouble(code, str(account.highest or "")),))
    entry = account.months[position - 1]
    if code is TroubleCode.SPAN_TOO_LONG:
        return replace(account, troubles=(Trouble(code, ""),))
    trouble = Trouble(code, str(entry.amount), entry.position, entry.month, entry.year)
    return replace(account, months=tuple(each for each in account.months if each is not entry), troubles=(trouble,))


def _accounts(draft: Draft) -> list[RmAccount]:
    estimate = draft.history is History.NEW
    return [
        RmAccount(
            number=account.number or str(place),
            months=tuple(MonthTotal(month.amount, month.month, month.year) for month in account.months),
            highest_month=account.highest,
            estimate=estimate,
        )
        for place, account in enumerate(draft.accounts, start=1)
    ]
