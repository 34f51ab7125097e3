"""One field of a fact as two rails: a word among its family, a number or a grade against a bound, a root by its muscle.

Invariant: what a fact does not tell is on neither rail; a denial that names nothing covers what is asked.
"""

from __future__ import annotations

from decimal import Decimal

from necessity.policy.leaf import Comparison
from necessity.population.condition import (
    FAILED,
    MET,
    NO,
    OPEN,
    YES,
    Condition,
    Is,
    Rails,
    among,
    both,
    cases,
    either,
    outside,
)
from necessity.population.rows import Said, is_number
from necessity.quantity import Grade, Quantity
from necessity.vocabulary.anatomy import Anatomy
from necessity.vocabulary.kinds import Field, FieldType, Keeps

_SMALLEST = {"weeks": ("days", 7), "years": ("months", 12), "cm": ("length", 10)}
_TIMES = ("days", "months")


def in_smallest_unit(quantity: Quantity) -> tuple[float, float]:
    """Both ends in the smallest unit of the dimension: days, months, millimetres."""
    _, factor = _SMALLEST.get(quantity.unit, (quantity.unit, 1))
    # in decimals, for in binary 0.07 cm times ten is a little more than 0.7 mm
    low, high = (float(Decimal(repr(end)) * factor) for end in (quantity.low, quantity.high))
    return low, high


def asked_words(comparison: Comparison) -> tuple[str, ...]:
    """The words that are asked for; a bound that is no word is asked for as it is written."""
    bound = comparison.bound
    return bound if isinstance(bound, tuple) else (str(bound),)


def narrower(field: Field, word: str) -> tuple[str, ...]:
    """The word and every word that is a kind of it."""
    return (word, *(one for one, above in field.words.items() if word in above))


def broader(field: Field, word: str) -> tuple[str, ...]:
    """Every word that the word is a kind of."""
    return field.words.get(word, ())


def words_met(comparison: Comparison) -> tuple[str, ...]:
    """The words that are one of those asked for, or narrower."""
    return tuple(one for word in asked_words(comparison) for one in narrower(comparison.field, word))


def words_open(comparison: Comparison) -> tuple[str, ...]:
    """The words that are broader than one asked for: it may be meant."""
    return tuple(one for word in asked_words(comparison) for one in broader(comparison.field, word))


# -- positive facts ----------------------------------------------------------------------------------------------------


def compared(said: Said, comparison: Comparison) -> Rails:
    """The field of a positive fact against the bound."""
    field, bound = comparison.field.name, comparison.bound
    if isinstance(bound, Quantity):
        return _quantity(said, comparison, bound)
    if isinstance(bound, Grade):
        rails = _ordered(said, field, comparison.op, (bound.low, bound.high), days=False)
        return rails.where(Is(said.word(field), "=", "grade"))
    if is_number(said.kind, field):
        return OPEN
    column = said.word(field)
    met = among(column, words_met(comparison))
    known = (*words_met(comparison), *words_open(comparison))
    rails = Rails(met, both(said.told(field), outside(column, known)))
    return rails.turned if comparison.op == "is not" else rails


def _quantity(said: Said, comparison: Comparison, bound: Quantity) -> Rails:
    """A number in the dimension of the bound; where one is in months and the other in days, both in days."""
    field, own = comparison.field.name, bound.dimension
    same = _ordered(said, field, comparison.op, in_smallest_unit(bound), days=False)
    found = [same.where(Is(said.word(field), "=", own))]
    if own in _TIMES:
        in_days = bound.in_days()
        other = _TIMES[1 - _TIMES.index(own)]
        rails = _ordered(said, field, comparison.op, (in_days.low, in_days.high), days=True)
        found.append(rails.where(Is(said.word(field), "=", other)))
    return cases(*found)


def _ordered(said: Said, field: str, op: str, bound: tuple[float, float], *, days: bool) -> Rails:
    """An interval against a bound; an open end leaves its own bound out."""
    least, most = bound
    low = said.number(field, "low_days" if days else "low")
    high = said.number(field, "high_days" if days else "high")
    above_low = both(Is(said.number(field, "low_open"), "=", 1))
    below_high = both(Is(said.number(field, "high_open"), "=", 1))
    if op == ">=":
        return Rails(Is(low, ">=", most), either(Is(high, "<", least), both(Is(high, "=", least), below_high)))
    if op == ">":
        return Rails(either(Is(low, ">", most), both(Is(low, "=", most), above_low)), Is(high, "<=", least))
    if op == "<=":
        return Rails(Is(high, "<=", least), either(Is(low, ">", most), both(Is(low, "=", most), above_low)))
    return Rails(either(Is(high, "<", least), both(Is(high, "=", least), below_high)), Is(low, ">=", most))


