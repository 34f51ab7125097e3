"""Procedures by their phrases and bare code numbers, for texts that ask for them.

Invariant: a phrase stands in `medicine/procedures/`, never here; words that fit several procedures are given to none.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from necessity.reading.asked_elsewhere import region_of
from necessity.reading.levels import find_levels
from necessity.reading.match import Hit, Matcher, fold, longest
from necessity.vocabulary.load import Vocabulary

_CODE = re.compile(
    r"(?<![\w.-])(?P<cpt>(?:cpt|hcpcs|code)s?\s*(?:code)?s?\s*[:#]?\s*)?(?P<number>\d{5}|[a-z]\d{4})(?P<modifiers>(?:-(?:[a-z]{2}|\d{2}))*)(?![\w-]|\.\d)"
)
_SIDES = {"LT": "left", "RT": "right", "50": "both"}
_BESIDE = re.compile(r"\s*[(\[]?\s*(?:cpt\s*(?:code)?\s*[:#]?\s*)?(?P<number>\d{5})\b")
_AGAIN = ("revision", "repeat", "redo", "re-do")
_FILLING = re.compile(
    r"\b(?:the|a|an|at|of|on|for|left|right|bilateral|side|sided|level|levels|surgery|procedure|lumbar|spine|"
    r"spinal)\b|[,()]"
)


def _with_system(number: str) -> str:
    """`22850` is a number of one system, `G0453` of the other."""
    return f"{'cpt' if number[0].isdigit() else 'hcpcs'}:{number.upper()}"


class Catalogue:
    """The phrases and codes of one vocabulary, ready for searching."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.phrases: dict[str, str] = {}
        for one in vocabulary.procedures.by_name.values():
            for phrase in (one.name.replace("-", " "), one.name, *one.phrases):
                self.phrases.setdefault(" ".join(fold(phrase).split()), one.name)
        for one in vocabulary.procedures.by_name.values():
            if one.revision:
                for phrase in (one.name.replace("-", " "), *one.phrases):
                    for again in _AGAIN:
                        self.phrases.setdefault(f"{again} {' '.join(fold(phrase).split())}", one.revision)
        self._matcher = Matcher({phrase: (name,) for phrase, name in self.phrases.items()})

    def find(self, folded: str, text: str, start: int, end: int) -> list[Hit]:
        """The longest procedure phrases in `folded[start:end]`; an entry is the procedure's name."""
        found = [
            Hit(hit.start + start, hit.end + start, hit.entry)
            for hit in self._matcher.find(folded[start:end], text[start:end])
        ]
        return longest(found)

    def revised(self, name: str) -> str:
        """The procedure that this one is called where the words say revision; the same where there is none."""
        one = self.vocabulary.procedures.by_name[name]
        return one.revision or name

    def per_level(self, name: str | None) -> bool:
        one = self.vocabulary.procedures.by_name.get(name or "")
        return one is not None and one.per_level

    def has_side(self, name: str | None) -> bool:
        one = self.vocabulary.procedures.by_name.get(name or "")
        return one is not None and one.has_side

    def narrower(self, first: str | None, second: str | None) -> str | None:
        """The narrower of two names of which one is the other or a kind of it; None where neither is."""
        if first is None or second is None:
            return None
        procedures = self.vocabulary.procedures
        if procedures.is_a(first, second):
            return first
        return second if procedures.is_a(second, first) else None

    def codes_in(self, folded: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """Known code numbers (`cpt:22850`) and where they stand."""
        for match in _CODE.finditer(folded, start, end):
            number = _with_system(match["number"])
            if number in self.vocabulary.procedures.codes:
                yield match.start(), match.end(), number

    def unknown_codes(self, folded: str, start: int, end: int) -> Iterator[str]:
        """Numbers that the text calls codes and nobody here knows."""
        for match in _CODE.finditer(folded, start, end):
            if match["cpt"] and _with_system(match["number"]) not in self.vocabulary.procedures.codes:
                yield f"CPT {match['number'].upper()}"

    def code_beside(self, folded: str, end: int, last: int) -> str | None:
        """A known code in brackets right after a procedure (`laminectomy (63047)`)."""
        match = _BESIDE.match(folded, end, last)
        number = f"cpt:{match['number']}" if match else ""
        return number if number in self.vocabulary.procedures.codes else None

    def is_beside_a_procedure(self, folded: str, text: str, start: int, place: int) -> bool:
        """The code at `place` only repeats the procedure named just before it."""
        return any(
            re.fullmatch(r"[\s(\[,:-]*(?:cpt\s*)?", folded[hit.end : place])
            for hit in self.find(folded, text, start, place)
        )

    def is_added_to(self, name: str | None, other: str | None) -> bool:
        """`name` is done only in addition to `other` or what `other` is a kind of (screws to a fusion)."""
        one = self.vocabulary.procedures.by_name.get(name or "")
        return one is not None and any(self.vocabulary.procedures.is_a(other or "", parent) for parent in one.add_on_of)

    def told_by_code(self, name: str, service: str | None) -> str:
        """The narrower of a name and what its code means; the name where they are different things."""
        return self.narrower(name, self.procedure_of(service or "")) or name

    def modifiers_of(self, words: str) -> tuple[str, ...]:
        """`63030-LT` carries `LT`."""
        match = _CODE.search(words)
        return tuple(match["modifiers"].upper().split("-")[1:]) if match else ()

    def side_of(self, modifiers: tuple[str, ...]) -> str | None:
        """The side that modifiers give; None where there is none, or both are named apart."""
        sides = {_SIDES[one] for one in modifiers if one in _SIDES}
        return sides.pop() if len(sides) == 1 else None

    def procedure_of(self, number: str) -> str | None:
        code = self.vocabulary.procedures.codes.get(number)
        return code.procedure if code else None

    def is_misspelt(self, words: str) -> bool:
        """A long word is almost one of ours (`lamnectomy`)."""
        ours = {word for phrase in self.phrases for word in phrase.split() if len(word) > 6}
        return any(
            word not in ours and difflib.get_close_matches(word, ours, n=1, cutoff=0.85)
            for word in re.findall(r"[a-z]{7,}", words.lower())
        )

    def near(self, words: str) -> tuple[str, ...]:
        """Up to three names that come closest to the words, by spelling or by a word they share."""
        parts = set(re.findall(r"[a-z]{5,}", _FILLING.sub(" ", words)))
        close = self.vocabulary.procedures.nearest(words)
        if close and not (len(parts) == 1 and any(parts & set(phrase.split()) for phrase in self.phrases)):
            return close
        shared: dict[str, int] = {}
        for phrase, name in self.phrases.items():
            both = len(parts & set(phrase.split()))
            if both:
                shared[name] = max(both, shared.get(name, 0))
        return tuple(sorted(shared, key=lambda name: (-shared[name], name)))[:3]


_BUILT: list[Catalogue] = []


def catalogue(vocabulary: Vocabulary) -> Catalogue:
    """The catalogue of a vocabulary, built at its first use."""
    for one in _BUILT:
        if one.vocabulary is vocabulary:
            return one
    _BUILT[:] = [*_BUILT[-3:], Catalogue(vocabulary)]
    return _BUILT[-1]


def resolve(words_or_code: str, vocabulary: Vocabulary) -> tuple[str | None, tuple[str, ...]]:
    """The procedure that a code (`cpt:22850`, `22850`) or words name, else None; and the nearest names where there is none."""
    known = catalogue(vocabulary)
    folded = " ".join(fold(words_or_code).split())
    code = re.fullmatch(r"(?:cpt|hcpcs)?\s*(?:code)?\s*[:#]?\s*(\d{5}|[a-z]\d{4})", folded)
    if code:
        procedure = known.procedure_of(_with_system(code[1]))
        return (procedure, ()) if procedure else (None, ())
    if region_of(folded) is not None:
        return None, ()  # a procedure of the neck or the chest is none of ours, whatever its name
    if folded in known.phrases:
        return known.phrases[folded], ()
    for place in reversed(find_levels(folded, vocabulary.anatomy)):
        folded = folded[: place.start] + folded[place.end :]
    bare = " ".join(_FILLING.sub(" ", folded).split())
    if bare in known.phrases:
        return known.phrases[bare], ()
    plain = " ".join(folded.split())
    found = {str(hit.entry) for hit in known.find(plain, plain, 0, len(plain))}
    if len(found) == 1:
        name = found.pop()
        again = any(re.search(rf"\b{word}\b", plain) for word in _AGAIN)
        return (known.revised(name) if again else name), ()
    kinds = [one for one in found if all(known.narrower(one, other) for other in found)]
    if kinds:  # `posterior interbody fusion (TLIF)` is the narrower, `PLIF/TLIF` leaves it open
        is_open = re.search(r"/|\bor\b", plain) is not None
        return min(
            kinds, key=lambda one: sum(known.narrower(one, other) == one for other in found) * (1 if is_open else -1)
        ), ()
    return None, tuple(sorted(found)) or known.near(bare)
