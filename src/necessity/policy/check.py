"""What is wrong with a pack, found without a case: every finding names its place and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from necessity.assessment.finding import Source
from necessity.errors import Place, Problem, did_you_mean
from necessity.policy.build import Builder
from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AskAPerson,
    AtLeast,
    CautionRule,
    Criterion,
    Pack,
    Policy,
    Test,
    children_of,
    walk,
    without_places,
)
from necessity.policy.leaf import FactTest, LineTest, MomentTest, parameters_of
from necessity.policy.line import RESERVED
from necessity.vocabulary.load import Vocabulary

_EXCEPTION_ROLES = ("waiver", "bar", "applies_when", "replaced_when")


def check_pack(pack: Pack, vocabulary: Vocabulary, builder: Builder, *, whole: bool = True) -> list[Problem]:
    """Every problem of a pack that was read, in the order of its files. `builder` knows the names that were declared.

    Where the pack is not `whole`, for some of it could not be read, only what each node says by itself is looked at.
    """
    check = _Check(pack=pack, vocabulary=vocabulary)
    if not whole:
        for policy in pack.policies:
            check.tree(policy.requires, by_level=policy.judged != "whole line")
        return check.problems
    for policy in pack.policies:
        check.policy(policy)
    check.around_the_tree()
    check.names(builder)
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
            self.caution(caution, by_level=by_level)

    def caution(self, caution: CautionRule, *, by_level: bool) -> None:
        clause = caution.clause
        self.basis(f"the caution '{clause.id}'", clause.source, clause.place, warns_only=True)
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
            self.leaf(criterion, body, by_level=by_level, excepted=excepted, in_bar=in_bar, caution=caution)
        if isinstance(body, AnyLevel):
            if in_any_level:
                self.wrong(
                    f"'{criterion.id}' asks for any level inside any level",
                    criterion.clause.place,
                    "the inner one would hide the level of the outer one",
                    "keep one any_level",
                )
            by_level = in_any_level = True
        if criterion.complete is False and not self._has_person(criterion):
            self.wrong(
                f"'{criterion.id}' is an incomplete list without a person to ask",
                criterion.clause.place,
                remedy="add a member with ask_a_person: true that names the payer's page",
            )
        self.basis(f"'{criterion.id}'", criterion.clause.source, criterion.clause.place, warns_only=caution)
        if criterion.replaced_when:
            clause = criterion.replaced_when.clause
            self.basis(f"'{clause.id}'", clause.source, clause.place, warns_only=caution)
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

    def basis(self, what: str, source: Source, place: Place, *, warns_only: bool = False) -> None:
        """Whether a source of that basis may stand here."""
        if source.basis == "background" and not warns_only:
            self.wrong(
                f"{what} rests on a background source",
                place,
                "such may only warn",
                "move it to cautions, or cite the policy",
            )
        if source.basis == "asserted" and self.pack.purpose != "demonstration":
            self.wrong(
                f"{what} rests on an asserted source",
                place,
                "only a pack of purpose demonstration may decide by what somebody asserted",
                "cite the policy itself",
            )

    def leaf(
        self, criterion: Criterion, test: Test, *, by_level: bool, excepted: bool, in_bar: bool, caution: bool
    ) -> None:
        place = criterion.clause.place
        for parameter in () if caution else parameters_of(test.leaf):
            self.basis(f"the parameter '{parameter.name}'", parameter.source, parameter.place)
        for parameter in () if excepted else parameters_of(test.leaf):
            if not parameter.value:
                self.wrong(
                    f"the list '{parameter.name}' is empty where '{criterion.id}' requires something of it",
                    parameter.place,
                    "an empty list names nothing; it may stand inside an exception, a caution or coding only",
                    "name at least one word",
                )
        if test.leaf.needs_level and not by_level:
            self.wrong(
                f"'{criterion.id}' speaks of this level where none is judged (in: {test.line})",
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
        scope = test.leaf if isinstance(test.leaf, FactTest) else None
        scope = test.leaf.moment.scope if isinstance(test.leaf, MomentTest) else scope
        open_in_silence = scope is not None and scope.kind.silence.means == "unknown"
        asks_for_denial = scope is not None and scope.absent  # its silence would bar: what nobody denied must stay open
        if in_bar and asks_for_denial and test.silence_absent:
            self.wrong(
                f"the bar '{criterion.id}' would be met by silence",
                place,
                "it asks that something is ruled out, and 'silence: absent' takes what nobody mentions for ruled out",
                "take 'silence: absent' away",
            )
        if in_bar and open_in_silence and not asks_for_denial and not test.silence_absent:
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
            if first is not node and without_places(first) != without_places(node):
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
        body = requires.body
        if isinstance(body, All):
            return all(map(self._all_can_fall, body.children))
        if isinstance(body, Any | AtLeast):
            # what does not apply cannot help here, but what is waived can
            needed = body.needed if isinstance(body, AtLeast) else 1
            return sum(self._all_can_fall(replace(child, applies_when=None)) for child in body.children) >= needed
        return isinstance(body, AnyLevel) and self._all_can_fall(replace(body.child, applies_when=None))

    def _has_person(self, criterion: Criterion) -> bool:
        body = criterion.body
        children = body.children if isinstance(body, All | Any | AtLeast) else ()
        return any(isinstance(child.body, AskAPerson) for child in children)

    # -- around the trees ----------------------------------------------------------------------------------------------

    def setting_alone(self) -> None:
        """A pack that judges the setting only has one to judge by, and no policy for a procedure."""
        if self.pack.setting is None:
            self.wrong("a pack that judges the setting has no 'setting:'", self.pack.place, remedy="write its rules")
        for policy in self.pack.policies:
            why = "its answer would never be given"
            self.wrong(f"'{policy.id}' stands in a pack that judges the setting only", policy.place, why, "take it out")

    def around_the_tree(self) -> None:
        if not self.pack.judges_lines:
            self.setting_alone()
        if self.pack.setting:
            clause = self.pack.setting.clause
            self.basis("the setting", clause.source, clause.place)
            for rule in self.pack.setting.rules:
                self.tree(rule.when, by_level=False, excepted=True)
        for caution in self.pack.cautions:
            self.caution(caution, by_level=True)
        for coding in self.pack.coding:
            notes = coding.effect == "note"  # what only tells may rest on what is commonly known
            what = f"the code rule '{coding.clause.id}'"
            self.basis(what, coding.clause.source, coding.clause.place, warns_only=notes)
            for tree in filter(None, (coding.when, coding.unless)):
                self.tree(tree, by_level=True, excepted=True, caution=notes)
        for outcome in self.pack.outcomes:
            if outcome.when:
                self.tree(outcome.when, by_level=True, excepted=True, caution=True)
        if self.pack.purpose == "demonstration" and not self.pack.banner:
            self.wrong(
                "a demonstration pack has no banner", self.pack.place, remedy="add 'banner:' that says what it is"
            )
        if self.pack.purpose == "coverage" and not (self.pack.effective_from or self.pack.undated):
            remedy = "add 'effective: {from: ...}', or 'effective: not stated' where its source names no day"
            self.wrong("the pack does not say from when it is in force", self.pack.place, remedy=remedy)
        if not self.pack.policies and self.pack.judges_lines:
            self.wrong(
                "the pack holds no policy", self.pack.place, remedy="add one under 'policies:' or in a file of its own"
            )

    def names(self, builder: Builder) -> None:
        words = {word for kind in self.vocabulary.kinds.values() for one in kind.fields.values() for word in one.words}
        for place, parameter in builder.every_parameter.items():
            name = parameter.name
            self.basis(f"the parameter '{name}'", parameter.source, place, warns_only=True)
            if place not in builder.used_parameters:
                self.wrong(f"no test reads the parameter '{name}'", place, remedy="take it out, or use it")
            if name in RESERVED or name in words or name in self.vocabulary.kinds:
                self.wrong(
                    f"the parameter '{name}' has the name of a word of the language",
                    parameter.place,
                    "a test line could be read in two ways",
                    "give it another name",
                )
        for place, moment in builder.every_moment.items():
            if moment.id in self.vocabulary.kinds or moment.id in RESERVED:
                self.wrong(
                    f"the moment '{moment.id}' has the name of a kind or a word", place, remedy="give it another name"
                )

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
        for name in self.pack.does_not_address:
            if name in judged:
                self.wrong(
                    f"'{name}' is judged and yet not addressed",
                    judged[name].place,
                    remedy="take it out of 'for' or out of does_not_address",
                )
        for asked, place in self._procedures_named():
            if not (self._judged_by(asked) or self._listed(asked)):
                self.wrong(
                    f"the pack speaks of '{asked}' but neither judges it nor lists it",
                    place,
                    remedy="write a policy for it, or add it to does_not_address",
                )

    def _judged_by(self, asked: str) -> list[Policy]:
        """The policies that may judge a line of the procedure `asked` or of a narrower one."""
        known = self.vocabulary.procedures
        found: dict[str, Policy] = {}
        for one in known.by_name.values():
            if known.is_a(one.name, asked):
                for policy in self.pack.policies:
                    by_code = {*policy.for_, *(code for _, codes in policy.for_beside for code in codes)}
                    if not by_code.isdisjoint(one.codes):
                        found[policy.id] = policy
                above = (
                    policy for name in known.upward(one.name) for policy in self.pack.policies if name in policy.for_
                )
                nearest = next(above, None)
                if nearest:
                    found[nearest.id] = nearest
        return list(found.values())

    def _listed(self, asked: str) -> bool:
        known = self.vocabulary.procedures
        upward = known.upward(asked)
        return any(name in upward or known.is_a(name, asked) for name in self.pack.does_not_address)

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
                    path_told = " -> ".join([*circle, policy_id])
                    self.wrong(
                        "these policies wait for each other's answer",
                        place,
                        path_told,
                        "take one 'line ... is met' out",
                    )
                return
            for other in leans[policy_id]:
                visit(other, (*path, policy_id))

        for policy_id in leans:
            visit(policy_id, ())

    def _leans_on(self, policy: Policy) -> list[str]:
        asked = {
            node.body.leaf.procedure
            for node in walk(policy.requires)
            if isinstance(node.body, Test) and isinstance(node.body.leaf, LineTest) and node.body.leaf.question == "met"
        }
        return list(dict.fromkeys(other.id for wanted in sorted(asked) for other in self._judged_by(wanted)))
