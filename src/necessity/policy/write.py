"""A pack back into YAML: what a program has built or changed can be read, kept and loaded like one that a person wrote.

Invariant: reading what is written gives the same pack, places in files and digest apart. Inclusions are written out in full.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

import yaml

from necessity.assessment.finding import Clause, Need, Source
from necessity.policy import criterion as nodes
from necessity.policy.criterion import (
    CautionRule,
    CodingRule,
    Criterion,
    OutcomeRule,
    Pack,
    Policy,
    SettingPolicy,
    without_places,
)
from necessity.policy.head import NOT_STATED
from necessity.policy.leaf import LEVELS, Comparison, FactTest, Moment, Parameter, Window, moments_of, parameters_of
from necessity.policy.words import body_words

Tree: TypeAlias = dict[str, Any]


class _Quoted(str):
    """Text that is always written in quotes."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


_Dumper.add_representer(_Quoted, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"'))


def to_yaml(pack: Pack) -> dict[str, str]:
    """The files of a pack by name: `pack.yaml` and one for each policy."""
    files = {"pack.yaml": _text(_head(pack))}
    for policy in pack.policies:
        files[f"{_file_name(policy.id, files)}.yaml"] = _text(_policy(policy, pack))
    return files


def _file_name(policy_id: str, taken: Iterable[str]) -> str:
    name = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in policy_id) or "policy"
    while f"{name}.yaml" in taken:
        name += "-"
    return name


def _text(tree: Tree) -> str:
    return str(yaml.dump(tree, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120))


def _without_nothing(tree: Tree) -> Tree:
    return {key: value for key, value in tree.items() if value not in (None, (), [], {}, "")}


# -- the head ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class _Scope:
    """What stands above a node, so that it need not be said again."""

    pack: Pack
    source: Source | None = None
    need: Need = Need.INDICATION
    parameters: Mapping[str, Parameter]
    moments: Mapping[str, Moment]


def _head(pack: Pack) -> Tree:
    top = _Scope(pack=pack, parameters=pack.parameters, moments=pack.moments)
    scope = {
        "payers": list(pack.scope.payers),
        "lines_of_business": list(pack.scope.lines_of_business),
        "states": list(pack.scope.states),
    }
    sources = {ref: _source_row(source) for ref, source in pack.sources.items()}
    return _without_nothing(
        {
            "pack": pack.adjudicator,
            "version": _Quoted(pack.version),
            "title": pack.title,
            "purpose": pack.purpose,
            "banner": pack.banner,
            "effective": NOT_STATED
            if pack.undated
            else _without_nothing({"from": pack.effective_from, "until": pack.effective_until}),
            "scope": _without_nothing(scope),
            "judges": pack.judges if pack.judges != "lines and setting" else None,
            "authority": pack.authority if pack.authority != "payer" else None,
            "sources": sources,
            "parameters": _parameters(pack.parameters.values(), top),
            "moments": _moments(pack.moments.values()),
            "setting": _setting(pack.setting, top) if pack.setting else None,
            "cautions": [_caution(rule, top) for rule in pack.cautions],
            "coding": [_coding(rule, top) for rule in pack.coding if not rule.shared],
            "code_rules": pack.code_rules,
            "outcomes": [_outcome(rule, top) for rule in pack.outcomes],
            "does_not_address": list(pack.does_not_address),
        }
    )


def _source_row(source: Source) -> Tree:
    row = {key: getattr(source, key) for key in ("document", "basis", "publisher", "date", "url", "place", "read")}
    return _without_nothing(row)


def _source(source: Source, above: _Scope) -> Tree:
    """The key `source`, or nothing where the one above is the same."""
    if source == above.source:
        return {}
    known = above.pack.sources[source.ref]
    said = {"ref": source.ref}
    if source.place != known.place and source.place:
        said["place"] = source.place
    if source.basis != known.basis:
        said["basis"] = source.basis
    return {"source": said if len(said) > 1 else source.ref}


def _parameters(parameters: Iterable[Parameter], above: _Scope) -> Tree:
    return {
        one.name: {
            "value": list(map(_Quoted, one.value)) if isinstance(one.value, tuple) else _Quoted(one.value),
            **_source(one.source, above),
        }
        for one in parameters
    }


def _moments(moments: Iterable[Moment]) -> Tree:
    return {
        one.id: {one.which: line_of(one.scope), **({"if_none": "ignore"} if one.ignore_if_none else {})}
        for one in moments
    }


# -- policies and criteria ---------------------------------------------------------------------------------------------


def _policy(policy: Policy, pack: Pack) -> Tree:
    above = _Scope(pack=pack, parameters=pack.parameters, moments=pack.moments)
    own = [one for name, one in policy.parameters.items() if not _same(one, pack.parameters.get(name))]
    inside = replace(above, parameters=policy.parameters)
    return _without_nothing(
        {
            "policy": policy.id,
            "title": policy.title,
            "for": list(policy.for_),
            "for_beside": {name: list(codes) for name, codes in policy.for_beside},
            "judged": policy.judged,
            "parameters": _parameters(own, above),
            "requires": _criterion(policy.requires, inside),
            "cautions": [_caution(rule, inside) for rule in policy.cautions],
            "steps": list(policy.steps),
        }
    )


def _same(one: object, other: object) -> bool:
    return without_places(one) == without_places(other)


