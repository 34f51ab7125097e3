"""What is asked and for whom, as facts: the lines of a request beside the procedure tables.

Invariant: only what is known becomes a field. A request without levels, a code without a table entry or a pair of lines
that cannot be told apart leaves its field out; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from necessity.model.case import NOT_STATED, Case, LineItem, Member, Request
from necessity.model.document import Resource
from necessity.model.fact import Fact, Value
from necessity.quantity import Quantity
from necessity.vocabulary.code_tables import CodingTables, coding_tables, diagnosis_codes
from necessity.vocabulary.load import Vocabulary
from necessity.vocabulary.procedures import Code, Procedure, Procedures

READER = "request"
_ONE_SIDE = {"LT": "left", "RT": "right"}
_BOTH_SIDES = "50"
_MOST_EXACT = 4  # so many more exact codes are named for one diagnosis
_APPROACHES = {
    "anterior-fusion": "anterior",
    "anterior-instrumentation": "anterior",
    "lateral-interbody-fusion": "lateral",
    "posterior-fusion": "posterior",
    "revision-anterior-fusion": "anterior",
    "lumbar-fusion-percutaneous": "percutaneous",
    "lumbar-fusion-presacral": "presacral",
}
_CODE = re.compile(r"[a-z0-9]+:[0-9][0-9a-z]{4}")
_APPROACH_WORDS = re.compile(r"\b(?:posterior|anterior|presacral)\b")


def request_facts(case: Case, vocabulary: Vocabulary, day: date) -> tuple[Fact, ...]:
    """The `member` and `health_plan` facts and, per line item and level, the `request` facts of a case, in the order submitted.

    Every `request` fact of a line carries `line`, the id of the line item. A line without levels gives one fact without
    a level; a request for a setting alone gives one fact without a line.
    """
    facts = [_member(case.member, day), _health_plan(case.line_of_business)]
    if case.request is not None:
        request = case.request
        for number, line in enumerate(request.line_items, 1):
            facts += _line(request, line, number, vocabulary, request.service_date or day)
        facts += _diagnoses(request, vocabulary, request.service_date or day)
        if not request.line_items and request.setting is not None:
            facts.append(_request_fact(None, _common(request), "setting"))
    return tuple(fact for fact in facts if fact is not None)


def looked_up_for(request: Request | None, facts: Iterable[Fact], vocabulary: Vocabulary) -> tuple[Fact, ...]:
    """The facts; a look-up in the inpatient-only list says besides whether its service is one of this request.

    Left out where a line in words, or a service in words, may be the same.
    """
    lines = request.line_items if request is not None else ()
    return tuple(
        replace(fact, qualifiers={**fact.qualifiers, "requested": is_asked})
        if fact.kind == "inpatient_only_list" and (is_asked := _is_asked(fact, lines, vocabulary.procedures))
        else fact
        for fact in facts
    )


def _is_asked(fact: Fact, lines: Iterable[LineItem], procedures: Procedures) -> str | None:
    """Whether a line asks for the service that was looked up; two codes that differ are two services."""
    service = str(fact.qualifiers.get("service", "")).strip().lower()
    code = service if ":" in service else f"cpt:{service}"
    known = procedures.codes.get(code)
    is_open = not service
    for line in lines:
        if service and (line.service == code or service in (line.procedure, line.requested_as.strip().lower())):
            return "yes"
        if line.service is not None and _CODE.fullmatch(code):
            continue
        may_be = known is None or line.procedure is None or _may_be(line.procedure, known.procedure, procedures)
        is_open = is_open or may_be
    return None if is_open else "no"


def _health_plan(line_of_business: str) -> Fact | None:
    if line_of_business == NOT_STATED:
        return None
    evidence = (Resource(reference="request", path="line_of_business"),)
    return Fact(kind="health_plan", value=line_of_business, evidence=evidence, reader=READER)


def _member(member: Member, day: date) -> Fact | None:
    age = _age(member.born, day) if member.born and member.born <= day else member.age
    if age is None and member.sex is None:
        return None
    return Fact(
        kind="member",
        value=None if age is None else Quantity.exactly(age, "years"),
        qualifiers={"sex": member.sex} if member.sex in ("female", "male") else {},
        evidence=(Resource(reference="request", path="member"),),
        reader=READER,
    )


def _age(born: date, day: date) -> int:
    """Whole years; who was born on 29 February is a year older on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _diagnoses(request: Request, vocabulary: Vocabulary, day: date) -> list[Fact | None]:
    """One fact for each diagnosis code; its status only on a day that the table covers."""
    facts: list[Fact | None] = []
    for number, written in enumerate(request.diagnoses, 1):
        code = written.rpartition(":")[2].strip().upper()
        status, instead = diagnosis_codes(vocabulary.folder).status(code, day)
        known = {"status": status, "more_exact": ", ".join(instead[:_MOST_EXACT])}
        facts.append(
            Fact(
                kind="diagnosis_code",
                value=code,
                qualifiers={name: word for name, word in known.items() if word},
                evidence=(Resource(reference="request", path=f"diagnoses/{number}"),),
                reader=READER,
            )
        )
    return facts


