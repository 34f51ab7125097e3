"""A case file (`*.yaml`, `*.json`) becomes a case: every key of the public contract, and no other.

Invariant: all that is wrong with a file is told at once, each with its place; what is missing stays missing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from necessity.errors import InputUnusable, Place
from necessity.exchange.attested import attested_facts, known_levels
from necessity.exchange.digest import digest_of, plain
from necessity.exchange.documents import MOST_TEXT_BYTES
from necessity.exchange.files import Received, documents_from_file
from necessity.exchange.headings import authored_on, document_kind
from necessity.exchange.joined import parts_of
from necessity.exchange.requested import certainty_of, code_of, levels_of, procedure_of
from necessity.model.case import (
    LINES_OF_BUSINESS,
    NOT_STATED,
    REVIEWS,
    SETTINGS,
    URGENCIES,
    Case,
    LineItem,
    Member,
    Request,
    Requester,
)
from necessity.model.document import DOCUMENT_KINDS, Document
from necessity.reading.marks import parse_marked
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import Items, Node, Scalar, Sheet, Table

QUESTION = "question"
_SIDES = {"left": "left", "right": "right", "both": "both", "bilateral": "both", NOT_STATED: None}
_OLDEST = 120


def case_from_text(
    text: str, name: str, *, vocabulary: Vocabulary, called: str, folder: Path | None = None, is_json: bool = False
) -> Case:
    """The case that a case file's text holds. `name` stands in messages; `called` is its id where it states none.

    Without a `folder` the text came from elsewhere (standard input, a request) and may name no files of this machine.
    Raises InputUnusable with every problem.
    """
    reader = _Reader(Sheet(name), vocabulary, folder)
    root = reader.sheet.compose_json(text) if is_json else reader.sheet.compose(text)
    inner = _of_a_pack(root)
    case = reader.case(root if inner is None else inner, called)
    if inner is not None and case is not None and not reader.sheet.problems:
        case = replace(case, documents=tuple(_without_marks(one, vocabulary, name) for one in case.documents))
    problems = reader.sheet.problems
    if problems and is_json:
        # JSON keeps no lines, but it is YAML too: where that reading finds the same faults, it knows their places.
        again = _Reader(Sheet(name), vocabulary, folder)
        again.case(again.sheet.compose(text), called)
        if {problem.what for problem in again.sheet.problems} == {problem.what for problem in problems}:
            problems = again.sheet.problems
    if problems or case is None:
        raise InputUnusable(problems)
    return case


def _of_a_pack(root: Node | None) -> Node | None:
    """The case inside a case of a pack (`says`, `case`, `expect`), so that it is read and judged like any other; else None."""
    if not isinstance(root, Table) or not {"says", "case", "expect"} <= root.values.keys():
        return None
    inner = root.values["case"]
    return inner if isinstance(inner, Table) else None


def _without_marks(document: Document, vocabulary: Vocabulary, name: str) -> Document:
    """The document as a reader of the chart gets it: what was marked in it for the pack's own check is plain text."""
    text, _ = parse_marked(document.text, vocabulary, name)
    return replace(document, text=text, digest="")


def case_from_node(
    sheet: Sheet, node: Node, *, vocabulary: Vocabulary, called: str, folder: Path | None = None
) -> Case | None:
    """The case that a part of a larger file holds; problems are collected in its sheet."""
    return _Reader(sheet, vocabulary, folder).case(node, called)


