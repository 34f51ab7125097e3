"""`medicine/` read into one vocabulary: kinds of fact, anatomy, procedures and codes. All problems are told at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from necessity.errors import PackUnusable, Place, Problem, did_you_mean
from necessity.model.document import DOCUMENT_KINDS
from necessity.quantity import UNITS, Scale
from necessity.vocabulary.anatomy import Anatomy, Muscle, Segment
from necessity.vocabulary.kinds import Field, FieldType, Keeps, Kind, Silence
from necessity.vocabulary.procedures import Code, Procedure, Procedures
from necessity.yaml_file import Node, Scalar, Sheet, Table, open_sheet

ROOTS = ("L1", "L2", "L3", "L4", "L5", "S1", "S2", "S3", "S4", "S5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Everything that can be said of a patient and asked for; the same object for a whole run."""

    kinds: Mapping[str, Kind]
    scales: Mapping[str, Scale]
    families: Mapping[str, Mapping[str, tuple[str, ...]]]
    anatomy: Anatomy
    procedures: Procedures
    folder: Path


def medicine_folder() -> Path:
    """The `medicine/` that came with the package; in a checkout, the folder beside `src/`."""
    shipped = Path(str(resources.files("necessity"))) / "medicine"
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[3] / "medicine"


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of the shipped `medicine/`. Raises PackUnusable with every problem in it."""
    return load_vocabulary(medicine_folder())


def load_vocabulary(folder: Path) -> Vocabulary:
    """The vocabulary under `folder`. Raises PackUnusable with every problem in it."""
    problems: list[Problem] = []
    scales, families = _fields_file(folder, problems)
    kinds: dict[str, Kind] = {}
    for path in sorted((folder / "facts").glob("*/*.yaml")):
        sheet, root = _open(path, folder, problems)
        kind = _kind(sheet, root, path, scales, families)
        if kind is not None:
            if kind.name in kinds:
                sheet.wrong(f"the kind '{kind.name}' stands twice", kind.place, remedy="keep one file")
            kinds[kind.name] = kind
        problems += sheet.problems
    _check_markers(kinds, problems)
    anatomy = _anatomy(folder, problems)
    procedures = _procedures(folder, problems)
    if problems:
        raise PackUnusable(problems)
    return Vocabulary(
        kinds=kinds, scales=scales, families=families, anatomy=anatomy, procedures=procedures, folder=folder
    )


def _open(path: Path, folder: Path, problems: list[Problem]) -> tuple[Sheet, Node | None]:
    return open_sheet(path, str(Path("medicine") / path.relative_to(folder)))


def _fields_file(
    folder: Path, problems: list[Problem]
) -> tuple[dict[str, Scale], dict[str, dict[str, tuple[str, ...]]]]:
    sheet, root = _open(folder / "facts" / "fields.yaml", folder, problems)
    top = sheet.mapping(root, "the fields file", required=("scales", "families"))
    scales = {
        name: Scale(name, sheet.words(node, f"scale {name}"))
        for name, node, _ in sheet.pairs(top.get("scales"), "scales")
    }
    families: dict[str, dict[str, tuple[str, ...]]] = {}
    for name, node, _ in sheet.pairs(top.get("families"), "families"):
        families[name] = dict(_family(sheet, node, ()))
    problems += sheet.problems
    return scales, families


def _family(sheet: Sheet, node: Node, above: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every word of a family with the words above it, nearest first. A list holds the narrowest words."""
    if isinstance(node, Table):
        for word, below in node.values.items():
            yield word, above
            yield from _family(sheet, below, (word, *above))
    else:
        for word in sheet.words(node, "a family of words"):
            yield word, above


