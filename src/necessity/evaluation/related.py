"""Related questions: near variants of a request, each judged by the same engine on the same facts, told where the answer differs.

Invariant: what is told is the answer that a review of that very variant gives; the answer as it is does not change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from necessity.assessment.assessment import LineAnswer, PackAssessment, Recommendation, SettingAnswer
from necessity.assessment.change import Related
from necessity.evaluation.assess import Assessing
from necessity.evaluation.headline import setting_words, why_of
from necessity.evaluation.sentences import within
from necessity.evaluation.variants import OtherDay, Variant, Variants
from necessity.policy.related import RelatedRules
from necessity.verdict import MET

APPROVE, PEND, REFER = Recommendation.APPROVE, Recommendation.PEND, Recommendation.REFER
_MOST_NAMED = 2  # so many criteria that hold the line as it is are named

Asked = tuple[Variant, Related]


def with_related(
    answer: PackAssessment, judging: Assessing, rules: RelatedRules, days: tuple[OtherDay, ...]
) -> PackAssessment:
    """The assessment with its related questions; `judging` is what made it, `days` are other days for the record."""
    asking = Asking(judging, rules, days)
    lines = tuple(replace(line, related=tuple(told for _, told in asking.of_line(line))) for line in answer.line_items)
    setting = replace(answer.setting, related=tuple(told for _, told in asking.of_setting(answer)))
    return replace(answer, line_items=lines, setting=setting)


class Asking:
    """The variants of one assessment; what several of them ask is judged once."""

    def __init__(self, judging: Assessing, rules: RelatedRules, days: tuple[OtherDay, ...]) -> None:
        self._judging, self._rules = judging, rules
        self._variants = Variants(
            request=judging.request,
            chart=judging.chart,
            vocabulary=judging.evaluator.vocabulary,
            rules=rules,
            days=days,
        )
        self._made: dict[object, Assessing] = {}

    def of_line(self, answer: LineAnswer) -> tuple[Asked, ...]:
        """None for what is only added to another procedure, for it follows that, and none where no policy judges the line."""
        policy = self._judging.policy(answer.line)
        if policy is None or answer.role == "adjunct":
            return ()
        named = self._judging.evaluator.lines_named[policy.id]
        variants = self._variants.of_line(answer.line, named, policy.judged)
        return self._told(variants, lambda variant: self._line(variant, answer))

    def of_setting(self, answer: PackAssessment) -> tuple[Asked, ...]:
        """None where no setting is asked for."""
        asked = answer.setting
        if asked.recommendation is None or asked.finding is None:
            return ()
        mains = [one.line for one in answer.line_items if one.role != "adjunct"]
        return self._told(self._variants.of_setting(mains), lambda variant: self._setting(variant, asked))

    def _told(self, variants: Iterator[Variant], judge: Callable[[Variant], Related | None]) -> tuple[Asked, ...]:
        """The first that differ, each answer of a kind once."""

        def differing() -> Iterator[Asked]:
            said: set[object] = set()
            for variant in variants:
                related = judge(variant)
                if related is None:
                    continue
                because = () if variant.day else related.because
                if (related.kind, related.recommendation, because) not in said:
                    said.add((related.kind, related.recommendation, because))
                    yield variant, related

        return tuple(islice(differing(), self._rules.most_told))

    def _instead(self, variant: Variant) -> Assessing:
        key = (variant.request, variant.day)
        if key not in self._made:
            self._made[key] = self._judging.varied(variant.request, variant.day)
        return self._made[key]

    def _line(self, variant: Variant, answer: LineAnswer) -> Related | None:
        instead = self._instead(variant)
        assert variant.line is not None
        if instead.policy(variant.line) is None:
            return None
        if instead.recommended(variant.line) is answer.recommendation:
            return None
        other = instead.coded(variant.line)
        also = ""
        if variant.added is not None:
            added = instead.coded(variant.added)
            if added.recommendation is REFER or added.policy is None:
                return None  # what a physician would have to decide first puts nothing right
            also = "; what is added is met as well" if added.recommendation is APPROVE else "; what is added would pend"
        return Related(
            kind=variant.kind,
            line=answer.line.id,
            question=variant.question,
            says=_says(other, answer, also) + (_turned(other, answer) if variant.day else ""),
            recommendation=other.recommendation,
            because=_because(other),
        )

    def _setting(self, variant: Variant, answer: SettingAnswer) -> Related | None:
        instead = self._instead(variant)
        if instead.setting_beside_its_lines(in_words=False).recommendation in (None, answer.recommendation):
            return None
        other = instead.setting_beside_its_lines(in_words=True)
        if other.finding is None:
            return None
        assert other.recommendation is not None
        words = setting_words(other, is_any_met=True)
        met = [one.clause.id for one in other.finding.children if one.verdict is MET and one.shown]
        return Related(
            kind=variant.kind,
            line=None,
            question=variant.question,
            says=f"{words[:1].upper()}{words[1:]}.",
            recommendation=other.recommendation,
            because=tuple(dict.fromkeys(met if other.recommendation is APPROVE else ())) or (other.finding.clause.id,),
        )


def _says(other: LineAnswer, answer: LineAnswer, also: str) -> str:
    """The answer of the variant in a sentence; where it is met, also what holds the line as it is asked."""
    if other.recommendation is APPROVE:
        return f"The criteria are met{also}. As asked, {_holding(answer)}."
    why = why_of(other)
    if other.recommendation is PEND:
        return f"It would pend{also}. {why[:1].upper()}{why[1:]}."
    return f"It would go to a physician{also}: {why}."


def _turned(other: LineAnswer, answer: LineAnswer) -> str:
    """The tests whose answer the day turns, by their sentences."""
    before, after = (
        {
            (place.place, one.clause.id, one.role): one
            for place in line.by_level
            for one in place.finding.walk()
            if one.node == "test"
        }
        for line in (answer, other)
    )
    says = [one.clause.says for key, one in after.items() if key in before and before[key].verdict is not one.verdict]
    named = list(dict.fromkeys(within(one) for one in says))
    return f" What the day turns: {_few(named)}." if named else ""


def _few(named: Sequence[str]) -> str:
    more = f"; and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    return "; ".join(named[:_MOST_NAMED]) + more


def _holding(answer: LineAnswer) -> str:
    """What keeps a line from approval: the criteria that decided, by their sentences."""
    if answer.verdict is MET:
        return f"it is open: {why_of(answer)}"
    roots = [one.finding for one in answer.by_level] or [answer.finding]
    says = {one.clause.id: within(one.clause.says) for root in roots for one in root.walk() if one.verdict is not MET}
    named = list(dict.fromkeys(says[id] for id in answer.because if id in says))
    return f"{'not met' if answer.recommendation is REFER else 'open'}: {_few(named)}"


def _because(answer: LineAnswer) -> tuple[str, ...]:
    """The ids that decided; of a line that is met and held by its codes, the code rules."""
    rules = tuple(note.rule for note in answer.coding if note.effect == "clarify")
    if answer.verdict is MET and answer.recommendation is PEND:
        return tuple(gap.criterion for gap in answer.gaps) or rules
    return answer.because
