"""A case is written as the text of a case file and reads back as the same case; what cannot be written is an error."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from necessity.exchange.case_file import case_from_text
from necessity.exchange.case_text import case_text, same_case
from necessity.exchange.intake import case_of
from necessity.model.case import LINES_OF_BUSINESS, REVIEWS, SETTINGS, URGENCIES, Case, LineItem, Member, Request
from necessity.model.document import DOCUMENT_KINDS, Attestation, Document, Quote
from necessity.model.fact import Assertion, Fact, Value
from necessity.quantity import Quantity
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import vocabulary
from necessity.when import OPEN_END, OPEN_START, PartialDate

ROOT = Path(__file__).resolve().parents[2]
V = vocabulary()
KINDS = [kind for kind in V.kinds.values() if kind.silence.means != "closed"]
PROCEDURES = ["lumbar-fusion", "revision-discectomy", "hardware-removal"]
DAYS = st.dates(date(2015, 1, 1), date(2027, 1, 1))
WORDS = st.text(min_size=1, max_size=40).filter(lambda text: text.strip() and text.isprintable())
TEXTS = st.one_of(st.text(min_size=1, max_size=80), st.lists(WORDS, min_size=2, max_size=5).map("\n".join)).filter(
    lambda text: bool(text.strip()) and text.encode("utf-8", "ignore").decode() == text
)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    first = draw(DAYS)
    last = draw(st.sampled_from([first, first + timedelta(days=30), OPEN_END]))
    return PartialDate(draw(st.sampled_from([first, OPEN_START])), last)


@st.composite
def quantities(draw: st.DrawFn, unit: str) -> Quantity:
    low, more = draw(st.integers(-20, 200)), draw(st.sampled_from([0, 0, 2.5, float("inf")]))
    return Quantity(low, low + more, unit, low_open=draw(st.booleans()) and more == float("inf"))


def values(field: Field) -> st.SearchStrategy[Value]:
    if field.type is FieldType.QUANTITY:
        return quantities(field.unit or "n")
    if field.scale is not None:
        last = len(field.scale.words) - 1
        pairs = st.tuples(st.integers(0, last), st.integers(0, last)).map(sorted)
        scale = field.scale
        return pairs.map(lambda two: scale.grade(scale.words[two[0]], scale.words[two[1]]))
    if field.type is FieldType.FREE:
        return st.sampled_from(["extensor hallucis longus", "no", "1.5", "a word: two", "# three"])
    return st.sampled_from(sorted(field.words))


@st.composite
def facts(draw: st.DrawFn, documents: tuple[Document, ...]) -> Fact:
    kind: Kind = draw(st.sampled_from(KINDS))
    qualifiers: dict[str, Value] = {
        name: draw(values(one)) for name, one in kind.fields.items() if name != kind.main and draw(st.booleans())
    }
    if kind.has_level and draw(st.booleans()):
        qualifiers["level"] = draw(st.sampled_from(V.anatomy.levels))
    if kind.has_side and draw(st.booleans()):
        qualifiers["side"] = draw(st.sampled_from(["left", "right", "both"]))
    by = Attestation(by=draw(WORDS), attested_on=draw(st.none() | DAYS))
    usable = [one for one in documents if one.kind != "criteria"]
    document = draw(st.sampled_from(usable)) if usable and draw(st.booleans()) else None
    quote = draw(quotes(document, by)) if document else None
    return Fact(
        kind=kind.name,
        value=draw(values(kind.fields[kind.main])) if kind.main and draw(st.booleans()) else None,
        qualifiers=qualifiers,
        assertion=draw(st.sampled_from(Assertion)),
        when=draw(st.none() | partial_dates()),
        until=draw(st.none() | partial_dates()),
        recorded=quote.of.authored if quote else by.attested_on,
        evidence=(quote or by,),
        reader="marked" if quote else "attested",
    )


@st.composite
def quotes(draw: st.DrawFn, document: Document, by: Attestation) -> Quote:
    """Some whole word of a document, or its first."""
    text = " " + document.text
    starts = [at for at, (before, letter) in enumerate(pairwise(text)) if before.isspace() and not letter.isspace()]
    start = draw(st.sampled_from(starts))
    end = start + 1
    while end < len(document.text) and not document.text[end].isspace():
        end += 1
    return Quote(document, start, end, by)


@st.composite
def lines(draw: st.DrawFn, number: int) -> LineItem:
    procedure = draw(st.sampled_from(PROCEDURES))
    order = list(V.anatomy.levels)
    return LineItem(
        id=str(number),
        requested_as=procedure,
        procedure=procedure,
        levels=tuple(sorted(draw(st.sets(st.sampled_from(order), max_size=3)), key=order.index)),
        side=draw(st.sampled_from([None, "left", "right", "both"])),
        units=draw(st.none() | st.integers(1, 9)),
        modifiers=draw(st.sampled_from([(), ("RT",), ("50", "59")])),
        certainty=draw(st.sampled_from(["definite", "possible"])),
        stage=draw(st.integers(1, 3)),
    )


@st.composite
def cases(draw: st.DrawFn) -> Case:
    documents = tuple(
        Document(id=f"d{number}", kind=draw(st.sampled_from(DOCUMENT_KINDS)), authored=draw(DAYS), text=draw(TEXTS))
        for number in range(draw(st.integers(1, 3)))
    )
    request = Request(
        line_items=tuple(draw(lines(number)) for number in range(1, draw(st.integers(1, 3)))),
        review=draw(st.sampled_from(REVIEWS)),
        urgency=draw(st.sampled_from(URGENCIES)),
        service_date=draw(st.none() | DAYS),
        setting=draw(st.none() | st.sampled_from(SETTINGS)),
        expected_nights=draw(st.none() | st.integers(0, 9)),
        diagnoses=draw(st.sampled_from([(), ("M51.16",)])),
    )
    return Case(
        id=draw(WORDS),
        documents=documents,
        request=draw(st.none() | st.just(request)),
        received=date(2027, 1, 2),
        member=draw(st.sampled_from([Member(), Member(name="Jane Roe", age=61, sex="female")])),
        payer=draw(st.none() | st.just("some plan: the large one")),
        line_of_business=draw(st.sampled_from(LINES_OF_BUSINESS)),
        state=draw(st.none() | st.just("TX")),
        pack=draw(st.none() | st.just("consensus@2026-11")),
        attested=tuple(draw(facts(documents)) for _ in range(draw(st.integers(0, 3)))),
    )


@settings(max_examples=150)
@given(cases())
def test_what_is_written_reads_back_as_the_same_case(case: Case) -> None:
    again = case_from_text(case_text(case), "case.yaml", vocabulary=V, called="other")
    assert same_case(case, again)


def test_the_examples_can_be_written_whole_with_the_words_of_their_files() -> None:
    for path in sorted((ROOT / "examples").rglob("case.yaml")):
        case = case_of(path)
        text = case_text(case)
        assert same_case(case, case_from_text(text, "again.yaml", vocabulary=V, called="again"))


def test_a_case_is_written_as_a_person_would_write_it() -> None:
    note = Document(id="chart", kind="clinic note", authored=date(2026, 2, 1), text="Entry 1.\nEntry 2.\n")
    fact = Fact(
        kind="conservative_care",
        value=Quantity.exactly(6, "weeks"),
        qualifiers={"modality": "exercise"},
        when=PartialDate.day(date(2026, 1, 1)),
        recorded=date(2026, 2, 1),
        evidence=(Quote(note, 9, 17, Attestation(by="a reviewer")),),
        reader="marked",
    )
    line = LineItem(id="1", requested_as="lumbar-fusion", procedure="lumbar-fusion", levels=("L4-L5",), side="left")
    case = Case(
        id="c", received=date(2026, 3, 10), documents=(note,), request=Request(line_items=(line,)), attested=(fact,)
    )
    assert case_text(case) == """case: c
