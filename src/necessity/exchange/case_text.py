"""A case as the text of a case file, so that a program's case can be kept, read and judged like one that a person wrote.

Invariant: the text reads back as the same case, digests and names of files apart; what a case file cannot say is an error,
never left out. The words of every document stand in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any, TypeAlias

import yaml

from necessity.errors import InputUnusable
from necessity.exchange.attested import spans
from necessity.exchange.case_file import QUESTION, case_from_text
from necessity.model.case import NOT_STATED, Case, LineItem, Member, Request, Requester
from necessity.model.document import Attestation, Document, Quote
from necessity.model.fact import Assertion, Fact
from necessity.vocabulary.load import vocabulary
from necessity.when import PartialDate

Tree: TypeAlias = dict[str, Any]

_NAME = "case"
_AS_IT_STANDS = re.compile(
    r"(?!-?[\d.])(?!(?:true|false|yes|no|on|off|null|y|n)\Z)[A-Za-z][\w.@/-]*(?: [\w.@/-]+)*", re.IGNORECASE | re.ASCII
)
_BLOCK = re.compile(r"(?:[!-~](?:[ -~]*[!-~])?\n|\n)*[!-~](?:[ -~]*[!-~])?\n?", re.ASCII)


class _Inline(dict[str, Any]):
    """A mapping that is written on one line."""


class _Row(list[Any]):
    """A list that is written on one line."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _text_node(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    """Several lines as a block, names bare, all else in quotes: nothing is taken for a number, a day or a yes."""
    style = "|" if "\n" in text and _BLOCK.fullmatch(text) else None if _AS_IT_STANDS.fullmatch(text) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text_node)
_Dumper.add_representer(_Inline, lambda dumper, row: dumper.represent_mapping("tag:yaml.org,2002:map", row, True))
_Dumper.add_representer(_Row, lambda dumper, row: dumper.represent_sequence("tag:yaml.org,2002:seq", row, True))


def case_text(case: Case) -> str:
    """The case as YAML. Raises ValueError where a case file cannot say something of it, and names what."""
    text = yaml.dump(_tree(case), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=118)
    try:
        again = case_from_text(text, _NAME, vocabulary=vocabulary(), called=_NAME)
    except InputUnusable as error:
        raise ValueError(f"this case cannot be written as a case file: {error}") from None
    lost = [one.name for one in fields(Case) if _said(case, one.name) != _said(again, one.name)]
    if lost:
        raise ValueError(f"this case cannot be written as a case file, which cannot hold all of its {', '.join(lost)}")
    return str(text)


def same_case(one: Case, other: Case) -> bool:
    """Whether two cases say the same, digests and names of files apart; facts by what they say and where it stands."""
    return all(_said(one, part.name) == _said(other, part.name) for part in fields(Case))


def _said(case: Case, part: str) -> Any:
    if part == "input_digest":
        return None
    value = getattr(case, part)
    if part in ("attested", "coded"):
        return [_fact_said(fact) for fact in value]
    if part == "documents":
        apart = bool(case.question) and not any(one.id == QUESTION for one in value)
        question = Document(id=QUESTION, kind="letter", authored=case.received, text=case.question or "")
        return [replace(one, name="", digest="") for one in ((question, *value) if apart else value)]
    return value


def _fact_said(fact: Fact) -> list[Any]:
    return [_pieces(fact) if one.name == "evidence" else getattr(fact, one.name) for one in fields(Fact)]


def _pieces(fact: Fact) -> list[Any]:
    """The evidence, each quote by its document and place."""
    return [(one.document, one.start, one.end, one.marked) if isinstance(one, Quote) else one for one in fact.evidence]


# -- the tree ----------------------------------------------------------------------------------------------------------


def _tree(case: Case) -> Tree:
    asked = QUESTION if case.question else ""
    return _told(
        {
            "case": case.id,
            "question": case.question,
            "received": _day(case.received),
            "member": _member(case.member),
            "payer": case.payer,
            "line_of_business": _unless_not_stated(case.line_of_business),
            "state": case.state,
            "pack": case.pack,
            "requester": _requester(case.requester),
            "request": _request(case.request) if case.request is not None else None,
            "documents": [_document(one) for one in case.documents if one.id != asked],
            "facts": [_fact(one) for one in case.attested],
        }
    ) | ({"request": _Inline()} if case.request is not None and not _request(case.request) else {})


def _told(row: Mapping[str, Any]) -> Tree:
    return {key: value for key, value in row.items() if value not in (None, (), [], {}, "")}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _unless_not_stated(word: str | None) -> str | None:
    return None if word == NOT_STATED else word


def _member(member: Member) -> Tree:
    age = str(member.age) if member.age is not None else None
    row = {"id": member.id, "name": member.name, "born": _day(member.born), "age": age, "sex": member.sex}
    return _Inline(_told(row))


def _requester(requester: Requester | None) -> Tree | None:
    return None if requester is None else _Inline(_told({"npi": requester.npi, "specialty": requester.specialty}))


def _request(request: Request) -> Tree:
    nights = str(request.expected_nights) if request.expected_nights is not None else None
    return _told(
        {
            "review": request.review if request.review != Request().review else None,
            "urgency": _unless_not_stated(request.urgency),
            "service_date": _day(request.service_date),
            "setting": request.setting,
            "expected_nights": nights,
            "diagnoses": _Row(request.diagnoses),
            "line_items": [_line(one) for one in request.line_items],
        }
    )


def _line(line: LineItem) -> Tree:
    by_name = line.requested_as != line.service
    row = {
        "id": line.id,
        "service": line.service,
        "procedure": line.requested_as if by_name else None,
        "levels": _Row(line.levels),
        "side": line.side,
        "units": str(line.units) if line.units is not None else None,
        "modifiers": _Row(line.modifiers),
        "certainty": line.certainty if line.certainty != "definite" else None,
        "stage": str(line.stage) if line.stage != 1 else None,
    }
    return _Inline(_told(row))


def _document(document: Document) -> Tree:
    return _told({"id": document.id, "kind": document.kind, "authored": _day(document.authored), "text": document.text})


# -- facts -------------------------------------------------------------------------------------------------------------


def _fact(fact: Fact) -> Tree:
    """A fact with who states it, and the words that he marked where there are some."""
    words, by = _evidence(fact)
    return _told(
        {
            "kind": fact.kind,
            "value": str(fact.value) if fact.value is not None else None,
            "qualifiers": _Inline({key: str(value) for key, value in fact.qualifiers.items()}),
            "assertion": fact.assertion.value if fact.assertion is not Assertion.PRESENT else None,
            "when": _partial(fact.when),
            "until": _partial(fact.until),
            "by": by.by,
            "attested_on": _day(by.attested_on),
            "quote": words and _quote(words),
        }
    )


def _evidence(fact: Fact) -> tuple[Quote | None, Attestation]:
    for piece in fact.evidence:
        if isinstance(piece, Quote) and piece.marked:
            return piece, piece.marked
        if isinstance(piece, Attestation):
            return None, piece
    raise ValueError(f"this case cannot be written as a case file: nobody states its fact '{fact.kind}'")


def _quote(words: Quote) -> Tree:
    """Where the words stand; which of several where they stand more than once."""
    row: Tree = {"document": words.document, "words": words.words}
    found = spans(words.words, words.of.text)
    return _Inline(row | ({"at": str(found.index((words.start, words.end)) + 1)} if len(found) > 1 else {}))


def _partial(day: PartialDate | None) -> str | None:
    if day is None or day.is_exact:
        return str(day) if day else None
    return f"{day.earliest.isoformat()}/{day.latest.isoformat()}"
