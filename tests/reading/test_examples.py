"""Every example in `medicine/facts` is read as it is marked; a kind that is read must have examples of every sort."""

from __future__ import annotations

from datetime import date

import pytest

from necessity.model.document import Document
from necessity.model.fact import Assertion
from necessity.reading.marks import compare, parse_marked
from necessity.reading.read import kinds_read, read
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
READ = kinds_read(VOCABULARY)
EXAMPLES = [(kind, text) for kind in sorted(READ) for text in VOCABULARY.kinds[kind].examples]
WRITTEN = date(2026, 2, 16)


def document_of(kind: str, text: str) -> Document:
    return Document(id="example", kind="clinic note", authored=WRITTEN, text=text)


@pytest.mark.parametrize(("kind", "text"), EXAMPLES, ids=[f"{kind}: {text}" for kind, text in EXAMPLES])
def test_an_example_is_read_as_marked(kind: str, text: str) -> None:
    plain, marks = parse_marked(text, VOCABULARY)
    facts = read([document_of(kind, plain)], vocabulary=VOCABULARY, day=date(2026, 3, 10))
    of_kind = [fact for fact in facts if fact.kind == kind or any(mark.kind == fact.kind for mark in marks)]
    assert compare(of_kind, marks, vocabulary=VOCABULARY, strict=True) == ()


@pytest.mark.parametrize("kind", sorted(READ))
def test_a_kind_that_is_read_has_examples_that_check_something(kind: str) -> None:
    marks = [mark for text in VOCABULARY.kinds[kind].examples for mark in parse_marked(text, VOCABULARY)[1]]
    asserted = {mark.assertion for mark in marks if mark.kind == kind}
    assert len(VOCABULARY.kinds[kind].examples) >= 4
    assert Assertion.PRESENT in asserted or Assertion.ABSENT in asserted
    traps = asserted - {Assertion.PRESENT, Assertion.ABSENT}
    quiet = [text for text in VOCABULARY.kinds[kind].examples if not parse_marked(text, VOCABULARY)[1]]
    assert traps or quiet, "no example shows what must not be taken for it"


def test_there_are_examples() -> None:
    assert len(READ) >= 25
    assert len(EXAMPLES) >= 4 * len(READ)
