"""What a document is, and of which day, is told from a clear heading or not at all."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.exchange.headings import authored_on, document_kind

# fmt: off
KINDS = [
    ("mri-report",      "RADIOLOGY REPORT\nEXAM: MRI LUMBAR SPINE\n",                      "imaging report"),
    ("x",               "MAGNETIC RESONANCE IMAGING OF THE LUMBAR SPINE\n",                "imaging report"),
    ("x",               "Findings: disc.\nImpression: disc.\n",                            "imaging report"),
    ("visit-2026",      "The patient came.\n",                                             "clinic note"),
    ("x",               "S: leg pain\nO: EHL 4/5\n",                                       "clinic note"),
    ("x",               "SPINE CLINIC - FOLLOW-UP VISIT\n",                                "other"),
    ("x",               "Follow-up visit\nJane Roe\n",                                     "clinic note"),
    ("x",               "OPERATIVE REPORT\n",                                              "operative note"),
    ("x",               "PREOPERATIVE DIAGNOSIS: stenosis\nPROCEDURE PERFORMED: fusion\n", "operative note"),
    ("x",               "OUTPATIENT PHYSICAL THERAPY -- DISCHARGE SUMMARY\n",              "therapy record"),
    ("emg",             "Nerve conduction and EMG\n",                                      "emg report"),
    ("labs",            "Cotinine 4 ng/mL\n",                                              "laboratory"),
    ("x",               "5 March 2026\n\nDear Dr. Moe,\n",                                 "letter"),
    ("policy",          "Clinical policy: lumbar fusion\n",                                "criteria"),
    ("mri-visit",       "The patient came.\n",                                             "other"),
    ("question",        "Is a revision discectomy necessary?",                             "other"),
    ("x",               "The patient came.\nCT L-spine: hardware loose.\n",                "other"),
]
DAYS = [
    ("clinic note",    "Date of visit: 02/16/2026\n",                                  date(2026, 2, 16)),
    ("clinic note",    "Patient: J. Roe   DOB: 05/02/1961   DOS: 2026-02-16\n",        date(2026, 2, 16)),
    ("clinic note",    "Date: February 16, 2026\n",                                    date(2026, 2, 16)),
    ("clinic note",    "CONSULTATION\nRoe, Jane\nMarch 2, 2026\n",                     date(2026, 3, 2)),
    ("clinic note",    "ED NOTE\n03/09/2026  14:10\n",                                 date(2026, 3, 9)),
    ("imaging report", "STAT MRI LUMBAR SPINE      09 MAR 2026\n",                     date(2026, 3, 9)),
    ("imaging report", "Exam date 25-FEB-2026\n",                                      date(2026, 2, 25)),
    ("imaging report", "Date of service: 16/02/2026\n",                                date(2026, 2, 16)),
    ("operative note", "Date of operation: 02/16/2026\n",                              date(2026, 2, 16)),
    ("clinic note",    "Date of operation: 02/16/2026\n",                              None),
    ("imaging report", "MRI LUMBAR SPINE, 02/20/2026\n",                               date(2026, 2, 20)),
    ("clinic note",    "Seen after the operation of 02/20/2026\n",                     None),
    ("clinic note",    "DOB: 05/02/1961\n",                                            None),
    ("clinic note",    "Date of birth: 05/02/1961\n",                                  None),
    ("clinic note",    "Date of visit: 02/16/2026\nDate of service: 02/17/2026\n",     None),
    ("clinic note",    "Date of visit: 02/31/2026\n",                                  None),
    ("clinic note",    "Spine f/u 2/16/26\n",                                          None),
    ("clinic note",    "MRI of 02/24/2026 was seen.\n",                                None),
    ("clinic note",    "\n" * 20 + "Date of visit: 02/16/2026\n",                      None),
]
# fmt: on


@pytest.mark.parametrize(("name", "text", "kind"), KINDS)
def test_kinds(name: str, text: str, kind: str) -> None:
    assert document_kind(name, text) == kind


@pytest.mark.parametrize(("kind", "text", "day"), DAYS)
def test_days(kind: str, text: str, day: date | None) -> None:
    assert authored_on(kind, text) == day
