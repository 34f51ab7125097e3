"""What a patient is told of one thing that was asked for: the answer so far, the reason, and who can send what is missing.

Invariant: only kinds of fact, never the words of the chart; papers are asked for only where a paper could answer, and no
answer sounds like a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from necessity.assessment.assessment import LineAnswer, Recommendation, SettingAnswer
from necessity.assessment.change import Changes
from necessity.assessment.finding import Finding, Reason
from necessity.assessment.gap import Gap
from necessity.model.fact import Fact
from necessity.report.changes_letter import shortest_way
from necessity.report.plain_words import PlainWords
from necessity.report.rows import EXCEPTIONS, deciding_facts
from necessity.report.words import deciding_exceptions
from necessity.verdict import MET, NOT_MET, Verdict

_FITS = "What we found fits the rules we used."
_DOCTOR = "A doctor will look at this part and decide. That is not a no."
_NO_PAPERS = "You need not send papers for it."
_MOST_NAMED = 3  # points in one sentence
_MOST_SENTENCES = 3  # open or failing criteria that are told one by one
_OPEN = {
    Reason.NOT_DOCUMENTED: "We could not find this in your papers: {}.",
    Reason.IMPRECISE: "Your papers speak of this, but leave some of it open: {}.",
    Reason.CONFLICTING: "Your papers say two things about this: {}.",
    Reason.UNREADABLE: "We could not read a page that may show this: {}.",
    Reason.OTHER_PATIENT: "A page that may show this names another person: {}.",
}
_NOT_ON_PAPER = (Reason.FOR_A_PERSON, Reason.NOT_ADDRESSED)
_LEANS = ("asked: requested",)  # how a test on another line of the request is said in a finding
_FILTERS = re.compile(r" (with|within|before|after|on this side|at (this|an adjacent|another) level)\b.*")
_LENGTH = re.compile(r"\bfor at least (\d+ (?:day|week|month|year)s?)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """The sentences on one thing; whether papers could help, whether a doctor or only a person can answer; the papers.

    `first` is the paper to begin with, where one is known to bring the answer nearer.
    """

    sentences: tuple[str, ...]
    wants_papers: bool = False
    is_for_a_doctor: bool = False
    is_for_a_person: bool = False
    documents: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


def told_of_line(answer: LineAnswer, table: PlainWords) -> Told:
    """The answer for one line, and why."""
    roots = [one.finding for one in answer.by_level] or [answer.finding]
    if answer.recommendation is Recommendation.APPROVE:
        return Told(sentences=(_FITS, *_shown(roots, table)))
    if answer.recommendation is Recommendation.REFER:
        failed = [one for root in roots for one in _below(root, NOT_MET)]
        return Told(sentences=(_DOCTOR, *_first(_failed(failed, table))), is_for_a_doctor=True)
    if answer.line.procedure is None:
        return _for_a_person("We do not know the name that the request has for this.")
    if answer.finding.reason is Reason.NOT_ADDRESSED and not answer.gaps:
        return _for_a_person("The rules we used say nothing about this.")
    possible = answer.line.certainty == "possible"
    if not answer.gaps:
        return _for_a_person("One point in the request form is not clear. Your doctor's office can clear it up.")
    return _open(answer.gaps, table, first_documents(answer.changes, roots), as_possible=possible)


def told_of_setting(answer: SettingAnswer, table: PlainWords) -> Told:
    """The answer for the place of the surgery, and why."""
    if answer.recommendation is Recommendation.APPROVE:
        rules = answer.finding.children if answer.finding else ()
        return Told(sentences=(_FITS, *_shown([one for one in rules if one.verdict is MET and one.shown], table)))
    if answer.recommendation is Recommendation.REFER:
        usual = table.settings.get(answer.supported or "", "")
        first = (
            f"The rules we used start with {usual}. We did not find a point that they name for more." if usual else ""
        )
        return Told(sentences=tuple(filter(None, (_DOCTOR, first))), is_for_a_doctor=True)
    if not answer.gaps:
        return _for_a_person("The rules we used say nothing about this.")
    roots = (answer.finding,) if answer.finding else ()
    return _open(answer.gaps, table, first_documents(answer.changes, roots))


def _for_a_person(why: str) -> Told:
    return Told(sentences=(why, f"A person must look at this part. {_NO_PAPERS}"), is_for_a_person=True)


# -- what is shown -----------------------------------------------------------------------------------------------------


def _shown(roots: Iterable[Finding], table: PlainWords) -> Iterator[str]:
    """The points behind an answer that fits: the first one of each criterion; or that it goes with another part."""
    met = [one for root in roots for one in _below(root, MET)]
    asked = (one for one in met if one.reason is not Reason.DOES_NOT_APPLY)
    found = (next((fact.kind for fact in deciding_facts(one) if not fact.is_denial), "") for one in asked)
    named = _points(found, table)
    if named:
        yield f"Your papers tell us about {_joined(named[:_MOST_NAMED], 'and')}."
    elif any(_leans(one) for one in met):
        yield "It goes with another part that was asked for, and that part fits too."


# -- what is open ------------------------------------------------------------------------------------------------------


def first_documents(changes: Changes | None, roots: Iterable[Finding]) -> tuple[str, ...]:
    """The kinds of document that normally show the answers of the shortest way, the least effort first."""
    return tuple(dict.fromkeys(document for one in shortest_way(changes, roots) for document in one.documents[:1]))


def _open(gaps: Sequence[Gap], table: PlainWords, first: Sequence[str], *, as_possible: bool = False) -> Told:
    """The open points of a line, each with what a paper could show; what only a person can answer asks for none.

    `first` are the papers of the shortest way: they are told before the others.
    """
    found = list(dict.fromkeys(_asked(gap, table, as_possible) for gap in gaps))
    wanted = [gap for gap in gaps if _wants_papers(gap)]
    if not wanted and all(_is_about_another_part(gap.finding) for gap in gaps):
        return Told(sentences=(*_first(found), _NO_PAPERS))
    if not wanted:
        words = [f"A person must look at this part. {_NO_PAPERS}"]
        return Told(sentences=(*_first(found), *words), is_for_a_person=True)
    named = dict.fromkeys(one for gap in wanted for one in gap.documents if one in table.sent_by)
    leading = tuple(one for one in first if one in named)
    documents = tuple(dict.fromkeys((*leading, *named)))
    senders = list(dict.fromkeys(table.sent_by[one] for one in documents))[:2]
    sent = f"{_joined(senders, 'or')} can send papers that may show it." if senders else ""
    sentences = (*_first(found), f"{sent[:1].upper()}{sent[1:]}")
    return Told(
        sentences=tuple(filter(None, sentences)),
        wants_papers=True,
        is_for_a_person=len(wanted) < len(gaps),
        documents=documents,
        first=leading[:1],
    )


def _wants_papers(gap: Gap) -> bool:
    return gap.finding.reason not in _NOT_ON_PAPER and not _is_about_another_part(gap.finding)


def _asked(gap: Gap, table: PlainWords, as_possible: bool) -> str:
    finding = gap.finding
    if finding.reason is Reason.FOR_A_PERSON and as_possible:
        return "The request says that this may be done. It does not say that it will be."
    if _is_about_another_part(finding):
        return "This goes with another part that was asked for. That part is still open."
    leaves = list(_leaves(finding))
    alike = [one for one in leaves if one.reason is finding.reason] or leaves
    named = _points((kind for one in alike for kind in one.kinds), table)
    if finding.reason is Reason.FOR_A_PERSON:
        about = _points((kind for one in finding.walk() for kind in one.kinds), table)
        return (
            f"This is about {_joined(about[:_MOST_NAMED], 'and')}." if about else "The papers alone do not settle it."
        )
    if finding.reason is Reason.NOT_ADDRESSED:
        return "The rules we used say nothing about one point of this."
    if gap.criterion in ("requested-level", "requested-side"):
        named = ["where in your back the surgery will be"]
    words = _OPEN.get(finding.reason, _OPEN[Reason.NOT_DOCUMENTED])
    joint = "or" if finding.node in ("any", "at_least", "excepted") else "and"
    return words.format(_joined(named[:_MOST_NAMED] or [table.any_fact], joint))


def _is_about_another_part(finding: Finding) -> bool:
    """Whether all that is open beneath are tests on other lines of the request."""
    leaves = [one for one in _leaves(finding) if one.verdict is not MET]
    return bool(leaves) and all(map(_leans, leaves))


# -- what does not fit -------------------------------------------------------------------------------------------------


def _failed(findings: Iterable[Finding], table: PlainWords) -> Iterator[str]:
    """Why criteria are not met: what the papers show, and what the rule asks for."""
    for finding in findings:
        if finding.reason is Reason.BARRED:
            yield _barred(finding, table)
            continue
        leaves = [one for one in _leaves(finding) if one.verdict is NOT_MET] or [finding]
        against = [one for one in leaves if one.reason is Reason.RULED_OUT and one.kinds]
        named = _points((kind for one in against for kind in one.kinds), table)
        if named:
            asked = "The rule asks for one of these." if len(named) > 1 else "The rule asks for it."
            yield f"Your papers speak against this: {_joined(named[:_MOST_NAMED], 'or')}. {asked}"
        elif all(map(_leans, leaves)):
            yield "This goes with another surgery. That one was not asked for, or does not fit the rules."
        else:
            yield from (_short_of(one, table) for one in leaves[:2])


def _barred(finding: Finding, table: PlainWords) -> str:
    decided = [leaf for one in deciding_exceptions(finding) for leaf in _leaves(one)]
    facts = [fact for one in decided for fact in one.facts]
    named = [words for fact in facts if (words := _clause(fact, table))]
    about = _points((kind for one in decided for kind in one.kinds), table)
    if named:
        return f"Your papers show {named[0]}. The rule asks a doctor to look when that is so."
    if about:
        return f"Your papers tell us about {_joined(about[:1], 'and')}. The rule asks a doctor to look because of that."
    return "This is on a list in the rules we used. A doctor must look at what is on that list."


def _short_of(leaf: Finding, table: PlainWords) -> str:
    """A test that the papers do not meet: what they show, what the rule asks."""
    if leaf.node == "never":
        return "The rules we used do not list this."
    named = _points(leaf.kinds, table)
    if not named:
        return "What is asked for does not fit one point of the rules."
    told = f"Your papers tell us about {named[0]}."
    kind, asked = leaf.kinds[0], leaf.detail.removeprefix("asked: ")
    length, test = _LENGTH.search(asked), _FILTERS.sub("", asked)
    shown = [words for fact in leaf.facts if fact.kind == kind and (words := _clause(fact, table))]
    wanted = table.values.get(kind, {}).get(test.rpartition(" ")[2])
    if shown and wanted:
        return f"Your papers show {shown[0]}. The rule asks {wanted}."
    if length:
        return f"{told} The rule asks for at least {length[1]}. We found less."
    if test.startswith("no "):
        return f"{told} The rule asks that it is not there."
    if re.search(r" (at least|more than|at most|less than|or more|or less)\b", test):
        return f"{told} The rule asks for a set level. What we found does not reach it."
    return f"{told} The rule asks for something else on this point."


def _clause(fact: Fact, table: PlainWords) -> str:
    """`that the back hurts more than the leg`, where the table has words for what the fact says."""
    words = table.values.get(fact.kind, {})
    said = (fact.value, *fact.qualifiers.values())
    return next((words[str(one)] for one in said if str(one) in words), "")


# -- parts of a proof --------------------------------------------------------------------------------------------------


def _below(root: Finding, verdict: Verdict) -> list[Finding]:
    """The criteria beneath a root that have the verdict, exceptions left out; else the root itself."""
    found = [one for one in _asked_of(root) if one.verdict is verdict]
    flat = [below for one in found for below in (_below(one, verdict) if one.role == "base" else [one])]
    return flat or [root]


def _asked_of(finding: Finding) -> list[Finding]:
    """What a finding is made of: what stands instead where it was replaced, else its parts without its exceptions."""
    if finding.reason is Reason.REPLACED:
        return [child for child in finding.children if child.role == "replaced_by"]
    return [child for child in finding.children if child.role not in EXCEPTIONS]


def _leaves(finding: Finding) -> Iterator[Finding]:
    """The lowest findings that are not met or, of a met one, that are; no exceptions."""
    below = [one for one in _asked_of(finding) if (one.verdict is MET) is (finding.verdict is MET)]
    for one in below:
        yield from _leaves(one)
    if not below:
        yield finding


def _leans(finding: Finding) -> bool:
    return any(any(words in leaf.detail for words in _LEANS) for leaf in _leaves(finding) if not leaf.kinds)


def _points(kinds: Iterable[str], table: PlainWords) -> list[str]:
    """The phrase of each kind once; what is said of the request itself is no point of the papers."""
    known = table.known.kinds
    return list(dict.fromkeys(table.fact(kind) for kind in kinds if kind in known and known[kind].area != "request"))


def _joined(words: Sequence[str], joint: str) -> str:
    """`a`, `a and b`; where a phrase has commas of its own or there are three, `a; b; and c`."""
    if len(words) <= 2 and not any("," in one for one in words):
        return f" {joint} ".join(words)
    return "; ".join((*words[:-1], f"{joint} {words[-1]}")) if len(words) > 1 else "".join(words)


def _first(sentences: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(sentences))[:_MOST_SENTENCES]
