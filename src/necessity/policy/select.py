"""Which pack judges a case: the one that is named, else one by payer, line of business, state and date of service.

Invariant: nothing is chosen by likeness. Where no pack fits, or several do, that is said, and the default judges.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from necessity.errors import PackUnusable, Place, Problem, did_you_mean, nearest
from necessity.model.case import NOT_STATED, Case
from necessity.policy.head import AUTHORITIES
from necessity.policy.known import PackEntry, force_words, known_packs

DEFAULT = "consensus"
"""The pack that judges where none is named and the case chooses none: ours, and nobody's coverage policy."""
MEDICARE = ("medicare", "medicare-advantage")
"""Where the order of authorities counts: what Medicare itself says comes before a plan's own criteria (42 CFR 422.101(b))."""
MAY_BIND = (
    "It may bind here, and would come first; for whose area it holds is not verified, so it is not chosen by state"
)
DAY_NOT_KNOWN = (
    "carries no day from which it is in force, so whether it holds on the day of service is not known: look at the page of "
    "its publisher before this answer is used."
)
"""Said of an undated pack that judges (decision 0012)."""
EXISTS_UNDATED = (
    "is for this payer. From when it is in force is not known, so it is never chosen by payer: look at the payer's own page; "
    "to judge by it, add --pack"
)
NOT_STRICTER = (
    "A Medicare Advantage plan may not ask for more than Traditional Medicare where a statute or a coverage determination "
    "speaks: these come before its own criteria, and an inpatient admission goes by 42 CFR 412.3 (42 CFR 422.101; background, "
    "verify)."
)
JUDGES_ADDITIONS = (
    "is for this payer and judges only what is added to an operation, such as grafts; to judge that by it too, name it beside "
    "the pack that judges the operation: --pack"
)
_OF_A_PAYER = ("commercial", "medicare-advantage", NOT_STATED)
"""Whom the criteria of a payer are for where they name no line of business; Medicare itself, Medicaid and workers' compensation
go by rules of their own."""
_MOST_NEAREST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A pack and why it was chosen. `asked` False where nobody named it: then the first line of a report says so.

    `setting` is the pack that judges the setting in its place; `remarks` are what else must be said of the choice.
    """

    folder: Path
    because: str
    asked: bool
    setting: Choice | None = None
    remarks: tuple[str, ...] = ()


def choose(asked: Sequence[str], case: Case, day: date, search_path: Sequence[Path]) -> tuple[Choice, ...]:
    """The packs to judge by: those asked for (`adjudicator`, `adjudicator@version`, a folder), else one by the case.

    `day` is the date of service. Raises PackUnusable where a pack that is asked for is not there or not in force.
    """
    known = known_packs(search_path)
    if not asked and not case.pack:
        return (_by_case(known, case, day),)
    named = [
        _named(name, known, day, "asked for" if asked else "named in the case") for name in asked or (case.pack or "",)
    ]
    folders = {choice.folder for choice in named}
    besides = [entry for entry in _for_the_setting(known, case) if entry.in_force(day)]
    if case.request and case.request.setting and besides and not any(entry.folder in folders for entry in besides):
        name = besides[0].name
        said = f"Under {case.line_of_business} the setting goes by {name}; to judge it so, add --pack {name}."
        named[0] = replace(named[0], remarks=(*named[0].remarks, said))
    return tuple(named)


def undated_of_payer(known: Sequence[PackEntry], case: Case) -> tuple[PackEntry, ...]:
    """The undated packs that may be for this case: nobody knows whether they are in force, so no case chooses one.

    What the case leaves open (its line of business, its state) keeps none away, where the pack names the payer.
    """
    return tuple(
        entry
        for entry in known
        if entry.undated
        and entry.purpose != "demonstration"
        and entry.scope.payers
        and _payer_fits(entry, case)
        and (_business_fits(entry, case) or case.line_of_business == NOT_STATED)
        and (_state_fits(entry, case) or case.state is None)
    )


def additions_of_payer(known: Sequence[PackEntry], case: Case, day: date) -> tuple[PackEntry, ...]:
    """The packs in force for this case that judge additions only: chosen by a case, they would leave the operation unjudged."""
    wanted = (entry for entry in known if entry.judges == "additions" and entry.in_force(day))
    return tuple(entry for entry in wanted if _is_for(entry, case))


def may_bind(known: Sequence[PackEntry], day: date) -> tuple[PackEntry, ...]:
    """The packs of Medicare itself that no case can choose, for it is not known in whose area they hold."""
    return tuple(
        entry
        for entry in known
        if entry.authority in ("regulation", "ncd", "lcd")
        and entry.judges_lines
        and entry.purpose != "demonstration"
        and not entry.has_scope
        and (entry.undated or entry.in_force(day))
    )


# -- by name -----------------------------------------------------------------------------------------------------------


def _named(name: str, known: Sequence[PackEntry], day: date, why: str) -> Choice:
    folder = Path(name)
    if (folder / "pack.yaml").is_file() or (folder.is_dir() and "@" not in name):
        return Choice(folder=folder, because=why, asked=True)
    adjudicator, _, version = name.partition("@")
    versions = [entry for entry in known if entry.adjudicator == adjudicator and version in ("", entry.version)]
    if not versions:
        near = did_you_mean(name, [*(one.name for one in known), *(one.adjudicator for one in known)])
        remedy = near or f"known are {', '.join(_adjudicators(known))}"
        raise PackUnusable([Problem(what=f"there is no pack '{name}'", where=Place("--pack"), remedy=remedy)])
    if version or (len(versions) == 1 and versions[0].undated):
        one = versions[0]
        told = one.undated or one.in_force(day)
        late = () if told else (f"{one.name} is in force {force_words(one)}, not on {day}: {why}.",)
        return Choice(folder=one.folder, because=why, asked=True, remarks=late)
    current = [entry for entry in versions if entry.in_force(day)]
    if not current:
        listed = ", ".join(f"{entry.name} ({force_words(entry)})" for entry in versions)
        problem = Problem(
            what=f"no version of '{adjudicator}' is in force on {day}",
            where=Place("--pack"),
            remedy=f"name one: {listed}",
        )
        raise PackUnusable([problem])
    return Choice(folder=_latest(current).folder, because=f"{why}; the version in force on {day}", asked=True)


def _latest(entries: Sequence[PackEntry]) -> PackEntry:
    return max(entries, key=lambda entry: (entry.effective_from or date.min, entry.version))


# -- by the case -------------------------------------------------------------------------------------------------------


def _by_case(known: Sequence[PackEntry], case: Case, day: date) -> Choice:
    """One pack for the lines, by the case or else the default; and the one for the setting, where there is one of its own."""
    lines = _first([entry for entry in known if entry.judges_operations and _is_for(entry, case)], case, day)
    if len(lines) == 1:
        choice = Choice(folder=lines[0].folder, because=_why(lines[0], case, day), asked=False)
    else:
        several = ", ".join(entry.name for entry in lines)
        said = f"several packs fit ({several}); name one with --pack" if several else _nothing_fits(known, case, day)
        choice = _default(known, day, said)
    return _with_setting(choice, _for_the_setting(known, case), case, day)


def _for_the_setting(known: Sequence[PackEntry], case: Case) -> list[PackEntry]:
    """The packs that judge the setting alone and are for this case, whatever the day."""
    return [entry for entry in known if not entry.judges_lines and _is_for(entry, case)]


def _first(entries: Sequence[PackEntry], case: Case, day: date) -> list[PackEntry]:
    """Those in force, the latest of each adjudicator; under Medicare only those of the first authority among them."""
    current = [entry for entry in entries if entry.in_force(day)]
    latest = [_latest([one for one in current if one.adjudicator == name]) for name in _adjudicators(current)]
    if case.line_of_business not in MEDICARE or not latest:
        return latest
    first = min(map(_rank, latest))
    return [entry for entry in latest if _rank(entry) == first]


def _adjudicators(entries: Sequence[PackEntry]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.adjudicator for entry in entries))


def _rank(entry: PackEntry) -> int:
    return AUTHORITIES.index(entry.authority) if entry.authority in AUTHORITIES else len(AUTHORITIES)


def _with_setting(choice: Choice, entries: Sequence[PackEntry], case: Case, day: date) -> Choice:
    """The choice with the pack that judges the setting in its place; none in force, or several, is said."""
    found = _first(entries, case, day)
    if len(found) == 1:
        why = _why(found[0], case, day)
        return replace(choice, setting=Choice(folder=found[0].folder, because=why, asked=False))
    if not entries:
        return choice
    listed = ", ".join(f"{entry.name} {force_words(entry)}" for entry in entries)
    none = f"No pack for the setting is in force on {day} ({listed})"
    said = f"Several packs for the setting fit ({', '.join(one.name for one in found)})" if found else none
    return replace(choice, remarks=(*choice.remarks, f"{said}: name one with --pack."))


def _is_for(entry: PackEntry, case: Case) -> bool:
    """Whether the pack is for this payer, line of business and state, whatever the day. A demonstration is for nobody."""
    if entry.purpose == "demonstration" or not entry.has_scope:
        return False
    return _payer_fits(entry, case) and _business_fits(entry, case) and _state_fits(entry, case)


def _payer_fits(entry: PackEntry, case: Case) -> bool:
    return not entry.scope.payers or folded(case.payer or "") in map(folded, entry.scope.payers)


def _business_fits(entry: PackEntry, case: Case) -> bool:
    return case.line_of_business in (entry.scope.lines_of_business or _OF_A_PAYER)


def _state_fits(entry: PackEntry, case: Case) -> bool:
    return not entry.scope.states or case.state in entry.scope.states


def folded(name: str) -> str:
    """A payer's name without case, accents of form and punctuation: `Cigna/eviCore` and `CIGNA - Evicore` are one."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.findall(r"[^\W_]+", letters))


