"""Lists of an examination: what was tested, on which side, with what result (`KJ 2+ R, 1+ L; AJ absent b/l`).

Invariant: a list is read only where every word between its items is known; a result whose name is not clear has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from necessity.reading.scene import Scene

_STOP = re.compile(r";|\.(?=\s|$)|\n")
_BEGINS = re.compile(r"(?:^|[,;:.(]\s*)$")
_CLAUSE = re.compile(r"[,;\n]|\.(?=\s|$)|\s[-\u2013]\s(?!\d)")
_SPLIT = re.compile(r"[,/|&+]|\b(?:and|but|while|whereas|or|also|vs|versus)\b|\s[-\u2013]\s")
_NO = re.compile(r"\b(?:no|not|without|denies|never|if|unless)\b")
_WORD = re.compile(r"[a-z][a-z'.-]*|\d+")
_ROOT = re.compile(r"\b[ls][1-5](?:\s?[-/,&]\s?[ls]?[1-5])*\b")
LINKS = frozenset(
    (
        "a vs versus an and are as at b be but by exam examination grade graded has have in is it measured measures "
        "more of on or out "
        "rated remains remain shows showed reveals revealed demonstrates demonstrated side sides tested testing test "
        "tests "
        "that the there to was were which while whereas with also noted found over from his her their patient's only "
        "just now "
        "again still as well leg legs lower extremity extremities limb limbs for level levels both respectively"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list. `what` is name, value, side, rest (all that is not named), except, or a word that only fills."""

    start: int
    end: int
    what: str
    value: str


@dataclass(slots=True)
class Result:
    """One result with what it is of; without names it is of all that was tested.

    `broken`: words that are not known stand before it, so what it is of may stand among them.
    """

    value: Item
    names: tuple[Item, ...] = ()
    side: Item | None = None
    rest: bool = False
    broken: bool = False
    chunk: list[Item] = field(default_factory=list)

    @property
    def places(self) -> list[tuple[int, int]]:
        items = [self.value, *self.names, *([self.side] if self.side else [])]
        return [(one.start, one.end) for one in items]


def results(
    folded: str, items: Sequence[Item], start: int, known: frozenset[str] = LINKS, carries: bool = False
) -> list[Result] | None:
    """The results of the list that the items make; None where there are no items, or a denial stands before them.

    `carries`: a result without a name is of the name told before, whatever stands between.
    """
    items = without_overlaps(items)
    told: list[Result] = []
    before: tuple[Item, ...] = ()
    name_first = True
    lead: Item | None = None
    if not items or _NO.search(folded, start, items[0].start):
        return None
    last, is_broken = 0, False
    for segment in _segments(folded, items, known):
        between = folded[last : segment[0].start]
        is_broken = last > 0 and not is_known(folded, last, segment[0].start, known)
        if not carries and (is_broken or ";" not in between):
            before = ()
        last = segment[-1].end
        has_names = any(one.what == "name" for one in segment)
        first_value = next((one.start for one in segment if one.what == "value"), None)
        if first_value is None:
            sides = [one for one in segment if one.what == "side"]
            if not has_names and len(sides) == 1 and not told:
                lead = sides[0]
            before = tuple(one for one in segment if one.what == "name") or before
            continue
        if has_names:
            name_first = next(one.start for one in segment if one.what == "name") < first_value
        here = list(_of_segment(folded, segment, name_first, () if has_names else before, lead))
        here = [replace(one, broken=is_broken) for one in here]
        told += _closed(folded, here, items) if here else []
        named = [one for one in here if one.names]
        before = named[-1].names if named else before
    return told


def is_known(folded: str, start: int, end: int, known: frozenset[str]) -> bool:
    """Nothing but words of a list, and roots that stand beside a name, stands between two places."""
    return all(word in known for word in _WORD.findall(_ROOT.sub(" ", folded[start:end])))


def label_of(scene: Scene) -> str:
    """The heading that stands right before the sentence (`Sensory: intact`); empty where other words stand between."""
    label = scene.sentence.label
    if label is None or scene.start - label[1] > 6 or re.search(r"[a-z0-9]", scene.folded[label[1] : scene.start]):
        return ""
    return scene.folded[slice(*label)]


def clause(folded: str, start: int, end: int, first: int, last: int) -> str:
    """The words between the commas, semicolons and full stops around a place, of those between `first` and `last`."""
    begins = [match.end() for match in _CLAUSE.finditer(folded, first, start)]
    stop = _CLAUSE.search(folded, end, last)
    return folded[begins[-1] if begins else first : stop.start() if stop else last]


