"""How care went, where a sentence after it tells so: `None of these helped.`, `D/C: plateau, no lasting benefit.`

Invariant: a response is given only to measures that have none of their own, and its words are quoted beside theirs.
"""

from __future__ import annotations

import re

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Reader
from necessity.reading.scene import Scene, Token

_LIST = "modality_care_words"
_CLOSING = re.compile(
    r"\b(?:outcome|d/c|discharge\w*|at discharge|response|result|plateau|goals? (?:not )?met|re-?eval\w*)\b"
)
_FAILURE = re.compile(r"(?:all )?(?:fail\w*|unsuccess\w*|ineffective|refractory|recalcitrant|unresponsive)\b")
_DID_NOT = re.compile(
    r"(?:\b(?:not|never|cannot|hardly)|n't|\b(?:none|not one|not any|neither|nothing) of (?:it|them|these|those|this|"
    r"(?:the |her |his )?\w+)|\bnone|"
    r"\bnothing)(?:\s+(?:has|have|had|is|are|was|were|be|been|yet|really|all|both|entirely|completely|wholly|"
    r"said to have))*\s*$"
)
_FOLLOWS = re.compile(
    r"^\s*(?:i'm afraid |i am afraid |sadly,? |regrettably,? )?(?:failed|plateau|these|this|they|it|none|"
    r"neither|nothing|no|without|all|both|only|he got|she got|he had|she had|there was|unfortunately|with|"
    r"minimal|little|the)\b"
)


def responses(scene: Scene, reader: Reader) -> list[Token]:
    """The words of the sentence that tell how care went; `none of it has failed` and `has not failed` tell of no failure."""
    return [token for token in scene.words.get(reader.words["response"], ()) if not _did_not_fail(scene, token)]


def _did_not_fail(scene: Scene, token: Token) -> bool:
    failure = _FAILURE.search(scene.folded, token.start, token.end)
    if failure is None:
        return False
    return _DID_NOT.search(scene.folded[max(scene.start, failure.start() - 60) : failure.start()]) is not None


def told_at_discharge(scene: Scene, facts: list[Fact], reader: Reader) -> list[Fact]:
    """A therapist's closing words (`D/C: plateau, no lasting benefit`) tell the response of the therapy of that record."""
    tokens = responses(scene, reader)
    if not tokens or _LIST in scene.words or not _CLOSING.search(scene.folded, scene.start, scene.end):
        return facts
    if len({token.values for token in tokens}) != 1 or scene.verdict(
        tokens[0].start, tokens[0].end, frozenset({"negated", "possible"})
    ):
        return facts
    return [_answered(scene, fact, tokens[0]) if _is_therapy(fact) else fact for fact in facts]


def _is_therapy(fact: Fact) -> bool:
    present = fact.kind == "conservative_care" and fact.assertion is Assertion.PRESENT
    return present and "response" not in fact.qualifiers and fact.qualifiers.get("modality") == "physical_therapy"


def _answered(scene: Scene, fact: Fact, token: Token) -> Fact:
    """The fact with a response that another sentence tells."""
    return Fact(
        kind=fact.kind,
        value=fact.value,
        qualifiers={**fact.qualifiers, "response": token.values[0]},
        assertion=fact.assertion,
        when=fact.when,
        until=fact.until,
        recorded=fact.recorded,
        evidence=(*fact.evidence, scene.quote(token.start, token.end)),
        cue=fact.cue,
        reader=fact.reader,
    )


def follow_up(scene: Scene, facts: list[Fact], reader: Reader) -> list[Fact] | None:
    """`None of these helped.` right after a list of measures: its response, given to those that have none."""
    tokens = responses(scene, reader)
    if (
        not tokens
        or _LIST in scene.words
        or scene.end - scene.start > 110
        or not _FOLLOWS.search(scene.folded[scene.start : scene.end])
    ):
        return None
    token = tokens[0]
    if scene.verdict(token.start, token.end, frozenset({"negated", "possible"})) is not None:
        return None
    return [_answered(scene, fact, token) if _is_open(fact) else fact for fact in facts]


def _is_open(fact: Fact) -> bool:
    return (
        fact.kind == "conservative_care" and fact.assertion is Assertion.PRESENT and "response" not in fact.qualifiers
    )
