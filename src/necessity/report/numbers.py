"""Facts and sources are numbered once, and everything that speaks of one says its number.

Invariant: facts of the chart come first, in chart order from 0; what stands in no list is numbered when it is first met, so
nothing ever points at nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from necessity.assessment.assessment import PackAssessment
from necessity.assessment.claim import Citation, ClaimUsed
from necessity.assessment.finding import Source
from necessity.model.document import Evidence, Quote
from necessity.model.fact import Fact


class Numbers:
    """The number of each fact, and the facts in that order."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts: list[Fact] = []
        self._of: dict[int, int] = {}
        self._by_place: dict[tuple[str, int, int], list[Fact]] | None = None
        self._counted = 0
        for fact in facts:
            self.of(fact)

    def of(self, fact: Fact) -> int:
        number = self._of.get(id(fact))
        if number is None:
            number = self._of[id(fact)] = len(self.facts)
            self.facts.append(fact)
        return number

    def behind(self, piece: Evidence, fact: Fact) -> tuple[str, ...]:
        """The kinds of the other facts that rest on the very same words: for a made fact, what it was made from."""
        if not isinstance(piece, Quote):
            return ()
        if self._by_place is None or self._counted != len(self.facts):
            self._counted, self._by_place = len(self.facts), {}
            for one in self.facts:
                for quote in one.quotes:
                    self._by_place.setdefault((quote.document, quote.start, quote.end), []).append(one)
        same = self._by_place.get((piece.document, piece.start, piece.end), ())
        return tuple(one.kind for one in same if one is not fact)

    def all(self, facts: Iterable[Fact]) -> list[int]:
        return [self.of(fact) for fact in facts]


class Sources:
    """The number of each document that clauses come from, from 1; places within one document share its number."""

    def __init__(self, sources: Iterable[Source]) -> None:
        self.listed: list[Source] = []
        self._of: dict[tuple[str, str, str], int] = {}
        for source in sources:
            self.of(source)

    def of(self, source: Source) -> int:
        key = (source.ref, source.document, source.basis)
        number = self._of.get(key)
        if number is None:
            self.listed.append(source)
            number = self._of[key] = len(self.listed)
        return number


class References:
    """One numbered list for an answer: the documents of its clauses, then the papers, each once, from 1.

    Papers come in the order of the claims: under criteria, then beside procedures, then those that are told in one line;
    those that carry a claim before those that speak against it.
    """

    def __init__(self, answer: PackAssessment) -> None:
        self._listed: list[Source | Citation] = list(Sources(answer.sources).listed)
        self._of: dict[str, int] = {}
        for paper in papers_of(answer):
            if paper.ref not in self._of:
                self._listed.append(paper)
                self._of[paper.ref] = len(self._listed)

    def of(self, paper: Citation) -> int:
        """The number of a paper of this answer. KeyError for a paper that no claim of it names."""
        return self._of[paper.ref]

    def numbered(self) -> Iterator[tuple[int, Source | Citation]]:
        """Every reference with its number."""
        yield from enumerate(self._listed, 1)


def papers_of(answer: PackAssessment) -> Iterator[Citation]:
    """The papers behind the claims of an answer, in the order in which they are numbered; one may come again."""
    for used in sorted((*answer.literature, *answer.outcomes), key=is_folded):
        yield from used.claim.sources
        yield from used.claim.contrary


def is_folded(used: ClaimUsed) -> bool:
    """Whether one line tells a claim: it was measured in other patients, and stands beside a procedure, under no criterion."""
    return used.fits == "no" and not used.criteria
