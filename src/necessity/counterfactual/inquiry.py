"""One judged pack as questions and formulas: what is asked for its lines and its setting, and where they approve or refer.

Invariant: the formulas are those of evaluation/assess.py and evaluation/setting.py, over whatever answers the questions get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, TypeVar

from necessity.assessment.assessment import CodingNote, LineAnswer, PackAssessment, Recommendation
from necessity.assessment.finding import Clause, Finding, Need, Reason
from necessity.counterfactual.encoded import Encoded
from necessity.counterfactual.places import Asked, Place, scope_of
from necessity.counterfactual.questions import Question, firm, laws
from necessity.errors import Place as FilePlace
from necessity.model.case import SETTINGS
from necessity.policy.criterion import Pack
from necessity.policy.leaf import FactTest, LineTest, MomentTest
from necessity.symbolic.asked import Ask, Key, number_of
from necessity.symbolic.rails import Algebra, Rails
from necessity.verdict import MET, NOT_MET, UNKNOWN
from necessity.vocabulary.procedures import Procedures

B = TypeVar("B")
MayChange = Callable[[Asked, bool], bool]
"""Whether what a leaf found settled may still turn out so (True: that the thing is there), by time, care or an investigation."""

_LEFT_OUT = {
    "requested-level": "The request names no level",
    "requested-side": "The request names no side",
    "requested-operation": "The request names no operation that is judged here",
    "requested-again": "The request does not say whether this is a revision",
}
"""What a request may leave out on which everything else depends, by the criterion that asks for it."""
_TOLD_LATER = "; what would change the answer can be told once it does."
_NO_POLICY = "No policy of this pack is for this, so no answer of the record changes it."
_OPEN = Rails(0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[B]):
    """Where an answer approves and where it refers; elsewhere it pends."""

    approve: B
    refer: B


@dataclass(eq=False, kw_only=True)
class Inquiry:
    """`places` are those of every line by its id, `rules` the setting's with what each would support.

    `setting_pack` judged the setting; where it is another one, what it asks of lines is not followed. `left_out` names what the
    request leaves out on which the setting depends, whatever it is answered now.
    """

    answer: PackAssessment
    places: Mapping[str, Sequence[Place]]
    rules: Sequence[tuple[str, Place]]
    setting_pack: Pack
    same_pack: bool
    procedures: Procedures
    may_change: MayChange
    left_out: str = ""
    number: dict[Key, int] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    _of: dict[str | None, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        seen: set[Place] = set()
        for line in self.answer.line_items:
            self._take(self.places[line.line.id], seen)
            for one in self.clarified(line.line.id):
                self._add(one)
        self._take([place for _, place in self.rules], seen)
        for question in self.questions:
            question.yes, question.no = self._may_be(question, True), self._may_be(question, False)

    @cached_property
    def laws(self) -> tuple[tuple[int, int], ...]:
        """Pairs of questions of which the first can only be met where the second is."""
        return tuple(laws(self.questions))

    def line(self, name: str) -> LineAnswer:
        return next(one for one in self.answer.line_items if one.line.id == name)

    # -- questions -----------------------------------------------------------------------------------------------------

    def _take(self, places: Sequence[Place], seen: set[Place]) -> None:
        for place in places:
            if place in seen:
                continue
            seen.add(place)
            for below in self._beneath(place):
                self._take([below], seen)
            for asked in place.asked.values():
                self._add(asked)

    def _beneath(self, place: Place) -> Iterator[Place]:
        for test, asked in place.lines.values():
            for line in self.followed(place, test, asked.level) or ():
                yield from line

    def _add(self, asked: Asked) -> None:
        found = self.number.get(asked.key)
        if found is None:
            found = self.number[asked.key] = len(self.questions)
            self.questions.append(_question(found, asked))
        self.questions[found].asked.append(asked)

    def _may_be(self, one: Question, answer: bool) -> bool:
        """Whether the question may turn out so: no leaf found the contrary, unless that can change; and it is not so yet."""
        if isinstance(one.asked[0].leaf, LineTest) or (one.clarifies and not answer):
            return False
        told, contrary = (MET, NOT_MET) if answer else (NOT_MET, MET)
        settled = list(map(firm, one.asked))
        if all(verdict is told for verdict in settled):
            return False
        return all(
            verdict is not contrary or self.may_change(asked, answer)
            for verdict, asked in zip(settled, one.asked, strict=True)
        )

    def clarified(self, name: str) -> list[Asked]:
        """What of the request a code rule asks to be put right, where an approval waits for it."""
        return [_put_right(note) for note in self.line(name).coding if note.effect == "clarify"]

    # -- lines that tests look at --------------------------------------------------------------------------------------

    def followed(self, place: Place, test: LineTest, level: str | None) -> Sequence[Sequence[Place]] | None:
        """The lines that a test on lines looks at, each with its places; None where another pack judged the setting."""
        if place.line is None and not self.same_pack:
            return None
        at = level if test.at_this_level else None
        found: list[Sequence[Place]] = []
        for answer in self.answer.line_items:
            line = answer.line
            if line.procedure is None or not self.procedures.is_a(line.procedure, test.procedure):
                continue
            places = self.places[line.id]
            if at is not None and line.levels:
                if at not in line.levels:
                    continue
                places = [one for one in places if one.finding.level in (None, at)]
            found.append(places)
        return found

    def beneath(self, name: str | None) -> tuple[Place, ...]:
        """Every place that the answer of a line (None: of the setting) was made from; those that others lean on come first."""
        todo = list(self.places[name]) if name is not None else [place for _, place in self.rules]
        if name is None and self._goes_with_lines:
            todo += [place for places in self.places.values() for place in places]
        return tuple(dict.fromkeys(one for place in todo for one in self.beneath_place(place)))

    def beneath_place(self, place: Place) -> tuple[Place, ...]:
        """The places that one leans on, and last the place itself."""
        found: dict[Place, None] = {}
        for below in self._beneath(place):
            found |= dict.fromkeys(self.beneath_place(below))
        return (*found, place)

    def of(self, name: str | None) -> tuple[int, ...]:
        """The questions of a line (None: of the setting) by number, in the order of its trees."""
        if name not in self._of:
            self._of[name] = self._questions_of(name)
        return self._of[name]

    def _questions_of(self, name: str | None) -> tuple[int, ...]:
        asked = [one for place in self.beneath(name) for one in place.asked.values()]
        lines = [] if name is None else [name]
        if name is None and self._goes_with_lines:
            lines = list(self.places)
        asked += [one for line in lines for one in self.clarified(line)]
        return tuple(dict.fromkeys(self.number[one.key] for one in asked))

    def not_followed(self, name: str | None) -> str:
        """Why nothing can be told of other answers: what the request itself leaves out; empty where all can be followed."""
        if name is None:
            finding = self.answer.setting.finding
            if self.setting_pack.setting is None or finding is None:
                return _NO_POLICY
            return _left_out([finding.clause.id, self.left_out])
        if self.line(name).policy is None:
            return _NO_POLICY
        lines = dict.fromkeys([name, *(place.line for place in self.beneath(name))])
        gaps = [gap.criterion for one in lines if one is not None for gap in self.line(one).gaps]
        return _left_out(gaps)

    # -- outcomes ------------------------------------------------------------------------------------------------------

    def outcome(self, encoded: Encoded[B], name: str | None) -> Outcome[B]:
        """Where a line (None: the setting) approves and where it refers."""
        if name is None:
            return self._setting(encoded)
        found = self.at(encoded, self.places[name])
        put_right = [encoded.answers(one).met for one in self.clarified(name)]
        return Outcome(encoded.algebra.both(found.approve, *put_right), found.refer)

    def at(self, encoded: Encoded[B], places: Sequence[Place]) -> Outcome[B]:
        """Approved where every place is met with something shown, referred where one fails and not by silence."""
        a, rails = encoded.algebra, [encoded.place(one) for one in places]
        if not rails:
            return Outcome(a.false, a.false)
        approve = a.both(*(one.shown for one in rails))
        return Outcome(approve, a.either(*(a.both(one.failed, one.firm_failed) for one in rails)))

    @property
    def _goes_with_lines(self) -> bool:
        """Whether a stay that is supported is referred where every line is."""
        return self.answer.setting.requested == SETTINGS[-1] and bool(self.answer.line_items)

    def _setting(self, encoded: Encoded[B]) -> Outcome[B]:
        a, policy, wanted = encoded.algebra, self.setting_pack.setting, self.answer.setting.requested
        if policy is None or wanted is None:
            return Outcome(a.false, a.false)
        rank = SETTINGS.index(wanted)
        enough = [encoded.place(place) for setting, place in self.rules if SETTINGS.index(setting) >= rank]
        usual = policy.default is not None and SETTINGS.index(policy.default) >= rank
        met = a.true if usual else a.either(*(one.shown for one in enough))
        refer = a.both(a.no(met), *(a.no(_may_hold(a, one)) for one in enough))
        if not self._goes_with_lines:
            return Outcome(met, refer)
        lines = [self.at(encoded, self.places[one.line.id]).refer for one in self.answer.line_items]
        referred = a.both(*lines)
        return Outcome(a.both(met, a.no(referred)), a.either(refer, a.both(met, referred)))

    def given(self, name: str | None) -> Recommendation | None:
        """The recommendation as the engine gave it."""
        return self.answer.setting.recommendation if name is None else self.line(name).recommendation


def _left_out(criteria: Sequence[str]) -> str:
    return next((_LEFT_OUT[one] + _TOLD_LATER for one in criteria if one in _LEFT_OUT), "")


def _may_hold(a: Algebra[B], one: Rails[B]) -> B:
    """A rule of the setting that is open, or met without anything shown, and that somebody raised."""
    unknown = a.both(a.no(one.met), a.no(one.failed))
    by_silence = a.both(one.failed, a.no(one.firm_failed))
    return a.both(a.no(one.not_raised), a.either(unknown, by_silence, a.both(one.met, a.no(one.shown))))


def _put_right(note: CodingNote) -> Asked:
    clause = Clause(
        id=note.rule, says=note.says, need=Need.ADMINISTRATIVE, source=note.source, place=FilePlace("the request")
    )
    finding = Finding(clause, UNKNOWN, Reason.NOT_DOCUMENTED)
    key: Key = ("clarify", note.rule, note.says)
    return Asked(key=key, ask=Ask(number_of(key), None), finding=finding, now=_OPEN)


def _question(number: int, asked: Asked) -> Question:
    key, leaf = asked.key, asked.leaf
    if isinstance(leaf, FactTest | MomentTest):
        level, side, line = scope_of(leaf, asked.level, asked.side, asked.line)
        kind = leaf.kind.name if isinstance(leaf, FactTest) else leaf.moment.scope.kind.name
        return Question(
            number=number,
            key=key,
            fact=(kind, level, side, line),
            leaf=leaf,
            level=level,
            side=side,
            line=line,
        )
    return Question(number=number, key=key, fact=key, leaf=leaf, clarifies=str(key[1]) if key[0] == "clarify" else "")
