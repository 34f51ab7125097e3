"""Which facts a leaf looks at: levels, sides, fields, windows and moments, each answered with a verdict per fact.

Invariant: a missing field of a positive fact is UNKNOWN; a denial that does not name a thing covers it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from necessity.assessment.finding import Finding
from necessity.model.case import LineItem
from necessity.model.chart import Chart
from necessity.model.fact import Fact, Value
from necessity.policy.leaf import Comparison, FactTest, Moment, Window
from necessity.quantity import Grade, Quantity
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.anatomy import Anatomy
from necessity.vocabulary.kinds import Field, FieldType, Keeps, Kind
from necessity.vocabulary.procedures import Procedures
from necessity.when import OPEN_START, PartialDate

LineAnswers = Callable[[str, str | None], Finding | None]
"""(procedure, level or None) -> the finding of that line there; None where no such line is requested."""


@dataclass(slots=True, kw_only=True)
class Memory:
    """The findings of nodes that read one record alone: those of the day on which they were first judged, and of other days.

    `crossed` says of an edge of a window whether a day of the record lies between its places on two days of judgement.
    """

    first: dict[tuple[object, ...], tuple[date, Finding]] = field(default_factory=dict)
    later: dict[tuple[object, ...], Finding] = field(default_factory=dict)
    crossed: dict[tuple[object, ...], bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a criterion is judged: the chart, and the level, side and line in question.

    `levels` are all levels of the case; `request_facts` the facts of the submission that belong to this line. `memory` is shared
    by the spots of one record, whatever is requested and on whatever day; None keeps nothing.
    """

    chart: Chart
    anatomy: Anatomy
    procedures: Procedures
    level: str | None = None
    side: str | None = None
    levels: tuple[str, ...] = ()
    lines: tuple[LineItem, ...] = ()
    request_facts: dict[str, tuple[Fact, ...]] = field(default_factory=dict)
    line_answers: LineAnswers = lambda procedure, level: None
    memory: Memory | None = None

    def facts(self, kind: str) -> tuple[Fact, ...]:
        found = self.request_facts.get(kind)
        return self.chart.of_kind(kind) if found is None else found


@dataclass(frozen=True, slots=True)
class MomentFound:
    """`when` None: it cannot be placed. `ruled_out`: there was none; `by_silence` where that rests on silence only."""

    when: PartialDate | None
    ruled_out: bool = False
    by_silence: bool = False


# -- fields ------------------------------------------------------------------------------------------------------------


def value_of(fact: Fact, kind: Kind, name: str) -> Value | None:
    """What the fact says in the field `name`; None where it says nothing."""
    return fact.value if name == kind.main else fact.qualifiers.get(name)


def compare_words(field_: Field, found: str, asked: str) -> Verdict:
    """Narrower than asked is met; broader is unknown; other is not met."""
    if field_.is_a(found, asked):
        return MET
    return UNKNOWN if field_.is_a(asked, found) else NOT_MET


def compare(comparison: Comparison, found: Value) -> Verdict:
    """The value of a positive fact against the bound."""
    op, bound = comparison.op, comparison.bound
    if isinstance(found, str):
        if op == "one of":
            assert isinstance(bound, tuple)
            verdict = NOT_MET
            for word in bound:
                verdict = verdict | compare_words(comparison.field, found, word)
            return verdict
        if not isinstance(bound, str):
            return UNKNOWN
        verdict = compare_words(comparison.field, found, bound)
        return ~verdict if op == "is not" else verdict
    if isinstance(found, Quantity) and isinstance(bound, Quantity):
        return found.compare(op, bound)
    if isinstance(found, Grade) and isinstance(bound, Grade):
        return found.compare(op, bound)
    return UNKNOWN


def denial_against(comparison: Comparison) -> Verdict:
    """What a denial of the kind says of a field: that nothing holds, unless the kind's file tells what may hold all the same."""
    asked = comparison.field
    if asked.open_when_denied:
        return UNKNOWN
    found = {compare(comparison, word) for word in asked.when_denied}
    return found.pop() if len(found) == 1 else UNKNOWN if found else NOT_MET