def without_overlaps(items: Sequence[Item]) -> list[Item]:
    """The items in order; of those that overlap the longest."""
    kept: list[Item] = []
    for one in sorted(items, key=lambda item: (item.start, -item.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _segments(folded: str, items: Sequence[Item], known: frozenset[str]) -> Iterator[list[Item]]:
    """The items between semicolons, full stops, `except`, and clauses that say something else."""
    segment: list[Item] = []
    for one in items:
        if segment and (_is_cut(folded, segment, one) or _is_other(folded, segment[-1].end, one.start, known)):
            yield segment
            segment = []
        if one.what != "except":
            segment.append(one)
        elif segment:
            yield segment
            segment = []
    if segment:
        yield segment


def _is_cut(folded: str, segment: list[Item], one: Item) -> bool:
    stop = _STOP.search(folded, segment[-1].end, one.start)
    if stop is None:
        return False
    # `L. EHL 4/5`: the full stop of a short word ends nothing before the first result
    if stop[0] != "." or segment[-1].what != "side" or any(item.what == "value" for item in segment):
        return True
    return _BEGINS.search(folded[max(0, segment[-1].start - 4) : segment[-1].start]) is None


def _is_other(folded: str, start: int, end: int, known: frozenset[str]) -> bool:
    """Words of another matter stand between (`EHL 4/5, as in March, TA 5/5`)."""
    return not is_known(folded, start, end, known)


def _of_segment(
    folded: str, segment: list[Item], name_first: bool, carried: tuple[Item, ...], lead: Item | None
) -> Iterator[Result]:
    found: list[Result] = []
    side_first = _side_first(segment)
    pending: list[Item] = []
    last: tuple[Item, ...] = carried
    side: Item | None = lead
    for chunk in _chunks(folded, segment, name_first, side_first):
        names = [one for one in chunk if one.what == "name"]
        sides = [one for one in chunk if one.what == "side"]
        value = next((one for one in chunk if one.what == "value"), None)
        rest = any(one.what == "rest" for one in chunk)
        if value is None:
            if names and name_first:
                pending += names
                side = sides[0] if sides else side
            elif names and found:  # `4/5 in the left EHL and TA`
                base = found[-1]
                if sides and base.side is not None and sides[0].value != base.side.value:
                    found.append(Result(base.value, tuple(names), sides[0], rest, chunk=chunk))
                else:
                    found[-1] = replace(
                        base, names=(*base.names, *names), side=base.side or (sides[0] if sides else None)
                    )
            elif sides and found and found[-1].side is None:
                found[-1] = replace(found[-1], side=sides[0])
            elif sides and found and found[-1].side is not None and found[-1].side.value != sides[0].value:
                found.append(replace(found[-1], side=sides[0], chunk=chunk))
            elif sides and not found:
                side = sides[0]
            continue
        about = (*pending, *names)
        if not about and not rest:
            about = last
        pending = []
        if sides and side_first and sides[0].start < value.start:
            side = sides[0]
        own = sides[0] if sides else side
        if rest and not names:
            about, own = (), (sides[0] if sides else None)
        found.append(Result(value, about, own, rest, chunk=chunk))
        last = about or last
    yield from found


def _closed(folded: str, found: list[Result], items: Sequence[Item]) -> list[Result]:
    """`TA 4/5, EHL 3/5 on the left`: the one side of the list, where it closes it, is of all of it."""
    if len({one.value for one in items if one.what == "side"}) != 1 and _SPLIT.search(
        folded, found[0].value.end, found[-1].value.start
    ):
        return found
    sided = [one for one in found if one.side is not None]
    if len(found) < 2 or len(sided) != 1 or sided[0] is not found[-1] or not all(one.names for one in found):
        return found
    side = sided[0].side
    if side is None or side.start < sided[0].value.end:
        return found
    return [replace(one, side=side) for one in found]


def _side_first(segment: list[Item]) -> bool:
    """The sides of the segment stand before their results."""
    value = next((one.start for one in segment if one.what == "value"), 0)
    return any(one.what == "side" and one.start < value for one in segment)


def _chunks(folded: str, segment: list[Item], name_first: bool, side_first: bool) -> Iterator[list[Item]]:
    """Runs of items between commas and the like, each with one result at most."""
    run: list[Item] = []
    for one in segment:
        if run and _SPLIT.search(folded, run[-1].end, one.start):
            yield from _single(run, name_first, side_first)
            run = []
        run.append(one)
    yield from _single(run, name_first, side_first)


def _single(run: list[Item], name_first: bool, side_first: bool) -> Iterator[list[Item]]:
    """`R 5/5 L 4/5`, `HF 5 KE 5 TA 4`: cut so that every piece has one result."""
    values = [place for place, one in enumerate(run) if one.what == "value"]
    side_first = side_first or any(one.what == "side" for one in run[: values[0] if values else 0])
    begin = 0
    for left, right in pairwise(values):
        cut = left + 1
        while cut < right:
            what = run[cut].what
            if (what == "name" and name_first) or (what == "side" and (side_first or _leads_a_name(run, cut, right))):
                break
            cut += 1
        yield run[begin:cut]
        begin = cut
    yield run[begin:]


def _leads_a_name(run: list[Item], place: int, stop: int) -> bool:
    """The side stands before a name that comes before the next result (`L HF 5 R HF 4`)."""
    return place + 1 < stop and run[place + 1].what == "name" and run[0].what == "side"
