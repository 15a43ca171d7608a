"""The documents say what the code does: settings, routes, metrics, commands, paths and links are held to it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from bot import settings as processes
from bot.app import create_app
from bot.channels import settings as gateway
from bot.channels import web
from bot.channels.metrics import Metrics
from bot.channels.problems import _STATUS
from bot.channels.settings import GatewaySettings
from bot.channels.telegram import settings as telegram
from bot.cli import COMMANDS
from bot.desk.mail import settings as mail
from bot.paths import ROOT
from tests.fakes.scripted_engine import ScriptedEngine

DOCUMENTS = sorted({ROOT / "README.md", *(ROOT / "docs").rglob("*.md")})
# Decisions are about what once was: what they name may be gone.
PRESENT = [path for path in DOCUMENTS if "adr" not in path.parts]
OPERATIONS = (ROOT / "docs" / "operations.md").read_text("utf-8")
API = (ROOT / "docs" / "api.md").read_text("utf-8")

SETTINGS = [gateway, processes, telegram, mail]
"""Modules whose variables the table of ``docs/operations.md`` lists: a channel with settings of its own adds its module."""

OTHER_CHANNELS = ("telegram_",)
"""How codes of channels begin that ``docs/api.md`` does not describe yet."""

_VARIABLE = re.compile(r"CARM_[A-Z]+(?:_[A-Z]+)*")
_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"(?:actions|benchmarks|bot|data|docs|scripts|tests)/[\w./*-]*")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_of(text: str) -> str:
    """Return what a document shows as code, in blocks and in lines."""
    return "\n".join([*_FENCE.findall(text), *_SPAN.findall(_FENCE.sub("", text))])


def table_of_settings() -> dict[str, str]:
    """Return each variable of the table with its default."""
    return dict(re.findall(r"^\| `(CARM_\w+)` \| (?:`([^`]*)`)? ?\|", OPERATIONS, re.MULTILINE))


def anchors(path: Path) -> set[str]:
    """Return what GitHub makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.fixture
def app(tmp_path: Path) -> Starlette:
    given = {"CARM_SECRET_KEY": "for-tests-only"}
    return create_app(GatewaySettings.from_environment(given, var=tmp_path), engine=ScriptedEngine())


def addresses(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[str]:
    for route in routes:
        if isinstance(route, Route):
            yield from (f"{method} {prefix}{route.path}" for method in sorted(route.methods or ()) if method != "HEAD")
        elif isinstance(route, Mount) and route.routes:
            yield from addresses(route.routes, prefix + route.path)
        elif isinstance(route, Mount):  # files
            yield f"GET {prefix}{route.path}/…"


def test_the_table_of_settings_has_every_variable_and_no_other() -> None:
    in_code = {name for module in SETTINGS for name in _VARIABLE.findall(inspect.getsource(module))}
    # What only begins other names is a prefix in code, no variable.
    in_code = {name for name in in_code if not any(other.startswith(f"{name}_") for other in in_code)}
    assert set(table_of_settings()) == in_code


def test_no_document_names_a_variable_that_nobody_reads() -> None:
    named = {name for path in PRESENT for name in _VARIABLE.findall(path.read_text("utf-8"))}
    read = {name for path in (ROOT / "bot").rglob("*.py") for name in _VARIABLE.findall(path.read_text("utf-8"))}
    assert named <= read


@pytest.mark.parametrize(("name", "default"), processes.VARIABLES.items())
def test_defaults_of_the_processes_are_those_of_the_table(name: str, default: str) -> None:
    assert table_of_settings()[name] == default


@pytest.mark.parametrize("name", sorted(set(table_of_settings()) - set(processes.VARIABLES)))
def test_setting_the_tables_default_changes_nothing_in_the_gateway(name: str) -> None:
    given = {"CARM_SECRET_KEY": "for-tests-only"}
    usual = GatewaySettings.from_environment(given)
    assert GatewaySettings.from_environment({name: table_of_settings()[name], **given}) == usual


def test_every_route_is_in_the_api_document_and_no_other(app: Starlette) -> None:
    served = set(addresses(web.routes(app.state.web)))
    written = set(re.findall(r"`((?:GET|POST|PUT|DELETE) /[^`]*)`", API))
    assert written == served


def test_every_route_of_the_api_has_an_example(app: Starlette) -> None:
    for route in addresses(web.routes(app.state.web)):
        method, path = route.split()
        if path.startswith("/api/"):
            section = API.partition(f"### `{route}`")[2].partition("\n##")[0]
            assert f"$B{path}" in section, route
            assert method != "DELETE" or "-X DELETE" in section, route


def test_every_error_is_in_the_api_document_with_its_status() -> None:
    rows = re.findall(r"^\| (\d{3}) \| (.+?) \|", API, re.MULTILINE)
    written = {code: int(status) for status, codes in rows for code in _SPAN.findall(codes)}
    own = {code: status for code, status in _STATUS.items() if not code.startswith(OTHER_CHANNELS)}
    assert written.items() >= own.items()


def test_every_metric_is_in_the_table() -> None:
    families = Metrics().registry.collect()
    names = {f"{family.name}_total" if family.type == "counter" else family.name for family in families}
    assert names <= set(re.findall(r"^\| `(carm_\w+)` \|", OPERATIONS, re.MULTILINE))


def test_no_metric_is_named_that_does_not_exist() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    named = set(re.findall(r"`(carm_\w+)`", OPERATIONS)) - {"carm_"}
    assert [name for name in named if f'"{name.removesuffix("_total")}"' not in source] == []


def test_every_event_in_the_table_of_logs_is_logged() -> None:
    source = "\n".join(path.read_text("utf-8") for path in (ROOT / "bot").rglob("*.py"))
    table = OPERATIONS.partition("## Logs")[2].partition("\n## ")[0]
    events = {event for row in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE) for event in _SPAN.findall(row)}
    assert len(events) > 20
    assert [event for event in sorted(events) if f'"{event}"' not in source] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_every_link_leads_to_a_file_and_a_heading(path: Path) -> None:
    broken = []
    for target in _LINK.findall(_SPAN.sub("", _FENCE.sub("", path.read_text("utf-8")))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        found = (path.parent / unquote(file)).resolve() if file else path
        if not found.exists() or (anchor and anchor not in anchors(found)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("path", PRESENT, ids=shown)
def test_every_make_target_and_command_exists(path: Path) -> None:
    code = code_of(path.read_text("utf-8"))
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z][a-z-]*)", code)) <= set(targets)
    assert set(re.findall(r"(?:^|\s|bin/)carm ([a-z]+)", code, re.MULTILINE)) <= set(COMMANDS)


@pytest.mark.parametrize("path", PRESENT, ids=shown)
def test_every_path_in_code_exists(path: Path) -> None:
    """Paths from the top of the project, ``*`` allowed; one with a part in angle brackets, braces or dots is an example."""
    spans = (span.strip() for span in _SPAN.findall(_FENCE.sub("", path.read_text("utf-8"))))
    paths = [span for span in spans if _PATH.fullmatch(span)]
    assert [named for named in paths if not any(ROOT.glob(named.rstrip("/")))] == []
