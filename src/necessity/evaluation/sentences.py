"""Findings said in plain words: a name, a state, the words of the record. The headline and the rationale are made of these.

Invariant: every sentence is made from a finding; none says more than the finding does.
"""

from __future__ import annotations

from collections.abc import Sequence

from necessity.assessment.assessment import LineAnswer, Recommendation
from necessity.assessment.exceptions import ExceptionTold
from necessity.assessment.finding import Finding, Need, Reason
from necessity.model.case import LineItem
from necessity.model.document import Attestation, Quote, Resource
from necessity.model.fact import Fact
from necessity.verdict import MET, NOT_MET
from necessity.vocabulary.telling import pieces_beside, telling_evidence, telling_facts

LONGEST_QUOTE = 110
_UPPER = {"bmp": "BMP"}


def procedure_words(line: LineItem) -> str:
    """The procedure in words; what is only possible is called so; words nobody knows stand in quotation marks."""
    if line.procedure is None:
        return f"'{line.requested_as}'"
    name = _UPPER.get(line.procedure, line.procedure.replace("-", " "))
    return f"possible {name}" if line.certainty == "possible" else name


def place_words(levels: Sequence[str], side: str | None) -> str:
    """` at L4-L5, left`; nothing where neither is known."""
    at = f" at {listed(levels)}" if levels else ""
    return at + {"both": ", both sides", None: ""}.get(side, f", {side}")


def name_of(line: LineItem) -> str:
    """What is asked, in words: procedure, levels, side."""
    return procedure_words(line) + place_words(line.levels, line.side)


