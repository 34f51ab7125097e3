"""What an answer takes and how it is told: its class, its price, the documents that show it and who has them.

Invariant: a price orders what is told and changes no answer; `medicine/answers.yaml` says what of a settled finding may change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from necessity.assessment.change import Answer
from necessity.assessment.finding import Reason
from necessity.counterfactual.places import Asked
from necessity.counterfactual.questions import Question, firm
from necessity.evaluation.scope import compare, value_of
from necessity.evaluation.sentences import within
from necessity.model.fact import Fact
from necessity.policy.answers import AnswerRules, MayChange
from necessity.policy.leaf import Comparison, FactTest, MomentTest
from necessity.report.plain_words import plain_words
from necessity.verdict import MET, NOT_MET, Verdict
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import Vocabulary

_IN_A_DOCUMENT = (Reason.UNREADABLE, Reason.OTHER_PATIENT)
_NOT_EXACT = (Reason.IMPRECISE, Reason.CONFLICTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """The rules beside one chart; `on_record` are the kinds of fact that it shows."""

    rules: AnswerRules
    vocabulary: Vocabulary
    on_record: Collection[str]

    def may_change(self, asked: Asked, answer: bool) -> bool:
        """Whether what a leaf found settled may still turn out so: `answer` is that of the question in its positive form."""
        leaf = asked.leaf
        if isinstance(leaf, MomentTest):
            if asked.finding.reason is not Reason.FALLS_SHORT or not answer:
                return False
            rule = self.rules.settled.get(leaf.moment.scope.kind.name)
            return leaf.op in (">=", ">") or (rule is not None and rule.again)
        rule = self.rules.settled.get(leaf.kind.name) if isinstance(leaf, FactTest) else None
        if rule is None or not isinstance(leaf, FactTest):
            return False
        if leaf.comparison is None:
            return answer and rule.again
        return Verdict.of(answer) in _can_become(rule, leaf.comparison, asked.finding.facts, leaf.kind)

    def takes(self, question: Question, answer: bool) -> str:
        """The class of an answer."""
        contrary = NOT_MET if answer else MET
        leaf, finding = question.leaf, question.finding
        if question.clarifies:
            return "request"
        if any(firm(one) is contrary for one in question.asked):
            return self._to_change(question)
        if finding.reason in _NOT_EXACT:
            return "date"
        if finding.reason in _IN_A_DOCUMENT:
            return "document"
        if leaf is None:
            return "statement"
        kind = finding.kinds[0] if finding.kinds else ""
        if self.rules.unless.get(kind) in self.on_record:
            return "document"
        return self.rules.open_by_kind.get(kind, "document")

    def _to_change(self, question: Question) -> str:
        leaf = question.leaf
        if isinstance(leaf, MomentTest) and leaf.op in (">=", ">"):
            return self.rules.waiting
        rule = self.rules.settled.get(question.finding.kinds[0])
        return rule.takes if rule else self.rules.waiting

    def price(self, question: Question, answer: bool) -> int:
        return self.rules.classes[self.takes(question, answer)].price

    def told(self, question: Question, answer: bool) -> Answer:
        """The answer as a record, in words."""
        finding, becomes = question.finding, question.becomes(answer)
        takes = self.takes(question, answer)
        says = finding.clause.says.strip().rstrip(".")
        if question.clarifies:
            words = f"The request is put right: {within(says)}"
        else:
            words = says if becomes is MET else f"It is shown that this is not so: {within(says)}"
        documents = () if question.clarifies else self.documents(finding.kinds)
        return Answer(
            finding=finding,
            becomes=becomes,
            says=f"{words}.",
            cost=takes,
            price=self.rules.classes[takes].price,
            documents=documents,
            held_by=held_by(documents),
            level=question.level,
            side=question.side,
        )

    def documents(self, kinds: Collection[str]) -> tuple[str, ...]:
        """The kinds of document that normally show these kinds of fact."""
        known = self.vocabulary.kinds
        return tuple(dict.fromkeys(document for kind in kinds for document in known[kind].shown_by))


def held_by(documents: Collection[str]) -> tuple[str, ...]:
    """Who has these kinds of document, each once."""
    table = plain_words().held_by
    return tuple(dict.fromkeys(table[one] for one in documents if one in table))


def _can_become(rule: MayChange, comparison: Comparison, facts: Sequence[Fact], kind: Kind) -> list[Verdict]:
    """What a comparison that is settled can turn into: by a field that grows or falls, or by a word in another's place."""
    name = comparison.field.name
    grows, falls = comparison.op in (">=", ">"), comparison.op in ("<=", "<")
    if name in rule.becomes:
        words = [value_of(fact, kind, name) for fact in facts]
        turned = [rule.becomes[name][word] for word in words if isinstance(word, str) and word in rule.becomes[name]]
        return [compare(comparison, word) for word in turned]
    if (grows and name in rule.more) or (falls and name in rule.less):
        return [MET]
    return [NOT_MET] if (grows and name in rule.less) or (falls and name in rule.more) else []
