"""Numbers with a unit in a text: `3 mm`, `12 degrees`, `over 50 %`.

Invariant: what is yielded can be parsed as a quantity of the unit that the field is measured in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from necessity.quantity import unit_named

_MEASURE = re.compile(
    r"(?<![\w./-])(?:(?P<lead>over|more than|greater than|>|at least|up to|less than|"
    r"<)\s*)?(?P<low>\d+(?:\.\d+)?)(?:\s*(?:-|to)\s*(?P<high>\d+(?:\.\d+)?))?"
    r"\s*-?\s*(?P<unit>mm|millimeters?|millimetres?|cm|%|percent|degrees?|deg|\u00b0)(?![a-z])"
)
_SPELLED = {"millimeter": "mm", "millimetre": "mm", "degree": "deg", "\u00b0": "deg", "%": "percent"}


def measured(folded: str, start: int, end: int, units: Mapping[str, str]) -> Iterator[tuple[int, int, str, str]]:
    """Start, end, field and quantity in words for each number whose unit is that of a field (`units`: field -> unit)."""
    for match in _MEASURE.finditer(folded, start, end):
        word = match["unit"].rstrip("s") if len(match["unit"]) > 3 else match["unit"]
        unit = unit_named(_SPELLED.get(word, word))
        lead = {"greater than": "more than", ">": "over", "<": "under"}.get(match["lead"] or "", match["lead"] or "")
        written = f"{lead} {match['low']}{' to ' + match['high'] if match['high'] else ''} {unit}".strip()
        for name, of in units.items():
            if of == unit:
                yield match.start(), match.end(), name, written
            elif (of, unit) == ("mm", "cm"):
                yield match.start(), match.end(), name, _in_millimetres(match, lead)


def _in_millimetres(match: re.Match[str], lead: str) -> str:
    """`0.5 cm` of a field that is measured in millimetres."""
    low, high = (f"{float(one) * 10:g}" if one else "" for one in (match["low"], match["high"]))
    return f"{lead} {low}{' to ' + high if high else ''} mm".strip()
