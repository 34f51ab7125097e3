"""An assessment with everything in it, of invented papers and a synthetic patient.

Literature for and against, an adjunct, a line that pends, alternatives, a conflict, an emergency.
"""

from __future__ import annotations

from dataclasses import replace

import samples

from necessity.assessment.assessment import Alternative, Assessment, LineAnswer, Recommendation, SettingAnswer
from necessity.assessment.claim import Citation, Claim, ClaimUsed
from necessity.model.case import LineItem

GUIDELINE = Citation(
    ref="society-part-9",
    kind="guideline",
    text="An example society. Decompression at a level operated before. An example journal 2014;21:70",
    year=2014,
    series="Example society guidelines",
    part="9",
    grade="B",
    level="L2",
    level_means="a comparison planned ahead",
    identifiers=("DOI 10.1000/example.9",),
    read="read in the original",
)
COHORT = Citation(
    ref="example-cohort",
    kind="cohort",
    text="Example A. Second operations. An example journal 2010;3:1",
    year=2010,
    level="L3",
    level_means="a comparison that looks back",
    identifiers=("PMID 12345678",),
)
OPINION = Citation(
    ref="example-opinion", kind="editorial", text="Example B. A view. An example journal 2001", year=2001
)


FIRST_ONLY = Citation(
    ref="example-first",
    kind="trial",
    text="Example C. [a first operation]. An example journal 2012;5:2",
    year=2012,
    level="L2",
    identifiers=("PMID 87654321",),
    read="background, not re-read",
)


def claim(id: str, kind: str, speaks: str, says: str, *sources: Citation, surgery: str = "both") -> Claim:
    return Claim(
        id=id,
        kind=kind,
        speaks=speaks,
        says=says,
        population="adults with a herniation that came back",
        surgery=surgery,
        use="cite_scoped",
        level="L3",
        level_means="a comparison that looks back",
        sources=sources or (COHORT,),
        contrary=(OPINION,) if speaks == "for" else (),
    )


FOR = claim("leg-pain-eases", "rule", "for", "After a second operation leg pain eased in most.", GUIDELINE)
AGAINST = claim("waiting-helps", "natural_history", "against", "Some got better while they waited.", COHORT)
OUTCOME = claim("function-improves", "benefit", "for", "Function was better after two years.")
ELSEWHERE = replace(
    claim("back-pain-eases", "benefit", "against", "Back pain was the same.", FIRST_ONLY, COHORT, surgery="primary"),
    subject="back pain after a first operation",
    endpoint="radiographic",
)
RISK = claim("dural-tear", "risk", "neither", "The dura was torn in about one of ten.")
SCOPE = "from primary surgery; this is a revision"
OPEN_SCOPE = "from patients with stenosis, which is not shown here"


def rich() -> Assessment:
    """An emergency with conflicts; a main line that is waived, an adjunct, a line that pends; an inpatient setting; papers."""
    base = samples.emergency()
    pack = base.packs[0]
    main = replace(
        pack.line_items[0],
        line=replace(samples.LINE, procedure="lumbar-fusion", requested_as="fusion", service=None),
        rationale=("Care is waived, for a cauda equina is shown.", "The leg pain leads."),
        rationale_basis=(("failed-care",), ("leg-first",)),
        alternatives=(
            Alternative(
                says="Decompression alone at L4-L5",
                procedure="laminectomy",
                levels=("L4-L5",),
                recommendation=Recommendation.APPROVE,
                because=("compression",),
                rationale=("Its criteria are met on the same facts.",),
            ),
        ),
    )
    bone = LineItem(id="2", requested_as="donor bone", procedure="allograft", levels=("L4-L5",))
    added = _line(bone, samples.SHOWN_LEG, role="adjunct")
    third = LineItem(id="3", requested_as="microdiscectomy again", procedure="revision-discectomy", levels=("L4-L5",))
    pends = _line(third, samples.OPEN_COMPRESSION, samples.OPEN_CARE)
    lines = (main, added, pends)
    setting = SettingAnswer(
        requested="inpatient",
        supported="inpatient",
        recommendation=Recommendation.APPROVE,
        finding=samples.finding("complex", "A complex revision.", samples.MET, samples.Reason.SHOWN, samples.CAUDA),
        rationale=("Inpatient is supported, for the operation is complex.",),
        alternatives=(Alternative(says="Observation", setting="observation", recommendation=Recommendation.PEND),),
    )
    assessed = replace(
        pack,
        line_items=lines,
        setting=setting,
        literature=(
            ClaimUsed(claim=FOR, criteria=("compression",), fits="yes"),
            ClaimUsed(claim=AGAINST, criteria=("compression",), fits="yes"),
        ),
        outcomes=(
            ClaimUsed(claim=ELSEWHERE, lines=("1",), fits="no", scope=SCOPE),
            ClaimUsed(claim=OUTCOME, lines=("1",), fits="unknown", scope=OPEN_SCOPE),
            ClaimUsed(claim=RISK, lines=("1", "3"), fits="yes"),
        ),
    )
    assert base.case.request is not None
    request = replace(base.case.request, line_items=tuple(one.line for one in lines), setting="inpatient")
    conflicts = (samples.Conflict(kind="motor_strength", facts=(samples.WEAK, samples.STRONG)),)
    facts = (*base.chart.facts, samples.WEAK, samples.STRONG, samples.CARE)
    chart = samples.chart_of(facts, samples.DAY, base.chart.documents, conflicts)
    case = replace(base.case, request=request, question="Is a fusion at L4-L5 with donor bone necessary?")
    return replace(base, case=case, chart=chart, packs=(assessed,))


def _line(line: LineItem, *children: samples.Finding, role: str = "main") -> LineAnswer:
    return replace(samples.line_answer(*children, line=line), role=role, coding=(), steps=())
