"""The answers of the engine to published determinations: case files as a coordinator would write them, reviewed and joined.

Method: the document of a case is its note (`bench/reading/notes`), the request is its `asked`, or with `names="given"` the names
as the source gives them, one line each. `facts="read"` reads the note; `"gold"` takes the marked facts of `bench/reading/gold`
instead, each with the words of the note as its evidence; `"attested"` takes them as statements beside the record; `"none"`
takes no facts at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from necessity.assessment.assessment import LineAnswer, PackAssessment
from necessity.assessment.finding import Finding, Need
from necessity.errors import InputUnusable
from necessity.exchange.case_file import case_from_text
from necessity.model.case import Case, LineItem
from necessity.model.document import Document
from necessity.model.fact import Fact
from necessity.review import read, review
from necessity.verdict import MET, NOT_MET, all_of
from necessity.vocabulary.kinds import Keeps
from necessity.vocabulary.load import vocabulary
from necessity.when import PartialDate

HERE = Path(__file__).parent
NOTES = HERE.parent / "reading" / "notes"
GOLD = HERE.parent / "reading" / "gold"
DAY = date(2026, 3, 10)  # the day of judgement, where the source tells none
APPROVE, PEND, REFER = "approve", "pend", "refer"
SAME = {"necessary": APPROVE, "not_necessary": REFER, "conditional": PEND, "insufficient_information": PEND}
_LEVELS = re.compile(r"(?:T1[0-2]|L[1-6])\s*-\s*(?:T?1[0-2]|[LS]?[1-6])")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One determination beside the answer: `recommendation` and `indication` are approve, pend or refer.

    `why` is generated: the sentences of what decided. `criteria` are all that were asked, each by line, place and id, with its
    kind and its verdict.
    """

    case: str
    name: str
    result: str
    pack: str
    recommendation: str
    indication: str
    why: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    criteria: tuple[tuple[str, str, str], ...] = ()

    @property
    def wanted(self) -> str:
        return SAME[self.result]

    @property
    def error(self) -> str | None:
        """One of the two serious errors, or None."""
        return serious(self.recommendation, self.result)


def serious(answer: str, result: str) -> str | None:
    if (answer, result) == (APPROVE, "not_necessary"):
        return "approve where the source says not necessary"
    if (answer, result) == (REFER, "necessary"):
        return "refer where the source says necessary"
    return None


def cases() -> list[dict[str, Any]]:
    """Every restated determination, in the order of its id."""
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((HERE / "cases").glob("*.yaml"))]


@cache
def packs() -> Mapping[str, str]:
    """The pack that the policy basis of each case calls for."""
    rows = yaml.safe_load((HERE / "basis.yaml").read_text(encoding="utf-8"))
    return {row["case"]: row["should"] for row in rows}


def answers(
    *, facts: str = "read", names: str = "one each", pack: str | None = None
) -> tuple[list[Answer], list[Answer]]:
    """The answers to all procedures, and to the settings that the sources judged; `pack` judges in place of those of `packs`."""
    lines: list[Answer] = []
    settings: list[Answer] = []
    for one in cases():
        judged = _judged(one, facts, names, pack)
        for determination in one["determination"]["procedures"]:
            lines.append(_answer(one, determination, judged, names))
        settings += _setting(one, judged)
    return lines, settings


def _judged(one: Mapping[str, Any], facts: str, names: str, pack: str | None = None) -> PackAssessment | None:
    """The review of a case under its pack; None where nothing requested is understood."""
    case = case_of_restatement(one, names)
    if facts == "none":
        case = replace(case, documents=())
    elif facts != "read":
        case = with_gold(case, one["id"], attested=facts == "attested")
    try:
        return review(case, packs=[pack or packs()[one["id"]]], as_of=DAY).packs[0]
    except InputUnusable as error:
        if not all("nothing requested is understood" in problem.what for problem in error.problems):
            raise
        return None


def case_of_restatement(one: Mapping[str, Any], names: str) -> Case:
    """The note and the request, through the same door as any case file."""
    text = yaml.safe_dump(restated(one, names), sort_keys=False, allow_unicode=True)
    return case_from_text(text, f"{one['id']}.yaml", vocabulary=vocabulary(), called=one["id"])


