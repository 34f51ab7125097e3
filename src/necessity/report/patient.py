"""The page for the patient: each thing that was asked for, the answer so far and why, and what happens next, in plain words.

Invariant: no code, no term without plain words, no blame and no word of the chart; a person decides, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from necessity.assessment.assessment import Assessment, PackAssessment, Recommendation
from necessity.assessment.change import Related
from necessity.model.case import LineItem
from necessity.model.fact import Assertion
from necessity.report.letter import Block, Item, Letter, listed
from necessity.report.patient_answers import Told, told_of_line, told_of_setting
from necessity.report.plain_words import PlainWords, plain_words

_EMERGENCY = (
    "This may be an emergency. Call for help now. Call your local emergency number or go to an emergency room. "
    "Do not wait for this review."
)
_DANGER_SIGNS = (
    "You feel numb between your legs.",
    "You have trouble passing urine or stool, or you cannot hold it.",
    "A leg gets weaker fast, or a foot starts to drop.",
)
_DANGER = "motor_decline"  # the kind of fact that says that strength is falling
_SIDES = {"left": ", on the left side", "right": ", on the right side", "both": ", on both sides"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_MOST_PAPERS = 6
_WOULD_FIT = {
    "later": "Some of the rules ask that more time goes by. The same papers may fit them later on.",
    "setting": "Another place for the surgery would fit the rules we used.",
}


def patient_letter(assessment: Assessment) -> Letter:
    """The letter to the patient. It holds no word of the chart, so there is nothing to leave out of it."""
    return Letter(name="About your back surgery request", audience="patient", blocks=tuple(_blocks(assessment)))


def _blocks(assessment: Assessment) -> Iterator[Block]:
    table = plain_words()
    if assessment.urgency.is_emergency:
        yield Block(kind="alarm", words=_EMERGENCY)
    yield Block(kind="title", words="About your back surgery request")
    yield Block(
        kind="text",
        words="No one has decided yet. A person decides, not a computer. A computer program read your papers and wrote this "
        "page to help that person.",
    )
    if any(not pack.pack.is_signable for pack in assessment.packs):
        yield Block(kind="note", words="This page is a test. The rules we used are not the rules of a health plan.")
    yield Block(kind="note", words="This page is about your health. Keep it in a safe place.")
    told: list[Told] = []
    for number, pack in enumerate(assessment.packs, 1):
        more = f", by set {number} of the rules" if len(assessment.packs) > 1 else ""
        yield Block(kind="heading", words=f"What your doctor asked for, and what we found so far{more}")
        answers = list(_answers(pack, table))
        told += [answer for _, answer in answers]
        alike: dict[tuple[str, ...], list[str]] = {}  # what has the same answer is told once
        for words, answer in answers:
            alike.setdefault(answer.sentences, []).append(words)
        yield listed(*(Item(words=" ".join(dict.fromkeys(words)), under=under) for under, words in alike.items()))
    yield from _danger_signs(assessment)
    yield from _papers(told, table)
    yield from _next(told)
    day = assessment.as_of
    yield Block(
        kind="text",
        words=f"This page goes by the papers we had on {_MONTHS[day.month - 1]} {day.day}, {day.year}. It does not take the "
        "place of your doctor. If you feel worse, call your doctor.",
    )


def _danger_signs(assessment: Assessment) -> Iterator[Block]:
    """The signs that need help at once, where strength is falling on record or an emergency is possible."""
    urgency = assessment.urgency
    falling = any(fact.kind == _DANGER and fact.assertion is Assertion.PRESENT for fact in assessment.chart.facts)
    if falling or urgency.is_emergency or urgency.level == "urgent":
        yield Block(kind="heading", words="Signs that need help at once")
        yield Block(
            kind="text",
            words="Call your local emergency number or go to an emergency room, by day or by night, if you have one of these:",
        )
        yield listed(*_DANGER_SIGNS)


def _answers(pack: PackAssessment, table: PlainWords) -> Iterator[tuple[str, Told]]:
    """Each thing that was asked for, in plain words, with its answer."""
    named = _named([one.line for one in pack.line_items], table)
    for words, one in zip(named, pack.line_items, strict=True):
        yield words, _with_related(told_of_line(one, table), one.related)
    if pack.setting.requested and pack.setting.recommendation:
        words = table.settings.get(pack.setting.requested, "a place for the surgery")
        yield _sentence(words), _with_related(told_of_setting(pack.setting, table), pack.setting.related)


def _with_related(told: Told, related: Sequence[Related]) -> Told:
    """The answer, and whether time alone or another place would fit: the near variants that ask nothing of a patient."""
    kinds = {one.kind for one in related if one.recommendation is Recommendation.APPROVE}
    return replace(told, sentences=(*told.sentences, *(says for kind, says in _WOULD_FIT.items() if kind in kinds)))


def _named(lines: Sequence[LineItem], table: PlainWords) -> list[str]:
    """What each line asks for; those that would read alike are counted."""
    plain = [_plain(line, table) for line in lines]
    often, met = Counter(plain), Counter[str]()
    named = []
    for words in plain:
        met[words] += 1
        named.append(_sentence(f"{words} (place {met[words]})" if often[words] > 1 else words))
    return named


def _plain(line: LineItem, table: PlainWords) -> str:
    side = _SIDES.get(line.side or "", "") if line.procedure else ""
    return table.procedure(line.procedure) + side + (", if it is needed" if line.certainty == "possible" else "")


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _papers(told: Sequence[Told], table: PlainWords) -> Iterator[Block]:
    """Which papers often help, and who has each; only where some paper could answer."""
    wanted = [answer for answer in told if answer.wants_papers]
    first = list(dict.fromkeys(one for answer in wanted for one in answer.first))
    documents = list(dict.fromkeys((*first, *(one for answer in wanted for one in answer.documents))))
    if documents:
        yield Block(kind="heading", words="Papers that may help")
        if first and len(documents) > 1:
            yield Block(kind="text", words="If you ask for one paper, ask for the first one. It may help the most.")
        yield listed(
            *(f"{_sentence(table.documents[one])} Ask {table.sent_by[one]}." for one in documents[:_MOST_PAPERS])
        )


def _next(told: Sequence[Told]) -> Iterator[Block]:
    yield Block(kind="heading", words="What happens next")
    if any(answer.wants_papers for answer in told):
        yield Block(
            kind="text",
            words="Some points are still open. That is common, and it is not a no. You can ask for the papers that may help, "
            "or your doctor's office can send them. Then a trained person will look again.",
        )
    else:
        yield Block(kind="text", words="We do not need more papers from you right now.")
    if any(answer.is_for_a_person for answer in told):
        yield Block(kind="text", words="Some points only a person can answer. A trained person will look at them.")
    if any(answer.is_for_a_doctor for answer in told):
        yield Block(
            kind="text",
            words="Where this page says that a doctor will look, a doctor will read your papers. The doctor can also talk with "
            "your surgeon.",
        )
    yield Block(
        kind="text",
        words="A trained person will read your papers and decide. You can ask which papers were sent, and you can ask to see "
        "them. You can ask who will decide.",
    )