def _why(entry: PackEntry, case: Case, day: date) -> str:
    told = [f"payer {case.payer}"] if case.payer and entry.scope.payers else []
    told += [f"line of business {case.line_of_business}"] if entry.scope.lines_of_business else []
    told += [f"state {case.state}"] if entry.scope.states else []
    return f"chosen by {', '.join(told)}, in force on {day}"


# -- none --------------------------------------------------------------------------------------------------------------


def _nothing_fits(known: Sequence[PackEntry], case: Case, day: date) -> str:
    """Why no pack is chosen by the case: each thing that keeps one away, with the nearest names of payers."""
    packs = [one for one in known if one.has_scope and one.judges_lines and one.purpose != "demonstration"]
    told = []
    for_this_business = any(
        _business_fits(one, case) and _state_fits(one, case) for one in packs if one.judges_operations
    )
    if case.line_of_business != NOT_STATED and not for_this_business:
        told.append(f"no pack here is for {case.line_of_business}")
    if case.payer is not None:
        told += _of_payer(packs, case, day)
    return "; ".join(told) or "no pack was asked for and the case names no payer"


def _of_payer(packs: Sequence[PackEntry], case: Case, day: date) -> Iterator[str]:
    """What keeps the packs of this payer away, or that there are none."""
    own = [entry for entry in packs if entry.scope.payers and _payer_fits(entry, case)]
    if not own:
        yield f"no pack here is for the payer '{case.payer}'{_nearest(packs, case.payer or '')}"
        return
    for versions in ([one for one in own if one.adjudicator == name] for name in _adjudicators(own)):
        entry = _latest([one for one in versions if one.in_force(day)] or versions)
        named = entry.scope.lines_of_business
        if not _business_fits(entry, case):
            meant = " and ".join(named) if named else "the payer's own plans"
            stated = case.line_of_business != NOT_STATED
            to_judge_so = (
                f"and the case states no line of business; to judge by it, state one or add --pack {entry.name}"
            )
            yield f"{entry.name} is for {meant}, " + (f"not for {case.line_of_business}" if stated else to_judge_so)
        elif not _state_fits(entry, case):
            stated_in = f"not for {case.state}" if case.state else "and the case states no state"
            yield f"{entry.name} is for {', '.join(entry.scope.states)}, {stated_in}"
        elif not entry.judges_operations:
            yield f"{entry.name} judges only what is added to an operation"
        elif all(one.undated for one in versions):
            yield f"from when {entry.name} is in force is not known"
        else:
            listed = ", ".join(f"{one.name} {force_words(one)}" for one in versions)
            yield f"no version of {entry.adjudicator} is in force on {day} ({listed})"


def _nearest(packs: Sequence[PackEntry], payer: str) -> str:
    """The payers whose names are nearest in spelling, or stand within the name; they are told and never chosen."""
    names = {folded(name): name for entry in packs for name in entry.scope.payers}
    asked = folded(payer)
    within = [one for one in names if set(one.split()) <= set(asked.split())]
    close = [names[one] for one in dict.fromkeys((*within, *nearest(asked, names, _MOST_NEAREST)))][:_MOST_NEAREST]
    return f" (nearest by name, and not chosen: {', '.join(close)})" if close else ""


def _default(known: Sequence[PackEntry], day: date, said: str) -> Choice:
    versions = [entry for entry in known if entry.adjudicator == DEFAULT]
    if not versions:
        problem = Problem(
            what="there is no pack to judge by", where=Place("--pack"), why=said, remedy="name one with --pack"
        )
        raise PackUnusable([problem])
    current = _latest([entry for entry in versions if entry.in_force(day)] or versions)
    late = "" if current.in_force(day) else f", though it is in force {force_words(current)} and not on {day}"
    return Choice(folder=current.folder, because=f"{said}: the default is used{late}", asked=False)