def _criterion(criterion: Criterion, above: _Scope) -> Tree:
    """One node with all beneath it. What stands above is not said again; foreign names are given where they are used."""
    body, clause = criterion.body, criterion.clause
    here = replace(above, source=clause.source, need=clause.need)
    tree: Tree = {"id": clause.id, "also": list(criterion.also)}
    if clause.says != body_words(body):
        tree["says"] = clause.says
    tree |= _source(clause.source, above)
    if clause.need is not above.need:
        tree["kind"] = clause.need.value
    if isinstance(body, nodes.Test):
        tree |= _names(body, above)
    if criterion.complete is not None:
        tree["complete"] = "yes" if criterion.complete else "no"
    tree["evidence"] = list(criterion.evidence)
    if criterion.applies_when:
        tree["applies_when"] = _criterion(criterion.applies_when, here)
    tree |= _body(body, here)
    instead = criterion.replaced_when
    if instead:
        tree["replaced_when"] = {
            "id": instead.clause.id,
            "says": instead.clause.says,
            **_source(instead.clause.source, here),
            "when": _criterion(instead.when, here),
            "by": _criterion(instead.by, here),
        }
    tree["waived_by"] = [_criterion(one, here) for one in criterion.waived_by]
    tree["barred_by"] = [_criterion(one, here) for one in criterion.barred_by]
    return _without_nothing(tree)


def _body(body: nodes.Body, here: _Scope) -> Tree:
    if isinstance(body, nodes.Test):
        tree: Tree = {"test": body.line}
        tree |= {"silence": "absent"} if body.silence_absent else {}
        told = {True: "enough", False: "not enough"}
        return tree | ({"attested": told[body.attested]} if body.attested is not None else {})
    if isinstance(body, nodes.All):
        return {"all": [_criterion(one, here) for one in body.children]}
    if isinstance(body, nodes.Any):
        return {"any": [_criterion(one, here) for one in body.children]}
    if isinstance(body, nodes.AtLeast):
        return {"at_least": {"n": body.needed, "of": [_criterion(one, here) for one in body.children]}}
    if isinstance(body, nodes.AnyLevel):
        return {"any_level": _criterion(body.child, here)}
    return {"never": True} if isinstance(body, nodes.Never) else {"ask_a_person": True}


def _names(body: nodes.Test, above: _Scope) -> Tree:
    """The parameters and moments of a leaf that mean something else, or nothing, where it stands (it was included)."""
    moments = [one for one in moments_of(body.leaf) if not _same(one, above.moments.get(one.id))]
    read = {one.name: one for one in parameters_of(body.leaf)}
    foreign = [one for name, one in read.items() if not _same(one, above.parameters.get(name))]
    # beside a criterion a parameter inherits the source of that criterion, so its own is always said
    return {"parameters": _parameters(foreign, replace(above, source=None)), "moments": _moments(moments)}


# -- around the trees --------------------------------------------------------------------------------------------------


def _clause(clause: Clause, above: _Scope) -> Tree:
    says = {"says": clause.says} if clause.says != clause.id else {}
    return {"id": clause.id, **says, **_source(clause.source, above)}


def _caution(rule: CautionRule, above: _Scope) -> Tree:
    trees = {"applies_when": rule.applies_when, "when": rule.when, "unless": rule.unless}
    return _clause(rule.clause, above) | {key: _criterion(tree, above) for key, tree in trees.items() if tree}


def _coding(rule: CodingRule, above: _Scope) -> Tree:
    tree = _clause(rule.clause, above) | {"fault": rule.fault, "effect": rule.effect, "for": list(rule.for_)}
    trees = {"when": rule.when, "unless": rule.unless}
    return _without_nothing(tree | {key: _criterion(one, above) for key, one in trees.items() if one})


def _outcome(rule: OutcomeRule, above: _Scope) -> Tree:
    tree: Tree = {"procedure": rule.procedure, "claims": list(rule.claims)}
    return tree | ({"when": _criterion(rule.when, above)} if rule.when else {})


def _setting(setting: SettingPolicy, above: _Scope) -> Tree:
    here = replace(above, source=None)
    rules = []
    for rule in setting.rules:
        tree = _criterion(rule.when, here)
        rules.append({"id": tree.pop("id"), "setting": rule.setting, **tree})
    own = {"default": setting.default or "none", "says": setting.clause.says}
    return _without_nothing({**own, **_source(setting.clause.source, above), "replaced_when": rules})


# -- test lines --------------------------------------------------------------------------------------------------------


def line_of(test: FactTest) -> str:
    """The test line of a fact test, its filters in a fixed order."""
    parts = [test.kind.name]
    if test.comparison:
        parts = [f"{test.kind.name}.{test.comparison.field.name} {_comparison(test.comparison, subject=True)}"]
    parts += ["is absent"] if test.absent else []
    parts += [LEVELS[test.level]] if test.level else []
    parts += ["on this side"] if test.this_side else []
    parts += ["concordant with this level"] if test.concordant else []
    parts += [f"with {one.field.name} {_comparison(one, subject=False)}" for one in test.having]
    return " ".join([*parts, *map(_window, test.windows)])


def _comparison(comparison: Comparison, *, subject: bool) -> str:
    lead = "is " if subject else ""
    if comparison.op == "one of":
        assert comparison.parameter is not None
        return f"{lead}one of {comparison.parameter.name}"
    if comparison.op in ("is", "is not"):
        return f"{comparison.op} {comparison.bound}" if subject else str(comparison.bound)
    assert comparison.parameter is not None
    return f"{comparison.op} {comparison.parameter.name}"


def _window(window: Window) -> str:
    anchor = window.anchor.id if window.anchor else "request"
    if window.parameter is None:
        return f"{window.direction} {anchor}"
    lead = "at least" if window.relation == "at_least" else "within"
    return f"{lead} {window.parameter.name} {window.direction} {anchor}"
