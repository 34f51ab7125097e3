"""A pack that builds on another one: everything that its base holds, with some parameters set anew.

Invariant: nothing of a base is changed but the values of its parameters, and what is built on a demonstration stays one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from necessity.assessment.finding import Source
from necessity.errors import Place, did_you_mean
from necessity.policy.criterion import Pack
from necessity.policy.head import read_head, read_sources
from necessity.policy.known import folder_of, known_packs
from necessity.policy.leaf import Parameter
from necessity.policy.names import Home, Names
from necessity.vocabulary.load import Vocabulary, medicine_folder
from necessity.yaml_file import Node, Sheet, Table, open_sheet

KEYS = ("title", "purpose", "banner", "effective", "scope", "sources", "default_source", "parameters")
"""What a pack that builds on another may say besides its name, its version and its base."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One pack of the chain that is not the root of it: its head, and the name of the pack that it builds on."""

    sheet: Sheet
    root: Node
    top: Mapping[str, Node]
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The layers from the pack asked for downwards, and the folder of the pack that they all stand on.

    `folder` None where it cannot be found; the sheets say why.
    """

    layers: tuple[Layer, ...]
    sheets: tuple[Sheet, ...]
    folder: Path | None
    shown_as: str = ""


def shown(folder: Path) -> str:
    """A pack's folder as reports name it: what is shipped is `medicine/packs/...` on every machine."""
    shipped = medicine_folder() / "packs"
    return str(Path("medicine/packs") / folder.relative_to(shipped)) if folder.is_relative_to(shipped) else str(folder)


def chain_of(folder: Path, shown_as: str, search_path: Sequence[Path]) -> Chain:
    """The packs that the one in `folder` builds on, one after the other; without a layer where it builds on none."""
    layers: list[Layer] = []
    sheets: list[Sheet] = []
    names: list[str] = []
    here: Path | None = folder
    while here is not None and (here / "pack.yaml").is_file():
        sheet, root = open_sheet(here / "pack.yaml", f"{shown_as if here == folder else shown(here)}/pack.yaml")
        if not (isinstance(root, Table) and "builds_on" in root.values):
            break
        top = sheet.mapping(
            root, "a pack that builds on another", required=("pack", "version", "builds_on"), optional=KEYS
        )
        sheets.append(sheet)
        names.append(f"{sheet.text(top.get('pack'), 'pack')}@{sheet.text(top.get('version'), 'version')}")
        _no_other_files(here, sheet, root)
        base = sheet.text(top.get("builds_on"), "builds_on")
        if base is None:
            return Chain(layers=tuple(layers), sheets=tuple(sheets), folder=None)
        layers.append(Layer(sheet=sheet, root=root, top=top, base=base))
        here = _base_folder(base, top["builds_on"].place, sheet, names, search_path)
    called = shown(here) if layers and here else shown_as
    return Chain(layers=tuple(layers), sheets=tuple(sheets), folder=here, shown_as=called)


def _no_other_files(folder: Path, sheet: Sheet, root: Node) -> None:
    for path in sorted(folder.glob("*.yaml")):
        if path.name != "pack.yaml":
            sheet.wrong(
                f"'{path.name}' stands beside a pack that builds on another",
                root.place,
                "its policies are those of its base",
                "take the file out, or write a pack of its own",
            )


def _base_folder(
    base: str, place: Place, sheet: Sheet, above: Sequence[str], search_path: Sequence[Path]
) -> Path | None:
    if base in above:
        path = " -> ".join([*above[above.index(base) :], base])
        sheet.wrong("these packs build on one another in a circle", place, path, "take one 'builds_on' out")
        return None
    known = known_packs((*search_path, medicine_folder() / "packs"))
    found = next((entry for entry in known if entry.name == base), None)
    if found is None:
        versions = [entry.name for entry in known if entry.adjudicator == base]
        remedy = f"name its version: {', '.join(versions)}" if versions else did_you_mean(base, [e.name for e in known])
        sheet.wrong(f"there is no pack '{base}' to build on", place, remedy=remedy)
        return None
    return found.folder


# -- what is set anew --------------------------------------------------------------------------------------------------


def settings_of(layers: Sequence[Layer], vocabulary: Vocabulary, sources: Mapping[str, Source]) -> dict[str, Parameter]:
    """The parameters that the layers set, by `NAME` or `POLICY.NAME`; the layer nearest to the pack asked for wins."""
    found: dict[str, Parameter] = {}
    for layer in reversed(layers):
        names = Names(vocabulary=vocabulary, sources=sources)
        default = names.source(layer.top.get("default_source"), layer.sheet)
        home = Home(sheet=layer.sheet, parameters={}, moments={}, source=default)
        found |= names.parameters(layer.top.get("parameters"), home)
    return found


