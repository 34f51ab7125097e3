"""What is wrong with a pack, found without a case: every finding names its place and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from necessity.errors import Place, Problem, did_you_mean
from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AskAPerson,
    AtLeast,
    Criterion,
    Pack,
    Policy,
    Test,
    children_of,
    walk,
)
from necessity.policy.leaf import RESERVED, FactTest, LineTest
from necessity.vocabulary.load import Vocabulary

_EXCEPTION_ROLES = ("waiver", "bar", "applies_when", "replaced_when")


def check_pack(pack: Pack, vocabulary: Vocabulary, used_parameters: set[str]) -> list[Problem]:
    """Every problem of a pack that was read, in the order of its files."""
    check = _Check(pack=pack, vocabulary=vocabulary)
    for policy in pack.policies:
        check.policy(policy)
    check.around_the_tree()
    check.names(used_parameters)
    check.procedures()
    check.circles()
    return sorted(set(check.problems), key=lambda problem: (problem.where, problem.what))


@dataclass(kw_only=True)
class _Check:
    pack: Pack
    vocabulary: Vocabulary
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, what: str, where: Place, why: str = "", remedy: str = "") -> None:
        self.problems.append(Problem(what=what, where=where, why=why, remedy=remedy))

    # -- one policy ----------------------------------------------------------------------------------------------------

    def policy(self, policy: Policy) -> None:
        by_level = policy.judged != "whole line"
        self.tree(policy.requires, by_level=by_level)
        self.ids(policy)
        if self._all_can_fall(policy.requires):
            self.wrong(
                f"everything that '{policy.id}' requires can be waived or not apply",
                policy.place,
                "then nothing need be shown",
                "leave one requirement that always holds",
            )
        known = {node.id for node in walk(policy.requires)} | {one.clause.id for one in policy.cautions}
        for step in policy.steps:
            if step not in known:
                self.wrong(
                    f"the step '{step}' is no criterion or caution here", policy.place, remedy=did_you_mean(step, known)
                )
        for caution in policy.cautions:
            for tree in filter(None, (caution.when, caution.unless, caution.applies_when)):
                self.tree(tree, by_level=by_level, excepted=True, caution=True)

    def tree(
        self,
        criterion: Criterion,
        *,
        by_level: bool,
        excepted: bool = False,
        caution: bool = False,
        role: str = "body",
        in_any_level: bool = False,
        in_bar: bool = False,
    ) -> None:
        """One node and all beneath it; `excepted` inside an exception, `in_bar` inside a bar."""
        excepted = excepted or role in _EXCEPTION_ROLES
        in_bar = in_bar or role == "bar"
        body = criterion.body
        if isinstance(body, Test):
            self.leaf(criterion, body, by_level=by_level, excepted=excepted, in_bar=in_bar)
        if isinstance(body, AnyLevel):
            if in_any_level:
                self.wrong(f"'{criterion.id}' asks for any level inside any level", criterion.clause.place)
            by_level = in_any_level = True
        if criterion.complete is False and not self._has_person(criterion):
            self.wrong(
                f"'{criterion.id}' is an incomplete list without a person to ask",
                criterion.clause.place,
                remedy="add a member with ask_a_person: true that names the payer's page",
            )
        basis = criterion.clause.source.basis
        if basis == "background" and not caution:
            self.wrong(f"'{criterion.id}' rests on a background source", criterion.clause.place, "such may only warn")
        if basis == "asserted" and self.pack.purpose != "demonstration":
            self.wrong(
                f"'{criterion.id}' rests on an asserted source",
                criterion.clause.place,
                "only a pack of purpose demonstration may decide by what somebody asserted",
            )
        for child_role, child in children_of(criterion):
            self.tree(
                child,
                by_level=by_level,
                excepted=excepted,
                caution=caution,
                role=child_role,
                in_any_level=in_any_level,
                in_bar=in_bar,
            )

    def leaf(self, criterion: Criterion, test: Test, *, by_level: bool, excepted: bool, in_bar: bool) -> None:
        place = criterion.clause.place
        if (test.leaf.needs_level or test.leaf.needs_side) and not by_level:
            self.wrong(
                f"'{criterion.id}' speaks of this level or side where none is judged (in: {test.line})",
                place,
                remedy="judge the policy by level, or put the test inside any_level",
            )
        if test.silence_absent and not excepted:
            self.wrong(
                f"'{criterion.id}' takes silence as absence",
                place,
                "a requirement that is not documented is unknown",
                "'silence: absent' may stand inside an exception, a caution or coding only",
            )
        open_in_silence = isinstance(test.leaf, FactTest) and test.leaf.kind.silence.means == "unknown"
        if in_bar and open_in_silence and not test.silence_absent:
            self.wrong(
                f"the bar '{criterion.id}' asks for a fact that most charts do not mention",
                place,
                "while it is unknown, every silent case would be held",
                "add 'silence: absent'",
            )

    def ids(self, policy: Policy) -> None:
        seen: dict[str, Criterion] = {}
        for node in walk(policy.requires):
            first = seen.setdefault(node.id, node)
            if first != node:
                where = first.clause.place
                self.wrong(
                    f"the id '{node.id}' names two different criteria in '{policy.id}'",
                    node.clause.place,
                    f"the other is at {where}",
                    "give one another id",
                )

    def _all_can_fall(self, requires: Criterion) -> bool:
        if requires.waived_by or requires.applies_when:
            return True
        children = requires.body.children if isinstance(requires.body, All) else ()
        return bool(children) and all(child.waived_by or child.applies_when for child in children)

    def _has_person(self, criterion: Criterion) -> bool:
        body = criterion.body
        children = body.children if isinstance(body, All | Any | AtLeast) else ()
        return any(isinstance(child.body, AskAPerson) for child in children)

    # -- around the trees ----------------------------------------------------------------------------------------------

    def around_the_tree(self) -> None:
        if self.pack.setting:
            for rule in self.pack.setting.rules:
                self.tree(rule.when, by_level=False)
        for caution in self.pack.cautions:
            for tree in filter(None, (caution.when, caution.unless, caution.applies_when)):
                self.tree(tree, by_level=True, excepted=True, caution=True)
        for coding in self.pack.coding:
            for tree in filter(None, (coding.when, coding.unless)):
                self.tree(tree, by_level=True, excepted=True)
        if self.pack.purpose == "demonstration" and not self.pack.banner:
            self.wrong(
                "a demonstration pack has no banner", self.pack.place, remedy="add 'banner:' that says what it is"
            )
        if self.pack.purpose == "coverage" and not self.pack.effective_from:
            self.wrong(
                "the pack does not say from when it is in force", self.pack.place, remedy="add 'effective: {from: ...}'"
            )
        if not self.pack.policies:
            self.wrong(
                "the pack holds no policy", self.pack.place, remedy="add one under 'policies:' or in a file of its own"
            )

    def names(self, used: set[str]) -> None:
        words = {word for kind in self.vocabulary.kinds.values() for one in kind.fields.values() for word in one.words}
        own = [self.pack.parameters, *(policy.parameters for policy in self.pack.policies)]
        for name, parameter in {key: value for scope in own for key, value in scope.items()}.items():
            if name not in used:
                self.wrong(f"no test reads the parameter '{name}'", parameter.place, remedy="take it out, or use it")
            if name in RESERVED or name in words or name in self.vocabulary.kinds:
                self.wrong(
                    f"the parameter '{name}' has the name of a word of the language",
                    parameter.place,
                    "a test line could be read in two ways",
                    "give it another name",
                )
        for name in self.pack.moments:
            if name in self.vocabulary.kinds or name in RESERVED:
                self.wrong(f"the moment '{name}' has the name of a kind or a word", self.pack.place)

    # -- procedures ----------------------------------------------------------------------------------------------------

    def procedures(self) -> None:
        judged: dict[str, Policy] = {}
        for policy in self.pack.policies:
            for name in policy.for_:
                first = judged.setdefault(name, policy)
                if first is not policy:
                    self.wrong(
                        f"both '{first.id}' and '{policy.id}' judge '{name}'", policy.place, remedy="leave it to one"
                    )
        is_a = self.vocabulary.procedures.is_a
        for name in self.pack.does_not_address:
            if name in judged:
                self.wrong(f"'{name}' is judged and yet not addressed", judged[name].place)
        covered = (*judged, *self.pack.does_not_address)
        for asked, place in self._procedures_named():
            if not any(is_a(name, asked) for name in covered):
                self.wrong(
                    f"the pack speaks of '{asked}' but neither judges it nor lists it",
                    place,
                    remedy="write a policy for it, or add it to does_not_address",
                )

    def _procedures_named(self) -> Iterator[tuple[str, Place]]:
        for tree in self._trees():
            for node in walk(tree):
                if isinstance(node.body, Test) and isinstance(node.body.leaf, LineTest):
                    yield node.body.leaf.procedure, node.clause.place

    def _trees(self) -> Iterator[Criterion]:
        for policy in self.pack.policies:
            yield policy.requires
        if self.pack.setting:
            yield from (rule.when for rule in self.pack.setting.rules)

    def circles(self) -> None:
        """Lines are judged in the order in which they lean on each other; a circle has no order."""
        leans = {policy.id: self._leans_on(policy) for policy in self.pack.policies}
        told: set[frozenset[str]] = set()

        def visit(policy_id: str, path: tuple[str, ...]) -> None:
            if policy_id in path:
                circle = path[path.index(policy_id) :]
                if frozenset(circle) not in told:
                    told.add(frozenset(circle))
                    place = next(one.place for one in self.pack.policies if one.id == policy_id)
                    self.wrong("these policies wait for each other's answer", place, " -> ".join([*circle, policy_id]))
                return
            for other in leans[policy_id]:
                visit(other, (*path, policy_id))

        for policy_id in leans:
            visit(policy_id, ())

    def _leans_on(self, policy: Policy) -> list[str]:
        is_a = self.vocabulary.procedures.is_a
        asked = {
            node.body.leaf.procedure
            for node in walk(policy.requires)
            if isinstance(node.body, Test) and isinstance(node.body.leaf, LineTest) and node.body.leaf.question == "met"
        }
        return [
            other.id
            for other in self.pack.policies
            if any(is_a(name, wanted) for wanted in asked for name in other.for_)
        ]
