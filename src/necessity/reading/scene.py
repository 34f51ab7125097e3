"""One sentence with everything that was found in it: hits, levels, sides, dates, cues; and what its surroundings say.

Invariant: everything here is a place in the document; nothing is remembered that is not written there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from necessity.model.document import Document, Quote
from necessity.quantity import Quantity
from necessity.reading.assertion import Scope, carried, instructed, scopes, verdict
from necessity.reading.columns import meant
from necessity.reading.dates import Dated, Length, find_dates, find_lengths
from necessity.reading.entry import Cue, End, Phrase, Pieces, Reader, Word
from necessity.reading.levels import Place
from necessity.reading.lexicon import Lexicon
from necessity.reading.match import Hit, longest
from necessity.reading.measures import measured
from necessity.reading.phrases import by_kind
from necessity.reading.sayings import Line
from necessity.reading.screen import Form, forms_in
from necessity.reading.studies import Study, dated_study, not_on_a_film, seen_on
from necessity.reading.text import Sentence, clause_cuts
from necessity.reading.tokens import Token

_BARE_SIDE = re.compile(
    r"(?<![\w./'&-])([LR])(?![\w/'&-]|\.\w|\s*(?:-\s*)?spine|\s+(?:\d|(?:one|two|three|four|five)\b))|\(([LR])\)"
)
_HERE = re.compile(
    r"\b(?:lumbar|low(?:er)?|legs?|foot|feet|knees?|ankles?|patellar?|achilles|ble|lle|rle|les?|lbp|"
    r"backs?|sciatic\w*|thighs?|cal(?:f|ves)|toes?|heels?|buttocks?|saddle|peri\w+|bladder|bowel|urin\w+|"
    r"cauda|screw heads?|by hand|on the other hand)\b"
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|reports?|reported|denies|denied|shows?|showed|presents?|developed|"
    r"complains?|since|today|now|"
    r"yesterday|wants?|wishes|plan|will|noted|found|underwent)\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that assert or deny a kind of fact."""

    start: int
    end: int
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Opened:
    """`He knows to come in for:`, `Red flags reviewed.`: what it says of the items or bare words that follow in the same
    paragraph; with `until`, of all up to that place."""

    cue: Hit
    family: str
    paragraph: int
    until: int | None = None


@dataclass(slots=True)
class Around:
    """What was said before this sentence and still holds: the study, the levels that lead a paragraph."""

    document_study: Study | None = None
    study: Study | None = None
    lead: tuple[Place, int] | None = None  # a place that opened a sentence, and its paragraph
    authored: date | None = None
    told_on: date | None = None  # the day of an earlier visit that the heading gives
    relative: Hit | None = None  # the cue of a relative whom the sentence before was about
    hint: tuple[Place, int] | None = None  # the only place named in the paragraph so far, where it opened no sentence
    opened: Opened | None = None  # what a sentence before said of the list that follows it
    asides: Sequence[Line] = ()  # lines of the document that are templates, or of another joint
    found: dict[re.Pattern[str], re.Match[str] | None] = field(default_factory=dict)  # asked of the whole document


