"""Random test lines and random trees over the real vocabulary, with all nodes and all exceptions."""

from __future__ import annotations

from typing import Any

from hand_made import HERE, SOURCE, V, clause, node
from hypothesis import strategies as st

from necessity.policy import criterion as tree
from necessity.policy.leaf import FactTest, Leaf, LineTest, Moment, Parameter
from necessity.policy.line import LineReader
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.yaml_file import Sheet

KINDS = (
    "stenosis",
    "motor_strength",
    "motor_decline",
    "neuro_exam",
    "prior_surgery",
    "surgical_history",
    "conservative_care",
    "sensory_loss",
    "dynamic_translation",
    "cauda_equina",
    "payer_position",
    "imaging_study",
    "reflex_change",
    "concordance",
    "pars_defect",
)
PARAMETERS: dict[str, str | tuple[str, ...]] = {
    "stenosis_bound": "moderate",
    "mrc_bound": "4-",
    "weeks_bound": "4 weeks",
    "months_bound": "1 months",
    "mm_bound": "3 mm",
    "n_bound": "2 n",
    "half_year": "6 months",
    "a_year": "12 months",
    "six_weeks": "6 weeks",
    "care_list": ("exercise", "esi"),
    "imaging_list": ("mri", "ct_myelogram"),
    "root_list": ("L5", "S1"),
    "side_list": ("left", "right"),
    "fit_list": ("exact", "possible"),
}
MOMENTS = {
    "last_surgery_here": "last: prior_surgery at this level",
    "first_surgery": "first: prior_surgery",
    "last_fusion": "last: prior_surgery with type fusion on this side | ignore",
    "last_exam": "last: neuro_exam within a_year before request",
}
LISTS = {"modality": ("care_list", "imaging_list"), "root": ("root_list",), "match": ("fit_list",)}
TYPE_WORDS = ("is", "is not")


def _parameter(name: str) -> Parameter:
    return Parameter(name=name, value=PARAMETERS[name], source=SOURCE, place=HERE)


def _read(line: str, moments: dict[str, Moment]) -> Leaf:
    sheet = Sheet("random.yaml")
    known = {name: _parameter(name) for name in PARAMETERS}
    found = LineReader(sheet=sheet, place=HERE, vocabulary=V, parameters=known, moments=moments, used=set()).read(line)
    assert found is not None, sheet.problems
    return found


def known_moments() -> dict[str, Moment]:
    made: dict[str, Moment] = {}
    for name, text in MOMENTS.items():
        text, _, ignore = text.partition(" | ")
        which, _, scope = text.partition(": ")
        inner = _read(scope, made)
        assert isinstance(inner, FactTest)
        made[name] = Moment(id=name, which=which, scope=inner, ignore_if_none=bool(ignore))
    return made


KNOWN_MOMENTS = known_moments()


def _bound(field: Field) -> str:
    if field.type is FieldType.SCALE and field.scale is not None:
        return f"{field.scale.name}_bound"
    return f"{field.unit}_bound"


def _words(field: Field) -> list[str]:
    if field.type is FieldType.ROOT:
        return ["L4", "L5", "S1"]
    if field.type is FieldType.FREE:
        return ["quadriceps"] if field.name == "muscle" else ["marrow-aspirate"]
    return sorted(field.words)


