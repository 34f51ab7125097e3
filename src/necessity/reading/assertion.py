"""Whether a finding is asserted of this patient: cues such as `denies`, `possible`, `his brother`, `risks include`, `if`.

After ConText (Harkema and others, J Biomed Inform 2009;42:839): a cue has a family, a direction and a scope that ends at
certain words. Invariant: a finding in the scope of a cue is never present. It misses a denial that stands in another sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from necessity.reading.lexicon import Cue, End, Lexicon
from necessity.reading.match import Hit, longest

# Where several cues hold at once the first of these wins: nothing that is said of a brother or of a risk is of this patient.
_ORDER = ("dropped", "family", "hypothetical", "counselled", "planned", "negated", "possible", "historical")
_COMMA = re.compile(r"[,;]|\bwith\b|\bbut\b")
_JOINED = re.compile(r"[,;]|\bwith\b|\bbut\b|\band\b")
_BETTER = re.compile(
    r"[^.;:]{0,60}?\b(?:any better|better|improved|improving|relieved|been helped|settled|resolved|gone away|gone)\b"
)
_PRONOUN = re.compile(r"\b(?:he|she)\b")
_MAN = re.compile(r"\b(?:brothers?|father|son|uncle|grandfather|husband|nephew|boss|(?:father|brother)-in-law)\b")
_WOMAN = re.compile(r"\b(?:sisters?|mother|mom|daughter|aunt|grandmother|wife|niece|(?:mother|sister)-in-law)\b")
_NOT_ONLY_PUNCTUATION = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Scope:
    """What one cue speaks of: findings wholly between `start` and `end`."""

    family: str
    start: int
    end: int
    cue: Hit


def scopes(hits: Sequence[Hit], folded: str, start: int, end: int, lexicon: Lexicon) -> list[Scope]:
    """The scopes of all cues in the sentence `folded[start:end]`; `hits` are all hits there, sorted by place."""
    ends = [(hit.start, hit.end, hit.entry.family) for hit in hits if isinstance(hit.entry, End)]
    found: list[Scope] = []
    for hit in longest([hit for hit in hits if isinstance(hit.entry, Cue) and _stands(hit, folded, end)]):
        family = hit.entry.family
        if not family or (family == "negated" and hit.entry.forward and _of_improvement(folded, hit.end, end)):
            continue
        unended = family in lexicon.unended
        if hit.entry.forward:
            heard = [one for one in ends if not (family == "family" and _is_the_relative(folded, hit, one))]
            stop = end if unended else _first_end(heard, family, hit.end, end)
            if family == "hypothetical" or family == "dropped":
                stop = min(stop, _semicolon(folded, hit.end, end))
            found.append(Scope(family, hit.end, stop, hit))
        elif not _opens_its_part(hit, folded, end):
            begin = start if family in ("dropped", "hypothetical") else _back(ends, folded, family, start, hit.start)
            found.append(Scope(family, begin, hit.start, hit))
    return found


def _stands(hit: Hit, folded: str, end: int) -> bool:
    """An answer after a colon or a dash (`fever: no`) is one only where its part of the sentence ends with it."""
    if folded[hit.start] not in ":-":
        return True
    rest = folded[hit.end : end].lstrip()
    return not rest or rest[0] in ".,;)"


def _of_improvement(folded: str, start: int, end: int) -> bool:
    """`neither the back nor the leg is any better`: what is denied is the improvement."""
    return _BETTER.match(folded, start, end) is not None


def _opens_its_part(hit: Hit, folded: str, end: int) -> bool:
    """`positive on the left, negative on the right`: the word speaks of what follows, not of what stands before the comma."""
    before, after = folded[max(0, hit.start - 4) : hit.start].rstrip()[-1:], folded[hit.end : end].lstrip()
    return before in (",", ";") and after != "" and after[0] not in ".,;)"


def _is_the_relative(folded: str, cue: Hit, ending: tuple[int, int, str]) -> bool:
    """`her brother's scan was bad, he had an operation`: a pronoun that may be the relative goes on speaking of the relative."""
    pronoun = _PRONOUN.search(folded, ending[0], ending[1])
    if pronoun is None:
        return False
    words = folded[cue.start : cue.end]
    if _MAN.search(words):
        return pronoun[0] == "he"
    return pronoun[0] == "she" or _WOMAN.search(words) is None


def _first_end(ends: Sequence[tuple[int, int, str]], family: str, after: int, last: int) -> int:
    for start, _, ended in ends:
        if start >= after and ended in ("any", family):
            return start
    return last


def _semicolon(folded: str, after: int, last: int) -> int:
    place = folded.find(";", after, last)
    return last if place < 0 else place


def _back(ends: Sequence[tuple[int, int, str]], folded: str, family: str, first: int, before: int) -> int:
    """A backward cue reaches back to the last end, or to the last comma before it that is not the cue's own."""
    begin = first
    for _, stop, ended in ends:
        if stop <= before and ended in ("any", family):
            begin = max(begin, stop)
    if "artifact" in folded[before : before + 40]:
        return first  # a whole finding is put in doubt, however long its sentence
    for comma in (_COMMA if family == "negated" else _JOINED).finditer(folded, begin, before):
        if _NOT_ONLY_PUNCTUATION.search(folded, comma.end(), before):
            begin = comma.end()
    return begin


def verdict(found: Sequence[Scope], start: int, end: int, ignores: frozenset[str] = frozenset()) -> Scope | None:
    """The scope that decides for a finding at `start` to `end`; None where it is simply present."""
    best: Scope | None = None
    place = len(_ORDER)
    for scope in found:
        if scope.start <= start and end <= scope.end and scope.family not in ignores:
            rank = _ORDER.index(scope.family)
            if rank < place:
                best, place = scope, rank
    return best