def has_field(fact: Fact, kind: Kind, comparison: Comparison, anatomy: Anatomy) -> Verdict:
    """The filter `with FIELD ...` on one fact."""
    name = comparison.field.name
    found = value_of(fact, kind, name)
    if comparison.field.type is FieldType.ROOT and (found is not None or "muscle" in fact.qualifiers):
        return _has_root(fact, comparison, found, anatomy)
    if fact.is_denial and not (name == "modality" and kind.keeps is Keeps.LATEST and found is not None):
        return _denial_covers(comparison, found)
    # the modality of a finding tells how it was looked at, denied or not; it does not narrow what is denied
    if found is None:
        return UNKNOWN
    if name == "side" and found == "both":
        return MET
    return compare(comparison, found)


def _denial_covers(comparison: Comparison, found: Value | None) -> Verdict:
    """A denial names nothing (covers all), the same or something broader (covers), something narrower (may not cover).

    Of a list it covers all that is asked or leaves the question open: "no fusion" says nothing of a laminectomy.
    """
    if found is None:
        return MET
    if not isinstance(found, str):
        return UNKNOWN
    bound = comparison.bound
    asked = bound if isinstance(bound, tuple) else (str(bound),)
    covered = [comparison.field.is_a(word, found) for word in asked]
    if all(covered):
        return MET
    return UNKNOWN if any(covered) or any(comparison.field.is_a(found, word) for word in asked) else NOT_MET


def _has_root(fact: Fact, comparison: Comparison, found: Value | None, anatomy: Anatomy) -> Verdict:
    muscle = fact.qualifiers.get("muscle")
    muscle = muscle if isinstance(muscle, str) else None
    root = found if isinstance(found, str) else None
    bound = comparison.bound
    verdict = NOT_MET
    for asked in bound if isinstance(bound, tuple) else (str(bound),):
        verdict = verdict | anatomy.has_root(asked, root, muscle)
    return ~verdict if comparison.op == "is not" else verdict


# -- level, side, root -------------------------------------------------------------------------------------------------


def at_level(fact: Fact, wanted: str, spot: Spot) -> Verdict:
    """Whether the fact is at `this`, an `adjacent`, `another` or an `unrequested` level (one that no line asks for).

    A denial without a level speaks of all of them.
    """
    level = fact.qualifiers.get("level")
    if level is None and fact.is_denial:
        return MET
    if level is None or spot.level is None:
        return UNKNOWN
    if wanted == "this":
        return Verdict.of(level == spot.level)
    if wanted == "adjacent":
        return Verdict.of(level in spot.anatomy.neighbours(spot.level))
    if wanted == "unrequested":
        return Verdict.of(level not in (spot.level, *spot.levels))
    return Verdict.of(level != spot.level)


def on_side(fact: Fact, spot: Spot) -> Verdict:
    """A line without a side asks nothing; a bilateral one is served by either side."""
    if spot.side is None or spot.side == "both":
        return MET
    side = fact.qualifiers.get("side")
    if side is None:
        return MET if fact.is_denial else UNKNOWN
    return Verdict.of(side in (spot.side, "both"))


def concordant(fact: Fact, spot: Spot) -> Verdict:
    """Whether the root of the fact (stated, or that of its muscle or reflex) leaves or crosses at the level."""
    root, muscle = fact.qualifiers.get("root"), fact.qualifiers.get("muscle")
    if fact.value is not None and root is None and isinstance(fact.value, str) and fact.value in spot.anatomy.reflexes:
        root = spot.anatomy.reflexes[fact.value]
    if root is None and _is_root(fact.value):
        root = fact.value
    if root is None and muscle is None and fact.is_denial:
        return MET
    if spot.level is None:
        return UNKNOWN
    return spot.anatomy.belongs(
        spot.level, root if isinstance(root, str) else None, muscle if isinstance(muscle, str) else None
    )


def _is_root(value: Value | None) -> bool:
    return isinstance(value, str) and len(value) == 2 and value[0] in "LS" and value[1].isdigit()


# -- windows and moments -----------------------------------------------------------------------------------------------


