"""A chart that was read, as one HTML file: its words marked and labelled, an index of its facts, links both ways.

Invariant: everything is escaped, nothing is loaded from elsewhere, no script runs; the lines of a document are its text.
"""

from __future__ import annotations

from necessity.model.case import Case
from necessity.model.chart import Chart
from necessity.report.care import CARE_WORDS
from necessity.report.frame import template
from necessity.report.phrases import GRID
from necessity.report.read_outline import LATE_FACT, MADE, FactTold, ReadOutline, Stretch, read_outline
from necessity.report.words import PATIENT_INFORMATION

_DASHED = {"ruled out": "out", "stated": ""}  # how words are underlined, beside the sign; all others alike


def page(case: Case, chart: Chart) -> str:
    """The page as text (to be written as UTF-8)."""
    told = read_outline(case, chart)
    sheet, style = template("read.html.j2", "care.css", "read.css")
    return sheet.render(
        told=told,
        style=style,
        private=PATIENT_INFORMATION,
        classes=lambda stretch: _classes(stretch, told),
        numbers=lambda stretch: _numbers(stretch, told),
        grid_says=GRID,
        care_words=CARE_WORDS,
        made=MADE,
        late_fact=LATE_FACT,
    )


def _classes(stretch: Stretch, told: ReadOutline) -> str:
    """The areas of all facts that the words say, how the last of them is asserted, and whether there are several."""
    facts = [told.facts[number] for number, _ in stretch.covered]
    areas = dict.fromkeys(f"a{fact.area}" for fact in facts)
    last = facts[-1]
    shown = (f"c{last.area}", _DASHED.get(last.how, "aside"), "several" if len({id(one) for one in facts}) > 1 else "")
    return " ".join(filter(None, (*areas, *shown)))


def _numbers(stretch: Stretch, told: ReadOutline) -> tuple[FactTold, ...]:
    """The facts whose words end here, each once."""
    return tuple(told.facts[number] for number in dict.fromkeys(number for number, _ in stretch.ends))
