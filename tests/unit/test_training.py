"""When a model is stale."""

import hashlib
import json
from pathlib import Path

import pytest

from bot.training import ingredients_digest, is_stale


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name in ("config.yml", "domain.yml", "data/nlu/en/border.yml", "bot/nlu/text.py", "bot/content/faq/goods_stuck.yml"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    model = tmp_path / "models" / "carm.tar.gz"
    model.parent.mkdir()
    model.write_bytes(b"a model")
    noted = {"ingredients": ingredients_digest(tmp_path), "archive": hashlib.sha256(b"a model").hexdigest()}
    (tmp_path / "models" / "carm.json").write_text(json.dumps(noted), encoding="utf-8")
    return tmp_path


def model(project: Path) -> Path:
    return project / "models" / "carm.tar.gz"


def test_a_model_of_what_is_there_is_fresh(project):
    assert not is_stale(model(project), project)


@pytest.mark.parametrize("changed", ["config.yml", "domain.yml", "data/nlu/en/border.yml", "bot/nlu/text.py"])
def test_a_change_of_what_it_is_made_of_makes_it_stale(project, changed):
    (project / changed).write_text("something else", encoding="utf-8")
    assert is_stale(model(project), project)


def test_a_new_file_of_examples_makes_it_stale(project):
    (project / "data/nlu/en/carm.yml").write_text("more", encoding="utf-8")
    assert is_stale(model(project), project)


def test_an_edited_answer_does_not(project):
    (project / "bot/content/faq/goods_stuck.yml").write_text("a better answer", encoding="utf-8")
    assert not is_stale(model(project), project)


@pytest.mark.parametrize("archive", [pytest.param(b"a mod", id="half of it"), pytest.param(b"", id="a disk that was full")])
def test_an_archive_that_is_not_the_one_that_was_trained_is_stale(project, archive):
    model(project).write_bytes(archive)
    assert is_stale(model(project), project)


def test_a_note_that_does_not_name_its_archive_is_believed(project):
    (project / "models" / "carm.json").write_text(json.dumps({"ingredients": ingredients_digest(project)}), encoding="utf-8")
    assert not is_stale(model(project), project)


def test_a_missing_model_or_note_is_stale(project):
    (project / "models" / "carm.json").write_text("[]", encoding="utf-8")
    assert is_stale(model(project), project)
    (project / "models" / "carm.json").write_text("not JSON", encoding="utf-8")
    assert is_stale(model(project), project)
    (project / "models" / "carm.json").unlink()
    assert is_stale(model(project), project)
    model(project).unlink()
    assert is_stale(model(project), project)
