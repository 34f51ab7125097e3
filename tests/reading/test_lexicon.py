"""What is wrong in a `reader:` or a list of words is told all at once, with its place and the nearest spelling."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from necessity.errors import PackUnusable
from necessity.reading.lexicon import expanded, lexicon
from necessity.vocabulary.load import load_vocabulary, medicine_folder


def test_alternatives_are_written_out() -> None:
    assert list(expanded("(a|b) c (d|)")) == ["a c d", "a c ", "b c d", "b c "]
    assert sorted(expanded("(x (a|b)|y)")) == ["x a", "x b", "y", "y"]
    assert list(expanded("(r)")) == ["(r)"]


def test_every_problem_of_a_reader_is_told_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "medicine"
    shutil.copytree(medicine_folder(), folder)
    path = folder / "facts" / "imaging" / "stenosis.yaml"
    text = path.read_text(encoding="utf-8").split("reader:")[0]
    path.write_text(
        text + "reader:\n  sais: [x]\n  takes: [levels]\n  words: {grad: stenosis_grade, compartment: compartmnt}\n"
        '  says:\n    - {"narrow canal": {compartment: middle}}\n',
        encoding="utf-8",
    )
    with pytest.raises(PackUnusable) as caught:
        lexicon(load_vocabulary(folder))
    told = str(caught.value)
    assert "unknown key 'sais' in reader" in told
    assert "did you mean 'says'?" in told
    assert "'levels' is not known in takes" in told
    assert "stenosis has no field 'grad'" in told
    assert "there is no list of words 'compartmnt'" in told
    assert "'middle' is not a value of stenosis.compartment" in told
    assert all(problem.where.line for problem in caught.value.problems)


def test_an_entry_that_writes_too_many_phrases_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "medicine"
    shutil.copytree(medicine_folder(), folder)
    path = folder / "facts" / "imaging" / "stenosis.yaml"
    many = "|".join(f"word{number}" for number in range(50))
    text = path.read_text(encoding="utf-8").split("reader:")[0]
    path.write_text(
        text + f'reader:\n  says:\n    - "({many}) ({many})"\n    - "({many}) . ({many})"\n', encoding="utf-8"
    )
    with pytest.raises(PackUnusable) as caught:
        lexicon(load_vocabulary(folder))
    (problem,) = caught.value.problems
    assert "writes more than 2,000 phrases" in problem.what
    assert problem.where.file.endswith("stenosis.yaml")
    assert problem.where.line
    assert "say it in parts" in problem.remedy


def test_the_lexicon_holds_fewer_than_fifty_thousand_phrases() -> None:
    assert len(lexicon(load_vocabulary(medicine_folder())).matcher) < 50_000


def test_the_lexicon_is_built_once() -> None:
    words = load_vocabulary(medicine_folder())
    assert lexicon(words) is lexicon(words)
