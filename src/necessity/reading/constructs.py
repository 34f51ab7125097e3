"""What a failed implant means for the levels that its rods hold, and which kinds of care are said to have helped.

Invariant: where the level of a failure is not told, it is given to a construct only if the record knows exactly one; one that was
surely operated again since is another construct. A kind of care of which any course failed is never said to have helped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from necessity.model.fact import Fact, Value
from necessity.reading.series import evidence_of, last_recorded, level_of, standing, surely_later, value_of, word_of
from necessity.vocabulary.load import Vocabulary

_FAILED = ("none", "partial", "transient", "worse")


def construct_failures(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Fact]:
    """One fact for each failed implant and each level of the fusion that it stands in."""
    spans = _spans(facts, vocabulary)
    failures = standing(facts, "implant_failure", vocabulary)
    nonunions = [
        fact
        for fact in standing(facts, "fusion_status", vocabulary)
        if value_of(fact, vocabulary.kinds[fact.kind], "status") == "nonunion"
    ]
    for failure in failures:
        span = _span_of(failure, spans)
        type_ = word_of(failure, vocabulary.kinds[failure.kind], "type")
        operations = [one for one in facts if one.kind == "prior_surgery" and level_of(one) in span]
        if not span or type_ is None or _is_of_before(failure, operations):
            continue
        unhealed = [one for one in nonunions if _span_of(one, spans) == span and not _is_of_before(one, operations)]
        sources = (failure, *unhealed, *operations)
        for level in span:
            qualifiers: dict[str, Value] = {"level": level}
            qualifiers |= {k: v for k in ("type", "symptomatic") if (v := failure.qualifiers.get(k)) is not None}
            qualifiers |= {"unhealed": "yes"} if unhealed else {}
            yield Fact(
                kind="construct_failure",
                value=failure.value,
                qualifiers=qualifiers,
                when=failure.when,
                recorded=last_recorded(sources),
                evidence=evidence_of(sources),
                reader="derived: match",
            )


def lasting_gains(facts: Sequence[Fact], vocabulary: Vocabulary) -> Iterator[Fact]:
    """One fact for each course that is said to have helped well, where none of its kind is said to have failed."""
    kind = vocabulary.kinds["conservative_care"]
    family = kind.fields["modality"]
    courses = [
        (fact, word_of(fact, kind, "modality"), word_of(fact, kind, "response"))
        for fact in facts
        if fact.kind == kind.name and not fact.is_denial
    ]
    failed = {family.broadest(name) for _, name, response in courses if name and response in _FAILED}
    for fact, name, response in courses:
        if name is None or response != "good" or family.broadest(name) in failed:
            continue
        yield Fact(
            kind="lasting_gain",
            qualifiers={"modality": name},
            when=fact.when,
            until=fact.until,
            recorded=fact.recorded,
            evidence=fact.evidence,
            reader="derived: companion",
        )


def _spans(facts: Sequence[Fact], vocabulary: Vocabulary) -> list[tuple[str, ...]]:
    """The runs of neighbouring levels that are on record as fused."""
    kind = vocabulary.kinds["prior_surgery"]
    family = kind.fields["type"]
    fused = {
        level
        for fact in facts
        if fact.kind == kind.name and not fact.is_denial
        if (level := level_of(fact)) and (type_ := word_of(fact, kind, "type")) and family.is_a(type_, "fusion")
    }
    runs: list[list[str]] = []
    before = False
    for level in vocabulary.anatomy.segments:
        if level in fused:
            runs[-1].append(level) if before else runs.append([level])
        before = level in fused
    return [tuple(run) for run in runs]


def _is_of_before(finding: Fact, operations: Sequence[Fact]) -> bool:
    """Whether the construct was surely operated again after the finding."""
    return any(surely_later(one, finding) for one in operations)


def _span_of(fact: Fact, spans: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The run that holds the level of the fact; without a level, the only one there is."""
    level = level_of(fact)
    if level is None:
        return spans[0] if len(spans) == 1 else ()
    return next((span for span in spans if level in span), ())
