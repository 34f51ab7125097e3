"""What differs between two packs, as CommonMark.

Invariant: no word that comes from a pack can become markup; every mark is written here.
"""

from __future__ import annotations

from collections.abc import Iterator

from necessity.report.diff_parts import BOTH, NO_FACT, NO_MEANING, NOTHING, SAME_POLICIES, answer_words
from necessity.report.diff_shown import DIFFERENCE, ChangeShown, DiffShown, GroupShown, KindShown, WitnessShown
from necessity.report.escape import escaped


def markdown(shown: DiffShown) -> str:
    """The difference as CommonMark that ends in a line break."""
    return "\n".join(_page(shown)).rstrip() + "\n"


def _page(shown: DiffShown) -> Iterator[str]:
    yield from (f"# {escaped(shown.one)} and {escaped(shown.two)}", "")
    for said in (*shown.summary, *shown.notes):
        yield from (escaped(said), "")
    if shown.head:
        yield from ("## The pack itself", "")
        yield from (f"- {escaped(row.lead)}: {escaped(row.words)}" for row in shown.head)
        yield ""
    for group in shown.groups:
        yield from _group(group, shown)
    for title, names in (
        (SAME_POLICIES, shown.same),
        (f"Only {shown.one} judges", shown.only_one),
        (f"Only {shown.two} judges", shown.only_two),
    ):
        if names:
            yield from (f"## {escaped(title)}", "", escaped(", ".join(names)), "")
    if shown.wording:
        yield from (f"## {NO_MEANING}", "", *(f"- {escaped(said)}" for said in shown.wording), "")


def _group(group: GroupShown, shown: DiffShown) -> Iterator[str]:
    yield from (f"## {escaped(group.title)}", "")
    if group.judges:
        yield from (f"*{escaped(group.judges)}*", "")
    for said in group.summary:
        yield from (escaped(said), "")
    if group.witness:
        yield from (*_witness(group.witness, "The whole policy", ""), "")
    for change in group.changes:
        yield from (*_change(change), "")
    for kind in group.kinds:
        yield from (*_kind(kind, shown), "")


def _change(change: ChangeShown) -> Iterator[str]:
    again = f" (as {change.as_in})" if change.as_in else ""
    place = " ".join(filter(None, (change.says, f"[{change.id}]" if change.id else "", change.where)))
    yield f"{change.number}. **{escaped(change.what)}**{again}{f'. {escaped(place)}' if place else ''}"
    pad = " " * (len(str(change.number)) + 2)
    for row in change.rows:
        source = f"*{escaped(row.source)}*" if row.source else ""
        yield f"{pad}- {row.lead}: {' '.join(filter(None, (escaped(row.words), source)))}"
    if change.witness:
        yield from _witness(change.witness, "", pad)
    elif change.witness_of:
        yield f"{pad}- witness: that of {change.witness_of}"


def _witness(witness: WitnessShown, about: str, pad: str) -> Iterator[str]:
    if witness.outcome != DIFFERENCE:
        yield f"{pad}- {about + ': ' if about else ''}{escaped(witness.says)}"
        return
    yield f"{pad}- {about + ', witness' if about else 'witness'}: {escaped(witness.line)}"
    yield from (f"{pad}  - {escaped(fact)}" for fact in witness.facts or (NO_FACT,))
    for one in witness.answers:
        yield f"{pad}  - **{escaped(one.pack)}**: {escaped(answer_words(one, whole=bool(about)))}"
    if witness.file:
        yield f"{pad}  - written: {escaped(witness.file)}"


def _kind(kind: KindShown, shown: DiffShown) -> Iterator[str]:
    yield f"- **{escaped(kind.about)}**"
    if kind.both:
        yield from (f"  - {BOTH}", *(f"    - {escaped(one)}" for one in kind.both))
    for name, asked in ((shown.one, kind.one), (shown.two, kind.two)):
        if not asked and kind.both:
            continue
        if not asked:
            yield f"  - {escaped(name)}: {NOTHING}"
            continue
        yield f"  - {escaped(name)}"
        yield from (f"    - {escaped(one)}" for one in asked)
