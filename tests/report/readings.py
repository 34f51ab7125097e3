"""Charts read by hand, of a synthetic patient: one with every way of telling a fact, overlaps and courses of care."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import samples

from necessity.model.case import Case, LineItem, Request, UnreadRequest
from necessity.model.chart import Chart, Conflict, chart_of
from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.when import PartialDate

NOTE = Document(
    id="note",
    kind="clinic note",
    authored=date(2026, 3, 3),
    text=(
        "MRI of 02/24/2026: severe central stenosis at L4-L5, possible synovial cyst.\r\n"
        "\r\n"
        "CARE\r\n"
        "\tTherapy 09/01/2025 to 10/13/2025 without relief. ESI 11/12/2025. Naproxen since December.\r\n"
        "\tGabapentin was tried. Will resume therapy.\r\n"
        "Denies saddle numbness. Mother had a fusion. Risks include nonunion. If worse, discectomy.\r\n"
        "EHL 4/5. Old foot drop has healed."
    ),
)
STRANGER = Document(
    id="stray",
    kind="therapy record",
    readable=False,
    of_another_patient=True,
    unreadable_because="it names another patient (Roe, Richard)",
)
LATE = Document(id="late", kind="letter", authored=date(2026, 4, 1), text="Pain is worse.")


def of_note(kind: str, words: str, value: object = None, **more: object) -> Fact:
    return samples.fact(kind, words, value, of=NOTE, **more)  # type: ignore[arg-type]


def course(words: str, modality: str, when: str | None, until: str | None = None, **more: object) -> Fact:
    made = of_note("conservative_care", words, when=when, modality=modality, **more)
    return replace(made, until=PartialDate.parse(until) if until else None)


STENOSIS = of_note("stenosis", "severe central stenosis at L4-L5", "severe", level="L4-L5", when="2026-02-24")
COMPRESSED = of_note("neural_compression", "central stenosis at L4-L5, possible", level="L4-L5", when="2026-02-24")
STUDY = of_note("imaging_study", "MRI of 02/24/2026", "mri", when="2026-02-24")
STENOSIS = replace(STENOSIS, evidence=(*STENOSIS.evidence, *STUDY.evidence))
CYST = of_note("spinal_tumor", "possible synovial cyst", assertion=Assertion.POSSIBLE, cue="possible")
THERAPY = course(
    "Therapy 09/01/2025 to 10/13/2025 without relief", "physical_therapy", "2025-09-01", "2025-10-13", response="none"
)
INJECTION = course("ESI 11/12/2025", "esi", "2025-11-12")
NAPROXEN = course("Naproxen since December", "nsaid", "2025-12", "2026-03-03")
GABAPENTIN = course("Gabapentin was tried", "gabapentinoid", None)
AGAIN = course("resume therapy", "physical_therapy", None, assertion=Assertion.PLANNED)
SADDLE = of_note("cauda_equina", "saddle numbness", assertion=Assertion.ABSENT, cue="Denies")
MOTHER = of_note("prior_surgery", "fusion", "fusion", assertion=Assertion.FAMILY, cue="Mother")
RISK = of_note("fusion_status", "nonunion", "nonunion", assertion=Assertion.COUNSELLED, cue="Risks")
ONLY_IF = of_note("prior_surgery", "discectomy", "discectomy", assertion=Assertion.HYPOTHETICAL, cue="If")
WEAK = of_note("motor_strength", "EHL 4/5", "4", muscle="extensor hallucis longus", side="left")
OLD = of_note("motor_decline", "Old foot drop", assertion=Assertion.HISTORICAL)
FIT = Fact(
    kind="concordance",
    value="possible",
    qualifiers={"level": "L4-L5"},
    recorded=NOTE.authored,
    evidence=(*STENOSIS.evidence, *WEAK.evidence),
    reader="derived: concordance",
)
STATED = (STENOSIS, COMPRESSED, STUDY, THERAPY, INJECTION, NAPROXEN, GABAPENTIN, WEAK, FIT)
ONLY_SHOWN = (CYST, AGAIN, MOTHER, RISK, ONLY_IF, OLD)


def case() -> Case:
    return Case(
        id="example-1",
        documents=(NOTE, STRANGER, LATE, samples.SCAN),
        request=Request(
            line_items=(
                LineItem(id="1", requested_as="laminectomy", procedure="laminectomy", levels=("L4-L5",), side="left"),
            ),
            unread=(UnreadRequest(words="quantum realignment"),),
        ),
        received=samples.DAY,
    )


def chart(*facts: Fact) -> Chart:
    """The chart of these facts; of all where none are given."""
    told = facts or (*STATED, *ONLY_SHOWN, SADDLE)
    conflicts = [Conflict(kind="stenosis", facts=(STENOSIS, COMPRESSED))] if not facts else []
    return chart_of(told, samples.DAY, case().documents, conflicts)


def weeks(number: float) -> Quantity:
    return Quantity.exactly(number, "weeks")
