"""Which telephone a person is given: that of their region where there is one, else the advisors' usual one. Both are data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Phones:
    """Links in the small markup; ``regional`` is by two-letter province."""

    usual: str
    regional: Mapping[str, str] = field(default_factory=dict)

    def of(self, province: str) -> str:
        return self.regional.get(province, self.usual)
