"""What the reason of a published answer is about: kinds of fact and their fields, by the reader of charts and by a list of words.

Invariant: a reason says on which criteria two records are set side by side and nothing else; no reason becomes a fact of a case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from necessity.assessment.answered import Matter
from necessity.errors import PackUnusable
from necessity.model.document import Document
from necessity.model.fact import Fact
from necessity.reading.read import read
from necessity.vocabulary.load import Vocabulary, vocabulary
from necessity.yaml_file import open_sheet

_ANY_DAY = date(2000, 1, 1)  # a reason has no day of its own, and what it is about does not depend on one


@dataclass(frozen=True, slots=True)
class _Named:
    """`beside`: a word of these must stand in the reason too; None where no other is asked for."""

    matter: Matter
    words: re.Pattern[str]
    beside: re.Pattern[str] | None

    def stands_in(self, says: str) -> bool:
        return bool(self.words.search(says)) and (self.beside is None or bool(self.beside.search(says)))


@dataclass(frozen=True, slots=True)
class _Words:
    named: tuple[_Named, ...]
    favours: re.Pattern[str]
    fails: re.Pattern[str]


def matters_of(says: str) -> tuple[Matter, ...]:
    """What a reason against a request is about, each once, a field before the kind as a whole.

    Nothing where it names nothing of a patient, and nothing where by its words it speaks for the request.
    """
    known, words = vocabulary(), _words()
    if words.favours.search(says) and not words.fails.search(says):
        return ()
    document = Document(id="reason", kind="letter", text=says)
    found = [one for fact in read((document,), vocabulary=known, day=_ANY_DAY) for one in _of_fact(fact, known)]
    found += [_with_grade(one.matter, says, known) for one in words.named if one.stands_in(says)]
    by_field = {one.kind for one in found if one.field}
    valued = {(one.kind, one.field) for one in found if one.value is not None}
    kept = (
        one
        for one in dict.fromkeys(found)
        if (one.field or one.kind not in by_field) and (one.value is not None or (one.kind, one.field) not in valued)
    )
    return tuple(sorted(kept, key=lambda one: (one.kind, one.field or "", str(one.value))))


def _with_grade(matter: Matter, says: str, known: Vocabulary) -> Matter:
    """With the highest grade that the reason names: "only mild where moderate is required" is about less than moderate."""
    scale = known.kinds[matter.kind].fields[matter.field].scale if matter.field else None
    named = [word for word in scale.words if re.search(rf"\b{re.escape(word)}\b", says)] if scale else []
    return replace(matter, value=scale.grade(named[-1])) if scale and named else matter


def _of_fact(fact: Fact, known: Vocabulary) -> Iterator[Matter]:
    """The fields that the words name, else the kind: "three months of care" is about its length, "no therapy" about care."""
    kind = known.kinds[fact.kind]
    if kind.area == "request":
        return
    named = {kind.main: fact.value} if fact.value is not None and kind.main else {}
    named |= {
        name: one for name, one in fact.qualifiers.items() if name in kind.fields and not kind.fields[name].is_key
    }
    if not named:
        yield Matter(fact.kind)
    for name, value in named.items():
        yield Matter(fact.kind, name, value)


@cache
def _words() -> _Words:
    """The list of `medicine/reasons.yaml`. Raises PackUnusable with every problem."""
    known = vocabulary()
    sheet, root = open_sheet(known.folder / "reasons.yaml", "medicine/reasons.yaml")
    top = sheet.mapping(root, "the words of reasons", required=("source", "about", "favours", "fails"))
    named = []
    for node in sheet.items(top.get("about"), "about"):
        row = sheet.mapping(node, "an entry", required=("kind", "words"), optional=("field", "beside"))
        kind = sheet.one_of(row.get("kind"), "kind of fact", known.kinds)
        field = sheet.one_of(row.get("field"), "field", known.kinds[kind].fields) if kind else None
        words, beside = (sheet.words(row.get(name), name) for name in ("words", "beside"))
        if kind and words:
            and_one_of = _any_of(beside, whole=False) if beside else None
            named.append(_Named(Matter(kind, field), _any_of(words, whole=False), and_one_of))
    favours, fails = (_any_of(sheet.words(top.get(name), name), whole=True) for name in ("favours", "fails"))
    if sheet.problems:
        raise PackUnusable(sheet.problems)
    return _Words(tuple(named), favours, fails)


def _any_of(words: tuple[str, ...], *, whole: bool) -> re.Pattern[str]:
    """Any of the words; `whole` False lets each stand for its endings too."""
    each = "|".join(re.escape(one) for one in words)
    end = r"\b" if whole else ""
    return re.compile(rf"\b(?:{each}){end}", re.IGNORECASE)
