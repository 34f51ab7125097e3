"""The door to past answers: reviews and published answers of a folder, set side by side where they do not agree with each other.

Invariant: published cases are judged by one pack, so that the same is asked of all; no answer is changed or called right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from necessity import __version__
from necessity.assessment.answered import (
    SAID,
    SETTING,
    AnsweredLine,
    Consistency,
    GivenReason,
    Matter,
    Submission,
    TestAsks,
)
from necessity.assessment.assessment import Assessment, LineAnswer, PackAssessment
from necessity.assessment.finding import Finding, Reason
from necessity.errors import InputUnusable, Problem
from necessity.evaluation.pairs import pairs_of
from necessity.exchange.answered_file import Published, PublishedCase, SaidReason, past_answers
from necessity.model.case import Case
from necessity.policy.criterion import Criterion, Pack, Test, walk
from necessity.policy.leaf import Comparison, FactTest, MomentTest
from necessity.policy.load import load_pack
from necessity.policy.select import choose
from necessity.quantity import ORDERS
from necessity.reading.given_reasons import matters_of
from necessity.review import judged, read, shipped_packs, shown_folder
from necessity.vocabulary.load import vocabulary

DEFAULT_PACK = "consensus"
WITHIN = 2  # so many criteria may separate a pair that is still told
OnTheWay = Callable[[int, int, str], None]


def consistency(
    folder: Path,
    *,
    pack: str = DEFAULT_PACK,
    as_of: date,
    search_path: Sequence[Path] = (),
    within: int = WITHIN,
    on_the_way: OnTheWay = lambda number, count, name: None,
) -> Consistency:
    """The pairs of answers under `folder` that do not agree.

    Published cases are judged by `pack`, as of `as_of` where they name no day. At most `within` criteria separate a pair that is
    told for its likeness alone.
    Raises InputUnusable with every problem of every file, PackUnusable for the pack.
    """
    past = past_answers(folder)
    place = choose([pack], Case(id="none"), as_of, (*search_path, shipped_packs()))[0].folder
    used = load_pack(place, vocabulary(), shown_folder(place), search_path)
    lines, aside, problems = list(past.reviewed), [f"{name} holds no answer" for name in past.aside], list[Problem]()
    for number, one in enumerate(past.published, 1):
        on_the_way(number, len(past.published), one.file)
        found, wrong, why_not = _answered(one, place, as_of, search_path)
        lines += found
        problems += wrong
        aside += [f"{one.file} could not be judged by {used.name}: {why_not}"] if why_not else []
    if problems:
        raise InputUnusable(problems)
    compared = pairs_of(lines, _about(used), vocabulary(), within)
    return Consistency(
        folder=folder.name or str(folder),
        pack=used.name,
        cases=len(past.published) + past.reviews,
        answers=len(lines),
        compared=compared.count,
        differ=compared.differ,
        within=within,
        pairs=compared.pairs,
        aside=(*_not_compared(lines), *sorted(aside)),
    )


def face(found: Consistency, format: str, *, most: int, width: int = 100, colour: bool = False) -> bytes:
    """The pairs as text, json, markdown or html, in UTF-8. JSON has them all, the others the first `most` and how many more."""
    if format == "json":
        from necessity.report.consistency_record import json_bytes

        return json_bytes(found, __version__)
    if format == "markdown":
        from necessity.report.consistency_markdown import markdown

        return markdown(found, most).encode("utf-8", "replace")
    if format == "html":
        from necessity.report.consistency_page import page

        return page(found, most).encode("utf-8", "replace")
    from necessity.report.consistency_terminal import render

    return render(found, most, console_width=width, colour=colour).encode("utf-8", "replace")


# -- the pack ----------------------------------------------------------------------------------------------------------


def _about(pack: Pack) -> Mapping[str, TestAsks]:
    """What the test of each criterion asks, by the id of the criterion."""
    trees = [policy.requires for policy in pack.policies]
    trees += [rule.when for rule in pack.setting.rules] if pack.setting else []
    return {node.id: asks for tree in trees for node in walk(tree) if (asks := _asked_by(node))}


def _asked_by(node: Criterion) -> TestAsks | None:
    leaf = node.body.leaf if isinstance(node.body, Test) else None
    if isinstance(leaf, MomentTest):
        return TestAsks(leaf.moment.scope.kind.name)
    if not isinstance(leaf, FactTest):
        return None
    words = {one.field.name: _bound_words(one) for one in leaf.having}
    if leaf.comparison is None:
        return TestAsks(leaf.kind.name, words=words)
    order = leaf.comparison.op if leaf.comparison.op in ORDERS else None
    return TestAsks(leaf.kind.name, leaf.comparison.field.name, order, words)


def _bound_words(filter: Comparison) -> tuple[str, ...]:
    bound = filter.bound
    return bound if isinstance(bound, tuple) else (bound,) if isinstance(bound, str) else ()


# -- published answers -------------------------------------------------------------------------------------------------


def _answered(
    one: PublishedCase, place: Path, as_of: date, search_path: Sequence[Path]
) -> tuple[list[AnsweredLine], list[Problem], str]:
    """Its lines, with what the pack at `place` finds on them; what is wrong with its answers; and why it could not be judged."""
    try:
        # by its folder: one version is the measure for all, also for cases of days before it was in force
        case = read(one.case, as_of=as_of)
        assessed = judged(case, packs=[str(place)], as_of=as_of, search_path=search_path, answer_alone=True)
    except InputUnusable as error:
        return [], [], "; ".join(each.what for each in error.problems)
    return (*_lines_of(one, assessed), "")


def _lines_of(one: PublishedCase, assessed: Assessment) -> tuple[list[AnsweredLine], list[Problem]]:
    """Each line that a published answer covers, with what the pack finds on it; an answer that covers no line is a problem."""
    judged = assessed.packs[0]
    of = Submission(
        case=assessed.case.id,
        file=one.file,
        digest=assessed.case.input_digest,
        as_of=assessed.chart.day.isoformat(),
        review=assessed.case.request.review if assessed.case.request else "prospective",
        facts=tuple(assessed.chart.facts),
    )
    found, problems = [], []
    for answer in one.answers:
        reasons = tuple(map(_reason, answer.reasons))
        for name in answer.lines:
            lines = [replace(line, reasons=reasons) for line in _covered(name, answer, of, judged, one.by)]
            found += lines
            if not lines:
                problems.append(_covers_nothing(name, answer, judged))
    return found, problems


def _covered(name: str, answer: Published, of: Submission, judged: PackAssessment, by: str) -> Iterator[AnsweredLine]:
    """The lines that the id names; a name that joined several procedures was taken apart into `1a` and `1b`."""
    if name == SETTING:
        if judged.setting.requested and judged.setting.finding:
            yield _setting_line(answer, of, judged, by)
        return
    for line in judged.line_items:
        if name in (line.line.id, line.line.id.rstrip("abcdefgh")):
            yield _line(line, answer, of, judged, by)


def _line(line: LineAnswer, answer: Published, of: Submission, judged: PackAssessment, by: str) -> AnsweredLine:
    return AnsweredLine(
        of=of,
        line=line.line.id,
        title=line.line.requested_as,
        procedure=line.line.procedure,
        levels=line.line.levels,
        side=line.line.side,
        role=line.role,
        answer=SAID.get(answer.said, answer.said),
        said=answer.said,
        by=by,
        pack=judged.pack.name,
        pack_digest=judged.pack.digest,
        engine=__version__,
        policy=line.policy,
        is_published=True,
        roots=tuple(place.finding for place in line.by_level) or (line.finding,),
    )


def _setting_line(answer: Published, of: Submission, judged: PackAssessment, by: str) -> AnsweredLine:
    finding: Finding | None = judged.setting.finding
    assert finding is not None
    by_pack = judged.setting_by or judged.pack
    return AnsweredLine(
        of=of,
        line=SETTING,
        title=judged.setting.requested or "",
        procedure=None,
        levels=(),
        side=None,
        role=SETTING,
        answer=SAID.get(answer.said, answer.said),
        said=answer.said,
        by=by,
        pack=by_pack.name,
        pack_digest=by_pack.digest,
        engine=__version__,
        policy=None if finding.reason is Reason.NOT_ADDRESSED else SETTING,
        is_published=True,
        roots=(finding,),
    )


def _reason(reason: SaidReason) -> GivenReason:
    """What its file names goes before what its words name."""
    stated = []
    for name in reason.about:
        kind, _, field = name.partition(".")
        stated.append(Matter(kind, field or None))
    return GivenReason(says=reason.says, about=tuple(stated) or matters_of(reason.says))


def _covers_nothing(name: str, answer: Published, judged: PackAssessment) -> Problem:
    if name == SETTING:
        return Problem(
            what="the setting is answered, but none is requested", where=answer.place, remedy="write it under 'request'"
        )
    known = ", ".join(line.line.id for line in judged.line_items) or "none"
    return Problem(
        what=f"the request has no line '{name}'",
        where=answer.place,
        remedy=f"its lines are {known}; or write 'setting'",
    )


def _not_compared(lines: Sequence[AnsweredLine]) -> Iterator[str]:
    """The answers on which the pack that would compare them says nothing."""
    silent = [line for line in lines if line.policy is None]
    if silent:
        names = ", ".join(dict.fromkeys(f"{line.of.case} {line.title}" for line in silent))
        count = len(silent)
        yield f"{count} {'answer is' if count == 1 else 'answers are'} on what the pack does not address: {names}"
