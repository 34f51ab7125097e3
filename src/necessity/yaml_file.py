"""YAML as people write it: every value keeps its place, and nothing is silently something else.

Invariants: a duplicate key, an anchor, a tag or a tab is a problem with its line; `no` is a word and never false; every
problem of a file is collected and told at once. JSON is read by the same door, without line numbers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from necessity.errors import Place, Problem, did_you_mean

MOST_NESTING = 60
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value as written. `quoted` tells "2026" from 2026. An empty value is a Scalar of empty text, not quoted."""

    text: str
    place: Place
    quoted: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.quoted and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Node, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Table:
    """Keys in the order written; `keys` holds the place of each key."""

    values: dict[str, Node]
    keys: dict[str, Place]
    place: Place


Node = Scalar | Items | Table


@dataclass
class Sheet:
    """One file (or text) being read: hands out typed values and collects what is wrong with them."""

    name: str
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, what: str, where: Place, why: str = "", remedy: str = "") -> None:
        self.problems.append(Problem(what=what, where=where, why=why, remedy=remedy))

    # -- from text to nodes ---------------------------------------------------------------------------------------

    def compose(self, text: str) -> Node | None:
        """The tree of one YAML document, or None where the text is not YAML (the problem is collected)."""
        try:
            loader = _Loader(text)
            try:
                root = loader.get_single_node()
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            self._not_yaml(error)
            return None
        except (RecursionError, UnicodeError, ValueError) as error:
            self.wrong("this is not YAML text", Place(self.name), str(error), "save it as UTF-8 text")
            return None
        if root is None:
            self.wrong("the file is empty", Place(self.name, 1), remedy="write what it should hold")
            return None
        return self._node(root, 0)

    def compose_json(self, text: str) -> Node | None:
        """The tree of one JSON document; places name the file and the path only."""
        try:
            return self._from_json(json.loads(text, object_pairs_hook=_Pairs), Place(self.name), 0)
        except json.JSONDecodeError as error:
            self.wrong("this is not JSON", Place(self.name, error.lineno, error.colno), error.msg)
        except RecursionError:
            self.wrong("this is nested too deeply", Place(self.name))
        return None

    def _not_yaml(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        place = Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)
        why = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error).strip()
        self.wrong(
            "this is not readable as YAML",
            place,
            why,
            "check indentation, quotes and colons near this line; put text that holds ': ' in quotes",
        )

    def _node(self, node: Any, depth: int) -> Node | None:
        place = Place(self.name, node.start_mark.line + 1, node.start_mark.column + 1)
        if depth > MOST_NESTING:
            self.wrong("this is nested too deeply", place, f"more than {MOST_NESTING} levels")
            return None
        if not node.tag.startswith("tag:yaml.org,2002:"):
            self.wrong(f"the tag {node.tag} is not allowed", place, "data only", "remove it")
        if isinstance(node, yaml.ScalarNode):
            return Scalar(node.value, place, node.style is not None)
        if isinstance(node, yaml.SequenceNode):
            items = (self._node(item, depth + 1) for item in node.value)
            return Items(tuple(item for item in items if item is not None), place)
        values: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for key_node, value_node in node.value:
            key_place = Place(self.name, key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if not isinstance(key_node, yaml.ScalarNode):
                self.wrong("a key must be one word", key_place)
                continue
            key = key_node.value
            if key in keys:
                self.wrong(f"the key '{key}' stands twice", key_place, f"first on line {keys[key].line}", "keep one")
                continue
            value = self._node(value_node, depth + 1)
            if value is not None:
                values[key], keys[key] = value, key_place
        return Table(values, keys, place)

    def _from_json(self, value: Any, place: Place, depth: int) -> Node | None:
        if depth > MOST_NESTING:
            self.wrong("this is nested too deeply", place, f"more than {MOST_NESTING} levels")
            return None
        if isinstance(value, _Pairs):
            values: dict[str, Node] = {}
            for key, item in value.pairs:
                if key in values:
                    self.wrong(f"the key '{key}' stands twice", place, remedy="keep one")
                node = self._from_json(item, place, depth + 1)
                if node is not None:
                    values[key] = node
            return Table(values, dict.fromkeys(values, place), place)
        if isinstance(value, list):
            nodes = (self._from_json(item, place, depth + 1) for item in value)
            return Items(tuple(node for node in nodes if node is not None), place)
        if isinstance(value, str):
            return Scalar(value, place, quoted=True)
        if value is None:
            return Scalar("", place)
        return Scalar(str(value).lower() if isinstance(value, bool) else repr(value), place)

    # -- from nodes to values -------------------------------------------------------------------------------------

    def mapping(
        self, node: Node | None, what: str, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> dict[str, Node]:
        """The values of a mapping that may hold these keys only; unknown ones name the nearest, missing ones are told."""
        if not isinstance(node, Table):
            if node is not None:
                self.wrong(f"{what} must be a mapping (key: value)", node.place)
            return {}
        required = tuple(required)
        known = {*required, *optional}
        for key, place in node.keys.items():
            if key not in known:
                self.wrong(f"unknown key '{key}' in {what}", place, remedy=did_you_mean(key, known))
        for key in required:
            if key not in node.values:
                self.wrong(f"{what} has no '{key}'", node.place, remedy=f"add '{key}:'")
        return {key: value for key, value in node.values.items() if key in known}

    def pairs(self, node: Node | None, what: str) -> Iterator[tuple[str, Node, Place]]:
        """Key, value and the key's place of a mapping whose keys are free."""
        if isinstance(node, Table):
            for key, value in node.values.items():
                yield key, value, node.keys[key]
        elif node is not None:
            self.wrong(f"{what} must be a mapping (key: value)", node.place)

    def items(self, node: Node | None, what: str) -> tuple[Node, ...]:
        """The items of a list; none where the node is absent."""
        if node is None or (isinstance(node, Scalar) and node.is_empty):
            return ()
        if isinstance(node, Items):
            return node.items
        self.wrong(f"{what} must be a list", node.place, remedy="write it as [a, b] or as lines that begin with '- '")
        return ()

    def text(self, node: Node | None, what: str) -> str | None:
        """Text; None where absent or empty."""
        if node is None or (isinstance(node, Scalar) and node.is_empty):
            return None
        if isinstance(node, Scalar):
            return node.text
        self.wrong(f"{what} must be text", node.place)
        return None

    def words(self, node: Node | None, what: str) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        if isinstance(node, Scalar):
            return () if node.is_empty else (node.text,)
        return tuple(word for item in self.items(node, what) if (word := self.text(item, f"an item of {what}")))

    def one_of(self, node: Node | None, what: str, known: Collection[str]) -> str | None:
        word = self.text(node, what)
        if word is None or node is None:
            return None
        if word not in known:
            self.wrong(f"'{word}' is not a {what}", node.place, remedy=did_you_mean(word, known))
            return None
        return word

    def yes_no(self, node: Node | None, what: str) -> bool | None:
        word = self.one_of(node, what, ("yes", "no", "true", "false"))
        return None if word is None else word in ("yes", "true")

    def whole(self, node: Node | None, what: str) -> int | None:
        """A whole number, zero or more."""
        word = self.text(node, what)
        if word is None or node is None:
            return None
        if not word.isascii() or not word.isdigit():
            self.wrong(f"{what} must be a whole number, not '{word}'", node.place)
            return None
        return int(word)

    def number(self, node: Node | None, what: str) -> float | None:
        word = self.text(node, what)
        if word is None or node is None:
            return None
        try:
            value = float(word)
        except ValueError:
            self.wrong(f"{what} must be a number, not '{word}'", node.place)
            return None
        if not math.isfinite(value):
            self.wrong(
                f"{what} is '{word}', which is not a number", node.place, remedy="leave it out: missing is unknown"
            )
            return None
        return value

    def day(self, node: Node | None, what: str) -> date | None:
        word = self.text(node, what)
        if word is None or node is None or word == "not stated":
            return None
        try:
            return date.fromisoformat(word)
        except ValueError:
            self.wrong(f"{what} must be a day, not '{word}'", node.place, remedy="write it as 2026-03-10")
            return None

    def quoted(self, node: Node | None, what: str) -> str | None:
        """Text that must stand in quotes, for without them 2024.10 is 2024.1."""
        word = self.text(node, what)
        if word is not None and isinstance(node, Scalar) and not node.quoted:
            self.wrong(f"{what} must stand in quotes", node.place, "an unquoted version can change", f'write "{word}"')
        return word


class _Pairs:
    """The members of a JSON object in order, duplicates kept, so that they can be told."""

    def __init__(self, pairs: Sequence[tuple[str, Any]]) -> None:
        self.pairs = pairs


def read_text(path: Path, problems: list[Problem], name: str | None = None) -> str | None:
    """The text of a file in UTF-8 (a byte order mark is dropped), or None with the problem collected."""
    place = Place(name or str(path))
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(Problem(what="there is no such file", where=place, remedy="check the path"))
    except IsADirectoryError:
        problems.append(Problem(what="this is a folder, not a file", where=place))
    except UnicodeDecodeError as error:
        problems.append(Problem(what="this is not UTF-8 text", where=place, why=f"byte {error.start} cannot be read"))
    except OSError as error:
        problems.append(Problem(what="the file cannot be opened", where=place, why=error.strerror or str(error)))
    return None


def open_sheet(path: Path, name: str | None = None) -> tuple[Sheet, Node | None]:
    """The sheet of one YAML or JSON file and its tree (None where it could not be read; the sheet says why)."""
    sheet = Sheet(name or str(path))
    text = read_text(path, sheet.problems, sheet.name)
    if text is None:
        return sheet, None
    return sheet, sheet.compose_json(text) if path.suffix == ".json" else sheet.compose(text)