def restated(one: Mapping[str, Any], names: str) -> dict[str, Any]:
    """A restatement as a case file has it: its note and its request."""
    asked = dict(one["asked"])
    day = {"received": asked.pop("received")} if "received" in asked else {}
    items = [{key: value for key, value in item.items() if key != "given"} for item in asked["line_items"]]
    asked["line_items"] = items if names != "given" else list(_as_given(one["request"]["procedures"]))
    note = (NOTES / f"{one['id']}.txt").read_text(encoding="utf-8")
    return {
        "case": one["id"],
        **day,
        "request": asked,
        "documents": [{"id": "note", "kind": "clinic note", **_dated(one, names), "text": note}],
    }


def _dated(one: Mapping[str, Any], names: str) -> dict[str, str]:
    """The note bears the day of the request, as a note does; `names="undated"` leaves the day out."""
    return {} if names == "undated" else {"authored": str(one["asked"].get("received", DAY))}


def _as_given(procedures: Sequence[Mapping[str, str]]) -> Iterator[dict[str, Any]]:
    """Each entry of the source as one line, with the segments that it names."""
    for number, one in enumerate(procedures, 1):
        item: dict[str, Any] = {"id": str(number), "procedure": one["name"], "levels": _LEVELS.findall(one["levels"])}
        if "cpt" in one:
            item["service"] = f"cpt:{one['cpt']}"
        yield item


def lines_of(one: Mapping[str, Any], names: str) -> Sequence[LineItem]:
    """The lines of its request, as understood."""
    request = case_of_restatement(one, names).request
    return request.line_items if request else ()


def unknown_names(names: str) -> tuple[int, list[str]]:
    """How many names the requests hold, and those that are not known as one procedure."""
    every = {line.requested_as: line.procedure for one in cases() for line in lines_of(one, names)}
    return len(every), sorted(name for name, procedure in every.items() if procedure is None)


# -- facts from the gold ---------------------------------------------------------------------------------------------


def with_gold(case: Case, id: str, *, attested: bool) -> Case:
    """The case with the gold facts in place of its note."""
    note = next(document for document in case.documents if document.id == "note")
    rows = yaml.safe_load((GOLD / f"{id}.yaml").read_text(encoding="utf-8")).get("facts") or []
    rows = [row for row in rows if vocabulary().kinds[row["kind"]].silence.means != "closed"]
    stated = {"case": id, "request": {"setting": "inpatient"}, "facts": [_statement(row) for row in rows]}
    text = yaml.safe_dump(stated, sort_keys=False, allow_unicode=True)
    facts = case_from_text(text, f"gold/{id}.yaml", vocabulary=vocabulary(), called=id).attested
    member = read(case, as_of=DAY).case.member
    if attested:
        return replace(case, documents=(), attested=facts, member=member)
    shown = tuple(
        replace(
            fact,
            evidence=(note.quote(*_place(row, note)),),
            recorded=note.authored,
            when=fact.when or _day_of(fact, note),
            reader="gold",
        )
        for fact, row in zip(facts, rows, strict=True)
    )
    return replace(case, documents=(), coded=shown, member=member)


def _day_of(fact: Fact, note: Document) -> PartialDate | None:
    """The day of a state that is told without one: that of the note, as the reader takes it. Courses and operations have none."""
    if note.authored is None or vocabulary().kinds[fact.kind].keeps is not Keeps.LATEST:
        return None
    return PartialDate.day(note.authored)


def _statement(row: Mapping[str, Any]) -> dict[str, Any]:
    """A gold row as a fact of a case file."""
    own = {name: _word(value) for name, value in row.items() if name not in ("quote", "at", "question")}
    kind = own.pop("kind")
    stated = {"kind": kind, "by": "the marked facts", "assertion": own.pop("assertion", "present")}
    for name in ("when", "until"):
        stated |= {name: own.pop(name)} if name in own else {}
    main = vocabulary().kinds[kind].main
    stated |= {"value": own.pop(main)} if main in own else {}
    return {**stated, "qualifiers": own} if own else stated


