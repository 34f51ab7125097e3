"""A folder of YAML read into one pack: `pack.yaml`, one file per policy beside it; every problem told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from necessity.assessment.finding import Clause
from necessity.errors import PackUnusable, Place, Problem, did_you_mean
from necessity.model.case import SETTINGS
from necessity.policy.build import Builder, PolicyNode
from necessity.policy.builds_on import Chain, chain_of, on_top, pack_digest, settings_of, sources_with, tell_unset
from necessity.policy.check import check_pack
from necessity.policy.code_rules import taken
from necessity.policy.criterion import JUDGED, OutcomeRule, Pack, Policy, SettingPolicy, SettingRule
from necessity.policy.head import Head, read_head, read_sources
from necessity.policy.names import Home
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import Items, Node, Sheet, Table, open_sheet

_PACK_KEYS = (
    "title",
    "purpose",
    "banner",
    "effective",
    "scope",
    "judges",
    "authority",
    "sources",
    "default_source",
    "parameters",
    "moments",
    "define",
    "policies",
    "setting",
    "cautions",
    "coding",
    "code_rules",
    "outcomes",
    "does_not_address",
)
_POLICY_KEYS = (
    "title",
    "for_beside",
    "default_source",
    "parameters",
    "moments",
    "define",
    "waivers",
    "cautions",
    "steps",
)


def load_pack(
    folder: Path, vocabulary: Vocabulary, shown_as: str | None = None, search_path: Sequence[Path] = ()
) -> Pack:
    """The pack in `folder`, checked. Raises PackUnusable with every problem; `shown_as` names the folder in places.

    What it builds on is looked for on `search_path` and among the packs that come with the package.
    """
    pack, problems = read_pack(folder, vocabulary, shown_as, search_path)
    if problems or pack is None:
        raise PackUnusable(problems)
    return pack


def read_pack(
    folder: Path, vocabulary: Vocabulary, shown_as: str | None = None, search_path: Sequence[Path] = ()
) -> tuple[Pack | None, list[Problem]]:
    """The pack (None where too little is there) and everything that is wrong with it."""
    chain = chain_of(folder, shown_as or str(folder), search_path)
    pack: Pack | None = None
    found = {problem for sheet in chain.sheets for problem in sheet.problems}
    if chain.folder is not None:
        reading = _PackReading(folder=chain.folder, vocabulary=vocabulary, shown_as=chain.shown_as, chain=chain)
        pack = reading.pack()
        if pack is not None and chain.layers:
            pack = on_top(pack, chain, str(shown_as or folder), pack_digest(folder, search_path))
        found = {problem for sheet in (*chain.sheets, *reading.sheets) for problem in sheet.problems}
        if pack is not None:
            found |= set(check_pack(pack, vocabulary, reading.builder, whole=not found))
    return pack, sorted(found, key=lambda problem: (problem.where, problem.what))


@dataclass(kw_only=True)
class _PackReading:
    folder: Path
    vocabulary: Vocabulary
    shown_as: str
    chain: Chain
    sheets: list[Sheet] = field(default_factory=list)
    defined: list[tuple[str, Node, Home]] = field(default_factory=list)
    builder: Builder = field(init=False)

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
        head, layers = read_head(sheet, top), self.chain.layers
        sources = sources_with(layers, read_sources(sheet, top.get("sources")))
        settings = settings_of(layers, self.vocabulary, sources)
        self.builder = Builder(vocabulary=self.vocabulary, sources=sources, policies={}, set_anew=settings)
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
        found = self._assemble(sheet, root, top, home, policies, head)
        tell_unset(layers, settings, self.builder)
        return found

    def _assemble(
        self,
        sheet: Sheet,
        root: Node,
        top: Mapping[str, Node],
        home: Home,
        policies: tuple[Policy, ...],
        head: Head,
    ) -> Pack:
        unaddressed = sheet.words(top.get("does_not_address"), "does_not_address")
        self._known_procedures(sheet, top.get("does_not_address"), unaddressed)
        own_rules = tuple(
            rule for node in sheet.items(top.get("coding"), "coding") if (rule := self.builder.coding(node, home))
        )
        return Pack(
            adjudicator=head.name,
            version=head.version,
            title=head.title or head.name,
            purpose=head.purpose or "coverage",
            banner=head.banner,
            effective_from=head.effective[0],
            effective_until=head.effective[1],
            scope=head.scope,
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
            coding=(*own_rules, *taken(sheet, top.get("code_rules"), own_rules, self.vocabulary)),
            code_rules=sheet.text(top.get("code_rules"), "code_rules"),
            outcomes=tuple(
                outcome
                for node in sheet.items(top.get("outcomes"), "outcomes")
                if (outcome := self._outcome(sheet, node, home))
            ),
            does_not_address=unaddressed,
            digest=pack_digest(self.folder),
            place=root.place,
            folder=self.shown_as,
            judges=head.judges or "lines and setting",
            authority=head.authority or "payer",
            undated=head.undated,
        )

    # -- parts ---------------------------------------------------------------------------------------------------------

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
            own_home = self._home(own_sheet, keys, replace(home, policy=policy_id))
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
            for_beside=self._for_beside(sheet, keys.get("for_beside")),
        )

    def _for_beside(self, sheet: Sheet, node: Node | None) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """The codes that a policy judges where another procedure is requested too: that one's name, and the codes."""
        found = []
        for name, value, _ in sheet.pairs(node, "for_beside"):
            codes = sheet.words(value, name)
            self._known_procedures(sheet, value, (name,))
            self._known_procedures(sheet, value, codes, codes=True)
            found.append((name, codes))
        return tuple(found)

    def _setting(self, sheet: Sheet, node: Node | None, home: Home) -> SettingPolicy | None:
        if node is None:
            return None
        keys = ("says", "source", "parameters", "moments", "replaced_when")
        top = sheet.mapping(node, "setting", required=("default",), optional=keys)
        home = self._home(sheet, {key: top[key] for key in ("parameters", "moments") if key in top}, home)
        default = sheet.one_of(top.get("default"), "setting", (*SETTINGS, "none")) or "ambulatory"
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
                says="No setting is presumed." if default == "none" else f"The usual setting is {default}.",
                need=clause.need,
                source=clause.source,
                place=clause.place,
            )
        return SettingPolicy(default=None if default == "none" else default, clause=clause, rules=tuple(rules))

    def _outcome(self, sheet: Sheet, node: Node, home: Home) -> OutcomeRule | None:
        top = sheet.mapping(node, "an outcome", required=("procedure", "claims"), optional=("when",))
        procedure, claims = sheet.text(top.get("procedure"), "procedure"), sheet.words(top.get("claims"), "claims")
        when = self.builder.criterion(top.get("when"), home, f"{procedure}-outcome")
        if isinstance(top.get("claims"), Items) and not claims:
            sheet.wrong("this outcome names no claim", node.place, remedy="name the claims, or take it out")
        self._known_procedures(sheet, top.get("procedure"), (procedure,) if procedure else ())
        if procedure is None or not claims:
            return None
        return OutcomeRule(procedure=procedure, claims=claims, when=when, place=node.place)

    def _known_procedures(self, sheet: Sheet, node: Node | None, words: Iterable[str], codes: bool = False) -> None:
        names = self.vocabulary.procedures.by_name
        known = {*names, *(self.vocabulary.procedures.codes if codes else ())}
        for word in words:
            if word not in known and node is not None:
                code = codes and ":" in word
                remedy = "add the code to its file under medicine/procedures" if code else did_you_mean(word, names)
                sheet.wrong(f"'{word}' is not a {'known code' if code else 'procedure'}", node.place, remedy=remedy)
