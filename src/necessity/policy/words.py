"""A test line and a body back into plain words: what is asked, with the number and not the name of the parameter.

Invariant: no name of a parameter, a moment or a field is printed, and a number keeps its sign, its order and its unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from necessity.policy.criterion import All, Any, AnyLevel, AskAPerson, AtLeast, Body, Never, Test
from necessity.policy.kind_words import AskedWords, FieldWords, KindWords, asked_words
from necessity.policy.leaf import LEVELS, Bound, Comparison, FactTest, Leaf, LineTest, Moment, MomentTest, Window
from necessity.quantity import Grade, Quantity
from necessity.vocabulary.load import vocabulary

_BEFORE = {">=": "at least {}", ">": "more than {}", "<=": "at most {}", "<": "less than {}", "=": "{}"}
_AFTER = {">=": "{} or more", ">": "more than {}", "<=": "{} or less", "<": "less than {}", "=": "{}"}
_WHATEVER = " (any figure)"
_MANY = 2  # from so many phrases on, the place stands apart
_SIDE = FieldWords(words={"left": "on the left", "right": "on the right", "both": "on both sides"})
_NAMES = ("is", "is not", "one of")
_UNITS = {
    "deg": ("degree", "degrees"),
    "sd": ("standard deviation", "standard deviations"),
    "n": ("", ""),
    "percent": ("%", "%"),
}
_SINGULAR = {"weeks": "week", "months": "month", "years": "year", "days": "day", "hours": "hour", "points": "point"}
_WRITTEN = re.compile(r"(-?[\d.]+) ?(\S+)?$")


def plain(name: str) -> str:
    """A name of the vocabulary as words: `conservative_care` is conservative care; a number, a grade and a unit stay."""
    is_number = name[:1].isdigit() or name[:2].lstrip("-")[:1].isdigit()
    return name if is_number or "@" in name else name.replace("_", " ").replace("-", " ")


def leaf_words(leaf: Leaf) -> str:
    """What a leaf asks, in one phrase."""
    if isinstance(leaf, LineTest):
        here = " at this level" if leaf.at_this_level else ""
        met = "" if leaf.question == "requested" else ", and meeting its own criteria"
        return f"requested{here}{met}: {procedure_words(leaf.procedure)}"
    if isinstance(leaf, MomentTest):
        return f"{_BEFORE[leaf.op].format(amount_words(leaf.parameter.value))} from {moment_words(leaf.moment)} to the request"
    return fact_words(leaf)


def procedure_words(name: str) -> str:
    """What a procedure is called; its name in words where the vocabulary does not know it."""
    known = vocabulary().procedures.by_name.get(name)
    return known.says if known else plain(name)


def moment_words(moment: Moment) -> str:
    """`the last fusion at this level`."""
    scope, words = moment.scope, asked_words().of(moment.scope.kind)
    noun, used = _noun(scope, words)
    called = noun if used or not words.moment else words.moment
    return f"the {moment.which} {_bare(called)}{_rest(scope, words, used)}"


def fact_words(test: FactTest) -> str:
    """What a test of facts asks: the fact, what is asked of its fields, its place and its days."""
    words = asked_words().of(test.kind)
    noun, used = _noun(test, words)
    if test.absent:
        noun = words.none if words.none and not used else f"no {_bare(noun, earlier=False)}"
    return noun + _rest(test, words, used)


def _rest(test: FactTest, words: KindWords, used: str) -> str:
    """All of a test but its noun; the first phrase follows the noun, the others stand apart."""
    said = list(dict.fromkeys(_field_phrases(test, words, used)))
    place = " ".join(_place_words(test))
    first = " ".join(filter(None, (*said[:1], place if len(said) < _MANY else "")))
    apart = [*said[1:], *([place] if len(said) >= _MANY and place else [])]
    apart += ["belonging to a root of this level"] if test.concordant else []
    lead = "" if first.startswith(":") else " "
    return (f"{lead}{first}" if first else "") + "".join(
        f", {one}" for one in (*apart, *map(_window_words, test.windows))
    )


def _place_words(test: FactTest) -> Iterator[str]:
    if test.level:
        yield LEVELS[test.level]
    if test.this_side:
        yield "on this side"


def _noun(test: FactTest, words: KindWords) -> tuple[str, str]:
    """What the facts are called, and the field whose words were used for that."""
    for one in _asked(test):
        if one.field.name == words.noun_by and one.op in ("is", "one of") and one.bound:
            field = words.fields.get(words.noun_by, FieldWords())
            said = _either(_word(word, field, asked_words()) for word in _bounds(one.bound))
            return (field.lead or "{}").replace("{}", said), words.noun_by
    return words.noun, ""


def _asked(test: FactTest) -> tuple[Comparison, ...]:
    """The comparisons of a test; two that hold a number between equal bounds are one."""
    every = [*([test.comparison] if test.comparison else []), *test.having]
    return tuple(one for one in every if not (one.op == "<=" and _is_pinned(one, every)))


def _is_pinned(one: Comparison, every: Sequence[Comparison]) -> bool:
    orders = {other.op for other in every if other.field == one.field and other.bound == one.bound}
    return {">=", "<="} <= orders


def _field_phrases(test: FactTest, words: KindWords, used: str) -> Iterator[str]:
    """What is asked of each field, in the order of the table."""
    every = [*([test.comparison] if test.comparison else []), *test.having]
    order = list(words.fields)
    asked = sorted(_asked(test), key=lambda one: order.index(one.field.name) if one.field.name in order else len(order))
    for one in asked:
        if one.field.name != used:
            field = words.fields.get(one.field.name) or (_SIDE if one.field.name == "side" else None)
            yield comparison_words(one, field, pinned=_is_pinned(one, every))


def comparison_words(comparison: Comparison, field: FieldWords | None = None, *, pinned: bool = False) -> str:
    """What is asked of one field: `for at least 6 weeks`, `with no response or worsening`."""
    said = field or FieldWords()
    lead = said.lead
    if comparison.op not in _NAMES:
        lead = lead or f"with {plain(comparison.field.name)} {{}}"
        order, amount = "=" if pinned else comparison.op, bound_words(comparison)
        amount += _WHATEVER if order == ">=" and _is_nothing(comparison.bound) else ""
        said_amount = lead.replace("{+}", _AFTER[order].format(amount)).replace("{}", _BEFORE[order].format(amount))
        return re.sub(r"\b1 (level|midnight|step)s\b", r"1 \1", said_amount)
    if not lead and not all(word in said.words for word in _bounds(comparison.bound)):
        lead = f"with {plain(comparison.field.name)} {{}}"
    named = _either(_word(word, said, asked_words()) for word in _bounds(comparison.bound)) or "one of an empty list"
    named = f"not {named}" if comparison.op == "is not" else named
    return (lead or "{}").replace("{}", named)


def _is_nothing(bound: Bound) -> bool:
    """Whether a number is zero: then the test asks only that some number is told."""
    return isinstance(bound, Quantity) and bound.low == bound.high == 0


def bound_words(comparison: Comparison) -> str:
    """What a field is compared with, in words: the number, the grade, or the words of a list."""
    bound = comparison.bound
    if isinstance(bound, Quantity):
        return amount_words(str(bound))
    if isinstance(bound, Grade):
        return plain(str(bound))
    return _either(_word(word, FieldWords(), asked_words()) for word in _bounds(bound))


def amount_words(value: str | tuple[str, ...]) -> str:
    """A number with its unit in words: `1 year`, `10 degrees`, `-2.5 standard deviations`, `8%`."""
    if isinstance(value, tuple):
        return _either(_word(word, FieldWords(), asked_words()) for word in value)
    found = _WRITTEN.fullmatch(value)
    if found is None or found[2] is None:
        return value
    number, unit = found[1], found[2]
    one, many = _UNITS.get(unit, (_SINGULAR.get(unit, unit), unit))
    name = one if number in ("1", "-1") else many
    return f"{number}{name}" if name in ("", "%") else f"{number} {name}"


def _bounds(bound: Bound) -> tuple[str, ...]:
    return bound if isinstance(bound, tuple) else (str(bound),)


def _word(word: str, field: FieldWords, table: AskedWords) -> str:
    return field.words.get(word) or table.every.get(word) or plain(word)


def _either(words: Iterable[str]) -> str:
    """`a, b or c`."""
    every = list(words)
    return f"{', '.join(every[:-1])} or {every[-1]}" if len(every) > 1 else "".join(every)


def _bare(noun: str, *, earlier: bool = True) -> str:
    """A noun without its article, and without `earlier` where it follows `the last`."""
    bare = re.sub(r"^(an?|the) ", "", noun)
    return bare.removeprefix("earlier ") if earlier else bare


def _window_words(window: Window) -> str:
    anchor = "the request" if window.anchor is None else moment_words(window.anchor)
    if window.parameter is None:
        return f"{window.direction} {anchor}"
    lead = "at least" if window.relation == "at_least" else "within"
    return f"{lead} {amount_words(window.parameter.value)} {window.direction} {anchor}"


def body_words(body: Body) -> str:
    """A sentence for a node that has none of its own."""
    if isinstance(body, Test):
        words = leaf_words(body.leaf)
        return words[:1].upper() + words[1:] + "."
    if isinstance(body, AtLeast):
        return f"At least {body.needed} of {len(body.children)}."
    if isinstance(body, All):
        return "All of these."
    if isinstance(body, Any):
        return "Any of these."
    if isinstance(body, AnyLevel):
        return "At one level at least."
    if isinstance(body, Never):
        return "Not covered."
    assert isinstance(body, AskAPerson)
    return "A person must look."
