"""The sentences that every face says in the same words around the parts of a report.

Invariant: nothing here depends on a layout or on a patient.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from necessity.report.parts import Cited, ClaimGroup, ClaimShown, LineOutline, Note, Other, Question
from necessity.report.plain_words import plain_words
from necessity.report.rows import Row, Said

CLAIMS_NOT_JUDGED = (
    "What papers say of groups of patients. None of it was judged, and none of it is a fact about this patient."
)
ON_IMAGES = "What was measured on images is not what patients feel."
IN_OTHERS = "Measured in other patients"
IN_OTHERS_SAYS = "They do not fit here, for the reason that stands above each. Open one to read it whole."
NAMED_ONLY = "Each stands whole in the library: necessity evidence NAME."
WITHOUT_CHART = (
    "The words of the chart are left out of this copy. "
    "What is left still speaks of a patient: keep it as you would the chart."
)
NO_WINNER = "no winner is chosen"
ONLY_TOLD = "Judged on the same facts by the same criteria. It is told, not recommended."
GRID = "Roots that leave or cross at each place, and what the record says there. #n is the number of a fact."
PAPERS_READ = "Papers were read in the original where nothing else is said."
PAPERS_BRIEF = "Where nothing else is said: read in the original; level 3 is a cohort, level 4 a series."
UNTIL_DETERMINED = "It stays unsigned until a licensed clinician determines."


def approvable_words(line: LineOutline) -> str:
    """What the open questions of a line mean for it."""
    if not line.is_approvable:
        return "Open questions"
    return "Approvable if this is shown" if len(line.questions) == 1 else "Approvable if all of these are shown"


def asked_again(question: Question, first: str) -> str:
    """A question that was asked in the same words for another line or level: what it is about, and under which id it stands."""
    about = question.words.partition(". What would settle it")[0].partition(". Can it be shown")[0]
    return f"{about}. As {first}."


def holders_words(questions: Iterable[Question]) -> str:
    """Who normally has the documents that the questions name, each document once; nothing where none is named."""
    documents = dict.fromkeys(one for question in questions for one in question.documents.split(", ") if one)
    held_by = plain_words().held_by
    each = "; ".join(f"{one}: {held_by[one]}" for one in documents if one in held_by)
    return f"Who normally has these: {each}." if each else ""


def added_words(line: LineOutline) -> str:
    """What an adjunct is added to."""
    return (
        f"added to line {', '.join(line.added_to)}" if line.added_to else "with nothing on this request to be added to"
    )


def said_words(piece: Said) -> str:
    """`ruled out: “no scoliosis” (ct, 2026-01-09) #54`; the fact in words where there is no quote."""
    what = f"{piece.lead}“{piece.words}”" if piece.words else piece.fact
    return f"{what} ({piece.place}) #{piece.number}"


def shown_by_words(question: Question) -> str:
    """`normally shown by: imaging report; asked by 1.2 [2, section 4.2]`: the documents, and the criterion with its clause."""
    shown = f"normally shown by: {question.documents}" if question.documents else ""
    asked = " ".join(filter(None, (question.criterion, source_words_of(question))))
    return "; ".join(filter(None, (shown, f"asked by {asked}" if asked else "")))


def source_words_of(part: Row | Note | Question) -> str:
    """`[2, section 4.2]`: the source's number in the list, and the place within it; nothing where it is as above."""
    if not part.source:
        return ""
    return f"[{part.source}, {part.clause}]" if part.clause else f"[{part.source}]"


def other_words(other: Other) -> str:
    """An alternative with its answer; a setting has none."""
    return f"{other.says.rstrip('.')}: {other.answer}" if other.answer else other.says


def cell_words(facts: tuple[tuple[str, tuple[int, ...]], ...]) -> str:
    """`motor strength 3+ #4, #9; atrophy #2`."""
    return "; ".join(f"{words} {', '.join(f'#{number}' for number in of)}" for words, of in facts)


def claim_lines(claim: ClaimShown) -> Iterator[str]:
    """A claim in two lines: how it speaks and what it says; then of whom, how good it is, and the papers for and against it.

    Papers are named in the list of references, and here by their numbers.
    """
    yield f"{_named(claim)}: {claim.says}"
    measured = "Measured on images" if claim.on_images else "Measured"
    rank = f"L{claim.level[1:]}" if claim.level else ""
    sources = f"{'from' if rank else 'From'} {cited_words(claim.sources)}" if claim.sources else ""
    contrary = f"; to the contrary: {cited_words(claim.contrary)}" if claim.contrary else ""
    told = (
        f"{measured} in: {claim.population}" if claim.population else measured if claim.on_images else "",
        f"Note: {claim.note}" if claim.note else "",
        f"{rank} {sources}{contrary}".strip(),
    )
    if any(told):
        yield ". ".join(filter(None, told)) + "."


def folded_words(claim: ClaimShown) -> str:
    """A claim in one line: `E7, against (line 2): radiculitis with rhBMP-2 (bmp-radiculitis)`."""
    return f"{_named(claim)}: {claim.subject} ({claim.name})"


def _named(claim: ClaimShown) -> str:
    speaks = f", {claim.speaks}" if claim.speaks else ""
    return f"{claim.label}{speaks} ({claim.lines})" if claim.lines else f"{claim.label}{speaks}"


def claims_introduced(groups: Iterable[ClaimGroup], levels: str) -> str:
    """What claims are; what images do not tell, where one of these was measured on them; and what the levels mean."""
    on_images = any(claim.on_images for group in groups for claim in group.claims)
    told = (CLAIMS_NOT_JUDGED, ON_IMAGES if on_images else "", f"Evidence is of {levels}." if levels else "")
    return " ".join(filter(None, told))


def headed(group: ClaimGroup, labels: Mapping[str, tuple[str, ...]]) -> str:
    """The heading of claims after the numbers of the criteria that they stand under: `1.2, 2.1  Imaging shows ...`.

    `labels` gives the labels of claims by the number of a criterion.
    """
    own = {claim.label for claim in group.claims}
    numbers = [number for number, under in labels.items() if own <= set(under)]
    return f"{', '.join(numbers)}  {group.heading}" if numbers else group.heading


def cited_words(cited: tuple[Cited, ...]) -> str:
    """`[4, 7-9]`, in the order of the numbers; after those whose grade is told: `[5] grade B; [4, 7-9]`."""
    by_grade: dict[str, list[int]] = {}
    for one in sorted(cited, key=lambda one: (not one.grade, one.number)):
        by_grade.setdefault(one.grade, []).append(one.number)
    return "; ".join(f"[{number_spans(numbers)}] {grade}".rstrip() for grade, numbers in by_grade.items())


def number_spans(numbers: Iterable[int]) -> str:
    """`4, 7-9`: three or more in a row as one span; `numbers` rise."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and spans[-1][-1] == number - 1:
            spans[-1].append(number)
        else:
            spans.append([number])
    return ", ".join(f"{one[0]}-{one[-1]}" if len(one) > 2 else ", ".join(map(str, one)) for one in spans)