@dataclass(slots=True)
class Scene:
    document: Document
    folded: str
    sentence: Sentence
    hits: Sequence[Hit]
    places: Sequence[Place]
    lexicon: Lexicon
    around: Around
    is_heading: bool = False
    is_spine: bool = True  # the case is about the low back
    asserted_from: int = 0  # in a question, only what comes after this is said of the patient
    antecedent: Place | None = None  # the place that `the same level` in this sentence means
    _sorted: dict[type, list[Hit]] | None = None
    _scopes: list[Scope] | None = None
    _parts: list[tuple[int, int]] | None = None
    _mentions: dict[str, list[Mention]] | None = None
    _words: dict[str, list[Token]] | None = None
    _sides: list[Token] | None = None
    _dates: list[Dated] | None = None
    _lengths: list[Length] | None = None
    _forms: int | None = None
    _heads: list[tuple[int, int]] | None = None
    _tokens: dict[str, list[Token]] = field(default_factory=dict)

    @property
    def start(self) -> int:
        return self.sentence.start

    @property
    def end(self) -> int:
        return self.sentence.end

    def of(self, entry: type) -> list[Hit]:
        """The hits that stand for entries of one type, in order."""
        if self._sorted is None:
            by_type: dict[type, list[Hit]] = {}
            self._sorted = by_type
            for hit in self.hits:
                kind = type(hit[2])
                if kind in by_type:
                    by_type[kind].append(hit)
                else:
                    by_type[kind] = [hit]
        return self._sorted.get(entry) or []

    @property
    def scopes(self) -> list[Scope]:
        if self._scopes is None:
            self._scopes = scopes(self.of(Cue), self.of(End), self.folded, self.start, self.end, self.lexicon)
            if self.document.kind == "operative note":  # `COMPLICATIONS: dural tear` tells what happened there
                self._scopes = [one for one in self._scopes if _words(self, one) != "complications:"]
            if not self.is_heading:
                images = self.document.kind == "imaging report"
                self._scopes += instructed(self.folded, self.start, self.end, images)
            if self.around.relative is not None and not self.is_heading:
                still = carried(self.around.relative, self.folded, self.start, self.end)
                self._scopes += [] if still is None else [still]
            self._scopes += [
                Scope(family, *cell, Hit(*head, Cue(family)))
                for family, cell, head in meant(self.document, self.folded, self.start, self.end)
            ]
            if (opened := self.around.opened) is not None and not self.is_heading and goes_on(self, opened):
                self._scopes.append(Scope(opened.family, self.start, self.end, opened.cue))
        return self._scopes

    @property
    def mentions(self) -> dict[str, list[Mention]]:
        """Mentions by kind, the longest where they overlap."""
        if self._mentions is None:
            self._mentions = _mentions(self)
        return self._mentions

    @property
    def heads(self) -> list[tuple[int, int]]:
        """The spans of all mentions of all kinds."""
        if self._heads is None:
            self._heads = sorted({(one.start, one.end) for some in self.mentions.values() for one in some})
        return self._heads

    @property
    def parts(self) -> list[tuple[int, int]]:
        """The sentence between commas and conjunctions; never cut inside a mention, a list of levels or a date."""
        if self._parts is None:
            kept = [(place.start, place.end) for place in self.places]
            kept += [(one.start, one.end) for one in self.dates]
            kept += [
                (token.start, token.end)
                for tokens in self.words.values()
                for token in tokens
                if token.end - token.start > 9
            ]
            kept += self.heads
            self._parts = clause_cuts(self.folded, self.start, self.end, kept)
        return self._parts

    @property
    def words(self) -> dict[str, list[Token]]:
        """Words of every list, by list."""
        if self._words is None:
            by_list: dict[str, list[Hit]] = {}
            for hit in self.of(Word):
                by_list.setdefault(hit.entry.of, []).append(hit)
            self._words = {
                name: [
                    Token(start, end, name, (word.value,))
                    for start, end, word in (hits if len(hits) == 1 else longest(hits))
                ]
                for name, hits in by_list.items()
            }
        return self._words

    @property
    def dates(self) -> list[Dated]:
        if self._dates is None:
            self._dates = find_dates(self.folded, self.around.authored, self.start, self.end)
        return self._dates

    @property
    def lengths(self) -> list[Length]:
        if self._lengths is None:
            self._lengths = find_lengths(self.folded, self.start, self.end)
        return self._lengths

    @property
    def sides(self) -> list[Token]:
        if self._sides is None:
            found = [token for token in self.words.get("side", ()) if token.values[0] != "none"]
            for match in _BARE_SIDE.finditer(self.document.text, self.start, self.end):
                if not any(token.start <= match.start() < token.end for token in self.words.get("side", ())):
                    side = "left" if "L" in match[0] else "right"
                    found.append(Token(match.start(), match.end(), "side", (side,)))
            self._sides = sorted((Token(t.start, t.end, "side", t.values) for t in found), key=lambda t: t.start)
        return self._sides

    def may(self, form: Form) -> bool:
        """Whether the form can match in the sentence."""
        if self._forms is None:
            self._forms = forms_in(self.folded[self.sentence.start : self.sentence.end])
        return self._forms & form.bit != 0

    def search(self, form: Form) -> re.Match[str] | None:
        """The first place in the sentence where the form matches."""
        return form.words.search(self.folded, self.sentence.start, self.sentence.end) if self.may(form) else None

    def in_document(self, words: re.Pattern[str]) -> re.Match[str] | None:
        """The first place in the whole document where the words stand; looked for once."""
        found = self.around.found
        if words not in found:
            found[words] = words.search(self.folded)
        return found[words]

    @property
    def aside(self) -> Line | None:
        """The template or the line of another joint in which the sentence begins."""
        return next((one for one in self.around.asides if one.start <= self.start < one.end), None)

    def quote(self, start: int, end: int) -> Quote:
        return self.document.quote(start, end)

    def verdict(self, start: int, end: int, ignores: frozenset[str] = frozenset()) -> Scope | None:
        return verdict(self.scopes, start, end, ignores)

    def verdict_within(self, start: int, end: int, ignores: frozenset[str] = frozenset()) -> Scope | None:
        """The scope that decides for a part of the sentence with no finding of its own: one that begins or ends in it, or
        that holds all of it."""
        near = [one for one in self.scopes if one.family not in ignores and one.start < end and start < one.end]
        near = [one for one in near if start <= one.cue.start < end or (one.start <= start and end <= one.end)]
        return near[0] if near else None

    def part_of(self, offset: int) -> int:
        """The number of the part in which `offset` lies (or that follows it)."""
        for number, (_, end) in enumerate(self.parts):
            if offset < end:
                return number
        return len(self.parts) - 1

    def is_elsewhere(self, start: int, end: int, whole: bool = False) -> bool:
        """Whether the part of the sentence around these words (`whole`: the sentence) names another part of the body and
        no lumbar level."""
        if "elsewhere" not in self.words and not any(place.elsewhere for place in self.places):
            return False
        first, last = self.parts[self.part_of(start)][0], self.parts[self.part_of(end - 1)][1]
        if whole:
            first, last = self.start, self.end
        outside = any(first <= token.start < last for token in self.words.get("elsewhere", ()))
        outside = outside or any(place.elsewhere and first <= place.start < last for place in self.places)
        if not outside:
            return False
        if any(place.levels and first <= place.start < last for place in self.places):
            return False
        other = [(token.start, token.end) for token in self.words.get("elsewhere", ())]
        return not any(
            not any(left <= here.start() < right for left, right in other)
            for here in _HERE.finditer(self.folded, first, last)
        )

    def study_at(self, start: int, end: int | None = None, kind: str = "") -> Study | None:
        """The study that a finding of a kind, from `start` to `end`, was seen on."""
        own = self.around.document_study  # an imaging report is of its own study, but for one named with another day
        studies = [study for study in self.studies() if own is None or study.when is not None]
        if studies and own is None:
            heads = [head for head in self.heads if end is not None and head[0] >= end]
            beside = seen_on(self.folded, studies, heads, start if end is None else end)
            if beside is not None:
                return beside
        before = [study for study in studies if study.start <= start]
        if before:
            return before[-1] if own is not None else not_on_a_film(self.folded, kind, studies, before[-1])
        if studies and not own and not (self.around.study and "(" in self.folded[start : studies[0].start]):
            return studies[0]
        return own or self.around.study or self.around.document_study

    def studies(self) -> list[Study]:
        """Studies named in the sentence that have been done."""
        found: list[Study] = []
        for token in self.words.get("modality_imaging", ()):
            scope = self.verdict(token.start, token.end)
            if scope is not None and scope.family in ("planned", "hypothetical", "negated", "dropped", "family"):
                continue
            if found and self.folded[found[-1].end : token.start].strip(" ,-/") == "":
                continue
            found.append(self.study_of(token))
        return found

    def study_of(self, token: Token) -> Study:
        """The study that a word names, with the day that stands beside it."""
        return dated_study(self.folded, token, self.words["modality_imaging"], self.dates, self.heads, self.end)


