"""A pack as a reader wants it: its head, its policies in words, its parameters, and what is open; for every face alike.

Invariant: every criterion, caution, code rule and parameter of the pack is in it once, each with its source; nothing is judged.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from necessity.assessment.finding import Clause, Need, Source
from necessity.policy.criterion import CautionRule, CodingRule, Criterion, Pack, Policy, walk
from necessity.policy.criterion_words import Saying, parameter_words, saying_of
from necessity.policy.leaf import Parameter
from necessity.policy.words import procedure_words
from necessity.report.numbers import Sources
from necessity.report.words import BASES, tidy

RESTATEMENT = (
    "An independent restatement in our own words of what the named sources ask. It is not their text, none of them has endorsed "
    "it, and it decides nothing: a person signs."
)
OWN_RULES = (
    "Rules of our own, put together from public policies. They are nobody's coverage policy, and a person signs."
)
HOW_TO_READ = (
    "L stands for the number of a line of the request, S for the setting: a report numbers its findings in the same way, and "
    "closes the gaps that branches leave which the chart did not raise. The name beside the number never changes.",
    "A requirement is met, not met, or not shown. What the record does not say is not shown, never not met, unless it is said "
    "here that silence counts. What is not shown is asked for; it never turns an answer against the request.",
    "A test is about one fact. Its place and its days say which facts are looked at: one outside them is no answer, never a no.",
    "A waiver and what counts as readiness want a document: there, a statement made beside the record is not enough.",
)
JUDGED = {
    "whole line": "once for the whole line",
    "each level": "for each level by itself",
    "each level and side": "for each level and each side by itself",
}
_AUTHORITIES = {
    "regulation": "a regulation",
    "ncd": "a national coverage determination",
    "lcd": "a local coverage determination",
    "payer": "a payer, or who decides for it",
    "house": "rules of our own",
}
_BASES = {**BASES, "original": "the text itself"}
_WORTH_A_LINK = 4  # so many parts that stood above are not written out again
_SETTING_LINE = "S"
_ANY_LINE = "L"


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyOutline:
    """One policy, or one rule of the setting. `told` are sentences about it, `anchor` its name on a page."""

    id: str
    anchor: str
    heading: str
    told: tuple[str, ...]
    tree: Saying
    cautions: tuple[NoteOutline, ...] = ()
    is_setting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOutline:
    """A caution, a code rule or a claim beside a procedure: what it says, when it is told, and the tree of that, if any."""

    id: str
    says: str
    told: str
    source: Source
    trees: tuple[Saying, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterOutline:
    """A parameter with its value in words, who set it, and every criterion that reads it: anchor of its policy, number, id."""

    name: str
    value: str
    source: Source
    readers: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOutline:
    """A criterion that only a person can answer: the anchor of its policy, its number, its id and what must be looked up."""

    policy: str
    heading: str
    number: str
    id: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOutline:
    """The whole pack, or a part of it. `head` are labels and words."""

    name: str
    title: str
    banner: str
    basis: str
    head: tuple[tuple[str, str], ...]
    policies: tuple[PolicyOutline, ...]
    cautions: tuple[NoteOutline, ...]
    code_rules: tuple[NoteOutline, ...]
    outcomes: tuple[tuple[str, tuple[str, ...]], ...]
    does_not_address: tuple[str, ...]
    parameters: tuple[ParameterOutline, ...]
    open: tuple[OpenOutline, ...]
    sources: Sources

    @property
    def criteria(self) -> int:
        return sum(1 for policy in self.policies for _ in policy.tree.walk())


def outline_of(pack: Pack) -> PackOutline:
    """The outline of a whole pack."""
    policies = (*map(_policy, pack.policies), *_setting(pack))
    return PackOutline(
        name=pack.name,
        title=tidy(pack.title),
        banner=tidy(pack.banner or ""),
        basis=OWN_RULES if pack.authority == "house" else RESTATEMENT,
        head=tuple(_head(pack)),
        policies=policies,
        cautions=tuple(map(_caution, pack.cautions)),
        code_rules=tuple(_code_rule(one) for one in pack.coding),
        outcomes=tuple((procedure_words(one.procedure), one.claims) for one in pack.outcomes),
        does_not_address=tuple(map(procedure_words, pack.does_not_address)),
        parameters=tuple(_parameters(policies)),
        open=tuple(_open(policies)),
        sources=Sources(_sources(pack, policies)),
    )


def held_words(outline: PackOutline) -> str:
    """`14 policies and 3 rules of the setting, 739 criteria`."""
    rules = sum(one.is_setting for one in outline.policies)
    policies = len(outline.policies) - rules
    told = []
    if policies:
        told.append(many(policies, "policy", "policies"))
    if rules:
        told.append(many(rules, "rule of the setting", "rules of the setting"))
    return f"{' and '.join(told)}, {many(outline.criteria, 'criterion', 'criteria')}"


def many(count: int, one: str, more: str) -> str:
    """`1 policy`, `2 policies`."""
    return f"{count} {one if count == 1 else more}"


# -- the head ----------------------------------------------------------------------------------------------------------


def _head(pack: Pack) -> Iterator[tuple[str, str]]:
    yield "Who speaks", _AUTHORITIES.get(pack.authority, pack.authority)
    yield "In force", force(pack)
    yield "For whom", tidy(scope_words(pack))
    lines = "only what is added to an operation" if pack.judges == "additions" else "the lines of the request"
    judged = (lines if pack.judges_lines else "", "the setting" if pack.setting else "")
    yield "Judges", " and ".join(filter(None, judged))
    if pack.setting:
        usual = f"{pack.setting.default} without a reason" if pack.setting.default else "none is presumed"
        more = "; more where a rule of the setting is met" if pack.setting.rules else ""
        yield "Setting supported", usual + more
    bases = dict.fromkeys(one.basis for one in pack.sources.values())
    yield "Rests on", "; ".join(_BASES.get(one, one) for one in bases)
    if pack.builds_on:
        yield "Builds on", pack.builds_on
    if pack.purpose == "demonstration":
        yield "Purpose", "a demonstration: chosen by its name only, and never to be signed"


def force(pack: Pack) -> str:
    """`from 2025-12-18 to 2026-08-03`; what is not stated is said to be so."""
    if pack.undated:
        return "on days that its source does not state: it judges only where it is named"
    first = f"from {pack.effective_from}" if pack.effective_from else "from a day that is not stated"
    return f"{first} to {pack.effective_until}" if pack.effective_until else first


def scope_words(pack: Pack) -> str:
    """For whom a pack is chosen: payers, lines of business, states."""
    scope = pack.scope
    told = (
        ("payers", scope.payers),
        ("lines of business", scope.lines_of_business),
        ("states", scope.states),
    )
    words = "; ".join(f"{label}: {', '.join(names)}" for label, names in told if names)
    return words if words and pack.purpose != "demonstration" else "nobody by itself: it is chosen by its name"


# -- policies ----------------------------------------------------------------------------------------------------------


def _policy(policy: Policy) -> PolicyOutline:
    told = [f"For: {', '.join(map(procedure_words, policy.for_))}.", f"Judged {JUDGED[policy.judged]}."]
    told += [
        f"Also for {', '.join(codes)}, where {procedure_words(beside)} is requested at the same level."
        for beside, codes in policy.for_beside
    ]
    return PolicyOutline(
        id=policy.id,
        anchor=f"p-{policy.id}",
        heading=tidy(policy.title),
        told=tuple(map(tidy, told)),
        tree=saying_of(policy.requires, _ANY_LINE),
        cautions=tuple(map(_caution, policy.cautions)),
    )


def _setting(pack: Pack) -> Iterator[PolicyOutline]:
    if pack.setting is None:
        return
    default = pack.setting.default
    usual = f"{default} is supported without a reason" if default else "no setting is presumed"
    for place, rule in enumerate(pack.setting.rules, 1):
        yield PolicyOutline(
            id=rule.when.id,
            anchor=f"s-{rule.when.id}",
            heading=f"The setting, {rule.setting}: {rule.when.id.replace('-', ' ')}",
            told=(
                tidy(pack.setting.clause.says),
                f"By default, {usual}. Where this rule is met, {rule.setting} is supported.",
            ),
            tree=saying_of(rule.when, f"{_SETTING_LINE}.{place}"),
            is_setting=True,
        )


def part_of(outline: PackOutline, pack: Pack, name: str) -> tuple[PolicyOutline, Saying] | None:
    """The policy and the node in it that answers to a name; None where there is none."""
    trees: list[Criterion] = [one.requires for one in pack.policies]
    trees += [rule.when for rule in pack.setting.rules] if pack.setting else []
    for policy in outline.policies:
        if policy.id == name:
            return policy, policy.tree
    for policy, tree in zip(outline.policies, trees, strict=True):
        wanted = next((one.id for one in walk(tree) if one.answers_to(name)), None)
        if wanted is not None:
            return policy, next(one for one in policy.tree.walk() if one.id == wanted)
    return None


def twins_in(tree: Saying) -> dict[str, str]:
    """The nodes whose parts stand above in the same tree, each with the number of the first place; they are not told again."""
    first: dict[tuple[object, ...], str] = {}
    found: dict[str, str] = {}
    for node in tree.walk():
        if any(node.number.startswith(f"{one}.") for one in found):
            continue
        parts = tuple(
            (one.number[len(node.number) :], one.id, one.line, one.says) for one in node.walk() if one is not node
        )
        if len(parts) > _WORTH_A_LINK:
            before = first.setdefault(parts, node.number)
            if before != node.number:
                found[node.number] = before
    return found


# -- notes -------------------------------------------------------------------------------------------------------------


def _caution(rule: CautionRule) -> NoteOutline:
    told = "Told where this is met." if rule.when else "Told where this fails; where it is open, as not documented."
    return _note(rule.clause, told, rule.applies_when, rule.when, rule.unless)


def _code_rule(rule: CodingRule) -> NoteOutline:
    whom = ", ".join(map(procedure_words, rule.for_)) or "any line"
    effect = "asks for it to be made clear" if rule.effect == "clarify" else "notes it"
    whose = "A shared code rule" if rule.shared else "A code rule of this pack"
    return _note(rule.clause, f"{whose}, for {whom}: {effect}; it changes no verdict.", None, rule.when, rule.unless)


def _note(clause: Clause, told: str, *trees: Criterion | None) -> NoteOutline:
    return NoteOutline(
        id=clause.id,
        says=tidy(clause.says),
        told=told,
        source=clause.source,
        trees=tuple(saying_of(one, clause.id) for one in trees if one is not None),
    )


# -- what stands across policies ---------------------------------------------------------------------------------------


def _parameters(policies: Iterable[PolicyOutline]) -> Iterator[ParameterOutline]:
    """Each parameter once: one name with another value or source is another parameter."""
    found: dict[Parameter, dict[tuple[str, str, str], None]] = {}
    for policy in policies:
        for node in policy.tree.walk():
            for one in node.parameters:
                found.setdefault(one, {})[(policy.anchor, node.number, node.id)] = None
    for one, readers in sorted(found.items(), key=lambda pair: pair[0].name):
        yield ParameterOutline(
            name=one.name.replace("_", " "), value=parameter_words(one), source=one.source, readers=tuple(readers)
        )


def _open(policies: Iterable[PolicyOutline]) -> Iterator[OpenOutline]:
    """What only a person can answer; what stands in several policies is told for each."""
    for policy in policies:
        told: set[str] = set()
        for node in policy.tree.walk():
            if node.person and node.id not in told:
                told.add(node.id)
                yield OpenOutline(
                    policy=policy.anchor, heading=policy.heading, number=node.number, id=node.id, says=tidy(node.says)
                )


def _sources(pack: Pack, policies: Iterable[PolicyOutline]) -> Iterator[Source]:
    yield from pack.sources.values()
    for policy in policies:
        for node in policy.tree.walk():
            yield node.source
            yield from (one.source for one in node.parameters)


def clause_words(source: Source, sources: Sources, above: Source | None = None) -> str:
    """`[2], section 4`; empty where it is that of the node above."""
    if above is not None and source == above:
        return ""
    return f"[{sources.of(source)}]" + (f", {tidy(source.place)}" if source.place else "")


def setter_words(node: Saying, sources: Sources) -> str:
    """`6 weeks: set by [3], page 2`: the parameters whose source is another than that of the node."""
    own = (node.source.ref, node.source.document, node.source.place)
    told = [
        f"{parameter_words(one)}: set by {clause_words(one.source, sources)}"
        for one in node.parameters
        if (one.source.ref, one.source.document, one.source.place) != own
    ]
    return "; ".join(dict.fromkeys(told))


def asked_apart(node: Saying) -> bool:
    """Whether what a test asks says more than the sentence of its criterion."""
    return bool(node.asked) and node.asked.rstrip(".").lower() != node.says.rstrip(".").lower()


def sentence(node: Saying) -> str:
    """The sentence of a node; of one without, what its test asks."""
    words = node.says or (node.asked[:1].upper() + node.asked[1:] + "." if node.asked else node.joins)
    return tidy(words)


def needs_of(policy: PolicyOutline) -> tuple[Need, ...]:
    """The kinds of criterion in a policy, each once."""
    return tuple(dict.fromkeys(node.need for node in policy.tree.walk()))
