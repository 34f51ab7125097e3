"""Questions and requests in people's own words: their lines, setting and facts, and that nothing is dropped in silence."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from necessity.model.case import LineItem
from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.read import read
from necessity.reading.request import read_request
from necessity.vocabulary.load import vocabulary

VOCABULARY = vocabulary()
QUESTIONS: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "questions.yaml").read_text("utf-8"))
DAY = date(2026, 3, 10)
SAID = {"!": Assertion.ABSENT, "?": Assertion.POSSIBLE}


def document_of(question: dict[str, Any]) -> Document:
    return Document(id="question", kind="other", text=question["text"])


def as_words(line: LineItem) -> str:
    words = [line.procedure or "nothing", ",".join(line.levels) or "-", line.side, line.service]
    words.insert(3, "possible" if line.certainty == "possible" else None)
    words += [f"x{line.units}" if line.units else None, f"{line.level_count}-level" if line.level_count else None]
    return " ".join(word for word in words if word)


def is_so(fact: Fact, wanted: str) -> bool:
    """`stenosis grade=severe level=-`: of that kind, with those fields, and no level."""
    said = SAID.get(wanted[0], Assertion.PRESENT)
    kind, *fields = wanted.lstrip("!?").split()
    if fact.kind != kind or fact.assertion is not said:
        return False
    known = {name: str(value) for name, value in fact.qualifiers.items()}
    main = VOCABULARY.kinds[kind].main
    if main is not None and fact.value is not None:
        known[main] = str(fact.value)
    return all(known.get(name, "-") == value for name, value in (field.split("=") for field in fields))


def test_there_are_questions_enough() -> None:
    assert len(QUESTIONS) > 88


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_gives_its_lines(name: str) -> None:
    question = QUESTIONS[name]
    request = read_request([document_of(question)], vocabulary=VOCABULARY)
    assert [as_words(line) for line in request.line_items] == question["lines"]
    assert [one.words for one in request.unread] == question.get("unread", [])
    assert request.setting == question.get("setting")
    assert request.review == question.get("review", "prospective")
    assert request.service_date == question.get("service", request.service_date)


@pytest.mark.parametrize("name", [name for name, one in QUESTIONS.items() if "facts" in one or "never" in one])
def test_a_question_gives_its_facts_and_no_others(name: str) -> None:
    question = QUESTIONS[name]
    document = document_of(question)
    day = read_request([document], vocabulary=VOCABULARY).service_date or DAY
    facts = read([document], vocabulary=VOCABULARY, day=day)
    missing = [wanted for wanted in question.get("facts", ()) if not any(is_so(fact, wanted) for fact in facts)]
    wrong = [unwanted for unwanted in question.get("never", ()) if any(is_so(fact, unwanted) for fact in facts)]
    assert missing == []
    assert wrong == []


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_words_of_a_line_stand_in_the_question(name: str) -> None:
    document = document_of(QUESTIONS[name])
    for line in read_request([document], vocabulary=VOCABULARY).line_items:
        words = line.requested_as.removeprefix("to ")
        assert words in document.text
        assert words.count("(") == words.count(")")
        assert not words.endswith((" and", " with", ",", " the"))
