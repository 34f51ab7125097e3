"""A small invented library with a claim of every verdict, and texts that assert them, for the faces of the audit."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from necessity.library.audit import Audit, audit
from necessity.library.load import load_library
from necessity.library.records import Library

UNCHECKED = "7654321"

SOURCES = {
    "doe-2001": """
kind: series
authors: Doe J, Poe E
about: slips after laminectomy
journal: Spine
year: 2001
volume: 26
pages: "1-9"
identifiers:
  pmid: {id: "1234567", checked: yes}
level: L4
read: original
finding: A slip that was there before grew in 73%.
""",
    "roe-2010": f"""
kind: cohort
authors: Roe A
about: screws and fusion
journal: Spine
year: 2010
identifiers:
  pmid: {{id: "{UNCHECKED}", checked: no}}
level: L3
read: background
finding: With screws 95% fused.
""",
    "guide-2014-part-9": """
kind: guideline
series: An example society, lumbar fusion
year: 2014
part: "9"
scale: jns-2014
grade: Grade B
about: fusion for stenosis
level: L2-3
read: secondary
finding: Fusion is not asked for without a slip.
""",
}

CLAIMS = {
    "slip-after-laminectomy": """
subject: a slip that grows after laminectomy
kind: prognosis
speaks: both
asserted: After laminectomy of several levels up to 73% slip.
asserted_in: [{assessment: one-text}, {assessment: other-text}]
verdict: misattributed
use: replace
says: Of patients who had a slip before laminectomy it grew in 73%; without one, in 31%.
population: adults having a first laminectomy for stenosis
surgery: primary
endpoint: radiographic
level: L4
figures:
  - {figure: "73%", counts: slip that grew where there was one before, source: doe-2001}
  - {figure: "31%", counts: slip that began where there was none, source: doe-2001}
found_by:
  - {together: [laminectomy, slip], figures: ["73%"]}
sources: [doe-2001]
contrary: [guide-2014-part-9]
sure: high
why: The number is of patients who had a slip before; it was said of all.
""",
    "marrow-makes-bone": """
subject: bone marrow that makes a fusion surer
kind: benefit
speaks: for
asserted: Bone marrow raises fusion by 20%.
asserted_in: [{assessment: one-text}]
verdict: not_found
use: drop
surgery: none
endpoint: none
found_by:
  - {together: [marrow], figures: ["20%"]}
sure: medium
why: No source that measured it was found.
""",
    "surgery-is-the-only-way": """
subject: surgery as the only way
kind: rule
speaks: for
asserted: Surgery is the only remaining way.
asserted_in: [{assessment: one-text}]
verdict: non_evidence
use: drop
surgery: none
endpoint: none
found_by:
  - {together: [only-way]}
sure: high
why: A conclusion about one patient; no study could bear it.
""",
    "screws-raise-fusion": """
subject: screws and the rate of fusion
kind: prognosis
speaks: for
asserted: With screws 95% fuse.
asserted_in: [{assessment: one-text}]
verdict: scoped
use: cite_scoped
says: In first fusions 95% fused with screws and 80% without.
population: adults having a first posterolateral fusion
surgery: primary
endpoint: radiographic
level: L3
figures:
  - {figure: "95%", counts: fused with screws, source: roe-2010}
  - {figure: "80%", counts: fused without screws, source: roe-2010}
found_by:
  - {together: [screws, fusion], figures: ["95%"]}
sources: [roe-2010]
sure: high
why: True for first fusions.
""",
    "second-look-lasts": """
subject: relief that lasts after a second operation
kind: benefit
speaks: for
asserted: Relief lasts for ten years.
verdict: unverified
use: cite_scoped
says: Relief lasted for ten years in most of them.
population: adults with a second operation
surgery: revision
endpoint: patient
level: L4
figures:
  - {figure: "10 years", counts: relief in the unread paper, source: roe-2010}
found_by:
  - {together: [relief], figures: ["10 years"]}
sources: [guide-2014-part-9]
to_read: [roe-2010]
sure: low
why: The paper is known and was not read.
""",
    "walking-is-good": """
subject: walking soon after the operation
kind: monitoring
speaks: for
asserted: Patients walk on the first day.
asserted_in: [{assessment: one-text}]
verdict: supported
use: cite
says: Patients walk on the day after the operation.
population: adults after lumbar fusion
surgery: both
endpoint: process
level: L2-3
found_by:
  - {together: [walking]}
sources: [guide-2014-part-9]
sure: high
why: The guideline says so.
""",
}

WORDS = """
words:
  laminectomy: [laminectomy]
  slip: [slip]
  marrow: [bone marrow]
  only-way: [only remaining option, only way]
  screws: [pedicle screw]
  fusion: [fusion, fused]
  relief: [relief]
  walking: [walk on first day]
  disputed: [no evidence, contrary to belief]
"""

TITLE = "One Text about an Operation"
TEXT = f"""{TITLE}

Background
After laminectomy of several levels 73% of patients slip. In another hospital 55% of patients slip after laminectomy.
Of those without a slip before laminectomy 31% slip later. Bone marrow raises the chance by 20 percent.

Reasons
- Surgery is the only remaining option for her.
- With pedicle screws the fusion rate is 95%, and 44% like tea.
- Relief lasts for 10 years.
- There is no evidence that patients walk on the first day.
"""
SILENT = "A Letter\n\nShe likes tea with milk. Of her friends 12% do so too.\n"


@cache
def small_library() -> Library:
    """The library above, read as any other is."""
    files = {"assessments.yaml": f"assessments:\n  one-text: {TITLE}\n  other-text: Another Text\n"}
    files["words/all.yaml"] = WORDS
    files |= {f"sources/{name}.yaml": f"source: {name}{text}" for name, text in SOURCES.items()}
    files |= {f"claims/{name}.yaml": f"claim: {name}{text}" for name, text in CLAIMS.items()}
    with TemporaryDirectory() as folder:
        for path, text in files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_text(text, encoding="utf-8")
        return load_library(Path(folder))


def audited(text: str = TEXT, name: str = "letter.txt") -> Audit:
    return audit(small_library(), text, name)
