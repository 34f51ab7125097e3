"""Which claims and sources of the library are asked for: by name, by words that they say, and by what they are.

Invariant: a search tells which words it found and where it found none; it never shows a near match as an exact one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from necessity.assessment.claim import CLAIM_KINDS
from necessity.errors import Place, nearest
from necessity.library.records import PAPER_KINDS, READ, SPEAKS, USES, VERDICTS, AuditedClaim, Library, Paper
from necessity.library.wording import tokens_of

FILTERS: Mapping[str, tuple[str, ...]] = {
    "verdict": VERDICTS,
    "kind": (*CLAIM_KINDS, *PAPER_KINDS),
    "use": USES,
    "speaks": SPEAKS,
    "read": READ,
}
"""The words that each filter knows; a kind is that of a claim or that of a source."""
_OF_CLAIMS = ("verdict", "use", "speaks")
_NEAR = 5
_PARTLY = 12  # how many are told of those that say only some of the words


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One place that names a claim: `under` a criterion, caution, rule of setting or procedure (`what` says which) of a pack.

    `pack` is None where a procedure file names it, for every pack.
    """

    claim: str
    pack: str | None
    what: str
    under: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was asked for and what answers it, the claims and the sources each in the order in which they are told.

    `how` is `all` (nothing was asked), `names` (every word is the name of a claim or a source) or `search`. `matched` has, by
    name, the words of a claim or source that a search found there; `of_words` how many of the words asked for each result
    says, and `asked` how many there were; `left_out` counts those of a search that say few of the words and are not told.
    `near` are names like the words, and `near_words` words of the library like them, where nothing was found.
    """

    how: str
    words: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]
    claims: tuple[str, ...]
    papers: tuple[str, ...]
    order: tuple[str, ...] = ()
    matched: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: int = 0
    of_words: int = 0
    left_out: int = 0
    near: tuple[str, ...] = ()
    near_words: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Nothing was asked for: this is the library at a glance."""
        return self.how == "all" and not self.filters

    @property
    def is_empty(self) -> bool:
        return not self.claims and not self.papers


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What is shown of a library: what was selected, and where its claims are used, by the name of the claim."""

    library: Library
    selection: Selection
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)


def select(library: Library, words: Sequence[str], filters: Mapping[str, Sequence[str]]) -> Selection:
    """The claims and sources that `words` name or, where they name none, say; of them those that pass `filters`.

    `filters` holds known words of FILTERS; several words of one filter are alternatives.
    """
    words = tuple(words)
    used = {name: tuple(wanted) for name, wanted in filters.items() if wanted}
    claims = tuple(name for name, one in library.claims.items() if _claim_passes(one, library, used))
    papers = tuple(name for name, one in library.papers.items() if _paper_passes(one, used))
    if not words:
        return Selection(how="all", words=(), filters=used, claims=claims, papers=papers)
    if all(word in library.claims or word in library.papers for word in words):
        return Selection(
            how="names",
            words=words,
            filters=used,
            claims=tuple(dict.fromkeys(word for word in words if word in claims)),
            papers=tuple(dict.fromkeys(word for word in words if word in papers)),
        )
    return _search(library, words, used, claims, papers)


def cited_by(library: Library, claims: Iterable[str], *, unread: bool = False) -> tuple[str, ...]:
    """The sources for and against these claims and of their figures, each once; with `unread` also those still to be read."""
    found: dict[str, None] = {}
    for name in claims:
        claim = library.claims[name]
        figures = tuple(row.source for row in claim.figures if row.source and row.source not in claim.to_read)
        waiting = claim.to_read if unread else ()
        found.update(dict.fromkeys((*claim.sources, *claim.contrary, *figures, *waiting)))
    return tuple(found)


def _claim_passes(claim: AuditedClaim, library: Library, filters: Mapping[str, tuple[str, ...]]) -> bool:
    held = {
        "verdict": {claim.verdict},
        "kind": {claim.kind},
        "use": {claim.use},
        "speaks": {claim.speaks},
        "read": {library.papers[source].read for source in claim.sources},
    }
    return all(held[name].intersection(wanted) for name, wanted in filters.items())


def _paper_passes(paper: Paper, filters: Mapping[str, tuple[str, ...]]) -> bool:
    if any(name in _OF_CLAIMS for name in filters):
        return False
    return paper.kind in filters.get("kind", (paper.kind,)) and paper.read in filters.get("read", (paper.read,))


# -- the search --------------------------------------------------------------------------------------------------------


def _search(
    library: Library,
    words: tuple[str, ...],
    filters: Mapping[str, tuple[str, ...]],
    claims: tuple[str, ...],
    papers: tuple[str, ...],
) -> Selection:
    """Those that say all of the words; where none does, those that say the most of them. Best first."""
    asked = tuple(dict.fromkeys(token.stem for token in tokens_of(" ".join(words))))
    said = {name: _stems(_said_by_claim(library.claims[name])) for name in claims}
    said |= {name: _stems(_said_by_paper(library.papers[name])) for name in papers}
    _add_synonyms(library, asked, said, claims)
    holds = {name: [stem for stem in asked if stem in stems] for name, stems in said.items()}
    most = max(map(len, holds.values()), default=0)
    rarity = {stem: math.log(1 + len(said) / (1 + sum(stem in one for one in holds.values()))) for stem in asked}

    def worth(name: str) -> float:
        return round(sum(rarity[stem] * said[name][stem][0] for stem in holds[name]), 6)

    best = [name for name in said if most and len(holds[name]) == most]
    best.sort(key=lambda name: (-worth(name), name in library.papers, name))
    told = best if most == len(asked) else best[:_PARTLY]
    return Selection(
        how="search",
        words=words,
        filters=filters,
        claims=tuple(name for name in told if name in library.claims),
        papers=tuple(name for name in told if name in library.papers),
        order=tuple(told),
        matched={name: tuple(said[name][stem][1] for stem in holds[name]) for name in told},
        asked=len(asked),
        of_words=most,
        left_out=len(best) - len(told),
        near=() if best else tuple(nearest("-".join(words).lower(), (*library.claims, *library.papers), _NEAR)),
        near_words=() if best else _near_words(words, said.values()),
    )


def _add_synonyms(
    library: Library, asked: Iterable[str], said: dict[str, dict[str, tuple[int, str]]], claims: Iterable[str]
) -> None:
    """A word that stands nowhere in the library finds the claims that a text could assert with it (`words/`)."""
    for stem in asked:
        if any(stem in one for one in said.values()):
            continue
        names = {
            name: phrase
            for name, phrases in library.words.items()
            for phrase in phrases
            if [token.stem for token in tokens_of(phrase)] == [stem]
        }
        for claim in claims:
            used = [word for way in library.claims[claim].found_by for word in way.together if word in names]
            if used:
                said[claim][stem] = (1, names[used[0]])


def _near_words(words: Iterable[str], said: Iterable[Mapping[str, tuple[int, str]]]) -> tuple[str, ...]:
    """Words of the library that are spelled like those asked for."""
    known = {word.lower() for one in said for _, word in one.values() if word.isalpha()}
    return tuple(dict.fromkeys(near for word in words for near in nearest(word.lower(), known, 2)))


def _said_by_claim(claim: AuditedClaim) -> Iterable[tuple[int, str]]:
    """What a claim says, each piece with its weight."""
    yield 6, claim.subject
    yield 5, claim.claim.replace("-", " ")
    yield 3, " ".join(claim.asserted)
    yield 3, claim.says or ""
    yield 2, claim.population or ""
    yield 2, " ".join(f"{one.figure} {one.counts}" for one in claim.figures)
    yield 1, claim.why
    yield 1, " ".join((*claim.sources, *claim.contrary, *claim.to_read)).replace("-", " ")


def _said_by_paper(paper: Paper) -> Iterable[tuple[int, str]]:
    yield 6, " ".join(filter(None, (paper.authors, paper.title, paper.about)))
    yield 5, paper.source.replace("-", " ")
    yield 4, " ".join(filter(None, (paper.series, paper.part, paper.journal, str(paper.year or ""))))
    yield 3, paper.finding
    yield 2, " ".join(filter(None, (paper.design, paper.population, paper.follow_up)))
    yield 2, " ".join(one.id for one in paper.identifiers if one.checked)


def _stems(pieces: Iterable[tuple[int, str]]) -> dict[str, tuple[int, str]]:
    """The stem of each word with its greatest weight and the word as it stands there."""
    found: dict[str, tuple[int, str]] = {}
    for weight, piece in pieces:
        for token in tokens_of(piece):
            found.setdefault(token.stem, (weight, piece[token.start : token.end]))
    return found