def _kind(
    sheet: Sheet,
    root: Node | None,
    path: Path,
    scales: Mapping[str, Scale],
    families: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Kind | None:
    if root is None:
        return None
    top = sheet.mapping(
        root,
        "a fact file",
        required=("kind", "definition", "keeps", "silence"),
        optional=("where", "fields", "shown_by", "derived", "reader", "examples", "note"),
    )
    name = sheet.text(top.get("kind"), "kind")
    if name is None:
        return None
    if path.stem != name:
        sheet.wrong(f"the file of kind '{name}' must be called {name}.yaml", root.place)
    where = sheet.words(top.get("where"), "where")
    fields = {
        field: _field(sheet, field, node, scales, families)
        for field, node, _ in sheet.pairs(top.get("fields"), "fields")
    }
    shown_by = sheet.words(top.get("shown_by"), "shown_by")
    for document in shown_by:
        if document not in DOCUMENT_KINDS:
            sheet.wrong(f"'{document}' is not a kind of document", top["shown_by"].place)
    keeps = sheet.one_of(top.get("keeps"), "way to keep facts", ("latest", "every")) or "latest"
    return Kind(
        name=name,
        area=path.parent.name,
        definition=sheet.text(top.get("definition"), "definition") or "",
        has_level="level" in where,
        has_side="side" in where,
        fields=fields,
        main=next(iter(fields), None),
        keeps=Keeps(keeps),
        silence=_silence(sheet, top.get("silence")),
        shown_by=shown_by,
        derived=sheet.yes_no(top.get("derived"), "derived") or False,
        reader=top.get("reader"),
        examples=sheet.words(top.get("examples"), "examples"),
        place=root.place,
    )


def _field(
    sheet: Sheet,
    name: str,
    node: Node,
    scales: Mapping[str, Scale],
    families: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> Field:
    types = ("words", "family", "scale", "unit", "root", "free")
    top = sheet.mapping(
        node, f"field '{name}'", optional=(*types, "key", "when_denied", "open_when_denied", "denied_alone")
    )
    is_key = sheet.yes_no(top.get("key"), "key") or False
    alone = sheet.yes_no(top.get("denied_alone"), "denied_alone") or False
    if alone and not {"words", "root", "free"} & set(top):
        sheet.wrong(
            f"field '{name}' cannot be denied alone", top["denied_alone"].place, remedy="only words, root or free can"
        )
    if "words" in top:
        words = dict.fromkeys(sheet.words(top["words"], "words"), ())
        when_denied = sheet.words(top.get("when_denied"), "when_denied")
        for word in when_denied:
            if word not in words:
                sheet.wrong(f"'{word}' is not a word of field '{name}'", top["when_denied"].place)
        return Field(
            name=name, type=FieldType.WORD, words=words, is_key=is_key, when_denied=when_denied, denied_alone=alone
        )
    if "family" in top:
        family = sheet.one_of(top["family"], "family", families) or ""
        return Field(name=name, type=FieldType.WORD, words=families.get(family, {}), is_key=is_key)
    if "scale" in top:
        scale = sheet.one_of(top["scale"], "scale", scales) or ""
        return Field(name=name, type=FieldType.SCALE, scale=scales.get(scale), is_key=is_key)
    if "unit" in top:
        unit = sheet.one_of(top["unit"], "unit", UNITS)
        is_open = sheet.yes_no(top.get("open_when_denied"), "open_when_denied") or False
        return Field(name=name, type=FieldType.QUANTITY, unit=unit or "n", is_key=is_key, open_when_denied=is_open)
    if "root" in top:
        return Field(name=name, type=FieldType.ROOT, words=dict.fromkeys(ROOTS, ()), is_key=is_key, denied_alone=alone)
    if "free" in top:
        return Field(name=name, type=FieldType.FREE, is_key=is_key, denied_alone=alone)
    sheet.wrong(f"field '{name}' has no type", node.place, remedy="give words, family, scale, unit, root or free")
    return Field(name=name, type=FieldType.FREE, is_key=is_key)


def _silence(sheet: Sheet, node: Node | None) -> Silence:
    text = sheet.text(node, "silence") or "unknown"
    if text.startswith("absent after "):
        return Silence(means="absent after", after=text.removeprefix("absent after "))
    if text in ("unknown", "absent", "closed"):
        return Silence(means=text)
    if node is not None:
        sheet.wrong(f"'{text}' is not a silence", node.place, remedy="unknown, absent, closed, or 'absent after KIND'")
    return Silence()


def _check_markers(kinds: Mapping[str, Kind], problems: list[Problem]) -> None:
    for kind in kinds.values():
        if kind.silence.after and kind.silence.after not in kinds:
            problems.append(Problem(what=f"silence names the unknown kind '{kind.silence.after}'", where=kind.place))


def _anatomy(folder: Path, problems: list[Problem]) -> Anatomy:
    sheet, root = _open(folder / "anatomy.yaml", folder, problems)
    top = sheet.mapping(
        root, "anatomy", required=("segments", "muscles", "dermatomes", "reflexes"), optional=("sources",)
    )
    segments = {}
    for name, node, _ in sheet.pairs(top.get("segments"), "segments"):
        row = sheet.mapping(node, f"segment {name}", required=("exiting", "traversing"))
        segments[name] = Segment(
            name=name,
            exiting=sheet.one_of(row.get("exiting"), "root", (*ROOTS, "T12")) or "",
            traversing=sheet.one_of(row.get("traversing"), "root", ROOTS) or "",
        )
    muscles = {}
    for name, node, _ in sheet.pairs(top.get("muscles"), "muscles"):
        row = sheet.mapping(node, f"muscle {name}", required=("main",), optional=("others", "phrases", "source"))
        muscles[name] = Muscle(
            name=name,
            main=sheet.one_of(row.get("main"), "root", ROOTS) or "",
            others=sheet.words(row.get("others"), "others"),
            phrases=(name, *sheet.words(row.get("phrases"), "phrases")),
        )
    dermatomes = {
        phrase: sheet.words(node, f"dermatome {phrase}")
        for phrase, node, _ in sheet.pairs(top.get("dermatomes"), "dermatomes")
    }
    reflexes = {
        name: sheet.one_of(node, "root", ROOTS) or "" for name, node, _ in sheet.pairs(top.get("reflexes"), "reflexes")
    }
    problems += sheet.problems
    return Anatomy(segments=segments, muscles=muscles, dermatomes=dermatomes, reflexes=reflexes)


def _procedures(folder: Path, problems: list[Problem]) -> Procedures:
    by_name: dict[str, Procedure] = {}
    codes: dict[str, Code] = {}
    said: dict[str, str] = {}
    for path in sorted((folder / "procedures").glob("*.yaml")):
        sheet, root = _open(path, folder, problems)
        top = sheet.mapping(
            root,
            "a procedure file",
            required=("procedure", "says"),
            optional=(
                *("is_a", "codes", "phrases", "per_level", "has_side", "revision", "add_on_of", "lesser"),
                *("evidence", "note"),
            ),
        )
        name = sheet.text(top.get("procedure"), "procedure")
        if name and root is not None:
            if path.stem != name:
                sheet.wrong(f"the file of procedure '{name}' must be called {name}.yaml", root.place)
            by_name[name] = _procedure(sheet, name, top, codes)
            for phrase in by_name[name].phrases:
                owner = said.setdefault(phrase, name)
                if owner != name:
                    sheet.wrong(f"'{phrase}' is a phrase of '{owner}' already", top["phrases"].place, remedy="keep one")
        problems += sheet.problems
    for one in by_name.values():
        for other in (*one.is_a, *one.add_on_of, *(one.lesser or ()), *filter(None, (one.revision,))):
            if other not in by_name:
                where = Place(f"medicine/procedures/{one.name}.yaml")
                problems.append(
                    Problem(what=f"'{other}' is not a procedure", where=where, remedy=did_you_mean(other, by_name))
                )
        if _is_circle(one.name, by_name):
            where = Place(f"medicine/procedures/{one.name}.yaml")
            problems.append(
                Problem(what=f"'{one.name}' is a kind of itself", where=where, remedy="break the circle of is_a")
            )
    return Procedures(by_name=by_name, codes=codes)


def _is_circle(name: str, by_name: Mapping[str, Procedure]) -> bool:
    """Whether going up by `is_a` from `name` comes back to it."""
    above = list(by_name[name].is_a)
    seen: set[str] = set()
    while above:
        broader = above.pop()
        if broader == name:
            return True
        if broader in by_name and broader not in seen:
            seen.add(broader)
            above += by_name[broader].is_a
    return False


def _procedure(sheet: Sheet, name: str, top: dict[str, Node], codes: dict[str, Code]) -> Procedure:
    own: list[str] = []
    for node in sheet.items(top.get("codes"), "codes"):
        row = (
            {"code": node}
            if isinstance(node, Scalar)
            else sheet.mapping(
                node,
                "a code",
                required=("code",),
                optional=("segmental", "levels_per_unit", "from", "until", "source"),
            )
        )
        number = sheet.quoted(row.get("code"), "a code") or ""
        per_unit = sheet.whole(row.get("levels_per_unit"), "levels_per_unit")
        if number in codes:
            sheet.wrong(f"the code {number} belongs to '{codes[number].procedure}' already", node.place)
        own.append(number)
        codes[number] = Code(
            code=number,
            procedure=name,
            segmental=sheet.one_of(row.get("segmental"), "segmental", ("segmental", "non_segmental")),
            levels_per_unit=per_unit,
            in_force=(sheet.day(row.get("from"), "from"), sheet.day(row.get("until"), "until")),
            source=sheet.text(row.get("source"), "source") or "",
        )
    return Procedure(
        name=name,
        says=sheet.text(top.get("says"), "says") or name,
        is_a=sheet.words(top.get("is_a"), "is_a"),
        codes=tuple(own),
        phrases=sheet.words(top.get("phrases"), "phrases"),
        per_level=sheet.yes_no(top.get("per_level"), "per_level") is not False,
        has_side=sheet.yes_no(top.get("has_side"), "has_side") is not False,
        revision=sheet.text(top.get("revision"), "revision"),
        add_on_of=sheet.words(top.get("add_on_of"), "add_on_of"),
        lesser=sheet.words(top["lesser"], "lesser") if "lesser" in top else None,
        evidence=tuple(_claims(sheet, top.get("evidence"))),
    )


def _claims(sheet: Sheet, node: Node | None) -> Iterator[tuple[str, Place]]:
    """The ids of claims, each once and with its place; whether they exist is the library's to say."""
    told: set[str] = set()
    for item in sheet.items(node, "evidence"):
        name = sheet.text(item, "an item of evidence")
        if name in told:
            sheet.wrong(f"the claim '{name}' stands twice", item.place, remedy="keep one")
        elif name:
            told.add(name)
            yield name, item.place
