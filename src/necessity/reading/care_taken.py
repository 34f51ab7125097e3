"""Whether care that was prescribed was taken up: `was ordered but he declined it`, `referred for PT and completed 6 weeks`.

Invariant: an order is no care; a measure that the sentence says was declined or never begun is denied, with those words as cue.
"""

from __future__ import annotations

import re

from necessity.model.fact import Assertion
from necessity.reading.scene import Scene
from necessity.reading.tokens import Token

PAST = re.compile(
    r"\b(?:failed|fail(?:ure|ing)?|tried|completed|had|has|have|did|underwent|undergone|despite|was|were|been|"
    r"finished|received|took|taken|after|prior|previous|persist\w*|refractory|without|to date|exhausted|given|"
    r"gave|done|attended|spent|used|went|did)\b"
)
_ORDERED = re.compile(
    r"\b(?:(?:supposed|meant|told|asked) to|considered|prescribed|ordered|recommended|offered|advised|suggested|"
    r"arranged|scheduled|referred|sent|script|prescription|rx)\b"
)
_NOT_GONE = re.compile(
    r"\b(?:(?:was |has been |were )?(?:declined|refused|declines|refuses)|"
    r"never(?=\s*(?:[.,;)]|$))|never (?:went|started|attended|began|did|made it|followed|filled|took|had)|"
    r"(?:did not|didn't|could not|has not|hasn't|had not) (?:go|gone|start\w*|attend\w*|begin|begun|do|done|follow|show|"
    r"keep|fill|take)|(?:has|have|had) (?:not|never) (?:had|received|undergone|tried|taken)|hasn't (?:had|tried|"
    r"taken)|no[- ]show\w*|could not afford|"
    r"not (?:started|attended|begun|done|given|performed|carried out|covered|authori[sz]ed))\b"
)
_IT = re.compile(
    r"\s*(?:it|them|this|that|these|there|to go|any|through)?(?: all| again)?\s*(?=[.,;)]|\s-|-\s|$|because|due|for|as|since)"
)
_UNCHANGED = re.compile(
    r"\b(?:not|never|without|[a-z]+n't)(?: (?:yet|really|otherwise|ever|much|at all|had to|been))? "
    r"(?=(?:chang|modif|avoid|limit|restrict)\w*)"
)
"""`She has not changed her activities`: a measure that is told by its verb, and the verb denied."""
_STAYED_AWAY = re.compile(
    r"\b(?:skipped|avoided|put off|passed on|turned down|opted out of|held off on|stayed away from|(?:never|did not|didn't) "
    r"(?:make|made) it to|never got around to|never got to)(?: (?:all|any|the|his|her|formal|of))* $"
)
NOT_BORNE = re.compile(
    r",?\s*(?:(?:that|which|it|was|were|is|are|has|have|had|been)\s+)*"
    r"(?:not (?:well |really )?tolerated|poorly tolerated|never tolerated|"
    r"not tolerable|intolerable|could not be tolerated|unbearable)\b"
)
_HE = re.compile(r"\b(?:he|she|they|patient|pt)\s+(?:then |later |has |had )?$")
_WENT = re.compile(r"\b(?:failed|completed|finished|underwent|undergone|tried|attended|despite|did \d+|has done)\b")
_THEN_DONE = re.compile(
    r"[\s,;(]*(?:and|which|where|who|,|;)?\s*(?:(?:he|she|they|has|have|had|was|then|patient|the)\s+)*"
    r"(?:completed|finished|underwent|attended|did|failed|tried|went)\b"
)
_PRESCRIBED = re.compile(r"\b(?:was|were|been|has|have|had|i|we) prescribed\b|^prescribed\b|\bprescription for\b")
_ATTENDED = ("physical_therapy", "exercise", "home_exercise", "esi", "injection", "manipulation")
"""Care that a patient goes to or does; a prescribed tablet is taken unless the text says otherwise."""
_TAKEN = re.compile(
    r"\b(?:failed|completed|finished|underwent|undergone|tried|attended|despite|did|done|had|took|taken|received|went|"
    r"without|with|"
    r"no (?:\w+ )?(?:relief|benefit|improvement)|relief|help\w*|improv\w*|after|benefit|used|started|began|"
    r"since|sessions?|visits?)\b"
)
_AHEAD = re.compile(
    r"\s*(?:is |are |was )?(?:to (?:start|begin|commence|resume)\b|starts? (?:on|next|tomorrow|\d)|starting (?:next|tomorrow)|"
    r"(?:eval(?:uation)?|appointment|appt) (?:on|next|scheduled|\d)|called in\b|sent to (?:the )?pharmacy)"
)
_TODAY = re.compile(r"\b(?:today|at this visit|this visit)\b")
_SENT = re.compile(
    r"^(?:was |were |is |are )?(?:supposed|meant|expected|referred|ordered|recommended|advised|offered|arrang|"
    r"refer|referral|scheduled)"
)
NO_RELIEF_FROM = re.compile(
    r"\b(?:relief|benefit|improvement|help|response|success|gain)\b[^.;,]{0,24}?\b(?:from|with|after|despite|following|by)\b"
)
"""`No relief from therapy`, `did not have any benefit with it`: what is denied is the relief; the care was had."""
_ORDER_FIRST = re.compile(
    r"\W*(?:(?:plan|we|i|will|to|rx|recommend\w*|assessment/plan|a/p)\s*:?\s*)*"
    r"(?:start|begin|continue|cont|initiate|order|refer|prescribe|add|trial of|arrange|send|rx|stop|"
    r"switch|change|discontinue|wean|taper|resume|increase|decrease)\b"
)


