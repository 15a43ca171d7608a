"""``carm check``."""

from __future__ import annotations

import argparse

from bot.content.check import Severity, check, failed, report

HELP = "Check the content and the training examples: both languages, figures, dates, links, sources, reviews, typography."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--errors-only", action="store_true", help="leave out the warnings")


def run(arguments: argparse.Namespace) -> int:
    problems = check()
    if arguments.errors_only:
        problems = [problem for problem in problems if getattr(problem, "severity", Severity.ERROR) is Severity.ERROR]
    print(report(problems))
    return 1 if failed(problems) else 0
