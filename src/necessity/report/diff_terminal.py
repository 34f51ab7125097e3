"""What differs between two packs, as text for a terminal.

Invariant: every line is wrapped to the width; the meaning comes first and wording last.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.report.diff_parts import BOTH, NO_FACT, NO_MEANING, NOTHING, SAME_POLICIES, answer_words
from necessity.report.diff_shown import DIFFERENCE, ChangeShown, DiffShown, GroupShown, KindShown, Row, WitnessShown
from necessity.report.sheet import Sheet


def render(shown: DiffShown, *, console_width: int = 100, colour: bool = False) -> str:
    """The difference as text that ends in a line break."""
    sheet = Sheet(console_width, colour)
    return "\n".join(_page(shown, sheet)).rstrip() + "\n"


def _page(shown: DiffShown, sheet: Sheet) -> Iterator[str]:
    yield sheet.painted(f"{shown.one} -> {shown.two}", "strong")
    for said in shown.summary:
        yield from sheet.wrapped(said, 0)
    for note in shown.notes:
        yield from (sheet.painted(line, "faint") for line in sheet.wrapped(note, 0))
    if shown.head:
        yield ""
        yield from sheet.heading("The pack itself")
        for row in shown.head:
            yield from sheet.wrapped(f"{row.lead}: {row.words}", 3, hang=2)
    for group in shown.groups:
        yield ""
        yield from _group(group, shown, sheet)
    yield from _lists(shown, sheet)


def _group(group: GroupShown, shown: DiffShown, sheet: Sheet) -> Iterator[str]:
    yield sheet.painted(sheet.rule(f"{group.title}{f' ({group.judges})' if group.judges else ''}"), "strong")
    for said in group.summary:
        yield from sheet.wrapped(said, 3, hang=2)
    if group.witness:
        yield from _witness(group.witness, sheet, "The whole policy")
    for change in group.changes:
        yield ""
        yield from _change(change, sheet)
    for kind in group.kinds:
        yield ""
        yield from _kind(kind, shown, sheet)


def _change(change: ChangeShown, sheet: Sheet) -> Iterator[str]:
    again = f" (as {change.as_in})" if change.as_in else ""
    head = f"{change.number}. {change.what}{again}{f': {change.says}' if change.says and not change.is_value else ''}"
    yield from (sheet.painted(line, "strong") for line in sheet.wrapped(head, 2, hang=len(str(change.number)) + 2))
    place = " ".join(
        filter(None, (change.says if change.is_value else "", f"[{change.id}]" if change.id else "", change.where))
    )
    if place:
        yield from sheet.wrapped(place, 5)
    for row in change.rows:
        yield from _row(row, sheet)
    if change.witness:
        yield from _witness(change.witness, sheet, "")
    elif change.witness_of:
        yield f"     witness: that of {change.witness_of}"


def _row(row: Row, sheet: Sheet) -> Iterator[str]:
    said = " ".join(filter(None, (row.words, f"[{row.source}]" if row.source else "")))
    yield from sheet.wrapped(f"{row.lead}  {said}", 5, hang=len(row.lead) + 2)


def _witness(witness: WitnessShown, sheet: Sheet, about: str) -> Iterator[str]:
    indent = 3 if about else 5
    lead = f"{about}, witness: " if about else "witness: "
    if witness.outcome != DIFFERENCE:
        yield from sheet.wrapped(f"{about + ': ' if about else ''}{witness.says}", indent, hang=2)
        return
    yield from sheet.wrapped(f"{lead}{witness.line}", indent, hang=2)
    for fact in witness.facts or (NO_FACT,):
        yield from sheet.wrapped(f"- {fact}", indent + 2, hang=2)
    width = max(len(one.pack) for one in witness.answers)
    for one in witness.answers:
        first, *rest = sheet.wrapped(
            f"{one.pack:<{width}}  {answer_words(one, whole=bool(about))}", indent + 2, hang=width + 2
        )
        yield sheet.painted(first, one.recommendation)
        yield from (sheet.painted(line, one.recommendation) for line in rest)
    if witness.file:
        yield from sheet.wrapped(f"written: {witness.file}", indent + 2)


def _kind(kind: KindShown, shown: DiffShown, sheet: Sheet) -> Iterator[str]:
    yield f"   {sheet.painted(kind.about, 'strong')}"
    if kind.both:
        yield f"     {BOTH}"
        for one in kind.both:
            yield from sheet.wrapped(f"- {one}", 7, hang=2)
    for name, asked in ((shown.one, kind.one), (shown.two, kind.two)):
        if not asked and kind.both:
            continue
        if not asked:
            yield from (sheet.painted(line, "faint") for line in sheet.wrapped(f"{name}: {NOTHING}", 5))
            continue
        yield f"     {name}"
        for one in asked:
            yield from sheet.wrapped(f"- {one}", 7, hang=2)


def _lists(shown: DiffShown, sheet: Sheet) -> Iterator[str]:
    for title, names in (
        (SAME_POLICIES, shown.same),
        (f"Only {shown.one} judges", shown.only_one),
        (f"Only {shown.two} judges", shown.only_two),
    ):
        if names:
            yield ""
            yield from sheet.wrapped(f"{title}: {', '.join(names)}", 0, hang=2)
    if shown.wording:
        yield ""
        yield f"{NO_MEANING}:"
        for said in shown.wording:
            yield from (sheet.painted(line, "faint") for line in sheet.wrapped(f"- {said}", 2, hang=2))
