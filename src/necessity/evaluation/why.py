"""A question about an answer as it is: which line, level, setting or criterion it names, and what decided there.

Invariant: nothing is judged; what a question names is looked up in the answer, and one that names nothing in it has no answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from necessity.assessment.assessment import Assessment, LevelAnswer, LineAnswer, PackAssessment, Recommendation
from necessity.assessment.finding import Finding
from necessity.assessment.supposed import Deciding
from necessity.model.case import LineItem
from necessity.reading.asked_otherwise import named_lines
from necessity.reading.asking import has_known_setting
from necessity.reading.catalogue import catalogue
from necessity.reading.levels import find_levels
from necessity.reading.match import fold
from necessity.reading.statement import things_named
from necessity.reading.statement_words import statement_words
from necessity.vocabulary.load import Vocabulary

_LINE = re.compile(r"\blines? (\w+)")
_SETTING = re.compile(r"\b(?:setting|stay|hospital|admission|overnight)\b")
_WORD = re.compile(r"[a-z][a-z-]{2,}")
_NO_DAY = date(2000, 1, 1)  # a question names things; no day of theirs is asked
_OF_A_CRITERION = frozenset(("criterion", "criteria", "clause", "rule"))
_SHORT = 4  # letters; a shorter word tells nothing of a criterion
_RARE = 8  # letters; so long a word may name a criterion by itself
_ENOUGH = 0.6  # the share of the telling words of a criterion that a question must hold to name it
_FEWEST = 2
_MOST = 6  # tests told of one line


@dataclass(frozen=True, slots=True, kw_only=True)
class _Target:
    """What a question names. `rest` are its words that name nothing in particular."""

    lines: tuple[str, ...]
    levels: tuple[str, ...]
    kinds: frozenset[str]
    setting: bool
    rest: frozenset[str]
    filling: frozenset[str]


def why(question: str, assessment: Assessment, vocabulary: Vocabulary) -> tuple[Deciding, ...]:
    """What decided where the question points, under each pack; nothing where it names nothing of the answer."""
    request = assessment.case.request
    target = _target(question, request.line_items if request else (), vocabulary)
    return tuple(one for pack in assessment.packs for one in _of_pack(pack, target, question))


def _target(question: str, lines: Sequence[LineItem], vocabulary: Vocabulary) -> _Target:
    folded, known = fold(question), catalogue(vocabulary)
    places = find_levels(folded, vocabulary.anatomy)
    levels = tuple(dict.fromkeys(level for place in places for level in place.levels))
    number = _LINE.search(folded)
    named = [one.id for one in lines if number and number[1] == one.id.lower()] or list(
        named_lines(folded, lines, known)
    )
    filling = frozenset(statement_words(vocabulary.folder)["asks_for_all"].known)
    thing = " ".join(word for word in question.rstrip("?!. ").split() if fold(word) not in filling)
    kinds = frozenset(fact.kind for fact in things_named(thing, _NO_DAY, vocabulary)) if thing else frozenset()
    return _Target(
        lines=tuple(named),
        levels=levels,
        kinds=kinds,
        setting=has_known_setting(folded) or _SETTING.search(folded) is not None,
        rest=frozenset(_WORD.findall(folded)) - filling,
        filling=filling - _OF_A_CRITERION,
    )


def _of_pack(pack: PackAssessment, target: _Target, question: str) -> Iterator[Deciding]:
    asked = set(_WORD.findall(fold(question))) - target.filling
    named = frozenset(name for line in pack.line_items for name in _criteria_named(line, asked, fold(question)))
    kinds = target.kinds if not target.lines else frozenset()
    lines = [one for one in pack.line_items if not target.lines or one.line.id in target.lines]
    told = False
    for line in lines if target.lines or target.levels or kinds or named else ():
        for place in _places(line, target.levels):
            found = _asked_findings(line, place, kinds, named)
            if found:
                told = True
                yield _deciding(pack, line, place, found)
    if target.setting and pack.setting.finding is not None and not target.lines:
        told = True
        yield _of_setting(pack)
    if not told and not target.rest:
        yield from _all_of(pack)


def _criteria_named(line: LineAnswer, asked: set[str], folded: str) -> Iterator[str]:
    """The criteria that the question names by their id, or by most of the telling words of their sentence."""
    for one in (finding for place in line.by_level for finding in place.finding.walk()):
        words = {word for word in _WORD.findall(fold(one.clause.says)) if len(word) > _SHORT}
        shared, telling = len(words & asked), {word for word in asked if len(word) > _SHORT}
        name = one.clause.id
        is_id = name in asked and ("-" in name or not _OF_A_CRITERION.isdisjoint(asked))
        is_id = is_id or ("-" in name and name.replace("-", " ") in folded)
        is_said = (
            bool(telling) and telling <= words and (shared >= _FEWEST or all(len(one) >= _RARE for one in telling))
        )
        if is_id or is_said or (shared >= _FEWEST and shared >= _ENOUGH * len(words)):
            yield one.clause.id


def _places(line: LineAnswer, levels: Sequence[str]) -> list[LevelAnswer]:
    """The places of a line at these levels; a line that is judged elsewhere, or at no level, has none."""
    if levels and not set(levels) & set(line.line.levels):
        return []
    answers = line.by_level or (
        LevelAnswer(place="", verdict=line.verdict, recommendation=line.recommendation, finding=line.finding),
    )
    return [one for one in answers if not levels or one.finding.level in (None, *levels)]


def _asked_findings(
    line: LineAnswer, place: LevelAnswer, kinds: frozenset[str], named: frozenset[str]
) -> tuple[Finding, ...]:
    """The criteria that the question names, else the tests that ask for the things it names, else what decided."""
    walked = list(place.finding.walk())
    ids = {one.clause.id: one for one in reversed(walked)}
    if named and any(name in ids for name in named):
        return tuple(one for name, one in reversed(ids.items()) if name in named)[:_MOST]
    if kinds:
        found = {one.clause.id: one for one in walked if kinds.intersection(one.kinds)}
        return tuple(found.values())[:_MOST]
    if named:
        return ()
    return tuple(ids[name] for name in line.because if name in ids) or (place.finding,)


def _deciding(pack: PackAssessment, line: LineAnswer, place: LevelAnswer, found: tuple[Finding, ...]) -> Deciding:
    return Deciding(
        pack=pack.pack.name,
        line=line.line,
        recommendation=place.recommendation if len(line.by_level) > 1 else line.recommendation,
        place=place.place if len(line.by_level) > 1 else "",
        findings=found,
    )


def _of_setting(pack: PackAssessment) -> Deciding:
    finding = pack.setting.finding
    assert finding is not None
    by = pack.setting_by or pack.pack
    return Deciding(
        pack=by.name,
        line=None,
        recommendation=pack.setting.recommendation,
        place="",
        findings=tuple(one for one in finding.children if one.verdict is finding.verdict) or (finding,),
        rationale=pack.setting.rationale,
    )


def _all_of(pack: PackAssessment) -> Iterator[Deciding]:
    """What decided every line that is not approved; all lines where each is."""
    stopped = [one for one in pack.line_items if one.recommendation is not Recommendation.APPROVE]
    for line in stopped or pack.line_items:
        for place in _places(line, ()):
            yield _deciding(pack, line, place, _asked_findings(line, place, frozenset(), frozenset()))
    if pack.setting.recommendation not in (None, Recommendation.APPROVE) and pack.setting.finding is not None:
        yield _of_setting(pack)
