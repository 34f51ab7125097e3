"""What two policies ask, laid side by side: requirements of one kind of fact together, each with what it is asked for.

Invariant: every test of both trees is told once with its first place; a kind that one of them does not ask about says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from necessity.policy.criterion import Any, AskAPerson, AtLeast, Criterion, Never, Test, children_of
from necessity.policy.leaf import FactTest, Leaf, LineTest
from necessity.policy.leaf_difference import Shape, key_of
from necessity.policy.words import leaf_words, plain

PERSON = "what a person must look at"
NEVER = "what is never covered"
LINES = "other lines of the request"
_AS = {"waiver": "waives", "bar": "bars", "applies_when": "only then asked", "replaced_when": "replaces"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedHere:
    """One requirement: the id of its criterion, what it asks, and as what: asked, one of several, waives, bars and so on."""

    node: Criterion
    says: str
    as_what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedOfKind:
    """What the two policies ask about one kind of fact: `both` word for word, `one` and `two` what only one of them asks."""

    about: str
    one: tuple[AskedHere, ...]
    two: tuple[AskedHere, ...]
    both: tuple[AskedHere, ...] = ()


def side_by_side(one: Criterion | None, two: Criterion | None) -> tuple[AskedOfKind, ...]:
    """What each asks, by kind of fact, in the order of the first tree and then of the second; what no record decides is last."""
    mine, theirs = (_by_kind(tree) if tree else {} for tree in (one, two))
    rows = []
    for about in sorted(dict.fromkeys((*mine, *theirs)), key=(PERSON, NEVER).__contains__):
        here, there = mine.get(about, {}), theirs.get(about, {})
        rows.append(
            AskedOfKind(
                about=about,
                one=tuple(asked for key, asked in here.items() if key not in there),
                two=tuple(asked for key, asked in there.items() if key not in here),
                both=tuple(asked for key, asked in here.items() if key in there),
            )
        )
    return tuple(rows)


def _by_kind(tree: Criterion) -> dict[str, dict[Shape, AskedHere]]:
    found: dict[str, dict[Shape, AskedHere]] = {}
    for node, as_what in _asked(tree, "asked"):
        body = node.body
        if isinstance(body, Test):
            about, key, says = _about(body.leaf), (as_what, *key_of(body.leaf)), leaf_words(body.leaf)
        else:
            about = PERSON if isinstance(body, AskAPerson) else NEVER
            key, says = (as_what, node.clause.says), node.clause.says
        found.setdefault(about, {}).setdefault(key, AskedHere(node=node, says=says, as_what=as_what))
    return found


def _about(leaf: Leaf) -> str:
    if isinstance(leaf, LineTest):
        return LINES
    return plain(leaf.kind.name if isinstance(leaf, FactTest) else leaf.moment.scope.kind.name)


def _asked(node: Criterion, as_what: str) -> Iterator[tuple[Criterion, str]]:
    """Every test, and every node that no record decides, with what it is asked for."""
    if isinstance(node.body, Test | AskAPerson | Never):
        yield node, as_what
    below = "one of several" if isinstance(node.body, Any | AtLeast) and as_what == "asked" else as_what
    for role, child in children_of(node):
        yield from _asked(child, _AS.get(role, below if role == "body" else as_what))