def listed(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def before_approval(answer: LineAnswer) -> str:
    """`nicotine test and glucose`: what is open where the reason to operate is shown and nothing else is; else ''."""
    if answer.recommendation is not Recommendation.PEND or answer.by_need.get(Need.INDICATION) is not MET:
        return ""
    if answer.verdict is MET or any(gap.finding.clause.need is Need.INDICATION for gap in answer.gaps):
        return ""
    return listed(list(dict.fromkeys(gap.criterion.replace("-", " ") for gap in answer.gaps)))


def within(says: str) -> str:
    """A sentence as part of another one: without its full stop, and with a small first letter unless it is a name."""
    says = says.strip().rstrip(".")
    first, _, _ = says.partition(" ")
    is_name = any(letter.isupper() or letter.isdigit() for letter in first[1:]) or (len(first) == 1 and first != "A")
    return says if is_name else says[:1].lower() + says[1:]


def because(says: str) -> str:
    """A sentence as a reason: `because a deficit is getting worse`; `because, in a revision, ...`."""
    words = within(says)
    first = words.partition(" ")[0]
    return f"because, {words}" if first in ("where", "in", "after", "when", "if", "at", "with") else f"because {words}"


def state_of(finding: Finding) -> str:
    """The answer in a few words; an exception is named for what it is."""
    by = finding.exception.by.replace("-", " ") if finding.exception else ""
    words = {
        Reason.WAIVED: f"waived because of {by}",
        Reason.BARRED: f"barred by {by}",
        Reason.REPLACED: f"met by another measure, because of {by}",
        Reason.DOES_NOT_APPLY: "does not apply here",
        Reason.NOT_RAISED: "not raised in this record",
        Reason.CONFLICTING: "the record contradicts itself",
        Reason.IMPRECISE: "not precise enough to decide",
        Reason.NOT_ADDRESSED: "the policy says nothing on this",
        Reason.FOR_A_PERSON: "a person must look",
        Reason.UNREADABLE: "a document that might show it could not be read",
        Reason.OTHER_PATIENT: "a document that might show it names another patient",
    }
    if finding.is_open and finding.verdict is NOT_MET:
        return "not shown, but what is not documented could change that"
    if finding.note:
        return finding.note
    if finding.reason in words:
        return words[finding.reason]
    if finding.verdict is MET:
        return "shown" if finding.shown else "nothing speaks against it"
    if finding.node == "never":
        return "not covered, whatever the record says"
    if finding.reason is Reason.RULED_OUT:
        return "ruled out"
    return "falls short" if finding.verdict is NOT_MET else "not documented"


def says_why(told: ExceptionTold) -> str:
    """The sentence of what decided an exception; where it names several reasons and one of them holds, that one."""
    by = next((child for child in told.finding.children if child.clause.id == told.by), None)
    if by is None or told.kind not in ("waiver", "bar") or " or " not in told.by_says.partition(";")[0]:
        return told.by_says
    while by.node == "any" or (by.node == "excepted" and by.exception is None):
        holding = [child for child in by.children if child.verdict is MET and child.role in ("body", "base")]
        if len(holding) != 1:
            break
        by = holding[0]
    return by.clause.says or told.by_says


def exception_words(told: ExceptionTold) -> str:
    """Why the ordinary criterion does not decide, in one sentence, with the words of the record."""
    says, why, finding = told.says.rstrip("."), because(says_why(told)), told.finding
    by = next((child for child in finding.children if child.clause.id == told.by), finding)
    if told.kind == "waiver":
        return f"{says}: this is waived {why}{quoted(by)}."
    if told.kind == "bar":
        return f"{says}: this is barred {why}{quoted(by)}."
    if told.kind == "replacement":
        when = next((child for child in finding.children if child.role == "replaced_when"), finding)
        instead = next((child for child in finding.children if child.role == "replaced_by"), finding)
        asked = within(instead.clause.says)
        return f"{says}: this is replaced {why}{quoted(when)}; asked instead: {asked}: {state_of(instead)}{quoted(instead)}."
    condition = within(told.by_says)
    if told.kind == "not_raised":
        return f"{says}: not raised here, for nothing shows this: {condition}{quoted(by)}."
    is_out = by.reason is Reason.RULED_OUT and any(fact.is_denial for fact in by.facts)
    not_so = "which the record rules out" if is_out else "which is not so here"
    return f"{says}: does not apply here; it is asked only where {condition}, {not_so}{quoted(by)}."


def deciding(finding: Finding) -> Finding:
    """The leaf that decided: down through the children that have the finding's own answer, exceptions first."""
    if finding.exception:
        by = [child for child in finding.children if child.clause.id == finding.exception.by]
        by += [child for child in finding.children if child.role == "replaced_by"]
        if finding.exception.kind != "replacement" or by:
            for child in by:
                return deciding(child)
    for child in finding.children:
        if (
            child.verdict is finding.verdict
            and child.role in ("body", "base", "replaced_by")
            and (child.facts or child.children)
        ):
            found = deciding(child)
            if found.facts:
                return found
    return finding


def quoted(finding: Finding) -> str:
    """The most telling words that decided, with their document; nothing where it rests on no words."""
    decided = deciding(finding)
    for fact in decided.facts if decided.reason is Reason.CONFLICTING else telling_facts(decided.facts):
        told = telling_evidence(fact)
        for _, quote in told:
            if isinstance(quote, Quote):
                marked = f", marked by {quote.marked.by}" if quote.marked else ""
                return f" (“{_with_the_rest(fact, quote)}”, {quote.document}{marked})"
        for _, piece in told:
            if isinstance(piece, Attestation):
                return f" (attested by {piece.by}, not documented)"
            if isinstance(piece, Resource) and piece.words:
                return f" (coded entry {piece.reference})"
    return ""


def _with_the_rest(fact: Fact, quote: Quote) -> str:
    """A quote with the cue that turns it ("No ...") and what else of its sentence made the fact: the level, how it went."""
    beside = pieces_beside(fact, quote)
    text, start, end = quote.of.text, beside[0].start, max(one.end for one in beside)
    cue = fact.cue
    if cue is not None and cue.of is quote.of and max(end, cue.end) - min(start, cue.start) <= LONGEST_QUOTE:
        return _shortened(text[min(start, cue.start) : max(end, cue.end)])
    if end - start <= LONGEST_QUOTE or len(beside) == 1:
        return _shortened(text[start:end])
    return " … ".join(_shortened(one.words) for one in beside)


def _shortened(words: str) -> str:
    """On one line and cut at a space, so that a sentence stays one."""
    line = " ".join(words.split())
    if len(line) <= LONGEST_QUOTE:
        return line
    head = line[:LONGEST_QUOTE]
    return (head.rpartition(" ")[0] or head) + "…"
