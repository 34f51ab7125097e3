"""Records that were cut off or changed at random: no traceback, and nothing denied or withdrawn ever becomes present.

Invariant: a change that nobody understands takes a fact away; it never makes one.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import pdf, scan

from necessity.errors import InputUnusable
from necessity.exchange.cda import read_cda
from necessity.exchange.coded import Coder
from necessity.exchange.documents import extract_bytes
from necessity.exchange.html_text import html_text
from necessity.exchange.intake import case_of
from necessity.exchange.remarks import Remarks
from necessity.model.fact import Assertion, Fact
from necessity.vocabulary.codes import code_table
from necessity.vocabulary.load import vocabulary

RECORDS = Path(__file__).parent / "records"
BUNDLE, SUMMARY = (RECORDS / "bundle.json").read_text(), (RECORDS / "summary.xml").read_text()
WITHDRAWN = {"cauda_equina", "diabetes", "stenosis", "pregnancy"}
"""Kinds that the bundle holds only as refuted, entered in error, provisional, resolved, false or another patient's."""

WITHDRAWN_THERE = {"cauda_equina", "diabetes"}
"""Kinds that the summary holds only as negated, nullified or a relative's."""

_STATUSES = re.compile(
    r"refuted|entered-in-error|provisional|resolved|not-done|false|verificationStatus|clinicalStatus|modifierExtension|status"
    r"|Patient/p-2|subject|valueBoolean"
)
_SIGNS = re.compile(r'negationInd(?:="true")?|nullified|statusCode|moodCode|<high[^>]*>|10157-6|effectiveTime')
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
changes = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from("abzX09 -_\"'<>{}[]:,/\\é\u0000")), min_size=1, max_size=4
)


def changed(text: str, places: Iterable[tuple[float, str]]) -> str:
    """The text with single characters replaced, at shares of its length."""
    for share, sign in places:
        at = min(int(share * len(text)), len(text) - 1)
        text = text[:at] + sign + text[at + 1 :]
    return text


def coded_in_json(text: str) -> tuple[Fact, ...]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "record.json"
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            return case_of(path).coded
        except InputUnusable as error:
            assert error.problems
            assert all(problem.what for problem in error.problems)
            return ()


def coded_in_xml(data: bytes) -> tuple[Fact, ...]:
    coder = Coder(code_table(), vocabulary())
    return read_cda(data, id="x", name="x.xml", digest="", coder=coder, remarks=Remarks()).facts


def present(facts: Iterable[Fact]) -> set[str]:
    return {fact.kind for fact in facts if fact.assertion is Assertion.PRESENT}


@FEW
@given(st.integers(0, len(BUNDLE)))
def test_a_record_that_was_cut_off_gives_nothing_withdrawn(length: int) -> None:
    assert not present(coded_in_json(BUNDLE[:length])) & WITHDRAWN


@FEW
@given(changes)
def test_a_record_with_changed_characters_gives_nothing_withdrawn(places: list[tuple[float, str]]) -> None:
    assert not present(coded_in_json(changed(BUNDLE, places))) & WITHDRAWN


@FEW
@given(st.sampled_from(list(_STATUSES.finditer(BUNDLE))), st.integers(0, 30), st.sampled_from("abzX9-"))
def test_a_status_that_was_misspelt_never_asserts(word: re.Match[str], at: int, sign: str) -> None:
    place = word.start() + at % len(word.group())
    if BUNDLE[place] == sign:
        return
    text = BUNDLE[:place] + sign + BUNDLE[place + 1 :]
    # a reference to another patient may be changed into one to this patient: only the words of status are looked at here
    known = (
        WITHDRAWN
        if "Patient/p-1" not in text[place - 12 : place + 12] or text.count("p-2")
        else WITHDRAWN - {"cauda_equina"}
    )
    assert not present(coded_in_json(text)) & known


@FEW
@given(st.integers(0, len(SUMMARY)))
def test_a_document_that_was_cut_off_gives_nothing_withdrawn(length: int) -> None:
    assert not present(coded_in_xml(SUMMARY[:length].encode())) & WITHDRAWN_THERE


@FEW
@given(changes)
def test_a_document_with_changed_characters_gives_nothing_withdrawn(places: list[tuple[float, str]]) -> None:
    assert not present(coded_in_xml(changed(SUMMARY, places).encode())) & WITHDRAWN_THERE


@FEW
@given(st.sampled_from(list(_SIGNS.finditer(SUMMARY))), st.integers(0, 30), st.sampled_from("abzX9-"))
def test_a_sign_of_negation_that_was_misspelt_never_asserts(word: re.Match[str], at: int, sign: str) -> None:
    place = word.start() + at % len(word.group())
    text = SUMMARY[:place] + sign + SUMMARY[place + 1 :]
    assert not present(coded_in_xml(text.encode())) & WITHDRAWN_THERE


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([pdf("Left leg pain.", ""), scan("Left leg pain.")]), changes, st.floats(0, 1))
def test_a_pdf_that_was_changed_or_cut_off_gives_words_or_a_reason(
    data: bytes, places: list[tuple[float, str]], share: float
) -> None:
    torn = changed(data.decode("latin-1"), [(at, sign) for at, sign in places if ord(sign) < 256]).encode("latin-1")
    got = extract_bytes(torn[: max(1, int(share * len(torn)))], ".pdf")
    assert bool(got.text.strip()) == got.readable
    assert got.readable or got.remark


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="<>/=\"' abdeilprst-!&;#x0\n", max_size=300))
def test_any_markup_gives_words_without_its_tags(markup: str) -> None:
    said = html_text(f"<p>before</p>{markup}")
    assert said.startswith("before")
    assert said == said.strip("\n")