@st.composite
def _asked(draw: st.DrawFn, field: Field, negated: bool) -> str:
    """What stands after a field: an order and a parameter, a word, or a list."""
    if field.type in (FieldType.SCALE, FieldType.QUANTITY):
        return f"{draw(st.sampled_from(['>=', '>', '<=', '<']))} {_bound(field)}"
    lists = [
        name
        for name in LISTS.get(field.name, ())
        if field.type is FieldType.ROOT or set(PARAMETERS[name]) <= set(field.words)
    ]
    if lists and draw(st.booleans()):
        return f"{'is ' if negated else ''}one of {draw(st.sampled_from(lists))}"
    word = draw(st.sampled_from(_words(field)))
    return f"{draw(st.sampled_from(['is', 'is not']))} {word}" if negated else word


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A test line about a fact or a moment."""
    if draw(st.integers(0, 9)) == 0:
        name, order = draw(st.sampled_from(sorted(MOMENTS))), draw(st.sampled_from([">=", ">", "<=", "<"]))
        return f"{name}.age {order} {draw(st.sampled_from(['half_year', 'a_year']))}"
    kind: Kind = V.kinds[draw(st.sampled_from(KINDS))]
    line = kind.name
    if kind.fields and draw(st.booleans()):
        field = kind.fields[draw(st.sampled_from(sorted(kind.fields)))]
        line += f".{field.name} {draw(_asked(field, True))}"
    elif draw(st.integers(0, 4)) == 0:
        line += " is absent"
    for part in draw(st.lists(_filters(kind), max_size=3, unique_by=lambda text: " ".join(text.split()[:2]))):
        line += f" {part}"
    return line


@st.composite
def _filters(draw: st.DrawFn, kind: Kind) -> str:
    choices = ["window"]
    if kind.has_level:
        choices += ["at this level", "at this level"]
    if kind.has_side:
        choices += ["on this side", "with side left", "with side one of side_list"]
    if {"root", "muscle"} & set(kind.fields):
        choices.append("concordant with this level")
    if kind.fields:
        choices += ["field", "field"]
    chosen = draw(st.sampled_from(choices))
    if chosen == "at this level":
        return draw(st.sampled_from(["at this level", "at this level", "at this level"]))
    if chosen == "field":
        field = kind.fields[draw(st.sampled_from(sorted(kind.fields)))]
        return f"with {field.name} {draw(_asked(field, False))}"
    if chosen == "window":
        return draw(_windows())
    return chosen


@st.composite
def _windows(draw: st.DrawFn) -> str:
    anchor = draw(st.sampled_from(["request", *MOMENTS]))
    direction = "before" if anchor == "request" else draw(st.sampled_from(["before", "after"]))
    lead = draw(st.sampled_from(["", "within half_year ", "at least six_weeks "]))
    return f"{lead}{direction} {anchor}"


def _criterion(text: str, **more: Any) -> tree.Criterion:
    return node("leaf", tree.Test(leaf=_read(text, KNOWN_MOMENTS), line=text, **more))


def leaves() -> st.SearchStrategy[tree.Criterion]:
    return st.builds(
        lambda text, enough: _criterion(text, attested=enough), lines(), st.sampled_from((None, True, False))
    )


def _silent_leaves() -> st.SearchStrategy[tree.Criterion]:
    def made(text: str, silent: bool) -> tree.Criterion:
        one = _criterion(text, silence_absent=silent)
        return one

    return st.builds(made, lines(), st.booleans())


def _bodies(inner: st.SearchStrategy[tree.Criterion]) -> st.SearchStrategy[tree.Body]:
    children = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        children.map(lambda found: tree.All(children=found)),
        children.map(lambda found: tree.Any(children=found)),
        st.tuples(children, st.integers(1, 3)).map(
            lambda pair: tree.AtLeast(needed=min(pair[1], len(pair[0])), children=pair[0])
        ),
        inner.map(lambda child: tree.AnyLevel(child=child)),
        st.just(tree.AskAPerson()),
        st.just(tree.Never()),
    )


def _nodes(inner: st.SearchStrategy[tree.Criterion]) -> st.SearchStrategy[tree.Criterion]:
    maybe = st.one_of(st.none(), st.none(), inner)
    few = st.lists(inner, max_size=1).map(tuple)
    replacement = st.one_of(
        st.none(),
        st.none(),
        st.tuples(inner, inner).map(lambda pair: tree.Replacement(clause=clause("r"), when=pair[0], by=pair[1])),
    )
    return st.builds(
        lambda body, applies, instead, waived, barred: node(
            "node", body, applies_when=applies, replaced_when=instead, waived_by=waived, barred_by=barred
        ),
        _bodies(inner),
        maybe,
        replacement,
        few,
        few,
    )


def _named(criterion: tree.Criterion, path: str = "n") -> tree.Criterion:
    """The tree with an id of its own on every node."""
    from dataclasses import replace

    count = iter(range(1000))

    def again(one: tree.Criterion) -> tree.Criterion:
        return _named(one, f"{path}-{next(count)}")

    body: tree.Body = criterion.body
    if isinstance(body, tree.All | tree.Any | tree.AtLeast):
        body = replace(body, children=tuple(map(again, body.children)))
    elif isinstance(body, tree.AnyLevel):
        body = tree.AnyLevel(child=again(body.child))
    instead = criterion.replaced_when
    if instead:
        instead = tree.Replacement(clause=clause(f"{path}-r"), when=again(instead.when), by=again(instead.by))
    return replace(
        criterion,
        clause=clause(path),
        body=body,
        applies_when=again(criterion.applies_when) if criterion.applies_when else None,
        replaced_when=instead,
        waived_by=tuple(map(again, criterion.waived_by)),
        barred_by=tuple(map(again, criterion.barred_by)),
    )


def trees() -> st.SearchStrategy[tree.Criterion]:
    """Trees of two or three floors."""
    first = _nodes(_silent_leaves())
    return st.one_of(first, _nodes(st.one_of(_silent_leaves(), first))).map(_named)


assert LineTest
