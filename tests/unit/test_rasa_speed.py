"""What replaces parts of Rasa gives what Rasa gives."""

from __future__ import annotations

import pytest

dask = pytest.importorskip("dask")

from bot.rasa_speed import _asked_once, _validate_action_result, run_graph  # noqa: E402


def add(*numbers):
    return sum(numbers)


GRAPH = {
    "given": ("given", 5),
    "first": (add, "given_number"),
    "given_number": (lambda: 2,),
    "both": (add, "first", "given_number"),
}


def test_a_graph_runs_as_under_dask():
    targets = ["both", "first", "given"]
    assert run_graph(GRAPH, targets) == dask.get(GRAPH, targets)


def test_each_step_runs_once_and_only_if_needed():
    ran: list[str] = []

    def step(name):
        return lambda *needs: ran.append(name)

    run_graph({"a": (step("a"),), "b": (step("b"), "a"), "c": (step("c"), "a", "b"), "idle": (step("idle"),)}, ["c", "b"])
    assert ran == ["a", "b", "c"]


def test_what_a_step_raises_comes_out_as_it_is():
    def broken():
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        run_graph({"a": (broken,)}, ["a"])


@pytest.mark.parametrize(
    ("result", "valid"),
    [
        pytest.param({"events": [], "responses": [{"text": "hi"}]}, True, id="a reply"),
        pytest.param(
            {"events": [{"event": "slot", "name": "language", "value": "fr", "timestamp": None}], "responses": []}, True, id="a slot"
        ),
        pytest.param({"events": "none"}, False, id="events are no list"),
        pytest.param({"events": [{"event": "no such event"}]}, False, id="an unknown event"),
        pytest.param({"events": [], "responses": ["hi"]}, False, id="a reply that is no object"),
    ],
)
def test_an_action_s_result_is_judged_as_by_rasa(result, valid):
    import jsonschema
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    if valid:
        jsonschema.validate(result, schema)
        assert _validate_action_result(None, result)
        return
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(result, schema)
    with pytest.raises(jsonschema.ValidationError):
        _validate_action_result(None, result)


def test_whether_a_domain_is_empty_is_asked_once():
    from rasa.shared.core.domain import Domain

    asked: list[object] = []

    def is_empty(domain):
        asked.append(domain)
        return Domain.is_empty(domain)

    empty, full = Domain.empty(), Domain.from_dict({"intents": ["greet"]})
    assert [_asked_once(is_empty)(domain) for domain in (empty, full, empty, full)] == [True, False, True, False]
    assert asked == [empty, full]