@dataclass(frozen=True, slots=True)
class _Reader:
    sheet: Sheet
    vocabulary: Vocabulary
    folder: Path | None
    received: Received = field(default_factory=Received)
    taken_apart: list[str] = field(default_factory=list)

    def case(self, root: Node | None, called: str) -> Case | None:
        """The case, or None where there is no tree at all; problems are in the sheet."""
        sheet = self.sheet
        if root is None or self._is_fhir(root) or self._has_half_characters(root):
            return None
        top = sheet.mapping(
            root,
            "a case file",
            optional=(
                *("case", "question", "received", "member", "payer", "line_of_business", "state", "pack"),
                *("requester", "request", "documents", "facts"),
            ),
        )
        received = sheet.day(top.get("received"), "received")
        question = sheet.text(top.get("question"), "question")
        documents = self._documents(top.get("documents"), question, received)
        case = Case(
            id=sheet.text(top.get("case"), "case") or called,
            documents=documents,
            request=self._request(top.get("request")) if "request" in top else None,
            question=question,
            received=received,
            member=self._member(top.get("member"), received),
            payer=_stated(sheet.text(top.get("payer"), "payer")),
            line_of_business=sheet.one_of(top.get("line_of_business"), "line of business", LINES_OF_BUSINESS)
            or NOT_STATED,
            state=self._state(top.get("state")),
            pack=self._pack(top.get("pack")),
            requester=self._requester(top.get("requester")),
            attested=attested_facts(sheet, top.get("facts"), self.vocabulary, documents),
            coded=tuple(self.received.facts),
            remarks=(*self.received.remarks.told(), *self.taken_apart),
            input_digest=digest_of({"case": plain(root), "documents": [[one.id, one.digest] for one in documents]}),
        )
        if not sheet.problems:
            self._says_something(case, root.place)
        return case

    def _is_fhir(self, root: Node) -> bool:
        kind = root.values.get("resourceType") if isinstance(root, Table) else None
        if kind is None:
            return False
        word = kind.text if isinstance(kind, Scalar) else "resource"
        self.sheet.wrong(
            f"this is a FHIR {word}",
            root.place,
            "a FHIR record is read as JSON and by itself, not as a case file",
            "save it as .json and give its path",
        )
        return True

    def _has_half_characters(self, root: Node) -> bool:
        """JSON can spell half of a surrogate pair, which is no character and has no bytes."""
        halves = [one for one in _scalars(root) if re.search("[\ud800-\udfff]", one.text)]
        for one in halves:
            self.sheet.wrong(
                "this text holds half a character", one.place, "a lone surrogate such as \\ud83d", "remove it"
            )
        return bool(halves)

    def _says_something(self, case: Case, place: Place) -> None:
        if (
            case.attested
            or case.coded
            or (case.request and not case.request.is_empty)
            or any(one.readable for one in case.documents)
        ):
            return
        for one in case.documents:
            self.sheet.wrong(f"document '{one.id}' cannot be read", place, one.unreadable_because)
        self.sheet.wrong("this case says nothing", place, remedy="add a request, a question or a readable document")

    # -- who -------------------------------------------------------------------------------------------------------

    def _member(self, node: Node | None, received: date | None) -> Member:
        sheet = self.sheet
        row = sheet.mapping(node, "member", optional=("id", "name", "born", "age", "sex"))
        born, age = sheet.day(row.get("born"), "born"), sheet.whole(row.get("age"), "age")
        if age is not None and age > _OLDEST:
            sheet.wrong(f"the age {age} is not an age", row["age"].place, remedy="write whole years")
        if born and received and born > received:
            sheet.wrong("the patient is born after the case was received", row["born"].place)
        elif born and received and age is not None and not 0 <= _years(born, received) - age + 1 <= 2:
            sheet.wrong(
                f"the age {age} does not fit the day of birth", row["age"].place, remedy="one of the two is enough"
            )
        sex = sheet.one_of(row.get("sex"), "sex", ("female", "male", NOT_STATED))
        return Member(
            id=sheet.text(row.get("id"), "id"),
            name=sheet.text(row.get("name"), "name"),
            born=born,
            age=age,
            sex=_stated(sex),
        )

    def _pack(self, node: Node | None) -> str | None:
        """The pack by its name, or a folder of one beside the case file."""
        name = self.sheet.text(node, "pack")
        if name and self.folder is not None and (self.folder / name / "pack.yaml").is_file():
            return str(self.folder / name)
        return name

    def _state(self, node: Node | None) -> str | None:
        word = _stated(self.sheet.text(node, "state"))
        if word is not None and node is not None and not re.fullmatch(r"[A-Za-z]{2}", word):
            self.sheet.wrong(f"'{word}' is not a state", node.place, remedy="write its two letters, as in TX")
        return word.upper() if word else None

    def _requester(self, node: Node | None) -> Requester | None:
        if node is None:
            return None
        row = self.sheet.mapping(node, "requester", optional=("npi", "specialty"))
        npi = self.sheet.text(row.get("npi"), "npi")
        if npi is not None and not re.fullmatch(r"[0-9]{10}", npi):
            self.sheet.wrong(f"'{npi}' is not an NPI", row["npi"].place, remedy="write its ten digits")
        return Requester(npi=npi, specialty=self.sheet.text(row.get("specialty"), "specialty"))

    # -- what is asked ---------------------------------------------------------------------------------------------

    def _request(self, node: Node | None) -> Request:
        sheet = self.sheet
        row = sheet.mapping(
            node,
            "request",
            optional=(*("review", "urgency", "service_date", "setting", "expected_nights", "diagnoses", "line_items"),),
        )
        lines = tuple(
            self._line_item(item, number)
            for number, item in enumerate(sheet.items(row.get("line_items"), "line_items"), 1)
        )
        lines = tuple(part for line in lines for part in self._parts(line))
        for number, line in enumerate(lines):
            if any(line.id == other.id for other in lines[:number]):
                place = _item(row.get("line_items"), number)
                sheet.wrong(f"the line '{line.id}' stands twice", place, remedy="give each line its own id")
        return Request(
            line_items=lines,
            review=sheet.one_of(row.get("review"), "review", REVIEWS) or "prospective",
            urgency=sheet.one_of(row.get("urgency"), "urgency", URGENCIES) or NOT_STATED,
            service_date=sheet.day(row.get("service_date"), "service_date"),
            setting=_stated(sheet.one_of(row.get("setting"), "setting", (*SETTINGS, NOT_STATED))),
            expected_nights=sheet.whole(row.get("expected_nights"), "expected_nights"),
            diagnoses=sheet.words(row.get("diagnoses"), "diagnoses"),
        )

    def _parts(self, line: LineItem) -> tuple[LineItem, ...]:
        """The line, or one for each of the procedures that its words join, and that is said."""
        parts = parts_of(line, self.vocabulary)
        if len(parts) > 1:
            names = ", ".join(f"{part.id} {part.requested_as}" for part in parts)
            said = f"Line {line.id} ({line.requested_as}) joins several procedures; taken apart: {names}."
            self.taken_apart.append(said)
        return parts

    def _line_item(self, node: Node, number: int) -> LineItem:
        sheet = self.sheet
        row = sheet.mapping(
            node,
            "a line item",
            optional=("id", "service", "procedure", "levels", "side", "units", "modifiers", "certainty", "stage"),
        )
        service, name = self._service(row.get("service")), sheet.text(row.get("procedure"), "procedure")
        if isinstance(node, Table) and "service" not in row and name is None:
            sheet.wrong(
                "a line item names nothing", node.place, remedy="add 'service:' (as in \"cpt:63042\") or 'procedure:'"
            )
        procedure, nearest = procedure_of(service, name, self.vocabulary)
        units, stage = (sheet.whole(row.get(one), one) for one in ("units", "stage"))
        for what, count in (("units", units), ("stage", stage)):
            if count == 0:
                sheet.wrong(f"{what} cannot be 0", row[what].place, remedy="leave it out where it is not stated")
        side = sheet.one_of(row.get("side"), "side", _SIDES)
        return LineItem(
            id=sheet.text(row.get("id"), "id") or str(number),
            requested_as=name or service or "",
            procedure=procedure,
            service=service,
            levels=self._levels(row.get("levels")),
            side=_SIDES[side] if side else None,
            units=units,
            modifiers=sheet.words(row.get("modifiers"), "modifiers"),
            certainty=sheet.one_of(row.get("certainty"), "certainty", ("definite", "possible")) or certainty_of(name),
            stage=stage or 1,
            nearest=nearest,
        )

    def _service(self, node: Node | None) -> str | None:
        word = self.sheet.text(node, "service")
        if word is None or node is None:
            return None
        code = code_of(word)
        if code is None:
            self.sheet.wrong(
                f"'{word}' is not a code",
                node.place,
                remedy="write it as \"cpt:63042\", or write words as 'procedure:'",
            )
        return code

    def _levels(self, node: Node | None) -> tuple[str, ...]:
        found: set[str] = set()
        parts = node.items if isinstance(node, Items) else (node,) if isinstance(node, Scalar) else ()
        if isinstance(node, Table):
            self.sheet.wrong("levels must be a list", node.place, remedy="write it as [L4-L5, L5-S1]")
        for part in parts:
            word = _stated(self.sheet.text(part, "a level"))
            levels = levels_of(word, self.vocabulary.anatomy) if word else ()
            if word and not levels:
                self.sheet.wrong(f"'{word}' is not a level", part.place, remedy=known_levels(self.vocabulary))
            found.update(levels)
        return tuple(level for level in self.vocabulary.anatomy.levels if level in found)

    # -- the documents ---------------------------------------------------------------------------------------------

    def _documents(self, node: Node | None, question: str | None, received: date | None) -> tuple[Document, ...]:
        """The documents in the order given; the question, where there is one, comes first as the document `question`."""
        asked = Document(id=QUESTION, kind="letter", authored=received, text=question or "")
        documents = [asked] if question else []
        for number, item in enumerate(self.sheet.items(node, "documents"), 1):
            for document in self._document(item, number):
                if any(document.id == other.id for other in documents):
                    self.sheet.wrong(
                        f"the document '{document.id}' stands twice", item.place, remedy="give each document its own id"
                    )
                documents.append(document)
        return tuple(documents)

    def _document(self, node: Node, number: int) -> tuple[Document, ...]:
        sheet = self.sheet
        row = sheet.mapping(node, "a document", optional=("id", "kind", "authored", "text", "file"))
        if not isinstance(node, Table):
            return ()
        id = sheet.text(row.get("id"), "id")
        kind = sheet.one_of(row.get("kind"), "kind of document", DOCUMENT_KINDS)
        authored = sheet.day(row.get("authored"), "authored")
        if ("text" in row) == ("file" in row):
            what = "both 'text' and 'file'" if "text" in row else "neither 'text' nor 'file'"
            sheet.wrong(f"a document has {what}", node.place, remedy="give one of the two")
            return ()
        if "file" in row:
            return self._from_file(row["file"], id, kind, authored)
        text = sheet.text(row["text"], "text") or ""
        if len(text) > MOST_TEXT_BYTES:
            most = MOST_TEXT_BYTES // 1_000_000
            sheet.wrong("this text is too long", row["text"].place, f"at most {most} million characters", "split it")
        id = id or f"document-{number}"
        kind = kind or document_kind(id, text)
        empty = "" if text.strip() else "it holds no text"
        document = Document(
            id=id,
            kind=kind,
            authored=authored or authored_on(kind, text),
            text="" if empty else text,
            readable=not empty,
            unreadable_because=empty,
        )
        return (document,)

    def _from_file(self, node: Node, id: str | None, kind: str | None, authored: date | None) -> tuple[Document, ...]:
        name = self.sheet.text(node, "file")
        if name is None:
            self.sheet.wrong("'file' names no file", node.place, remedy="write its path, relative to the case file")
            return ()
        if self.folder is None:
            self.sheet.wrong(
                f"'{name}' cannot be opened from here",
                node.place,
                "this case file did not come from a folder",
                "put the words under 'text:', or give the case file by its path",
            )
            return ()
        path = self.folder / name
        # A case file may come from anybody: it must not be able to quote other files of this machine.
        if "\0" in name or not path.resolve().is_relative_to(self.folder.resolve()):
            self.sheet.wrong(
                f"'{name}' lies outside the folder of the case file", node.place, remedy="copy it beside the case file"
            )
            return ()
        return documents_from_file(path, self.received, id=id or path.stem, name=name, kind=kind, authored=authored)


def _stated(word: str | None) -> str | None:
    return None if word == NOT_STATED else word


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _item(node: Node | None, number: int) -> Place:
    assert isinstance(node, Items)
    return node.items[number].place


def _scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    below = node.items if isinstance(node, Items) else node.values.values()
    return [scalar for one in below for scalar in _scalars(one)]
