"""Shares with their uncertainty, and percentiles: what a table of measurements is made of."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_Z_95 = 1.959964


@dataclass(frozen=True)
class Share:
    """``hits`` of ``count``."""

    hits: int
    count: int

    @classmethod
    def of(cls, found: Iterable[bool]) -> Share:
        flags = list(found)
        return cls(sum(flags), len(flags))

    @property
    def value(self) -> float:
        """0 to 1; not a number when nothing was counted."""
        return self.hits / self.count if self.count else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% Wilson score interval, which stays inside 0 to 1 and holds for few and for extreme counts.

        >>> [round(bound, 3) for bound in Share(9, 10).interval]
        [0.596, 0.982]
        """
        if not self.count:
            return math.nan, math.nan
        n, p, z = self.count, self.value, _Z_95
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        """``91.2% (88.0-93.6, n 412)``, or ``-`` when nothing was counted."""
        if not self.count:
            return "-"
        low, high = self.interval
        return f"{100 * self.value:.1f}% ({100 * low:.1f}-{100 * high:.1f}, n {self.count})"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that at least ``share`` of ``values`` don't exceed; not a number when there are none.

    >>> percentile([30.0, 10.0, 20.0, 40.0], 0.5)
    20.0
    """
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