received: "2026-03-10"
request:
  line_items:
    - {id: "1", procedure: lumbar-fusion, levels: [L4-L5], side: left}
documents:
  - id: chart
    kind: clinic note
    authored: "2026-02-01"
    text: |
      Entry 1.
      Entry 2.
facts:
  - kind: conservative_care
    value: "6 weeks"
    qualifiers: {modality: exercise}
    when: "2026-01-01"
    by: a reviewer
    quote: {document: chart, words: Entry 2.}
"""  # fmt: skip


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"coded": (Fact(kind="smoking"),)}, "coded"),
        ({"remarks": ("set aside",)}, "remarks"),
        ({"attested": (Fact(kind="smoking"),)}, "nobody states its fact 'smoking'"),
        (
            {"documents": (Document(id="scan", readable=False, unreadable_because="a scan"),)},
            "neither|cannot be written",
        ),
        ({"documents": (Document(id="d", text="a note", pages=(0,)),)}, "documents"),
    ],
)
def test_what_a_case_file_cannot_say_is_an_error(change: dict[str, object], told: str) -> None:
    line = LineItem(id="1", requested_as="lumbar-fusion", procedure="lumbar-fusion")
    case = Case(id="c", request=Request(line_items=(line,)))
    with pytest.raises(ValueError, match=told):
        case_text(replace(case, **change))  # type: ignore[arg-type]
