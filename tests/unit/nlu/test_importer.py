"""Reading examples the fast way."""

from pathlib import Path

import pytest

from bot.nlu.importer import NluFilesImporter, plain_examples

PLAIN = """version: "3.1"
nlu:
- intent: faq/goods_stuck
  metadata:
    language: fr
  examples: |
    - mon stock est pogné
    - colis: bloqué
"""
ANNOTATED = """version: "3.1"
nlu:
- intent: inform
  examples: |
    - it was [38,400](amount)
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_plain_examples_are_read_with_their_intent_answer_and_language(tmp_path):
    found = plain_examples(write(tmp_path, "border.yml", PLAIN))
    assert [example.get("text") for example in found] == ["mon stock est pogné", "colis: bloqué"]
    assert {example.get("intent_response_key") for example in found} == {"faq/goods_stuck"}
    assert found[0].get("metadata") == {"intent": {"language": "fr"}}


@pytest.mark.parametrize("text", [ANNOTATED, 'version: "3.1"\nnlu:\n- lookup: x\n  examples: |\n    - y\n', "- a list", "a: [broken"])
def test_anything_else_is_left_to_rasa(tmp_path, text):
    assert plain_examples(write(tmp_path, "other.yml", text)) is None


def test_both_ways_together_give_all_examples(tmp_path):
    write(tmp_path, "border.yml", PLAIN)
    write(tmp_path, "inform.yml", ANNOTATED)
    data = NluFilesImporter(training_data_paths=[str(tmp_path)]).get_nlu_data()
    assert sorted(example.get("text") for example in data.training_examples) == ["colis: bloqué", "it was 38,400", "mon stock est pogné"]
