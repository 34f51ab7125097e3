"""The library of evidence as plain text for a terminal: the whole at a glance, a search, the page of a claim or a source.

Invariant: only words of the parts are printed, wrapped and indented; colour is added last and carries no meaning of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from necessity.library.selection import Found, Selection
from necessity.report.library_parts import (
    ClaimLine,
    ClaimPage,
    Glance,
    SourceLine,
    SourcePage,
    claim_line,
    claim_page,
    glance,
    source_line,
    source_page,
)
from necessity.report.library_words import UNCHECKED, WHAT_IT_IS, asked_words, counted, found_words, headed, near_words
from necessity.report.sheet import Sheet
from necessity.report.words import shortened, tidy

_VERDICT, _USE, _LABEL = 14, 12, 24
_SUBJECT = 20  # of the subject at least so much is told in the list


def render(found: Found, *, console_width: int = 100, colour: bool = False) -> str:
    """What was asked for as text that ends in a line break."""
    return "\n".join(_Pages(console_width, colour).told(found)).rstrip() + "\n"


class _Pages(Sheet):
    """Every page of the library."""

    def told(self, found: Found) -> Iterator[str]:
        selection = found.selection
        if selection.how == "names" and not selection.is_empty:
            for name in selection.claims:
                yield from self._claim(claim_page(found, name))
            for name in selection.papers:
                yield from self._source(source_page(found.library, name))
        elif selection.how == "all" and not selection.is_empty:
            yield from self._glance(selection, glance(found.library, selection.claims, selection.papers))
        else:
            yield from self._search(found)

    # -- lists ---------------------------------------------------------------------------------------------------------

    def _glance(self, selection: Selection, seen: Glance) -> Iterator[str]:
        told = f"{counted(seen.claims, seen.papers)}{asked_words(selection)}"
        yield self.painted("The library of evidence", "strong") + f": {told}"
        yield from self.wrapped(WHAT_IT_IS, 0)
        yield ""
        for word, tone, count in seen.verdicts:
            yield f"   {count:>4}  {self.painted(word, tone)}"
        yield ""
        for heading, claims in seen.groups:
            yield self.painted(self.rule(f"{heading} ({len(claims)})"), "faint")
            for claim in claims:
                yield self._one_line(claim)
            yield ""
        if not selection.is_whole and seen.sources:
            yield self.painted(self.rule(f"Sources ({len(seen.sources)})"), "faint")
            for source in seen.sources:
                yield from self._source_line(source, 0)
            yield ""
        yield from self.wrapped(
            "A claim or a source whole: necessity evidence NAME. A search: necessity evidence WORDS.", 0
        )

    def _one_line(self, claim: ClaimLine) -> str:
        """Verdict, use, name and subject; the subject is cut where the line is full."""
        verdict, use = f"{claim.verdict.upper():<{_VERDICT}}", f"{claim.use:<{_USE}}"
        room = max(self.width - len(f"{verdict}{use}{claim.name}  "), _SUBJECT)
        told = f"{self.painted(claim.name, 'strong')}  {shortened(claim.subject, room)}"
        return f"{self.painted(verdict, claim.tone)}{use}{told}"

    def _source_line(self, source: SourceLine, indent: int) -> Iterator[str]:
        told = "; ".join(filter(None, (source.level, source.read)))
        yield from self.wrapped(f"{source.name}: {source.citation} ({told})", indent, hang=3)

    # -- a search ------------------------------------------------------------------------------------------------------

    def _search(self, found: Found) -> Iterator[str]:
        selection = found.selection
        for line in self.wrapped(found_words(selection), 0):
            yield self.painted(line, "strong")
        if selection.is_empty:
            yield from (line for words in near_words(selection) for line in self.wrapped(words, 0))
            return
        yield ""
        for name in selection.order:
            matched = ", ".join(map(tidy, selection.matched[name]))
            if name in found.library.claims:
                yield from self._hit(found, name)
            else:
                source = source_line(found.library.papers[name])
                yield self.painted(name, "strong") + f"  source; {'; '.join(filter(None, (source.level, source.read)))}"
                yield from self.wrapped(source.citation, 3)
            yield from (self.painted(line, "faint") for line in self.wrapped(f"words found: {matched}", 3))
            yield ""
        if selection.left_out:
            yield from self.wrapped(f"And {selection.left_out} more that say as few of the words.", 0)
        yield from self.wrapped("One of them whole: necessity evidence NAME.", 0)

    def _hit(self, found: Found, name: str) -> Iterator[str]:
        page = claim_page(found, name)
        line = claim_line(found.library.claims[name])
        yield f"{self.painted(name, 'strong')}  {self.painted(line.verdict.upper(), line.tone)}, {line.use}"
        yield from self.wrapped(f"{line.subject}: {page.says or page.nothing}", 3)

    # -- one page ------------------------------------------------------------------------------------------------------

    def _claim(self, page: ClaimPage) -> Iterator[str]:
        line = page.line
        yield self.painted(self.rule(line.name, "="), "faint")
        yield from (self.painted(one, "strong") for one in self.wrapped(headed(line.subject), 0))
        first, *more = self.wrapped(f"{line.verdict.upper()}: {page.means}", 0, hang=3)
        yield first.replace(line.verdict.upper(), self.painted(line.verdict.upper(), line.tone), 1)
        yield from more
        yield ""
        if page.asserted:
            yield from self.heading("Asserted")
            for words in page.asserted:
                yield from self.wrapped(f"- {words}", 3, hang=2)
            for title in page.asserted_in:
                yield from self.wrapped(f"in: {title}", 5, hang=4)
            yield ""
        yield from self.heading(page.lead or "What may be said")
        yield from self.wrapped(page.says or page.nothing, 3)
        if page.population:
            yield from self.wrapped(f"Measured in: {page.population}.", 3)
        if page.caveat:
            yield from self.wrapped(f"Beside it stands: {page.caveat}.", 3)
        yield ""
        yield from self._facts(page.facts)
        yield from self._figures(page)
        yield from self._rest(page)

    def _rest(self, page: ClaimPage) -> Iterator[str]:
        """What a claim rests on, why its verdict is what it is, and where it is used."""
        for heading, sources in (
            ("Sources", page.sources),
            ("To the contrary", page.contrary),
            ("Still to be read, and printed in no report", page.to_read),
        ):
            yield from self._sources(heading, sources)
        yield from self.heading(f"Why: {page.line.verdict}")
        yield from self.wrapped(page.why, 3)
        yield ""
        yield from self.heading("Where it is used")
        for use in page.used:
            yield from self.wrapped(f"- {use.words} ({use.place})", 3, hang=2)
        if not page.used:
            yield "   by no pack and beside no procedure"
        yield ""
        yield self.painted(page.place, "faint")
        yield ""

    def _facts(self, facts: Iterable[tuple[str, str]]) -> Iterator[str]:
        for label, words in facts:
            yield from self.wrapped(f"{label + ':':<{_LABEL}}{words}", 1, hang=_LABEL)
        yield ""

    def _figures(self, page: ClaimPage) -> Iterator[str]:
        if not page.figures:
            return
        yield from self.heading("Figures, each with what it counts" + ("" if page.says else "; none may be cited"))
        for row in page.figures:
            source = f" [{row.source}]" if row.source else ""
            yield from self.wrapped(f"{row.figure}  {row.counts}{source}", 3, hang=4)
        yield ""

    def _sources(self, heading: str, sources: Sequence[SourceLine]) -> Iterator[str]:
        if not sources:
            return
        yield from self.heading(heading)
        for source in sources:
            yield from self._source_line(source, 3)
        yield ""

    def _source(self, page: SourcePage) -> Iterator[str]:
        yield self.painted(self.rule(page.line.name, "="), "faint")
        yield from (self.painted(one, "strong") for one in self.wrapped(page.line.citation, 0))
        for label, number, address in page.identifiers:
            yield f"   {label} {number}  {address}"
        if page.unchecked:
            yield from self.wrapped(headed(UNCHECKED) + ".", 3)
        yield ""
        yield from self._facts(page.facts)
        yield from self.heading("What it found")
        yield from self.wrapped(page.finding, 3)
        yield ""
        for heading, claims in (
            ("Claims that rest on it", page.bears),
            ("Claims that it contradicts", page.contradicts),
            ("Claims for which it is still to be read", page.waits),
        ):
            if claims:
                yield from self.heading(heading)
                for claim in claims:
                    words = f"{claim.verdict.upper():<{_VERDICT}}{claim.name}: {claim.subject}"
                    first, *more = self.wrapped(words, 3, hang=_VERDICT)
                    yield first.replace(claim.verdict.upper(), self.painted(claim.verdict.upper(), claim.tone), 1)
                    yield from more
                yield ""
        yield self.painted(page.place, "faint")
        yield ""
