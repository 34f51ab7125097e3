"""An imaging report whose findings and whose impression part: what they do not share, a side or a level, is left out.

Invariant: nothing is added; where the two halves of a report stand against each other, the side or the level is asked for.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact

_IMPRESSION = re.compile(r"^[ \t#*]*(?:impression|conclusion|opinion)s?\b[ \t*]*:?", re.MULTILINE | re.IGNORECASE)
_NORMAL = re.compile(
    r"\bl(?P<upper>[1-5])\s*[-/]\s*(?P<lower>l?[2-5]|s?1)\s*(?::|level is|is|are)\s*(?:entirely |completely )?"
    r"(?:normal|unremarkable)\s*(?:[.;\n]|\Z)",
    re.IGNORECASE,
)
"""`L4-L5: Normal.`, and nothing more."""
_FINDINGS = frozenset({"stenosis", "neural_compression", "disc_herniation"})
_OPPOSITE = frozenset({"left", "right"})


def without_what_parts(document: Document, facts: list[Fact]) -> list[Fact]:
    """The facts of a report, without a side that findings and impression do not share at a level, and in the impression without
    a level that the findings call normal."""
    heading = _IMPRESSION.search(document.text) if document.kind == "imaging report" else None
    if heading is None:
        return facts
    sides, normal = _parted_sides(facts, heading.start()), set(_normal_levels(document.text[: heading.start()]))
    kept = []
    for fact in facts:
        level = fact.qualifiers.get("level") if _is_found(fact) else None
        if level in normal and fact.quotes[0].start >= heading.start():
            fact = _without(fact, "level")
        elif level in sides:
            fact = _without(fact, "side")
        kept.append(fact)
    return kept


def _parted_sides(facts: Sequence[Fact], heading: int) -> set[str]:
    """The levels at which the findings tell of one side only, and the impression of the other only."""
    told: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for fact in facts:
        if _is_found(fact) and "side" in fact.qualifiers and "level" in fact.qualifiers:
            half = fact.quotes[0].start >= heading
            told[str(fact.qualifiers["level"])][half].add(str(fact.qualifiers["side"]))
    return {
        level
        for level, (found, concluded) in told.items()
        if len(found) == len(concluded) == 1 and found | concluded == _OPPOSITE
    }


def _normal_levels(findings: str) -> Iterator[str]:
    for match in _NORMAL.finditer(findings):
        lower = match["lower"].upper()
        yield f"L{match['upper']}-" + (
            "S1" if lower in ("S1", "1") else lower if lower.startswith("L") else f"L{lower}"
        )


def _is_found(fact: Fact) -> bool:
    return fact.kind in _FINDINGS and fact.assertion is Assertion.PRESENT


def _without(fact: Fact, name: str) -> Fact:
    return replace(fact, qualifiers={other: value for other, value in fact.qualifiers.items() if other != name})
