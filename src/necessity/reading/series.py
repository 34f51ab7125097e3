"""What derivations, merging and conflicts all ask of two facts: the same place, the same day, which is later.

Invariant: every answer is three-valued; a missing level, side or date is UNKNOWN, and a denial without one covers all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from necessity.model.document import Evidence
from necessity.model.fact import SIDES, Fact, Value
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.vocabulary.kinds import Keeps, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.when import PartialDate


def value_of(fact: Fact, kind: Kind, name: str) -> Value | None:
    """The field `name` of the fact: its value for the main field, else its qualifier."""
    return fact.value if name == kind.main else fact.qualifiers.get(name)


def word_of(fact: Fact, kind: Kind, name: str) -> str | None:
    """The field where it holds a word, else None."""
    value = value_of(fact, kind, name)
    return value if isinstance(value, str) else None


def level_of(fact: Fact) -> str | None:
    """The motion segment that the fact names, if any."""
    level = fact.qualifiers.get("level")
    return level if isinstance(level, str) else None


def sides_of(fact: Fact) -> tuple[str, ...]:
    """`left`, `right`, or both of them; none where no side is stated."""
    side = fact.qualifiers.get("side")
    if side == "both":
        return ("left", "right")
    return (side,) if isinstance(side, str) and side in SIDES else ()


def same_level(one: Fact, other: Fact) -> Verdict:
    """Whether they name one level; UNKNOWN where one names none."""
    mine, theirs = level_of(one), level_of(other)
    if mine is None or theirs is None:
        return UNKNOWN
    return Verdict.of(mine == theirs)


def surely_later(one: Fact, other: Fact) -> bool:
    """Every day that `one` may be lies after every day that `other` may be."""
    return one.when is not None and other.when is not None and one.when.after(other.when) is MET


def same_day(one: PartialDate | None, other: PartialDate | None) -> Verdict:
    """Whether both fall on one day; UNKNOWN where a date is missing or not exact."""
    return UNKNOWN if one is None or other is None else one.same_as(other)


def counts_on(fact: Fact, day: date) -> bool:
    """It reaches a policy and was written down by `day`, or stands in the record of the operation itself."""
    if not fact.reaches_a_policy:
        return False
    return fact.recorded is None or fact.recorded <= day or any(q.of.kind == "operative note" for q in fact.quotes)


def evidence_of(facts: Iterable[Fact]) -> tuple[Evidence, ...]:
    """The evidence of all, each piece once, in the order of the facts.

    What rests on one that is only attested is only attested itself: then the attestations alone are kept.
    """
    sources = tuple(facts)
    attested = tuple(fact for fact in sources if fact.is_only_attested)
    return tuple(dict.fromkeys(piece for fact in attested or sources for piece in fact.evidence))


def last_recorded(facts: Iterable[Fact]) -> date | None:
    """The day on which all of them were on record."""
    days = [fact.recorded for fact in facts if fact.recorded is not None]
    return max(days) if days else None


def standing(facts: Iterable[Fact], kind: str, vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """The positive facts of a kind that no surely later fact of their series replaces, and no denial of the same day or later.

    Only a kind that keeps the latest loses anything, and only where the later fact surely speaks of the same series.
    """
    known = vocabulary.kinds[kind]
    mine = [fact for fact in facts if fact.kind == kind]
    positive = [fact for fact in mine if not fact.is_denial]
    if known.keeps is Keeps.EVERY:
        return tuple(positive)
    return tuple(fact for fact in positive if not any(_replaces(other, fact, known) for other in mine))


def _replaces(later: Fact, earlier: Fact, kind: Kind) -> bool:
    if later is earlier:
        return False
    if later.is_denial:
        same = same_day(later.when, earlier.when)
        return (surely_later(later, earlier) or same is MET) and speaks_of(later, earlier, kind) is MET
    return surely_later(later, earlier) and one_series(later, earlier, kind)


def may_be_denied(fact: Fact, facts: Iterable[Fact], kind: Kind) -> bool:
    """Whether a denial that is not surely earlier may speak of the fact."""
    denials = (other for other in facts if other.kind == kind.name and other.is_denial)
    return any(not surely_later(fact, one) and speaks_of(one, fact, kind) is not NOT_MET for one in denials)


def one_series(one: Fact, other: Fact, kind: Kind) -> bool:
    """Both surely name the same level, side and key fields (families at their broadest word)."""
    if kind.has_level and same_level(one, other) is not MET:
        return False
    if kind.has_side and (not sides_of(one) or sides_of(one) != sides_of(other)):
        return False
    for name in kind.key_fields:
        mine, theirs = word_of(one, kind, name), word_of(other, kind, name)
        field = kind.fields[name]
        if mine is None or theirs is None or field.broadest(mine) != field.broadest(theirs):
            return False
    return True


def speaks_of(denial: Fact, fact: Fact, kind: Kind) -> Verdict:
    """Whether a denial covers a fact: all that it names is the same or broader. What it does not name, it covers."""
    verdict = MET
    if level_of(denial) is not None:
        verdict = verdict & same_level(denial, fact)
    if sides_of(denial):
        mine, theirs = sides_of(denial), sides_of(fact)
        covered = UNKNOWN if not theirs else Verdict.of(set(theirs) <= set(mine))
        verdict = verdict & (UNKNOWN if covered is NOT_MET and set(theirs) & set(mine) else covered)
    for name, field in kind.fields.items():
        said = word_of(denial, kind, name)
        if said is None:
            continue
        found = word_of(fact, kind, name)
        if found is None:
            verdict = verdict & UNKNOWN
        elif not field.is_a(found, said):
            verdict = verdict & (UNKNOWN if field.is_a(said, found) else NOT_MET)
    return verdict
