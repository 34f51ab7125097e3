"""Which claims of the library a text asserts, and what their sources say; figures that the library does not know are told.

Invariant: every finding quotes the text exactly, and a figure that no claim holds is unknown, never wrong.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from necessity.library.figures import OF_STUDIES, SaidFigure, find_figures
from necessity.library.records import ANY_FIGURE, AuditedClaim, Library, Way
from necessity.library.sentences import Sentence, sentences_of
from necessity.library.wording import Token, Wording, tokens_of

HOW = ("asserts", "recorded", "other_figure", "disputes")
"""`asserts`: as published; `recorded`: on the subject, with a figure that the claim's sources hold; `other_figure`: on the
subject, with a figure that they do not; `disputes`: named to be denied."""
DISPUTED = "disputed"
"""The word of `words/` whose phrases dispute what a sentence names."""
_STRENGTH = ("asserts", "disputes", "recorded", "other_figure")  # which of HOW is told where a sentence does several
_NOT_ONLY = frozenset(("onli", "just", "mere", "alway", "yet", "uncommon", "rare", "unusu"))
_REACH_OF_NOT = 3
_DENIALS = frozenset(("no", "not", "never", "without", "cannot", "noth", "nobodi", "nowher"))  # by their stems


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Words of the audited text: `text[start:end] == words`; `line` counts from 1."""

    start: int
    end: int
    line: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One sentence that has to do with one claim, and how (one of HOW); `figures` are its figures on the subject."""

    claim: str
    how: str
    said: Said
    figures: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownFigure:
    """A figure that no claim of the library holds; `subjects` are the claims on whose subject its sentence speaks."""

    figure: Said
    said: Said
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What the audit of one text found, in the order of the text.

    `assessment` names the published assessment that this text is, by its title, else None; then `expected` are the claims
    which that assessment is recorded to make, and `missed` those of them that were not found as asserted.
    """

    name: str
    sentences: int
    heard: tuple[Heard, ...]
    unknown: tuple[UnknownFigure, ...]
    assessment: str | None
    expected: tuple[str, ...]
    missed: tuple[str, ...]

    def asserted(self) -> tuple[str, ...]:
        """The claims that the text asserts, each once, in the order of the text."""
        return tuple(dict.fromkeys(one.claim for one in self.heard if one.how == "asserts"))


def audit(library: Library, text: str, name: str) -> Audit:
    """The audit of `text`, called `name` in what is told."""
    sentences = sentences_of(text)
    listener = _Listener(library)
    heard: list[Heard] = []
    unknown: list[UnknownFigure] = []
    told = [listener.words_in(text[one.start : one.end]) for one in sentences]
    for number, sentence in enumerate(sentences):
        around = {word for at in _around(sentence, number) for word in told[at].spans}
        found, strange = listener.hear(text, sentence, told[number], around)
        heard += found
        unknown += strange
    assessment = _assessment(library, text)
    asserted = {one.claim for one in heard if one.how == "asserts"}
    expected = tuple(id for id, claim in library.claims.items() if assessment and assessment in claim.asserted_in)
    return Audit(
        name=name,
        sentences=len(sentences),
        heard=tuple(heard),
        unknown=tuple(unknown),
        assessment=assessment,
        expected=expected,
        missed=tuple(id for id in expected if id not in asserted),
    )


_Way = tuple[str, tuple[SaidFigure, ...]]
"""One of HOW, with the figures of the sentence that bear on the claim."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The tokens of one sentence, and the words of the library that they say."""

    tokens: tuple[Token, ...]
    spans: Mapping[str, tuple[tuple[int, ...], ...]]