def _word(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _place(row: Mapping[str, Any], note: Document) -> tuple[int, int]:
    start = -1
    for _ in range(int(row.get("at", 1))):
        start = note.text.index(row["quote"], start + 1)
    return start, start + len(row["quote"])


# -- one determination -----------------------------------------------------------------------------------------------


def _answer(
    one: Mapping[str, Any], determination: Mapping[str, Any], judged: PackAssessment | None, names: str
) -> Answer:
    by = determination["answered_by"]
    own = {"case": one["id"], "name": determination["name"], "result": determination["result"]}
    own["pack"] = packs()[one["id"]]
    if judged is None:
        why: tuple[str, ...] = ("Nothing requested is understood.",)
        return Answer(**own, recommendation=PEND, indication=PEND, why=why, because=("not-understood",))
    if by == "setting":
        said, why = _of_setting(judged)
        return Answer(**own, recommendation=said, indication=said, why=why, because=("setting",))
    if names == "given":
        by = {str(item["given"]) for item in one["asked"]["line_items"] if item["id"] in by}
    # a name that joins procedures is taken apart into `1a`, `1b`
    lines = [line for line in judged.line_items if line.line.id in by or line.line.id.rstrip("abcdefgh") in by]
    assert len(lines) >= len(by), f"{one['id']}: a line of {by} is not answered"
    said = joined(line.recommendation.value for line in lines)
    deciding = [line for line in lines if line.recommendation.value == said]
    return Answer(
        **own,
        recommendation=said,
        indication=joined(map(indication, lines)),
        why=tuple(sentence for line in deciding for sentence in explained(line)),
        because=tuple(dict.fromkeys(id for line in deciding for id in line.because)),
        criteria=tuple(_criteria(lines)),
    )


def _criteria(lines: Sequence[LineAnswer]) -> Iterator[tuple[str, str, str]]:
    """Every criterion once for each line and place (by its id and its number in the proof), with kind and verdict."""
    for line in lines:
        for place in line.by_level:
            for number, finding in enumerate(place.finding.walk()):
                where = f"{line.line.requested_as}, {place.place}: {finding.clause.id} #{number}"
                yield where, finding.clause.need.value, finding.verdict.value


def _setting(one: Mapping[str, Any], judged: PackAssessment | None) -> Iterator[Answer]:
    """The source's word on the setting: what was asked for is necessary, or a lesser one is."""
    said, asked = one["determination"]["setting"], one["asked"].get("setting")
    if said == "not_addressed":
        return
    answer, why = _of_setting(judged) if judged else (PEND, ())
    yield Answer(
        case=one["id"],
        name=f"Setting: {asked}",
        result="necessary" if said == asked else "not_necessary",
        pack=packs()[one["id"]],
        recommendation=answer,
        indication=answer,
        why=why,
    )


def _of_setting(judged: PackAssessment) -> tuple[str, tuple[str, ...]]:
    said = judged.setting.recommendation
    return (said.value if said else PEND), judged.setting.rationale


def joined(said: Iterable[str]) -> str:
    """One answer for several lines: any refer makes refer, else any pend makes pend."""
    every = set(said)
    return REFER if REFER in every else PEND if PEND in every else APPROVE


def indication(line: LineAnswer) -> str:
    """The answer where only the criteria of kind indication are asked: no readiness, no administration, no code rule.

    The engine gives their verdict (`by_need`), but not whether it rests on silence or on anything shown: that is in the proof.
    """
    if not line.by_level:
        return PEND
    places = [list(indications(place.finding)) for place in line.by_level]
    assert all_of(part.verdict for parts in places for part in parts) is line.by_need[Need.INDICATION]
    said = joined(map(_of_parts, places))
    is_open = any(gap.criterion.startswith("requested-") for gap in line.gaps)
    return PEND if said == APPROVE and is_open else said


def indications(finding: Finding) -> Iterator[Finding]:
    """The parts of a proof that are indications, as `by_need` finds them."""
    if finding.node == "all" and finding.exception is None:
        for child in finding.children:
            yield from indications(child)
    elif finding.clause.need is Need.INDICATION:
        yield finding


def _of_parts(parts: Sequence[Finding]) -> str:
    if all_of(part.firm for part in parts) is NOT_MET:
        return REFER
    met = all_of(part.verdict for part in parts) is MET
    return APPROVE if met and any(part.shown for part in parts) else PEND


def explained(line: LineAnswer) -> Iterator[str]:
    """What decided a line, each criterion by its id and the sentence that tells it with its quote or what is missing."""
    name = line.line.requested_as
    if line.policy is None:
        yield f"{name}: {line.finding.clause.says}"
        return
    pairs = list(zip(line.rationale, line.rationale_basis, strict=True))[1:]
    told = [(words, basis) for words, basis in pairs if set(basis) & set(line.because)] or pairs
    for words, basis in told:
        yield f"{name}: `{', '.join(basis)}`: {words}"
