"""The tree of a policy as definitions of CQL: one for every criterion, with its sentence and source above it.

Invariant: a definition is true, false or null as the table "Nodes on two rails" says; what is not said is null, never false.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from necessity.assessment.finding import Clause, Need, Source
from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AskAPerson,
    AtLeast,
    Criterion,
    Never,
    Test,
    children_of,
)
from necessity.policy.leaf import set_by as set_by_of
from necessity.report.cql_leaf import LeafWords
from necessity.report.cql_text import NotSaid, comment, name

LINE_LEVEL = "Line.level"
_FUNCTION_LEVEL = "Level"


@dataclass(frozen=True, slots=True)
class Placed:
    """A criterion in its tree, with the way it is asked there; two that stand in two places are two.

    `path` is its place from the root down. `waiving`: it stands inside a waiver, where an attestation alone decides nothing.
    `optional`: it is one of several, or an exception, where "does not apply" cannot help. `each_level`: it is asked level by
    level.
    """

    criterion: Criterion
    path: tuple[int, ...] = ()
    waiving: bool = False
    optional: bool = False
    each_level: bool = False

    def below(self) -> Iterator[tuple[str, Placed]]:
        """What stands directly beneath, with its role, in the order of `children_of`."""
        body = self.criterion.body
        several = isinstance(body, Any | AtLeast | AnyLevel)
        for number, (role, child) in enumerate(children_of(self.criterion)):
            waiving = self.waiving or role == "waiver"
            optional = several if role == "body" else role != "replaced_by"
            each_level = self.each_level or (role == "body" and isinstance(body, AnyLevel))
            yield role, Placed(child, (*self.path, number), waiving, optional, each_level)


@dataclass(kw_only=True)
class TreeWords:
    """Trees as definitions; `not_said` fills with the criteria that are null here, and why.

    `by_level` fills with the names of those that are asked level by level, `sources` with the sources of all, each once.
    """

    leaves: LeafWords
    names: dict[tuple[int, ...], str] = field(default_factory=dict)
    not_said: list[tuple[str, str]] = field(default_factory=list)
    by_level: list[str] = field(default_factory=list)
    sources: dict[tuple[str, str], Source] = field(default_factory=dict)

    def definitions(self, roots: Sequence[Placed]) -> list[str]:
        """Every criterion from the roots down, in the order of the pack."""
        placed = [one for root in roots for one in _walk(root)]
        for one in placed:
            self.names[one.path] = self.leaves.defines.own_name(one.criterion.id)
        return [line for one in placed for line in self._definition(one)]

    def of(self, one: Placed, level: str | None = None) -> str:
        """The expression that gives the answer of a criterion, inside the definitions of another."""
        own = self.names[one.path]
        return f"{name(f'{own} at')}({level or _FUNCTION_LEVEL})" if one.each_level else name(own)

    def _definition(self, one: Placed) -> list[str]:
        criterion, own = one.criterion, self.names[one.path]
        said = self._told(criterion)
        try:
            body = self._body(one)
        except NotSaid as why:
            self.not_said.append((own, str(why)))
            said += comment(f"Not said here, so it is unknown: {why}.")
            body = "null as Boolean"
        if criterion.has_exceptions:
            base = f"{own}, before its exceptions"
            said += [*self._defined(one, base, body), ""]
            body = self._excepted(one, name(f"{base} at") + f"({_FUNCTION_LEVEL})" if one.each_level else name(base))
        said += self._defined(one, own, body)
        if one.each_level:
            self.by_level.append(own)
            at_each = f'"the levels" L return all Tuple {{ level: L.level, met: {self.of(one, "L.level")} }}'
            said += [f"define {name(f'{own} at each level')}:", f"  {at_each}"]
        return [*said, ""]

    def _defined(self, one: Placed, own: str, body: str) -> list[str]:
        head = f"define function {name(f'{own} at')}(Level String):" if one.each_level else f"define {name(own)}:"
        return [head, f"  {body}"]

    def _told(self, criterion: Criterion) -> list[str]:
        clause, body = criterion.clause, criterion.body
        set_by = set_by_of(body.leaf) if isinstance(body, Test) else ()
        for source in (clause.source, *set_by):
            self.sources.setdefault((source.ref, source.document), source)
        said = comment(clause.says)
        if isinstance(body, Test):
            silent = "; nothing said of it counts as absent" if body.silence_absent else ""
            said += comment(f"Asked: {body.line}{silent}")
        said += comment(f"Kind: {clause.need.value}. Source: {source_words(clause)}")
        return said

    # -- bodies ------------------------------------------------------------------------------------------------------------

    def _body(self, one: Placed) -> str:
        criterion = one.criterion
        body = criterion.body
        if isinstance(body, Test):
            asks_for_documents = one.waiving or criterion.clause.need is Need.READINESS
            documented_only = asks_for_documents if body.attested is None else not body.attested
            level = _FUNCTION_LEVEL if one.each_level else LINE_LEVEL
            return self.leaves.leaf(
                body.leaf, level, silence_absent=body.silence_absent, documented_only=documented_only
            )
        if isinstance(body, Never):
            return "false"
        if isinstance(body, AskAPerson):
            return "null as Boolean"
        below = [child for role, child in one.below() if role == "body"]
        if isinstance(body, AnyLevel):
            return self._any_level(below[0])
        answers = [self.of(child) for child in below]
        if isinstance(body, All):
            return _joined(answers, "and")
        if isinstance(body, Any):
            return self._if_raised(below, _joined(answers, "or"))
        assert isinstance(body, AtLeast)
        return self._if_raised(below, _at_least(body.needed, answers))

    def _if_raised(self, below: list[Placed], said: str) -> str:
        """Where no branch is surely raised the answer is unknown, never not met."""
        raised = [self._applies(child) for child in below]
        if not raised or any(one is None for one in raised):
            return said
        surely = " or ".join(f"({self.of(one)}) is true" for one in raised if one)
        return f"case when ({said}) is false and not ({surely}) then null else ({said}) end"

    def _applies(self, one: Placed) -> Placed | None:
        return next((child for role, child in one.below() if role == "applies_when"), None)

    def _any_level(self, child: Placed) -> str:
        at_each = f'"the levels" L return all Tuple {{ v: {self.of(child, "L.level")} }}'
        said = f"C.AnyOf({at_each})"
        applies = self._applies(child)
        if applies is None:
            return said
        raised = f'exists ("the levels" L where {self.of(applies, "L.level")} is true)'
        return f"case when {said} is false and not {raised} then null else {said} end"

    # -- exceptions, in the order body, replaced, waived, barred, applies ---------------------------------------------------

    def _excepted(self, one: Placed, base: str) -> str:
        said = base
        roles: dict[str, list[str]] = {}
        for role, child in one.below():
            roles.setdefault(role, []).append(self.of(child))
        if one.criterion.replaced_when:
            w, y = roles["replaced_when"][0], roles["replaced_by"][0]
            said = f"(({w} and {y}) or (not {w} and {said}) or ({said} and {y}))"
        for waiver in roles.get("waiver", []):
            said = f"({said} or {waiver})"
        for bar in roles.get("bar", []):
            said = f"({said} and not {bar})"
        if one.criterion.applies_when:
            applies = roles["applies_when"][0]
            said = f"({said} and {applies})" if one.optional else f"({said} or not {applies})"
        return said


def _walk(one: Placed) -> Iterator[Placed]:
    yield one
    for _, child in one.below():
        yield from _walk(child)


def _joined(answers: list[str], word: str) -> str:
    return f"\n    {word} ".join(answers)


def _at_least(needed: int, answers: list[str]) -> str:
    """n of k as sums of ones: those surely met, and those surely not."""
    met = " + ".join(f"(case when {one} is true then 1 else 0 end)" for one in answers)
    failed = " + ".join(f"(case when {one} is false then 1 else 0 end)" for one in answers)
    lines = (f"when {met} >= {needed} then true", f"when {failed} > {len(answers) - needed} then false", "else null")
    return "\n    ".join(("case", *lines)) + "\n  end"


def source_words(clause: Clause) -> str:
    """Where a clause comes from, in one line."""
    source = clause.source
    parts = (source.document, source.publisher, source.date, source.place, source.url)
    return f"{'; '.join(filter(None, parts))} [{source.basis}]"
