"""Level, root and side: what the request, the symptoms, the signs and the images say of each place, side by side.

Invariant: the grid places facts by their own words and by anatomy; it judges nothing, and a fact that names no place has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from necessity.assessment.assessment import Assessment
from necessity.model.case import LineItem, Request
from necessity.model.chart import Chart
from necessity.model.fact import Fact
from necessity.report.numbers import Numbers
from necessity.report.parts import GridLine
from necessity.report.words import fact_words
from necessity.vocabulary.anatomy import Anatomy
from necessity.vocabulary.load import vocabulary

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "symptoms": ("radicular_pain", "sensory_symptom", "neurogenic_claudication"),
    "strength": ("motor_strength", "motor_decline", "atrophy"),
    "sensation": ("sensory_loss",),
    "reflexes": ("reflex_change",),
    "tension": ("tension_sign",),
    "emg": ("emg",),
    "imaging": (
        "neural_compression", "stenosis", "disc_herniation", "canal_patency", "listhesis", "instability", "dynamic_translation",
        "dynamic_angulation", "disc_degeneration", "fusion_status", "implant_failure", "epidural_scar", "pars_defect", "fracture",
        "altered_anatomy", "spinal_infection", "spinal_tumor",
    ),
    "surgery": ("prior_surgery", "surgery_complication", "implant"),
}  # fmt: skip
_OF_THE_ROOT = ("symptoms", "strength", "sensation", "reflexes", "tension", "emg")
# the sciatic stretch draws on L5 and S1, the femoral one on L2 to L4 (Hoppenfeld, Orthopaedic Neurology, 1977)
_STRETCHED = {
    "straight_leg_raise": ("L5", "S1"),
    "crossed_slr": ("L5", "S1"),
    "femoral_stretch": ("L2", "L3", "L4"),
}
_SIDES = ("left", "right", None)
Place = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GridRow:
    """One level and side; None where what stands here names none. `columns` holds the facts by column, each list may be empty.

    `exiting` is the root that leaves here, `traversing` the one that crosses to the next foramen.
    """

    level: str | None
    side: str | None
    exiting: str | None
    traversing: str | None
    requested: tuple[str, ...] = ()
    columns: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)


def grid_of(assessment: Assessment) -> tuple[GridRow, ...]:
    """The grid of a case that was judged."""
    return grid_rows(assessment.chart, assessment.case.request)


def grid_rows(chart: Chart, request: Request | None) -> tuple[GridRow, ...]:
    """The rows from the top of the spine down, left before right; what names no level comes last."""
    lines = request.line_items if request else ()
    grid = _Grid(anatomy=vocabulary().anatomy)
    told = [(column, fact) for column, kinds in COLUMNS.items() for kind in kinds for fact in chart.of_kind(kind)]
    grid.open(lines, told)
    return tuple(grid.rows(lines, told))


def grid_line(row: GridRow, numbers: Numbers) -> GridLine:
    """A row of the grid in words; what several facts say alike stands once."""
    roots = ((row.exiting, "leaves"), (row.traversing, "crosses"))
    cells = []
    for column, facts in row.columns.items():
        said: dict[str, list[int]] = {}
        for fact in facts:
            said.setdefault(fact_words(fact), []).append(numbers.of(fact))
        if said:
            cells.append((column, tuple((words, tuple(of)) for words, of in said.items())))
    return GridLine(
        place=", ".join(
            one or unnamed for one, unnamed in ((row.level, "no level named"), (row.side, "no side named"))
        ),
        roots=", ".join(f"{root} {does}" for root, does in roots if root),
        requested=f"line {', '.join(row.requested)}" if row.requested else "",
        cells=tuple(cells),
    )


@dataclass(kw_only=True)
class _Grid:
    anatomy: Anatomy
    places: dict[Place, None] = field(default_factory=dict)

    def open(self, lines: Iterable[LineItem], told: Iterable[tuple[str, Fact]]) -> None:
        """Every place that something names: first the levels by name, then those that a root points to."""
        for line in lines:
            for level in line.levels:
                self._add(level, line.side)
        told = list(told)
        for _, fact in told:
            named = _word(fact, "level")
            if named is not None:
                self._add(named, _word(fact, "side"), known=not _has_side(fact))
        for column, fact in told:
            if column in _OF_THE_ROOT and _word(fact, "level") is None:
                self._add_by_root(fact)
        for sided in {one for one, side in self.places if side is not None}:
            if not self._only_there(sided, told):
                self.places.pop((sided, None), None)

    def _only_there(self, level: str | None, told: Iterable[tuple[str, Fact]]) -> bool:
        """Whether something at the level leaves its side open, so that neither side's row can hold it."""
        return level is None or any(
            _word(fact, "level") == level and _word(fact, "side") is None and _has_side(fact) and not fact.is_denial
            for _, fact in told
        )

    def _add(self, level: str | None, side: str | None, *, known: bool = False) -> None:
        """`known`: the fact has no side by nature, so it stands in every row of its level."""
        if known and any(one == level for one, _ in self.places):
            return
        for one in ("left", "right") if side == "both" else (side,):
            self.places.setdefault((level, one))

    def _add_by_root(self, fact: Fact) -> None:
        roots, side = self._roots(fact), _word(fact, "side")
        if not roots:
            if not fact.is_denial and side is not None:
                self._add(None, side)
            return
        levels = {level for level, _ in self.places if level is not None}
        here = [level for level in levels if self._at(level, roots)]
        if here:
            for level in here if side is not None else ():
                self._add(level, side)
        elif not fact.is_denial:
            crossed = [name for name, one in self.anatomy.segments.items() if one.traversing == roots[0]]
            for level in crossed:
                self._add(level, side)

    def _roots(self, fact: Fact) -> tuple[str, ...]:
        root, muscle = _word(fact, "root"), self.anatomy.muscles.get(_word(fact, "muscle") or "")
        if root is not None:
            return (root,)
        if muscle is not None:
            return (muscle.main,)
        reflex = self.anatomy.reflexes.get(_word(fact, "reflex") or "")
        return (reflex,) if reflex else _STRETCHED.get(_word(fact, "test") or "", ())

    def _at(self, level: str, roots: tuple[str, ...]) -> bool:
        return level in self.anatomy.segments and any(root in self.anatomy.roots_at(level) for root in roots)

    def rows(self, lines: Iterable[LineItem], told: Iterable[tuple[str, Fact]]) -> Iterator[GridRow]:
        order = {level: place for place, level in enumerate(self.anatomy.levels)}
        told, last = list(told), len(order)
        for level, side in sorted(
            self.places, key=lambda one: (order.get(one[0] or "", last), one[0] or "~", _SIDES.index(one[1]))
        ):
            segment = self.anatomy.segments.get(level or "")
            columns: dict[str, list[Fact]] = {name: [] for name in COLUMNS}
            for column, fact in told:
                if self._stands_at(column, fact, level, side):
                    columns[column].append(fact)
            yield GridRow(
                level=level,
                side=side,
                exiting=segment.exiting if segment else None,
                traversing=segment.traversing if segment else None,
                requested=tuple(
                    line.id
                    for line in lines
                    if level is not None
                    and level in line.levels
                    and (line.side in (None, "both", side) or side is None)
                ),
                columns={name: tuple(facts) for name, facts in columns.items()},
            )

    def _stands_at(self, column: str, fact: Fact, level: str | None, side: str | None) -> bool:
        its_level, its_side = _word(fact, "level"), _word(fact, "side")
        roots = self._roots(fact) if column in _OF_THE_ROOT else ()
        if not self._on_side(fact, its_side, side):
            return False
        if its_level is not None:
            return its_level == level
        if roots:
            return level is not None and self._at(level, roots)
        if column not in _OF_THE_ROOT:
            return False
        return fact.is_denial or level is None  # what is denied without a place is denied here too

    def _on_side(self, fact: Fact, its_side: str | None, side: str | None) -> bool:
        if its_side == "both":
            return side is not None
        if its_side is None and (fact.is_denial or not _has_side(fact)):
            return True
        return its_side == side


def _has_side(fact: Fact) -> bool:
    return vocabulary().kinds[fact.kind].has_side


def _word(fact: Fact, name: str) -> str | None:
    kind = vocabulary().kinds[fact.kind]
    found = fact.value if kind.main == name else fact.qualifiers.get(name)
    return str(found) if found is not None else None
