"""Puts questions that ask the same in other words together, so that an editor sees which content is missing.

Words are compared by their groups of three letters, rare ones counting more: this forgives endings and slips of the keyboard in both
languages and needs no model, so that the gateway stays light. Each question joins the group whose first question it is most like,
or begins one of its own; the most frequent wording comes first and so names its group.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import log, sqrt

from bot.desk.reports.store import Miss
from bot.language import Language
from bot.nlu.text import key

LIKE = 0.44
EXAMPLES = 5
MOST_WORDINGS = 2_000
"""Wordings of one language that are compared; rarer and older ones are left out and counted (``left_out``)."""

_MOST_WORDS = 40
_RARITY = 0.5
_STOP_WORDS = {
    Language.EN: frozenset(
        "a about am an and any are as at be because been but by can could d did do does doing don for from get got had has have "
        "he hello hi how i if in into is it its just know ll m may me my need of on or our out please re s should so some t "
        "tell than thank thanks that the their them then there they this to too up us ve want was we were what when where which "
        "who why will with would you your".split()
    ),
    Language.FR: frozenset(
        "a ai ainsi alors as au aussi aux avec avez avoir avons bonjour c ca car ce cela ces cet cette comme comment d dans de "
        "des doit dois donc du elle en encore es est et etait ete etes etre eux fait faire faut il ils j je l la le les leur "
        "leurs lui m ma mais me merci mes moi mon n ne nos notre nous on ont ou par pas peut peux plus pour pourquoi puis qu "
        "quand que quel quelle quelles quels qui quoi s sa salut sans se ses si sommes son sont suis sur svp t te tes toi ton "
        "tu un une va vais veux voudrais vos votre vous y".split()
    ),
}


@dataclass(frozen=True)
class Cluster:
    """Questions of one language that ask much the same. ``question`` stands for all, ``examples`` are other wordings, usual ones first."""

    language: Language
    size: int
    question: str
    examples: Sequence[str]
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Clusters:
    """The largest first. ``left_out`` counts questions that were not compared because there were too many."""

    found: Sequence[Cluster]
    left_out: int = 0


@dataclass
class _Wording:
    """One question, in however many spellings that differ in case, accents and punctuation; ``text`` is the latest."""

    text: str
    count: int
    first: datetime
    last: datetime

    def add(self, miss: Miss) -> None:
        self.count += 1
        if miss.at >= self.last:
            self.text, self.last = miss.text, miss.at
        self.first = min(self.first, miss.at)


@dataclass
class _Group:
    members: list[_Wording] = field(default_factory=list)


def cluster(misses: Iterable[Miss]) -> Clusters:
    """Return the groups of questions, each language by itself. Takes up to about a second: not for the event loop."""
    wordings: dict[Language, dict[str, _Wording]] = {language: {} for language in Language}
    for miss in misses:
        same = wordings[miss.language].setdefault(key(miss.text) or miss.text, _Wording(miss.text, 0, miss.at, miss.at))
        same.add(miss)
    found: list[Cluster] = []
    left_out = 0
    for language, known in wordings.items():
        ordered = sorted(known.items(), key=lambda item: (-item[1].count, -item[1].last.timestamp(), item[0]))
        left_out += sum(wording.count for _, wording in ordered[MOST_WORDINGS:])
        found += (_cluster_of(language, group) for group in _grouped(ordered[:MOST_WORDINGS], language))
    return Clusters(sorted(found, key=lambda each: (-each.size, -each.last.timestamp(), each.question)), left_out)


def _grouped(ordered: Sequence[tuple[str, _Wording]], language: Language) -> Sequence[_Group]:
    bags = [_letter_groups(folded, language) for folded, _ in ordered]
    spread = Counter(part for bag in bags for part in bag)
    groups: list[_Group] = []
    holders: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for bag, (_, wording) in zip(bags, ordered, strict=True):
        vector = _weighed(bag, spread, len(bags))
        likeness: defaultdict[int, float] = defaultdict(float)
        for part, weight in vector.items():
            for number, other in holders.get(part, ()):
                likeness[number] += weight * other
        # Of equally like groups the first, which is the larger.
        best = max(likeness, key=lambda number: (likeness[number], -number), default=None)
        if best is not None and likeness[best] >= LIKE:
            groups[best].members.append(wording)
            continue
        for part, weight in vector.items():
            holders[part].append((len(groups), weight))
        groups.append(_Group([wording]))
    return groups


def _letter_groups(folded: str, language: Language) -> Counter[str]:
    words = [word for word in folded.split() if word not in _STOP_WORDS[language]] or folded.split()
    marked = (f" {word} " for word in dict.fromkeys(words[:_MOST_WORDS]))
    return Counter(word[place : place + 3] for word in marked for place in range(len(word) - 2))


def _weighed(bag: Counter[str], spread: Mapping[str, int], total: int) -> dict[str, float]:
    # A part of every question still counts: when most people ask the same thing, its words are in most questions.
    weights = {part: sqrt(count) * (1 + _RARITY * log(total / spread[part])) for part, count in bag.items()}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {part: weight / length for part, weight in weights.items()}


def _cluster_of(language: Language, group: _Group) -> Cluster:
    first, *others = group.members
    return Cluster(
        language=language,
        size=sum(wording.count for wording in group.members),
        question=first.text,
        examples=[wording.text for wording in others[:EXAMPLES]],
        first=min(wording.first for wording in group.members),
        last=max(wording.last for wording in group.members),
    )
