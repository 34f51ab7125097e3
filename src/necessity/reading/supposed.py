"""What a statement does to the facts of a chart: it stands in place of what the record says of the same thing, or is added.

Invariant: the rule is one for all kinds of fact. A state or a measurement replaces what is known of the same thing; an event does
so where the words say that they speak of the same one, else it is one more. What a statement leaves out it takes from what it
replaces, then from the request; every such step is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from necessity.assessment.supposed import Stated
from necessity.model.case import Request
from necessity.model.document import Attestation
from necessity.model.fact import Fact, Value
from necessity.quantity import Quantity
from necessity.reading.dates import NUMBERS
from necessity.reading.levels import find_levels
from necessity.reading.match import fold
from necessity.reading.series import sides_of, value_of, word_of
from necessity.reading.statement import Statement
from necessity.reading.statement_words import Phrases, statement_words
from necessity.verdict import NOT_MET
from necessity.vocabulary.kinds import Keeps, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import Duration, PartialDate

BY = "what-if"
"""Who states what is supposed, where it stands beside the record."""


def put_in(statement: Statement, facts: Sequence[Fact], request: Request, vocabulary: Vocabulary) -> tuple[Stated, ...]:
    """The facts of a statement with what each replaces among `facts`, completed from it and from the request."""
    day = statement.document.authored
    stated = tuple(_put_in(fact, statement, facts, request, vocabulary, day) for fact in statement.facts)
    return tuple(_of_the_study(one, stated, vocabulary, day) for one in stated)


def as_attested(fact: Fact, words: str) -> Fact:
    """The same fact as a mere statement beside the record, without a document that shows it."""
    return replace(fact, evidence=(Attestation(by=BY, words=words),), cue=None, reader="attested")


def _of_the_study(one: Stated, all_: Sequence[Stated], vocabulary: Vocabulary, day: date | None) -> Stated:
    """`The CT shows a non-union`: a finding without a day of its own is as old as the study that the statement names."""
    fact, kinds = one.fact, vocabulary.kinds
    is_finding = kinds[fact.kind].area == "imaging" and kinds[fact.kind].keeps is Keeps.LATEST
    studies = {two.fact.when for two in all_ if two.counts and two.in_place_of and two.fact.kind == "imaging_study"}
    if not is_finding or day is None or fact.when != PartialDate.day(day) or len(studies) != 1:
        return one
    when = studies.pop()
    return replace(one, fact=replace(fact, when=when), taken=(*one.taken, f"day {when}, from its study"))


def _put_in(
    fact: Fact, statement: Statement, facts: Sequence[Fact], request: Request, vocabulary: Vocabulary, day: date | None
) -> Stated:
    kind = vocabulary.kinds[fact.kind]
    which = statement_words(vocabulary.folder)["tells_which"]
    taken: list[str] = []
    if not fact.reaches_a_policy:
        return Stated(fact=fact)
    if not fact.is_denial:
        fact = _from_request(fact, kind, request, facts, vocabulary, taken)
    alike = [one for one in facts if is_alike(fact, one, kind, which)]
    replaces = bool(alike) and _replaces(fact, alike, statement, kind, vocabulary)
    if not replaces:
        fact = _of_today(fact, kind, day, taken)
    if not replaces or _is_unclear(fact, alike, kind, taken):
        return Stated(fact=fact, taken=tuple(taken))
    old = alike if _covers_all(fact, alike, kind) else list(_latest(alike, kind))
    if not fact.is_denial:
        fact = _completed(fact, old, kind, day, taken)
    return Stated(fact=fact, in_place_of=tuple(old), taken=tuple(taken))


# -- the same thing ----------------------------------------------------------------------------------------------------


def is_alike(stated: Fact, fact: Fact, kind: Kind, which: Phrases) -> bool:
    """Whether a fact of the record is about the same thing, as far as the statement says which thing it means."""
    if fact.kind != stated.kind or not fact.reaches_a_policy:
        return False
    level, other = stated.qualifiers.get("level"), fact.qualifiers.get("level")
    if level is not None and other is not None and level != other:
        return False
    sides, others = sides_of(stated), sides_of(fact)
    if sides and others and not set(sides) & set(others):
        return False
    if kind.keeps is Keeps.LATEST:
        return all(_may_be_one(stated, fact, kind, name) for name in kind.key_fields)
    names = tuple(name for name in kind.fields if name in which.known)
    # "conservative care" without its sort is all care together, and not the physical therapy that a statement names
    whole = any(word_of(stated, kind, n) and word_of(fact, kind, n) is None for n in names if n != kind.main)
    return not whole and all(_may_be_one(stated, fact, kind, name) for name in names)


def _may_be_one(stated: Fact, fact: Fact, kind: Kind, name: str) -> bool:
    mine, theirs = word_of(stated, kind, name), word_of(fact, kind, name)
    field = kind.fields[name]
    return mine is None or theirs is None or field.is_a(mine, theirs) or field.is_a(theirs, mine)


def _replaces(fact: Fact, alike: Sequence[Fact], statement: Statement, kind: Kind, vocabulary: Vocabulary) -> bool:
    """A state does, an event where the words say that it is the one that is known; neither where they tell of one more.

    On a day of its own on which the record knows of none a state is another one, and an event too unless it is said that it
    *was* then.
    """
    if statement.on_top:
        return False
    if fact.is_denial or statement.in_place:
        return True
    is_elsewhere = _is_on_another_day(fact, alike, statement.document.authored)
    if kind.keeps is Keeps.LATEST:
        return not is_elsewhere
    that_one = statement_words(vocabulary.folder)["is_that_one"].are_in(fold(statement.document.text))
    return _is_known_one(fact, vocabulary) and (that_one or not is_elsewhere)


def _is_on_another_day(fact: Fact, alike: Sequence[Fact], day: date | None) -> bool:
    """Whether the statement names a day of its own on which the record knows of nothing alike: then it is another one."""
    if fact.when is None or (day is not None and fact.when == PartialDate.day(day)):
        return False
    days = [known for one in alike if (known := one.when or one.until) is not None]
    return bool(days) and all(fact.when.same_as(known) is NOT_MET for known in days)


def _is_known_one(fact: Fact, vocabulary: Vocabulary) -> bool:
    """`The MRI was ...`, `her therapy ...`, or the event as what the statement opens with; never `eight weeks of ...`."""
    quote = fact.quotes[0]
    head, own = fold(quote.of.text[: quote.start]).split(), fold(quote.words).split()
    articles = statement_words(vocabulary.folder)["definite"].known
    if own[0] in articles or (head and head[-1] in articles):
        return True
    return not head and own[0] not in NUMBERS and not own[0][0].isdigit()


def _is_unclear(fact: Fact, alike: Sequence[Fact], kind: Kind, taken: list[str]) -> bool:
    """Whether the record has the thing at several levels or sides, and the statement does not say of which it speaks."""
    if fact.is_denial:
        return False
    if kind.has_level and "level" not in fact.qualifiers:
        return _tells_apart(
            "level", [str(one.qualifiers["level"]) for one in alike if "level" in one.qualifiers], taken
        )
    narrow = any(word_of(fact, kind, name) is not None for name in kind.key_fields)
    if kind.has_side and narrow and not sides_of(fact):
        return _tells_apart("side", [str(one.qualifiers["side"]) for one in alike if "side" in one.qualifiers], taken)
    return False


def _tells_apart(what: str, found: Iterable[str], taken: list[str]) -> bool:
    several = sorted({"both sides" if one == "both" else one for one in found})
    if len(several) < 2:
        return False
    taken.append(
        f"no {what} is said, and the record tells of {' and '.join(several)}: it replaces nothing; name the {what} to put it in "
        "place of one"
    )
    return True


def _covers_all(fact: Fact, alike: Sequence[Fact], kind: Kind) -> bool:
    """Whether it speaks of all of the thing, early and late: a denial, or a state that names none of the known places."""
    if fact.is_denial:
        return True
    named = [name for name in ("level", "side") if any(name in one.qualifiers for one in alike)]
    named += [name for name in kind.key_fields if any(value_of(one, kind, name) is not None for one in alike)]
    return kind.keeps is Keeps.LATEST and any(value_of(fact, kind, name) is None for name in named)


def _latest(alike: Sequence[Fact], kind: Kind) -> Iterator[Fact]:
    """Of each series what is not surely earlier than its latest: what was so before stays history."""
    series: dict[tuple[object, ...], list[Fact]] = {}
    for one in alike:
        place = (one.qualifiers.get("level"), one.qualifiers.get("side"))
        named = tuple(str(value_of(one, kind, name)) for name in kind.key_fields)
        series.setdefault((*place, *named), []).append(one)
    for members in series.values():
        starts = [one.when.earliest for one in members if one.when is not None]
        last = max(starts, default=None)
        yield from (one for one in members if last is None or not _is_over_before(one, last))


def _is_over_before(fact: Fact, day: date) -> bool:
    end = fact.until or fact.when
    return end is not None and end.latest < day


# -- what the statement leaves out -------------------------------------------------------------------------------------


def _from_request(
    fact: Fact, kind: Kind, request: Request, facts: Sequence[Fact], vocabulary: Vocabulary, taken: list[str]
) -> Fact:
    """A missing level or side from the request, where it has exactly one; a vertebra by itself (`fracture at L4`) is no level."""
    if any(
        place.roots and not place.as_roots for place in find_levels(fold(fact.quotes[0].of.text), vocabulary.anatomy)
    ):
        return fact
    mine = [one for one in facts if one.kind == fact.kind]
    levels = {level for line in request.line_items for level in line.levels}
    if kind.has_level and "level" not in fact.qualifiers and len(levels) == 1 and _has_places(mine, "level"):
        fact = _with(fact, "level", levels.pop(), "the request", taken)
    sides = {line.side for line in request.line_items if line.side is not None}
    if kind.has_side and not sides_of(fact) and len(sides) == 1 and _has_places(mine, "side"):
        fact = _with(fact, "side", str(sides.pop()), "the request", taken)
    return fact


def _has_places(facts: Sequence[Fact], name: str) -> bool:
    """Whether the record names levels (sides) of such a thing, as far as it tells of any at all."""
    return not facts or any(name in one.qualifiers for one in facts)


def _with(fact: Fact, name: str, value: Value, source: str, taken: list[str]) -> Fact:
    taken.append(f"{name.replace('_', ' ')} {str(value).replace('_', ' ')}, from {source}")
    return replace(fact, qualifiers={**fact.qualifiers, name: value})


def _completed(fact: Fact, old: Sequence[Fact], kind: Kind, day: date | None, taken: list[str]) -> Fact:
    """What a statement leaves out, as the facts have it that it replaces, where they agree; for events and images the days."""
    source, length = "what it replaces", fact.value
    positive = [one for one in old if not one.is_denial]
    for name in ("level", "side", *kind.fields):
        if name == kind.main or value_of(fact, kind, name) is not None or _is_measured_anew(fact, kind, name):
            continue
        found = {str(value): value for one in positive if (value := value_of(one, kind, name)) is not None}
        if len(found) == 1:
            fact = _with(fact, name, next(iter(found.values())), source, taken)
    if kind.main and fact.value is None and kind.keeps is Keeps.EVERY:
        values = {str(one.value): one.value for one in positive if one.value is not None}
        if len(values) == 1:
            value = next(iter(values.values()))
            assert value is not None
            taken.append(f"{kind.main.replace('_', ' ')} {value}, from {source}")
            fact = replace(fact, value=value)
    return _dated(fact, old, kind, day, length, taken)


def _is_measured_anew(fact: Fact, kind: Kind, name: str) -> bool:
    """Whether the field is another measure of what the statement measures: `the slip is 2 mm` says nothing of its old grade."""
    return name in kind.fields and kind.fields[name].type.value in ("quantity", "scale")


def _dated(
    fact: Fact, old: Sequence[Fact], kind: Kind, day: date | None, length: Value | None, taken: list[str]
) -> Fact:
    """An event or an image without a day of its own is as old as what it replaces; a state holds on the day of judgement.

    `length` is what the statement itself says of a course.
    """
    says_no_day = fact.when is None or (day is not None and fact.when == PartialDate.day(day))
    if not says_no_day or fact.until is not None or (kind.keeps is Keeps.LATEST and kind.area != "imaging"):
        return fact
    days = [(one.when, one.until) for one in old if one.when is not None or one.until is not None]
    if not days:
        return fact
    when, until = max(days, key=lambda pair: (max(one.latest for one in pair if one is not None), str(pair)))
    if when is not None and isinstance(length, Quantity) and _is_course(kind) and length.low == length.high:
        until = when.shifted(Duration.of(length.low, length.unit))  # its new length says when it ended
    told = " until ".join(str(one) for one in (when, until) if one is not None)
    taken.append(f"day {told}, from what it replaces")
    return replace(fact, when=when, until=until)


def _of_today(fact: Fact, kind: Kind, day: date | None, taken: list[str]) -> Fact:
    """A study that is added without a day of its own is one of the day of judgement."""
    if day is None or fact.is_denial or fact.when is not None or kind.area != "imaging":
        return fact
    taken.append(f"day {day}, that of the judgement, for none is said")
    return replace(fact, when=PartialDate.day(day))


def _is_course(kind: Kind) -> bool:
    """Whether it has an extent in time: its main field is a length."""
    return kind.main is not None and kind.fields[kind.main].unit in ("days", "weeks", "months")
