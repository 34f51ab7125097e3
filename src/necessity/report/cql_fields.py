"""The fields of a fact in CQL: where each stands, and how a word is compared with the words that a policy asks for.

Invariant: a narrower word than asked is met, a broader one unknown, and a missing one unknown; no test uses `in`.
"""

from __future__ import annotations

from dataclasses import dataclass

from necessity.policy.leaf import Comparison
from necessity.report.cql_text import either, text
from necessity.vocabulary.kinds import Field, FieldType, Kind

_BOOLEAN = {True: "true", False: "false", None: "null as Boolean"}


@dataclass(frozen=True, slots=True)
class FieldWords:
    """How the fields of one kind are read from a fact F; level and side stand beside the fields."""

    kind: Kind

    def is_own(self, field: str) -> bool:
        """Whether `level` or `side` is the main field of the kind here, and not the place of the finding."""
        return field == self.kind.main

    def said(self, field: str) -> str:
        """The field whole, null where the fact does not name it."""
        return f"C.Field(F, {text(field)})"

    def word(self, field: str) -> str:
        if field in ("level", "side") and not self.is_own(field):
            return f"F.{field}"
        return f"C.Word(F, {text(field)})"

    def qualifier(self, field: str) -> str:
        """The word of a field that is not the main one, else none."""
        return "null as String" if self.is_own(field) else self.word(field)

    def is_missing(self, field: str) -> str:
        if field in ("level", "side") and not self.is_own(field):
            return f"F.{field} is null"
        return f"{self.said(field)} is null"

    def covering(self, comparison: Comparison) -> tuple[str, str, str]:
        """What is asked in words, and whether a word `Named` covers every word asked for, and some or a part of it."""
        words = _asked(comparison)
        field = comparison.field
        every = " and ".join(f"({either('Named', (word, *field.words.get(word, ())))})" for word in words) or "true"
        some = dict.fromkeys(
            one for word in words for one in (word, *field.words.get(word, ()), *_narrower(field, word))
        )
        return f"{field.name} {' or '.join(words) or 'one of none'}", every, either("Named", some)


def compared_words(comparison: Comparison) -> tuple[str, str]:
    """What is asked in words, and the body of a function of `Found` that answers it."""
    field, words = comparison.field, _asked(comparison)
    met = tuple(dict.fromkeys(one for word in words for one in (word, *_narrower(field, word))))
    open_ = tuple(one for word in words for one in field.words.get(word, ()) if one not in met)
    yes, no = ("false", "true") if comparison.op == "is not" else ("true", "false")
    asked = f"{field.name} {'is not' if comparison.op == 'is not' else 'is'} {' or '.join(words) or 'one of none'}"
    lines = ["case", "    when Found is null then null as Boolean"]
    if met:
        lines.append(f"    when {either('Found', met)} then {yes}")
    if open_:
        lines.append(f"    when {either('Found', dict.fromkeys(open_))} then null")
    return asked, "\n".join([*lines, f"    else {no}", "  end"])


def denial_constant(comparison: Comparison) -> str:
    """What a denial of the kind says of a field, as its file tells: nothing holds, or one of these, or it is open."""
    field = comparison.field
    if field.open_when_denied:
        return _BOOLEAN[None]
    told = {_word_answer(comparison, word) for word in field.when_denied}
    return _BOOLEAN[told.pop() if len(told) == 1 else None if told else False]


def _word_answer(comparison: Comparison, found: str) -> bool | None:
    if comparison.field.type in (FieldType.SCALE, FieldType.QUANTITY):
        return None
    field, words = comparison.field, _asked(comparison)
    if any(field.is_a(found, word) for word in words):
        answer: bool | None = True
    elif any(field.is_a(word, found) for word in words):
        answer = None
    else:
        answer = False
    return not answer if comparison.op == "is not" and answer is not None else answer


def _asked(comparison: Comparison) -> tuple[str, ...]:
    bound = comparison.bound
    return bound if isinstance(bound, tuple) else (str(bound),)


def _narrower(field: Field, asked: str) -> tuple[str, ...]:
    return tuple(word for word, above in field.words.items() if asked in above)
