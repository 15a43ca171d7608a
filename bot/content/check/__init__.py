"""``carm check``: says what is wrong with the content, as ``file: field: cause``. ``docs/content.md`` explains it to editors."""

from __future__ import annotations

from bot.content.check.report import Finding, Severity, check, failed, report

__all__ = ["Finding", "Severity", "check", "failed", "report"]
