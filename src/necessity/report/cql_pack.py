"""A pack as libraries of CQL: one for each policy, one for the setting, and the one that all of them share.

Invariant: the answer of a criterion is true, false or null as the engine says met, not met or unknown; what is not said is
listed.
"""

from __future__ import annotations

from collections.abc import Sequence

from necessity.errors import PackUnusable, Problem
from necessity.policy.criterion import Pack, Policy
from necessity.report.cql_common import COMMON, COMMON_VERSION, common_library
from necessity.report.cql_criterion import Placed, TreeWords
from necessity.report.cql_leaf import Defines, LeafWords
from necessity.report.cql_text import ANSWERS, FACT, LINES, CqlLibrary, comment, name, one_name, text
from necessity.vocabulary.load import Vocabulary

NOT_EXPORTED = (
    "reading: the facts, those that are derived from others among them, are made from the chart before",
    "facts that were written down after the day of judgement are left out before",
    "which facts of the kinds request and member belong to the line is settled before",
    "reasons, gaps, and what rests on silence: only the verdict is given",
    "the recommendation: an approval needs a shown fact, and a referral one that does not rest on silence",
    "the answer of another line, which is given as a parameter",
    "cautions, code rules and the literature, which never change a verdict",
)
"""What no export says, of whatever pack: it is told beside every one of them."""

PARAMETERS = (
    ("Facts", f"List<{FACT}>", "What the record says of this patient or rules out, for this line."),
    ("Line", "Tuple { level String, side String }", "Where the line is judged; a level or side of null is none named."),
    ("RequestDay", "Date", "The day of judgement."),
    ("RequestedLevels", "List<String>", "All levels of the request."),
    ("RequestedLines", LINES, "The other lines and this one: procedure and levels. The list is complete."),
    ("LineAnswers", ANSWERS, "The answers of other lines; a level of null is the whole line."),
    ("UnreadDocuments", "List<String>", "The kinds of document that could not be read."),
)
_RESERVED = ("Met", "the levels", "the request day", *(one for one, _, _ in PARAMETERS))


def pack_libraries(pack: Pack, vocabulary: Vocabulary) -> tuple[CqlLibrary, ...]:
    """The shared library first, then one for each policy, then the setting.

    Raises PackUnusable where two policies have names that CQL cannot tell apart.
    """
    made = [_policy_library(pack, policy, vocabulary) for policy in pack.policies]
    if pack.setting and pack.setting.rules:
        made.append(_setting_library(pack, vocabulary))
    names = [one.name for one in made]
    twice = sorted({one for one in names if names.count(one) > 1})
    if twice:
        what = f"two policies would be one library of CQL: {', '.join(twice)}"
        raise PackUnusable([Problem(what=what, where=pack.place, remedy="give one of them another id")])
    return (common_library(vocabulary.anatomy), *made)


def _policy_library(pack: Pack, policy: Policy, vocabulary: Vocabulary) -> CqlLibrary:
    tree = _tree(vocabulary)
    root = Placed(policy.requires, (0,))
    body = tree.definitions((root,))
    met = comment(f"The verdict of the policy at the place where the line is judged ({policy.judged}).")
    met += ["define Met:", f"  {tree.of(root)}", ""]
    judges = f"Judges {', '.join(policy.for_)}: {policy.judged}."
    return _library(pack, one_name(policy.id), policy.title, judges, [*met, *body], tree)


def _setting_library(pack: Pack, vocabulary: Vocabulary) -> CqlLibrary:
    assert pack.setting is not None
    tree = _tree(vocabulary)
    rules = pack.setting.rules
    roots = tuple(Placed(rule.when, (number,), optional=True) for number, rule in enumerate(rules))
    body = tree.definitions(roots)
    told = comment(
        "A setting is supported where its rule is met by something shown; which fact is shown is not said here."
    )
    for rule, root in zip(rules, roots, strict=True):
        told += comment(f"{tree.of(root)} would support the setting {rule.setting}.")
    default = pack.setting.default
    judges = f"Judges the setting; {default} needs no reason." if default else "Judges the setting."
    return _library(pack, "Setting", "The setting", judges, [*told, "", *body], tree)


def _tree(vocabulary: Vocabulary) -> TreeWords:
    defines = Defines(taken=set(_RESERVED))
    return TreeWords(leaves=LeafWords(defines=defines, procedures=vocabulary.procedures, kinds=dict(vocabulary.kinds)))


def _library(pack: Pack, own: str, title: str, judges: str, body: Sequence[str], tree: TreeWords) -> CqlLibrary:
    called = one_name(pack.adjudicator) + own
    defines = tree.leaves.defines
    head = comment(f"{pack.title}: {title}. Version {pack.version}. {judges}")
    if pack.banner:
        head += comment(f"{pack.banner[:1].upper()}{pack.banner[1:]}.")
    head += comment(
        "Written from the pack, not by hand. True is met, false is not met, null is unknown: never read null as no."
    )
    for said in (*NOT_EXPORTED, *(f"{one}: {why}" for one, why in tree.not_said)):
        head += comment(f"Not said here: {said}.")
    head += [f"library {name(called)} version {text(pack.version)}", ""]
    head += [f"include {COMMON} version {text(COMMON_VERSION)} called C", ""]
    for parameter, shape, says in PARAMETERS:
        head += [*comment(says), f"parameter {parameter} {shape}"]
    head += ["", 'define "the request day":', "  Tuple { earliest: RequestDay, latest: RequestDay }", ""]
    head += ['define "the levels":', f"  {_LEVELS}", "", "// ---- the criteria", ""]
    made = [part for definition in defines.made.values() for part in (definition, "")]
    words = "\n".join([*head, *body, "// ---- what the criteria ask", "", *made]).rstrip() + "\n"
    return CqlLibrary(
        name=called,
        version=pack.version,
        title=f"{pack.title}: {title}",
        text=words,
        not_said=tuple(tree.not_said),
        kinds=tuple(sorted(defines.kinds)),
        criteria=tuple(tree.names.items()),
        judges=judges,
        by_level=tuple(tree.by_level),
        has_met=bool(body) and "define Met:" in body,
        sources=tuple(tree.sources.values()),
    )


_LEVELS = (
    "case when exists RequestedLevels then (RequestedLevels L return all Tuple { level: L })"
    " else { Tuple { level: null as String } } end"
)
"""Where no level is named, what is asked of any level is asked once, of none."""
