"""Cuts a pasted year into its entries: by lines, cells, semicolons, months, and only then by commas, slashes and spaces.

The weak marks are also part of numbers: see ``bot.nlu.extract.monthly_numbers``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.language import Language
from bot.nlu.extract.characters import plain
from bot.nlu.extract.monthly_names import NAME, amount_digits, by_months, is_dated_line
from bot.nlu.extract.monthly_numbers import MONTHS_IN_A_YEAR, Piece, by_numbers
from bot.nlu.extract.monthly_table import SUMMARY, by_cells
from bot.nlu.extract.vocabulary import MONTH, MONTHS
from bot.nlu.text import fold

_MOST_CHARACTERS = 5_000
_BULLET = re.compile(r"^\s*(?:[*•‣▪·●○→>]+\s*|[-–]\s+)")
_NUMBERING = re.compile(r"^\s*\(?([0-9]{1,2})[.):](?:\s+|(?=[^\W\d]))(?=\S)")
_DIGIT = re.compile(r"[0-9]")
_LETTERS = re.compile(r"[^\W\d_]+")
_YEAR_HEADING = re.compile(r"\W*((?:19|20)[0-9]{2})\s*:?\W*")
_SPAN = re.compile(
    rf"(?P<first>{MONTH})(?:\ (?:19|20)[0-9]{{2}})?\s?(?:-|–|to|through|à|a|au)\s?"
    rf"(?P<last>{MONTH})(?:\ (?:19|20)[0-9]{{2}})?\s*[:=]",
    re.IGNORECASE,
)
_HEADING = re.compile(r"^([^\n:$€£]{1,200}):\s*(?=\S|$)")
_TWELVE_OR_YEAR = re.compile(r"\b(?:12|(?:19|20)[0-9]{2})\b")
_COMMAND = re.compile(
    r"^(?:calculate|calculer|calculez|calcule|calc|compute|totals?|totaux|amounts?|montants?|months?|mois|voici|here)\b[:,]?\s+(?=[$0-9-])",
    re.IGNORECASE,
)
_WORD_HEADING = re.compile(r"^(?:[^\W\d_]+['.]?[,]?\s+){2,}(?=[$0-9(-])")
_A_WORD = r"[^\W\d_]+(?:['-][^\W\d_]+)*"
_TRAILING_WORDS = re.compile(rf"(?<=[0-9$kK)])[.?!;,]*\s+((?:{_A_WORD}[,.]?\s+){{2,40}}{_A_WORD})\s*[?.!]*\s*$")
_WORDED = re.compile(
    r"\b(?:thousand|hundred|million|grand|mille|cent|cents|zero|zéro|nil|none|nothing|rien|aucun|néant|neant)\b", re.IGNORECASE
)


def split(text: str, language: Language) -> list[Piece]:
    """Return the entries of a pasted year, in order. Headings, totals and words around the list are left out."""
    lines = [line for line in plain(text)[:_MOST_CHARACTERS].split("\n") if line.strip(" \t|")]
    if lines and re.fullmatch(r"[\s|:+=-]+", lines[-1]):
        lines.pop()
    span: tuple[int, int] | None = None
    if lines:
        lines[0], span = _without_heading(lines[0])
        lines[-1] = _without_trailing_words(lines[-1])
    lines = [line for line in lines if line.strip()]
    if any("\t" in line or "|" in line for line in lines):
        pieces = by_cells([re.split(r"\t|\s*\|\s*", line.strip(" |") if "|" in line else line) for line in lines])
    else:
        pieces = _lines(_paired(_unmarked(lines)), language)
    pieces = _with_years(_meant(pieces))
    if span is not None and len(pieces) == (span[1] - span[0]) % MONTHS_IN_A_YEAR + 1:
        return [Piece(piece.text, (span[0] - 1 + place) % 12 + 1, piece.year, piece.is_ambiguous) for place, piece in enumerate(pieces)]
    return pieces


def _without_heading(line: str) -> tuple[str, tuple[int, int] | None]:
    if match := _SPAN.search(line):
        first, last = (MONTHS[fold(match[name]).rstrip(".")] for name in ("first", "last"))
        return line[match.end() :], (first, last)
    match = _HEADING.match(line)
    if match and not NAME.search(match[1]) and _LETTERS.search(match[1]) and not _DIGIT.search(_TWELVE_OR_YEAR.sub("", match[1])):
        return line[match.end() :], None
    match = _COMMAND.match(line) or _WORD_HEADING.match(line)
    if match and not NAME.search(match[0]) and not _WORDED.search(match[0]):
        return line[match.end() :], None
    if NAME.search(line) and _DIGIT.search(line):  # "our totals were Jan 4200, Feb 3100"
        lead = line[: NAME.search(line).start()]  # type: ignore[union-attr]
        if len(_LETTERS.findall(lead)) >= 2 and not _DIGIT.search(lead):
            return line[len(lead) :], None
    return line, None


def _without_trailing_words(line: str) -> str:
    """Return the line without the question behind its last number; words that belong to the number stay."""
    match = _TRAILING_WORDS.search(line)
    if match is None or _WORDED.search(match[1]) or NAME.search(match[1]):
        return line
    return line[: match.start()]


def _unmarked(lines: Sequence[str]) -> list[str]:
    """Return the lines without bullets and numbering. A single "- 500" among other lines is no bullet but a minus."""
    hyphens = sum(bool(re.match(r"^\s*[-–]\s", line)) for line in lines)
    is_list = hyphens >= 2 or not any(re.match(r"^\s*[-–]\s+[$0-9]", line) for line in lines)
    unmarked = [_BULLET.sub("", line) if is_list or not re.match(r"^\s*[-–]", line) else line.replace("- ", "-", 1) for line in lines]
    numbers = [match[1] if (match := _NUMBERING.match(line)) else None for line in unmarked]
    if len(numbers) >= 2 and numbers == [str(place) for place in range(1, len(numbers) + 1)]:
        return [_NUMBERING.sub("", line) for line in unmarked]
    return unmarked


def _paired(lines: Sequence[str]) -> list[str]:
    """Return the lines with a month alone on its line put together with the amount on the next."""
    paired: list[str] = []
    for line in lines:
        previous = paired[-1] if paired else ""
        is_month_alone = len(NAME.findall(previous)) == 1 and not amount_digits(previous)
        if is_month_alone and not NAME.search(line) and _DIGIT.search(line) and not _YEAR_HEADING.fullmatch(line):
            paired[-1] = f"{previous.strip()}\t{line.strip()}"
        else:
            paired.append(line)
    return paired


def _lines(lines: Sequence[str], language: Language) -> list[Piece]:
    if len(lines) == 2 and len(NAME.findall(lines[0])) >= 2 and not amount_digits(lines[0]) and not NAME.search(lines[1]):
        names, amounts = (
            NAME.findall(lines[0]),
            by_numbers(lines[1], language, alone=True),
        )  # a header row whose tabs became spaces
        if len(names) == len(amounts) and not any(amount.is_ambiguous for amount in amounts):
            return [Piece(amount.text, MONTHS[fold(name).rstrip(".")]) for name, amount in zip(names, amounts, strict=True)]
    pieces: list[Piece] = []
    for line in lines:
        for part in line.split(";"):
            if NAME.search(part):
                pieces.extend(by_months(part))
            elif is_dated_line(part):
                pieces.append(Piece(part))
            else:
                pieces.extend(by_numbers(part, language, alone=len(lines) == 1 and part == line))
    return pieces


def _meant(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out totals, and words before and after the list."""
    kept = [piece for piece in pieces if piece.text.strip(" ,.") and not SUMMARY.match(piece.text)]

    def is_prose(piece: Piece) -> bool:
        if _DIGIT.search(piece.text) or NAME.search(piece.text) or _WORDED.search(piece.text):
            return False
        return len(_LETTERS.findall(piece.text)) >= 2 or (bool(re.fullmatch(r"[^\W\d_]{3,}\W*", piece.text)) and len(kept) > 2)

    while kept and is_prose(kept[0]):
        kept = kept[1:]
    while kept and is_prose(kept[-1]) and len(_LETTERS.findall(kept[-1].text)) >= 2:
        kept = kept[:-1]
    return kept


def _with_years(pieces: Sequence[Piece]) -> list[Piece]:
    """Give the year of a heading line ("2025") to the months below it."""
    if not any(NAME.search(piece.text) for piece in pieces):
        return list(pieces)
    year: int | None = None
    dated = []
    for piece in pieces:
        if (match := _YEAR_HEADING.fullmatch(piece.text)) and piece.month is None:
            year = int(match[1])
        else:
            dated.append(Piece(piece.text, piece.month, year or piece.year, piece.is_ambiguous))
    return dated
