"""How care went, where a sentence after it tells so: `None of these helped.`, `D/C: plateau, no lasting benefit.`

Invariant: a response is given only to measures that have none of their own, and its words are quoted beside theirs.
"""

from __future__ import annotations

import re

from necessity.model.fact import Assertion, Fact
from necessity.reading.columns import row_of
from necessity.reading.entry import Reader
from necessity.reading.scene import Scene
from necessity.reading.screen import form
from necessity.reading.tokens import Token

_LIST = "modality_care_words"
_CLOSING = re.compile(
    r"\b(?:outcome|d/c|discharge\w*|at discharge|response|result|plateau|goals? (?:not )?met|re-?eval\w*)\b"
)
_FAILED = re.compile(r"\b(?:failed|ineffective|unsuccessful|no relief|no benefit|without relief)\b")
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


_N = (
    r"(?:\d+(?:\.\d+)?(?:\s?(?:-|to)\s?\d+)?|an?|"
    r"one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|(?:a )?few|(?:a )?couple(?: of)?)"
)
_A_WHILE = rf"{_N}[\s-]?(?:hours?|hrs?|days?|d|weeks?|wks?|wk|months?|mos?|mo|years?|yrs?)\b"
_SMALL = (
    r"(?:[\s,(~]+(?:him|her|them|me|pt|relief|for|about|only|just|x|some|approximately|roughly|around|nearly|almost|maybe|perhaps|of|"
    r"up|to|at|most|less|than|over|lasting|lasted|which|that|the|leg|back|pain|benefit|improvement|better|then|but|first)\b)*[\s,(x~<=]*"
)
_PERCENT = r"(?:~|about |around |approximately |roughly |at least |over |>)?(?P<share>\d{1,3})(?:\s?-\s?\d{1,3})?\s?(?:%|percent)"
_FOR_A_WHILE = form(
    rf"\b(?:bought|gave|gives|provided|lasted|lasting|held|good for|relief|better|benefit|helped|worked|"
    rf"effective|improvement|relieved|\d{{1,3}}\s?(?:%|percent))"
    rf"{_SMALL}{_A_WHILE}(?! (?:ago|of (?:pt|therapy|physical|care|treatment|use)))|"
    rf"\b{_A_WHILE} (?:relief|benefit|improvement)\b|"
    rf"\bnone (?:of them )?(?:better|longer|more|lasting more|lasted more|held longer|helped more) than {_A_WHILE}|"
    rf"\b{_A_WHILE} of (?:~|about |good |great |partial |near )?(?:\d{{1,3}}\s?(?:%|percent)(?: relief)?|"
    rf"relief|benefit|improvement|help)|"
    rf"\b(?:each|every one|all) (?:time )?(?:for |about |only |lasted |gave |<=?\s?|\u2264\s?)*{_A_WHILE}|"
    rf"relief:?\s*\d{{1,3}}\s?%?[.;,]?\s*duration:?\s*{_A_WHILE}|"
    r"\b(?:wore off|worn off|wearing off|short-?lived|did not last|didn't last|helped less (?:each|"
    r"every) time|less relief each time|"
    r"less (?:each|every) time|diminishing (?:relief|returns|benefit)|waning (?:relief|benefit|response)|"
    r"nothing (?:beyond|past|after) the (?:first|local|anesthetic)|only (?:while|until|as long as)|"
    r"ran out|until (?:it|they|the) (?:ran|wore)|"
    r"relief (?:has |had )?(?:since )?(?:faded|waned|gone|dissipated))\b"
)
_SHARE = form(
    rf"{_PERCENT}(?= (?:relief|improve\w*|better|benefit|reduction|pain relief|help|response|for\b|x\b|in|"
    rf"of (?:his|her|the) pain))|relief:?\s*(?P<after>\d{{1,3}})\s?%"
)
_NOTHING = form(
    r"\b(?:did|does|do|done|has done) (?:not|n't) do (?:anything|much|a thing)|\b(?:did|does|didn't|"
    r"doesn't) (?:not )?(?:really )?(?:do|touch|make) (?:anything|much|it|a dent|a difference|"
    r"any difference)|"
    r"\b(?:did|does|had|having|gave|with) (?:absolutely |essentially )?(?:nothing|none|zero)\b|"
    r"\bno (?:good|luck|joy|use|change in|real help|lasting effect)\b|"
    r"\bmaxed out\b|\bplateau\w*|\bnot (?:much|any) (?:help|use|good)\b|\b(?:doesn't|does not|didn't|"
    r"did not|don't|hasn't|has not) (?:seem to )?(?:help|work|last|cut it)\b|\b(?:without|w/o) (?:any |"
    r"much |real )?(?:effect|help|relief|benefit|improvement|success|change)\b"
)

_WORSE = form(
    r"\b(?:made|makes|making|left|leaves)\s+(?:(?:the|his|her|their|my|leg|legs|back|lower|low|right|left|and|pain|pains|sciatica|"
    r"symptoms|numbness|him|them|me|it|things|feel|feeling|much|even|a lot|far|clearly|rather)\s+){1,7}worse\b|"
    r"\b(?:aggravated|exacerbated|worsened|increased|flared(?: up)?)\s+(?:the|his|her|their|my)\s+"
    r"(?:(?:leg|back|lower|low|right|left|and)\s+){0,4}(?:pains?|sciatica|symptoms|legs?|back)\b"
)
"""`Therapy made the leg pain worse`, `the injection increased his symptoms`."""
_GOES_ON = re.compile(r"\W*(?:it|they|this|that|these|those|all of (?:it|this|these))\b")


