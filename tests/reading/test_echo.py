"""A mention that says less than another of the same document repeats it; it is no second finding."""

from datetime import date

from necessity.model.document import Document
from necessity.model.fact import Assertion, Fact
from necessity.reading.echo import without_echoes
from necessity.vocabulary.load import vocabulary
from necessity.when import PartialDate

NOTE = Document(id="note", text="Left leg pain. The leg pain is worse. Right arm.")
OTHER = Document(id="other", text="Leg pain.")
DAY = PartialDate.day(date(2026, 3, 2))


def pain(document: Document, start: int, end: int, **named: object) -> Fact:
    assertion = named.pop("assertion", Assertion.PRESENT)
    return Fact(
        kind="radicular_pain", qualifiers=named, assertion=assertion, when=DAY, evidence=(document.quote(start, end),)
    )


def test_the_leg_pain_after_the_left_leg_pain_is_one_finding_with_both_quotes():
    full, echo = pain(NOTE, 0, 13, side="left"), pain(NOTE, 19, 27)
    (kept,) = without_echoes([full, echo], vocabulary())
    assert kept.qualifiers["side"] == "left"
    assert [quote.words for quote in kept.quotes] == ["Left leg pain", "leg pain"]


def test_another_side_is_another_finding():
    left, right = pain(NOTE, 0, 13, side="left"), pain(NOTE, 38, 43, side="right")
    assert without_echoes([left, right], vocabulary()) == (left, right)


def test_another_document_is_another_mention():
    full, elsewhere = pain(NOTE, 0, 13, side="left"), pain(OTHER, 0, 8)
    assert without_echoes([full, elsewhere], vocabulary()) == (full, elsewhere)


def test_what_is_denied_is_no_echo_of_what_is_said():
    full, denied = pain(NOTE, 0, 13, side="left"), pain(NOTE, 19, 27, assertion=Assertion.ABSENT)
    assert without_echoes([full, denied], vocabulary()) == (full, denied)


def test_two_mentions_that_say_the_same_are_both_kept():
    one, two = pain(NOTE, 0, 13, side="left"), pain(NOTE, 19, 27, side="left")
    assert without_echoes([one, two], vocabulary()) == (one, two)