def tell_unset(layers: Sequence[Layer], settings: Mapping[str, Parameter], names: Names) -> None:
    """What a layer sets and no base has, or what stands at more than one place of it."""
    sheet_of = {key: layer.sheet for layer in reversed(layers) for key in _set_by(layer)}
    for key, parameter in settings.items():
        places = names.set_where.get(key, {})
        if not places:
            base, remedy = layers[-1].base, did_you_mean(key, names.every_name)
            sheet_of[key].wrong(f"{base} has no parameter '{key}'", parameter.place, remedy=remedy)
        elif len(places) > 1:
            where = ", ".join(f"at {place}" for place in sorted(places))
            policies = sorted({f"{policy}.{key}" for policy in places.values() if policy})
            remedy = (
                f"say which: {' or '.join(policies)}" if len(policies) > 1 else "give them names of their own there"
            )
            sheet_of[key].wrong(f"several parameters are called '{key}'", parameter.place, where, remedy)


def _set_by(layer: Layer) -> list[str]:
    node = layer.top.get("parameters")
    return list(node.values) if isinstance(node, Table) else []


# -- the head ----------------------------------------------------------------------------------------------------------


def sources_with(layers: Sequence[Layer], sources: Mapping[str, Source]) -> dict[str, Source]:
    """The sources of the base and those of the layers; one name means one source."""
    known = dict(sources)
    for layer in reversed(layers):
        own = read_sources(layer.sheet, layer.top.get("sources"))
        for ref in own:
            if ref in known:
                place = layer.top["sources"].place
                layer.sheet.wrong(f"{layer.base} has a source '{ref}' already", place, remedy="give it another name")
        known = {**own, **known}
    return known


def on_top(pack: Pack, chain: Chain, shown_as: str, digest: str) -> Pack:
    """`pack` under the name and head of the layers that stand on it; what they leave out is that of the base."""
    for layer in reversed(chain.layers):
        top, head = layer.top, read_head(layer.sheet, layer.top)
        if pack.purpose == "demonstration" and head.purpose == "coverage":
            layer.sheet.wrong(
                f"{layer.base} is a demonstration, and so is what builds on it",
                top["purpose"].place,
                remedy="take 'purpose:' out",
            )
        first, last = head.effective if "effective" in top else (pack.effective_from, pack.effective_until)
        pack = replace(
            pack,
            adjudicator=head.name,
            version=head.version,
            title=head.title or pack.title,
            purpose=head.purpose if head.purpose and pack.purpose == "coverage" else pack.purpose,
            banner=head.banner or pack.banner,
            effective_from=first,
            effective_until=last,
            undated=head.undated if "effective" in top else pack.undated,
            scope=head.scope if "scope" in top else pack.scope,
            builds_on=layer.base,
            place=layer.root.place,
        )
    return replace(pack, folder=shown_as, digest=digest)


# -- the digest --------------------------------------------------------------------------------------------------------


def folder_digest(folder: Path) -> str:
    """SHA-256 over the names and bytes of the YAML files that judge, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(f"{path.name}\n{len(content)}\n".encode())
        digest.update(content)
    return f"sha256:{digest.hexdigest()}"


def pack_digest(folder: Path, search_path: Sequence[Path] = ()) -> str:
    """The digest of a pack, of all that it builds on, and of the shared code rules that it takes."""
    digests = [folder_digest(folder)]
    folders = [folder]
    base = _base_named(folder, digests[0])
    while base is not None:
        below = folder_of(base, (*search_path, medicine_folder() / "packs"))
        if below is None or below in folders:
            break
        folders.append(below)
        digests.append(folder_digest(below))
        base = _base_named(below, digests[-1])
    if any(_takes_code_rules(one, digest) for one, digest in zip(folders, tuple(digests), strict=True)):
        digests.append(folder_digest(medicine_folder() / "coding"))
    if len(digests) == 1:
        return digests[0]
    return f"sha256:{hashlib.sha256(chr(10).join(digests).encode()).hexdigest()}"


@lru_cache(maxsize=256)
def _base_named(folder: Path, digest: str) -> str | None:
    """What the pack.yaml of a folder builds on (`digest` is part of the key: once for each state of its files)."""
    sheet, root = open_sheet(folder / "pack.yaml") if (folder / "pack.yaml").is_file() else (None, None)
    if sheet is None or not isinstance(root, Table):
        return None
    return sheet.text(root.values.get("builds_on"), "builds_on")


@lru_cache(maxsize=256)
def _takes_code_rules(folder: Path, digest: str) -> bool:
    """Whether the pack.yaml of a folder names shared code rules; `digest` as above."""
    _, root = open_sheet(folder / "pack.yaml") if (folder / "pack.yaml").is_file() else (None, None)
    return isinstance(root, Table) and "code_rules" in root.values
