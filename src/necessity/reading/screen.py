"""Many regular expressions tried on one sentence: which of them can match at all, told by one pass over its words.

Invariant: a form that is screened out cannot match. The words that a form needs are read from the form itself, so nobody has
to list them; a form that needs none is always tried. A form that is tried on every sentence is made by `form` and asked by
`scene.search`: then all such forms share the one pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

_MOST_SPELLINGS = 12
_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT, code.POSSESSIVE_REPEAT)


class Screen:
    """Forms by their place in a sequence, each a bit of a number."""

    __slots__ = ("_always", "_automaton", "_bits")

    def __init__(self, forms: Sequence[re.Pattern[str]]) -> None:
        import ahocorasick_rs

        needed: dict[str, int] = {}
        self._always = 0
        for place, form in enumerate(forms):
            words = needs(form)
            if words is None:
                self._always |= 1 << place
            for word in words or ():
                needed[word] = needed.get(word, 0) | 1 << place
        self._bits = tuple(needed.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(needed), implementation=ahocorasick_rs.Implementation.DFA)

    def of(self, words: str) -> int:
        """The forms that may match in `words`: bit n stands for the form at place n."""
        bits, found = self._bits, self._always
        for number, _, _ in self._automaton.find_matches_as_indexes(words, overlapping=True):
            found |= bits[number]
        return found

    def count(self, words: str) -> int:
        """At least as many as the places in `words` where the forms match, if none of them is tried always."""
        return len(self._automaton.find_matches_as_indexes(words, overlapping=True))


@dataclass(frozen=True, slots=True)
class Form:
    """A regular expression that is tried on every sentence, and its place among all of them."""

    words: re.Pattern[str]
    bit: int


_FORMS: list[Form] = []


def form(words: str) -> Form:
    """A form of folded words, to be made when its module is loaded."""
    _FORMS.append(Form(re.compile(words), 1 << len(_FORMS)))
    return _FORMS[-1]


def forms_in(words: str) -> int:
    """The bits of the forms that may match in `words`; of those that are made later, all."""
    return _screen_of(len(_FORMS)).of(words) | -1 << len(_FORMS)


@lru_cache(maxsize=1)
def _screen_of(count: int) -> Screen:
    return Screen([one.words for one in _FORMS[:count]])


def needs(form: re.Pattern[str]) -> frozenset[str] | None:
    """Words of which one stands in everything that the form matches; None where no such words are plain."""
    if form.flags & re.IGNORECASE:
        return None
    return _of_row(parser.parse(form.pattern, form.flags & ~re.UNICODE))


def _of_row(row: Iterable[tuple[Any, Any]]) -> frozenset[str] | None:
    """Of the parts that all must match, the one that asks for the rarest words."""
    choices: list[frozenset[str]] = []
    runs = frozenset(("",))  # what the letters so far spell
    for name, value in row:
        letters = _letters(name, value)
        if letters and len(runs) * len(letters) <= _MOST_SPELLINGS:
            runs = frozenset(run + letter for run in runs for letter in letters)
            continue
        if name in (code.AT, code.ASSERT, code.ASSERT_NOT):
            continue  # has no width: the letters around it stand side by side
        choices.append(runs)
        runs = frozenset(letters or ("",))
        if not letters and (inner := _of_part(name, value)) is not None:
            choices.append(inner)
    choices.append(runs)
    return max((words for words in choices if all(map(_is_rare, words))), key=_rarity, default=None)


def _letters(name: Any, value: Any) -> tuple[str, ...]:
    """The letters that a part of one letter may be (`k`, `[ka]`); none where it is another part or may be many."""
    if name is code.LITERAL:
        return (chr(value),)
    if name is not code.IN or any(one is not code.LITERAL for one, _ in value):
        return ()
    return tuple(chr(letter) for _, letter in value)


def _of_part(name: Any, value: Any) -> frozenset[str] | None:
    if name is code.SUBPATTERN:
        return _of_row(value[-1])
    if name is code.ATOMIC_GROUP:
        return _of_row(value)
    if name in _REPEATS:
        return _of_row(value[2]) if value[0] else None
    if name is code.BRANCH:
        each = [_of_row(one) for one in value[1]]
        return None if None in each else frozenset(word for words in each for word in words or ())
    return None


def _is_rare(letters: str) -> bool:
    """Not in every sentence: several letters, or one sign such as a slash."""
    return len(letters) > 1 or (letters != " " and not letters.isalnum() and letters != "")


def _rarity(words: frozenset[str]) -> tuple[int, int]:
    """Long words are rare; of equally long ones the fewer, the rarer."""
    return min(map(len, words)), -len(words)
