"""A criterion back into plain words: what is asked, with the number and not the name of the parameter."""

from __future__ import annotations

from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AskAPerson,
    AtLeast,
    Body,
    Criterion,
    Never,
    Test,
    children_of,
)
from necessity.policy.leaf import LEVELS, Comparison, FactTest, Leaf, LineTest, MomentTest, Window
from necessity.quantity import Grade, Quantity

_ORDER = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than"}


def plain(name: str) -> str:
    """A name of the vocabulary as words: `conservative_care` is conservative care."""
    return name.replace("_", " ").replace("-", " ") if not name[:1].isdigit() and "@" not in name else name


def leaf_words(leaf: Leaf) -> str:
    """What a leaf asks, in one phrase."""
    if isinstance(leaf, LineTest):
        here = " at this level" if leaf.at_this_level else ""
        asked = "is requested" if leaf.question == "requested" else "meets its own criteria"
        return f"{plain(leaf.procedure)} {asked}{here}"
    if isinstance(leaf, MomentTest):
        return f"{_ORDER[leaf.op]} {leaf.parameter.value} since the {plain(leaf.moment.id)}"
    return _fact_words(leaf)


def _fact_words(test: FactTest) -> str:
    parts = [f"no {plain(test.kind.name)}" if test.absent else plain(test.kind.name)]
    if test.comparison:
        parts.append(comparison_words(test.comparison, main=test.kind.main))
    parts += [f"with {comparison_words(one)}" for one in test.having]
    if test.level:
        parts.append(LEVELS[test.level])
    if test.this_side:
        parts.append("on this side")
    if test.concordant:
        parts.append("that fits the roots of this level")
    parts += [_window_words(window) for window in test.windows]
    return " ".join(parts)


def comparison_words(comparison: Comparison, main: str | None = None) -> str:
    """`length at least 6 weeks`; the main field of a kind needs no name before a word."""
    name, op = plain(comparison.field.name), comparison.op
    lead = "" if comparison.field.name == main and op in ("is", "is not", "one of") else f"{name} "
    if op == "one of":
        assert isinstance(comparison.bound, tuple)
        return lead + (" or ".join(plain(word) for word in comparison.bound) or "one of an empty list")
    if op in ("is", "is not"):
        return f"{lead}{'not ' if op == 'is not' else ''}{plain(str(comparison.bound))}"
    return f"{lead}{_ORDER[op]} {bound_words(comparison)}"


def bound_words(comparison: Comparison) -> str:
    """What a field is compared with, in words: the number, the grade, or the words of a list."""
    bound = comparison.bound
    if isinstance(bound, Quantity | Grade):
        return plain(str(bound))
    return " or ".join(map(plain, bound)) if isinstance(bound, tuple) else plain(bound)


def _window_words(window: Window) -> str:
    anchor = "the request" if window.anchor is None else f"the {plain(window.anchor.id)}"
    if window.parameter is None:
        return f"{window.direction} {anchor}"
    lead = "at least" if window.relation == "at_least" else "within"
    return f"{lead} {window.parameter.value} {window.direction} {anchor}"


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


def lines_of(criterion: Criterion, depth: int = 0, role: str = "") -> list[str]:
    """The whole tree, one line a node, indented; exceptions are named for what they are."""
    lead = {
        "waiver": "unless waived by: ",
        "bar": "never if: ",
        "applies_when": "only asked when: ",
        "replaced_when": "replaced when: ",
        "replaced_by": "then asked instead: ",
    }.get(role, "")
    text = f"{'  ' * depth}- {lead}{criterion.clause.says} [{criterion.id}]"
    body = criterion.body
    if isinstance(body, Test) and criterion.clause.says != body_words(body):
        text += f"\n{'  ' * depth}    asked: {leaf_words(body.leaf)}"
        if body.silence_absent:
            text += "; where nothing is said of it, it counts as absent"
    elif not isinstance(body, Test) and criterion.clause.says != body_words(body):
        text += f"\n{'  ' * depth}    {body_words(body)}"
    lines = [text]
    for child_role, child in children_of(criterion):
        lines += lines_of(child, depth + 1, child_role)
    return lines
