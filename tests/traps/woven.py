"""The charts of the traps: an honest chart with some of its parts changed, as a case file or as a FHIR bundle that holds it.

Invariant: a chart differs from its base only where its file says so; a change that changes nothing is an error.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
CPT = "http://www.ama-assn.org/go/cpt"
SERVICES = {
    "laminectomy": "63047",
    "lumbar fusion": "22612",
    "revision discectomy": "63042",
    "microdiscectomy": "63030",
}
KINDS = {
    "clinic note": "11506-3",
    "imaging report": "18748-4",
    "operative note": "11504-8",
    "therapy record": "11515-4",
}
KINDS |= {"laboratory": "11502-2", "letter": "57133-1"}
SIDES = {"left": "LT", "right": "RT"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one line must answer under one pack; `criteria` give for an id "verdict REASON"; `quotes` stand under them."""

    pack: str
    line: str
    recommendation: str
    criteria: dict[str, str] = field(default_factory=dict)
    quotes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Chart:
    """One chart of a trap: the trap itself, or its twin, in which the plain answer is the right one."""

    trap: str
    name: str
    is_twin: bool
    says: str
    answers: tuple[Answer, ...]
    reads: tuple[str, ...]
    reads_not: tuple[str, ...]
    must_say: tuple[str, ...]
    must_not_say: tuple[str, ...]
    content: Mapping[str, Any]
    coded: bool

    def written_to(self, folder: Path) -> Path:
        """The file that holds the chart: `case.json`, or a FHIR bundle where something in it is coded."""
        path = folder / ("bundle.json" if self.coded else "case.json")
        path.write_text(json.dumps(self.content, indent=1), encoding="utf-8")
        return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """One trap: what it is in a sentence, whether it ends in a question, and its charts."""

    name: str
    says: str
    answer: str
    charts: tuple[Chart, ...]


@cache
def traps(folder: str = "cases") -> tuple[Trap, ...]:
    """The traps of a folder, in the order of their names."""
    return tuple(_trap(path) for path in sorted((HERE / folder).glob("*.yaml")))


def _trap(path: Path) -> Trap:
    tree = yaml.safe_load(path.read_text(encoding="utf-8"))
    _only(tree, {"trap", "answer", "base", "charts"}, path.name)
    charts = tuple(_chart(path.stem, tree["base"], one) for one in tree["charts"])
    return Trap(name=path.stem, says=tree["trap"], answer=tree["answer"], charts=charts)


