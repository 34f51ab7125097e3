"""A statement about the request itself: another setting, level or side, a line more or less, another day.

Invariant: a statement is about the request only where nothing is left of it but the words of such a change; the lines that it
does not name stay as they are, and so does the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from necessity.model.case import LineItem, Request
from necessity.reading.asking import read_setting, setting_spans
from necessity.reading.catalogue import Catalogue, catalogue
from necessity.reading.dates import find_lengths
from necessity.reading.levels import find_levels
from necessity.reading.statement_words import Phrases, statement_words
from necessity.vocabulary.load import Vocabulary
from necessity.when import Duration

_SIDES = Phrases.of(("left", "right", "bilateral", "bilaterally", "both sides"))
_TELLING = 5  # letters of a word that names a line by itself
_WAS = re.compile(r"\bwas\b")
_SIDE_OF = {"left": "left", "right": "right"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """What is asked in place of the request, each change in words. `later` moves the day, `sign` forward (1) or back (-1)."""

    request: Request
    says: tuple[str, ...]
    later: Duration | None = None
    sign: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """What of a request the words name."""

    procedures: tuple[str, ...]
    lines: tuple[str, ...]
    levels: tuple[str, ...]
    side: str | None
    setting: str | None
    distance: Duration | None
    how: frozenset[str]


def asked_otherwise(folded: str, request: Request, vocabulary: Vocabulary) -> Otherwise | None:
    """The request as the statement would have it; None where the statement is about something else, or changes nothing."""
    known, words = catalogue(vocabulary), statement_words(vocabulary.folder).request
    named = _named(_head(folded, words), request.line_items, known, words)
    if named is None:
        return None
    if named.distance is not None:
        way = "earlier" if "earlier" in named.how and "later" not in named.how else "later"
        told = f"the day of judgement is moved {_length(named.distance)} {way}; the record stays as it is"
        return Otherwise(request=request, says=(told,), later=named.distance, sign=1 if way == "later" else -1)
    if "definite" in named.how:
        return _definite(request, named)
    if (named.procedures or named.lines) and named.how & {"drops", "keeps", "adds"}:
        return _other_lines(request, named, known)
    changed, says = request, []
    if named.setting is not None and named.setting == request.setting:
        says.append(f"{named.setting} is asked for already")
    elif named.setting is not None:
        asked = f" in place of {request.setting}" if request.setting else ""
        says.append(f"asked as {named.setting}{asked}")
        changed = replace(changed, setting=named.setting)
    if (named.levels or named.side) and named.how & {"instead", "adds", "keeps", "drops"}:
        lines = tuple(_placed(line, named, known) for line in request.line_items)
        says += list(_moves(request.line_items, lines)) or ["this is what is asked for already"]
        changed = replace(changed, line_items=lines)
    return Otherwise(request=changed, says=tuple(says)) if says else None


def _head(folded: str, words: Mapping[str, Phrases]) -> str:
    """The statement without what it gives up (`outpatient instead of inpatient`)."""
    tail = words["in_place_of"].anywhere.search(folded)
    return f"{folded[: tail.start()]} instead" if tail and tail.start() else folded


def named_lines(folded: str, lines: Sequence[LineItem], known: Catalogue) -> dict[str, tuple[int, int]]:
    """The lines that the words name, by id, with the place of the words: by a procedure, or by a telling word of their own."""
    hits = known.find(folded, folded, 0, len(folded))
    rest = _blanked(folded, [(one.start, one.end) for one in hits])
    found: dict[str, tuple[int, int]] = {}
    for line in lines:
        if line.procedure is None:
            continue
        hit = next((one for one in hits if known.narrower(line.procedure, str(one.entry))), None)
        own = [word for word in line.procedure.split("-") if len(word) >= _TELLING]
        match = re.search(rf"\b(?:bone )?(?:{'|'.join(own)})s?\b", rest) if own else None
        if hit is not None:
            found[line.id] = (hit.start, hit.end)
        elif match is not None:
            found[line.id] = match.span()
    return found


def _named(folded: str, lines: Sequence[LineItem], known: Catalogue, words: Mapping[str, Phrases]) -> _Named | None:
    """What the statement names; None where something is left of it that is no word of a request."""
    hits = known.find(folded, folded, 0, len(folded))
    mine = named_lines(folded, lines, known)
    places = [one for one in find_levels(folded, known.vocabulary.anatomy) if one.levels]
    lengths = find_lengths(folded)
    sides = list(_SIDES.anywhere.finditer(folded))
    spans = [(one.start, one.end) for one in hits] + list(mine.values())
    spans += [(one.start, one.end) for one in places] + [(one.start, one.end) for one in lengths]
    spans += [*setting_spans(folded), *(match.span() for match in sides)]
    if (hits or mine) and _WAS.search(folded):
        return None  # "the laminectomy was at L3-4" may speak of an earlier one
    rest = _blanked(folded, spans)
    how = frozenset(name for name in words if name != "filling" and words[name].are_in(rest))
    for name in ("filling", *sorted(how)):
        rest = words[name].without(rest)
    if rest.strip(" .,;:?!()'-") or not spans:
        return None
    if len(lengths) > 1 or (lengths and (hits or mine or not how & {"later", "earlier"})):
        return None
    lengthy = lengths[0].quantity if lengths else None
    if lengthy is not None and (
        lengthy.low != lengthy.high or lengthy.unit not in ("days", "weeks", "months", "years")
    ):
        return None
    side = {_SIDE_OF.get(match[0], "both") for match in sides}
    return _Named(
        procedures=tuple(dict.fromkeys(str(hit.entry) for hit in hits)),
        lines=tuple(mine),
        levels=tuple(dict.fromkeys(level for place in places for level in place.levels)),
        side=side.pop() if len(side) == 1 else "both" if side else None,
        setting=read_setting([(folded, 0, len(folded), "request")], True),
        distance=Duration.of(lengthy.low, lengthy.unit) if lengthy else None,
        how=how,
    )


def _blanked(folded: str, spans: Sequence[tuple[int, int]]) -> str:
    chars = list(folded)
    for start, end in spans:
        chars[start:end] = " " * (end - start)
    return "".join(chars)


# -- lines -------------------------------------------------------------------------------------------------------------


def _other_lines(request: Request, named: _Named, known: Catalogue) -> Otherwise | None:
    """The request without the lines named, with them alone, or with one more."""
    meant = [line for line in request.line_items if _is_meant(line, named)]
    if "drops" in named.how:
        kept, gone = [line for line in request.line_items if line not in meant], meant
    elif "keeps" in named.how:
        kept, gone = meant, [line for line in request.line_items if line not in meant]
    else:
        return None if meant or not named.procedures else _with_one_more(request, named, known)
    if not gone or not kept:
        return None
    says = tuple(f"line {line.id} ({line.requested_as}) is not asked for" for line in gone)
    return Otherwise(request=replace(request, line_items=tuple(kept)), says=says)


def _with_one_more(request: Request, named: _Named, known: Catalogue) -> Otherwise | None:
    """One line for each procedure named, at the levels named, else at the one level that the request has."""
    levels = named.levels or tuple(_only(line.levels for line in request.line_items if line.levels) or ())
    ids = {line.id for line in request.line_items}
    lines: list[LineItem] = []
    for number, name in enumerate(named.procedures, len(ids) + 1):
        per_level, has_side = known.per_level(name), known.has_side(name)
        line = LineItem(
            id=str(number) if str(number) not in ids else f"{number}w",
            requested_as=name.replace("-", " "),
            procedure=name,
            levels=levels if per_level else (),
            side=named.side if has_side else None,
        )
        lines.append(line)
    says = tuple(
        f"{line.requested_as} is asked for besides{f' {_where(line)}' if line.levels else ''}" for line in lines
    )
    return Otherwise(request=replace(request, line_items=(*request.line_items, *lines)), says=says)


def _is_meant(line: LineItem, named: _Named) -> bool:
    return line.id in named.lines and (
        not named.levels or not line.levels or bool(set(named.levels) & set(line.levels))
    )


def _definite(request: Request, named: _Named) -> Otherwise | None:
    """The lines named, or all, as firmly asked for."""
    open_ = [line for line in request.line_items if line.certainty != "definite"]
    meant = [line for line in open_ if line.id in named.lines or not named.lines]
    if not meant:
        return None
    lines = tuple(replace(one, certainty="definite") if one in meant else one for one in request.line_items)
    says = tuple(f"line {line.id} is asked for definitely" for line in meant)
    return Otherwise(request=replace(request, line_items=lines), says=says)


def _placed(line: LineItem, named: _Named, known: Catalogue) -> LineItem:
    """The line at the level or on the side named; one that has none, or is not meant, stays as it is."""
    if (named.procedures or named.lines) and line.id not in named.lines:
        return line
    levels = line.levels
    if named.levels and levels:
        if "drops" in named.how:
            levels = tuple(level for level in levels if level not in named.levels) or levels
        elif "adds" in named.how and "keeps" not in named.how:
            levels = _in_order((*levels, *named.levels), known)
        else:
            levels = named.levels
    side = named.side if named.side and known.has_side(line.procedure) else line.side
    return replace(line, levels=levels, side=side, modifiers=line.modifiers if side == line.side else ())


def _moves(before: Sequence[LineItem], after: Sequence[LineItem]) -> Iterator[str]:
    """`lines 1, 2 are asked at L5-S1 in place of at L4-L5`: what is alike is told once."""
    alike: dict[tuple[str, str], list[str]] = {}
    for old, new in zip(before, after, strict=True):
        if old != new:
            alike.setdefault((_where(new), _where(old)), []).append(new.id)
    for (now, then), ids in alike.items():
        lines = f"lines {', '.join(ids)} are" if len(ids) > 1 else f"line {ids[0]} is"
        yield f"{lines} asked {now} in place of {then}"


def _in_order(levels: Sequence[str], known: Catalogue) -> tuple[str, ...]:
    return tuple(level for level in known.vocabulary.anatomy.levels if level in levels)


def _only(found: Iterator[tuple[str, ...]]) -> tuple[str, ...] | None:
    """The one value that all have; None where they differ or there is none."""
    distinct = set(found)
    return distinct.pop() if len(distinct) == 1 else None


def _where(line: LineItem) -> str:
    return (
        ", ".join(filter(None, (f"at {' and '.join(line.levels)}" if line.levels else "", line.side or "")))
        or "without a level"
    )


def _length(distance: Duration) -> str:
    if distance.months:
        return f"{distance.months} months"
    weeks, days = divmod(distance.days, 7)
    return f"{distance.days} days" if days else f"{weeks} weeks"
