"""A folder of YAML read into one pack: `pack.yaml`, one file per policy beside it; every problem told at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from necessity.assessment.finding import Clause, Source
from necessity.errors import PackUnusable, Place, Problem, did_you_mean
from necessity.model.case import LINES_OF_BUSINESS, SETTINGS
from necessity.policy.build import Builder, PolicyNode
from necessity.policy.check import check_pack
from necessity.policy.criterion import JUDGED, Pack, Policy, Scope, SettingPolicy, SettingRule
from necessity.policy.names import BASES, Home
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import Items, Node, Sheet, Table, open_sheet

_PACK_KEYS = (
    "title",
    "purpose",
    "banner",
    "effective",
    "scope",
    "sources",
    "default_source",
    "parameters",
    "moments",
    "define",
    "policies",
    "setting",
    "cautions",
    "coding",
    "does_not_address",
)
_POLICY_KEYS = ("title", "default_source", "parameters", "moments", "define", "waivers", "cautions", "steps")
PURPOSES = ("coverage", "demonstration")


def load_pack(folder: Path, vocabulary: Vocabulary, shown_as: str | None = None) -> Pack:
    """The pack in `folder`, checked. Raises PackUnusable with every problem; `shown_as` names the folder in places."""
    pack, problems = read_pack(folder, vocabulary, shown_as)
    if problems or pack is None:
        raise PackUnusable(problems)
    return pack


def read_pack(folder: Path, vocabulary: Vocabulary, shown_as: str | None = None) -> tuple[Pack | None, list[Problem]]:
    """The pack (None where too little is there) and everything that is wrong with it."""
    reading = _PackReading(folder=folder, vocabulary=vocabulary, shown_as=shown_as or str(folder))
    pack = reading.pack()
    problems = reading.problems()
    if pack is not None:
        problems += check_pack(pack, vocabulary, reading.builder, whole=not problems)
    return pack, sorted(set(problems), key=lambda problem: (problem.where, problem.what))


@dataclass(kw_only=True)
class _PackReading:
    folder: Path
    vocabulary: Vocabulary
    shown_as: str
    sheets: list[Sheet] = field(default_factory=list)
    defined: list[tuple[str, Node, Home]] = field(default_factory=list)
    builder: Builder = field(init=False)

    def problems(self) -> list[Problem]:
        found = {problem for sheet in self.sheets for problem in sheet.problems}
        return sorted(found, key=lambda problem: (problem.where, problem.what))

    def _open(self, path: Path) -> tuple[Sheet, Node | None]:
        sheet, root = open_sheet(path, f"{self.shown_as}/{path.name}")
        self.sheets.append(sheet)
        return sheet, root

    def pack(self) -> Pack | None:
        if not (self.folder / "pack.yaml").is_file():
            sheet = Sheet(self.shown_as)
            sheet.wrong(
                "there is no pack.yaml here", Place(self.shown_as), remedy="'necessity pack new DIR' writes one"
            )
            self.sheets.append(sheet)
            return None
        sheet, root = self._open(self.folder / "pack.yaml")
        if root is None:
            return None
        top = sheet.mapping(root, "pack.yaml", required=("pack", "version"), optional=_PACK_KEYS)
        name, version = sheet.text(top.get("pack"), "pack"), sheet.quoted(top.get("version"), "version")
        if name and "@" in name:
            sheet.wrong("the version stands apart from the name", top["pack"].place, remedy="write pack: and version:")
        sources = self._sources(sheet, top.get("sources"))
        self.builder = Builder(vocabulary=self.vocabulary, sources=sources, policies={})
        home = self._home(sheet, top, Home(sheet=sheet, parameters={}, moments={}, source=None))
        policy_nodes = self._policy_nodes(sheet, top, home)
        self.builder.policies = {policy_id: one[0] for policy_id, one in policy_nodes.items()}
        used = set(self.builder.used_parameters)
        for own_id, node, place in self.defined:
            # what no policy includes is read too, so that its faults are told; it uses no parameter
            self.builder.criterion(node, place, own_id)
        self.builder.used_parameters = used
        policies = tuple(
            policy
            for policy_id, (node, keys) in policy_nodes.items()
            if (policy := self._policy(policy_id, node, keys))
        )
        return self._assemble(sheet, root, top, home, policies, name or "unnamed", version or "unnamed")

    def _assemble(
        self,
        sheet: Sheet,
        root: Node,
        top: Mapping[str, Node],
        home: Home,
        policies: tuple[Policy, ...],
        name: str,
        version: str,
    ) -> Pack:
        effective = (
            sheet.mapping(top["effective"], "effective", optional=("from", "until")) if "effective" in top else {}
        )
        first, last = sheet.day(effective.get("from"), "from"), sheet.day(effective.get("until"), "until")
        if first and last and last < first:
            sheet.wrong("the pack ends before it begins", effective["until"].place, remedy="put the days in order")
        scope = top.get("scope")
        who = sheet.mapping(scope, "scope", optional=("payers", "lines_of_business", "states")) if scope else {}
        lines = sheet.words(who.get("lines_of_business"), "lines_of_business")
        for line in lines:
            if line not in LINES_OF_BUSINESS:
                sheet.wrong(
                    f"'{line}' is not a line of business",
                    who["lines_of_business"].place,
                    remedy=did_you_mean(line, LINES_OF_BUSINESS),
                )
        unaddressed = sheet.words(top.get("does_not_address"), "does_not_address")
        self._known_procedures(sheet, top.get("does_not_address"), unaddressed)
        return Pack(
            adjudicator=name,
            version=version,
            title=sheet.text(top.get("title"), "title") or name,
            purpose=sheet.one_of(top.get("purpose"), "purpose", PURPOSES) or "coverage",
            banner=sheet.text(top.get("banner"), "banner"),
            effective_from=first.isoformat() if first else None,
            effective_until=last.isoformat() if last else None,
            scope=Scope(
                payers=sheet.words(who.get("payers"), "payers"),
                lines_of_business=lines,
                states=sheet.words(who.get("states"), "states"),
            ),
            sources=self.builder.sources,
            parameters=home.parameters,
            moments=home.moments,
            policies=policies,
            setting=self._setting(sheet, top.get("setting"), home),
            cautions=tuple(
                one
                for node in sheet.items(top.get("cautions"), "cautions")
                if (one := self.builder.caution(node, home))
            ),
            coding=tuple(
                rule for node in sheet.items(top.get("coding"), "coding") if (rule := self.builder.coding(node, home))
            ),
            does_not_address=unaddressed,
            digest=folder_digest(self.folder),
            place=root.place,
            folder=self.shown_as,
        )

    # -- parts ---------------------------------------------------------------------------------------------------------

    def _sources(self, sheet: Sheet, node: Node | None) -> dict[str, Source]:
        known: dict[str, Source] = {}
        for ref, value, _ in sheet.pairs(node, "sources"):
            keys = ("publisher", "date", "url", "place", "read")
            top = sheet.mapping(value, f"source '{ref}'", required=("document", "basis"), optional=keys)
            basis = sheet.one_of(top.get("basis"), "basis", BASES)
            known[ref] = Source(
                ref=ref,
                document=sheet.text(top.get("document"), "document") or ref,
                basis=basis or "asserted",
                publisher=sheet.text(top.get("publisher"), "publisher"),
                date=sheet.text(top.get("date"), "date"),
                url=sheet.text(top.get("url"), "url"),
                place=sheet.text(top.get("place"), "place"),
                read=sheet.text(top.get("read"), "read"),
            )
        return known

    def _home(self, sheet: Sheet, top: Mapping[str, Node], above: Home) -> Home:
        """The names in scope where `top` stands: those above and its own."""
        home = replace(above, sheet=sheet)
        if "default_source" in top:
            home = replace(home, source=self.builder.source(top["default_source"], sheet))
        home = replace(home, parameters=self.builder.parameters(top.get("parameters"), home))
        home = replace(home, moments=self.builder.moments(top.get("moments"), home))
        own: dict[str, Node] = {}
        for node in sheet.items(top.get("define"), "define"):
            own_id = sheet.text(node.values.get("id"), "id") if isinstance(node, Table) else None
            if own_id is None:
                sheet.wrong("a definition has no id", node.place, remedy="add 'id:'")
            elif own_id in own:
                sheet.wrong(f"the definition '{own_id}' stands twice", node.place, remedy="give one another id")
            else:
                own[own_id] = node
        definitions = dict(home.definitions)
        home = replace(home, definitions=definitions)
        # a definition may include another one: each stands in the scope that holds them all
        definitions.update({own_id: (node, home) for own_id, node in own.items()})
        self.defined += [(own_id, node, home) for own_id, node in own.items()]
        return home

    def _policy_nodes(
        self, sheet: Sheet, top: Mapping[str, Node], home: Home
    ) -> dict[str, tuple[PolicyNode, Mapping[str, Node]]]:
        """Every policy by id: those in pack.yaml and those in files of their own."""
        found: list[tuple[Sheet, Node]] = [(sheet, node) for node in sheet.items(top.get("policies"), "policies")]
        for path in sorted(self.folder.glob("*.yaml")):
            if path.name != "pack.yaml":
                own_sheet, root = self._open(path)
                if root is not None:
                    found.append((own_sheet, root))
        nodes: dict[str, tuple[PolicyNode, Mapping[str, Node]]] = {}
        for own_sheet, node in found:
            keys = own_sheet.mapping(
                node, "a policy", required=("policy", "for", "judged", "requires"), optional=_POLICY_KEYS
            )
            policy_id = own_sheet.text(keys.get("policy"), "policy")
            if policy_id is None:
                continue
            if policy_id in nodes:
                own_sheet.wrong(f"the policy '{policy_id}' stands twice", node.place, remedy="give one another name")
            own_home = self._home(own_sheet, keys, home)
            requires = PolicyNode(requires=keys.get("requires"), waivers=keys.get("waivers"), home=own_home)
            nodes[policy_id] = (requires, {**keys, "": node})
        return nodes

    def _policy(self, policy_id: str, node: PolicyNode, keys: Mapping[str, Node]) -> Policy | None:
        sheet, home = node.home.sheet, node.home
        for_ = sheet.words(keys.get("for"), "for")
        self._known_procedures(sheet, keys.get("for"), for_, codes=True)
        if not for_ and isinstance(keys.get("for"), Items):
            sheet.wrong(f"'{policy_id}' is for nothing", keys["for"].place, remedy="name a procedure or a code")
        requires = self.builder.policy_tree(policy_id)
        judged = sheet.one_of(keys.get("judged"), "way to judge", JUDGED)
        cautions = (self.builder.caution(one, home) for one in sheet.items(keys.get("cautions"), "cautions"))
        made = tuple(filter(None, cautions))
        if requires is None or judged is None:
            return None
        return Policy(
            id=policy_id,
            title=sheet.text(keys.get("title"), "title") or policy_id.replace("-", " "),
            for_=for_,
            judged=judged,
            requires=requires,
            parameters=home.parameters,
            cautions=made,
            steps=sheet.words(keys.get("steps"), "steps"),
            place=keys[""].place,
        )

    def _setting(self, sheet: Sheet, node: Node | None, home: Home) -> SettingPolicy | None:
        if node is None:
            return None
        keys = ("says", "source", "parameters", "moments", "replaced_when")
        top = sheet.mapping(node, "setting", required=("default",), optional=keys)
        home = self._home(sheet, {key: top[key] for key in ("parameters", "moments") if key in top}, home)
        default = sheet.one_of(top.get("default"), "setting", SETTINGS) or "ambulatory"
        says = {"says": top["says"]} if "says" in top else {}
        source = {"source": top["source"]} if "source" in top else {}
        clause = self.builder.clause({**says, **source}, home, node.place, "setting")
        rules = []
        for item in sheet.items(top.get("replaced_when"), "replaced_when"):
            if not isinstance(item, Table):
                sheet.wrong(
                    "a rule of the setting must be a mapping",
                    item.place,
                    remedy="write {id: ..., setting: ..., test: ...}",
                )
            else:
                if "setting" not in item.values:
                    sheet.wrong("this rule names no setting", item.place, remedy="add 'setting:'")
                setting = sheet.one_of(item.values.get("setting"), "setting", SETTINGS)
                rest = Table(
                    {key: value for key, value in item.values.items() if key != "setting"},
                    {key: place for key, place in item.keys.items() if key != "setting"},
                    item.place,
                )
                when = self.builder.criterion(rest, home)
                if setting and when:
                    rules.append(SettingRule(setting=setting, when=when))
        if clause is None:
            return None
        if clause.says == clause.id:
            clause = Clause(
                id="setting",
                says=f"The usual setting is {default}.",
                need=clause.need,
                source=clause.source,
                place=clause.place,
            )
        return SettingPolicy(default=default, clause=clause, rules=tuple(rules))

    def _known_procedures(self, sheet: Sheet, node: Node | None, words: Iterable[str], codes: bool = False) -> None:
        names = self.vocabulary.procedures.by_name
        known = {*names, *(self.vocabulary.procedures.codes if codes else ())}
        for word in words:
            if word not in known and node is not None:
                code = codes and ":" in word
                remedy = "add the code to its file under medicine/procedures" if code else did_you_mean(word, names)
                sheet.wrong(f"'{word}' is not a {'known code' if code else 'procedure'}", node.place, remedy=remedy)


def folder_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of the YAML files that judge, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode())
        digest.update(content)
    return f"sha256:{digest.hexdigest()}"