def _only(tree: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = set(tree) - known
    assert not unknown, f"{where}: unknown {sorted(unknown)}"


def _chart(trap: str, base: str, one: dict[str, Any]) -> Chart:
    known = {
        "name",
        "twin",
        "says",
        "base",
        "case",
        "lines",
        "change",
        "authored",
        "add",
        "leave_out",
        "records",
        "cda",
    }
    _only(one, known | {"answers", "reads", "reads_not", "must_say", "must_not_say"}, f"{trap}: {one.get('name')}")
    case = _woven(one.get("base", base), one)
    coded = bool(one.get("records") or one.get("cda"))
    return Chart(
        trap=trap,
        name=one["name"],
        is_twin=bool(one.get("twin")),
        says=one["says"],
        answers=tuple(_answers(one["answers"])),
        reads=tuple(one.get("reads", ())),
        reads_not=tuple(one.get("reads_not", ())),
        must_say=tuple(one.get("must_say", ())),
        must_not_say=tuple(one.get("must_not_say", ())),
        content=_bundle(case, one) if coded else case,
        coded=coded,
    )


def _answers(tree: Mapping[str, Any]) -> Iterator[Answer]:
    for where, said in tree.items():
        pack, _, line = where.partition(" line ")
        if isinstance(said, str):
            said = {"recommendation": said}
        _only(said, {"recommendation", "criteria", "quotes"}, where)
        yield Answer(
            pack=pack,
            line=line or "1",
            recommendation=said["recommendation"],
            criteria=said.get("criteria", {}),
            quotes=said.get("quotes", {}),
        )


@cache
def _base(name: str) -> dict[str, Any]:
    tree: dict[str, Any] = yaml.safe_load((HERE / "bases" / f"{name}.yaml").read_text(encoding="utf-8"))
    return tree


def _woven(base: str, one: Mapping[str, Any]) -> dict[str, Any]:
    """The base as a case file, with the changes of one chart."""
    tree = deepcopy(_base(base))
    case: dict[str, Any] = tree["case"]
    documents: dict[str, Any] = tree["documents"]
    for place, words in one.get("change", {}).items():
        document, _, part = place.partition(".")
        parts = documents[document]["parts"]
        assert part in parts, f"{place} is no part of the base '{base}'"
        assert parts[part] != words, f"{place} is not changed"
        if words is None:
            del parts[part]
        else:
            parts[part] = words
    for document in one.get("leave_out", ()):
        del documents[document]
    for document, day in one.get("authored", {}).items():
        documents[document]["authored"] = day
    case["case"] = base
    case.update(one.get("case", {}))
    if "lines" in one:
        case["request"]["line_items"] = one["lines"]
    case["documents"] = [_document(name, of) for name, of in {**documents, **one.get("add", {})}.items()]
    plain: dict[str, Any] = json.loads(json.dumps(case, default=str))
    return plain


def _document(name: str, of: Mapping[str, Any]) -> dict[str, Any]:
    text = of["text"] if "text" in of else "\n".join(of["parts"].values())
    written = {"id": name, "kind": of["kind"], "authored": of.get("authored"), "text": text}
    return {key: value for key, value in written.items() if value is not None}


def _bundle(case: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    """The same case as a FHIR bundle: patient, authorization, the documents as attachments, and the coded entries."""
    family = case["member"]["name"].split()[-1]
    patient = {
        "resourceType": "Patient",
        "id": "p-1",
        "name": [{"family": family, "given": case["member"]["name"].split()[:-1]}],
        "gender": case["member"]["sex"],
        "birthDate": case["member"]["born"],
    }
    notes = [_attached(document) for document in case["documents"]]
    notes += [_attached_cda(number, text, case) for number, text in enumerate(one.get("cda", ()), 1)]
    records = json.loads(json.dumps(list(one.get("records", ())), default=str))
    mine = [{"subject": {"reference": "Patient/p-1"}, **record} for record in records]
    resources = [patient, _claim(case), *notes, *mine]
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def _claim(case: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Claim",
        "id": "ask",
        "status": "active",
        "use": "preauthorization",
        "created": case["received"],
        "patient": {"reference": "Patient/p-1"},
        "diagnosis": [
            {"sequence": number, "diagnosisCodeableConcept": _code("http://hl7.org/fhir/sid/icd-10-cm", code)}
            for number, code in enumerate(case["request"]["diagnoses"], 1)
        ],
        "item": [_item(line) for line in case["request"]["line_items"]],
    }


def _code(system: str, code: str) -> dict[str, Any]:
    return {"coding": [{"system": system, "code": code}]}


def _item(line: Mapping[str, Any]) -> dict[str, Any]:
    item = {
        "sequence": int(line["id"]),
        "productOrService": _code(CPT, SERVICES[line["procedure"]]),
        "bodySite": {"text": ", ".join(line["levels"])},
    }
    if line.get("side") in SIDES:
        item["modifier"] = [{"coding": [{"code": SIDES[line["side"]]}]}]
    return item


def _attached(document: Mapping[str, Any]) -> dict[str, Any]:
    made = _reference(document["id"], document["text"], "text/plain; charset=utf-8")
    made["type"] = _code("http://loinc.org", KINDS[document["kind"]])
    if "authored" in document:
        made["date"] = f"{document['authored']}T08:00:00Z"
    return made


def _reference(name: str, text: str, of: str) -> dict[str, Any]:
    data = base64.b64encode(text.encode("utf-8")).decode("ascii")
    return {
        "resourceType": "DocumentReference",
        "id": name,
        "status": "current",
        "subject": {"reference": "Patient/p-1"},
        "content": [{"attachment": {"contentType": of, "data": data}}],
    }


_CDA = """<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/><title>Summary of care</title>
  <effectiveTime value="{day}"/>
  <recordTarget><patientRole><patient><name><given>{given}</given><family>{family}</family></name>
    <administrativeGenderCode code="F"/><birthTime value="{born}"/></patient></patientRole></recordTarget>
  <author><time value="{day}"/></author>
  <component><structuredBody>{sections}</structuredBody></component>
</ClinicalDocument>
"""


def _attached_cda(number: int, sections: str, case: Mapping[str, Any]) -> dict[str, Any]:
    *given, family = case["member"]["name"].split()
    born = case["member"]["born"].replace("-", "")
    text = _CDA.format(day="20261102", given=" ".join(given), family=family, born=born, sections=sections)
    made = _reference(f"summary-{number}", text, "application/xml")
    made["type"] = _code("http://loinc.org", "34133-9")
    return made