def _last_day(fact: Fact, kind: Kind, spot: Spot) -> PartialDate | None:
    """The end of a course, else the day itself. A course whose end is not told may have gone on until it was written down."""
    if fact.until is not None or fact.when is None:
        return fact.until
    length = kind.fields[kind.main] if kind.main else None
    if kind.keeps is not Keeps.EVERY or length is None or length.unit not in ("days", "weeks", "months"):
        return fact.when
    latest = max(fact.when.latest, min(fact.recorded or spot.chart.day, spot.chart.day))
    return PartialDate(fact.when.earliest, latest)


def in_window(fact: Fact, kind: Kind, window: Window, anchor: PartialDate | None, spot: Spot) -> Verdict:
    """A course is placed by its end (within, before) and by its start (after)."""
    by_start = window.direction == "after" and window.relation != "within"
    point = fact.when if by_start else _last_day(fact, kind, spot)
    if point is None or anchor is None:
        return UNKNOWN
    if window.relation == "before":
        return point.before(anchor)
    if window.relation == "after":
        return point.after(anchor)
    assert window.distance is not None
    if window.direction == "before":
        edge = anchor.shifted(window.distance, -1)
        return point.between(edge, anchor) if window.relation == "within" else point.on_or_before(edge)
    edge = anchor.shifted(window.distance)
    return point.between(anchor, edge) if window.relation == "within" else point.on_or_after(edge)


def find_moment(
    moment: Moment, spot: Spot, *, documented_only: bool = False, silence_absent: bool = False
) -> MomentFound:
    """The interval in which the moment lies: from the latest sure start to the latest possible end (or the first ones).

    An event that a denial stands against is possible only, and so is one that is only attested where documents are asked for.
    """
    scope = moment.scope
    filters = filters_of(scope, documented_only)
    found = [(fact, scope_of(fact, filters, spot)) for fact in spot.facts(scope.kind.name)]
    found = [(fact, verdict) for fact, verdict in found if verdict is not NOT_MET]
    denials = [fact for fact, _ in found if fact.is_denial]
    events = [(fact, verdict) for fact, verdict in found if not fact.is_denial]
    if not events:
        denied = any(verdict is MET for fact, verdict in found)
        by_silence = not denied and silence_means_absent(scope.kind, spot, silence_absent)
        return MomentFound(None, ruled_out=denied or by_silence, by_silence=by_silence)
    sure = [
        fact
        for fact, verdict in events
        if verdict is MET and all(contradicts(scope.kind, denial, fact) is NOT_MET for denial in denials)
    ]
    possible = [fact for fact, _ in events if fact not in sure]
    if not sure:
        return MomentFound(None)
    starts = [_extent(fact, spot) for fact in sure]
    ends = starts + [_extent(fact, spot) for fact in possible]
    if moment.which == "last":
        low, high = max(one.earliest for one in starts), max(one.latest for one in ends)
    else:
        low, high = min(one.earliest for one in ends), min(one.latest for one in starts)
    return MomentFound(PartialDate(min(low, high), high))


def _extent(fact: Fact, spot: Spot) -> PartialDate:
    """When it happened; an undated one by the day it was written down, or by the day of judgement."""
    return fact.when or PartialDate(OPEN_START, fact.recorded or spot.chart.day)


def surely_later(one: Fact, other: Fact) -> bool:
    """Whether `one` is dated after every day on which `other` can have been."""
    return one.when is not None and other.when is not None and one.when.earliest > other.when.latest


def contradicts(kind: Kind, denial: Fact, event: Fact) -> Verdict:
    """Whether a denial speaks against this event: it covers all that the event is, and the event is not surely later."""
    if surely_later(event, denial):
        return NOT_MET
    verdict = MET
    named = {**denial.qualifiers, **({kind.main: denial.value} if kind.main and denial.value is not None else {})}
    for name, said in named.items():
        mine = event.qualifiers.get("side") if name == "side" else value_of(event, kind, name)
        if mine is None or not isinstance(said, str) or not isinstance(mine, str):
            verdict = verdict & UNKNOWN
        elif name == "side":
            verdict = verdict & (MET if said in (mine, "both") else UNKNOWN if mine == "both" else NOT_MET)
        else:
            field_ = kind.fields.get(name)
            narrower = field_ is not None and field_.is_a(mine, said)
            broader = field_ is not None and field_.is_a(said, mine)
            verdict = verdict & (MET if said == mine or narrower else UNKNOWN if broader else NOT_MET)
    return verdict


