"""Criteria built from the nodes of a file: structure, inheritance of sources, inclusion by `same_as`, waivers by id.

Invariant: what is built has no open name. A criterion included from elsewhere is built in its own home, with the parameters,
moments and sources of that home.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from necessity.assessment.finding import Clause, Need
from necessity.errors import Place, did_you_mean
from necessity.policy.criterion import (
    All,
    Any,
    AnyLevel,
    AskAPerson,
    AtLeast,
    Body,
    CautionRule,
    CodingRule,
    Criterion,
    Never,
    Replacement,
    Test,
    walk,
)
from necessity.policy.leaf import LineTest
from necessity.policy.line import LineReader
from necessity.policy.names import Home, Names
from necessity.policy.words import body_words
from necessity.vocabulary.code_tables import Covers
from necessity.yaml_file import Items, Node, Scalar, Table

BODIES = ("all", "any", "at_least", "any_level", "test", "same_as", "never", "ask_a_person")
EXCEPTIONS = ("applies_when", "replaced_when", "waived_by", "barred_by")
_SCOPE = ("source", "kind", "parameters", "moments")
_KEYS = ("id", "also", "says", *_SCOPE, "evidence", "complete", "attested", "silence", *BODIES, *EXCEPTIONS)


@dataclass(frozen=True, kw_only=True)
class PolicyNode:
    """A policy not yet built: its tree, its policy-wide waivers, and where they stand."""

    requires: Node | None
    waivers: Node | None
    home: Home


@dataclass(kw_only=True)
class Builder(Names):
    """Builds the criteria of one pack; holds its policies by id.

    `is_shared` for a file of shared code rules, and `tables` are the days that its tables cover.
    """

    policies: Mapping[str, PolicyNode]
    tables: Mapping[str, Covers] = field(default_factory=dict)
    is_shared: bool = False
    _open: list[tuple[str, Place | None]] = field(default_factory=list)

    # -- one node ------------------------------------------------------------------------------------------------------

    def criterion(self, node: Node | None, home: Home, default_id: str | None = None) -> Criterion | None:
        """The criterion that a node describes, or None where it cannot be built (the sheet says why)."""
        if node is None:
            return None
        sheet = home.sheet
        if not isinstance(node, Table):
            sheet.wrong("a criterion must be a mapping", node.place, remedy="write {id: ..., test: ...}")
            return None
        top = sheet.mapping(node, "a criterion", optional=_KEYS)
        bodies = [key for key in BODIES if key in top]
        if "test" not in top:
            for key in ("silence", "attested"):
                if key in top:
                    sheet.wrong(f"'{key}' stands beside 'test' only", top[key].place, remedy="move it to the leaf")
        if len(bodies) != 1:
            found = "none" if not bodies else "both " + " and ".join(bodies)
            sheet.wrong("a criterion has exactly one body", node.place, f"found {found}", f"one of {', '.join(BODIES)}")
            return None
        home = self._inherit(top, home, node.place)
        own_id = sheet.text(top.get("id"), "id") or default_id
        if bodies[0] == "same_as":
            return self._same_as(top, home, own_id)
        if own_id is None:
            sheet.wrong("a criterion has no id", node.place, remedy="add 'id:'; it names the node in every proof")
            own_id = "unnamed"
        body = self._body(bodies[0], top, home, own_id)
        if body is None or home.source is None:
            return None
        clause = Clause(
            id=own_id,
            says=sheet.text(top.get("says"), "says") or body_words(body),
            need=home.need,
            source=home.source,
            place=node.place,
        )
        also = sheet.words(top.get("also"), "also")
        return self._with_exceptions(Criterion(clause=clause, body=body, also=also), top, home)

    def _inherit(self, top: Mapping[str, Node], home: Home, place: Place) -> Home:
        need = home.need
        if "kind" in top:
            word = home.sheet.one_of(top["kind"], "kind of criterion", [one.value for one in Need])
            need = Need(word) if word else need
        source = self.source(top.get("source"), home.sheet) if "source" in top else home.source
        if source is None and "source" not in top:
            home.sheet.wrong(
                "this criterion has no source", place, remedy="add 'source:' here or 'default_source:' above"
            )
        home = replace(home, need=need, source=source or home.source)
        home = replace(home, parameters=self.parameters(top.get("parameters"), home))
        return replace(home, moments=self.moments(top.get("moments"), home))

    def _body(self, key: str, top: Mapping[str, Node], home: Home, own_id: str) -> Body | None:
        sheet, node = home.sheet, top[key]
        if key == "test":
            return self._test(top, home)
        if key == "all":
            return All(children=self._children(node, home, "all"))
        if key == "any":
            return Any(children=self._children(node, home, "any"))
        if key == "at_least":
            part = sheet.mapping(node, "at_least", required=("n", "of"))
            children = self._children(part.get("of"), home, "of")
            count = sheet.whole(part.get("n"), "n")
            needed = 0 if count is None else count
            if count is not None and children and not 1 <= needed <= len(children):
                sheet.wrong(
                    f"at_least asks {needed} of {len(children)}", node.place, remedy="n is from 1 to their number"
                )
            return AtLeast(needed=needed, children=children)
        if key == "any_level":
            child = self.criterion(node, home, f"{own_id}-here")
            return AnyLevel(child=child) if child else None
        if sheet.yes_no(node, key) is not True:
            sheet.wrong(f"'{key}' can only be true", node.place, remedy=f"write '{key}: true' or leave it out")
        return Never() if key == "never" else AskAPerson()

    def _children(self, node: Node | None, home: Home, what: str) -> tuple[Criterion, ...]:
        items = home.sheet.items(node, what)
        if not items and isinstance(node, Items | Scalar):
            home.sheet.wrong(
                f"'{what}' is empty",
                node.place,
                "an empty list is met or failed by nothing",
                "write at least one criterion",
            )
        return tuple(one for item in items if (one := self.criterion(item, home)))

    def _test(self, top: Mapping[str, Node], home: Home) -> Test | None:
        sheet = home.sheet
        line = sheet.text(top["test"], "test")
        if line is None:
            if isinstance(top["test"], Scalar):
                sheet.wrong("the test is empty", top["test"].place, remedy="write a test line")
            return None
        reader = LineReader(
            sheet=sheet,
            place=top["test"].place,
            vocabulary=self.vocabulary,
            parameters=home.parameters,
            moments=home.moments,
            used=self.used_parameters,
        )
        leaf = reader.read(line)
        silence = sheet.one_of(top.get("silence"), "silence", ("absent",))
        attested = sheet.one_of(top.get("attested"), "standard of attestation", ("enough", "not enough"))
        if leaf is None:
            return None
        if silence and isinstance(leaf, LineTest):
            sheet.wrong(
                f"a line has no silence (in: {line})", top["silence"].place, "the request is complete", "take it out"
            )
        enough = attested == "enough" if attested else None
        return Test(leaf=leaf, line=line, silence_absent=silence == "absent", attested=enough)

    # -- exceptions ----------------------------------------------------------------------------------------------------

    def _with_exceptions(self, base: Criterion, top: Mapping[str, Node], home: Home) -> Criterion:
        return replace(
            base,
            applies_when=self.criterion(top.get("applies_when"), home, f"{base.id}-applies"),
            replaced_when=self._replacement(top.get("replaced_when"), home),
            waived_by=tuple(self._exception_list(top.get("waived_by"), home, "waived_by")),
            barred_by=tuple(self._exception_list(top.get("barred_by"), home, "barred_by")),
            evidence=home.sheet.words(top.get("evidence"), "evidence") or base.evidence,
            complete=home.sheet.yes_no(top.get("complete"), "complete") if "complete" in top else base.complete,
        )

    def _exception_list(self, node: Node | None, home: Home, what: str) -> Iterable[Criterion]:
        items = home.sheet.items(node, what)
        if not items and isinstance(node, Items | Scalar):
            home.sheet.wrong(f"'{what}' is empty", node.place, remedy="write a criterion, or take it out")
        for item in items:
            one = self.criterion(item, home)
            if one is not None:
                yield one

    def _replacement(self, node: Node | None, home: Home) -> Replacement | None:
        if node is None:
            return None
        sheet = home.sheet
        top = sheet.mapping(node, "replaced_when", required=("id", "when", "by"), optional=("says", "source"))
        own_id = sheet.text(top.get("id"), "id") or "replacement"
        when = self.criterion(top.get("when"), home, f"{own_id}-when")
        by = self.criterion(top.get("by"), home, f"{own_id}-by")
        source = self.source(top.get("source"), sheet) or home.source
        if when is None or by is None or source is None:
            return None
        says = sheet.text(top.get("says"), "says") or when.clause.says
        clause = Clause(id=own_id, says=says, need=home.need, source=source, place=node.place)
        return Replacement(clause=clause, when=when, by=by)

    # -- inclusion -----------------------------------------------------------------------------------------------------

    def _same_as(self, top: Mapping[str, Node], home: Home, own_id: str | None) -> Criterion | None:
        sheet, node = home.sheet, top["same_as"]
        name = sheet.text(node, "same_as") or ""
        if name not in home.definitions and name not in self.policies:
            known = [*home.definitions, *self.policies]
            sheet.wrong(f"same_as names '{name}', which is not defined", node.place, remedy=did_you_mean(name, known))
            return None
        defined = home.definitions.get(name)
        opened = (name, defined[0].place if defined else None)
        if opened in self._open:
            path = " -> ".join([*(one for one, _ in self._open[self._open.index(opened) :]), name])
            sheet.wrong("these include one another in a circle", node.place, path, "take one of the inclusions out")
            return None
        self._open.append(opened)
        try:
            if defined:
                inner = replace(defined[1], need=home.need) if "kind" in top else defined[1]
                found = self.criterion(defined[0], inner, name)
            else:
                found = self.policy_tree(name)
        finally:
            self._open.pop()
        if found is None:
            return None
        return self._included(found, top, home, own_id)

    def policy_tree(self, name: str) -> Criterion | None:
        """The tree of a policy with its policy-wide waivers hung where they belong."""
        policy = self.policies[name]
        sheet, home = policy.home.sheet, policy.home
        tree = self.criterion(policy.requires, home, name)
        waivers: dict[str, tuple[Criterion, ...]] = {}
        places: dict[str, Place] = {}
        for item in sheet.items(policy.waivers, "waivers"):
            if not isinstance(item, Table):
                sheet.wrong(
                    "a waiver must be a mapping", item.place, remedy="write {id: ..., waives: [...], test: ...}"
                )
                continue
            names = sheet.words(item.values.get("waives"), "waives")
            if not names:
                sheet.wrong("this waiver waives nothing", item.place, remedy="add 'waives: [criterion ids]'")
            rest = Table({k: v for k, v in item.values.items() if k != "waives"}, item.keys, item.place)
            rest = replace(rest, keys={k: v for k, v in item.keys.items() if k != "waives"})
            one = self.criterion(rest, home)
            for waived in names if one else ():
                waivers[waived] = (*waivers.get(waived, ()), *filter(None, (one,)))
                places[waived] = item.place
        if tree is None:
            return None
        reached: set[str] = set()
        tree = with_waivers(tree, waivers, reached)
        for waived in sorted(set(waivers) - reached):
            ids = {node.id for node in walk(tree)}
            sheet.wrong(
                f"the waiver names '{waived}', which is no criterion here",
                places[waived],
                remedy=did_you_mean(waived, ids),
            )
        return tree

    def _included(self, found: Criterion, top: Mapping[str, Node], home: Home, own_id: str | None) -> Criterion:
        """`found` under the id, sentence and exceptions that the including node gives it."""
        sheet = home.sheet
        clause = found.clause
        if "kind" in top:
            clause = replace(clause, need=home.need)
        if "source" in top and home.source is not None:
            clause = replace(clause, source=home.source)
        says = sheet.text(top.get("says"), "says")
        renamed = own_id is not None and own_id != found.id
        if renamed or says:
            clause = replace(clause, id=own_id or found.id, says=says or clause.says)
        also = (found.id, *found.also) if renamed else found.also
        also += sheet.words(top.get("also"), "also")
        if not any(key in top for key in (*EXCEPTIONS, "evidence", "complete")):
            return replace(found, clause=clause, also=also)
        if not found.has_exceptions:
            return self._with_exceptions(replace(found, clause=clause, also=also), top, home)
        inner = found if renamed else replace(found, clause=replace(found.clause, id=f"{found.id}-itself"))
        outer = Criterion(clause=clause, body=All(children=(inner,)), also=also)
        return self._with_exceptions(outer, top, home)

    # -- sources, cautions, coding -------------------------------------------------------------------------------------

    def clause(self, top: Mapping[str, Node], home: Home, place: Place, default_id: str) -> Clause | None:
        sheet = home.sheet
        source = self.source(top.get("source"), sheet) or home.source
        if source is None:
            sheet.wrong("this has no source", place, remedy="add 'source:' here or 'default_source:' above")
            return None
        own_id = sheet.text(top.get("id"), "id") or default_id
        return Clause(
            id=own_id, says=sheet.text(top.get("says"), "says") or own_id, need=home.need, source=source, place=place
        )

    def caution(self, node: Node, home: Home) -> CautionRule | None:
        keys = ("says", "source", "when", "unless", "applies_when")
        top = home.sheet.mapping(node, "a caution", required=("id",), optional=keys)
        clause = self.clause(top, home, node.place, "caution")
        when, unless = self._when_or_unless(top, home, node.place, "a caution")
        applies = self.criterion(top.get("applies_when"), home, "caution-applies")
        if clause is None:
            return None
        return CautionRule(clause=clause, when=when, unless=unless, applies_when=applies)

    def coding(self, node: Node, home: Home) -> CodingRule | None:
        sheet = home.sheet
        keys = ("says", "source", "for", "when", "unless", *(("table",) if self.tables else ()))
        top = sheet.mapping(node, "a coding rule", required=("id", "fault", "effect"), optional=keys)
        clause = self.clause(top, home, node.place, "coding")
        fault = sheet.one_of(top.get("fault"), "fault", ("conflict", "missing_parent", "mismatch", "bundled"))
        effect = sheet.one_of(top.get("effect"), "effect", ("note", "clarify"))
        within = replace(home, source=clause.source) if clause else home
        when, unless = self._when_or_unless(top, within, node.place, "a coding rule")
        for_ = sheet.words(top.get("for"), "for")
        names, codes = self.vocabulary.procedures.by_name, self.vocabulary.procedures.codes
        for name in () if for_ == ("any",) else for_:
            if name not in names and name not in codes:
                remedy = did_you_mean(name, names) or "name a file under medicine/procedures, or a code in one of them"
                sheet.wrong(f"'{name}' is not a procedure or a code", top["for"].place, remedy=remedy)
        if clause is None or fault is None or effect is None:
            return None
        table = sheet.one_of(top.get("table"), "table of this file", self.tables)
        return CodingRule(
            clause=clause,
            fault=fault,
            effect=effect,
            for_=() if for_ == ("any",) else for_,
            when=when,
            unless=unless,
            covers=self.tables.get(table or ""),
            shared=self.is_shared,
        )

    def _when_or_unless(
        self, top: Mapping[str, Node], home: Home, place: Place, what: str
    ) -> tuple[Criterion | None, Criterion | None]:
        if ("when" in top) == ("unless" in top):
            home.sheet.wrong(
                f"{what} has exactly one of 'when' and 'unless'", place, remedy="keep the one that is meant"
            )
        own_id = home.sheet.text(top.get("id"), "id") or what
        return (
            self.criterion(top.get("when"), home, f"{own_id}-when"),
            self.criterion(top.get("unless"), home, f"{own_id}-unless"),
        )


def with_waivers(criterion: Criterion, waivers: Mapping[str, tuple[Criterion, ...]], reached: set[str]) -> Criterion:
    """The tree with each policy-wide waiver hung on every node that answers to an id it waives."""

    def again(one: Criterion) -> Criterion:
        return with_waivers(one, waivers, reached)

    body: Body = criterion.body
    if isinstance(body, All):
        body = All(children=tuple(map(again, body.children)))
    elif isinstance(body, Any):
        body = Any(children=tuple(map(again, body.children)))
    elif isinstance(body, AtLeast):
        body = AtLeast(needed=body.needed, children=tuple(map(again, body.children)))
    elif isinstance(body, AnyLevel):
        body = AnyLevel(child=again(body.child))
    instead = criterion.replaced_when
    if instead:
        instead = replace(instead, by=again(instead.by))
    extra: tuple[Criterion, ...] = ()
    for name, found in waivers.items():
        if criterion.answers_to(name):
            reached.add(name)
            extra += found
    return replace(criterion, body=body, replaced_when=instead, waived_by=criterion.waived_by + extra)
