"""Opens the content's YAML files, careful about every slip an editor can make: each is told as ``file: field: cause``."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ContentProblem


class _Careful(yaml.SafeLoader):
    """Says where a slip is that YAML lets pass in silence, as with the second of two equal keys, or that Python alone would trip over."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise _slip("a name is a list or mapping: write the line in quotation marks", key_node)
            if key in seen:
                raise _slip(f"the key {key} is given twice", key_node)
            seen.add(key)
        return super().construct_mapping(node, deep=deep)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:  # February 30 looks like a day until it is made one
            raise _slip(f"{node.value} can't be read: {error}", node) from error


def _slip(cause: str, node: yaml.Node) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, cause, node.start_mark)


def files_in(folder: Path, pattern: str = "*.yml") -> list[Path]:
    """Return the content files of a folder (``**/*.yml``: and of those below).

    Hidden ones are not content: editors' locks, and what macOS leaves on shared disks.
    """
    return [path for path in sorted(folder.glob(pattern)) if not path.name.startswith(".")]


def read_yaml(path: Path, file: str, problems: list[ContentProblem], loader: type = _Careful) -> object:
    """Return what a YAML file holds; what can't be read is added to ``problems`` and gives ``None``, as an empty file does."""
    try:
        loaded: object = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe loaders only
    except FileNotFoundError:
        problems.append(ContentProblem(file, "-", "is missing"))
    except OSError as error:
        problems.append(ContentProblem(file, "-", f"can't be opened: {error.strerror}"))
    except UnicodeDecodeError:
        problems.append(ContentProblem(file, "-", "is not saved as UTF-8"))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "-"
        problems.append(ContentProblem(file, where, " ".join(str(getattr(error, "problem", None) or error).split())))
    except RecursionError:
        problems.append(ContentProblem(file, "-", "has brackets in brackets without end"))
    else:
        return loaded
    return None


def read_mapping(path: Path, file: str, problems: list[ContentProblem]) -> dict[str, Any]:
    """Return the mapping in a YAML file; what can't be read is added to ``problems`` and gives an empty one.

    So does a file without a letter in it, as a full disk leaves one that was being saved. Comments alone are no problem.
    """
    known = len(problems)
    loaded = read_yaml(path, file, problems)
    if loaded is None:
        if len(problems) == known and not path.stat().st_size:
            problems.append(ContentProblem(file, "-", "is empty"))
        return {}
    if not isinstance(loaded, dict):
        problems.append(ContentProblem(file, "-", "must be a mapping of keys to entries"))
        return {}
    return {str(key): entry for key, entry in loaded.items()}
