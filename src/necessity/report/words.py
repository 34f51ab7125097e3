"""How verdicts, reasons, facts and sources are said, in one place for every face.

Invariant: nothing here sounds like a refusal, and no control character of a chart reaches a reader's screen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from necessity.assessment.assessment import Recommendation
from necessity.assessment.finding import Finding, Reason, Source
from necessity.model.document import Attestation, Document, Evidence, Quote
from necessity.model.fact import Assertion, Fact
from necessity.quantity import Quantity
from necessity.verdict import Verdict

STATUS = "unsigned assessment"
DISCLOSURE = (
    "A software tool prepared this by applying written criteria to the words of the record. "
    "It makes no determination: a licensed clinician does, after reading the record."
)
DISCLAIMER = (
    "It rests on the documents that were read and on nothing else. What they do not show is an open question, not a no. "
    "It does not replace medical judgement."
)
PATIENT_INFORMATION = "This page holds patient information. Keep it, send it and destroy it as you would the chart."
EMERGENCY = "POSSIBLE EMERGENCY: call now, do not wait for this review"

NOT_SIGNABLE = (
    "is a demonstration and no coverage policy: nobody has to follow it, so an answer under it is not a determination "
    "and there is nothing to sign."
)
LATE = "written after the day of judgement: what it says does not count"

VERDICTS = {Verdict.MET: "met", Verdict.NOT_MET: "not met", Verdict.UNKNOWN: "not shown"}
RECOMMENDATIONS = {
    Recommendation.APPROVE: "approve",
    Recommendation.PEND: "pend: questions are open",
    Recommendation.REFER: "refer to a physician",
}
ROLES = {
    "base": "before the exception",
    "waiver": "waived if",
    "bar": "barred if",
    "applies_when": "applies when",
    "replaced_when": "replaced when",
    "replaced_by": "instead",
}
BASES = {
    "original": "",
    "copy": "a copy of the text",
    "secondary": "secondary source, verify",
    "background": "background only",
    "house": "rule of this pack",
    "asserted": "published claim, demonstration only",
}
URGENCIES = {
    "emergent": "emergent",
    "urgent": "urgent",
    "expedited-elective": "elective, to be expedited",
    "elective": "elective",
    "unknown": "",
}
_REASONS = {
    Reason.SHOWN: "shown",
    Reason.FALLS_SHORT: "falls short",
    Reason.RULED_OUT: "ruled out",
    Reason.NOT_DOCUMENTED: "not documented",
    Reason.CONFLICTING: "the record conflicts",
    Reason.IMPRECISE: "not precise enough",
    Reason.WAIVED: "waived",
    Reason.BARRED: "barred",
    Reason.REPLACED: "replaced",
    Reason.DOES_NOT_APPLY: "does not apply",
    Reason.NOT_RAISED: "not raised in this record",
    Reason.NOT_ADDRESSED: "not addressed by this policy",
    Reason.FOR_A_PERSON: "a person must look",
    Reason.UNREADABLE: "a document that might show it could not be read",
    Reason.OTHER_PATIENT: "set aside: another patient",
}
ASSERTED = {
    Assertion.PRESENT: "",
    Assertion.ABSENT: "ruled out: ",
    Assertion.POSSIBLE: "possible, does not count: ",
    Assertion.PLANNED: "planned, does not count: ",
    Assertion.HISTORICAL: "in the past, does not count: ",
    Assertion.FAMILY: "of a relative, does not count: ",
    Assertion.HYPOTHETICAL: "only if, does not count: ",
    Assertion.COUNSELLED: "spoken of as a risk, does not count: ",
}


_LABELS = {
    Reason.WAIVED: "waived",
    Reason.REPLACED: "replaced",
    Reason.DOES_NOT_APPLY: "does not apply",
    Reason.NOT_RAISED: "not raised",
}
OPEN = "open"
_DOES_NOT_HOLD = {"bar": "not barred", "waiver": "not waived", "applies_when": "not met", "replaced_when": "not met"}


def label_of(finding: Finding, *, aside: bool = False) -> tuple[str, str]:
    """The word that stands before a finding, and its tone: met, not_met, unknown or aside.

    What was waived, replaced or left out is never called met, a bar that does not hold is no failure, and what fails only
    because nothing was said is open. `aside`: the finding stands inside an exception, so its failing fails nothing.
    """
    verdict = finding.verdict
    if finding.reason in _LABELS:
        return _LABELS[finding.reason], "unknown" if verdict is Verdict.UNKNOWN else "aside"
    if verdict is Verdict.UNKNOWN:
        return VERDICTS[verdict], "unknown"
    if finding.role == "bar":
        return ("barred", "not_met") if verdict is Verdict.MET else (_DOES_NOT_HOLD["bar"], "aside")
    if finding.is_open:
        return OPEN, "unknown"
    if verdict is Verdict.NOT_MET and finding.role in _DOES_NOT_HOLD:
        return _DOES_NOT_HOLD[finding.role], "aside"
    return VERDICTS[verdict], "aside" if aside else verdict.value


def silence_words(finding: Finding) -> str:
    """What the record does not say, where a finding fails only for that."""
    if all(_silent_in_waiver(finding)):
        return "what would waive is not documented"
    return "it fails only because something is not documented"


def _silent_in_waiver(finding: Finding, within: bool = False) -> Iterator[bool]:
    """For each lowest finding beneath that rests on silence: whether it stands in a waiver."""
    within = within or finding.role == "waiver"
    below = [child for child in finding.children if child.is_open or (child.role == "bar" and child.rests_on_silence)]
    for child in below:
        yield from _silent_in_waiver(child, within)
    if not below:
        yield within


def plain_reason(reason: Reason) -> str:
    """A reason by itself: `not raised in this record`."""
    return _REASONS[reason]


def reason_words(finding: Finding) -> str:
    """Why a finding has its verdict, with the sentence of the exception that decided, where one did."""
    words = finding.note or _REASONS[finding.reason]
    decided = deciding_exceptions(finding)
    if decided:
        because = tidy(decided[0].clause.says or decided[0].clause.id).rstrip(".")
        if finding.reason in (Reason.DOES_NOT_APPLY, Reason.NOT_RAISED):
            return f"{words}; it applies when: {because}"
        return f"{words} because: {because}"
    if finding.verdict is Verdict.NOT_MET and finding.is_open and finding.children and finding.role == "body":
        return silence_words(finding)
    if finding.rests_on_silence:
        in_part = finding.verdict is Verdict.MET and finding.shown
        return f"{words}, in part by silence" if in_part else f"{words}, by silence only"
    return words


def deciding_exceptions(finding: Finding) -> tuple[Finding, ...]:
    """The findings of the exception that gave this one its verdict; none where no exception did."""
    used = finding.exception
    if used is None:
        return ()
    if used.kind == "replacement":
        return tuple(child for child in finding.children if child.role in ("replaced_when", "replaced_by"))
    return tuple(child for child in finding.children if child.role == used.kind and child.clause.id == used.by)


_PLACE = ("level", "side")
_BARE = ("yes", "no", "none", "other", "unspecified", "unknown")


def fact_words(fact: Fact) -> str:
    """`ruled out: instability, L4-L5`, `motor strength 3+, extensor hallucis longus, right`."""
    if fact.kind == "request":
        return _request_words(fact)
    name = fact.kind.replace("_", " ")
    value = "" if fact.value is None else _plain(fact.value)
    said = [f"{name}: {value}" if value in ("yes", "no") else f"{name} {value}".strip(), *_fields(fact)]
    said += [str(fact.qualifiers[key]) for key in _PLACE if key in fact.qualifiers]
    return tidy(ASSERTED[fact.assertion] + ", ".join(said))


_TOLD_OF_A_REQUEST = ("firmness", "approach", "setting", *_PLACE)
_ODD = ("misfit", "no_side", "too_many", "too_few", "missing", "no", "cervical", "thoracic")


def _request_words(fact: Fact) -> str:
    """`request: lumbar fusion, possible, inpatient, L4-L5`; how codes, units and levels fit is told where they do not."""
    told = [_plain(fact.qualifiers[key]) for key in _TOLD_OF_A_REQUEST if key in fact.qualifiers]
    fits = [(key, str(word)) for key, word in fact.qualifiers.items() if key not in _TOLD_OF_A_REQUEST]
    odd = [f"{key.replace('_', ' ')} {_plain(word)}" for key, word in fits if word in _ODD]
    name = _plain(fact.value).replace("-", " ") if fact.value is not None else "a procedure not known here"
    return tidy(f"request: {', '.join((name, *(one for one in told if one != 'firm'), *odd))}")


def fact_cells(fact: Fact) -> tuple[str, str, str]:
    """The same for a table: the kind; what it says, with how it is asserted; its level and side."""
    value = [] if fact.value is None else [_plain(fact.value)]
    says = ASSERTED[fact.assertion] + ", ".join([*value, *_fields(fact)])
    place = ", ".join(str(fact.qualifiers[key]) for key in _PLACE if key in fact.qualifiers)
    return fact.kind.replace("_", " "), tidy(says).rstrip(": "), tidy(place)


def _fields(fact: Fact) -> Iterator[str]:
    """The fields besides the value, the level and the side; a bare yes or number with the name of its field."""
    for key, qualifier in fact.qualifiers.items():
        if key not in _PLACE:
            words = _plain(qualifier)
            bare = words in _BARE or isinstance(qualifier, Quantity)
            yield f"{key.replace('_', ' ')} {words}" if bare else words


def _plain(value: object) -> str:
    return str(value) if isinstance(value, Quantity) else str(value).replace("_", " ")


def fact_dates(fact: Fact) -> str:
    """`2026-02-16`, `2025-11-03 until 2026-01-20`, `undated`."""
    if fact.when is None and fact.until is None:
        return "undated"
    first = "start undated" if fact.when is None else str(fact.when)
    return first if fact.until is None or fact.until == fact.when else f"{first} until {fact.until}"


def evidence_place(piece: Evidence) -> str:
    """Where a piece of evidence stands: document, day, page; or who attests it; or which entry it is."""
    if isinstance(piece, Quote):
        day = f", {piece.of.authored.isoformat()}" if piece.of.authored else ""
        page = f", page {piece.page}" if piece.page else ""
        machine = ", read by machine" if piece.by_machine else ""
        return tidy(f"{piece.document}{day}{page}{machine}{_marked_by(piece)}")
    if isinstance(piece, Attestation):
        day = f" on {piece.attested_on.isoformat()}" if piece.attested_on else ""
        return tidy(f"attested by {piece.by}{day}, not documented")
    within = f", in {piece.document}" if piece.document else ""
    coded = "coded entry " if piece.words else ""
    return tidy(coded + " ".join(filter(None, (piece.reference, piece.path))) + within)


def _marked_by(quote: Quote) -> str:
    """Who pointed at the words, where the program did not read them itself."""
    by = quote.marked
    return "" if by is None else f", marked by {by.by}" + (f" on {by.attested_on}" if by.attested_on else "")


def source_words(source: Source) -> str:
    """`Published assessment (secondary source, verify). An example plan, 2026-01-01. Read: 2026-02-01`."""
    basis = BASES.get(source.basis, source.basis)
    named = (source.document or source.ref) + (f" ({basis})" if basis else "")
    read = f"Read: {source.read}" if source.read else None
    published = ", ".join(filter(None, (source.publisher, source.date)))
    return tidy(". ".join(part.rstrip(".") for part in (named, published, read) if part))


def source_link(source: Source) -> str | None:
    """The address, where it is one of the web; anything else is no link."""
    url = source.url or ""
    return url if re.match(r"https?://[^\s\"'<>]+$", url) else None


def tidy(words: str) -> str:
    """On one line, without control characters and without those that turn the direction of reading."""
    return " ".join(readable(words).split())


def readable(words: str) -> str:
    """Text that may be shown: each control or direction character becomes a visible mark; length is kept."""
    return _HIDDEN.sub("\N{REPLACEMENT CHARACTER}", words)


_HIDDEN = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


def shortened(words: str, most: int = 160) -> str:
    """The words on one line, at most `most` characters, cut at a space."""
    line = tidy(words)
    if len(line) <= most:
        return line
    head = line[: most - 1]
    return (head.rpartition(" ")[0] or head) + "…"


def in_context(quote: Quote, cue: Quote | None = None, beside: Sequence[Quote] = (), most: int = 160) -> str:
    """The words of a quote as a reader needs them: with the cue that turns them ("No ..."), with the other quotes of the fact
    in its sentence (`beside`), and, where they are few, with what stands around them in their clause. Everything is of the
    chart, word for word; cut ends, and what is left out between, are marked."""
    text, start, end = quote.of.text, quote.start, quote.end
    if cue is not None and cue.of is quote.of and max(end, cue.end) - min(start, cue.start) <= most:
        start, end = min(start, cue.start), max(end, cue.end)
    far = [one for one in beside if max(end, one.end) - min(start, one.start) > most]
    for one in beside:
        if one not in far:
            first, last = min(start, one.start), max(end, one.end)
            start, end = (first, last) if last - first <= most else (start, end)
    told = shortened(text[start:end], most) if end - start >= _ENOUGH else _with_its_clause(text, start, end, most)
    return " … ".join((told, *(shortened(one.words, most) for one in far if one.start >= end)))


def _with_its_clause(text: str, start: int, end: int, most: int) -> str:
    """Few words with what stands before and after them in their clause."""
    before = _CLAUSE_END.split(text[max(0, start - _AROUND) : start])[-1]
    after = _CLAUSE_END.split(text[end : end + _AROUND])[0]
    if len(before) == _AROUND:
        before = "…" + before.partition(" ")[2]
    if len(after) == _AROUND:
        after = after.rpartition(" ")[0] + "…"
    return shortened(before + text[start:end] + after, most)


_ENOUGH, _AROUND = 25, 40
_CLAUSE_END = re.compile(r"[\r\n;]|(?<=[.?!])\s")


def is_late(document: Document, day: date) -> bool:
    """Whether a document was written after the day of judgement; the record of the operation itself never is."""
    return document.authored is not None and document.authored > day and document.kind != "operative note"


def without_quotes(words: str, texts: Iterable[str]) -> str:
    """The same sentence with every passage in quotation marks that stands in one of the (tidy) texts left out."""

    def blank(match: re.Match[str]) -> str:
        inside = tidy(match.group(1) or match.group(2) or "")
        parts = [part.strip("…. ") for part in inside.split(" … ")]
        quoted = bool(inside) and any(all(part in text for part in parts) for text in texts)
        return "[quote left out]" if quoted else match.group(0)

    return re.sub(r"\"([^\"]*)\"|“([^”]*)”", blank, words)
