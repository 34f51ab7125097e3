"""The answer of a pack as questions: which there are, how they are answered, and what every line would be with other answers.

For the planner of `ask`, and for all that tells what would change an answer. An `Inquiry` is made from one judged pack
(`counterfactual.trees.inquiry_of`). Its `questions` are the distinct questions of all its lines and of its setting; those of one
line are in `LineTree(inquiry, line).questions`, the lines that it leans on included. Questions with equal `fact` are about one
fact: one answer of a person settles all of them ("how long was it?" answers every bound on the length).

    one = LineTree(inquiry, "1")              # a line by its id, or None for the setting
    one.questions                             # what can be asked, in the order of the tree; `now`, `is_open`, `finding`, `leaf`
    one.now                                   # the recommendation as the engine gave it
    one.recommendation({3: True, 7: False})   # what it would be with these answers and the others as they are
    one.settled({3: True})                    # what it is whatever answers the open questions still get; None where they matter
    one.matters({3: True})                    # the questions that can still matter, by number; the others need not be asked
    one.tally({3: True})                      # a Robustness: over all answers to what is still open, how many end in what
    one.on(7, {3: True})                      # the two tallies after a yes and after a no to question 7

An answer is a yes or no to the question itself (`question.becomes(answer)` says what the finding turns out). By default every
question is open that is unknown or answered by silence alone; with `silence_stands=True` what silence settles stays as it is,
and only unknown questions are open: that is how the engine itself judges, and when a line is settled in its eyes.

Where `one.not_followed` is told, the request leaves out what every question depends on (its level, its side, its operation), and
none of this can be told: ask for that first.

Invariant: every recommendation here is what the engine would give; nothing is judged by other rules than its own, for the rails
of symbolic/rails.py are its rules, and tests hold the two against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from necessity.assessment.assessment import Recommendation
from necessity.assessment.change import Robustness
from necessity.counterfactual.diagrams import NO, YES, Diagrams
from necessity.counterfactual.encoded import Encoded, answered, as_now
from necessity.counterfactual.formulas import Formulas
from necessity.counterfactual.inquiry import Inquiry, Outcome
from necessity.counterfactual.places import Asked
from necessity.counterfactual.questions import Question
from necessity.symbolic.rails import Bits, Rails

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER
Given = Mapping[int, bool]


class Written:
    """All lines of an inquiry over all answers to its open questions, written down: a variable for each, true for a yes."""

    def __init__(self, inquiry: Inquiry, *, silence_stands: bool) -> None:
        self.inquiry, self.formulas = inquiry, Formulas()
        self.open = frozenset(
            one.number
            for one in inquiry.questions
            if (one.is_unknown if silence_stands else one.is_open) and (one.yes or one.no)
        )
        self._encoded: Encoded[int] = Encoded(self.formulas, self._rails, inquiry.followed)
        self._known: dict[tuple[Outcome[int], tuple[int, ...]], Free] = {}

    def free(self, name: str | None) -> Free:
        """A line (None: the setting) worked out; lines that come to the same are worked out once."""
        outcome = self.inquiry.outcome(self._encoded, name)
        open_ = tuple(number for number in self.inquiry.of(name) if number in self.open)
        if (outcome, open_) not in self._known:
            self._known[outcome, open_] = Free(self, outcome, open_)
        return self._known[outcome, open_]

    def _rails(self, asked: Asked) -> Rails[int]:
        number, f = self.inquiry.number[asked.key], self.formulas
        if number not in self.open:
            return as_now(f, asked.now)
        question, variable = self.inquiry.questions[number], f.one(number)
        # what can only turn out one way is open to being shown, and stays as it is where it is not
        return answered(f, variable if question.yes else NO, f.no(variable) if question.no else NO, asked)


class Free:
    """One line over all answers to its open questions, worked out: a variable for each by its place among them.

    `fits`: the answers do not contradict each other.
    """

    def __init__(self, written: Written, outcome: Outcome[int], open_: tuple[int, ...]) -> None:
        self.diagrams, formulas = Diagrams(), written.formulas
        self.open = open_
        self._ordered = _with_what_is_tied(formulas.order(outcome.approve, outcome.refer), open_, written.inquiry.laws)
        self.place = {number: place for place, number in enumerate(self._ordered)}
        known = {NO: NO, YES: YES} | {formulas.one(number): self._yes(number) for number in open_}
        self.approve = formulas.diagram(outcome.approve, self.diagrams, known)
        self.refer = formulas.diagram(outcome.refer, self.diagrams, known)
        self.fits = self._fit(written.inquiry.laws)
        self._tallies: dict[tuple[tuple[int, bool], ...], Robustness] = {}

    def _yes(self, number: int) -> int:
        return self.diagrams.one(self.place[number])

    def _fit(self, laws: Iterable[tuple[int, int]]) -> int:
        d, place = self.diagrams, self.place
        pairs = sorted(
            (pair for pair in laws if pair[0] in place and pair[1] in place), key=lambda pair: place[pair[0]]
        )
        return d.both(*(d.either(d.no(self._yes(one)), self._yes(other)) for one, other in pairs))

    def _told(self, answers: Given) -> dict[int, bool]:
        return {self.place[number]: answer for number, answer in answers.items() if number in self.place}

    def asked(self, answers: Given) -> frozenset[int]:
        """The questions that the line still turns on."""
        d, told = self.diagrams, self._told(answers)
        places = d.asked(d.under(self.approve, told)) | d.asked(d.under(self.refer, told))
        return frozenset(self._ordered[place] for place in places)

    def tally(self, answers: Given) -> Robustness:
        d, told = self.diagrams, self._told(answers)
        same = tuple(sorted(told.items()))
        if same not in self._tallies:
            left = [place for place in range(len(self._ordered)) if place not in told]
            fits = d.under(self.fits, told)
            approve, refer = (d.both(fits, d.under(one, told)) for one in (self.approve, self.refer))
            self._tallies[same] = Robustness(
                questions=len(left),
                completions=d.ways(fits, left),
                approved=d.ways(approve, left),
                referred=d.ways(refer, left),
            )
        return self._tallies[same]


def _with_what_is_tied(order: Iterable[int], others: Iterable[int], laws: Iterable[tuple[int, int]]) -> list[int]:
    """The order with every question next to those that it is tied to by a law, so that the laws stay small; then the others."""
    tied: dict[int, list[int]] = {}
    for one, other in laws:
        tied.setdefault(one, []).append(other)
        tied.setdefault(other, []).append(one)
    asked = set(others)
    found: dict[int, None] = {}
    for number in (*order, *others):
        found.update(dict.fromkeys(one for one in (number, *tied.get(number, ())) if one in asked))
    return list(found)


class LineTree:
    """One line of an inquiry, or its setting where `name` is None. `beside`: another one of the same inquiry."""

    def __init__(self, inquiry: Inquiry, name: str | None, beside: LineTree | None = None) -> None:
        self.inquiry, self.name = inquiry, name
        self.now = inquiry.given(name)
        self.not_followed = inquiry.not_followed(name)
        self.questions: tuple[Question, ...] = tuple(inquiry.questions[number] for number in inquiry.of(name))
        self._written: dict[bool, Written] = beside._written if beside else {}

    def free(self, silence_stands: bool = False) -> Free:
        """The line over all answers to its open questions, made once. Raises TooLarge where that cannot be worked out."""
        if silence_stands not in self._written:
            self._written[silence_stands] = Written(self.inquiry, silence_stands=silence_stands)
        return self._written[silence_stands].free(self.name)

    def open(self, *, silence_stands: bool = False) -> tuple[Question, ...]:
        """The questions that are open."""
        return tuple(self.inquiry.questions[number] for number in self.free(silence_stands).open)

    def recommendation(self, answers: Given) -> Recommendation:
        """What the line would be with these answers, all others as they are."""
        told, bits = self._told(answers), Bits(1)

        def rails(asked: Asked) -> Rails[int]:
            answer = told.get(self.inquiry.number[asked.key])
            return as_now(bits, asked.now) if answer is None else answered(bits, int(answer), int(not answer), asked)

        found = self.inquiry.outcome(Encoded(bits, rails, self.inquiry.followed), self.name)
        return APPROVE if found.approve else REFER if found.refer else PEND

    def settled(self, answers: Given, *, silence_stands: bool = False) -> Recommendation | None:
        """What the line is whatever the open questions still get as answers; None where they matter."""
        found = self.tally(answers, silence_stands=silence_stands)
        ends = {APPROVE: found.approved, REFER: found.referred, PEND: found.pended}
        return next((one for one, ways in ends.items() if ways and ways == found.completions), None)

    def matters(self, answers: Given, *, silence_stands: bool = False) -> frozenset[int]:
        """The questions that the recommendation still turns on."""
        return self.free(silence_stands).asked(self._told(answers))

    def tally(self, answers: Given, *, silence_stands: bool = False) -> Robustness:
        """Over all answers to what is still open, how many end in what; answers that contradict each other are left out."""
        return self.free(silence_stands).tally(self._told(answers))

    def on(self, question: int, answers: Given, *, silence_stands: bool = False) -> tuple[Robustness, Robustness]:
        """The tallies after a yes and after a no to a question."""
        yes, no = ({**answers, question: answer} for answer in (True, False))
        return self.tally(yes, silence_stands=silence_stands), self.tally(no, silence_stands=silence_stands)

    def _told(self, answers: Given) -> dict[int, bool]:
        """The answers with what follows from them: at least severe is at least moderate."""
        told = dict(answers)
        for one, other in self.inquiry.laws:
            if answers.get(one) is True:
                told.setdefault(other, True)
            if answers.get(other) is False:
                told.setdefault(one, False)
        return told
