"""Minimal sets found by a SAT solver, one after another: the formula as clauses, each set found smaller until nothing can go.

It shares the written formula with what it is held against, and nothing of how that is worked out.
"""

from __future__ import annotations

from collections.abc import Iterator

from pysat.examples.lbx import LBX
from pysat.formula import WCNF, IDPool

from necessity.counterfactual.diagrams import NO, YES
from necessity.counterfactual.flips import Answers
from necessity.counterfactual.formulas import AND, NOT, VARIABLE, Formulas

Clauses = list[list[int]]


def clauses_of(formulas: Formulas, formula: int, pool: IDPool) -> tuple[Clauses, int]:
    """The formula as clauses (Tseitin's), and the literal that stands for it."""
    clauses: Clauses = []
    known: dict[int, int] = {}

    def literal(one: int) -> int:
        if one in known:
            return known[one]
        kind, parts = formulas.kind[one], formulas.parts[one]
        if one in (NO, YES):
            found = pool.id(("constant", one))
            clauses.append([found if one == YES else -found])
        elif kind == VARIABLE:
            found = pool.id(("answer", parts[0]))
        elif kind == NOT:
            found = -literal(parts[0])
        else:
            below = [literal(part) for part in parts]
            found = pool.id(("formula", one))
            sign = 1 if kind == AND else -1
            clauses.extend([[-sign * found, sign * part] for part in below])
            clauses.append([sign * found, *(-sign * part for part in below)])
        known[one] = found
        return found

    return clauses, literal(formula)


def minimal_sets(answers: Answers, formula: int, of_it: tuple[int, ...]) -> Iterator[frozenset[tuple[int, bool]]]:
    """The minimal sets of answers to these questions, each once, in no order."""
    pool, questions = IDPool(), answers.inquiry.questions
    clauses, whole = clauses_of(answers.formulas, formula, pool)
    literals = {
        pool.id(("answer", 2 * number + (not answer))): (number, answer)
        for number in of_it
        for answer in (True, False)
        if (questions[number].yes if answer else questions[number].no)
    }
    made = WCNF()
    for clause in (*clauses, [whole]):
        made.append(clause)
    for literal, (number, _) in literals.items():
        made.append([-literal], weight=1)  # what is not answered stays as it is
        if questions[number].yes and questions[number].no:
            made.append([-pool.id(("answer", 2 * number)), -pool.id(("answer", 2 * number + 1))])
    for one, other in answers.inquiry.laws:
        if questions[one].yes and questions[other].no:
            made.append([-pool.id(("answer", 2 * one)), -pool.id(("answer", 2 * other + 1))])
    for kind, number in list(pool.id2obj.values()):
        if kind == "answer" and pool.id((kind, number)) not in literals:
            made.append([-pool.id((kind, number))])  # asked of another line alone
    with LBX(made, use_cld=True, solver_name="g4") as solver:
        soft = list(literals)
        found = solver.compute()
        while found:
            yield frozenset(literals[soft[number - 1]] for number in found)
            solver.block(found)
            found = solver.compute()
