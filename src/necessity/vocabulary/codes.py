"""Codes of the record and what they say: `medicine/codes/*.yaml` read into one table.

Invariant: only what a file lists is known, and a code that is not listed says nothing. A code that says several things, or one
narrower than its kind, rules out none of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from necessity.errors import PackUnusable, Problem, did_you_mean
from necessity.model.document import DOCUMENT_KINDS
from necessity.model.fact import SIDES, Value
from necessity.quantity import UNITS, Quantity
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import Vocabulary, vocabulary
from necessity.yaml_file import Node, Sheet, open_sheet

PROCEDURE = "procedure"
WORDS = "words"
OWN_SYSTEMS = (PROCEDURE, WORDS)
"""Not systems of others: names of `medicine/procedures`, and words that stand beside a code."""

_REGIONS = {"lumbar": ("L1", "L5"), "lumbosacral": ("L5", "S1")}
_PATTERN = re.compile(r"[*?\[]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSays:
    """One thing that a code says. `levels` are those of its region: no level of a finding, but where a denial of it holds.

    `measures` is the field that the number beside it fills; `asks`: its answer says the fact; `marks`: that it was done is
    the fact.
    `absent`: the code is itself a denial. `denies`: ruling the code out rules the fact out.
    """

    kind: Kind
    value: Value | None = None
    qualifiers: Mapping[str, Value] = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    measures: Field | None = None
    asks: bool = False
    marks: bool = False
    absent: bool = False
    denies: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """Systems by address; what each code says; spellings of units, of yes and no, of sides and of kinds of document.

    `headings` are the names of sections of C-CDA documents by their LOINC code.
    """

    systems: Mapping[str, str]
    exact: Mapping[tuple[str, str], tuple[CodeSays, ...]]
    patterns: Mapping[str, tuple[tuple[str, tuple[CodeSays, ...]], ...]]
    units: Mapping[str, str]
    answers: Mapping[str, bool]
    sides: Mapping[str, str]
    documents: Mapping[str, str]
    headings: Mapping[str, str]

    def system(self, address: str) -> str | None:
        """The name of the system that a record gives as an address or an object identifier."""
        return self.systems.get(address.strip().removeprefix("urn:oid:").rstrip("/"))

    def says(self, system: str, code: str) -> tuple[CodeSays, ...]:
        """What a code says, nothing where it is not listed; a code in full outweighs a pattern, an earlier one a later one."""
        code = code.strip().upper() if system not in OWN_SYSTEMS else code
        found = self.exact.get((system, code))
        if found is not None:
            return found
        return next((says for like, says in self.patterns.get(system, ()) if fnmatchcase(code, like)), ())

    def in_words(self, words: str) -> tuple[CodeSays, ...]:
        """What the one listed word says that stands among `words`; nothing where several differ."""
        spoken = set(re.findall(r"[a-z]+", words.lower()))
        found = [says for (system, word), says in self.exact.items() if system == WORDS and word in spoken]
        return found[0] if len({id(one) for one in found}) == 1 else ()


@cache
def code_table() -> CodeTable:
    """The table of the shipped `medicine/`. Raises PackUnusable with every problem in it."""
    return load_codes(vocabulary().folder, vocabulary())


def load_codes(folder: Path, known: Vocabulary) -> CodeTable:
    """The table under `folder` (a `medicine/`). Raises PackUnusable with every problem in it."""
    problems: list[Problem] = []
    sheet, top = _opened(folder / "codes" / "systems.yaml", folder)
    row = sheet.mapping(
        top,
        "the file of systems",
        required=("systems", "units", "yes", "no", "sides", "documents", "headings"),
        optional=(),
    )
    systems = _many(sheet, row.get("systems"), "systems")
    units = {
        written: sheet.one_of(node, "unit", UNITS) or "n" for written, node, _ in sheet.pairs(row.get("units"), "units")
    }
    answers = {one: word == "yes" for word in ("yes", "no") for one in sheet.words(row.get(word), word)}
    sides = _many(sheet, row.get("sides"), "sides", SIDES)
    documents = _many(sheet, row.get("documents"), "documents", DOCUMENT_KINDS)
    headings = {
        code: sheet.text(node, "heading") or "" for code, node, _ in sheet.pairs(row.get("headings"), "headings")
    }
    problems += sheet.problems
    exact: dict[tuple[str, str], tuple[CodeSays, ...]] = {}
    patterns: dict[str, list[tuple[str, tuple[CodeSays, ...]]]] = {}
    names = {*systems.values(), *OWN_SYSTEMS}
    for path in sorted((folder / "codes").glob("*.yaml")):
        if path.name == "systems.yaml":
            continue
        sheet, root = _opened(path, folder)
        for system, code, says in _rows(sheet, root, names, known):
            if _PATTERN.search(code):
                patterns.setdefault(system, []).append((code, says))
            else:
                exact[system, code] = says
        problems += sheet.problems
    if problems:
        raise PackUnusable(problems)
    return CodeTable(
        systems={address.removeprefix("urn:oid:").rstrip("/"): name for address, name in systems.items()},
        exact=exact,
        patterns={system: tuple(rows) for system, rows in patterns.items()},
        units=units,
        answers=answers,
        sides=sides,
        documents=documents,
        headings=headings,
    )


def _opened(path: Path, folder: Path) -> tuple[Sheet, Node | None]:
    return open_sheet(path, str(Path("medicine") / path.relative_to(folder)))


def _many(sheet: Sheet, node: Node | None, what: str, known: tuple[str, ...] | None = None) -> dict[str, str]:
    """`name: [spelling, ...]` turned round; a name outside `known` is a problem."""
    found: dict[str, str] = {}
    for name, item, place in sheet.pairs(node, what):
        if known is not None and name not in known:
            sheet.wrong(f"'{name}' is not known in {what}", place, remedy=did_you_mean(name, known))
        for spelling in sheet.words(item, name):
            if spelling in found:
                sheet.wrong(f"'{spelling}' stands twice in {what}", place, remedy="keep one")
            found[spelling] = name
    return found


def _rows(
    sheet: Sheet, root: Node | None, systems: set[str], known: Vocabulary
) -> Iterator[tuple[str, str, tuple[CodeSays, ...]]]:
    top = sheet.mapping(root, "a file of codes", required=("tables",))
    for table in sheet.items(top.get("tables"), "tables"):
        row = sheet.mapping(table, "a table", required=("system", "codes"), optional=("source",))
        system = sheet.one_of(row.get("system"), "code system", systems)
        if system is not None and system not in OWN_SYSTEMS and "source" not in row:
            sheet.wrong("a table of codes has no source", table.place, remedy="add 'source:'")
        for code, node, place in sheet.pairs(row.get("codes"), "codes"):
            if system == PROCEDURE and code not in known.procedures.by_name:
                remedy = did_you_mean(code, known.procedures.by_name)
                sheet.wrong(f"'{code}' is not a procedure", place, remedy=remedy)
            says = tuple(one for item in _list(sheet, node) if (one := _says(sheet, item, known)) is not None)
            if system is not None and says:
                yield system, code, says


def _list(sheet: Sheet, node: Node) -> tuple[Node, ...]:
    return node.items if hasattr(node, "items") and isinstance(node.items, tuple) else (node,)


def _says(sheet: Sheet, node: Node, known: Vocabulary) -> CodeSays | None:
    row = sheet.mapping(
        node,
        "what a code says",
        required=("kind",),
        optional=("fields", "side", "region", "measures", "asks", "marks", "assertion", "denies"),
    )
    name = sheet.one_of(row.get("kind"), "kind of fact", known.kinds)
    if name is None:
        return None
    kind = known.kinds[name]
    values = {
        one: value
        for one, item, _ in sheet.pairs(row.get("fields"), "fields")
        if (value := _value(sheet, kind, one, item)) is not None
    }
    region = sheet.one_of(row.get("region"), "region", _REGIONS)
    side = sheet.one_of(row.get("side"), "side", SIDES)
    for given, fits, what in ((region, kind.has_level, "level"), (side, kind.has_side, "side")):
        if given and not fits:
            sheet.wrong(f"'{name}' has no {what}", node.place, remedy="leave it out")
    measures = sheet.one_of(row.get("measures"), "field", kind.fields)
    return CodeSays(
        kind=kind,
        value=values.pop(kind.main, None) if kind.main else None,
        qualifiers={**values, **({"side": side} if side else {})},
        levels=known.anatomy.span(*_REGIONS[region]) if region else (),
        measures=kind.fields[measures] if measures else None,
        asks=sheet.yes_no(row.get("asks"), "asks") or False,
        marks=sheet.yes_no(row.get("marks"), "marks") or False,
        absent=sheet.one_of(row.get("assertion"), "assertion", ("present", "absent")) == "absent",
        denies=sheet.yes_no(row.get("denies"), "denies") is not False,
    )


def _value(sheet: Sheet, kind: Kind, name: str, node: Node) -> Value | None:
    """A value of the field's own type, or None with the problem collected."""
    known = kind.fields.get(name)
    word = sheet.text(node, name)
    if known is None:
        sheet.wrong(f"'{kind.name}' has no field '{name}'", node.place, remedy=did_you_mean(name, kind.fields))
        return None
    if word is None or known.type is FieldType.FREE:
        return word
    try:
        if known.scale is not None:
            return known.scale.parse(word)
        if known.type is FieldType.QUANTITY:
            return Quantity.parse(word, known.unit)
    except ValueError as error:
        sheet.wrong(f"'{word}' is not a value of {kind.name}.{name}", node.place, str(error))
        return None
    if word not in known.words:
        sheet.wrong(f"'{word}' is not a word of {kind.name}.{name}", node.place, remedy=did_you_mean(word, known.words))
        return None
    return word
