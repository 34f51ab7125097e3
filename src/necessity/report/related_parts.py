"""Related questions as a report shows them: each with its answer and the criteria that decide it.

Invariant: the words are those of the assessment; a face adds none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from necessity.assessment.assessment import Recommendation
from necessity.assessment.change import Related
from necessity.report.parts import PackOutline, RelatedShown
from necessity.report.rows import Row, numbers_by_criterion
from necessity.report.words import RECOMMENDATIONS, tidy

RELATED = "Related questions"
RELATED_SAYS = (
    "Near variants of the request whose answer differs, by the same criteria and record. They change no answer."
)


def related_of(related: Sequence[Related], proof: Row | None) -> tuple[RelatedShown, ...]:
    """The questions of one line or of the setting; `proof` is its own, where the criteria are numbered.

    Where every criterion is met, none is named: what keeps the line as it is asked stands in the answer.
    """
    by_criterion = numbers_by_criterion(proof) if proof else {}
    return tuple(
        RelatedShown(
            kind=one.kind,
            question=tidy(one.question),
            recommendation=one.recommendation.value,
            answer=RECOMMENDATIONS[one.recommendation],
            says=tidy(one.says),
            criteria=()
            if one.recommendation is Recommendation.APPROVE
            else tuple(dict.fromkeys(by_criterion[id] for id in one.because if id in by_criterion)),
        )
        for one in related
    )


def related_in(pack: PackOutline) -> Iterator[tuple[str, tuple[RelatedShown, ...]]]:
    """The questions of a pack under the name of their line, the setting last; what has none is left out."""
    for line in pack.lines:
        if line.related:
            yield f"To {line.id} {line.title}", line.related
    if pack.setting.related:
        yield "To the setting", pack.setting.related
