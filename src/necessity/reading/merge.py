"""Mentions of one operation, or of one course of care, made into one fact with the evidence of all.

Invariant: what may be two things is never made one. Two mentions are joined only where type, level, side and dates all
agree or are missing, where no word of the text speaks of another one, and where no third mention could be either. What
is only attested is never joined with what is documented.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from necessity.model.document import Quote
from necessity.model.fact import Fact, Value
from necessity.quantity import Quantity
from necessity.reading.echo import without_echoes
from necessity.reading.series import evidence_of, same_day, value_of
from necessity.verdict import MET, NOT_MET
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate

_ANOTHER = re.compile(
    r"\b(?:second|third|fourth|2nd|3rd|4th|twice|again|another|"
    r"(?:two|three|four|both|multiple|several|numerous|various)(?![\s-]*(?:years?|months?|weeks?|days?|levels?|legs|sides)\b)|"
    r"subsequent(?:ly)?|later|repeat(?:ed)?|revisions?|revised|redo|re-?do|re-?operat\w+|re-?explor\w+|re-?herniat\w+|"
    r"x\s?[2-9]|[2-9]\s?x|[2-9]\s+(?:prior|previous|earlier|operations|surgeries|courses|rounds))\b",
    re.IGNORECASE,
)
_ONE_MORE = re.compile(
    r"\b(?:another|additional|other|further|third|fourth|3rd|4th|multiple|several|numerous|various|many|surgeries|operations)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;:\n\r]")
_NEXT_WORDS = re.compile(r"\S*(?:\s+\S+)?")
_LOOK_BACK = 48  # characters before a quote in which its sentence may say "a second ..."

Same = Callable[[Fact, Fact, Kind], bool]


def merge(facts: Sequence[Fact], vocabulary: Vocabulary, day: date | None = None) -> tuple[Fact, ...]:
    """All facts, mentions of one operation or course joined, and muscles given their main root; sorted by `Fact.sort_key`.

    With `day`, what was recorded after it is left as it is, so that a later document adds nothing to an earlier fact.
    Surgery is joined across documents; care only where modality and dates agree, or within one document. Of a state, a mention
    that says less than another of the same document is folded into it (`echo.py`). A slip that one sentence measures in several
    positions is the largest of them: two positions are no contradiction.
    """
    facts = without_echoes(facts, vocabulary)
    kept = [fact for fact in facts if fact.kind not in _SAME or not _takes_part(fact, day)]
    for name, same in _SAME.items():
        mentions = sorted((f for f in facts if f.kind == name and _takes_part(f, day)), key=Fact.sort_key)
        for group in _groups(mentions, same, vocabulary.kinds[name]):
            kept.append(group[0] if len(group) == 1 else _joined(group, vocabulary.kinds[name]))
    kept = _without_lesser_positions(_without_unnamed_operations(kept), vocabulary)
    return tuple(sorted((_with_root(fact, vocabulary) for fact in kept), key=Fact.sort_key))


def _without_unnamed_operations(facts: Sequence[Fact]) -> list[Fact]:
    """The facts without "since the last surgery", "that operation": words for an operation that the document names elsewhere.

    Dropped only where they name no type, level, side or day, and where no word tells of one more than those that are named.
    """
    named: dict[str, int] = {}
    for fact in facts:
        if fact.kind == "prior_surgery" and fact.reaches_a_policy and not fact.is_denial and fact.quotes:
            if fact.value is not None and "level" in fact.qualifiers:
                where = fact.quotes[0].document
                named[where] = named.get(where, 0) + 1
    return [fact for fact in facts if not _names_no_operation(fact, named)]


def _without_lesser_positions(facts: Sequence[Fact], vocabulary: Vocabulary) -> list[Fact]:
    """One slip measured in several positions in one sentence (`9 mm in flexion and 4 mm in extension`): the largest of it."""
    kind = vocabulary.kinds.get("listhesis")
    slips = [fact for fact in facts if kind is not None and _slip(fact, kind) is not None and fact.quotes]
    lesser = [
        one
        for one in slips
        if any(_is_larger_there(two, one, kind) for two in slips if kind is not None and two is not one)
    ]
    return [fact for fact in facts if not any(fact is one for one in lesser)]


def _slip(fact: Fact, kind: Kind) -> Quantity | None:
    if fact.kind != kind.name or fact.is_denial or not fact.reaches_a_policy:
        return None
    slip = value_of(fact, kind, "slip")
    return slip if isinstance(slip, Quantity) else None


def _is_larger_there(one: Fact, other: Fact, kind: Kind | None) -> bool:
    """`one` tells a larger slip than `other`, of the same level and day, in words that both begin with."""
    if kind is None or one.when != other.when or one.assertion is not other.assertion:
        return False
    mine, theirs = one.quotes[0], other.quotes[0]
    if mine.document != theirs.document or mine.start >= theirs.end or theirs.start >= mine.end:
        return False
    if one.qualifiers.get("level") != other.qualifiers.get("level"):
        return False
    larger, lesser = _slip(one, kind), _slip(other, kind)
    return larger is not None and lesser is not None and larger.unit == lesser.unit and larger.low > lesser.high


def _names_no_operation(fact: Fact, named: Mapping[str, int]) -> bool:
    if fact.kind != "prior_surgery" or fact.is_denial or not fact.reaches_a_policy or not fact.quotes:
        return False
    if fact.value is not None or fact.qualifiers or fact.when is not None or fact.until is not None:
        return False
    count = named.get(fact.quotes[0].document, 0)
    words = _words_around(fact.quotes[0])
    return count > 0 and not _ONE_MORE.search(words) and (count > 1 or not _ANOTHER.search(words))


def _takes_part(fact: Fact, day: date | None) -> bool:
    if not fact.reaches_a_policy or fact.is_denial:
        return False
    return day is None or fact.recorded is None or fact.recorded <= day


def _groups(mentions: Sequence[Fact], same: Same, kind: Kind) -> list[list[Fact]]:
    """Mentions that are one thing. A mention that could belong to two things that differ stays by itself."""
    near = {
        one: [
            two
            for two in mentions
            if two is not one and one.is_only_attested == two.is_only_attested and same(one, two, kind)
        ]
        for one in mentions
    }
    torn = {one for one, others in near.items() if any(b not in near[a] for a in others for b in others if a is not b)}
    groups: list[list[Fact]] = []
    placed: set[Fact] = set()
    for one in mentions:
        if one in placed:
            continue
        group = [one] if one in torn else [one, *(two for two in near[one] if two not in torn)]
        groups.append(group)
        placed |= set(group)
    return groups


# -- when two mentions are one -----------------------------------------------------------------------------------------


def _one_operation(one: Fact, other: Fact, kind: Kind) -> bool:
    """Same or narrower type, no other level, side or approach, dates that meet; no word that speaks of another one."""
    if not _agree(one, other, kind, ("level", "side")):
        return False
    same = same_day(one.when, other.when)
    if same is NOT_MET:
        return False
    return same is MET or not (_speaks_of_another(one) or _speaks_of_another(other))


def _one_course(one: Fact, other: Fact, kind: Kind) -> bool:
    """The same modality, nothing that differs, and dates that meet; without dates only within one document."""
    if one.qualifiers.get("modality") is None or one.qualifiers.get("modality") != other.qualifiers.get("modality"):
        return False
    if not _agree(one, other, kind, ()) or _speaks_of_another(one) or _speaks_of_another(other):
        return False
    if NOT_MET in (same_day(one.when, other.when), same_day(one.until, other.until)):
        return False
    if _is_dated(one) and _is_dated(other):
        return True
    return bool({quote.document for quote in one.quotes} & {quote.document for quote in other.quotes})


_SAME: Mapping[str, Same] = {"prior_surgery": _one_operation, "conservative_care": _one_course}


def _is_dated(fact: Fact) -> bool:
    return fact.when is not None or fact.until is not None


def _agree(one: Fact, other: Fact, kind: Kind, places: Sequence[str]) -> bool:
    """Nothing that both state differs: places and words equal (or one a kind of the other), quantities that overlap."""
    for name in places:
        mine, theirs = one.qualifiers.get(name), other.qualifiers.get(name)
        if mine is not None and theirs is not None and mine != theirs:
            return False
    return all(
        _may_be_equal(field, value_of(one, kind, name), value_of(other, kind, name))
        for name, field in kind.fields.items()
    )


def _may_be_equal(field: Field, one: Value | None, other: Value | None) -> bool:
    if one is None or other is None:
        return True
    if isinstance(one, str) and isinstance(other, str):
        return field.is_a(one, other) or field.is_a(other, one)
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return one == other or _overlap(one, other) is not None
    return str(one) == str(other)


def _overlap(one: Quantity, other: Quantity) -> Quantity | None:
    """The values that both allow, where units are the same; the stricter bound keeps its own openness."""
    if one.unit != other.unit:
        return None
    low, low_open = max((one.low, one.low_open), (other.low, other.low_open))
    high, shut = min((one.high, not one.high_open), (other.high, not other.high_open))
    if low > high or (low == high and (low_open or not shut)):
        return None
    return Quantity(low, high, one.unit, low_open=low_open, high_open=not shut)


def _speaks_of_another(fact: Fact) -> bool:
    """Whether the words of the fact (its first quote), or those near in their sentence, tell of a second one or several."""
    return any(_ANOTHER.search(_words_around(quote)) for quote in fact.quotes[:1])


def _words_around(quote: Quote) -> str:
    text = quote.of.text
    before = text[max(0, quote.start - _LOOK_BACK) : quote.start]
    after = _SENTENCE_END.split(text[quote.end : quote.end + _LOOK_BACK])[0]
    near = _LOOK_BACK // 2
    if len(after) > near:
        # never cut between "three" and "years": what a number counts tells whether it speaks of another operation
        near = len(after) if (end := _NEXT_WORDS.match(after, near)) is None else end.end()
    return _SENTENCE_END.split(before)[-1] + quote.words + after[:near]


# -- the one fact ------------------------------------------------------------------------------------------------------


def _joined(group: Sequence[Fact], kind: Kind) -> Fact:
    """One fact with the narrower words, the days that all allow, and the evidence of all."""
    qualifiers: dict[str, Value] = {}
    for fact in group:
        for name, stated in fact.qualifiers.items():
            qualifiers[name] = _narrower(kind.fields.get(name), qualifiers.get(name), stated)
    value: Value | None = None
    for fact in group:
        if fact.value is not None:
            value = _narrower(kind.fields.get(kind.main or ""), value, fact.value)
    days = [fact.recorded for fact in group if fact.recorded is not None]
    return replace(
        group[0],
        value=value,
        qualifiers=qualifiers,
        when=_days_of([fact.when for fact in group]),
        until=_days_of([fact.until for fact in group]),
        recorded=min(days) if days else None,
        evidence=evidence_of(group),
        reader=f"merged: {', '.join(dict.fromkeys(fact.reader for fact in group if fact.reader))}".rstrip(": "),
    )


def _narrower(field: Field | None, one: Value | None, other: Value) -> Value:
    if one is None:
        return other
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return _overlap(one, other) or one
    if field is not None and field.type is FieldType.WORD and isinstance(one, str) and isinstance(other, str):
        return other if field.is_a(other, one) else one
    return one


def _days_of(days: Sequence[PartialDate | None]) -> PartialDate | None:
    known = [day for day in days if day is not None]
    if not known:
        return None
    return PartialDate(max(day.earliest for day in known), min(day.latest for day in known))


def _with_root(fact: Fact, vocabulary: Vocabulary) -> Fact:
    """The fact with the main root of its muscle, where the text names no root."""
    kind = vocabulary.kinds.get(fact.kind)
    muscle = fact.qualifiers.get("muscle")
    if kind is None or "root" not in kind.fields or not isinstance(muscle, str):
        return fact
    known = vocabulary.anatomy.muscles.get(muscle)
    if known is None or value_of(fact, kind, "root") is not None or fact.is_denial:
        return fact
    return replace(fact, qualifiers={**fact.qualifiers, "root": known.main})
