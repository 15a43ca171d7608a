"""Three things that Rasa 3.6.21 does anew in every turn, done once: ``apply()`` puts them in place (docs/adr/0007).

- ``DaskGraphRunner.run`` plans a graph of a dozen steps with dask for each message and each prediction: a seventh of a turn. The steps
  run one after another either way; here they simply call one another.
- ``RemoteAction._validate_action_result`` has ``jsonschema.validate`` check Rasa's own schema before it checks an action's result by
  it: 25 of the 33 milliseconds of a turn with a custom action. Here the schema is checked once; each result still is, every time.
- ``Domain.is_empty`` writes the whole domain out and makes an empty one to compare it with, for each message: a thirtieth of a turn.

Results are the same, and tests hold them to Rasa's own. When Rasa moves to a version that differs, ``apply`` does nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

import rasa
import structlog

log = structlog.get_logger()

_MEASURED_WITH = "3.6.21"


def apply() -> None:
    """Put them in place, once; a second call changes nothing."""
    if rasa.__version__ != _MEASURED_WITH:
        log.warning("rasa_speed.left_alone", rasa=rasa.__version__, measured_with=_MEASURED_WITH)
        return
    from rasa.core.actions.action import RemoteAction
    from rasa.engine.runner import dask as runner
    from rasa.shared.core.domain import Domain

    runner.dask = SimpleNamespace(get=run_graph)
    RemoteAction._validate_action_result = _validate_action_result
    if Domain.is_empty.__module__ != __name__:
        Domain.is_empty = _asked_once(Domain.is_empty)


def run_graph(graph: Mapping[str, Any], targets: Sequence[str]) -> tuple[Any, ...]:
    """Return the results of ``targets``. A step is a tuple of what to call and the names of the steps whose results it takes;
    anything else is its own result. This is the part of ``dask.get`` that Rasa uses."""
    results: dict[str, Any] = {}

    def result(name: str) -> Any:
        if name not in results:
            step = graph[name]
            call = step[0] if isinstance(step, tuple) and step else None
            results[name] = call(*[result(need) for need in step[1:]]) if callable(call) else step
        return results[name]

    return tuple(result(name) for name in targets)


def _asked_once(is_empty: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return a method that keeps its answer with its domain: a server's domain doesn't change."""

    def asked_once(domain: Any) -> bool:
        if not hasattr(domain, "_known_empty"):
            domain._known_empty = is_empty(domain)
        return bool(domain._known_empty)

    return asked_once


def _validate_action_result(action: Any, found: dict[str, Any]) -> bool:
    from jsonschema.exceptions import best_match

    fault = best_match(_result_validator().iter_errors(found))
    if fault is not None:
        fault.message += ". The action server's response is not one that Rasa understands."
        raise fault
    return True


@lru_cache(maxsize=1)
def _result_validator() -> Any:
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)
