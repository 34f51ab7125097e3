"""What changed between two packs: their policies by id and by what they judge, the setting, cautions, code rules and the head.

Invariant: pure and structural; nothing is judged. What two trees share nothing of is laid side by side by kind of fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from necessity.policy.criterion import CautionRule, CodingRule, Criterion, Pack, Policy, SettingPolicy, Test, walk
from necessity.policy.leaf import LineTest
from necessity.policy.side_by_side import AskedOfKind, side_by_side
from necessity.policy.tree_difference import Change, tree_changes
from necessity.vocabulary.procedures import Procedures

T = TypeVar("T")

_JUDGES, NOT_ADDRESSED = "judges", "does not address"
_COVERS = "for the days of its table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something of a pack that is no criterion: `about` it `old` became `new`, empty where there is none."""

    about: str
    old: str
    new: str
    has_meaning: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPair:
    """Two policies that judge the same procedures, None where one pack has none.

    `changes` are those of their trees where they are compared node by node, `side_by_side` what each asks where they share
    too little for that; `said` is what else differs.
    """

    procedures: tuple[str, ...]
    one: Policy | None
    two: Policy | None
    by_node: bool = False
    changes: tuple[Change, ...] = ()
    side_by_side: tuple[AskedOfKind, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def asks_the_same(self) -> bool:
        """Whether the two are one policy in other words: no node and no frame differs in meaning."""
        meant = any(change.has_meaning for change in self.changes) or any(one.has_meaning for one in self.said)
        return self.by_node and not meant


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of two policies: on which facts do these two criteria answer differently, for a line of `procedure`?

    `one` and `two` are ids of policies, `on` and `on_two` of criteria; `is_root` where these are the whole policies.
    """

    one: str
    two: str
    procedure: str
    on: str
    on_two: str
    is_root: bool


def question_of(pair: PolicyPair, procedures: Procedures, change: Change | None = None) -> Question | None:
    """The question that a change puts, or the one of the whole policies; None where there is no other policy.

    A change of a caution puts none: it changes no answer.
    """
    if pair.one is None or pair.two is None or not pair.procedures:
        return None
    codes = (procedures.codes.get(name) for name in pair.procedures)
    named = next((name for name in pair.procedures if name in procedures.by_name), None)
    procedure = named or next((code.procedure for code in codes if code), None)
    if procedure is None:
        return None
    at = change.at if change else (pair.one.requires, pair.two.requires)
    if not all(
        any(node is one for one in walk(tree.requires)) for node, tree in zip(at, (pair.one, pair.two), strict=True)
    ):
        return None
    is_root = at[0] is pair.one.requires and at[1] is pair.two.requires
    return Question(
        one=pair.one.id, two=pair.two.id, procedure=procedure, on=at[0].id, on_two=at[1].id, is_root=is_root
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RulePair:
    """A rule of the setting, a caution or a code rule in both packs (`changes`), or in one of them (`said`)."""

    part: str  # setting | caution | code rule
    id: str
    changes: tuple[Change, ...] = ()
    said: tuple[Said, ...] = ()

    @property
    def has_meaning(self) -> bool:
        return any(one.has_meaning for one in self.changes) or any(one.has_meaning for one in self.said)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackDifference:
    """All that differs between two packs. `kin`: two versions of one, or one built on the other, compared node by node."""

    one: Pack
    two: Pack
    kin: bool
    head: tuple[Said, ...]
    policies: tuple[PolicyPair, ...]
    rules: tuple[RulePair, ...]

    @property
    def names(self) -> tuple[str, str]:
        """What the two are called; two that have one name are told apart by their folders."""
        if self.one.name != self.two.name or self.one.folder == self.two.folder:
            return self.one.name, self.two.name
        return f"{self.one.name} in {self.one.folder}", f"{self.two.name} in {self.two.folder}"

    @property
    def judges_alike(self) -> bool:
        """Whether every line goes to the same policy of both, and the same code rules may hold it."""
        rules = any(rule.has_meaning for rule in self.rules if rule.part == "code rule")
        alone = any(pair.one is None or pair.two is None for pair in self.policies)
        taken = any(said.about == _JUDGES for pair in self.policies for said in pair.said)
        taken = taken or any(pair.one and pair.two and pair.one.id != pair.two.id for pair in self.policies)
        return not (rules or alone or taken or any(said.about == NOT_ADDRESSED for said in self.head))

    @property
    def is_nothing(self) -> bool:
        """Whether nothing differs in meaning: then every case gets the same answer from both."""
        return (
            all(pair.asks_the_same for pair in self.policies)
            and not any(one.has_meaning for one in self.head)
            and not any(rule.has_meaning for rule in self.rules)
        )


def difference(one: Pack, two: Pack, procedures: Procedures, procedure: str | None = None) -> PackDifference:
    """What changed from `one` to `two`; with `procedure` (a name or a code) the policies that judge it, and nothing else."""
    kin = _are_kin(one, two)
    pairs = _pairs(one, two, kin, procedures, procedure)
    made = tuple(_compared(a, b, names) for (a, b), names in pairs)
    head = () if procedure else tuple(_head(one, two, kin))
    rules = () if procedure else tuple(_rules(one, two, kin))
    return PackDifference(one=one, two=two, kin=kin, head=head, policies=made, rules=rules)


def judged_by(pack: Pack, name: str, procedures: Procedures) -> Policy | None:
    """The policy that judges a procedure or a code: the one that names it, or the nearest broader one."""
    known = procedures.codes.get(name)
    names = [name, *procedures.upward(known.procedure)] if known else procedures.upward(name)
    for one in names:
        for policy in pack.policies:
            if one in policy.for_:
                return policy
        if one in pack.does_not_address:
            return None
    return None


def needs_other_lines(policy: Policy) -> bool:
    """Whether the answer to another line decides here: then what that line's policy asks matters too."""
    tests = (one.body.leaf for one in walk(policy.requires) if isinstance(one.body, Test))
    return any(isinstance(leaf, LineTest) and leaf.question == "met" for leaf in tests)


def _are_kin(one: Pack, two: Pack) -> bool:
    if one.adjudicator == two.adjudicator or one.name == two.builds_on or two.name == one.builds_on:
        return True
    if one.builds_on and one.builds_on == two.builds_on:
        return True
    mine, theirs = ({policy.id for policy in pack.policies} for pack in (one, two))
    return len(mine) > 1 and 2 * len(mine & theirs) > max(len(mine), len(theirs)) and _share(one, two)


def _share(one: Pack, two: Pack) -> bool:
    """Whether most criteria of the smaller pack stand in the other: a copy that was given another name."""
    mine, theirs = ({node.id for policy in pack.policies for node in walk(policy.requires)} for pack in (one, two))
    return 2 * len(mine & theirs) > min(len(mine), len(theirs))


# -- policies ----------------------------------------------------------------------------------------------------------

Two = tuple[Policy | None, Policy | None]


def _pairs(
    one: Pack, two: Pack, kin: bool, procedures: Procedures, procedure: str | None
) -> list[tuple[Two, tuple[str, ...]]]:
    """Which policy stands beside which, and for which procedures; in the order of the first pack, then of the second."""
    if procedure:
        return [((judged_by(one, procedure, procedures), judged_by(two, procedure, procedures)), (procedure,))]
    found: dict[tuple[str, str], tuple[Two, list[str]]] = {}
    theirs = {policy.id: policy for policy in two.policies}
    if kin:
        for policy in one.policies:
            if policy.id in theirs:
                both = (policy, theirs[policy.id])
                found[policy.id, policy.id] = both, list(dict.fromkeys((*policy.for_, *both[1].for_)))
    paired = {name for name, _ in found}
    for name in dict.fromkeys(name for pack in (one, two) for policy in pack.policies for name in policy.for_):
        a, b = judged_by(one, name, procedures), judged_by(two, name, procedures)
        if (a.id if a else b and b.id) in paired and (a is None or b is None or a.id == b.id):
            continue  # by id; that it judges other procedures is told with it
        key = (a.id if a else "", b.id if b else "")
        found.setdefault(key, ((a, b), []))[1].append(name)
    order = [policy.id for policy in one.policies]
    last = len(order)
    ranked = sorted(found.items(), key=lambda item: order.index(item[0][0]) if item[0][0] in order else last)
    return [(both, tuple(names)) for _, (both, names) in ranked]


def _compared(one: Policy | None, two: Policy | None, names: tuple[str, ...]) -> PolicyPair:
    if one is None or two is None:
        policy = one or two
        beside = side_by_side(one.requires if one else None, two.requires if two else None) if policy else ()
        return PolicyPair(procedures=names, one=one, two=two, side_by_side=beside)
    if not _is_one_tree(one, two):
        beside, judged = side_by_side(one.requires, two.requires), tuple(_unequal("judged", one.judged, two.judged))
        return PolicyPair(procedures=names, one=one, two=two, side_by_side=beside, said=judged)
    said = tuple(_frame(one, two))
    changes = tree_changes(one.requires, two.requires)
    for rules in _matched(one.cautions, two.cautions, lambda rule: rule.clause.id):
        said = (*said, *(thing for thing in _rule_said("caution", *rules)))
        changes = (*changes, *_rule_changes(*rules))
    return PolicyPair(procedures=names, one=one, two=two, by_node=True, changes=changes, said=said)


def _is_one_tree(one: Policy, two: Policy) -> bool:
    """Whether two trees share so much that one is the other changed: more than half of the ids of the smaller one."""
    mine, theirs = ({node.id for node in walk(policy.requires)} for policy in (one, two))
    return 2 * len(mine & theirs) > min(len(mine), len(theirs))


def _frame(one: Policy, two: Policy) -> Iterator[Said]:
    """What a policy says beside its tree."""
    yield from _lists(_JUDGES, one.for_, two.for_)
    beside = [[f"{code} beside {name}" for name, codes in policy.for_beside for code in codes] for policy in (one, two)]
    yield from _lists(_JUDGES, *beside)
    yield from _unequal("judged", one.judged, two.judged)
    yield from _unequal("title", one.title, two.title, has_meaning=False)
    yield from _lists("steps told", one.steps, two.steps, has_meaning=False)


# -- rules beside the policies -----------------------------------------------------------------------------------------


def _rules(one: Pack, two: Pack, kin: bool) -> Iterator[RulePair]:
    yield from _setting(one.setting, two.setting)
    if kin:  # the cautions of two payers have nothing in common
        for caution in _matched(one.cautions, two.cautions, lambda rule: rule.clause.id):
            yield from _rule("caution", *caution)
    for coding in _matched(one.coding, two.coding, lambda rule: rule.clause.id):
        yield from _rule("code rule", *coding)


def _setting(one: SettingPolicy | None, two: SettingPolicy | None) -> Iterator[RulePair]:
    if one is None or two is None:
        if one is not two:
            only = Said(
                about="the setting", old="judged" if one else "not judged", new="judged" if two else "not judged"
            )
            yield RulePair(part="setting", id="setting", said=(only,))
        return
    said = (
        *_unequal("without a reason", one.default or "nothing is supported", two.default or "nothing is supported"),
        *_unequal("sentence", one.clause.says, two.clause.says, has_meaning=False),
    )
    if said:
        yield RulePair(part="setting", id="setting", said=said)
    for a, b in _matched(one.rules, two.rules, lambda rule: rule.when.id):
        rule = b or a
        assert rule is not None
        about = f"{rule.setting} supported where"
        if a and b:
            moved = tuple(_unequal("supports", a.setting, b.setting))
            pair = RulePair(part="setting", id=rule.when.id, changes=tree_changes(a.when, b.when), said=moved)
        else:
            only = Said(about=about, old=a.when.clause.says if a else "", new=b.when.clause.says if b else "")
            pair = RulePair(part="setting", id=rule.when.id, said=(only,))
        if pair.changes or pair.said:
            yield pair


Rule = CautionRule | CodingRule


def _rule(part: str, one: Rule | None, two: Rule | None) -> Iterator[RulePair]:
    changes, said = tuple(_rule_changes(one, two)), tuple(_rule_said(part, one, two))
    if changes or said:
        rule = two or one
        assert rule is not None
        yield RulePair(part=part, id=rule.clause.id, changes=changes, said=said)


def _rule_changes(one: Rule | None, two: Rule | None) -> Iterator[Change]:
    for mine, theirs in zip(_trees(one), _trees(two), strict=True) if one and two else ():
        if mine and theirs:
            yield from tree_changes(mine, theirs)


def _rule_said(part: str, one: Rule | None, two: Rule | None) -> Iterator[Said]:
    if one is None or two is None:
        yield Said(about=part, old=one.clause.says if one else "", new=two.clause.says if two else "")
        return
    name = f"{part} {two.clause.id}"
    for mine, theirs, key in zip(_trees(one), _trees(two), ("when", "unless", "applies when"), strict=True):
        if (mine is None) != (theirs is None):
            yield Said(
                about=f"{name}: {key}", old=mine.clause.says if mine else "", new=theirs.clause.says if theirs else ""
            )
    if isinstance(one, CodingRule) and isinstance(two, CodingRule):
        yield from _unequal(f"{name}: effect", f"{one.fault}, {one.effect}", f"{two.fault}, {two.effect}")
        yield from _lists(f"{name}: for", one.for_, two.for_)
        yield from _unequal(f"{name}: days", *(_COVERS if rule.covers else "every day" for rule in (one, two)))
    yield from _unequal(name, one.clause.says, two.clause.says, has_meaning=False)


def _trees(rule: Rule | None) -> tuple[Criterion | None, Criterion | None, Criterion | None]:
    if rule is None:
        return (None, None, None)
    return (rule.when, rule.unless, rule.applies_when if isinstance(rule, CautionRule) else None)


# -- the head ----------------------------------------------------------------------------------------------------------


def _head(one: Pack, two: Pack, kin: bool) -> Iterator[Said]:
    yield from _unequal("in force", _days(one), _days(two))
    for about, mine, theirs in (
        ("for payers", one.scope.payers, two.scope.payers),
        ("for lines of business", one.scope.lines_of_business, two.scope.lines_of_business),
        ("in states", one.scope.states, two.scope.states),
    ):
        yield from _lists(about, mine, theirs)
    yield from _unequal("purpose", one.purpose, two.purpose)
    yield from _unequal("speaks as", one.authority, two.authority)
    yield from _unequal("judges", one.judges, two.judges)
    yield from _lists(NOT_ADDRESSED, one.does_not_address, two.does_not_address)
    if kin:
        yield from _unequal("title", one.title, two.title, has_meaning=False)
        yield from _unequal("banner", one.banner or "", two.banner or "", has_meaning=False)
        yield from _outcomes(one, two)


def _outcomes(one: Pack, two: Pack) -> Iterator[Said]:
    told = [
        [f"{claim} beside {rule.procedure}" for rule in pack.outcomes for claim in rule.claims] for pack in (one, two)
    ]
    yield from _lists("claims told", *told, has_meaning=False)


def _days(pack: Pack) -> str:
    if pack.undated:
        return "on days not stated"
    first = f"from {pack.effective_from}" if pack.effective_from else "from an unstated day"
    return f"{first} until {pack.effective_until}" if pack.effective_until else first


def _unequal(about: str, old: str, new: str, *, has_meaning: bool = True) -> Iterator[Said]:
    if old != new:
        yield Said(about=about, old=old, new=new, has_meaning=has_meaning)


def _lists(about: str, old: Iterable[str], new: Iterable[str], *, has_meaning: bool = True) -> Iterator[Said]:
    """What of a list is gone and what has come; the same list in another order says the same."""
    old, new = tuple(old), tuple(new)
    gone, come = [one for one in old if one not in new], [one for one in new if one not in old]
    if gone or come:
        yield Said(about=about, old=", ".join(gone), new=", ".join(come), has_meaning=has_meaning)


def _matched(ones: Sequence[T], twos: Sequence[T], name: Callable[[T], str]) -> Iterator[tuple[T | None, T | None]]:
    """The same rules of both packs by name, each with None where one has it not; in the order of the first."""
    mine, theirs = ({name(rule): rule for rule in rules} for rules in (ones, twos))
    for key in dict.fromkeys((*mine, *theirs)):
        yield mine.get(key), theirs.get(key)
