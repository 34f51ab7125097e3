"""The page of the JSON (`docs/record.md`) names every key that a review of an example prints."""

from __future__ import annotations

import re
from collections.abc import Iterator

from every_chart import ROOT, examples, reviewed

from necessity.report.record import as_record

NAMED_BY_THE_CASE = ("qualifiers", "by_level")  # their keys are fields of a kind of fact, and places of a request


def keys_of(part: object, under: str = "") -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if under not in NAMED_BY_THE_CASE:
                yield key
            yield from keys_of(value, "" if under in NAMED_BY_THE_CASE else key)
    elif isinstance(part, list):
        for value in part:
            yield from keys_of(value, under)


def test_every_key_of_the_examples_stands_on_the_page() -> None:
    named = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "record.md").read_text(encoding="utf-8")))
    printed = {key for path in examples() for key in keys_of(as_record(reviewed(path)))}
    assert len(printed) > 100
    assert printed - named == set()