def may_be_unread(kind: Kind, spot: Spot) -> bool:
    """Whether a document that might show the kind could not be read."""
    unread = spot.chart.unread_kinds
    return bool(unread) and ("other" in unread or not unread.isdisjoint(kind.shown_by))


def may_be_set_aside(kind: Kind, spot: Spot) -> bool:
    """Whether a page that might show the kind was set aside as another patient's."""
    aside = spot.chart.set_aside_kinds
    return bool(aside) and ("other" in aside or not aside.isdisjoint(kind.shown_by))


def silence_means_absent(kind: Kind, spot: Spot, by_the_leaf: bool = False) -> bool:
    """Whether nothing said of the kind means that there is none; never while a document is unread that might say it."""
    silence = kind.silence
    if silence.means == "closed":
        return True
    if may_be_unread(kind, spot):
        return False
    if by_the_leaf or silence.means == "absent":
        return True
    return silence.after is not None and any(not fact.is_denial for fact in spot.facts(silence.after))


Filter = Callable[[Fact, Spot], Verdict]


def filters_of(test: FactTest, documented_only: bool = False, silence_speaks: bool = True) -> tuple[Filter, ...]:
    """The filters of a test as functions of a fact and a spot, windows last.

    `documented_only`: attested alone is not enough. `silence_speaks` False: a moment that only silence rules out is unknown.
    """
    kind = test.kind
    filters: list[Filter] = []
    if documented_only:
        filters.append(lambda fact, spot: UNKNOWN if fact.is_only_attested else MET)
    if test.level is not None:
        wanted = test.level
        filters.append(lambda fact, spot: at_level(fact, wanted, spot))
    if test.this_side:
        filters.append(on_side)
    if test.concordant:
        filters.append(concordant)
    if kind.denies_alone:
        filters.append(partial(_denies_enough, test))
    filters += [partial(_with_field, kind, comparison) for comparison in test.having]
    filters += [partial(_window_verdict, kind, window, documented_only, silence_speaks) for window in test.windows]
    return tuple(filters)


def scope_of(fact: Fact, filters: Iterable[Filter], spot: Spot) -> Verdict:
    """Whether the leaf looks at this fact: the conjunction of its filters."""
    verdict = MET
    for filtered in filters:
        found = filtered(fact, spot)
        if found is NOT_MET:
            return NOT_MET
        if found is UNKNOWN:
            verdict = UNKNOWN
    return verdict


def _denies_enough(test: FactTest, fact: Fact, spot: Spot) -> Verdict:
    """A denial of one sort says nothing of the others: "no physical therapy" does not deny all care."""
    if not fact.is_denial:
        return MET
    named = {
        name for name, value in fact.qualifiers.items() if isinstance(value, str) and (name, value) != ("side", "both")
    }
    if test.kind.main and isinstance(fact.value, str):
        named.add(test.kind.main)
    named = set(filter(test.kind.is_denied_alone, named))
    asked = {one.field.name for one in test.having}
    asked |= {"level"} if test.level else set()
    asked |= {"side"} if test.this_side else set()
    compared = test.comparison
    if compared and compared.op == "is":  # "no dural tear" is the answer where a dural tear is asked for
        if _denial_covers(compared, value_of(fact, test.kind, compared.field.name)) is MET:
            asked.add(compared.field.name)
    return MET if named <= asked else UNKNOWN


def _with_field(kind: Kind, comparison: Comparison, fact: Fact, spot: Spot) -> Verdict:
    return has_field(fact, kind, comparison, spot.anatomy)


def _window_verdict(
    kind: Kind, window: Window, documented_only: bool, silence_speaks: bool, fact: Fact, spot: Spot
) -> Verdict:
    if window.anchor is None:
        return in_window(fact, kind, window, PartialDate.day(spot.chart.day), spot)
    found = find_moment(window.anchor, spot, documented_only=documented_only)
    if found.ruled_out and (silence_speaks or not found.by_silence):
        return MET if window.anchor.ignore_if_none else NOT_MET
    return in_window(fact, kind, window, found.when, spot)