# -- denials -----------------------------------------------------------------------------------------------------------


def denied_rails(comparison: Comparison) -> Rails:
    """What a denial of the kind says of the field: nothing holds, or what its file leaves open."""
    field = comparison.field
    if field.open_when_denied:
        return OPEN
    if not field.when_denied:
        return FAILED
    met, open_ = set(words_met(comparison)), set(words_open(comparison))
    answers = {MET if one in met else OPEN if one in open_ else FAILED for one in field.when_denied}
    if isinstance(comparison.bound, Quantity | Grade) or len(answers) > 1:
        return OPEN
    (answer,) = answers
    return answer.turned if comparison.op == "is not" else answer


def denial_covers(said: Said, comparison: Comparison) -> Rails:
    """A denial that names nothing, the same or something broader covers what is asked; something narrower may not."""
    field, column = comparison.field, said.word(comparison.field.name)
    untold, told = said.untold(field.name), said.told(field.name)
    if is_number(said.kind, field.name):
        return Rails(untold, Is(column, "=", "word"))
    asked = asked_words(comparison)
    covering = [(word, *broader(field, word)) for word in asked]
    every = both(*(among(column, words) for words in covering))
    touched = [one for word in asked for one in (*broader(field, word), *narrower(field, word))]
    failed = both(told, outside(column, touched)) if asked else NO
    return Rails(either(untold, every), failed)


# -- a field as a filter -----------------------------------------------------------------------------------------------


def has_field(said: Said, comparison: Comparison, anatomy: Anatomy) -> Rails:
    """`with FIELD ...` on one fact, denied or not."""
    kind, name = said.kind, comparison.field.name
    if comparison.field.type is FieldType.ROOT:
        return _root(said, comparison, anatomy)
    told = compared(said, comparison)
    if name == "side":
        either_side = Is(said.word("side"), "=", "both")
        told = cases(Rails(either_side, NO), told.where(Is(said.word("side"), "<>", "both")))
    covers = denial_covers(said, comparison)
    if name == "modality" and kind.keeps is Keeps.LATEST:
        # how it was looked at does not narrow what is denied
        return cases(
            Rails(both(said.denied, said.untold(name)), NO),
            told.where(either(said.stated, both(said.denied, said.told(name)))),
        )
    return cases(covers.where(said.denied), told.where(said.stated))


def _root(said: Said, comparison: Comparison, anatomy: Anatomy) -> Rails:
    """The main root of a muscle is met, one of its others open; a finding with neither says nothing of its root."""
    name, asked = comparison.field.name, asked_words(comparison)
    root, muscle = said.word(name), said.column("muscle")
    known = anatomy.muscles
    mains = [one.name for one in known.values() if one.main in asked]
    touched = [one.name for one in known.values() if {one.main, *one.others} & set(asked)]
    met = either(among(root, asked), among(muscle, mains))
    is_known = among(muscle, list(known))
    by_muscle = both(is_known, outside(muscle, touched))
    by_root = both(outside(muscle, list(known)), said.told(name))
    failed = both(outside(root, asked), either(by_muscle, by_root)) if asked else YES
    found = Rails(met, failed)
    found = found.turned if comparison.op == "is not" else found
    tells = either(said.told(name), Is(muscle, "<>", ""))
    silent = both(said.untold(name), Is(muscle, "=", ""))
    return cases(found.where(tells), Rails(both(silent, said.denied), NO))


def asked_of(said: Said, comparison: Comparison | None, anatomy: Anatomy) -> Rails:
    """The comparison of a test on one fact; without one, that it is stated."""
    if comparison is None:
        return Rails(said.stated, said.denied)
    if comparison.field.type is FieldType.ROOT:
        told = has_field(said, comparison, anatomy)
    else:
        told = compared(said, comparison)
    return cases(denied_rails(comparison).where(said.denied), told.where(said.stated))


def speaks_against_denial(said: Said) -> Condition:
    """Whether a positive fact says what a denial of its kind rules out."""
    fields = [one for one in said.kind.fields.values() if one.when_denied]
    if not fields:
        return YES
    return either(*(both(said.told(one.name), outside(said.word(one.name), one.when_denied)) for one in fields))