_CELL = re.compile(
    rf"\|\s*(?:(?P<none>nil|none|no|nothing|0 ?%|failed|no help|no relief|no benefit|no change)|(?P<worse>worse|made worse)|"
    rf"(?P<partial>some|partial|a little|slight|mild|minimal|[2-6]\d ?%)|(?P<transient>{_A_WHILE}(?: only| relief)?)|"
    rf"(?P<good>good|helped|great|excellent|[7-9]\d ?%))\s*(?=\||\n|$)"
)
"""The cell of a table that tells only how it went."""


_HELPED = re.compile(r"(?:(?:did it )?help(?:ed|ful)?|response|relief|benefit|effect|outcome)\s*\??")
_IN_A_CELL = (
    (
        "none",
        re.compile(r"(?:no|none|nil|nope|not at all|no (?:relief|help|effect|change)|not helpful|did not help|0 ?%)"),
    ),
    (
        "partial",
        re.compile(r"(?:some|some relief|a little|a bit|little|slight(?:ly)?|somewhat|partial(?:ly)?|mild(?:ly)?)"),
    ),
    ("worse", re.compile(r"(?:worse|made (?:it|me|pain) worse)")),
    ("transient", re.compile(r"(?:temporary|temporarily|short[- ]term|brief(?:ly)?|for a while)")),
)


def of_the_column(scene: Scene) -> tuple[Token, tuple[int, int]] | None:
    """What stands under `Helped?` in the row of a table, and the first cell of the row; a bare `yes` says too little."""
    row = row_of(scene.document, scene.start)
    for cell, head in row.pairs if row is not None else ():
        if _HELPED.fullmatch(scene.folded[slice(*head)].strip(" *")):
            words = scene.folded[slice(*cell)].strip(" .*")
            for value, pattern in _IN_A_CELL:
                if row is not None and pattern.fullmatch(words):
                    return Token(*cell, "response", (value,)), row.cells[0]
    return None


_DESPITE_ADVICE = re.compile(
    r"(?:in spite of|despite) (?:(?:my|our|his|her|the|all|medical|repeated) )*"
    r"(?:advice|instructions?|counsel\w*|recommendations?|warnings?|being (?:told|advised|warned|asked)|requests?|insurance|"
    r"the (?:cost|distance))\b"
)
"""`Takes ibuprofen despite advice`: how it went stands nowhere."""


def responses(scene: Scene, reader: Reader) -> list[Token]:
    """The words of the sentence that tell how care went; `none of it has failed` and `has not failed` tell of no failure."""
    found = [token for token in scene.words.get(reader.words["response"], ()) if not _did_not_fail(scene, token)]
    found = [token for token in found if not _DESPITE_ADVICE.match(scene.folded, token.start, scene.end)]
    return _in_free_words(scene, found)


def _in_free_words(scene: Scene, found: list[Token]) -> list[Token]:
    """With what is told by a length (`bought him three weeks`), a share (`70% relief`) or otherwise; a length outweighs it."""
    if scene.may(_FOR_A_WHILE):
        whiles = [
            Token(*one.span(), "response", ("transient",))
            for one in _FOR_A_WHILE.words.finditer(scene.folded, scene.start, scene.end)
        ]
        for one in whiles:
            found = [
                token
                for token in found
                if token.values[0] not in ("good", "partial", "transient", "none")
                or token.end + 22 < one.start
                or token.start > one.end + 2
                or (token.values[0] == "none" and (token.end <= one.start or one.end <= token.start))
            ]
        found += whiles
    for pattern, value in ((_SHARE, ""), (_NOTHING, "none"), (_WORSE, "worse")):
        if not scene.may(pattern):
            continue
        for match in pattern.words.finditer(scene.folded, scene.start, scene.end):
            if any(token.start < match.end() + 16 and match.start() < token.end for token in found):
                continue
            if value == "worse" and not _is_of_care(scene, match.start()):
                continue  # `driving made the leg pain worse`
            found.append(Token(*match.span(), "response", (value or _of_share(match),)))
    if "|" in scene.folded[scene.start : scene.end]:
        for cell in _CELL.finditer(scene.folded, scene.start, scene.end):
            name = str(cell.lastgroup)
            if not any(token.start < cell.end() and cell.start() < token.end for token in found):
                found.append(Token(*cell.span(name), "response", (name,)))
    return sorted(found, key=lambda token: token.start)


def _is_of_care(scene: Scene, start: int) -> bool:
    """A measure of care stands before it in the sentence, or the sentence goes on about one (`It made the pain worse.`)."""
    named = [*scene.words.get(_LIST, ()), *scene.mentions.get("conservative_care", ())]
    return any(one.end <= start for one in named) or _GOES_ON.match(scene.folded, scene.start, start + 1) is not None


def _of_share(match: re.Match[str]) -> str:
    share = int(match["share"] or match["after"])
    return "good" if share >= 70 else "partial" if share >= 20 else "none"


def of_the_heading(scene: Scene) -> Token | None:
    """`Previously failed:` at the head of a list."""
    label = scene.sentence.label
    if label is None or scene.sentence.section != "treatment":
        return None
    failed = _FAILED.search(scene.folded, *label)
    return Token(*failed.span(), "response", ("none",)) if failed is not None else None


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
