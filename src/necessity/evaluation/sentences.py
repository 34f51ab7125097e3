"""The few plain sentences of an assessment, each made from findings: the headline and the rationale of a line."""

from __future__ import annotations

from collections.abc import Sequence

from necessity.assessment.assessment import Caution, LevelAnswer, LineAnswer, Recommendation, SettingAnswer
from necessity.assessment.finding import Finding, Reason
from necessity.model.case import LineItem
from necessity.model.document import Attestation
from necessity.verdict import MET, NOT_MET

_STATE = {
    Recommendation.APPROVE: "the criteria are met",
    Recommendation.PEND: "not enough is shown to decide",
    Recommendation.REFER: "a criterion is not met, so a physician decides",
}
MOST_SENTENCES = 5


def name_of(line: LineItem) -> str:
    """What is asked, in words: procedure, levels, side."""
    name = (line.procedure or line.requested_as).replace("-", " ")
    levels = f" at {', '.join(line.levels)}" if line.levels else ""
    side = {"both": ", both sides", None: ""}.get(line.side, f", {line.side}")
    return f"{name}{levels}{side}"


def headline(lines: Sequence[LineAnswer], setting: SettingAnswer, cautions: Sequence[Caution]) -> str:
    """One sentence that names the exceptions."""
    groups: dict[Recommendation, list[str]] = {}
    for answer in lines:
        groups.setdefault(answer.recommendation, []).append(_with_exception(answer))
    parts = [
        f"{'; '.join(groups[kind])}: {_STATE[kind]}{_open_count(lines, kind)}"
        for kind in Recommendation
        if kind in groups
    ]
    if setting.recommendation is not None:
        state = {
            Recommendation.APPROVE: "supported",
            Recommendation.PEND: "not shown to be needed",
            Recommendation.REFER: "more than the criteria support, so a physician decides",
        }
        parts.append(f"{setting.requested} setting: {state[setting.recommendation]}")
    shown = [caution.says.rstrip(".") for caution in cautions if caution.state == "shown"]
    if shown:
        parts.append(f"caution: {'; '.join(shown)}")
    text = ". ".join(part[:1].upper() + part[1:] for part in parts)
    return f"{text}." if text else "Nothing was asked for."


def _with_exception(answer: LineAnswer) -> str:
    """The line's name with the exceptions that decided: what was lifted, failed or replaced, and by what."""
    words = {"waiver": "waived because of", "bar": "barred by", "replacement": "replaced because of"}
    said = {
        f"{finding.clause.id} {words[finding.exception.kind]} {finding.exception.by}".replace("-", " "): None
        for one in answer.by_level
        for finding in one.finding.walk()
        if finding.exception and finding.reason in (Reason.WAIVED, Reason.BARRED, Reason.REPLACED)
    }
    return name_of(answer.line) + (f" ({', '.join(said)})" if said else "")


def _open_count(lines: Sequence[LineAnswer], kind: Recommendation) -> str:
    count = sum(len(answer.gaps) for answer in lines) if kind is Recommendation.PEND else 0
    return f" ({count} open {'question' if count == 1 else 'questions'})" if count else ""


def rationale(line: LineItem, answers: Sequence[LevelAnswer]) -> tuple[str, ...]:
    """Two to five sentences: what decided, each with the words of the record; at most MOST_SENTENCES."""
    said: dict[str, None] = {}
    for answer in answers:
        root = answer.finding
        children = [child for child in root.children if child.role in ("body", "base")] or [root]
        if root.verdict is not MET:
            children = [child for child in children if child.verdict is root.verdict] or [root]
        where = f"At {answer.place}: " if len(answers) > 1 else ""
        for child in children:
            said.setdefault(where + sentence(child))
    return tuple(said)[:MOST_SENTENCES]


def sentence(finding: Finding) -> str:
    """A finding in one sentence, with its words."""
    says = finding.clause.says.rstrip(".")
    return f"{says}: {state_of(finding)}{_quoted(finding)}."


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
    if finding.reason in words:
        return words[finding.reason]
    if finding.verdict is MET:
        return "shown"
    return (
        "ruled out"
        if finding.reason is Reason.RULED_OUT
        else ("falls short" if finding.verdict is NOT_MET else "not documented")
    )


def deciding(finding: Finding) -> Finding:
    """The leaf that decided: down through the children that have the finding's own answer, exceptions first."""
    if finding.exception:
        for child in finding.children:
            if child.clause.id == finding.exception.by:
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


def _quoted(finding: Finding) -> str:
    """The first words that decided, with their document."""
    for fact in deciding(finding).facts:
        for quote in fact.quotes:
            words = " ".join(quote.words.split())
            return f" (“{words}”, {quote.document})"
        for piece in fact.evidence:
            if isinstance(piece, Attestation):
                return f" (attested by {piece.by}, not documented)"
    return ""
