"""`necessity evidence` as a stranger runs it: lists, pages, searches, exports, and the audit of files."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest
import typer.main
from stranger import necessity, printed, refused

from necessity.cli import app
from necessity.evidence import audit_files
from necessity.library.load import library
from necessity.library.selection import FILTERS

ASSERTS = "After laminectomy of several levels without fusion the risk of a growing slip is up to 73%.\n"
SILENT = "The waiting room was painted in 2019. Tea is served at four.\n"


# -- the library -------------------------------------------------------------------------------------------------------


def test_the_library_at_a_glance() -> None:
    said = printed("evidence")
    assert (said.status, said.errors) == (0, "")
    assert said.text.startswith(f"The library of evidence: {len(library().claims)} claims and ")
    assert "\x1b" not in said.text


def test_a_name_is_a_page_and_words_are_a_search() -> None:
    assert "Say instead" in printed("evidence", "slip-after-multilevel-laminectomy").text
    assert "Claims that rest on it" in printed("evidence", "fox-1996").text
    assert "the best first" in printed("evidence", "dural", "tear").text


def test_nothing_found_is_an_answer_and_no_error() -> None:
    said = necessity("evidence", "laminectmy")
    assert said.status == 0
    assert "Words like it: laminectomy" in said.text


def test_filters_may_be_combined_and_given_twice() -> None:
    arguments = ("--verdict", "not_found", "--verdict", "misattributed", "--kind", "prognosis", "--format", "json")
    record = json.loads(printed("evidence", *arguments).out)
    assert {one["verdict"] for one in record["claims"]} == {"not_found", "misattributed"}
    assert {one["kind"] for one in record["claims"]} == {"prognosis"}
    assert record["sources"] == []


def test_every_word_that_a_filter_does_not_know_is_told_at_once() -> None:
    said = refused("evidence", "--verdict", "wrong", "--read", "aloud", "--kind", "rsk")
    assert "(3 problems)" in said
    assert "--verdict: 'wrong' is not known here\n    do:  one of supported, scoped" in said
    assert "--read: 'aloud' is not known here\n    do:  one of original, secondary, background" in said


def test_the_help_names_every_word_of_every_filter() -> None:
    (command,) = [one for name, one in typer.main.get_command(app).commands.items() if name == "evidence"]  # type: ignore[attr-defined]
    helps = {one.name: str(getattr(one, "help", "")) for one in command.params}
    missing = [(name, word) for name, known in FILTERS.items() for word in known if word not in helps[name]]
    assert missing == []


def test_an_unknown_format_is_refused() -> None:
    assert "one of text, json, html, csl, bibtex" in refused("evidence", "--format", "ris")
    assert "one of text, json, html" in refused("evidence", "--audit", "x.txt", "--format", "csl")


@pytest.mark.parametrize("format", ["text", "json", "html", "csl", "bibtex"])
def test_what_is_written_to_a_file_is_what_is_printed(tmp_path: Path, format: str) -> None:
    target = tmp_path / "out"
    said = necessity("evidence", "fox-1996", "--format", format, "-o", str(target))
    assert said.text == f"written: {target}\n"
    assert target.read_bytes() == printed("evidence", "fox-1996", "--format", format).out


def test_a_claim_is_exported_with_the_sources_that_it_names() -> None:
    items = json.loads(printed("evidence", "slip-after-multilevel-laminectomy", "--format", "csl").out)
    assert [one["id"] for one in items] == ["fox-1996"]
    assert len(json.loads(printed("evidence", "--format", "csl").out)) == len(library().papers)


def test_a_pack_of_the_user_is_told_where_it_uses_a_claim(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    necessity("pack", "new", str(folder))
    file = folder / "pack.yaml"
    text = file.read_text("utf-8")
    file.write_text(text + "\noutcomes:\n  - {procedure: discectomy, claims: [dural-tear-and-outcome]}\n", "utf-8")
    said = necessity("evidence", "dural-tear-and-outcome", environment={"NECESSITY_PACKS": str(tmp_path)})
    assert said.status == 0, said.errors
    assert "procedure discectomy of my-plan@2026-01" in " ".join(said.text.split())


# -- the audit ---------------------------------------------------------------------------------------------------------


def test_a_text_from_a_file_from_word_and_from_standard_input_is_audited_alike(tmp_path: Path) -> None:
    note, word = tmp_path / "letter.md", tmp_path / "letter.docx"
    note.write_text(ASSERTS, "utf-8")
    written = docx.Document()
    written.add_paragraph(ASSERTS.strip())
    written.save(str(word))
    for said in (
        necessity("evidence", "--audit", str(note)),
        necessity("evidence", "--audit", str(word)),
        necessity("evidence", "--audit", "-", stdin=ASSERTS.encode()),
    ):
        assert said.status == 0, said.errors
        assert "a slip that grows after multilevel laminectomy" in said.text
        assert "MISATTRIBUTED" in said.text


@pytest.mark.parametrize("format", ["text", "json", "html"])
def test_an_audit_in_each_face(tmp_path: Path, format: str) -> None:
    (tmp_path / "a.txt").write_text(ASSERTS, "utf-8")
    (tmp_path / "b.txt").write_text(SILENT, "utf-8")
    target = tmp_path / "out"
    said = necessity("evidence", "--audit", "a.txt", "b.txt", "--format", format, "-o", str(target), cwd=tmp_path)
    assert said.text == f"written: {target}\n"
    told = target.read_text("utf-8")
    assert "a.txt" in told and "b.txt" in told
    if format == "json":
        record = json.loads(told)
        assert record["asserted"]["claims"] == ["slip-after-multilevel-laminectomy"]
        heard = record["texts"][0]["heard"][0]["said"]
        assert ASSERTS[heard["start"] : heard["end"]] == heard["words"]


def test_every_file_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("", "utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "good.txt").write_text(ASSERTS, "utf-8")
    names = ("empty.txt", "picture.png", "good.txt", "missing.txt")
    said = refused("evidence", "--audit", *(str(tmp_path / name) for name in names))
    assert "(3 problems)" in said
    assert "the file is empty" in said and "it is a picture" in said and "there is no such file" in said
    assert "good.txt" not in said


def test_an_audit_of_nothing_or_with_a_filter_is_refused() -> None:
    assert "there is no text to audit" in refused("evidence", "--audit")
    assert "there are no words" in refused("evidence", "--audit", "-", stdin=b" \n")
    assert "--kind: an audit looks for every claim" in refused("evidence", "--audit", "x.txt", "--kind", "risk")


def test_over_many_files_it_is_told_how_far_it_is(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(SILENT, "utf-8")
    files = [f"{number}.txt" for number in range(5)]
    said = necessity("evidence", "--audit", *files, cwd=tmp_path)
    assert said.errors.splitlines() == [f"auditing {number + 1} of 5: {number}.txt" for number in range(5)]
    assert necessity("evidence", "--audit", *files[:2], cwd=tmp_path).errors == ""


@pytest.mark.parametrize("format", ["text", "json", "html"])
def test_words_and_names_of_files_may_hold_any_bytes(tmp_path: Path, format: str) -> None:
    strange = "letter-\udce9\x1b[31m.txt"
    (tmp_path / strange).write_text(ASSERTS, "utf-8")
    for arguments in (("--audit", strange), (strange, "zebra")):
        said = necessity("evidence", *arguments, "--format", format, cwd=tmp_path)
        assert said.status == 0, said.errors
        assert "\x1b" not in said.text


def test_a_file_named_twice_is_audited_once(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(ASSERTS, "utf-8")
    done = audit_files([str(file), str(file)])
    assert [one.name for one in done.audits] == [str(file)]
    assert done.texts == {str(file): ASSERTS}
