"""Which answers of a folder do not agree: every two that can be compared, with what their records show on the same criteria.

Invariant: no answer is judged anew and none is called right. Two lines are compared on the findings of one pack; what neither
record speaks of separates nobody, and what one record leaves open is never taken for a no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from necessity.assessment.answered import AnsweredLine, Pair, TestAsks
from necessity.evaluation.holding import holding
from necessity.evaluation.standing import (
    SILENT,
    Ready,
    alike,
    how_far,
    made_ready,
    separating,
    speaking_against,
    weighed,
)
from necessity.vocabulary.load import Vocabulary


@dataclass(frozen=True, slots=True)
class Compared:
    """How many pairs of answers can be compared, how many of them differ, and those worth telling, the most telling first."""

    count: int
    differ: int
    pairs: tuple[Pair, ...]


def pairs_of(
    lines: Sequence[AnsweredLine], about: Mapping[str, TestAsks], vocabulary: Vocabulary, within: int
) -> Compared:
    """The pairs among the lines.

    `about` says of each criterion of the pack what its test asks. Told are pairs that nothing separates, pairs for which a given
    reason holds of both, and pairs that at most `within` criteria separate.
    """
    ready = [made_ready(line, vocabulary) for line in lines]
    found: list[Pair] = []
    count = differ = 0
    for one, two in combinations(ready, 2):
        if not _can_be_compared(one.line, two.line):
            continue
        count += 1
        if one.line.answer == two.line.answer:
            continue
        differ += 1
        better, worse = (one, two) if one.line.rank > two.line.rank else (two, one)
        pair = _pair(better, worse, about, vocabulary)
        if pair is not None and _is_worth_telling(pair, within):
            found.append(pair)
    return Compared(count, differ, tuple(sorted(_one_for_each_two_cases(found), key=_telling)))


def _can_be_compared(one: AnsweredLine, two: AnsweredLine) -> bool:
    """Of one submission: the same line. Of two: settings, or lines of one role, where one pack has findings on both."""
    if one.is_setting is not two.is_setting:
        return False
    if _is_one_case(one, two):
        return one.line == two.line or (one.procedure is not None and _asked(one) == _asked(two))
    if one.of.case == two.of.case and one.of.file == two.of.file:
        return False
    if one.is_setting and one.title != two.title:
        return False
    return one.pack == two.pack and one.role == two.role and None not in (one.policy, two.policy)


def _is_one_case(one: AnsweredLine, two: AnsweredLine) -> bool:
    return bool(one.of.digest) and one.of.digest == two.of.digest and (one.of is not two.of or one.pack != two.pack)


def _asked(line: AnsweredLine) -> tuple[object, ...]:
    return line.procedure, line.levels, line.side


# -- two lines ---------------------------------------------------------------------------------------------------------


def _pair(better: Ready, worse: Ready, about: Mapping[str, TestAsks], vocabulary: Vocabulary) -> Pair | None:
    one, two = better.line, worse.line
    same_case = _is_one_case(one, two)
    # an answer of this program is decided by its findings, so that its reasons are those
    of_one_pack = two.is_published and one.pack == two.pack
    holds = tuple(holding(better, worse, about, vocabulary)) if of_one_pack and not same_case else ()
    if (one.policy, one.pack) != (two.policy, two.pack) and not same_case:
        named = tuple(each for each in holds if each.is_shown and any(matter.field for matter in each.reason.about))
        return Pair(better=one, worse=two, holds=named, has_same_policy=False, request=tuple(_request(one, two)))
    both = weighed(better, worse, vocabulary)
    pair = Pair(
        better=one,
        worse=two,
        holds=holds,
        separates=separating(both),
        against=speaking_against(both),
        alike=alike(both),
        silent=sum(how_far(here) == how_far(there) == SILENT for here, there in both),
        request=() if same_case else tuple(_request(one, two)),
        told=tuple(_beside_criteria(one, two, same_case)),
        is_same_case=same_case,
    )
    return pair if same_case or pair.alike or pair.against or pair.separates else None


# -- what else differs -------------------------------------------------------------------------------------------------


def _request(one: AnsweredLine, two: AnsweredLine) -> Iterator[str]:
    """How the two requests differ, beside the place in the spine."""
    if len(one.levels) != len(two.levels):
        yield f"{_levels(one)} in the first, {_levels(two)} in the second"
    if one.of.review != two.of.review:
        yield f"the first is {one.of.review}, the second {two.of.review}"


def _levels(line: AnsweredLine) -> str:
    count = len(line.levels)
    return "no level" if not count else "one level" if count == 1 else f"{count} levels"


def _beside_criteria(one: AnsweredLine, two: AnsweredLine, same_case: bool) -> Iterator[str]:
    """What separates two answers beside the criteria: what holds a line; of one submission how it was reviewed."""
    if two.held and not one.held:
        yield f"held though its criteria are met: {'; '.join(two.held)}"
    if not same_case:
        return
    if one.pack != two.pack:
        yield f"judged by {one.pack}, and by {two.pack}"
    elif one.pack_digest != two.pack_digest:
        yield f"the files of {one.pack} are not the same"
    if one.of.as_of != two.of.as_of:
        yield f"judged as of {one.of.as_of}, and as of {two.of.as_of}"
    if one.engine != two.engine:
        yield f"judged by version {one.engine}, and by version {two.engine}"


# -- which are told, and in which order --------------------------------------------------------------------------------


def _is_worth_telling(pair: Pair, within: int) -> bool:
    return pair.is_same_case or pair.is_fault or (pair.has_same_policy and len(pair.separates) <= within)


def _telling(pair: Pair) -> tuple[object, ...]:
    """One case answered twice; a reason shown to hold of both; nothing that separates; what little separates; then names."""
    return (
        not pair.is_same_case,
        not pair.has_shown_reason,
        not pair.is_unseparated,
        not any(one.is_told for one in pair.holds),
        pair.worse.rank - pair.better.rank,
        not pair.has_same_policy,
        len(pair.separates),
        -len(pair.alike),
        *_names(pair),
    )


def _names(pair: Pair) -> tuple[str, ...]:
    return tuple(
        part for line in (pair.better, pair.worse) for part in (line.of.case, line.of.file, line.line, line.pack)
    )


def _one_for_each_two_cases(pairs: Iterable[Pair]) -> Iterator[Pair]:
    """Of the lines of two cases under one policy the most telling pair; of lines under two only where that is missing."""
    kept: dict[tuple[object, ...], Pair] = {}
    counts: dict[tuple[object, ...], int] = {}
    for pair in sorted(pairs, key=_telling):
        key = _key(pair)
        counts[key] = counts.get(key, 0) + 1
        kept.setdefault(key, pair)
    within = {_cases(pair) for pair in kept.values() if pair.has_same_policy and pair.has_shown_reason}
    for key, pair in kept.items():
        if pair.has_same_policy or _cases(pair) not in within:
            yield replace(pair, lines=counts[key])


def _key(pair: Pair) -> tuple[object, ...]:
    kind = (pair.better.policy, pair.worse.policy) if pair.has_same_policy else "other"
    return (*_cases(pair), pair.better.is_setting, kind)


def _cases(pair: Pair) -> tuple[object, ...]:
    two = (pair.better, pair.worse)
    return (*((line.of.case, line.of.file, line.pack) for line in two), pair.is_same_case)
