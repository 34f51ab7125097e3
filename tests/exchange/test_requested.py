"""Levels, codes and names of procedures as people write them."""

from __future__ import annotations

import pytest

from necessity.exchange.requested import code_of, levels_of, procedure_of
from necessity.vocabulary.load import vocabulary


@pytest.mark.parametrize(
    ("words", "levels"),
    [
        ("L4-L5", ("L4-L5",)),
        ("L4-5", ("L4-L5",)),
        ("L4/5", ("L4-L5",)),
        ("L4/L5", ("L4-L5",)),
        ("l45", ("L4-L5",)),
        ("L4–L5", ("L4-L5",)),
        ("L5-S1", ("L5-S1",)),
        ("L5S1", ("L5-S1",)),
        ("L5-1", ("L5-S1",)),
        ("T12-L1", ("T12-L1",)),
        ("L3-S1", ("L3-L4", "L4-L5", "L5-S1")),
        ("L2 to L4", ("L2-L3", "L3-L4")),
        ("L5-L4", ()),
        ("L4", ()),
        ("C5-C6", ()),
        ("L4-L5 left", ()),
        ("", ()),
    ],
)
def test_levels(words: str, levels: tuple[str, ...]) -> None:
    assert levels_of(words, vocabulary().anatomy) == levels


@pytest.mark.parametrize(
    ("words", "code"),
    [("cpt:63042", "cpt:63042"), ("CPT 63042", "cpt:63042"), ("63042", "cpt:63042"), ("hcpcs:C1821", "hcpcs:C1821"),
     ("c1821", "hcpcs:C1821"), ("0202T", "cpt:0202T"), ("6304", None), ("discectomy", None)],
)  # fmt: skip
def test_codes(words: str, code: str | None) -> None:
    assert code_of(words) == code


@pytest.mark.parametrize(
    ("words", "procedure"),
    [
        ("cpt:63042", "revision-discectomy"),
        ("hardware removal", "hardware-removal"),
        ("Hardware-Removal", "hardware-removal"),
        ("microdiscectomy", "discectomy"),
        ("repeat microdiscectomy", "revision-discectomy"),
        ("redo microdiscectomy", "revision-discectomy"),
        ("quantum realignment", None),
        ("cpt:99999", None),
    ],
)
def test_procedures(words: str, procedure: str | None) -> None:
    assert procedure_of(None, words, vocabulary())[0] == procedure


def test_a_slip_of_the_pen_names_the_nearest() -> None:
    procedure, nearest = procedure_of(None, "hardwear removal", vocabulary())
    assert procedure is None
    assert nearest[0] == "hardware-removal"


def test_code_and_name_together() -> None:
    words = vocabulary()
    assert procedure_of("cpt:63042", "revision discectomy", words) == ("revision-discectomy", ())
    assert procedure_of("cpt:63042", None, words) == ("revision-discectomy", ())
    assert procedure_of("cpt:99999", "hardware removal", words) == ("hardware-removal", ())
    # a code and a name of two different procedures: nobody chooses between them
    assert procedure_of("cpt:22850", "revision discectomy", words) == (
        None,
        ("hardware-removal", "revision-discectomy"),
    )