def _line(
    request: Request, line: LineItem, number: int, vocabulary: Vocabulary, service_day: date
) -> list[Fact | None]:
    procedures, tables = vocabulary.procedures, coding_tables(vocabulary.folder)
    known: dict[str, Value | None] = {
        **_common(request),
        "line": line.id,
        "side": line.side,
        "firmness": "possible" if line.certainty == "possible" else "firm",
        "units": Quantity.exactly(line.units, "n") if line.units is not None else None,
    }
    code = procedures.codes.get(line.service) if line.service else None
    procedure = procedures.by_name.get(line.procedure) if line.procedure else None
    known["level_count"] = _level_count(line, procedure)
    known["side_fit"] = _side_fit(line, procedure)
    known["approach"] = _approach(line, procedures)
    known["parent"] = _parent(request, line, procedures)
    known["parent_code"] = _parent_code(request, line, tables, procedures)
    known["vertebrae_fit"] = _vertebrae_fit(line, tables)
    known["code_region"] = tables.regions.get(line.service or "") if line.levels else None
    if code is not None:
        known["units_fit"] = _units_fit(request, line, code, procedures)
        known["segmental_fit"] = _segmental_fit(line, code)
        known["code_in_force"] = _in_force(code, service_day)
    path = f"line_items/{number}"
    return [_request_fact(line, {**known, "level": level}, path) for level in (line.levels or (None,))]


def _common(request: Request) -> dict[str, Value | None]:
    return {"setting": request.setting, "review": request.review}


def _request_fact(line: LineItem | None, known: Mapping[str, Value | None], path: str) -> Fact:
    return Fact(
        kind="request",
        value=line.procedure if line else None,
        qualifiers={name: value for name, value in known.items() if value is not None},
        evidence=(Resource(reference="request", path=path), *(line.evidence if line else ())),
        reader=READER,
    )


def _units_fit(request: Request, line: LineItem, code: Code, procedures: Procedures) -> str | None:
    """Units against levels, over all lines of the procedure together, for a first level and its add-on are two codes."""
    together = [other for other in request.line_items if other.procedure == line.procedure and other.side == line.side]
    levels: set[str] = set()
    covered = 0
    for one in together:
        its_code = procedures.codes.get(one.service) if one.service else None
        if its_code is None or its_code.levels_per_unit is None or one.units is None or not one.levels:
            return None
        levels |= set(one.levels)
        covered += one.units * its_code.levels_per_unit
    if covered == len(levels):
        return "fits"
    if line.side == "both" or _BOTH_SIDES in line.modifiers:
        return None  # payers differ on whether a second side is a second unit
    return "too_many" if covered > len(levels) else "too_few"


def _approach(line: LineItem, procedures: Procedures) -> str | None:
    """From where the spine is reached, by the procedure and the submitter's words; None where neither says, or they differ."""
    told = {
        approach for name, approach in _APPROACHES.items() if line.procedure and procedures.is_a(line.procedure, name)
    }
    told |= set(_APPROACH_WORDS.findall(line.requested_as.lower()))
    return told.pop() if len(told) == 1 else None


def _level_count(line: LineItem, procedure: Procedure | None) -> Quantity | None:
    """How many levels the line names; none at all for what is not done at a level, such as a graft."""
    if count := len(line.levels) or line.level_count:
        return Quantity.exactly(count, "n")
    return Quantity.exactly(0, "n") if procedure is not None and not procedure.per_level else None


def _side_fit(line: LineItem, procedure: Procedure | None) -> str | None:
    """The side against the modifiers and against what the procedure is; None where no side is given anywhere."""
    by_modifier = {_ONE_SIDE[one] for one in line.modifiers if one in _ONE_SIDE}
    meant = "both" if _BOTH_SIDES in line.modifiers or len(by_modifier) == 2 else next(iter(by_modifier), None)
    if line.side is None and meant is None:
        return None
    if line.side is not None and meant is not None and line.side != meant:
        return "misfit"
    if procedure is not None and not procedure.has_side:
        return "no_side"
    return "fits" if procedure is not None else None


def _segmental_fit(line: LineItem, code: Code) -> str | None:
    """One interspace is not segmental; two or more (three vertebrae) are. Source: the code table of eviCore CMM-609."""
    if code.segmental is None or not line.levels:
        return None
    asked = "segmental" if len(line.levels) > 1 else "non_segmental"
    return "fits" if asked == code.segmental else "misfit"


def _parent(request: Request, line: LineItem, procedures: Procedures) -> str | None:
    """Whether what a procedure is only ever added to is requested too; None where a line of the request is not understood."""
    known = procedures.by_name.get(line.procedure or "")
    if known is None or not known.add_on_of:
        return None
    others = [other.procedure for other in request.line_items if other is not line]
    if procedures.is_added_to(known.name, filter(None, others)):
        return "present"
    return None if None in others else "missing"


def _parent_code(request: Request, line: LineItem, tables: CodingTables, procedures: Procedures) -> str | None:
    """Whether a code stands beside one that it is added to; None where a line without a code may mean it."""
    parents = tables.add_ons.get(line.service or "", ())
    if not parents:
        return None
    others = [other for other in request.line_items if other is not line]
    if any(other.service in parents for other in others):
        return "present"
    meant = {procedures.codes[parent].procedure for parent in parents if parent in procedures.codes}
    for other in others:
        if other.service is None and (
            other.procedure is None or any(_may_be(other.procedure, one, procedures) for one in meant)
        ):
            return None
    return "missing"


def _may_be(name: str, asked: str, procedures: Procedures) -> bool:
    return procedures.is_a(name, asked) or procedures.is_a(asked, name)


def _vertebrae_fit(line: LineItem, tables: CodingTables) -> str | None:
    """The vertebrae of the levels against those that a construct of the code spans."""
    span = tables.vertebrae.get(line.service or "")
    if span is None or not line.levels:
        return None
    fewest, most = span
    count = len({vertebra for level in line.levels for vertebra in level.split("-")})
    if count < fewest:
        return "too_few"
    return "too_many" if most is not None and count > most else "fits"


def _in_force(code: Code, day: date) -> str | None:
    """None where no first day is known: a code that has not ended may not have begun."""
    first, last = code.in_force
    if (first is not None and day < first) or (last is not None and day > last):
        return "no"
    return None if first is None else "yes"
