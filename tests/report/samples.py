"""Assessments made by hand, of a synthetic patient, so that a report can be tried without judging anything."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from necessity.assessment.assessment import (
    Assessment,
    Caution,
    CodingNote,
    LevelAnswer,
    LineAnswer,
    PackAssessment,
    PackUsed,
    Recommendation,
    SettingAnswer,
    Step,
    Urgency,
)
from necessity.assessment.finding import Clause, ExceptionUsed, Finding, Need, Reason, Source
from necessity.assessment.gap import Gap
from necessity.errors import Place
from necessity.model.case import Case, LineItem, Member, Request, UnreadRequest
from necessity.model.chart import Chart, Conflict, chart_of
from necessity.model.document import Attestation, Document, Resource
from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.verdict import MET, NOT_MET, UNKNOWN, Verdict
from necessity.when import PartialDate

DAY = date(2026, 3, 10)

VISIT = Document(
    id="visit-1",
    kind="clinic note",
    authored=date(2026, 3, 3),
    text=(
        "SPINE CLINIC\r\nDate of visit: 03/03/2026\r\n"
        "S: Microdiscectomy at L4-5 some years back, now pain down the left leg – the leg hurts far more than the back. "
        "Six weeks of supervised physical therapy, naproxen throughout, no lasting relief.\r\n"
        "Over the weekend she lost feeling between the legs and cannot pass urine.\r\n"
        "O: EHL left 3+/5. There is no slip and no instability.\r\n"
        "P: Revision microdiscectomy L4-5 left. Her brother had an unstable back.\r\n"
    ),
)
MRI = Document(
    id="mri",
    kind="imaging report",
    authored=date(2026, 2, 24),
    text=(
        "MRI LUMBAR SPINE\nL4-L5: Recurrent left paracentral disc herniation, which compresses the left L5 nerve root.\n\f"
        "L5-S1: Canal and foramina are patent. EHL left 5/5 according to the requisition.\n"
    ),
    pages=(0, 105),
    name="mri.pdf",
)
SCAN = Document(id="scan", readable=False, unreadable_because="the PDF has no text layer (a scan?): give its text")

ORIGINAL = Source(
    ref="policy-a",
    document="Lumbar surgery policy",
    basis="original",
    place="section 4.2",
    publisher="An example plan",
    date="2026-01-01",
    url="https://policies.example.org/lumbar",
    read="2026-02-01",
)
ASSERTED = Source(ref="published-2", document="Published assessment", basis="asserted", place="paragraph 3")
HOUSE = Source(ref="house", document="House rule", basis="house")


def fact(
    kind: str,
    words: str,
    value: Value | None = None,
    *,
    of: Document = VISIT,
    assertion: Assertion = Assertion.PRESENT,
    when: str | None = None,
    cue: str | None = None,
    **qualifiers: Value,
) -> Fact:
    """A fact whose quote is the first place of `words` in the document."""
    start = of.text.index(words)
    return Fact(
        kind=kind,
        value=value,
        qualifiers=qualifiers,
        assertion=assertion,
        when=PartialDate.parse(when) if when else None,
        recorded=of.authored,
        evidence=(of.quote(start, start + len(words)),),
        cue=of.quote(of.text.index(cue), of.text.index(cue) + len(cue)) if cue else None,
        reader=f"words: {kind}",
    )


COMPRESSION = fact(
    "neural_compression", "compresses the left L5 nerve root", of=MRI, when="2026-02-24", level="L4-L5", side="left"
)
LEG_FIRST = fact("predominant_pain", "the leg hurts far more than the back", "leg", when="2026-03-03")
PAIN = fact("radicular_pain", "now pain down the left leg", when="2026-03-03", side="left")
CARE = fact(
    "conservative_care",
    "Six weeks of supervised physical therapy, naproxen throughout, no lasting relief",
    Quantity.exactly(6, "weeks"),
    modality="physical_therapy",
    response="none",
    supervised="yes",
)
STRONG = fact("motor_strength", "EHL left 5/5", "5", of=MRI, muscle="extensor hallucis longus", side="left")
WEAK = fact("motor_strength", "EHL left 3+/5", "3+", when="2026-03-03", muscle="extensor hallucis longus", side="left")
NO_SLIP = fact(
    "instability", "no slip and no instability", assertion=Assertion.ABSENT, when="2026-03-03", cue="no slip"
)
PATENT = fact("canal_patency", "Canal and foramina are patent", "patent", of=MRI, when="2026-02-24", level="L5-S1")
CAUDA = fact("cauda_equina", "lost feeling between the legs and cannot pass urine", when="2026-03-03")
BROTHER = fact("instability", "Her brother had an unstable back", assertion=Assertion.FAMILY, cue="brother")
ATTESTED = Fact(
    kind="nicotine",
    value="never",
    recorded=date(2026, 3, 4),
    evidence=(Attestation(by="Dr. M. Moe", attested_on=date(2026, 3, 4)),),
    reader="attested",
)
AGE = Fact(
    kind="member",
    value=Quantity.exactly(39, "years"),
    evidence=(Resource(reference="request", path="member"),),
    reader="request",
)


def clause(id: str, says: str, *, need: Need = Need.INDICATION, source: Source = ASSERTED, line: int = 10) -> Clause:
    return Clause(id=id, says=says, need=need, source=source, place=Place("revision-discectomy.yaml", line))


def finding(
    id: str,
    says: str,
    verdict: Verdict,
    reason: Reason,
    *facts: Fact,
    children: Sequence[Finding] = (),
    detail: str = "",
    exception: ExceptionUsed | None = None,
    source: Source = ASSERTED,
    need: Need = Need.INDICATION,
    rests_on_silence: bool = False,
    role: str = "body",
    level: str | None = None,
) -> Finding:
    return Finding(
        clause=clause(id, says, source=source, need=need),
        verdict=verdict,
        reason=reason,
        facts=facts,
        children=tuple(children),
        detail=detail,
        exception=exception,
        rests_on_silence=rests_on_silence,
        shown=verdict is MET and bool(facts),
        role=role,
        level=level,
    )


SHOWN_COMPRESSION = finding(
    "compression",
    "Imaging shows the root compressed at the level and side.",
    MET,
    Reason.SHOWN,
    COMPRESSION,
    level="L4-L5",
)
SHOWN_CARE = finding(
    "failed-care",
    "Four to six weeks of conservative care failed.",
    MET,
    Reason.SHOWN,
    children=[
        finding("one-course", "One course was long enough.", MET, Reason.SHOWN, CARE, detail="asked: at least 4 weeks"),
        finding("several", "Several measures failed.", UNKNOWN, Reason.NOT_DOCUMENTED),
    ],
)
SHOWN_LEG = finding("leg-first", "Leg pain leads, not back pain.", MET, Reason.SHOWN, LEG_FIRST)


def open_criterion(id: str, says: str, detail: str = "") -> Finding:
    return finding(id, says, UNKNOWN, Reason.NOT_DOCUMENTED, detail=detail)


OPEN_COMPRESSION = open_criterion(
    "compression", "Imaging shows the root compressed at the level and side.", "asked: it"
)
OPEN_CARE = finding(
    "failed-care",
    "Four to six weeks of conservative care failed.",
    UNKNOWN,
    Reason.NOT_DOCUMENTED,
    children=[
        finding(
            "failed-care",
            "Four to six weeks of conservative care failed.",
            UNKNOWN,
            Reason.NOT_DOCUMENTED,
            children=[
                open_criterion("one-course", "One course was long enough.", "asked: at least 4 weeks"),
                finding("raised-by-nobody", "Infection.", NOT_MET, Reason.NOT_RAISED),
            ],
            role="base",
        ),
        finding("progressive-deficit", "Strength is falling.", UNKNOWN, Reason.NOT_DOCUMENTED, role="waiver"),
    ],
)
OPEN_LEG = open_criterion("leg-first", "Leg pain leads, not back pain.")
WAIVED_CARE = finding(
    "failed-care",
    "Four to six weeks of conservative care failed.",
    MET,
    Reason.WAIVED,
    exception=ExceptionUsed("waiver", "cauda-equina"),
    children=[
        finding(
            "failed-care", "Four to six weeks of conservative care failed.", NOT_MET, Reason.FALLS_SHORT, role="base"
        ),
        finding("progressive-deficit", "Strength is falling.", UNKNOWN, Reason.NOT_DOCUMENTED, role="waiver"),
        finding("cauda-equina", "The cauda equina is pressed.", MET, Reason.SHOWN, CAUDA, role="waiver"),
    ],
)
BARRED_COMPRESSION = finding(
    "compression",
    "Imaging shows the root compressed at the level and side.",
    NOT_MET,
    Reason.BARRED,
    COMPRESSION,
    exception=ExceptionUsed("bar", "patent"),
    children=[
        finding("compression", "Imaging shows the root compressed.", MET, Reason.SHOWN, COMPRESSION, role="base"),
        finding("patent", "The canal and foramina are patent.", MET, Reason.SHOWN, PATENT, role="bar", source=HOUSE),
    ],
)


def root(*children: Finding) -> Finding:
    verdict = MET
    for child in children:
        verdict = verdict & child.verdict
    reason = Reason.SHOWN if verdict is MET else next(one.reason for one in children if one.verdict is verdict)
    return finding("revision-discectomy", "Revision discectomy", verdict, reason, children=children, source=ORIGINAL)


RECOMMENDED = {MET: Recommendation.APPROVE, UNKNOWN: Recommendation.PEND, NOT_MET: Recommendation.REFER}
LINE = LineItem(
    id="1",
    requested_as="revision microdiscectomy",
    procedure="revision-discectomy",
    service="cpt:63042",
    levels=("L4-L5",),
    side="left",
    units=1,
)


def line_answer(*children: Finding, line: LineItem = LINE) -> LineAnswer:
    """The answer for one line whose root is an `all` of the children."""
    top = root(*children)
    open_ones = [one for one in children if one.verdict is UNKNOWN]
    gaps = tuple(
        Gap(
            id=f"g{number}",
            criterion=one.clause.id,
            question=f"{one.clause.says.rstrip('.')}: not documented. Can it be shown?",
            documents=("imaging report",) if one.clause.id == "compression" else ("clinic note", "therapy record"),
            finding=one,
        )
        for number, one in enumerate(open_ones, 1)
    )
    approvable = top.verdict is UNKNOWN
    return LineAnswer(
        line=line,
        policy="revision-discectomy",
        recommendation=RECOMMENDED[top.verdict],
        verdict=top.verdict,
        finding=top,
        by_need={Need.INDICATION: top.verdict, Need.READINESS: MET, Need.ADMINISTRATIVE: MET},
        by_level=tuple(
            LevelAnswer(place=level, verdict=top.verdict, recommendation=RECOMMENDED[top.verdict], finding=top)
            for level in line.levels
        ),
        because=tuple(one.clause.id for one in children if one.verdict is top.verdict),
        rationale=('The MRI of 2026-02-24 says "compresses the left L5 nerve root".',),
        gaps=gaps,
        approvable_if=tuple(gap.id for gap in gaps) if approvable else (),
        coding=(
            CodingNote(
                rule="reexploration-code",
                says="This code is for the level operated before.",
                fault="mismatch",
                effect="note",
                lines=("1",),
                source=HOUSE,
            ),
        ),
        steps=(Step(criterion="compression", says="Does imaging show compression?", answer="yes"),),
    )


def assessment(
    *answers: LineAnswer,
    facts: Sequence[Fact],
    headline: str,
    urgency: Urgency | None = None,
    documents: Sequence[Document] = (VISIT, MRI, SCAN),
    conflicts: Sequence[Conflict] = (),
    member: Member | None = None,
    purpose: str = "coverage",
) -> Assessment:
    chart: Chart = chart_of(facts, DAY, documents, conflicts)
    case = Case(
        id="sample-1",
        documents=tuple(documents),
        request=Request(
            line_items=tuple(answer.line for answer in answers),
            diagnoses=("M51.26",),
            unread=(UnreadRequest(words="quantum realignment", nearest=("posterior-fusion",)),),
        ),
        received=DAY,
        member=member or Member(id="m-1", name="Jane Roe", age=39, sex="female"),
        payer="An example plan",
        line_of_business="commercial",
        state="TX",
        input_digest="sha256:" + "0" * 64,
    )
    verdicts = {answer.recommendation.value for answer in answers}
    pack = PackAssessment(
        pack=PackUsed(
            name="published-assessments@2026-11",
            digest="sha256:" + "1" * 64,
            chosen_because="named on the command line",
            banner="Demonstration pack: it restates a published claim and is no coverage policy.",
            purpose=purpose,
        ),
        headline=headline,
        line_items=answers,
        setting=SettingAnswer(requested=None, supported=None, recommendation=None),
        overall=verdicts.pop() if len(verdicts) == 1 else "mixed",
        cautions=(
            Caution(
                id="consider-fusion",
                says="Instability is shown; fusion may be considered.",
                state="not documented",
                lines=("1",),
                finding=finding("unstable", "Instability at the level.", UNKNOWN, Reason.NOT_DOCUMENTED),
                source=ASSERTED,
            ),
        ),
        sources=(ORIGINAL, ASSERTED),
    )
    return Assessment(
        case=case,
        chart=chart,
        as_of=DAY,
        engine="0.1.0",
        urgency=urgency or Urgency(level="elective"),
        packs=(pack,),
        notices=("No pack matched the plan: the default was used.",),
    )


def met() -> Assessment:
    """All three criteria shown: approve. Two strengths on one day stand against each other."""
    return assessment(
        line_answer(SHOWN_COMPRESSION, SHOWN_CARE, SHOWN_LEG),
        facts=(COMPRESSION, CARE, LEG_FIRST, WEAK, STRONG, NO_SLIP, BROTHER, ATTESTED, AGE),
        conflicts=(Conflict(kind="motor_strength", facts=(WEAK, STRONG)),),
        headline="Revision discectomy at L4-L5, left: the criteria are met.",
    )


def pending() -> Assessment:
    """Nothing shown: three questions."""
    return assessment(
        line_answer(OPEN_COMPRESSION, OPEN_CARE, OPEN_LEG),
        facts=(AGE,),
        headline="Revision discectomy at L4-L5, left: approvable if three things are shown.",
    )


def barred() -> Assessment:
    """A bar decided: to a physician. A second line that nobody knows."""
    unknown = LineItem(id="2", requested_as="quantum realignment", nearest=("posterior-fusion",))
    not_addressed = finding("not-addressed", "This pack does not address it.", UNKNOWN, Reason.NOT_ADDRESSED)
    return assessment(
        line_answer(BARRED_COMPRESSION, SHOWN_CARE, SHOWN_LEG),
        line_answer(not_addressed, line=unknown),
        facts=(COMPRESSION, CARE, LEG_FIRST, PATENT),
        headline="Revision discectomy at L4-L5, left: to a physician, for the canal is said to be patent.",
    )


def emergency() -> Assessment:
    """Care is waived because of a cauda equina: approve, and a banner before all else."""
    return assessment(
        line_answer(SHOWN_COMPRESSION, WAIVED_CARE, SHOWN_LEG),
        facts=(COMPRESSION, LEG_FIRST, CAUDA),
        urgency=Urgency(level="emergent", says="Saddle numbness and retention.", facts=(CAUDA,)),
        headline="Revision discectomy at L4-L5, left: the criteria are met, care waived for cauda equina signs.",
    )


ALL = {"met": met, "pending": pending, "barred": barred, "emergency": emergency}
