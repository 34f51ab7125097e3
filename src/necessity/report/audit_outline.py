"""The report of an audit in the order in which every face tells it: claims by verdict, other figures, what is unknown.

Invariant: every quote is of the audited text, word for word; what a claim to drop or an unread one would say stands nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from necessity.library.audit import Audit, Heard, Said
from necessity.library.cite import VERDICT_MEANS, citation, claim, is_printed, level_means
from necessity.library.figures import find_figures
from necessity.library.records import AuditedClaim, Figure, Library
from necessity.report.audit_parts import (
    TONES,
    WORST_FIRST,
    AuditOutline,
    Beside,
    ClaimTold,
    Quoted,
    RecordedFigure,
    TextAudited,
    VerdictGroup,
    counted_words,
    counts_of,
    many,
    recall_of,
    verdict_word,
    what_it_is,
)
from necessity.report.literature import References
from necessity.report.numbers import Sources
from necessity.report.words import tidy

NOTHING_MAY_BE_SAID = "Nothing may be said."
_LEADS = {"cite": "May be said:", "cite_scoped": "May be said, of these patients only:", "replace": "Say instead:"}
_BULLET = re.compile(r"^\s*[-*\u2022\u00b7\u2023\u25cf\u25aa\u2013\u2014]\s+")
_SURE = {"high": "the audit is sure", "medium": "the audit is fairly sure", "low": "the audit is unsure"}
_SURGERY = {
    "primary": "from primary surgery: it says little of a repeated operation",
    "revision": "from revision surgery: it says little of a first operation",
}


def outline_of(audits: Sequence[Audit], library: Library) -> AuditOutline:
    """The report of `audits`, each text in the order given."""
    heard = [one.claim for audit in audits for one in audit.heard]
    references = References(Sources(()), (citation(library.papers[name]) for name in _papers(heard, library)))
    return AuditOutline(
        what=what_it_is(library),
        headline=_together(audits, library),
        recall=recall_of(audits, library),
        texts=tuple(_Teller(audit, library, references).text() for audit in audits),
        references=(*references.listed(), *references.further()),
    )


def figures_told(audit: Audit) -> set[tuple[int, int]]:
    """The places of the figures that an assertion, a record or a dispute accounts for."""
    return {(one.start, one.end) for heard in audit.heard if heard.how != "other_figure" for one in heard.figures}


def other_figures(audit: Audit) -> Iterator[Heard]:
    """Sentences on a known subject with a figure that nothing in the library accounts for."""
    told = figures_told(audit)
    for one in audit.heard:
        if one.how == "other_figure" and any((figure.start, figure.end) not in told for figure in one.figures):
            yield one


class _Teller:
    """Tells one audit; every claim as it stands in this text."""

    def __init__(self, audit: Audit, library: Library, references: References) -> None:
        self.audit = audit
        self.library = library
        self.references = references
        ordered = sorted(audit.asserted(), key=lambda name: WORST_FIRST.index(library.claims[name].verdict))
        self.numbers = {name: number for number, name in enumerate(ordered, 1)}

    def text(self) -> TextAudited:
        audit = self.audit
        counts = counts_of(self.numbers, self.library)
        others = tuple(other_figures(audit))
        told = {(figure.start, figure.end) for one in others for figure in one.figures}
        unknown = [one for one in audit.unknown if (one.figure.start, one.figure.end) not in told]
        return TextAudited(
            name=tidy(audit.name),
            sentences=audit.sentences,
            headline=_headline(audit, counts),
            asserted=len(self.numbers),
            counts=counts,
            unknown_figures=len(audit.unknown),
            recall=recall_of((audit,), self.library),
            groups=tuple(self._groups()),
            others=self._beside(others),
            disputed=self._beside(one for one in audit.heard if one.how == "disputes"),
            recorded=self._beside(one for one in audit.heard if one.how == "recorded"),
            unknown=tuple(self._quotes((one.said, (one.figure,)) for one in unknown)),
        )

    def _groups(self) -> Iterator[VerdictGroup]:
        for verdict in WORST_FIRST:
            names = [name for name in self.numbers if self.library.claims[name].verdict == verdict]
            if names:
                yield VerdictGroup(
                    verdict=verdict,
                    word=verdict_word(verdict),
                    tone=TONES[verdict],
                    means=VERDICT_MEANS[verdict],
                    claims=tuple(self._asserted(name) for name in names),
                )

    def _asserted(self, name: str) -> ClaimTold:
        said = ((one.said, one.figures) for one in self.audit.heard if one.claim == name and one.how == "asserts")
        one = self.library.claims[name]
        return self._told(one, one.figures, tuple(self._quotes(said)))

    def _beside(self, heard: Iterable[Heard]) -> tuple[Beside, ...]:
        sentences: dict[Said, list[Heard]] = {}
        for one in heard:
            sentences.setdefault(one.said, []).append(one)
        found = []
        for said, ones in sentences.items():
            (quote,) = self._quotes((said, one.figures) for one in ones)
            claims = ((self.library.claims[one.claim], one) for one in ones)
            told = tuple(self._told(claim_, _rows(claim_, one), ()) for claim_, one in claims)
            found.append(Beside(quote=quote, claims=told))
        return tuple(found)

    def _told(self, one: AuditedClaim, figures: Iterable[Figure], quotes: tuple[Quoted, ...]) -> ClaimTold:
        lead, says = _may_be_said(one)
        means = level_means(one.level)
        return ClaimTold(
            number=self.numbers.get(one.claim, 0),
            name=one.claim,
            subject=tidy(one.subject),
            verdict=one.verdict,
            word=verdict_word(one.verdict),
            tone=TONES[one.verdict],
            lead=lead,
            says=says,
            population=tidy(one.population or ""),
            notes=tuple(self._notes(one)),
            figures=tuple(self._figure(row) for row in figures if one.verdict != "unverified"),
            level=f"level {(one.level or '').removeprefix('L')}, {means}" if means else "",
            why=tidy(one.why),
            sure=_SURE[one.sure],
            sources=self._numbered(one.sources),
            contrary=self._numbered(one.contrary),
            to_read=self._numbered(one.to_read),
            quotes=quotes,
        )

    def _notes(self, one: AuditedClaim) -> Iterator[str]:
        if one.surgery in _SURGERY:
            yield _SURGERY[one.surgery]
        if one.endpoint == "radiographic":
            yield "measured on images, not as what patients feel"
        printed = claim(self.library, one.claim)
        if printed and printed.caveat:
            yield tidy(printed.caveat)

    def _figure(self, row: Figure) -> RecordedFigure:
        source = self._numbered((row.source,))[0] if row.source else None
        return RecordedFigure(figure=tidy(row.figure), counts=tidy(row.counts), source=source)

    def _numbered(self, names: Iterable[str]) -> tuple[int, ...]:
        return tuple(self.references.of(citation(self.library.papers[name])) for name in names)

    def _quotes(self, said: Iterable[tuple[Said, Iterable[Said]]]) -> Iterator[Quoted]:
        """Each sentence once, in the order of the text, with every figure marked that any of the rows speaks of."""
        marked: dict[Said, set[Said]] = {}
        for sentence, figures in said:
            marked.setdefault(sentence, set()).update(figures)
        for sentence in sorted(marked, key=lambda one: one.start):
            runs = tuple((words, bool(figures)) for words, figures in runs_of(sentence, marked[sentence]))
            file = tidy(self.audit.name)
            yield Quoted(file=file, line=sentence.line, start=sentence.start, runs=_on_one_line(runs))


def _may_be_said(one: AuditedClaim) -> tuple[str, str]:
    if one.says and is_printed(one):
        return _LEADS[one.use], tidy(one.says)
    unread = " Its source was not read yet." if one.verdict == "unverified" and one.use != "drop" else ""
    return NOTHING_MAY_BE_SAID + unread, ""


def _rows(one: AuditedClaim, heard: Heard) -> tuple[Figure, ...]:
    """Where the figures are recorded, the rows that hold them; else all that the library holds on the subject."""
    if heard.how == "disputes" and not heard.figures:
        return ()
    if heard.how == "other_figure":
        return one.figures
    said = [figure for place in heard.figures for figure in find_figures(place.words)]
    holding = tuple(
        row
        for row in one.figures
        if any(figure.agrees(held) for figure in said for held in find_figures(f"{row.figure}; {row.counts}"))
    )
    return holding or one.figures


def runs_of(sentence: Said, figures: Iterable[Said]) -> Iterator[tuple[str, tuple[Said, ...]]]:
    """The sentence cut at its figures, each run with the figures that cover it; put together again it is the sentence."""
    figures = tuple(figures)
    inside = (place for one in figures for place in (one.start, one.end) if sentence.start < place < sentence.end)
    cuts = sorted({sentence.start, sentence.end, *inside})
    for start, end in pairwise(cuts):
        covering = tuple(one for one in figures if one.start <= start and end <= one.end)
        yield sentence.words[start - sentence.start : end - sentence.start], covering


def _on_one_line(runs: tuple[tuple[str, bool], ...]) -> tuple[tuple[str, bool], ...]:
    """Line breaks and hidden characters made readable, the mark of a list left out; the blank between two runs is kept."""
    told = []
    for number, (words, marked) in enumerate(runs):
        words = words if number else _BULLET.sub("", words)
        before, after = (" " if words[:1].isspace() else ""), (" " if words[-1:].isspace() else "")
        told.append((f"{before}{tidy(words)}{after}" if words.strip() else " ", marked))
    return tuple(told)


def _headline(audit: Audit, counts: tuple[tuple[str, str, str, int], ...]) -> str:
    unknown = f"{many(len(audit.unknown), 'figure')} {'is' if len(audit.unknown) == 1 else 'are'} unknown to it"
    asserted = audit.asserted()
    if not asserted:
        return f"No claim of the library is asserted here. {unknown[0].upper()}{unknown[1:]}."
    heard = len({one.said for one in audit.heard if one.how == "asserts"})
    verb = "is" if len(asserted) == 1 else "are"
    where = f"{heard} of {many(audit.sentences, 'sentence')}"
    return (
        f"{many(len(asserted), 'claim')} of the library {verb} asserted, in {where}: {counted_words(counts)}. "
        f"{unknown[0].upper()}{unknown[1:]}."
    )


def _together(audits: Sequence[Audit], library: Library) -> str:
    """One sentence over all the texts; nothing where there is but one, whose own says it."""
    if len(audits) == 1:
        return ""
    counts = counts_of((name for audit in audits for name in audit.asserted()), library)
    total = sum(number for *_, number in counts)
    told = f": {counted_words(counts)}" if counts else ""
    unknown = sum(len(audit.unknown) for audit in audits)
    return (
        f"{many(len(audits), 'text')}: {many(total, 'claim')} of the library asserted, each counted once{told}; "
        f"{many(unknown, 'figure')} unknown to it."
    )


def _papers(names: Iterable[str], library: Library) -> Iterator[str]:
    """The papers of the claims in the order in which they are told; one may come again."""
    for name in dict.fromkeys(names):
        one = library.claims[name]
        yield from one.sources
        yield from (row.source for row in one.figures if row.source)
        yield from (*one.contrary, *one.to_read)
