"""What differs between two packs as JSON for other programs.

Invariant: every key is there, `null` or `[]` where there is nothing to say; nothing is cut that the text cuts.
"""

from __future__ import annotations

from necessity.policy.criterion import Criterion, Pack
from necessity.policy.difference import PackDifference, PolicyPair, Question, RulePair, Said, question_of
from necessity.policy.side_by_side import AskedHere, AskedOfKind
from necessity.policy.tree_difference import Gathered, gathered
from necessity.report.answer_record import source_record
from necessity.report.chart_record import Record
from necessity.report.diff_parts import Witnesses, what_changed
from necessity.report.diff_shown import WitnessShown
from necessity.report.record import as_bytes
from necessity.vocabulary.load import vocabulary


def json_bytes(found: PackDifference, witnesses: Witnesses, notes: tuple[str, ...], engine: str) -> bytes:
    """The record as indented UTF-8 JSON with a line end; the same packs give the same bytes."""
    return as_bytes(diff_record(found, witnesses, notes, engine))


def diff_record(found: PackDifference, witnesses: Witnesses, notes: tuple[str, ...], engine: str) -> Record:
    """Both packs, what differs of their heads, each pair of policies with its changes and witnesses, and the rules."""
    return {
        "engine": engine,
        "one": _pack(found.one),
        "two": _pack(found.two),
        "by_node": found.kin,
        "same_meaning": found.is_nothing,
        "notes": list(notes),
        "head": [_said(one) for one in found.head],
        "policies": [_pair(pair, witnesses) for pair in found.policies],
        "rules": [_rule(rule) for rule in found.rules],
    }


def _pack(pack: Pack) -> Record:
    return {"pack": pack.name, "digest": pack.digest, "title": pack.title, "purpose": pack.purpose}


def _said(said: Said) -> Record:
    return {"about": said.about, "old": said.old or None, "new": said.new or None, "has_meaning": said.has_meaning}


def _pair(pair: PolicyPair, witnesses: Witnesses) -> Record:
    root = question_of(pair, vocabulary().procedures)
    return {
        "procedures": list(pair.procedures),
        "one": pair.one.id if pair.one else None,
        "two": pair.two.id if pair.two else None,
        "by_node": pair.by_node,
        "same_meaning": pair.asks_the_same,
        "said": [_said(one) for one in pair.said],
        "changes": [_change(one, pair, witnesses) for one in gathered(pair.changes)],
        "side_by_side": [_kind(one) for one in pair.side_by_side],
        "witness": _witness(witnesses.get(root) if root else None, root),
    }


def _rule(rule: RulePair) -> Record:
    return {
        "part": rule.part,
        "id": rule.id,
        "said": [_said(one) for one in rule.said],
        "changes": [_change(one, None, {}) for one in gathered(rule.changes)],
    }


def _change(one: Gathered, pair: PolicyPair | None, witnesses: Witnesses) -> Record:
    change = one.change
    question = question_of(pair, vocabulary().procedures, change) if pair and change.has_meaning else None
    value = change.value
    return {
        "sort": change.sort.value,
        "has_meaning": change.has_meaning,
        "what": what_changed(one) if change.has_meaning else change.sort.value,
        "role": change.role,
        "criteria": list(one.ids),
        "beneath": list(one.above),
        "count": one.count,
        "one": _node(change.one),
        "two": _node(change.two),
        "old": change.old or None,
        "new": change.new or None,
        "about": value.about if value else None,
        "parameters": [side.parameter.name if side.parameter else None for side in (value.one, value.two)]
        if value
        else [],
        "words_added": list(value.more) if value and value.is_list else [],
        "words_removed": list(value.less) if value and value.is_list else [],
        "witness": _witness(witnesses.get(question) if question else None, question),
    }


def _node(node: Criterion | None) -> Record | None:
    if node is None:
        return None
    clause = node.clause
    return {
        "criterion": clause.id,
        "says": clause.says,
        "source": source_record(clause.source),
        "place": str(clause.place),
    }


def _kind(kind: AskedOfKind) -> Record:
    return {
        "about": kind.about,
        "both": [_asked(one) for one in kind.both],
        "one": [_asked(one) for one in kind.one],
        "two": [_asked(one) for one in kind.two],
    }


def _asked(asked: AskedHere) -> Record:
    return {"criterion": asked.node.id, "asks": asked.says, "as": asked.as_what}


def _witness(witness: WitnessShown | None, question: Question | None) -> Record | None:
    if witness is None or question is None:
        return None
    return {
        "outcome": witness.outcome,
        "says": witness.says or None,
        "criteria": [question.on, question.on_two],
        "line": witness.line or None,
        "facts": list(witness.facts),
        "answers": [
            {
                "pack": one.pack,
                "recommendation": one.recommendation or None,
                "verdict": one.verdict or None,
                "because": one.because or None,
            }
            for one in witness.answers
        ],
        "file": witness.file or None,
    }
