"""Levels, codes and names of procedures as people write them."""

from __future__ import annotations

import pytest
import yaml

from necessity.exchange.case_file import case_from_text
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


# -- a line that joins several procedures ------------------------------------------------------------------------------


def lines_of(name: str, **more: object) -> list[tuple[str, str | None, tuple[str, ...], str | None]]:
    case = case_from_text(
        yaml.safe_dump({"case": "joined", "request": {"line_items": [{"id": "1", "procedure": name, **more}]}}),
        "joined.yaml",
        vocabulary=vocabulary(),
        called="joined",
    )
    assert case.request is not None
    return [(line.id, line.procedure, line.levels, line.side) for line in case.request.line_items]


@pytest.mark.parametrize(
    ("name", "procedures"),
    [
        ("Decompression and fusion", ["lumbar-decompression", "lumbar-fusion"]),
        ("Anterior lumbar interbody fusion with hardware removal", ["anterior-interbody-fusion", "hardware-removal"]),
        (
            "TLIF with cage and pedicle screws",
            ["transforaminal-interbody-fusion", "interbody-device", "pedicle-screws"],
        ),
        # what is not known stays a line, so that nothing asked for is dropped
        ("Lumbar fusion with bone graft and posterior instrumentation", ["lumbar-fusion", "pedicle-screws", None]),
        # one procedure said two ways, and one name that holds an "and", stay one line
        ("PLIF/TLIF", ["posterior-interbody-fusion"]),
        ("laminotomy and discectomy", ["discectomy"]),
        ("revision laminectomy and discectomy", ["revision-discectomy"]),
    ],
)
def test_a_name_that_joins_procedures_is_a_line_for_each(name: str, procedures: list[str | None]) -> None:
    found = lines_of(name, levels=["L4-L5"], side="right")
    assert [procedure for _, procedure, _, _ in found] == procedures
    assert {(levels, side) for _, _, levels, side in found} == {(("L4-L5",), "right")}
    assert [id for id, *_ in found] == (
        ["1"] if len(found) == 1 else [f"1{letter}" for letter in "abcdef"[: len(found)]]
    )


def test_a_part_keeps_the_levels_that_its_own_words_give() -> None:
    found = lines_of("Laminectomy L3-4 and fusion L4-5")
    assert [(procedure, levels) for _, procedure, levels, _ in found] == [
        ("laminectomy", ("L3-L4",)),
        ("lumbar-fusion", ("L4-L5",)),
    ]


def test_a_joined_name_beside_a_code_stays_one_line() -> None:
    assert len(lines_of("Decompression and fusion", service="cpt:22612")) == 1
