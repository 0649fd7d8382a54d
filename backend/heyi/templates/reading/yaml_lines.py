"""YAML as plain values that know their lines.

Only what a scenario needs: mappings, lists, whole numbers, true, false and text. Everything else, such as 120.500 or
2010-12-01, stays the text it is, so that no amount ever passes through a float.
"""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

__all__ = ["Document", "Path", "YamlError", "read_yaml"]

Path = tuple[str | int, ...]
"""Keys and indices down to a value."""

_DEEPEST = 20  # an alias inside what it stands for would have no end

_WHOLE = re.compile(r"-?(0|[1-9][0-9]*)")
_WORDS: Mapping[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class YamlError(ValueError):
    """The text is no YAML, or says something twice. line: where, counted from 1."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


@dataclass(frozen=True)
class Document:
    """The values of a file, and the line of each by its path; a mapping's entry stands where its key stands."""

    data: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of a value, or of what it would stand in if it is missing."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 0)


def read_yaml(text: str) -> Document:
    """The one document in the text. Raises YamlError."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlError(mark.line + 1 if mark else 0, f"is not YAML: {error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise YamlError(0, f"is not YAML: {error}") from None
    lines: dict[Path, int] = {}
    return Document(_value(root, (), lines), lines)


def _value(node: yaml.Node | None, path: Path, lines: dict[Path, int]) -> Any:
    if node is None:
        return None
    lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > _DEEPEST:
        raise YamlError(node.start_mark.line + 1, "is nested too deeply")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*path, index), lines) for index, item in enumerate(node.value)]
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[Hashable, Any]:
    values: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise YamlError(line, "is not YAML: a key must be a text")
        key = str(key_node.value)
        if key in values:
            raise YamlError(line, f"{key} is there twice")
        lines[(*path, key)] = line
        values[key] = _value(value_node, (*path, key), lines)
    return values


def _scalar(node: yaml.Node) -> Any:
    text = str(node.value)
    if getattr(node, "style", None):  # quoted
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text
