"""Every node and every exception against the met and failed columns of the reference, written out here once more.

A child is a pair (met, failed) of 0 and 1; unknown is (0, 0). No not is used. Order: body, replaced, waived, barred, applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest
from hand_made import DAY, clause, fact, found, leaf, no, node

from necessity.assessment.finding import Reason
from necessity.policy import criterion as tree
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict

Rails = tuple[int, int]
RAILS: dict[Verdict, Rails] = {MET: (1, 0), NOT_MET: (0, 1), UNKNOWN: (0, 0)}
THREE = (MET, NOT_MET, UNKNOWN)
EXAMINED = fact("neuro_exam", on=DAY.isoformat())


def child(own_id: str, verdict: Verdict, **exceptions: object) -> tree.Criterion:
    """A criterion with that answer on a chart that holds an examination."""
    bodies: dict[Verdict, tree.Body] = {
        MET: tree.Test(leaf=leaf("neuro_exam"), line="neuro_exam"),
        NOT_MET: tree.Never(),
        UNKNOWN: tree.AskAPerson(),
    }
    return node(own_id, bodies[verdict], **exceptions)


def rails(criterion: tree.Criterion) -> Rails:
    return RAILS[found(criterion, EXAMINED).verdict]


# -- the formulas of the table -----------------------------------------------------------------------------------------


def all_(of: Sequence[Rails]) -> Rails:
    return min(m for m, _ in of), max(f for _, f in of)


def any_(of: Sequence[Rails]) -> Rails:
    return max(m for m, _ in of), min(f for _, f in of)


def at_least_(n: int, of: Sequence[Rails]) -> Rails:
    return int(sum(m for m, _ in of) >= n), int(sum(f for _, f in of) > len(of) - n)


def replaced_(w: Rails, y: Rails, b: Rails) -> Rails:
    met = (w[0] and y[0]) or (w[1] and b[0]) or (b[0] and y[0])
    failed = (w[0] and y[1]) or (w[1] and b[1]) or (b[1] and y[1])
    return int(met), int(failed)


def waived_(w: Rails, b: Rails) -> Rails:
    return int(b[0] or w[0]), int(b[1] and w[1])


def barred_(x: Rails, b: Rails) -> Rails:
    return int(b[0] and x[1]), int(b[1] or x[0])


def applies_(a: Rails, b: Rails, under_any: bool) -> Rails:
    if under_any:
        return int(b[0] and a[0]), int(b[1] or a[1])
    return int(b[0] or a[1]), int(b[1] and a[0])


# -- nodes -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_all_any_and_at_least(size: int) -> None:
    tried = 0
    for verdicts in product(THREE, repeat=size):
        children = tuple(child(f"c{number}", verdict) for number, verdict in enumerate(verdicts))
        of = [RAILS[verdict] for verdict in verdicts]
        assert rails(node("r", tree.All(children=children))) == all_(of)
        assert rails(node("r", tree.Any(children=children))) == any_(of)
        for needed in range(1, size + 1):
            assert rails(node("r", tree.AtLeast(needed=needed, children=children))) == at_least_(needed, of)
            tried += 1
    assert tried == size * 3**size


def test_any_level_is_the_any_of_the_levels() -> None:
    levels = ("L3-L4", "L4-L5", "L5-S1")
    asked = node("here", tree.Test(leaf=leaf("listhesis at this level"), line="listhesis at this level"))
    for verdicts in product(THREE, repeat=3):
        said = [
            fact("listhesis", level=level) if verdict is MET else no("listhesis", level=level)
            for level, verdict in zip(levels, verdicts, strict=True)
            if verdict is not UNKNOWN
        ]
        answer = found(node("r", tree.AnyLevel(child=asked)), *said, level=None, levels=levels)
        assert RAILS[answer.verdict] == any_([RAILS[verdict] for verdict in verdicts])
        assert [one.level for one in answer.children] == list(levels)


def test_never_and_ask_a_person_do_not_look_at_the_record() -> None:
    assert found(node("r", tree.Never())).verdict is NOT_MET
    asked = found(node("r", tree.AskAPerson()), EXAMINED)
    assert (asked.verdict, asked.reason) == (UNKNOWN, Reason.FOR_A_PERSON)


# -- exceptions, one by one and all together ---------------------------------------------------------------------------


def instead(w: Verdict, y: Verdict) -> tree.Replacement:
    return tree.Replacement(clause=clause("instead"), when=child("w", w), by=child("y", y))


def test_replaced_when() -> None:
    for b, w, y in product(THREE, repeat=3):
        answer = found(child("b", b, replaced_when=instead(w, y)), EXAMINED)
        assert RAILS[answer.verdict] == replaced_(RAILS[w], RAILS[y], RAILS[b])
        if (w, y) == (MET, MET):
            assert answer.reason is Reason.REPLACED and answer.exception and answer.exception.by == "instead"


def test_waived_by_one_and_by_two() -> None:
    for b, w, v in product(THREE, repeat=3):
        one = found(child("b", b, waived_by=(child("w", w),)), EXAMINED)
        two = found(child("b", b, waived_by=(child("w", w), child("v", v))), EXAMINED)
        assert RAILS[one.verdict] == waived_(RAILS[w], RAILS[b])
        assert RAILS[two.verdict] == waived_(any_([RAILS[w], RAILS[v]]), RAILS[b])
        if w is MET and b is not MET:
            assert one.reason is Reason.WAIVED and one.exception and one.exception.by == "w"
        if b is MET:
            assert one.reason is not Reason.WAIVED


def test_barred_by_one_and_by_two() -> None:
    for b, x, z in product(THREE, repeat=3):
        one = found(child("b", b, barred_by=(child("x", x),)), EXAMINED)
        two = found(child("b", b, barred_by=(child("x", x), child("z", z))), EXAMINED)
        assert RAILS[one.verdict] == barred_(RAILS[x], RAILS[b])
        assert RAILS[two.verdict] == barred_(any_([RAILS[x], RAILS[z]]), RAILS[b])
        if x is MET:
            assert one.reason is Reason.BARRED and one.exception and one.exception.by == "x"


def test_applies_when_is_neutral_for_its_parent() -> None:
    """Alone, under an all, an any and an at_least; the other member is open, so that the neutral value shows."""
    for a, b in product(THREE, repeat=2):
        asked = child("b", b, applies_when=child("a", a))
        alone = applies_(RAILS[a], RAILS[b], under_any=False)
        helping = applies_(RAILS[a], RAILS[b], under_any=True)
        answer = found(asked, EXAMINED)
        assert RAILS[answer.verdict] == alone
        if a is NOT_MET:
            assert answer.reason is Reason.DOES_NOT_APPLY and not answer.shown
        for other in THREE:
            pair = (asked, child("o", other))
            assert rails(node("r", tree.All(children=pair))) == all_([alone, RAILS[other]])
            assert rails(node("r", tree.Any(children=pair))) == any_([helping, RAILS[other]])
            assert rails(node("r", tree.AtLeast(needed=2, children=pair))) == at_least_(2, [helping, RAILS[other]])


@pytest.mark.parametrize("under_any", [False, True])
def test_all_exceptions_on_one_node_in_their_order(under_any: bool) -> None:
    for b, w, y, v, x, a in product(THREE, repeat=6):
        asked = child(
            "b",
            b,
            replaced_when=instead(w, y),
            waived_by=(child("v", v),),
            barred_by=(child("x", x),),
            applies_when=child("a", a),
        )
        expected = replaced_(RAILS[w], RAILS[y], RAILS[b])
        expected = waived_(RAILS[v], expected)
        expected = barred_(RAILS[x], expected)
        expected = applies_(RAILS[a], expected, under_any)
        if under_any:
            # beside a branch that is raised and fails, the any gives the branch's own answer
            asked = node("r", tree.Any(children=(asked, child("o", NOT_MET))))
        assert rails(asked) == expected, (b, w, y, v, x, a)


# -- what does not apply -----------------------------------------------------------------------------------------------


def test_an_any_of_which_nothing_is_raised_is_open() -> None:
    """Branches that are all left out say nothing; one that surely applies and fails is enough to fail."""
    for a, b, c, d in product(THREE, repeat=4):
        children = (child("b", b, applies_when=child("a", a)), child("d", d, applies_when=child("c", c)))
        met, failed = any_([applies_(RAILS[a], RAILS[b], True), applies_(RAILS[c], RAILS[d], True)])
        raised = RAILS[a][0] or RAILS[c][0]
        for body in (tree.Any(children=children), tree.AtLeast(needed=1, children=children)):
            answer = found(node("r", body), EXAMINED)
            assert RAILS[answer.verdict] == (met, int(failed and raised))
            if failed and not raised:
                assert answer.reason is Reason.NOT_RAISED


def test_a_level_to_which_nothing_applies_cannot_meet_an_any_level() -> None:
    here = node(
        "here",
        tree.Test(leaf=leaf("stenosis at this level"), line="stenosis at this level"),
        applies_when=node("slip", tree.Test(leaf=leaf("listhesis at this level"), line="listhesis at this level")),
    )
    levels = ("L4-L5", "L5-S1")
    out_everywhere = found(
        node("r", tree.AnyLevel(child=here)), no("listhesis"), no("stenosis"), level=None, levels=levels
    )
    assert (out_everywhere.verdict, out_everywhere.reason) == (UNKNOWN, Reason.NOT_RAISED)
    raised = (no("listhesis", level="L5-S1"), fact("listhesis", level="L4-L5"), no("stenosis"))
    assert found(node("r", tree.AnyLevel(child=here)), *raised, level=None, levels=levels).verdict is NOT_MET


@pytest.mark.parametrize(
    ("exception", "expected"),
    [("waived_by", NOT_MET), ("barred_by", MET), ("replaced_when", NOT_MET), ("applies_when", MET)],
)
def test_an_exception_that_does_not_apply_is_no_exception(exception: str, expected: Verdict) -> None:
    """A waiver, bar, replacement or condition whose own `applies_when` is ruled out does nothing."""
    out = child("e", MET, applies_when=child("never", NOT_MET))
    base = MET if exception == "barred_by" else NOT_MET
    given: dict[str, object] = {
        "waived_by": (out,),
        "barred_by": (out,),
        "replaced_when": tree.Replacement(clause=clause("instead"), when=out, by=child("y", MET)),
        "applies_when": out,
    }
    assert found(child("b", base, **{exception: given[exception]}), EXAMINED).verdict is expected
