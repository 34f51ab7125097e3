"""Every command as a stranger runs it: what it prints, where it writes, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from contract import FACTS, REVIEW, differences
from stranger import COMPLETE, DEMO, EMERGENCY, EXAMPLES, ON, QUESTION, necessity, printed, refused

from necessity import __version__

COMMANDS = [
    (),
    ("review",),
    ("read",),
    ("check",),
    ("explain",),
    ("evidence",),
    ("pack",),
    ("pack", "new"),
    ("pack", "list"),
    ("pack", "page"),
    ("pack", "matrix"),
]


# -- what there is -----------------------------------------------------------------------------------------------------


def test_the_version() -> None:
    assert necessity("--version").text == f"necessity {__version__}\n"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_helps(command: tuple[str, ...]) -> None:
    said = necessity(*command, "--help")
    assert said.status == 0
    assert not said.err
    assert " ".join(("necessity", *command)) in said.text
    assert "--help" in said.text


def test_the_help_names_every_command() -> None:
    said = necessity("--help").text
    assert all(name in said for name in ("review", "read", "check", "explain", "evidence", "pack", "--version"))


@pytest.mark.parametrize("arguments", [("frobnicate",), ("review", "--bogus"), ("review", "a", "b"), ("explain",)])
def test_a_wrong_command_line_is_told_on_standard_error(arguments: tuple[str, ...]) -> None:
    said = refused(*arguments)
    assert "Usage: " in said
    assert "--help" in said


# -- review ------------------------------------------------------------------------------------------------------------


def test_review_prints_the_answer_and_the_words_of_the_chart() -> None:
    said = printed("review", COMPLETE, *DEMO)
    assert said.status == 0
    assert not said.err
    assert "published-assessments@2025-12 is a reconstruction of machine-written answers" in said.text
    assert "APPROVE" in said.text
    assert "leg hurts far more than the back" in said.text
    assert "\x1b" not in said.text


def test_review_begins_with_the_emergency() -> None:
    assert printed("review", EMERGENCY, *DEMO).text.lstrip().startswith("POSSIBLE EMERGENCY")


@pytest.mark.parametrize("chart", ["bare/question.txt", "complete/case.yaml", "patent-canal", "cauda-equina/case.yaml"])
def test_the_json_of_review_keeps_the_contract(chart: str) -> None:
    said = necessity("review", str(EXAMPLES / chart), *DEMO, *ON, "--format", "json")
    record = json.loads(said.out)
    assert said.status == 0
    assert list(differences(record, REVIEW)) == []
    numbers = range(len(record["facts"]))
    line = record["assessments"][0]["line_items"][0]
    assert set(line["finding"]["facts"]) <= set(numbers)
    assert set(record["urgency"]["facts"]) <= set(numbers)
    assert set(line["approvable_if"]) <= {gap["id"] for gap in line["gaps"]}


def test_the_evidence_of_the_json_stands_in_the_files() -> None:
    record = json.loads(printed("review", COMPLETE, *DEMO, "--format", "json").out)
    files = {one["id"]: (EXAMPLES / "complete" / one["file"]).read_text("utf-8") for one in record["documents"]}
    pieces = [piece for fact in record["facts"] for piece in fact["evidence"] if piece["start"] is not None]
    assert len(pieces) > 20
    assert all(files[one["document"]][one["start"] : one["end"]] == one["words"] for one in pieces)


def test_without_the_chart_no_word_of_it_is_told() -> None:
    words = ("leg hurts far more", "naproxen", "school librarian")
    for format in ("text", "json", "html"):
        whole = printed("review", COMPLETE, *DEMO, "--format", format)
        bare = necessity("review", COMPLETE, *DEMO, "--format", format, "--no-chart")
        assert bare.status == 0
        assert words[0] in whole.text
        assert not [one for one in words if one in bare.text], format


def test_review_writes_a_page(tmp_path: Path) -> None:
    target = tmp_path / "review.html"
    said = necessity("review", EMERGENCY, *DEMO, "--format", "html", "-o", str(target))
    page = target.read_text("utf-8")
    assert said.text == f"written: {target}\n"
    assert page.startswith(("<!doctype html>", "<!DOCTYPE html>"))
    assert page.index("POSSIBLE EMERGENCY") < page.index("published-assessments@2025-12")


def test_a_folder_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    target = tmp_path / "nowhere" / "review.txt"
    said = refused("review", COMPLETE, "-o", str(target))
    assert f"{target}: this cannot be written" in said
    assert f"why: there is no folder {target.parent}" in said
    assert "do:  make the folder first, or name another file with -o" in said
    assert not target.parent.exists()


def test_the_demonstration_is_not_for_signing() -> None:
    page = printed("review", COMPLETE, *DEMO, "--format", "html").text
    assert "Not to be signed" in page
    assert "Signature" not in page
    record = json.loads(printed("review", COMPLETE, *DEMO, "--format", "json").out)
    assert record["packs"][0]["purpose"] == "demonstration"


def test_the_proof_says_that_images_symptoms_and_level_agree() -> None:
    said = " ".join(printed("review", COMPLETE, *DEMO).text.split())
    _, _, fit = said.partition("The symptoms fit the compressed root in level and side: shown")
    told = fit.partition(" MET ")[0]
    assert "concordance exact, L5, L4-L5, left" in told
    assert "The disc has come out again at L4-5" in told
    assert "pain down the left leg" in told


def test_what_is_written_to_a_file_is_what_is_printed(tmp_path: Path) -> None:
    for format in ("text", "json", "html"):
        target = tmp_path / f"review.{format}"
        necessity("review", COMPLETE, *DEMO, "--format", format, "--output", str(target))
        assert target.read_bytes() == printed("review", COMPLETE, *DEMO, "--format", format).out


def test_a_question_may_be_a_file_words_or_standard_input(tmp_path: Path) -> None:
    note = tmp_path / "question.txt"
    note.write_text(QUESTION, encoding="utf-8")
    said = [
        necessity("review", str(note), *ON),
        necessity("review", "--text", QUESTION, *ON),
        necessity("review", "-", *ON, stdin=QUESTION.encode()),
    ]
    assert [one.status for one in said] == [0, 0, 0]
    assert all("PEND: QUESTIONS ARE OPEN" in one.text for one in said)


def test_a_case_file_may_come_from_standard_input() -> None:
    case = (
        b"case: piped\nreceived: 2026-03-10\n"
        b"request:\n  line_items:\n    - {procedure: revision discectomy, levels: [L4-L5], side: left}\n"
        b'documents:\n  - {id: note, kind: clinic note, authored: 2026-03-02, text: "No prior spine surgery."}\n'
    )
    record = json.loads(necessity("review", "-", *DEMO, "--format", "json", stdin=case).out)
    line = record["assessments"][0]["line_items"][0]
    assert record["case"] == "piped"
    assert (line["recommendation"], line["because"]) == ("refer", ["operated-here"])


def test_the_day_is_that_of_the_case_else_the_one_given() -> None:
    of_case = json.loads(necessity("review", COMPLETE, *DEMO, "--as-of", "2027-01-01", "--format", "json").out)
    given = json.loads(necessity("review", "--text", QUESTION, "--as-of", "2027-01-01", "--format", "json").out)
    assert of_case["as_of"] == "2026-03-10"
    assert given["as_of"] == "2027-01-01"


def test_two_packs_give_two_answers(tmp_path: Path) -> None:
    mine = str(tmp_path / "mine")
    necessity("pack", "new", mine)
    said = necessity("review", COMPLETE, *DEMO, "--pack", mine, "--format", "json")
    assert [one["pack"] for one in json.loads(said.out)["assessments"]] == [
        "published-assessments@2025-12",
        "my-plan@2026-01",
    ]


# -- read --------------------------------------------------------------------------------------------------------------


def test_read_prints_the_facts_with_their_words() -> None:
    said = necessity("read", COMPLETE)
    assert said.status == 0
    assert "leg hurts far more than the back" in said.text
    assert "APPROVE" not in said.text


def test_read_writes_one_page_with_the_facts_marked(tmp_path: Path) -> None:
    target = tmp_path / "chart.html"
    assert necessity("read", COMPLETE, "--format", "html", "-o", target).status == 0
    page = target.read_text("utf-8")
    assert page.startswith("<!doctype html>") and "<mark" in page and "Care over time" in page
    assert "<script" not in page and "unsigned assessment" not in page


def test_the_json_of_read_keeps_the_contract() -> None:
    record = json.loads(printed("read", COMPLETE, "--format", "json").out)
    assert list(differences(record, FACTS)) == []
    assert {one["id"] for one in record["documents"]} == {"clinic-note", "mri-report", "therapy-discharge"}
    reviewed = json.loads(printed("review", COMPLETE, *DEMO, "--format", "json").out)
    assert record["facts"] == reviewed["facts"]


# -- check and packs ---------------------------------------------------------------------------------------------------


def test_check_proves_what_is_shipped() -> None:
    said = necessity("check", "cms", "--coverage")
    assert (said.status, said.err) == (0, b"")
    assert "proved: 1 policies" in said.text and "every clause is decided by a case" in said.text


@pytest.mark.slow
def test_check_is_quiet_on_all_that_is_shipped_and_tells_how_far_it_is() -> None:
    said = necessity("check", "--coverage")
    assert "checked 1 of " in said.errors
    assert said.status == 0, said.text
    assert "0 faults" in said.text
    assert "every clause is decided by a case" in said.text


def test_check_tells_every_fault_with_its_place_and_exits_1(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    necessity("pack", "new", str(folder))
    pack = folder / "pack.yaml"
    text = pack.read_text("utf-8")
    text = text.replace("stenosis.grade >=", "stenosys.grade >=").replace('version: "2026-01"', "version: 2026.10")
    pack.write_text(text, encoding="utf-8")
    said = necessity("check", str(folder))
    assert said.status == 1
    assert not said.err
    assert "did you mean 'stenosis'?" in said.text
    assert said.text.count("pack.yaml:") >= 2


def test_check_of_a_pack_that_is_not_there_exits_2() -> None:
    said = refused("check", "published-assesments")
    assert "there is no pack 'published-assesments'" in said
    assert "did you mean 'published-assessments'?" in said


def test_a_new_pack_passes_and_is_not_written_twice(tmp_path: Path) -> None:
    folder = str(tmp_path / "mine")
    made = necessity("pack", "new", folder)
    assert made.status == 0
    assert f"next: necessity check {folder}" in made.text
    checked = necessity("check", folder)
    assert checked.status == 0
    pack, proved, library = checked.text.splitlines()
    assert proved.startswith("  proved: 1 policies, 6 criteria: ") and proved.endswith(" 0 faults")
    assert pack == "my-plan@2026-01: 1 policies, 6 criteria, 1 cases, 0 faults"
    assert library.startswith("library: ") and library.endswith(" 0 faults")
    assert "not an empty folder" in refused("pack", "new", folder)


def test_packs_of_ones_own_are_found_on_the_search_path(tmp_path: Path) -> None:
    necessity("pack", "new", str(tmp_path / "packs" / "mine"))
    environment = {"NECESSITY_PACKS": str(tmp_path / "packs")}
    listed = necessity("pack", "list", environment=environment).text
    assert "my-plan@2026-01" in listed
    assert "published-assessments@2025-12" in listed
    assert "my-plan" not in necessity("pack", "list").text
    judged = necessity("review", "--text", QUESTION, *ON, "--pack", "my-plan", environment=environment)
    assert "my-plan@2026-01" in judged.text
    assert "there is no pack 'my-plan'" in refused("review", "--text", QUESTION, "--pack", "my-plan")


def test_a_search_path_that_is_not_there_hides_nothing(tmp_path: Path) -> None:
    said = necessity("pack", "list", environment={"NECESSITY_PACKS": str(tmp_path / "nowhere")})
    assert said.status == 0
    assert "published-assessments@2025-12" in said.text


# -- explain -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("compression", "barred if: Canal and foramina are patent"),
        ("failed-care", "Unless waived by L.3.1; it is then told as waived, never as met."),
        ("patent-canal", "it counts as absent"),
        ("revision-discectomy", "Judged for each level and each side by itself."),
        ("consider-fusion", "Caution: Instability or a slipped vertebra"),
        ("canal_patency", "status: patent, narrowed"),
    ],
)
def test_explain_tells_a_name_in_plain_words(name: str, words: str) -> None:
    said = necessity("explain", name, *DEMO)
    assert said.status == 0
    assert words in said.text


def test_explain_names_the_source_and_prints_numbers_for_parameters() -> None:
    said = necessity("explain", "failed-care", *DEMO).text
    assert "at least 4 weeks" in said
    assert "test: conservative_care.length >= care_length" in said
    assert "Medical Necessity for Revision L4-5 Microdiscectomy" in said
    assert "[asserted]" in said


def test_explain_names_the_place_as_a_review_does() -> None:
    """The same on every machine: a place inside the package is told from `medicine/` on."""
    assert "Stands at medicine/packs/published-assessments/2025-12/revision-discectomy.yaml:" in (
        necessity("explain", "failed-care", *DEMO).text
    )


def test_explain_of_an_unknown_name_gives_the_nearest() -> None:
    said = refused("explain", "compresion", *DEMO)
    assert "'compresion' is no criterion" in said
    assert "did you mean 'compression'?" in said


def test_a_case_of_a_pack_is_a_case() -> None:
    """What an author marked for the pack's own check is plain text to every other command."""
    marked = EXAMPLES.parents[1] / "medicine" / "packs" / "cms" / "2024-09" / "cases" / "bone-and-not-disc.yaml"
    said = printed("read", str(marked)).text
    assert "[[" in marked.read_text(encoding="utf-8") and "[[" not in said
    assert "She has left leg pain." in said
