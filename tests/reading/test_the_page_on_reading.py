"""`docs/reading.md` is true: its worked example is carried out on a copy of `medicine/`, and it tells every key."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from necessity.model.document import Document
from necessity.reading.lexicon import _KEYS
from necessity.reading.marks import compare, parse_marked
from necessity.reading.read import read
from necessity.vocabulary.load import Vocabulary, load_vocabulary, vocabulary

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reading.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.S)
SENTENCE, PHRASE, EXAMPLES = (words for _, words in BLOCKS)
FILE = "facts/symptom/neurogenic_claudication.yaml"


def differences(marked: str, words: Vocabulary) -> tuple[str, ...]:
    text, marks = parse_marked(marked, words)
    facts = read([Document(id="note", kind="clinic note", text=text)], vocabulary=words, day=date(2026, 3, 10))
    return compare(facts, marks, vocabulary=words)


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    """`medicine/` with what the page adds, put where the page says."""
    folder = tmp_path_factory.mktemp("copy") / "medicine"
    shutil.copytree(vocabulary().folder, folder)
    text = (folder / FILE).read_text(encoding="utf-8")
    assert f"medicine/{FILE}" in PAGE
    assert text.count("\n  says:\n") == 1 and text.count("\nexamples:\n") == 1
    text = text.replace("\n  says:\n", f"\n  says:\n{PHRASE}").replace("\nexamples:\n", f"\nexamples:\n{EXAMPLES}")
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_vocabulary(folder)


def test_the_words_of_the_example_are_not_known_before() -> None:
    facts = read([Document(id="note", text=SENTENCE)], vocabulary=vocabulary(), day=date(2026, 3, 10))
    assert "neurogenic_claudication" not in {fact.kind for fact in facts}


def test_after_the_two_edits_every_example_is_read_as_marked(taught: Vocabulary) -> None:
    added = re.findall(r'^  - "(.*)"$', EXAMPLES, re.M)
    assert len(added) == 4
    assert set(added) <= set(taught.kinds["neurogenic_claudication"].examples)
    assert {marked: differences(marked, taught) for marked in added} == dict.fromkeys(added, ())


def test_what_was_read_before_is_read_still(taught: Vocabulary) -> None:
    for marked in vocabulary().kinds["neurogenic_claudication"].examples:
        assert differences(marked, taught) == ()


def test_every_key_is_told_and_no_other() -> None:
    table = PAGE.split("## The keys")[1].split("## ")[0]
    told = {name for row in re.findall(r"^\| (`.*?`) \|", table, re.M) for name in re.findall(r"`(\w+)`", row)}
    assert told == set(_KEYS)


def test_every_file_of_the_reader_is_told() -> None:
    files = {path.name for path in (ROOT / "medicine" / "reading").glob("*.yaml")}
    assert files <= set(re.findall(r"`(\w+\.yaml)`", PAGE))