def _mentions(scene: Scene) -> dict[str, list[Mention]]:
    whole, pieces = scene.of(Phrase), scene.of(Pieces)
    if not whole and not pieces:
        return {}
    found = by_kind(whole, pieces, scene.of(End), scene.folded)
    return {kind: [Mention(hit.start, hit.end, hit.entry) for hit in hits] for kind, hits in found.items()}


def _words(scene: Scene, scope: Scope) -> str:
    return scene.folded[scope.cue.start : scope.cue.end]


def goes_on(scene: Scene, opened: Opened) -> bool:
    """The sentence belongs to the list that was opened: an item of it, or bare words that assert nothing."""
    if opened.until is not None:
        return scene.start < opened.until
    if scene.sentence.paragraph != opened.paragraph:
        return False
    return _VERB.search(scene.folded, scene.start, scene.end) is None


def slice_of(hits: Sequence[Hit], starts: Sequence[int], sentence: Sentence) -> Sequence[Hit]:
    """The hits that lie wholly in the sentence."""
    end = sentence.end
    first = bisect_left(starts, sentence.start)
    return [hit for hit in hits[first : bisect_left(starts, end, first)] if hit[1] <= end]


def tokens_of(scene: Scene, reader: Reader) -> list[Token]:
    """Every word of the sentence that can give a field of this kind a value, in order."""
    known = scene._tokens.get(reader.kind.name)
    if known is not None:
        return known
    found: list[Token] = []
    for name, of in reader.words.items() if reader.code is None else ():
        found += [Token(token.start, token.end, name, token.values) for token in scene.words.get(of, ())]
    takes = reader.takes
    if "level" in takes:
        found += [Token(p.start, p.end, "level", p.levels) for p in scene.places if p.levels and not p.elsewhere]
    if "side" in takes:
        found += scene.sides
    if "root" in takes:
        of_images = "modality" in takes  # a vertebra named in a report is a root only where it is called one
        found += [
            Token(p.start, p.end, "root", p.roots) for p in scene.places if p.roots and (p.as_roots or not of_images)
        ]
        found += [
            Token(t.start, t.end, "root", tuple(t.values[0].split()))
            for t in scene.words.get("dermatome", ())
            if " " not in t.values[0] and not of_images
        ]
    if "muscle" in takes:
        found += scene.words.get("muscle", ())
    if "length" in takes:
        found += [Token(one.start, one.end, "length", (str(one.quantity),), one.quantity) for one in scene.lengths]
    if reader.measures:
        found += [
            Token(start, end, name, (written,), Quantity.parse(written))
            for start, end, name, written in measured(scene.folded, scene.start, scene.end, reader.measures)
        ]
    found.sort(key=lambda token: (token.start, token.end))
    scene._tokens[reader.kind.name] = found
    return found
