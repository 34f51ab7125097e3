"""The sentences that every face says in the same words around the parts of a report.

Invariant: nothing here depends on a layout or on a patient.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.report.parts import Cited, ClaimShown, LineOutline, Note, Other
from necessity.report.rows import Row, Said

CLAIMS_NOT_JUDGED = (
    "What papers say of groups of patients. None of it was judged, and none of it is a fact about this patient."
)
WITHOUT_CHART = (
    "The words of the chart are left out of this copy. "
    "What is left still speaks of a patient: keep it as you would the chart."
)
NO_WINNER = "no winner is chosen"
ONLY_TOLD = "Judged on the same facts by the same criteria. It is told, not recommended."
GRID = "Roots that leave or cross at each place, and what the record says there. #n is the number of a fact."
PAPERS_READ = "Papers were read in the original where nothing else is said."
UNTIL_DETERMINED = "It stays unsigned until a licensed clinician determines."


def approvable_words(line: LineOutline) -> str:
    """What the open questions of a line mean for it."""
    if not line.is_approvable:
        return "Open questions"
    return "Approvable if this is shown" if len(line.questions) == 1 else "Approvable if all of these are shown"


def added_words(line: LineOutline) -> str:
    """What an adjunct is added to."""
    return (
        f"added to line {', '.join(line.added_to)}" if line.added_to else "with nothing on this request to be added to"
    )


def said_words(piece: Said) -> str:
    """`ruled out: “no scoliosis” (ct, 2026-01-09) #54`; the fact in words where there is no quote."""
    what = f"{piece.lead}“{piece.words}”" if piece.words else piece.fact
    return f"{what} ({piece.place}) #{piece.number}"


def source_words_of(part: Row | Note) -> str:
    """`[2, section 4.2]`: the source's number in the list, and the place within it; nothing where it is as above."""
    if not part.source:
        return ""
    return f"[{part.source}, {part.clause}]" if part.clause else f"[{part.source}]"


def other_words(other: Other) -> str:
    """An alternative with its answer; a setting has none."""
    return f"{other.says}: {other.answer}" if other.answer else other.says


def cell_words(facts: tuple[tuple[str, tuple[int, ...]], ...]) -> str:
    """`motor strength 3+ #4, #9; atrophy #2`."""
    return "; ".join(f"{words} {', '.join(f'#{number}' for number in of)}" for words, of in facts)


def claim_lines(claim: ClaimShown) -> Iterator[str]:
    """A claim in two lines: how it speaks and what it says; then of whom, how good it is, and the papers for and against it."""
    where = f" ({claim.lines})" if claim.lines else ""
    speaks = f", {claim.speaks}" if claim.speaks else ""
    yield f"{claim.label}{speaks}{where}: {claim.says}"
    told = (
        f"measured in: {claim.population}" if claim.population else "",
        f"note: {claim.scope}" if claim.scope else "",
        f"evidence: {claim.level}" if claim.level else "",
        f"from: {cited_words(claim.sources)}" if claim.sources else "",
        f"to the contrary: {cited_words(claim.contrary)}" if claim.contrary else "",
    )
    if any(told):
        yield ". ".join(filter(None, told))


def cited_words(cited: tuple[Cited, ...]) -> str:
    """`[4] example society 2014, part 9; [5] cohort 2010`."""
    return "; ".join(f"[{one.number}] {one.words}" for one in cited)
