"""The months as bars, the highest marked, with both amounts as lines. PNG, drawn without a display and without global state.

Okabe and Ito's colours, which colour-blind people tell apart; the highest bar is hatched and the lines differ in their dashes, so
that nothing hangs on colour alone.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot import formatting
from bot.documents.calculation import Calculation
from bot.documents.lines import account_label, money
from bot.documents.wording import Wording, plain
from bot.language import Language

_BAR, _HIGHEST, _CASH, _AGREEMENT, _INK, _GRID = "#56B4E9", "#0072B2", "#D55E00", "#000000", "#222222", "#DDDDDD"
# A telephone shows it 340 pixels wide: at this size its words are then as large as a footnote's, and can be read.
_INCHES = (4.6, 3.6)
_DPI = 240
_POINTS = 10
_MOST_LETTERS = 30
"""What the bars' labels may take beside one another; longer ones stand upright."""


@dataclass(frozen=True)
class _Bar:
    label: str
    amount: Decimal
    is_highest: bool


def chart_png(calculation: Calculation, language: Language, day: date) -> bytes:
    """Return the chart: one account's months (or its highest alone), or each account's highest month when there are several."""
    # Imported here: drawing is rare, and this takes a second.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import FuncFormatter

    words = Wording(language, day)
    bars = _bars(calculation, words)
    figure = Figure(figsize=_INCHES, dpi=_DPI, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    places = range(len(bars))
    drawn = axes.bar(
        places,
        [float(bar.amount) for bar in bars],
        width=0.72 if len(bars) > 3 else 0.3,
        color=[_HIGHEST if bar.is_highest else _BAR for bar in bars],
        edgecolor="white",
        zorder=2,
    )
    for patch, bar in zip(drawn, bars, strict=True):
        if bar.is_highest:
            patch.set_hatch("//")
    _mark_highest(axes, bars, words)
    _draw_lines(axes, calculation, words)
    upright = sum(max(map(len, bar.label.split("\n"))) for bar in bars) > _MOST_LETTERS
    labels = [bar.label.replace("\n", " ") if upright else bar.label for bar in bars]
    axes.set_xticks(list(places), labels, fontsize=_POINTS, color=_INK, rotation=90 if upright else 0)
    axes.set_xlim(-0.6 if len(bars) > 1 else -1, len(bars) - (0.4 if len(bars) > 1 else 0))
    top = max([*(float(bar.amount) for bar in bars), *_levels(calculation), 1.0])
    axes.set_ylim(0, top * 1.16)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: formatting.money(Decimal(f"{value:.2f}"), language)))
    axes.tick_params(axis="y", labelsize=_POINTS, labelcolor=_INK, length=0)
    axes.tick_params(axis="x", length=0)
    axes.grid(axis="y", color=_GRID, zorder=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    figure.suptitle(_title(calculation, words), x=0.02, ha="left", fontsize=_POINTS + 1, fontweight="bold", color=_INK)
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), borderaxespad=0, fontsize=_POINTS - 1, frameon=False, handlelength=2.4)
    out = io.BytesIO()
    # Without software and date in it, the same calculation gives the same bytes.
    figure.savefig(out, format="png", metadata={"Software": None})
    return out.getvalue()


def alt_text(calculation: Calculation, language: Language, day: date) -> str:
    """Return what the chart shows, for those who don't see it."""
    words = Wording(language, day)
    accounts = calculation["accounts"]
    said = []
    if len(accounts) > 1:
        amounts = [
            words.plain("chart_amount", name=_label(account, place, words), amount=money(account["highest_month"]))
            for place, account in enumerate(accounts, start=1)
        ]
        return words.plain("chart_alt_accounts", accounts=len(accounts), list={"markup": ", ".join(amounts)})
    account = accounts[0]
    if account["months"]:
        label = {"markup": _highest_label(account, words)}
        amount = money(account["highest_month"])
        said.append(words.plain("chart_alt_months", months=len(account["months"]), label=label, amount=amount))
    else:
        said.append(words.plain("chart_alt_highest", amount=money(account["highest_month"])))
    if account["agreement"] is not None:
        said.append(words.plain("chart_alt_lines", cash=money(account["cash"]), agreement=money(account["agreement"])))
    return " ".join(said)


def _bars(calculation: Calculation, words: Wording) -> list[_Bar]:
    accounts = calculation["accounts"]
    if len(accounts) > 1:
        highest = max(Decimal(account["highest_month"]) for account in accounts)
        return [
            _Bar(_label(account, place, words), Decimal(account["highest_month"]), Decimal(account["highest_month"]) == highest)
            for place, account in enumerate(accounts, start=1)
        ]
    account = accounts[0]
    if not account["months"]:
        return [_Bar(words.plain("csv_highest"), Decimal(account["highest_month"]), True)]
    return [
        _Bar(_tick(month, words.language), Decimal(month["amount"]), place == account["highest_position"])
        for place, month in enumerate(account["months"], start=1)
    ]


def _tick(month: Mapping[str, Any], language: Language) -> str:
    if not month["month"]:
        return str(month["position"])
    name = formatting.month_name(month["month"], language, short=True)
    return f"{name}\n{month['year']}" if month["year"] else name


def _label(account: Mapping[str, Any], place: int, words: Wording) -> str:
    return plain(words.line(account_label(account["number"], place)))


def _highest_label(account: Mapping[str, Any], words: Wording) -> str:
    month, year = account["highest_month_number"], account["highest_year"]
    if not month:
        return words.plain("chart_entry", position=account["highest_position"])
    name = formatting.month_name(month, words.language)
    return f"{name} {year}" if year else name


def _title(calculation: Calculation, words: Wording) -> str:
    if len(calculation["accounts"]) > 1:
        return words.plain("chart_title_accounts")
    return words.plain("chart_title" if calculation["accounts"][0]["months"] else "chart_title_highest")


def _levels(calculation: Calculation) -> list[float]:
    return [float(account[form]) for account in calculation["accounts"] for form in ("cash", "agreement") if account[form] is not None]


def _mark_highest(axes: Any, bars: list[_Bar], words: Wording) -> None:
    for place, bar in enumerate(bars):
        if bar.is_highest or len(bars) <= 3:
            axes.annotate(
                formatting.money(bar.amount, words.language, cents=True),
                (place, float(bar.amount)),
                xytext=(0, 4),
                textcoords="offset points",
                ha="center",
                fontsize=_POINTS,
                fontweight="bold",
                color=_INK,
                zorder=5,
                bbox={"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.9},
            )


def _draw_lines(axes: Any, calculation: Calculation, words: Wording) -> None:
    """Draw both amounts: across the chart for one account, across its bar for each of several."""
    accounts = calculation["accounts"]
    forms = (("cash", "document_cash", _CASH, "--"), ("agreement", "document_agreement", _AGREEMENT, "-."))
    for form, key, colour, dashes in forms:
        levels = [(place, float(account[form])) for place, account in enumerate(accounts) if account[form] is not None]
        if not levels or all(account["agreement"] is None for account in accounts):
            continue
        name = words.plain(key)
        if len(accounts) == 1:
            label = words.plain("chart_amount", name=name, amount=money(accounts[0][form]))
            axes.axhline(levels[0][1], color=colour, linestyle=dashes, linewidth=1.8, label=label, zorder=3)
            continue
        starts, ends = [place - 0.42 for place, _ in levels], [place + 0.42 for place, _ in levels]
        axes.hlines([level for _, level in levels], starts, ends, colors=colour, linestyles=dashes, linewidth=2, label=name, zorder=3)
