"""A form is left out only where it cannot match: the words that it needs are read from the form itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from necessity.reading import precaution, screen
from necessity.reading.match import fold
from necessity.reading.read import kinds_read
from necessity.reading.screen import Screen, form, forms_in, needs
from necessity.vocabulary.load import vocabulary

SENTENCES = [
    fold(line)
    for path in sorted(Path(__file__).parent.glob("*.yaml"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if len(line) > 30
]


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        (r"\b(?:call|ring)s? us\b", {"call", "ring"}),  # rarer than ` us`
        (r"\b(?:calls|rings)\b", {"calls", "rings"}),
        (r"\b[ka]js?\b|reflex", {"kj", "aj", "reflex"}),
        (r"(?:new )?weakness(?! of)", {"weakness"}),
        (r"\d+ ?%", {"%"}),
        (r"\w+ing", {"ing"}),
    ],
)
def test_words_that_a_form_needs(words: str, needed: set[str]) -> None:
    assert needs(re.compile(words)) == frozenset(needed)


@pytest.mark.parametrize("words", [r"\d+", r"a?b?", r"(?:call|\d+)", r"[a-z]{3}", r"x|yes"])
def test_a_form_that_needs_no_plain_words_is_always_tried(words: str) -> None:
    assert needs(re.compile(words)) is None
    assert Screen([re.compile(words)]).of("") == 1


def test_no_form_is_left_out_that_matches() -> None:
    assert kinds_read(vocabulary())
    forms = [*(one.words for one in precaution._FORMS), *(one.words for one in screen._FORMS)]
    of_forms = Screen(forms)
    matched = 0
    for sentence in SENTENCES:
        may = of_forms.of(sentence)
        for place, words in enumerate(forms):
            if words.search(sentence) is not None:
                matched += 1
                assert may >> place & 1, (words.pattern, sentence)
    assert matched > 200


def test_a_form_made_later_is_tried_on_what_was_screened_before() -> None:
    before = forms_in("the knee jerk is brisk")
    later = form(r"\bbrisk\b")
    assert before & later.bit
    assert forms_in("the knee jerk is brisk") & later.bit
    assert not forms_in("the knee jerk is normal") & later.bit
