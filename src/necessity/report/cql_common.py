"""The library that every exported pack includes: how facts, series, days and numbers are judged, and the anatomy of the spine.

Invariant: it holds the rules of the language and the anatomy, and nothing of any pack.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from necessity.report.cql_text import SHAPES, CqlLibrary, text, words_list
from necessity.vocabulary.anatomy import Anatomy

COMMON = "NecessityCommon"
COMMON_VERSION = "1"
_TEMPLATE = Path(__file__).parent / "templates" / f"{COMMON}.cql"


def common_library(anatomy: Anatomy) -> CqlLibrary:
    """The shared library as CQL."""
    words = _TEMPLATE.read_text(encoding="utf-8")
    parts = {"$VERSION": COMMON_VERSION, "$SEGMENTS": _segments(anatomy), "$MUSCLES": _muscles(anatomy)}
    parts |= {"$REFLEXES": _reflexes(anatomy), "$MONTHS": _months(), **SHAPES}
    for mark in sorted(parts, key=len, reverse=True):  # the longest first: one mark begins another
        words = words.replace(mark, parts[mark])
    return CqlLibrary(COMMON, COMMON_VERSION, "The rules that all exported packs share", words)


def _segments(anatomy: Anatomy) -> str:
    order = anatomy.levels
    rows = []
    for at, level in enumerate(order):
        segment = anatomy.segments[level]
        above = text(order[at - 1]) if at else "null as String"
        below = text(order[at + 1]) if at + 1 < len(order) else "null as String"
        rows.append(
            f"  Tuple {{ name: {text(level)}, above: {above}, below: {below}, "
            f"exiting: {text(segment.exiting)}, traversing: {text(segment.traversing)} }}"
        )
    return ",\n".join(rows)


def _muscles(anatomy: Anatomy) -> str:
    return ",\n".join(
        f"  Tuple {{ name: {text(one.name)}, main: {text(one.main)}, others: {words_list(one.others)} }}"
        for one in anatomy.muscles.values()
    )


def _reflexes(anatomy: Anatomy) -> str:
    return ",\n".join(
        f"  Tuple {{ name: {text(reflex)}, root: {text(root)} }}" for reflex, root in anatomy.reflexes.items()
    )


def _months() -> str:
    """Forty-eight starts of calendar months with one leap year among them, as lengths of time are reckoned here."""
    days = [date(2023 + at // 12, at % 12 + 1, 1) for at in range(48)]
    return "  " + ", ".join(f"@{day.isoformat()}" for day in days)
