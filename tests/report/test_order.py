"""Every face says the same things in the same order: the answer first, the papers apart, the status last."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
import rich_samples
import samples

from necessity.assessment.assessment import Assessment
from necessity.report.markdown import markdown
from necessity.report.page import page
from necessity.report.terminal import render

ORDER = (
    "POSSIBLE EMERGENCY: call now, do not wait for this review",
    "unsigned assessment, as of 2026-03-10",
    "care waived for cauda equina signs",  # the headline
    "The answer",
    "The question",
    "Are these medically necessary for this patient",
    "Care is waived, for a cauda equina is shown.",
    "Why an ordinary criterion does not apply here",
    "waived because: The cauda equina is pressed",
    "Criteria",
    "1.1 Imaging shows the root compressed at the level and side",
    "Setting",
    "Inpatient is supported, for the operation is complex.",
    "The literature under the criteria",
    "None of it was judged",
    "level 2: a lesser randomised trial, or a comparison planned ahead; level 3: a comparison that looks back",
    "After a second operation leg pain eased in most.",
    "Some got better while they waited.",
    "Adjuncts: asked for only with another procedure",
    "added to line 1",
    "Alternatives",
    "It is told, not recommended.",
    "Decompression alone at L4-L5",
    "Observation",
    "Conflicts in the record",
    "Level, root and side",
    "What is missing",
    "3 microdiscectomy again",
    "Cautions",
    "Coding",
    "Outcomes, risks and what follows",
    "Function was better after two years.",
    "from patients with stenosis, which is not shown here",
    "Measured in other patients",
    "from primary surgery; this is a revision",
    "back pain after a first operation",
    "Decision steps",
    "References",
    "Published assessment",
    "Example society guidelines 2014, part 9, grade B, level 2; DOI 10.1000/example.9",
    "It stays unsigned until a licensed clinician determines.",
    "A software tool prepared this",
)


class Words(HTMLParser):
    """What a reader of a page sees, styles left out."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag

    def handle_data(self, data: str) -> None:
        if self.inside != "style":
            self.said.append(data)


def html_words(assessment: Assessment) -> str:
    return "".join(Words(page(assessment)).said)


def markdown_words(assessment: Assessment) -> str:
    return re.sub(r"[*#]|\\(?=[^\w\s])", "", markdown(assessment))


FACES: dict[str, Callable[[Assessment], str]] = {"text": render, "html": html_words, "markdown": markdown_words}


@pytest.mark.parametrize("face", FACES)
def test_the_order_is_the_same_in_every_face(face: str) -> None:
    words = " ".join(FACES[face](rich_samples.rich()).split())
    at = 0
    for part in ORDER:
        found = words.lower().find(" ".join(part.split()).lower(), at)
        assert found >= 0, f"{face}: {part!r} does not come here:\n{words[at : at + 1500]}"
        at = found + len(part)


@pytest.mark.parametrize("face", FACES)
def test_each_sentence_of_the_rationale_names_the_criterion_that_it_tells(face: str) -> None:
    words = " ".join(FACES[face](rich_samples.rich()).split())
    assert re.search(r"Care is waived, for a cauda equina is shown\. \(\s*1\.2\s*\)", words)
    assert re.search(r"The leg pain leads\. \(\s*1\.3\s*\)", words)


@pytest.mark.parametrize("face", FACES)
def test_a_criterion_points_at_its_papers_and_a_claim_at_the_list(face: str) -> None:
    words = " ".join(FACES[face](rich_samples.rich()).split())
    assert "literature: E1, E2" in words.replace("literature E1", "literature: E1")
    claim = words[words.index("After a second operation") :][:400]
    assert "measured in: adults with a herniation that came back" in claim.lower()
    carries = re.search(r"\[(\d+)\] (Example society guidelines 2014, part 9, )?grade B", claim)
    against = re.search(r"to the contrary: \[(\d+)\]", claim)
    assert carries and against
    listed = words[words.index("References") :]
    assert "An example society. Decompression at a level operated before" in listed
    if face != "html":  # there a list numbers itself
        assert f"[{carries[1]}] An example society" in listed and f"[{against[1]}] Example B" in listed


@pytest.mark.parametrize("face", FACES)
def test_an_adjunct_stands_under_what_it_is_added_to(face: str) -> None:
    words = " ".join(FACES[face](rich_samples.rich()).split())
    table = words[words.index("The answer") : words.index("The question")]
    assert table.index("fusion") < table.index("donor bone") < table.index("microdiscectomy again")


@pytest.mark.parametrize("face", FACES)
def test_empty_sections_are_left_out(face: str) -> None:
    words = FACES[face](samples.met())
    for heading in (
        "Adjuncts",
        "Alternatives",
        "literature under",
        "Outcomes, risks",
        "What is missing",
        "Why an ordinary",
    ):
        assert heading not in words, heading
    assert "Setting" in words or "setting" in words  # silence on the setting would mislead


def test_without_the_chart_the_copy_says_so_in_every_face() -> None:
    made = rich_samples.rich()
    for text in (render(made, show_chart=False), page(made, show_chart=False), markdown(made, show_chart=False)):
        assert "The words of the chart are left out of this copy." in " ".join(text.split())
        assert "cannot pass urine" not in text
        assert "Jane Roe" not in text
        assert made.case.question not in text
