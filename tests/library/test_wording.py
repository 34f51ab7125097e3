"""How phrases of the library are found in other people's words."""

from __future__ import annotations

import pytest

from necessity.library.wording import Wording, tokens_of

WORDS = {
    "fusion-rate": ["fusion rate", "rate fuse"],
    "screws": ["pedicle screw", "instrumented"],
    "no-fusion": ["without fusion", "decompression alone"],
}


def _said(sentence: str) -> set[str]:
    return set(Wording(WORDS).find(tokens_of(sentence)))


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Fusion rates rise with pedicle screws.", {"fusion-rate", "screws"}),
        ("The rate of fusion was high.", {"fusion-rate"}),
        ("Instrumentation was added.", {"screws"}),
        ("Decompression without a fusion was done.", {"no-fusion"}),
        ("Decompressing the roots alone", {"no-fusion"}),
        ("Decompression with fusion", set()),
        ("Decompression at L4-5 and L5-S1 alone", {"no-fusion"}),
        ("the heart rate during fusion of two images, and then some", {"fusion-rate"}),
        ("A rate that was told some pages before the fusion", set()),
    ],
)
def test_a_phrase_is_found_by_stems_in_either_order_and_close_together(sentence: str, words: set[str]) -> None:
    assert _said(sentence) == words


def test_little_words_are_left_out_and_negations_are_not() -> None:
    stems = [token.stem for token in tokens_of("There is no rate of fusion for the patient without it")]
    assert stems == ["no", "rate", "fusion", "patient", "without"]


def test_a_token_stands_where_its_word_does() -> None:
    text = "Re-fusion; BMP."
    assert [text[token.start : token.end] for token in tokens_of(text)] == ["Re", "fusion", "BMP"]
