"""Each rule of the library has an example that breaks it, and each fault names its file."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from necessity.errors import PackUnusable, Place
from necessity.library.check import check_found, check_library, check_named
from necessity.library.load import library, load_library, read_library
from necessity.library.records import Library
from necessity.packs import new_pack
from necessity.prove import check_packs
from necessity.vocabulary.load import load_vocabulary, medicine_folder

SOURCE = """\
source: doe-2001
kind: cohort
authors: Doe J
about: an invented paper
journal: Spine
year: 2001
identifiers:
  pmid: {id: "1234567", checked: yes}
design: retrospective
population: first operations
level: L3
read: original
finding: Fusion in 61%.
"""
CLAIM = """\
claim: doe-finds-fusion
subject: fusion in an invented paper
kind: prognosis
speaks: both
asserted: Fusion is frequent.
asserted_in: [{assessment: one-text}]
verdict: scoped
use: cite_scoped
says: Fusion in 61%.
population: adults in an invented paper
surgery: primary
patients: [slip]
endpoint: radiographic
figures:
  - {figure: "61%", counts: fusion, source: doe-2001}
sources: [doe-2001]
sure: high
why: It says so and no more.
found_by:
  - together: [fusion, frequent]
"""
WORDS = """\
words:
  fusion: [fusion, arthrodesis]
  frequent: [frequent, often]
  disputed: [there is no proof]
