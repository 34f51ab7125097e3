"""All minimal sets of answers that change a recommendation: counted exactly, the cheapest told.

Invariant: applying a set gives the recommendation that it is told for, and leaving out any of its answers does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from necessity.assessment.assessment import Recommendation
from necessity.counterfactual.diagrams import NO, YES, Diagrams
from necessity.counterfactual.encoded import Encoded, answered
from necessity.counterfactual.formulas import Formulas
from necessity.counterfactual.inquiry import Inquiry, Outcome
from necessity.counterfactual.minimal import Families
from necessity.counterfactual.places import Asked
from necessity.symbolic.rails import Rails

Literal = tuple[int, bool]
"""A question by its number, with the answer that it gets."""


class Sets:
    """The minimal sets of answers of one line (None: of the setting) for one recommendation."""

    def __init__(
        self, formulas: Formulas, formula: int, order: Sequence[int], contrary: Iterable[tuple[int, int]]
    ) -> None:
        helps, hinders = formulas.signs(formula)
        told = set(order)
        self._literals = [one for one in formulas.order(formula) if one in helps and one in told]
        place = {literal: number for number, literal in enumerate(self._literals)}
        # an answer that can only hinder is in no minimal set, and one that is asked of another line alone is not told of this
        known = {NO: NO, YES: YES} | {formulas.one(one): NO for one in (helps | hinders) - place.keys()}
        d = Diagrams()
        known |= {formulas.one(one): d.one(place[one]) for one in self._literals}
        self._families = Families(d)
        pairs = [(place[one], place[other]) for one, other in contrary if one in place and other in place]
        family = self._families.minimal(formulas.diagram(formula, d, known))
        self._family = self._families.without(family, self._families.of(pairs))

    @property
    def count(self) -> int:
        return self._families.count(self._family)

    def questions(self) -> frozenset[int]:
        """The questions of which some set holds an answer."""
        return frozenset(self._literals[place] // 2 for place in self._families.variables(self._family))

    def cheapest(self, price: Callable[[Literal], int], most: int) -> list[tuple[Literal, ...]]:
        """The cheapest sets, cheapest first."""
        literal = [(one // 2, one % 2 == 0) for one in self._literals]
        found = self._families.cheapest(self._family, lambda place: price(literal[place]), most)
        return [tuple(sorted((literal[place] for place in members), key=_in_the_tree)) for members in found]


def _in_the_tree(one: Literal) -> tuple[int, bool]:
    """The order of the tree, a yes before a no."""
    return one[0], not one[1]


class Answers:
    """Every answer that may still be given as a variable of its own: twice the question's number for a yes, one more for a no."""

    def __init__(self, inquiry: Inquiry) -> None:
        self.inquiry, self.formulas = inquiry, Formulas()
        self.encoded: Encoded[int] = Encoded(self.formulas, self._rails, inquiry.followed)
        self._follows: dict[int, list[int]] = {}
        for one, other in inquiry.laws:
            self._follows.setdefault(2 * other, []).append(2 * one)
            self._follows.setdefault(2 * one + 1, []).append(2 * other + 1)
        self._known: dict[tuple[int, tuple[int, ...]], Sets] = {}
        questions = inquiry.questions
        self._contrary = [(2 * one.number, 2 * one.number + 1) for one in questions if one.yes and one.no]
        self._contrary += [
            (2 * one, 2 * other + 1) for one, other in inquiry.laws if questions[one].yes and questions[other].no
        ]

    def _own(self, literal: int) -> int:
        question = self.inquiry.questions[literal // 2]
        allowed = question.no if literal % 2 else question.yes
        return self.formulas.one(literal) if allowed else NO

    def _literal(self, literal: int) -> int:
        """Where the question is answered so, by itself or by what follows from another answer."""
        return self.formulas.either(self._own(literal), *map(self._own, self._follows.get(literal, ())))

    def _rails(self, asked: Asked) -> Rails[int]:
        number = 2 * self.inquiry.number[asked.key]
        return answered(self.formulas, self._literal(number), self._literal(number + 1), asked)

    def sets(self, outcome: Outcome[int], name: str | None, to: Recommendation) -> Sets:
        """The minimal sets that make an outcome of a line `to`."""
        f = self.formulas
        formula = {Recommendation.APPROVE: outcome.approve, Recommendation.REFER: outcome.refer}.get(to)
        if formula is None:
            formula = f.both(f.no(outcome.approve), f.no(outcome.refer))
        of_it = self.inquiry.of(name)
        if (formula, of_it) not in self._known:
            order = [literal for number in of_it for literal in (2 * number, 2 * number + 1)]
            self._known[formula, of_it] = Sets(f, formula, order, self._contrary)
        return self._known[formula, of_it]
