"""Words of CQL: names, texts, comments, numbers, and the shapes of facts that every exported library shares.

Invariant: nothing that comes from a pack can end a text, a name or a comment of CQL.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from necessity.assessment.finding import Source

FIELD = "Tuple { name String, word String, low Decimal, high Decimal, lowOpen Boolean, highOpen Boolean, unit String }"
"""One field of a fact: a word, or an interval of numbers with its unit. A grade is its place on the scale, unit `grade`."""
FACT = (
    f"Tuple {{ kind String, assertion String, level String, side String, fields List<{FIELD}>, "
    "earliest Date, latest Date, untilEarliest Date, untilLatest Date, recorded Date, attested Boolean }"
)
DAY = "Tuple { earliest Date, latest Date }"
MOMENT = "Tuple { earliest Date, latest Date, none Boolean }"
CANDIDATES = f"List<Tuple {{ fact {FACT}, scope Boolean, test Boolean, speaks Boolean }}>"
MEMBERS = f"List<Tuple {{ fact {FACT}, scope Boolean, test Boolean, named Boolean }}>"
FAMILIES = "List<Tuple { name String, word String, broader String }>"
NAMED = "Tuple { main String, hasLevel Boolean, hasSide Boolean, key1 String, key2 String }"
NAME = "Tuple { level String, side String, key1 String, key2 String }"
LINES = "List<Tuple { procedure String, levels List<String> }>"
ANSWERS = "List<Tuple { procedure String, level String, met Boolean }>"

SHAPES: Mapping[str, str] = {
    "$FIELD": FIELD,
    "$FACT": FACT,
    "$DAY": DAY,
    "$MOMENT": MOMENT,
    "$CANDIDATES": CANDIDATES,
    "$MEMBERS": MEMBERS,
    "$FAMILIES": FAMILIES,
    "$NAMED": NAMED,
    "$NAME": NAME,
    "$LINES": LINES,
    "$ANSWERS": ANSWERS,
}

UNITS: Mapping[str, str] = {
    "percent": "%",
    "n": "1",
    "points": "{score}",
    "sd": "{sd}",
}
"""Our units as UCUM writes them; those left out are written alike. Lengths of time are CQL's own calendar words."""


class NotSaid(Exception):
    """CQL cannot say this, or this export does not; the words tell why."""


class CqlLibrary(NamedTuple):
    """One library: its name and version as CQL names them, what it is for, its text, and what it does not say.

    `not_said` are pairs of the name of a criterion and why it is null there; `kinds` the kinds of fact that it reads.
    `by_level` are the names of those that are asked level by level; `has_met`: it has one verdict over all, called Met.
    `criteria` are the names of its criteria by their place in the tree: numbers of `children_of` from the root down.
    """

    name: str
    version: str
    title: str
    text: str
    not_said: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()
    criteria: tuple[tuple[tuple[int, ...], str], ...] = ()
    judges: str = ""
    by_level: tuple[str, ...] = ()
    has_met: bool = False
    sources: tuple[Source, ...] = ()

    @property
    def file(self) -> str:
        """The name of its file: no sign of a version can lead out of a folder."""
        return f"{self.name}-{re.sub(r'[^A-Za-z0-9.-]', '_', self.version)}.cql"


def text(words: str) -> str:
    """A text of CQL."""
    return "'" + _plain(words).replace("\\", "\\\\").replace("'", "\\'") + "'"


def name(words: str) -> str:
    """A name of CQL, in double quotes."""
    return '"' + _plain(words).replace("\\", "\\\\").replace('"', '\\"') + '"'


def comment(words: str, indent: str = "") -> list[str]:
    """Words as comment lines; no word can leave the comment."""
    return [f"{indent}// {_plain(words)}".rstrip()]


def _plain(words: str) -> str:
    """One line, without characters that are no character."""
    return " ".join("".join(one if one.isprintable() else " " for one in words).split())


def number(value: float) -> str:
    """A Decimal of CQL, of eight places at most."""
    shown = format(round(Decimal(repr(float(value))), 8), "f")
    shown = shown.rstrip("0") if "." in shown else shown + "."
    return shown + "0" if shown.endswith(".") else shown


def unit(ours: str) -> str:
    """A unit as the facts and the parameters of the export name it."""
    return UNITS.get(ours, ours)


def words_list(words: Iterable[str]) -> str:
    """A list of texts, which may be empty."""
    found = ", ".join(map(text, words))
    return f"{{ {found} }}" if found else "List<String> {}"


def either(what: str, words: Iterable[str]) -> str:
    """`what` is one of the words: equalities joined by or, for `in` would take a missing word for no."""
    return " or ".join(f"{what} = {text(word)}" for word in words) or "false"


def one_name(words: str) -> str:
    """`published-assessments` as PublishedAssessments: a name without a sign in it."""
    parts = "".join(one if one.isascii() and one.isalnum() else " " for one in words).split()
    made = "".join(part[:1].upper() + part[1:] for part in parts)
    return made if made[:1].isalpha() else f"Pack{made}"
