"""What a structured request asks for: levels as people write them, and procedures by code number or by name.

Invariant: nothing is guessed. A code and a name that speak of two different procedures give none, with both names.
"""

from __future__ import annotations

import re

from necessity.reading.catalogue import resolve
from necessity.vocabulary.anatomy import Anatomy
from necessity.vocabulary.load import Vocabulary

_PAIR = re.compile(r"(T1[0-2]|L[1-6]|S1)\s*(?:-|/|–|—|to)?\s*(T?1[0-2]|[LS]?[1-6])", re.IGNORECASE)
_POSSIBLE = re.compile(
    r"\s*(?:(?:possible|possibly|potential|potentially|maybe|with or without)\b|(?:poss\.?|\+/-|w/wo)\s)", re.IGNORECASE
)
_CODE = re.compile(r"(?:(cpt|hcpcs)\s*[:\s]\s*)?([0-9]{4}[0-9TFU]|[A-V][0-9]{4})", re.IGNORECASE)


def levels_of(words: str, anatomy: Anatomy) -> tuple[str, ...]:
    """The motion segments of `L4-L5`, `L4-5`, `L4/5`, `L45`, `L5-S1` or of a range `L3-S1`; none where there are no such."""
    match = _PAIR.fullmatch(words.strip())
    if not match:
        return ()
    upper, lower = match.group(1).upper(), match.group(2).upper()
    if lower.isdigit():
        # "T11-12" stays in the chest; "L5-1" is how the lumbosacral segment is said.
        letter = "S" if (upper, lower) == ("L5", "1") else upper[0]
        lower = letter + lower
    return anatomy.span(upper, lower)


def certainty_of(words: str | None) -> str:
    """`possible` where the name of what is asked for begins with such a word (`possible fusion`), else `definite`."""
    return "possible" if words and _POSSIBLE.match(words) else "definite"


def code_of(words: str) -> str | None:
    """`cpt:22850` from `cpt:22850`, `CPT 22850` or `22850`; `hcpcs:C1821` likewise; None for what is no code."""
    match = _CODE.fullmatch(words.strip())
    if not match:
        return None
    number = match.group(2).upper()
    return f"{(match.group(1) or ('cpt' if number[0].isdigit() else 'hcpcs')).lower()}:{number}"


def procedure_of(service: str | None, name: str | None, vocabulary: Vocabulary) -> tuple[str | None, tuple[str, ...]]:
    """What a code and a name together ask for, with the nearest names where that is nothing known.

    The narrower where one holds the other; the name where it is the revision of what the code means; none where they part.
    """
    found = [_meant(words, vocabulary) for words in (service, name) if words]
    known = [procedure for procedure, _ in found if procedure is not None]
    if len(known) < 2:
        nearest = tuple(dict.fromkeys(near for _, close in found for near in close))
        return (known[0] if known else None), (() if known else nearest)
    by_code, by_name = known
    procedures = vocabulary.procedures
    if procedures.is_a(by_name, by_code) or procedures.by_name[by_code].revision == by_name:
        return by_name, ()
    if procedures.is_a(by_code, by_name):
        return by_code, ()
    return None, (by_code, by_name)


def _meant(words: str, vocabulary: Vocabulary) -> tuple[str | None, tuple[str, ...]]:
    code = code_of(words)
    if code is None:
        return resolve(words, vocabulary)
    known = vocabulary.procedures.codes.get(code)
    return (known.procedure if known else None), ()
