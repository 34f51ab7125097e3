"""The audit of texts as plain text for a terminal: the counts first, then the claims, the worst verdict first.

Invariant: only words of the outline are printed, wrapped and indented; a figure that is spoken of stands between asterisks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from necessity.library.audit import Audit
from necessity.library.records import Library
from necessity.report.audit_outline import outline_of
from necessity.report.audit_parts import (
    DISPUTED,
    OTHER_FIGURES,
    RECORDED,
    UNKNOWN_FIGURES,
    AuditOutline,
    Beside,
    ClaimTold,
    Quoted,
    Recall,
    RecordedFigure,
    TextAudited,
    VerdictGroup,
    counted_words,
    many,
    numbers_words,
)
from necessity.report.phrases import PAPERS_READ
from necessity.report.sheet import Sheet


def render(audits: Sequence[Audit], library: Library, *, console_width: int = 100, colour: bool = False) -> str:
    """The whole report as text that ends in a line break; `console_width` in columns."""
    outline = outline_of(audits, library)
    return "\n".join(_Report(console_width, colour).report(outline)).rstrip() + "\n"


class _Report(Sheet):
    """The report, section by section in the order of every face."""

    def report(self, outline: AuditOutline) -> Iterator[str]:
        yield from self._top(outline)
        for text in outline.texts:
            yield from self._text(text)
        if outline.references:
            yield self.painted(self.rule("References", "="), "faint")
            yield from self.wrapped(PAPERS_READ, 3)
            for one in outline.references:
                details = f" {one.details}." if one.details else ""
                yield from self.wrapped(f"[{one.number}] {one.words}.{details}", 3, hang=4)

    def _top(self, outline: AuditOutline) -> Iterator[str]:
        yield self.painted("Audit of claims", "strong")
        yield from self.wrapped(outline.what, 0)
        yield ""
        for line in self.wrapped(outline.headline, 0) if outline.headline else ():
            yield self.painted(line, "strong")
        if len(outline.texts) > 1:
            for text in outline.texts:
                told = counted_words(text.counts) or "no claim asserted"
                found = f"; {text.recall.words}" if text.recall else ""
                unknown = f"; {many(text.unknown_figures, 'figure')} unknown"
                yield from self.wrapped(
                    f"- {text.name}: {many(text.sentences, 'sentence')}; {told}{unknown}{found}", 3, hang=2
                )
            if outline.recall:
                where = "Over all published assessments among them, each claim counted once"
                yield from self.wrapped(f"{where}: {outline.recall.words}.", 3)
            yield ""

    def _recall(self, recall: Recall, where: str) -> Iterator[str]:
        yield from self.wrapped(f"{where}: {recall.words}.", 3)
        for name, subject in recall.missed:
            yield from self.wrapped(f"- missed: {subject} ({name})", 5, hang=2)
        for name, subject in recall.beyond:
            yield from self.wrapped(f"- found and not recorded as made there: {subject} ({name})", 5, hang=2)

    def _text(self, text: TextAudited) -> Iterator[str]:
        yield self.painted(self.rule(text.name, "="), "faint")
        for line in self.wrapped(text.headline, 0):
            yield self.painted(line, "strong")
        if text.recall:
            yield from self._recall(text.recall, f"This is the published assessment {text.recall.title}")
        yield ""
        for group in text.groups:
            yield from self._group(group)
        yield from self._beside(OTHER_FIGURES, text.others)
        yield from self._beside(DISPUTED, text.disputed)
        yield from self._beside(RECORDED, text.recorded)
        if text.unknown:
            yield from self._headed(UNKNOWN_FIGURES)
            for quote in text.unknown:
                yield from self._quote(quote, "- ")
            yield ""

    def _group(self, group: VerdictGroup) -> Iterator[str]:
        words = group.word.upper()
        first, *more = self.wrapped(f"{words}: {group.means}", 1, hang=3)
        yield first.replace(words, self.painted(words, group.tone), 1)
        yield from more
        for claim in group.claims:
            yield from self._claim(claim)
        yield ""

    def _claim(self, claim: ClaimTold) -> Iterator[str]:
        for line in self.wrapped(f"{claim.number}. {claim.subject}", 3, hang=3):
            yield self.painted(line, "strong")
        for quote in claim.quotes:
            yield from self._quote(quote, "")
        yield from self.wrapped(f"{claim.lead} {claim.says}".rstrip(), 6)
        if claim.measured:
            yield from self.wrapped(claim.measured, 8)
        yield from self._figures(claim.figures)
        if claim.evidence:
            yield from self.wrapped(f"Evidence: {claim.evidence}", 6)
        yield from self.wrapped(f"Why {claim.word} ({claim.sure}): {claim.why}", 6)

    def _beside(self, heading: tuple[str, str], beside: Iterable[Beside]) -> Iterator[str]:
        beside = tuple(beside)
        if not beside:
            return
        yield from self._headed(heading)
        for one in beside:
            yield from self._quote(one.quote, "- ")
            for claim in one.claims:
                answer = "" if claim.figures else f" ({claim.word}). {claim.lead} {claim.says}".rstrip()
                yield from self.wrapped(f"{claim.subject}{answer}", 8)
                yield from self._figures(claim.figures)
        yield ""

    def _headed(self, heading: tuple[str, str]) -> Iterator[str]:
        words, means = heading
        yield from self.heading(words)
        yield from self.wrapped(means, 3)

    def _figures(self, figures: Iterable[RecordedFigure]) -> Iterator[str]:
        for row in figures:
            source = f" {numbers_words((row.source,))}" if row.source else ""
            yield from self.wrapped(f"{row.figure}: {row.counts}{source}", 8, hang=2)

    def _quote(self, quote: Quoted, mark: str) -> Iterator[str]:
        said = "".join(f"*{words}*" if marked else words for words, marked in quote.runs)
        yield from self.wrapped(f"{mark}{quote.file}:{quote.line}: “{said}”", 6, hang=len(mark))
