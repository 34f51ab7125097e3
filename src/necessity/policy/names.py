"""The names that a pack gives: sources, parameters and moments, each with the place where it means something.

Invariant: a name that is not given, or that has no value or no source, is a problem at its own place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from necessity.assessment.finding import Need, Source
from necessity.errors import Place, did_you_mean
from necessity.policy.leaf import FactTest, Moment, Parameter
from necessity.policy.line import LineReader
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import Items, Node, Sheet, Table

_UNLISTED = Source(ref="", document="", basis="")
BASES = ("original", "copy", "secondary", "background", "house", "asserted")


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where a criterion stands: what its names mean and what it inherits."""

    sheet: Sheet
    parameters: Mapping[str, Parameter]
    moments: Mapping[str, Moment]
    source: Source | None
    need: Need = Need.INDICATION
    definitions: Mapping[str, tuple[Node, Home]] = field(default_factory=dict)
    policy: str = ""


@dataclass(kw_only=True)
class Names:
    """Reads the names of one pack; holds its sources, every name that was given, and the parameters that were read.

    `set_anew` are the parameters that a pack built on this one sets, by `NAME` or `POLICY.NAME`; `set_where` tells for each the
    places that it took over, with their policies, and `every_name` what could be set.
    """

    vocabulary: Vocabulary
    sources: Mapping[str, Source]
    set_anew: Mapping[str, Parameter] = field(default_factory=dict)
    set_where: dict[str, dict[Place, str]] = field(default_factory=dict)
    every_name: set[str] = field(default_factory=set)
    used_parameters: set[Place] = field(default_factory=set)
    every_parameter: dict[Place, Parameter] = field(default_factory=dict)
    every_moment: dict[Place, Moment] = field(default_factory=dict)

    def source(self, node: Node | None, sheet: Sheet) -> Source | None:
        """A source by its ref, with the place in it: `source: ref` or `source: {ref: ..., place: ...}`."""
        if node is None:
            return None
        if isinstance(node, Table):
            top = sheet.mapping(node, "a source", required=("ref",), optional=("place", "basis"))
            ref, place = sheet.text(top.get("ref"), "ref"), sheet.text(top.get("place"), "place")
            basis = sheet.one_of(top.get("basis"), "basis", BASES)
        else:
            ref, place, basis = sheet.text(node, "source"), None, None
        known = self.sources.get(ref or "")
        if known is None:
            sheet.wrong(f"the source '{ref}' is not listed", node.place, remedy=did_you_mean(ref or "", self.sources))
            return None
        return replace(known, place=place or known.place, basis=basis or known.basis)

    def parameters(self, node: Node | None, home: Home) -> dict[str, Parameter]:
        """The parameters in scope: those of `home` and, over them, those of `node`."""
        sheet, known = home.sheet, dict(home.parameters)
        for name, value, place in sheet.pairs(node, "parameters"):
            top = (
                sheet.mapping(value, f"parameter '{name}'", required=("value",), optional=("source", "says"))
                if isinstance(value, Table)
                else {"value": value}
            )
            raw = top.get("value")
            read = sheet.words(raw, "value") if isinstance(raw, Items) else sheet.text(raw, "value")
            source = self.source(top.get("source"), sheet) or home.source
            if source is None and "source" in top:
                source = _UNLISTED  # told already; the name is looked at all the same
            if isinstance(read, str) and read.lower().lstrip("+-.") in ("nan", "inf", "infinity"):
                sheet.wrong(
                    f"parameter '{name}' is '{read}', which is not a value", value.place, remedy="give a number"
                )
            elif not read and not (isinstance(raw, Items) and isinstance(value, Table)):
                if not isinstance(value, Table):
                    sheet.wrong(f"parameter '{name}' has no value", place, remedy="write one, or take it out")
            elif source is None:
                sheet.wrong(
                    f"parameter '{name}' has no source", place, remedy="add 'source:' or 'default_source:' above"
                )
            else:
                one = self._as_set(Parameter(name=name, value=read or (), source=source, place=place), home.policy)
                known[name] = self.every_parameter[one.place] = one
        return known

    def _as_set(self, parameter: Parameter, policy: str) -> Parameter:
        """The parameter as a pack built on this one sets it, else as it stands here."""
        keys = (f"{policy}.{parameter.name}", parameter.name) if policy else (parameter.name,)
        self.every_name.update(keys)
        for key in keys:
            if key in self.set_anew:
                self.set_where.setdefault(key, {})[parameter.place] = policy
                return replace(self.set_anew[key], name=parameter.name)
        return parameter

    def moments(self, node: Node | None, home: Home) -> dict[str, Moment]:
        """The moments in scope, built one after the other: a later one may name an earlier one."""
        sheet, known = home.sheet, dict(home.moments)
        for name, value, place in sheet.pairs(node, "moments"):
            top = sheet.mapping(value, f"moment '{name}'", optional=("first", "last", "if_none"))
            which = [key for key in ("first", "last") if key in top]
            if len(which) != 1:
                sheet.wrong(
                    f"moment '{name}' has exactly one of 'first' and 'last'", place, remedy="keep the one that is meant"
                )
                continue
            reader = LineReader(
                sheet=sheet,
                place=value.place,
                vocabulary=self.vocabulary,
                parameters=home.parameters,
                moments=known,
                used=self.used_parameters,
            )
            leaf = reader.read(sheet.text(top[which[0]], which[0]) or "")
            ignore = sheet.one_of(top.get("if_none"), "answer where there is none", ("ignore",)) is not None
            if isinstance(leaf, FactTest) and leaf.comparison is None and not leaf.absent:
                known[name] = Moment(id=name, which=which[0], scope=leaf, ignore_if_none=ignore)
                self.every_moment[place] = known[name]
            elif leaf is not None:
                sheet.wrong(
                    f"moment '{name}' must name a kind of fact with filters only",
                    value.place,
                    "a moment is the day of a fact",
                    "take the comparison out; 'with FIELD WORD' says which facts are meant",
                )
        return known
