"""The trees of a pack, ready to be laid beside answers; and a judged pack laid beside them.

Invariant: a tree is unfolded once for every pack, however many cases are judged by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from necessity.assessment.assessment import PackAssessment
from necessity.counterfactual.inquiry import Inquiry, MayChange
from necessity.counterfactual.places import Place
from necessity.evaluation.assess import Assessing
from necessity.evaluation.leaf import Judge, fact_judge, moment_judge
from necessity.evaluation.setting import operated_again
from necessity.policy.criterion import Pack
from necessity.policy.leaf import FactTest, Leaf, MomentTest
from necessity.symbolic.asked import Ask, Node, tree_of


class Trees:
    """The trees of one pack: of its policies by their ids, and of the rules of its setting with what each would support."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self._policies: dict[str, Node] = {}
        self._judges: dict[int, Judge] = {}
        self._read: dict[int, frozenset[str]] = {}

    def policy(self, name: str) -> Node:
        if name not in self._policies:
            found = next(one for one in self.pack.policies if one.id == name)
            self._policies[name] = tree_of(found.requires)
        return self._policies[name]

    def judge(self, ask: Ask) -> Judge:
        """The engine's own function for a test of facts or of a moment."""
        if ask.number not in self._judges:
            leaf, options = ask.leaf, {"silence_absent": ask.silence_absent, "documented_only": ask.documented_only}
            assert isinstance(leaf, FactTest | MomentTest)
            self._judges[ask.number] = (
                fact_judge(leaf, **options) if isinstance(leaf, FactTest) else moment_judge(leaf, **options)
            )
        return self._judges[ask.number]

    def reads(self, ask: Ask) -> frozenset[str]:
        """The kinds of fact on which the answer of a leaf may turn."""
        if ask.number not in self._read:
            self._read[ask.number] = frozenset(_kinds_read(ask.leaf))
        return self._read[ask.number]

    @cached_property
    def settings(self) -> tuple[tuple[str, Node], ...]:
        rules = self.pack.setting.rules if self.pack.setting else ()
        return tuple((rule.setting, tree_of(rule.when, optional=True)) for rule in rules)


def _kinds_read(leaf: Leaf | None) -> Iterator[str]:
    if isinstance(leaf, MomentTest):
        yield from _kinds_read(leaf.moment.scope)
    elif isinstance(leaf, FactTest):
        yield leaf.kind.name
        if leaf.kind.silence.after is not None:
            yield leaf.kind.silence.after
        for moment in leaf.moments:
            yield from _kinds_read(moment.scope)


def inquiry_of(
    judging: Assessing, answer: PackAssessment, trees: Trees, setting_trees: Trees, may_change: MayChange
) -> Inquiry:
    """The answer of a pack as questions. `setting_trees` are those of the pack that judged the setting."""
    return Inquiry(
        answer=answer,
        places=_places(judging, answer, trees),
        rules=_rules(answer, setting_trees),
        setting_pack=setting_trees.pack,
        same_pack=setting_trees is trees,
        procedures=judging.evaluator.vocabulary.procedures,
        may_change=may_change,
        left_out=_left_out(judging),
    )


def _left_out(judging: Assessing) -> str:
    """What the request leaves out on which the setting depends: the operation, or whether it is a revision."""
    lines, procedures = judging.request.line_items, judging.evaluator.vocabulary.procedures
    if not any(line.procedure for line in lines):
        return "requested-operation"
    return "requested-again" if operated_again(lines, judging.chart, procedures) != lines else ""


def _places(judging: Assessing, answer: PackAssessment, trees: Trees) -> Mapping[str, Sequence[Place]]:
    found: dict[str, Sequence[Place]] = {}
    for line in answer.line_items:
        spots = judging.spots(line.line) if line.policy else ()
        found[line.line.id] = tuple(
            Place(
                root=trees.policy(line.policy or ""),
                finding=judged.finding,
                line=line.line.id,
                level=spot.level,
                side=spot.side,
            )
            for judged, spot in zip(line.by_level, spots, strict=True)
        )
    return found


def _rules(answer: PackAssessment, trees: Trees) -> Sequence[tuple[str, Place]]:
    finding = answer.setting.finding
    if finding is None or len(finding.children) != len(trees.settings):
        return ()
    return tuple(
        (setting, Place(root=root, finding=found))
        for (setting, root), found in zip(trees.settings, finding.children, strict=True)
    )
