"""The door for the fewest questions: a case judged, the next best question, an answer taken, until nothing open matters.

Invariant: every answer is put to the same engine; nothing is asked that cannot change a recommendation; nothing is stored but
what the caller writes, and there an answer stands as a statement beside the record, never as a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from necessity.assessment.asking import (
    NO,
    NOT_KNOWN,
    STATED,
    YES,
    AnswerTaken,
    Asking,
    LineAsked,
    QuestionAsked,
)
from necessity.assessment.assessment import Assessment, Recommendation, Urgency
from necessity.assessment.finding import Clause
from necessity.counterfactual.answers import held_by
from necessity.counterfactual.inquiry import Inquiry
from necessity.counterfactual.planner import Next, Planner, Told
from necessity.counterfactual.questions import Question, firm
from necessity.counterfactual.stated import fact_of_answer, value_answered, values_allowed
from necessity.errors import InputUnusable, Place, Problem
from necessity.evaluation.gaps import parts_of
from necessity.evaluation.urgency import urgency_of
from necessity.exchange.case_text import case_text
from necessity.model.case import Case, LineItem
from necessity.model.document import Attestation, Document
from necessity.model.fact import Fact
from necessity.policy.leaf import FactTest
from necessity.policy.urgency import load_urgency
from necessity.policy.words import leaf_words
from necessity.reading.statement import statement_of
from necessity.reading.supposed import as_attested, put_in
from necessity.review import Reading, charted, inquiries, judged, read
from necessity.symbolic.asked import Key
from necessity.verdict import MET, NOT_MET
from necessity.vocabulary.load import vocabulary

SETTING = "setting"
"""What `--line` calls the setting."""
HOW_TO_ANSWER = "answer yes, no or ? (not known), a value, or a sentence as a note has it; why tells more, q stops"
STILL_OPEN = "it was taken, and does not settle the question"
_YES, _NO, _UNKNOWN = ("yes", "y"), ("no", "n"), ("?", "not known", "unknown", "don't know", "do not know")
_BY = "an answer to necessity ask"
"""Who states what was answered, where it is written beside the record."""


@dataclass(kw_only=True)
class Session:
    """One case under one pack while it is asked about. `told` and `not_known` are answers by the keys of their questions."""

    reading: Reading
    packs: Sequence[str]
    as_of: date
    search_path: Sequence[Path]
    before: Assessment
    lines: tuple[str | None, ...]
    brief: bool
    answered: list[AnswerTaken] = field(default_factory=list)
    told: dict[Key, bool] = field(default_factory=dict)
    not_known: set[Key] = field(default_factory=set)
    inquiry: Inquiry = field(init=False)
    _planners: dict[str | None, Planner] = field(init=False)

    def __post_init__(self) -> None:
        self._take_in(self._inquiry(()))

    # -- what is asked -------------------------------------------------------------------------------------------------

    def next(self) -> QuestionAsked | None:
        """The next question; None where every line that is asked about is settled."""
        found = self._next()
        return None if found is None else self._asked(*found)

    def _next(self) -> tuple[str | None, Next] | None:
        for name in self.lines:
            if not self.inquiry.not_followed(name):
                found = self.planner(name).next(self._state())
                if found is not None:
                    return name, found
        return None

    def _state(self) -> Told:
        """The answers as a planner takes them: by the numbers of the questions as they are now."""
        number = self.inquiry.number
        answers = {number[key]: answer for key, answer in self.told.items() if key in number}
        return Told(answers, frozenset(number[key] for key in self.not_known if key in number))

    def _asked(self, name: str | None, found: Next) -> QuestionAsked:
        one, planner, state = found.question, self.planner(name), self._state()
        finding = one.finding

        def would_be(answer: bool) -> Recommendation:
            return planner.recommendation(replace(state, answers={**state.answers, one.number: answer}))

        kinds = [vocabulary().kinds[kind] for kind in finding.kinds]
        documents = tuple(dict.fromkeys(word for kind in kinds for word in kind.shown_by))
        return QuestionAsked(
            number=len(self.answered) + 1,
            line=self._line(name),
            says=_question_words(one),
            clause=finding.clause,
            part=next(iter(self._part(name, one)), finding.clause),
            finding=finding,
            level=one.level,
            side=one.side,
            values=values_allowed(one),
            documents=documents,
            held_by=held_by(documents),
            now=planner.recommendation(state),
            if_yes=would_be(True),
            if_no=would_be(False),
            to_approve=found.to_approve,
            to_refer=found.to_refer,
            helps=found.helps,
        )

    def _line(self, name: str | None) -> LineItem | None:
        return None if name is None else self.inquiry.line(name).line

    def _part(self, name: str | None, one: Question) -> Iterable[Clause]:
        """The criterion of the line, a member of the whole, in which the question stands."""
        roots = [place.finding for place in self.inquiry.beneath(name)]
        for root in roots:
            for part in parts_of(root):
                if any(below is one.finding for below in part.walk()):
                    yield part.clause

    # -- what is answered ----------------------------------------------------------------------------------------------

    def answer(self, words: str) -> AnswerTaken | Problem:
        """Takes the answer to the next question; a Problem, and nothing taken, where it is not understood."""
        found = self._next()
        if found is None:
            return Problem(what="nothing is asked", where=Place(SETTING), remedy="every line is settled")
        name, nexts = found
        asked, one = self._asked(name, nexts), nexts.question
        said = " ".join(words.split()).rstrip(".!")
        if said.lower() in _UNKNOWN:
            self.not_known.add(one.key)
            return self._taken(AnswerTaken(question=asked, words=words, meaning=NOT_KNOWN))
        if said.lower() in (*_YES, *_NO):
            return self._plain(asked, one, said.lower() in _YES)
        value = value_answered(one, said)
        if value is not None:
            fact = fact_of_answer(one, value, self.reading.chart.day)
            if fact is not None:
                answer = AnswerTaken(
                    question=asked, words=words, meaning=STATED, facts=(self._told_by(fact, asked, said),)
                )
                return self._taken(answer)
        return self._stated(asked, words, one.key)

    def _plain(self, asked: QuestionAsked, one: Question, yes: bool) -> AnswerTaken:
        """A yes or a no: a fact where one says just that and the engine reads it so, else an answer alone."""
        self.told[one.key] = yes
        answer = AnswerTaken(question=asked, words=YES if yes else NO, meaning=YES if yes else NO)
        fact = fact_of_answer(one, yes, self.reading.chart.day)
        if fact is not None:
            with_fact = replace(answer, facts=(self._told_by(fact, asked, answer.words),))
            inquiry = self._inquiry((*self.answered, with_fact))
            if _is_answered(inquiry, one.key, yes):
                return self._taken(with_fact, inquiry)
        return self._taken(answer)

    def _stated(self, asked: QuestionAsked, words: str, key: Key) -> AnswerTaken | Problem:
        """A sentence, read as any document is; it stands in place of what the record says of the same thing."""
        reading, known = self.reading, vocabulary()
        said = statement_of(
            words, f"answer {asked.number}", request=reading.request, day=reading.chart.day, vocabulary=known
        )
        stated = put_in(said, self._facts(), reading.request, known) if said is not None and said.facts else ()
        if said is None or not any(one.counts for one in stated):
            why = "it is read as no fact of a patient"
            return Problem(
                what=f"this is not understood: '{words}'", where=_place(asked), why=why, remedy=HOW_TO_ANSWER
            )
        notes = [f"read as: {said.read_as}"] if said.read_as else []
        notes += [note for one in stated for note in one.taken] + [f"not read: '{part}'" for part in said.unread]
        answer = AnswerTaken(
            question=asked,
            words=words,
            meaning=STATED,
            facts=tuple(one.fact for one in stated if one.counts),
            in_place_of=tuple(fact for one in stated for fact in one.in_place_of),
            notes=tuple(notes),
        )
        self._taken(answer)
        after = self._next()
        if after is not None and after[1].question.key == key:
            self.answered[-1] = replace(answer, notes=(*answer.notes, STILL_OPEN))
        return self.answered[-1]

    def _told_by(self, fact: Fact, asked: QuestionAsked, said: str) -> Fact:
        """The fact with the question and its answer as the words that say it."""
        day = self.reading.chart.day
        document = Document(id=f"answer {asked.number}", kind="clinic note", authored=day, text=f"{asked.says}: {said}")
        return replace(fact, recorded=day, evidence=(document.quote(0, len(document.text)),), reader="answered")

    def _taken(self, answer: AnswerTaken, inquiry: Inquiry | None = None) -> AnswerTaken:
        self.answered.append(answer)
        self._take_in(inquiry or self._inquiry(self.answered))
        return answer

    def _take_in(self, inquiry: Inquiry) -> None:
        self.inquiry, self._planners = inquiry, {}

    def planner(self, name: str | None) -> Planner:
        """The planner of a line, made when its turn comes."""
        if name not in self._planners:
            self._planners[name] = Planner(self.inquiry, name, brief=self.brief, on_record=self._on_record())
        return self._planners[name]

    def _on_record(self) -> frozenset[str]:
        """The kinds of fact that the record, or an answer, says to be there."""
        return frozenset(fact.kind for fact in self._facts() if fact.reaches_a_policy and not fact.is_denial)

    # -- how it stands -------------------------------------------------------------------------------------------------

    def urgency(self) -> Urgency:
        """How urgent the record and the answers make it."""
        levels = tuple(dict.fromkeys(level for line in self.reading.request.line_items for level in line.levels))
        words = vocabulary()
        return urgency_of(self._shown(self.answered).chart, load_urgency(words), words, levels)

    def outcome(self) -> Asking:
        """The questions and answers so far, and every line: as it was, now, and while no document shows the answers."""
        alone = self._alone()
        lines = []
        for name in self.lines:
            state, planner, left_out = self._state(), self.planner(name), self.inquiry.not_followed(name)
            before = _recommendation(self.before, name)
            lines.append(
                LineAsked(
                    line=self._line(name),
                    before=before,
                    now=self.inquiry.given(name) or before if left_out else planner.recommendation(state),
                    alone=alone.given(name),
                    settled=not left_out and planner.next(state) is None,
                    not_asked=left_out,
                )
            )
        return Asking(
            before=self.before,
            pack=self.before.packs[0].pack,
            answered=tuple(self.answered),
            next=self.next(),
            lines=tuple(lines),
            urgency=self.urgency(),
            brief=self.brief,
            not_written=tuple(one for one in self.answered if one.meaning != NOT_KNOWN and not one.facts),
        )

    def saved(self) -> str:
        """The case with what was answered as statements beside its record, as a case file.

        Raises InputUnusable where a case file cannot hold it.
        """
        try:
            return case_text(self._with_statements())
        except ValueError as error:
            remedy = "ask about a case of texts; what a record holds in codes, and pages that cannot be read, cannot be written"
            raise InputUnusable(
                [Problem(what="this case cannot be saved", where=Place("--save"), why=str(error), remedy=remedy)]
            ) from None

    def _alone(self) -> Inquiry:
        """The case judged while the answers only stand beside the record."""
        return self._judged(charted(self._with_statements(), self.reading.as_read, day=self.reading.chart.day))

    def _with_statements(self) -> Case:
        day, case = self.reading.chart.day, self.reading.case
        attested = [
            replace(as_attested(fact, ""), evidence=(Attestation(by=_BY, attested_on=day),), recorded=day)
            for one in self.answered
            for fact in one.facts
        ]
        return replace(case, attested=(*case.attested, *attested))

    # -- judging -------------------------------------------------------------------------------------------------------

    def _facts(self) -> tuple[Fact, ...]:
        own = [fact for one in self.answered for fact in one.facts]
        return (*self.reading.as_read, *self.reading.case.attested, *self.reading.case.coded, *own)

    def _inquiry(self, answered: Sequence[AnswerTaken]) -> Inquiry:
        """The case judged as if documents showed what was answered."""
        return self._judged(self._shown(answered))

    def _shown(self, answered: Sequence[AnswerTaken]) -> Reading:
        """The case read as if documents showed what was answered."""
        aside = {id(fact) for one in answered for fact in one.in_place_of}

        def kept(facts: Iterable[Fact]) -> tuple[Fact, ...]:
            return tuple(fact for fact in facts if id(fact) not in aside)

        case = self.reading.case
        case = replace(case, attested=kept(case.attested), coded=kept(case.coded))
        shown = kept((*self.reading.as_read, *(fact for one in answered for fact in one.facts)))
        return charted(case, shown, day=self.reading.chart.day)

    def _judged(self, reading: Reading) -> Inquiry:
        return inquiries(reading, packs=self.packs, as_of=self.as_of, search_path=self.search_path)[0]


def session(
    case: Case,
    *,
    packs: Sequence[str] = (),
    as_of: date,
    search_path: Sequence[Path] = (),
    line: str | None = None,
    brief: bool = False,
) -> Session:
    """A case ready to be asked about, under the first pack that judges it; `line` is the id of one line, or `setting`.

    Raises InputUnusable where the case cannot be judged or has no such line, PackUnusable for a pack.
    """
    reading = read(case, as_of=as_of)
    before = judged(reading, packs=packs, as_of=as_of, search_path=search_path)
    before = replace(before, packs=before.packs[:1])
    names: list[str | None] = [one.line.id for one in before.packs[0].line_items]
    names += [None] if before.packs[0].setting.recommendation else []
    if line is not None:
        wanted = None if line.lower() == SETTING else line
        if wanted not in names:
            known = ", ".join(name or SETTING for name in names)
            problem = Problem(what=f"there is no line '{line}'", where=Place("--line"), remedy=f"one of {known}")
            raise InputUnusable([problem])
        names = [wanted]
    return Session(
        reading=reading,
        packs=packs,
        as_of=as_of,
        search_path=search_path,
        before=before,
        lines=tuple(names),
        brief=brief,
    )


def face(found: Asking, format: str, width: int = 100, colour: bool = False) -> bytes:
    """The questions, their answers and how the lines stand, as text or json, in UTF-8."""
    if format == "json":
        from necessity.report.ask_record import json_bytes

        return json_bytes(found)
    from necessity.report.ask_text import text

    return text(found, width=width, colour=colour).encode("utf-8", "replace")


def question_text(asked: QuestionAsked, width: int = 100, colour: bool = False, *, why: bool = False) -> str:
    """One question as it is put at a terminal; `why` tells the whole clause, what the record says, and what an answer does."""
    from necessity.report.ask_text import question, reasons

    return (reasons if why else question)(asked, width=width, colour=colour)


def alarm(asking: Session) -> str:
    """What must be told at once where the record, or what was answered, speaks of an emergency; else empty."""
    from necessity.report.ask_text import alarm_words

    return alarm_words(asking.before.urgency, asking.urgency())


def _question_words(one: Question) -> str:
    """What is asked, in a sentence without its mark."""
    if one.leaf is None:
        return one.finding.clause.says.rstrip(".")
    leaf = replace(one.leaf, absent=False) if isinstance(one.leaf, FactTest) else one.leaf
    words = leaf_words(leaf)  # whether it is there: a yes says that it is, also where the clause asks that it is not
    place = " ".join(filter(None, (one.level, one.side)))
    return f"{words[:1].upper()}{words[1:]}" + (f" ({place})" if place else "")


def _is_answered(inquiry: Inquiry, key: Key, yes: bool) -> bool:
    """Whether the engine now finds that answer by itself, wherever it is asked."""
    number = inquiry.number.get(key)
    if number is None:
        return False
    return all(verdict is (MET if yes else NOT_MET) for verdict in map(firm, inquiry.questions[number].asked))


def _recommendation(found: Assessment, name: str | None) -> Recommendation:
    pack = found.packs[0]
    if name is None:
        return pack.setting.recommendation or Recommendation.PEND
    return next(one.recommendation for one in pack.line_items if one.line.id == name)


def _place(asked: QuestionAsked) -> Place:
    return Place(f"answer {asked.number}")
