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
                return self._document(loader)
            finally:
                loader.dispose()
        except yaml.YAMLError as error:
            self._not_yaml(error)
        except _TooDeep as deep:
            self.wrong("this is nested too deeply", deep.place, f"more than {MOST_NESTING} levels")
        except (UnicodeError, ValueError) as error:
            self.wrong("this is not YAML text", Place(self.name), str(error), "save it as UTF-8 text")
        return None

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

    def _document(self, loader: Any) -> Node | None:
        """The one document of a stream, from its events: the composer of the library runs out of stack in deep nesting."""
        loader.get_event()  # the start of the stream
        if loader.check_event(yaml.StreamEndEvent):
            self.wrong("the file is empty", Place(self.name, 1), remedy="write what it should hold")
            return None
        loader.get_event()  # the start of the document
        root = self._node(loader, loader.get_event(), 0)
        loader.get_event()  # its end
        if not loader.check_event(yaml.StreamEndEvent):
            place = self._place(loader.get_event())
            self.wrong("a second document begins here", place, remedy="keep one document in a file: remove '---'")
        return root

    def _place(self, event: Any) -> Place:
        return Place(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _node(self, loader: Any, event: Any, depth: int) -> Node | None:
        place = self._place(event)
        if depth > MOST_NESTING:
            raise _TooDeep(place)
        if isinstance(event, yaml.AliasEvent):
            self.wrong(
                f"the alias '*{event.anchor}' is not allowed",
                place,
                "every value stands where it is used",
                "write the value out",
            )
            return None
        if event.anchor:
            self.wrong(
                f"the anchor '&{event.anchor}' is not allowed",
                place,
                "every value stands where it is used",
                "remove it",
            )
        if event.tag:
            self.wrong(f"the tag {event.tag} is not allowed", place, "data only", "remove it")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, place, bool(event.style))
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(below := loader.get_event(), yaml.SequenceEndEvent):
                items.append(self._node(loader, below, depth + 1))
            return Items(tuple(item for item in items if item is not None), place)
        return self._table(loader, place, depth)

    def _table(self, loader: Any, place: Place, depth: int) -> Table:
        values: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        while not isinstance(event := loader.get_event(), yaml.MappingEndEvent):
            key_node = self._node(loader, event, depth + 1)
            value = self._node(loader, loader.get_event(), depth + 1)
            key_place = self._place(event)
            if not isinstance(key_node, Scalar):
                if key_node is not None:
                    self.wrong("a key must be one word", key_place, remedy="write a word before the colon")
                continue
            key = key_node.text
            if key in keys:
                self.wrong(f"the key '{key}' stands twice", key_place, f"first on line {keys[key].line}", "keep one")
            elif value is not None:
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
            value = node.values.get(key)
            if value is None:
                self.wrong(f"{what} has no '{key}'", node.place, remedy=f"add '{key}:'")
            elif isinstance(value, Scalar) and value.is_empty:
                self.wrong(f"'{key}' in {what} is empty", node.keys[key], remedy="write its value")
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
        self.wrong(f"{what} must be text", node.place, remedy="write one value, in quotes if it holds a colon")
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
            article = "an" if what[:1] in "aeiou" else "a"
            self.wrong(f"'{word}' is not {article} {what}", node.place, remedy=did_you_mean(word, known))
            return None
        return word

    def yes_no(self, node: Node | None, what: str) -> bool | None:
        word = self.text(node, what)
        if word is None or node is None:
            return None
        if word not in ("yes", "no", "true", "false"):
            self.wrong(f"{what} is yes or no, not '{word}'", node.place, remedy="write yes or no")
            return None
        return word in ("yes", "true")

    def whole(self, node: Node | None, what: str) -> int | None:
        """A whole number, zero or more."""
        word = self.text(node, what)
        if word is None or node is None:
            return None
        if not word.isascii() or not word.isdigit():
            self.wrong(f"{what} must be a whole number, not '{word}'", node.place, remedy="write digits only, as in 2")
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


class _TooDeep(Exception):
    """The text is nested beyond MOST_NESTING; where it goes too far."""

    def __init__(self, place: Place) -> None:
        self.place = place


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
