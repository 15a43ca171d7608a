"""Reads the NLU examples in one go: ``importers: - name: bot.nlu.importer.NluFilesImporter`` in ``config.yml``.

Rasa's own file importer checks each file twice with a pure-Python YAML reader and merges file after file, copying everything read
so far each time: 5 of the 25 seconds that training took on 18 files. The files stay ordinary Rasa files; one with anything but
intents and examples is left to Rasa's reader.
"""

from __future__ import annotations

import gc
import hashlib
from pathlib import Path
from typing import Any

import yaml
from rasa.shared.importers import utils
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_KEYS = {"intent", "metadata", "examples"}


class NluFilesImporter(RasaFileImporter):
    """Rasa's file importer with a fast way through plain NLU files."""

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        gc.freeze()  # the collector needn't go over Rasa's and TensorFlow's million objects time and again while we train
        examples: list[Message] = []
        others: list[str] = []
        for path in self._nlu_files:
            found = plain_examples(Path(path))
            if found is None:
                others.append(path)
            else:
                examples.extend(found)
        plain = TrainingData(examples)
        return plain.merge(utils.training_data_from_paths(others, language or "en")) if others else plain


class _Example(Message):
    """A training example that is cheap to copy and to tell apart: Rasa's importers deep-copy all of them three times over and look for
    duplicates nine times, and its training takes a digest of each after every component."""

    _cached_fingerprint: str | None

    # Equality stays Rasa's, by digest, which Python only asks for where the hashes agree.
    __eq__ = Message.__eq__

    def __hash__(self) -> int:
        return hash((self.data.get("text"), self.data.get("intent")))

    def fingerprint(self) -> str:
        # What Rasa's digests, without writing each value out as JSON by itself.
        if self._cached_fingerprint is None:
            features = [features.fingerprint() for features in self.features]
            said = repr((sorted(self.data.items()), sorted(self.output_properties), features))
            self._cached_fingerprint = hashlib.sha256(said.encode()).hexdigest()
        return self._cached_fingerprint

    def __deepcopy__(self, memo: dict[int, Any]) -> _Example:
        copied = _Example(dict(self.data), set(self.output_properties), features=list(self.features))
        copied._cached_fingerprint = self._cached_fingerprint
        return copied


def plain_examples(path: Path) -> list[Message] | None:
    """Return the examples of a file that holds intents with plain examples only, else ``None``."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        return None  # Rasa's reader says what is wrong with it
    if not isinstance(content, dict) or set(content) - {"version", "nlu"}:
        return None
    messages: list[Message] = []
    for item in content.get("nlu") or []:
        if not _is_plain(item):
            return None
        for line in item["examples"].splitlines():
            text = line.strip().removeprefix("-").strip()
            if text:
                built = Message.build(text, item["intent"], [], item.get("metadata"), None)
                messages.append(_Example(built.data, built.output_properties))
    return messages


def _is_plain(item: Any) -> bool:
    return (
        isinstance(item, dict)
        and set(item) <= _PLAIN_KEYS
        and isinstance(item.get("intent"), str)
        and isinstance(item.get("examples"), str)
        # Square brackets annotate entities, which Rasa's parser reads.
        and "[" not in item["examples"]
    )