def done_or_not(
    scene: Scene, token: Token, assertion: Assertion, cue: tuple[int, int] | None
) -> tuple[Assertion, tuple[int, int] | None]:
    """What the rest of the sentence says of care that was prescribed: taken up, declined, or only ordered."""
    if assertion is Assertion.PLANNED and cue and _SENT.match(scene.folded[cue[0] : cue[1]]):
        if cue[1] <= token.start and _THEN_DONE.match(scene.folded, token.end, scene.end):
            assertion, cue = Assertion.PRESENT, None
    if assertion not in (Assertion.PRESENT, Assertion.PLANNED):
        return assertion, cue
    ahead = _AHEAD.match(scene.folded, token.end, scene.end)
    if assertion is Assertion.PRESENT and ahead is not None:
        return Assertion.PLANNED, ahead.span()
    refused = _refusal(scene, token) or _left_undone(scene, token)
    if refused is not None:
        return Assertion.ABSENT, refused
    prescribed = _PRESCRIBED.search(scene.folded, scene.start, scene.end)
    if assertion is Assertion.PRESENT and prescribed and token.values[0] in _ATTENDED:
        if not _TAKEN.search(scene.folded, scene.start, scene.end):
            return Assertion.PLANNED, prescribed.span()
    if assertion is Assertion.PRESENT and prescribed and _TODAY.search(scene.folded, token.start, scene.end):
        if not _TAKEN.search(scene.folded, scene.start, scene.end):
            return Assertion.PLANNED, prescribed.span()
    order = _ORDER_FIRST.match(scene.folded, scene.start, scene.end)
    if assertion is Assertion.PRESENT and order and not PAST.search(scene.folded, scene.start, scene.end):
        return Assertion.PLANNED, order.span()
    return assertion, cue


def _left_undone(scene: Scene, token: Token) -> tuple[int, int] | None:
    """The denial right before a measure: of its verb (`has not changed her activities`), or of going to it (`skipped it`)."""
    away = _STAYED_AWAY.search(scene.folded[max(scene.start, token.start - 50) : token.start])
    if away is not None:
        return away.span()
    for match in _UNCHANGED.finditer(scene.folded, max(scene.start, token.start - 24), token.end):
        if match.end() == token.start:
            return match.span()
    return None


def _refusal(scene: Scene, token: Token) -> tuple[int, int] | None:
    """The words after a measure that say it was not taken up (`was prescribed but he declined it`)."""
    for match in _NOT_GONE.finditer(scene.folded, token.end, scene.end):
        if not _IT.match(scene.folded, match.end(), scene.end):
            continue  # what was declined is something else, named there
        ordered = _ORDERED.search(scene.folded, scene.start, match.start())
        between = scene.folded[token.end : match.start()]
        if ordered is None and not _HE.search(between) and between.strip(" :-,("):
            continue
        if not _WENT.search(scene.folded, scene.start, match.start()):
            return match.span()
    return None


def from_the_denial(scene: Scene, token: Token, cue: tuple[int, int] | None, measures: list[Token]) -> list[str]:
    """What stands between the denial and the measure, without the measures denied with it (`no therapy, no injections`)."""
    if cue is None or cue[1] > token.start:
        return []
    listed = [one for one in measures if cue[1] <= one.start <= token.start]
    starts = [cue[1], *(one.end for one in listed[:-1])]
    return [scene.folded[start : one.start] for start, one in zip(starts, listed, strict=True)]
