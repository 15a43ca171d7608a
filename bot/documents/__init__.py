"""A calculation as people take it away: a chart (PNG), one page (PDF), a table (CSV) and its text, all from one plain mapping.

``calculation_of`` makes the mapping; it goes with the reply (``data["calculation"]``) and holds all that is needed to draw and
print again, on any day, without calculating.
"""

from __future__ import annotations

from bot.documents.calculation import calculation_of
from bot.documents.chart import alt_text, chart_png
from bot.documents.csv import calculation_csv
from bot.documents.pdf import calculation_pdf

__all__ = ["alt_text", "calculation_csv", "calculation_of", "calculation_pdf", "chart_png"]
