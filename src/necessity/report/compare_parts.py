"""Several packs on one case in words, before any layout: for each line the answers, what they part on and what they agree on.

Invariant: what a pack asks is told with its clause, its parameters and the words of the record that it read, or with none.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from necessity.assessment.assessment import Assessment
from necessity.assessment.compared import Compared, Matter, PackAsks, PackSays
from necessity.model.fact import Fact
from necessity.report.compare_shown import AnswerShown, AskShown, LineShown
from necessity.report.line_parts import asked_words, title_of
from necessity.report.numbers import Numbers
from necessity.report.rows import MOST_SAID, criterion_words, deciding_facts, first_said
from necessity.report.words import BASES, RECOMMENDATIONS, label_of, reason_words, tidy

COMPARED = "Where the packs part"
SIDE_BY_SIDE = "The packs side by side"
NOT_ASKED = "has no clause of its own on this"
NOTHING_READ = "nothing in the record"
AGAIN = "as above"
AGREED = "All give the same answer on these, though what each asks may differ:"


def comparison_of(assessment: Assessment, numbers: Numbers) -> tuple[LineShown, ...]:
    """Every line and the setting, in the order of the request; nothing where one pack judged."""
    return tuple(_line(one, numbers) for one in assessment.compared)


def _line(one: Compared, numbers: Numbers) -> LineShown:
    line = one.line
    return LineShown(
        title=f"{line.id} {title_of(line)}" if line else "S setting",
        asked=asked_words(line) if line else one.requested or "",
        summary=summary_of(one),
        same=one.same_answer,
        answers=tuple(map(_answer, one.says)),
        partings=tuple(_partings(one, numbers)),
        agreed=tuple(_agreed(matter) for matter in one.agreed),
    )


def side_by_side(line: LineShown) -> str:
    """A line in one sentence: each pack with its answer, and whether the reasons part."""
    answers: dict[str, list[str]] = {}
    for one in line.answers:
        answers.setdefault(f"{one.answer} ({one.note})" if one.note else one.answer, []).append(one.pack)
    told = "; ".join(f"{' and '.join(packs)} {answer.replace(': ', ', ')}" for answer, packs in answers.items())
    return f"{line.title}{f' ({line.asked})' if line.asked else ''}: {told}. {line.summary}"


def _partings(one: Compared, numbers: Numbers) -> Iterator[tuple[AskShown, ...]]:
    """What the packs part on; a clause that answers to several matters is told whole once."""
    told: set[tuple[str, str]] = set()
    for matter in one.partings:
        asks = tuple(_ask(ask, numbers) for ask in matter.asks)
        yield tuple(replace(ask, again=bool(ask.says) and (ask.pack, ask.clause) in told) for ask in asks)
        told |= {(ask.pack, ask.clause) for ask in asks}


def summary_of(one: Compared) -> str:
    """Whether the packs give one answer, and for the same reasons."""
    if not one.same_answer:
        return "The answers differ."
    if one.same_reasons:
        return "The same answer, for the same reasons."
    return "The same answer, for other reasons."


def _answer(says: PackSays) -> AnswerShown:
    words = RECOMMENDATIONS[says.recommendation] if says.recommendation else "no answer"
    return AnswerShown(
        pack=tidy(says.pack),
        recommendation=says.recommendation.value if says.recommendation else "",
        answer=words,
        note=tidy(says.note),
    )


def _ask(ask: PackAsks, numbers: Numbers) -> AskShown:
    finding = ask.finding
    if finding is None:
        return AskShown(
            pack=tidy(ask.pack),
            word="not asked",
            tone="aside",
            says="",
            why=NOT_ASKED,
            asked=(),
            clause="",
            said=(),
            more=0,
            decides=False,
        )
    word, tone = label_of(finding)
    said, more = first_said(facts_of(ask), numbers, MOST_SAID)
    return AskShown(
        pack=tidy(ask.pack),
        word=word,
        tone=tone,
        says=criterion_words(finding),
        why=reason_words(finding),
        asked=_asked(ask),
        clause=tidy(", ".join(_clause(ask))),
        said=said,
        more=more,
        decides=ask.decides,
    )


def facts_of(ask: PackAsks) -> tuple[Fact, ...]:
    """The facts behind what a pack says of a matter, the most telling first; of what is open, all that its tests looked at."""
    return tuple(dict.fromkeys(deciding_facts(ask.finding))) or ask.read if ask.finding else ()


def _clause(ask: PackAsks) -> Iterator[str]:
    if ask.finding:
        source = ask.finding.clause.source
        basis = BASES.get(source.basis, source.basis)
        yield (source.document or source.ref) + (f" ({basis})" if basis else "")
        yield from filter(None, (source.place,))
        yield f"criterion {ask.finding.clause.id}"


def _agreed(matter: Matter) -> str:
    """`Failed care [care length: 6 weeks] (met)`; where another pack puts it otherwise, its sentence too."""
    told: dict[str, str] = {}
    for ask in matter.asks:
        if ask.finding:
            asked = f" [{'; '.join(_asked(ask))}]" if ask.parameters else ""
            told.setdefault(f"{criterion_words(ask.finding)}{asked}", tidy(ask.pack))
    (first, _), *others = told.items()
    word = next(label_of(ask.finding)[0] for ask in matter.asks if ask.finding)
    return "; ".join((first, *(f"as {pack} has it: {words}" for words, pack in others))) + f" ({word})"


def _asked(ask: PackAsks) -> tuple[str, ...]:
    """`care length: 6 weeks`: the parameters behind an answer."""
    return tuple(tidy(f"{name.replace('_', ' ')}: {value.replace('_', ' ')}") for name, value in ask.parameters)