class _Listener:
    """Compares sentences with the claims of one library; the words and figures of the claims are made ready once."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.wording = _wording(tuple((name, phrases) for name, phrases in library.words.items()))

    def words_in(self, words: str) -> _Words:
        tokens = tokens_of(words)
        return _Words(tokens, self.wording.find(tokens))

    def hear(
        self, text: str, sentence: Sentence, words: _Words, around: set[str]
    ) -> tuple[list[Heard], list[UnknownFigure]]:
        """What one sentence asserts, and its figures that nobody knows. `around`: the words of what it stands in."""
        figures = find_figures(text[sentence.start : sentence.end])
        said = _said(text, sentence.start, sentence.end, sentence.line)
        asks = text[sentence.start : sentence.end].endswith("?")  # a question asserts nothing
        ways: dict[str, list[_Way]] = {}
        for claim in () if asks else self.library.claims.values():
            found = (_heard_as(claim, way, words, around, figures) for way in claim.found_by)
            ways[claim.claim] = [one for one in found if one is not None]
        known = {figure for ones in ways.values() for how, held in ones if how != "other_figure" for figure in held}
        heard: list[Heard] = []
        subjects: list[str] = []
        for name, ones in ways.items():
            if not ones:
                continue
            how, of_claim = _best(ones, known)
            if how == "other_figure" and known.issuperset(of_claim):
                continue  # the figure is of another claim, on whose subject the sentence speaks too
            if not of_claim or how == "other_figure":
                subjects.append(name)
            places = tuple(_place(text, sentence, one) for one in of_claim)
            heard.append(Heard(claim=name, how=how, said=said, figures=places))
        unknown = [
            UnknownFigure(figure=_place(text, sentence, one), said=said, subjects=tuple(subjects))
            for one in figures
            if one.unit in OF_STUDIES and one not in known
        ]
        return heard, unknown


def _heard_as(
    claim: AuditedClaim, way: Way, words: _Words, around: set[str], figures: Sequence[SaidFigure]
) -> _Way | None:
    """How the sentence says the claim in this way, with its figures that bear on it; None where it does not.

    A word of `unless` stops it, but where the sentence disputes as well, that is what is told.
    """
    if not all(word in words.spans for word in way.together):
        return None
    if not all(word in words.spans or word in around for word in way.near):
        return None
    disputed = _is_disputed(way, words)
    excluded = any(word in words.spans for word in way.unless)
    if excluded and not disputed:
        return None
    if not way.figures:
        return ("disputes" if disputed else "asserts"), ()
    asserted = () if way.figures == (ANY_FIGURE,) else [one for words_ in way.figures for one in find_figures(words_)]
    agreeing = tuple(one for one in figures if any(one.agrees(other) for other in asserted))
    if agreeing:
        return ("disputes" if disputed else "asserts"), agreeing
    if excluded:
        return None
    units = {one.unit for one in asserted} if asserted else set(OF_STUDIES)
    recorded = [figure for row in claim.figures for figure in find_figures(f"{row.figure}; {row.counts}")]
    bearing = units.union(OF_STUDIES)  # a time in what a figure counts ("at 12 months") is not the finding
    held = tuple(one for one in figures if one.unit in bearing and any(one.agrees(other) for other in recorded))
    if held:
        return "recorded", held
    others = tuple(one for one in figures if one.unit in units)
    return ("other_figure", others) if others else None


def _best(ways: Sequence[_Way], known: set[SaidFigure]) -> _Way:
    """The strongest of the ways; the figures of all that are as strong. `known` are the figures that some claim accounts for.

    Where the words alone would assert the claim and a figure beside them is another, it is the other figure that is told.
    """
    strange = any(how == "other_figure" and not known.issuperset(figures) for how, figures in ways)
    if strange and not any(figures for how, figures in ways if how == "asserts"):
        ways = [one for one in ways if one[0] != "asserts"]
    how = min((one for one, _ in ways), key=_STRENGTH.index)
    return how, tuple(dict.fromkeys(figure for one, figures in ways if one == how for figure in figures))


def _is_disputed(way: Way, words: _Words) -> bool:
    """The sentence holds words that dispute, apart from those of the claim itself ("no evidence supports ...")."""
    own = {at for word in way.together for said in words.spans[word] for at in said}
    for said in words.spans.get(DISPUTED, ()):
        denial = {at for at in said if words.tokens[at].stem in _DENIALS} or set(said)
        if not own.intersection(denial):
            return True
    return any(_denies_at(words.tokens, at, own) for at in range(min(own), max(own)) if at not in own)


def _denies_at(tokens: Sequence[Token], at: int, own: set[int]) -> bool:
    """A bare `not` between the words of the claim denies it ("screws do not raise the rate to 95%"); `not only` does not."""
    if tokens[at].stem != "not" or tokens[at + 1].stem in _NOT_ONLY:
        return False
    return any(at < one <= at + _REACH_OF_NOT for one in own)


def _around(sentence: Sentence, number: int) -> tuple[int, ...]:
    """The sentences in whose light this one stands."""
    before = () if sentence.before is None else (sentence.before,)
    return (*sentence.under, *before, number)


def _place(text: str, sentence: Sentence, figure: SaidFigure) -> Said:
    return _said(text, sentence.start + figure.start, sentence.start + figure.end, sentence.line)


def _said(text: str, start: int, end: int, line: int) -> Said:
    return Said(start=start, end=end, line=line, words=text[start:end])


def _assessment(library: Library, text: str) -> str | None:
    """The published assessment whose title the text holds as a line of its own."""
    lines = {_plain(line) for line in text.splitlines()}
    return next((name for name, title in library.assessments.items() if _plain(title) in lines), None)


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", words.lower()).strip()


@lru_cache(maxsize=4)
def _wording(words: tuple[tuple[str, tuple[str, ...]], ...]) -> Wording:
    return Wording(dict(words))