"""


def shelf(folder: Path, *, source: str = SOURCE, claim: str = CLAIM, more: dict[str, str] | None = None) -> Path:
    """A library of one paper and one claim under `folder`, with `more` files by their path."""
    for path, text in {
        "assessments.yaml": "assessments:\n  one-text: A text\n",
        "patients.yaml": "patients:\n  slip: {says: a slip, test: listhesis at this level}\n",
        "words/some.yaml": WORDS,
        "sources/doe-2001.yaml": source,
        "claims/doe-finds-fusion.yaml": claim,
        **(more or {}),
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def faults(folder: Path) -> str:
    found, problems = read_library(folder)
    return "\n".join(map(str, [*problems, *check_library(found)]))


def test_the_small_library_is_clean(tmp_path: Path) -> None:
    assert faults(shelf(tmp_path)) == ""
    assert list(load_library(tmp_path).claims) == ["doe-finds-fusion"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("sources: [doe-2001]", "sources: [doe-2010]", "there is no source 'doe-2010'"),
        ("subject:", "subjet:", "did you mean 'subject'?"),
        ("one-text", "two-texts", "'two-texts' is not an assessment"),
        ("surgery: primary", "surgery: first", "'first' is not a surgery"),
        ("kind: prognosis", "kind: benefit", "a radiographic endpoint is no benefit"),
        ("population: adults in an invented paper\n", "", "it may print with its population only, and has none"),
        ("use: cite_scoped", "use: drop", "a claim to drop says something"),
        ("use: cite_scoped", "use: drop", "a claim to drop rests on sources"),
        ("says: Fusion in 61%.\n", "", "there is nothing to print"),
        ("sources: [doe-2001]", "sources: []", "its figure 61% is of doe-2001, which it does not name"),
        ("says: Fusion in 61%.", "says: Fusion in 62%.", "no row of 'figures' holds 62"),
        ("sure: high", "contrary: [doe-2001]\nsure: high", "doe-2001 speaks for and against it"),
        ("claim: doe-finds-fusion", "claim: Doe", "'Doe' is not a name"),
        ("claim: doe-finds-fusion", "claim: doe-found", "must be called doe-found.yaml"),
        ("verdict: scoped", "verdict: misattributed", "it is cited and its verdict is misattributed"),
        ("verdict: scoped", "verdict: not_found", "it is cited and its verdict is not_found"),
        ("asserted: Fusion is frequent.\n", "", "it has 'asserted_in' and no 'asserted'"),
        ("asserted_in: [{assessment: one-text}]\n", "", "it has 'asserted' and no 'asserted_in'"),
        ("patients: [slip]", "patients: [slips]", "there is no group of patients 'slips'"),
        ("patients: [slip]", "patients: [slips]", "did you mean 'slip'?"),
        ("sure: high", "level: L6\nsure: high", "'L6' is not a level"),
        ("sure: high", "level: L3-2\nsure: high", "'L3-2' is not a level"),
    ],
)
def test_a_claim_that_breaks_a_rule_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    said = faults(shelf(tmp_path, claim=CLAIM.replace(old, new)))
    assert told in said
    assert "medicine/library/claims/doe-finds-fusion.yaml" in said


@pytest.mark.parametrize("verdict", ["not_found", "misattributed", "non_evidence"])
def test_what_nothing_bears_is_never_simply_cited(tmp_path: Path, verdict: str) -> None:
    claim = CLAIM.replace("use: cite_scoped", "use: cite").replace("verdict: scoped", f"verdict: {verdict}")
    assert f"it is cited and its verdict is {verdict}" in faults(shelf(tmp_path, claim=claim))


def test_a_printed_figure_needs_a_population_whatever_the_use(tmp_path: Path) -> None:
    claim = CLAIM.replace("use: cite_scoped", "use: replace").replace("population: adults in an invented paper\n", "")
    assert "it prints a figure without a population" in faults(shelf(tmp_path, claim=claim))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('pmid: {id: "1234567"', 'pmid: {id: "PMID 1234567"', "has not the form of a pmid"),
        ('pmid: {id: "1234567"', 'doi: {id: "doi.org/10.1/x"', "has not the form of a doi"),
        ('pmid: {id: "1234567"', 'pmc: {id: "1234567"', "has not the form of a pmc"),
        ('pmid: {id: "1234567"', 'isbn: {id: "1234567"', "'isbn' is not a kind of identifier"),
        (", checked: yes}", "}", "the pmid has no 'checked'"),
        ("about: an invented paper\n", "", "neither a title nor 'about'"),
        ("kind: cohort", "kind: guideline\nseries: A society", "the guideline 'doe-2001' has no scale"),
        ("kind: cohort", "kind: guideline\nscale: nass", "the guideline 'doe-2001' has no series"),
        ("read: original", "read: skimmed", "'skimmed' is not a way of reading"),
        ("journal:", "jurnal:", "did you mean 'journal'?"),
    ],
)
def test_a_source_that_breaks_a_rule_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    said = faults(shelf(tmp_path, source=SOURCE.replace(old, new)))
    assert told in said
    assert "medicine/library/sources/doe-2001.yaml" in said


def test_a_guideline_without_a_year_is_told(tmp_path: Path) -> None:
    source = SOURCE.replace("kind: cohort", "kind: guideline\nseries: A society\nscale: nass").replace(
        "year: 2001\n", ""
    )
    assert "the guideline 'doe-2001' has no year" in faults(shelf(tmp_path, source=source))


@pytest.mark.parametrize("use", ["cite", "replace"])
def test_what_was_seen_in_patients_prints_only_with_whom(tmp_path: Path, use: str) -> None:
    bare = CLAIM.replace("population: adults in an invented paper\n", "").replace(
        "says: Fusion in 61%.", "says: Fusion."
    )
    seen = bare.replace("use: cite_scoped", f"use: {use}")
    assert "prints what was seen in patients and does not say in whom" in faults(shelf(tmp_path, claim=seen))
    ruled = seen.replace("endpoint: radiographic", "endpoint: none")
    assert faults(shelf(tmp_path, claim=ruled)) == ""


@pytest.mark.parametrize("verdict", ["not_found", "misattributed"])
def test_what_was_not_found_or_belongs_elsewhere_prints_its_correction_and_never_speaks_for(
    tmp_path: Path, verdict: str
) -> None:
    corrected = CLAIM.replace("verdict: scoped", f"verdict: {verdict}").replace("use: cite_scoped", "use: replace")
    assert faults(shelf(tmp_path, claim=corrected)) == ""
    speaks_for = faults(shelf(tmp_path, claim=corrected.replace("speaks: both", "speaks: for")))
    assert f"it speaks for, and its verdict is {verdict}" in speaks_for
    assert "supports nothing" in speaks_for


def test_a_group_of_patients_that_no_claim_is_of_is_told(tmp_path: Path) -> None:
    said = faults(shelf(tmp_path, claim=CLAIM.replace("patients: [slip]\n", "")))
    assert "no claim is of the patients 'slip'" in said
    assert "medicine/library/patients.yaml:2" in said


def test_a_group_of_patients_says_whom_it_holds(tmp_path: Path) -> None:
    silent = {"patients.yaml": "patients:\n  slip: {test: listhesis at this level}\n"}
    assert "the group 'slip' has no 'says'" in faults(shelf(tmp_path, more=silent))


def test_an_asserted_claim_that_no_text_can_be_found_to_assert_is_told(tmp_path: Path) -> None:
    mute = CLAIM.replace("found_by:\n  - together: [fusion, frequent]\n", "")
    found, _ = read_library(shelf(tmp_path, claim=mute, more={"words/some.yaml": "words: {}\n"}))
    (fault,) = check_found(found)
    assert "'doe-finds-fusion': it was asserted, and no text can be found to assert it" in str(fault)
    assert fault.where.file == "medicine/library/claims/doe-finds-fusion.yaml"


def test_a_claim_that_its_own_words_do_not_find_is_told(tmp_path: Path) -> None:
    said = faults(shelf(tmp_path, claim=CLAIM.replace("asserted: Fusion is frequent.", "asserted: Bones unite a lot.")))
    assert "'doe-finds-fusion': its own words are not found in a text: Bones unite a lot." in said


def test_a_word_that_no_claim_uses_is_told_but_for_the_words_that_dispute(tmp_path: Path) -> None:
    assert check_found(read_library(shelf(tmp_path))[0]) == []
    more = {"words/some.yaml": WORDS + "  screws: [pedicle screw]\n"}
    (fault,) = check_found(read_library(shelf(tmp_path, more=more))[0])
    assert "no claim uses the word 'screws'" in str(fault)
    assert (fault.where.file, fault.where.line) == ("medicine/library/words/some.yaml", 5)


def test_a_word_in_two_lists_and_a_way_with_an_unknown_word_are_told(tmp_path: Path) -> None:
    more = {"words/more.yaml": "words:\n  fusion: [fusing]\n"}
    said = faults(shelf(tmp_path, claim=CLAIM.replace("[fusion, frequent]", "[fusions, frequent]"), more=more))
    assert "the word 'fusion' stands in two lists" in said
    assert "there is no word 'fusions'" in said
    assert "did you mean 'fusion'?" in said


def test_a_source_that_nobody_uses_and_a_shared_identifier_are_told(tmp_path: Path) -> None:
    twin = {"sources/roe-2002.yaml": SOURCE.replace("doe-2001", "roe-2002")}
    said = faults(shelf(tmp_path, more=twin))
    assert "no claim uses the source 'roe-2002'" in said
    assert "'roe-2002' and 'doe-2001' have one pmid, 1234567" in said


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    folder = shelf(tmp_path, source=SOURCE.replace("L3", "L9"), claim=CLAIM.replace("sure: high", "sure: very"))
    with pytest.raises(PackUnusable) as told:
        load_library(folder)
    assert {problem.where.file for problem in told.value.problems} == {
        "medicine/library/sources/doe-2001.yaml",
        "medicine/library/claims/doe-finds-fusion.yaml",
    }


def test_a_library_without_its_list_of_assessments_is_told(tmp_path: Path) -> None:
    folder = shelf(tmp_path)
    (folder / "assessments.yaml").unlink()
    assert "medicine/library/assessments.yaml: there is no such file" in faults(folder)


def test_the_shipped_library_is_caught_when_one_paper_goes(tmp_path: Path) -> None:
    shutil.copytree(medicine_folder() / "library", tmp_path / "library")
    (tmp_path / "library/sources/fox-1996.yaml").unlink()
    assert "there is no source 'fox-1996'" in faults(tmp_path / "library")


def test_a_claim_that_a_pack_names_must_be_there_and_must_print() -> None:
    found: Library = library()
    here = Place("my-plan/fusion.yaml", 12)
    named = [
        "screws-raise-fusion-rate",
        "screws-raise-fusion-rates",
        "never-decompress-alone-again",
        "litigation-and-outcome",
    ]
    dead, dropped, unread = check_named(found, [(name, here) for name in named])
    assert "did you mean 'screws-raise-fusion-rate'?" in str(dead)
    assert "the audit drops it" in str(dropped)
    assert "its source was never read" in str(unread)
    assert dead.where == here


def test_a_claim_of_cost_stands_under_no_criterion() -> None:
    named = [("fusion-time-stay-and-charges", Place("my-plan/fusion.yaml", 12))]
    (fault,) = check_named(library(), named, under_criteria=True)
    assert "is of cost and stands under a criterion" in str(fault) and "cost decides nothing" in str(fault)
    assert check_named(library(), named) == []


def own_navigation(folder: Path, evidence: str) -> Path:
    """The shipped words with a procedure file of our own, without packs and library."""
    shutil.copytree(medicine_folder(), folder, ignore=shutil.ignore_patterns("library", "packs"))
    text = f"procedure: navigation\nsays: guidance by images\nevidence:\n{evidence}"
    (folder / "procedures/navigation.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_claim_that_a_procedure_names_is_told_with_its_line(tmp_path: Path) -> None:
    names = ("navigation-and-screw-accuracy", "navigation-and-screws", "never-decompress-alone-again")
    folder = own_navigation(tmp_path / "medicine", "".join(f"  - {name}\n" for name in names))
    dead, dropped = check_named(library(), load_vocabulary(folder).procedures.by_name["navigation"].evidence)
    assert (dead.where.file, dead.where.line) == ("medicine/procedures/navigation.yaml", 5)
    assert "there is no claim 'navigation-and-screws'" in str(dead)
    assert "never prints" in str(dropped) and dropped.where.line == 6


def test_a_procedure_names_a_claim_once(tmp_path: Path) -> None:
    with pytest.raises(PackUnusable) as told:
        load_vocabulary(own_navigation(tmp_path / "medicine", "  [one-claim, one-claim]\n"))
    assert "the claim 'one-claim' stands twice" in str(told.value)


def test_check_tells_a_dead_claim_of_a_pack_and_counts_the_library(tmp_path: Path) -> None:
    folder = tmp_path / "my-plan"
    list(new_pack(folder))
    path = folder / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    outcomes = "\noutcomes:\n  - {procedure: laminectomy, claims: [leg-pain-is-target, never-decompress-alone-again]}\n"
    path.write_text(text + outcomes, encoding="utf-8")
    report = check_packs(str(folder), (), coverage=False, today=date(2026, 3, 10))
    said = "\n".join(report.lines)
    assert report.faults == 2
    assert "there is no claim 'leg-pain-is-target' in the library" in said
    assert "did you mean 'leg-pain-is-the-target'?" in said
    assert "the claim 'never-decompress-alone-again' never prints" in said
    shelf = library()
    assert report.lines[-1] == f"library: {len(shelf.papers)} sources, {len(shelf.claims)} claims, 0 faults"
