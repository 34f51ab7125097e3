"""How a text is cut for the audit: sentences, items and headings, and what each stands under."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from necessity.library.sentences import Sentence, sentences_of

LETTER = """Fusion after an earlier laminectomy
What the studies say
- Screws help bone to heal. 1, 2
- Cages help too [3]. They cost more.
Outlook:
This is running text that an editor broke after some seventy characters
and that goes on here. It ends here.
"""


def _words(text: str, sentences: tuple[Sentence, ...]) -> list[str]:
    return [text[one.start : one.end] for one in sentences]


def test_items_headings_and_wrapped_lines_are_cut_where_a_reader_would() -> None:
    found = sentences_of(LETTER)
    assert _words(LETTER, found) == [
        "Fusion after an earlier laminectomy",
        "What the studies say",
        "- Screws help bone to heal.",
        "- Cages help too [3].",
        "They cost more.",
        "Outlook:",
        "This is running text that an editor broke after some seventy characters\nand that goes on here.".replace(
            "\\\n", "\n"
        ),
        "It ends here.",
    ]


def test_a_sentence_knows_its_headings_its_line_and_the_one_before() -> None:
    found = sentences_of(LETTER)
    items = found[2:5]
    assert [one.under for one in items] == [(0, 1)] * 3
    assert [one.before for one in items] == [None, 2, 3]
    assert [one.line for one in found] == [1, 2, 3, 4, 4, 5, 6, 7]
    assert found[-1].under == (0, 5), "a new heading takes the place of the one before"


def test_numbers_of_references_begin_no_sentence() -> None:
    text = "Fusion is an option. 1, 4 Patients differ. 2"
    assert _words(text, sentences_of(text)) == ["Fusion is an option.", "Patients differ."]


def test_an_empty_text_has_no_sentences() -> None:
    assert sentences_of("") == sentences_of(" \n\n ") == ()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
def test_sentences_follow_each_other_and_hold_no_blank_edges(text: str) -> None:
    found = sentences_of(text)
    for one in found:
        words = text[one.start : one.end]
        assert words == words.strip() and words
    for left, right in pairwise(found):
        assert left.end <= right.start
        assert left.line <= right.line
