"""What holds of a policy on every chart: proved with each question free to have any answer.

Invariant: the answers allowed here are more than any chart can give, so what no allowed answers break, no chart breaks. What is
broken here need not be broken by a chart: it is then told as not proved, never as a fault.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

from necessity.policy.criterion import AnyLevel
from necessity.policy.leaf import Comparison, FactTest, LineTest
from necessity.quantity import Grade, Quantity
from necessity.symbolic.asked import Ask, Key, Node, asks_of, comparison_key, nodes_of, test_key
from necessity.symbolic.rails import Encoder, Rails
from necessity.symbolic.solver import Formulas
from necessity.verdict import MET

CLAIMS = {
    "both": "no node is both met and failed",
    "missing": "no missing document leads to a referral",
    "overturned": "filling an unknown overturns no settled answer",
}
"""The claims that are proved for every chart at once, by their short names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`holds` True where it is proved, False where free answers break it, None where the solver gave up."""

    claim: str
    holds: bool | None


class Free:
    """Rails of questions that may have any answer: settled or open, by a fact or by silence."""

    def __init__(self, formulas: Formulas, name: str, line: Callable[[LineTest], object] | None = None) -> None:
        self.formulas, self.name = formulas, name
        self.found: dict[Key, Rails[Any]] = {}
        self.line = line

    def leaves(self, ask: Ask) -> Rails[Any]:
        key: Key = (ask.number,)
        if isinstance(ask.leaf, LineTest) and self.line is not None:
            key = (ask.number, self.line(ask.leaf))
        if key not in self.found:
            self.found[key] = self._rails(ask)
        return self.found[key]

    def atom(self, node: Node) -> Rails[Any] | None:
        """An any_level is one question here: its levels are as many as a case has, and each may answer otherwise."""
        if not isinstance(node.criterion.body, AnyLevel) or node.criterion.has_exceptions:
            return None
        key: Key = ("any level", node.key, node.waiving)
        if key not in self.found:
            self.found[key] = self._open_rails(may_be_unraised=True)
        return self.found[key]

    def _rails(self, ask: Ask) -> Rails[Any]:
        leaf = ask.leaf
        if isinstance(leaf, LineTest) and leaf.question == "met":
            return self._open_rails(may_be_unraised=True)
        one = self._open_rails()
        if leaf is None or isinstance(leaf, LineTest):  # a person, or the request itself: never by silence
            self.formulas.require(one.met == one.firm_met, one.failed == one.firm_failed, one.shown == one.met)
        elif isinstance(leaf, FactTest):
            self.formulas.require(one.shown == one.firm_met)
        return one

    def _open_rails(self, may_be_unraised: bool = False) -> Rails[Any]:
        f, z3 = self.formulas, self.formulas.z3
        m, x, fm, fx, shown = (f.variable(self.name) for _ in range(5))
        unraised = f.variable(self.name) if may_be_unraised else f.false
        f.require(z3.Not(z3.And(m, x)), z3.Implies(fm, m), z3.Implies(fx, x), z3.Implies(shown, m))
        if may_be_unraised:
            f.require(z3.Implies(unraised, z3.Not(z3.Or(m, x))))  # the reason of a whole that is settled is never this
        return Rails(m, x, fm, fx, unraised, shown)


def refers(f: Formulas, one: Rails[Any]) -> Any:
    """Where a root sends a line to a physician: failed, and not by silence."""
    return f.both(one.failed, one.firm_failed)


def approves(f: Formulas, one: Rails[Any]) -> Any:
    """Where a root approves a line: met, with something shown for it."""
    return f.both(one.met, one.shown)


def prove(root: Node) -> tuple[Proof, ...]:
    """The three claims for one tree, each on its own; what stands inside an any_level is proved as a tree of its own."""
    inner = [node.body[0] for node in nodes_of(root) if isinstance(node.criterion.body, AnyLevel)]
    found = [_prove(one) for one in (root, *inner)]
    return tuple(
        Proof(claim=claim, holds=_all_hold([proofs[at].holds for proofs in found])) for at, claim in enumerate(CLAIMS)
    )


def _all_hold(holds: Sequence[bool | None]) -> bool | None:
    if False in holds:
        return False
    return None if None in holds else True


def _prove(root: Node) -> tuple[Proof, ...]:
    f = Formulas()
    one, other, less = (Free(f, name) for name in ("a", "b", "c"))
    first = _encoder(f, one)
    rails = first.rails(root)
    asks = asks_of(root)
    for mapping in (one, other, less):
        lemmas(f, mapping, asks)
    f_both = f.either(*(f.both(r.met, r.failed) for r in first.known.values()))
    more = _encoder(f, other).rails(root)
    _filled(f, one, other)
    fewer = _encoder(f, less).rails(root)
    raising = _raising(root)
    for key, before in one.found.items():
        _taken_away(f, before, less.found[key], kept=key in raising)
    # the second and the third set of answers are tied to the first by assumptions of their own queries alone
    overturned = f.either(
        f.both(rails.met, f.no(more.met)),
        f.both(rails.failed, f.no(more.failed)),
        f.both(refers(f, rails), f.no(refers(f, more))),
    )
    answers = {
        "both": f_both,
        "missing": f.both(f.no(refers(f, rails)), refers(f, fewer)),
        "overturned": overturned,
    }
    holds: dict[str, bool | None] = {}
    for claim, broken in answers.items():
        found = f.find(broken)
        holds[claim] = None if found is None else found is False
    return tuple(Proof(claim=claim, holds=holds[claim]) for claim in CLAIMS)


def _encoder(f: Formulas, free: Free) -> Encoder[Any]:
    return Encoder(f, free.leaves, {}, free.atom)


def _filled(f: Formulas, before: Free, after: Free) -> None:
    """What was settled stays so, by a fact or by silence as it was; what was open may be anything."""
    implies, z3 = f.z3.Implies, f.z3
    for key, b in before.found.items():
        a = after.found[key]
        settled = z3.Or(b.met, b.failed)
        f.require(implies(b.met, a.met), implies(b.failed, a.failed))
        f.require(implies(settled, z3.And(a.firm_met == b.firm_met, a.firm_failed == b.firm_failed)))


def _taken_away(f: Formulas, before: Rails[Any], after: Rails[Any], *, kept: bool) -> None:
    """A question whose facts are taken away is open, or settled by silence; the others are answered as before."""
    z3 = f.z3
    same = z3.And(
        after.met == before.met,
        after.failed == before.failed,
        after.firm_met == before.firm_met,
        after.firm_failed == before.firm_failed,
        after.not_raised == before.not_raised,
    )
    if kept:
        f.require(same)
        return
    # of another line, by its own proof: what is taken away fails nothing firmly that was not failed so before
    f.require(z3.Or(same, z3.And(z3.Not(after.firm_met), z3.Implies(after.firm_failed, before.firm_failed))))


def _raising(root: Node) -> set[Key]:
    """The questions that raise one of several branches: what nobody raises is left out, by silence or not."""
    found: set[Key] = set()
    for node in nodes_of(root):
        if node.applies is not None and node.optional:
            found |= {(one.ask.number,) for one in nodes_of(node.applies) if one.ask}
    return found


# -- what is known of questions beside each other ---------------------------------------------------------------------------


def lemmas(f: Formulas, free: Free, asks: Sequence[Ask]) -> None:
    """Bounds on one field over the same facts stand in order: who meets the higher one meets the lower one."""
    scopes: dict[Key, list[Ask]] = {}
    for ask in asks:
        if isinstance(ask.leaf, FactTest) and ask.leaf.comparison and is_plain(ask.leaf):
            scopes.setdefault((scope_key(ask.leaf), ask.silence_absent, ask.documented_only), []).append(ask)
    for together in scopes.values():
        for one, other in permutations(together, 2):
            if _implies(one, other):
                a, b = free.leaves(one), free.leaves(other)
                f.require(f.z3.Implies(a.met, b.met), f.z3.Implies(b.failed, a.failed))


def scope_key(test: FactTest) -> Key:
    """Which facts are looked at, without what is asked of them."""
    key = test_key(test)
    return (key[0], *key[2:])


def is_plain(test: FactTest) -> bool:
    """Whether a denial means the same to every bound of the field, so that bounds stand in order."""
    asked = test.comparison
    is_every = test.kind.denies_alone and asked is not None and asked.op == "is"
    return asked is not None and not (
        asked.field.when_denied or asked.field.open_when_denied or test.absent or is_every
    )


def _implies(one: Ask, other: Ask) -> bool:
    if isinstance(one.leaf, FactTest) and isinstance(other.leaf, FactTest):
        return bool(one.leaf.comparison and other.leaf.comparison) and order_implies(
            one.leaf.comparison, other.leaf.comparison
        )
    return False


def order_implies(one: Comparison | None, other: Comparison | None) -> bool:
    """Whether every value that meets `one` meets `other`, and every value that fails `other` fails `one`; by order alone."""
    if (
        one is None
        or other is None
        or one.field.name != other.field.name
        or comparison_key(one) == comparison_key(other)
    ):
        return False
    low, high = ((">=", ">"), ("<=", "<"))
    for ops in (low, high):
        if one.op in ops and other.op in ops:
            strict = ops[1]
            wanted = strict if other.op == strict and one.op != strict else ops[0]
            return _stands(one, wanted, other)
    return False


def _stands(one: Comparison, order: str, other: Comparison) -> bool:
    mine, theirs = one.bound, other.bound
    if isinstance(mine, Quantity) and isinstance(theirs, Quantity) and mine.unit == theirs.unit:
        return mine.compare(order, theirs) is MET
    if isinstance(mine, Grade) and isinstance(theirs, Grade) and mine.scale == theirs.scale:
        return mine.compare(order, theirs) is MET
    return False
