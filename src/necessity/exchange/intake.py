"""What is handed in becomes a case: a note, a folder of notes, a case file, standard input, or the words themselves.

Invariant: nothing handed in is dropped in silence. A file that cannot be read is listed with its reason; only where nothing
at all can be read is the input unusable, and then every reason is told.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from necessity.errors import InputUnusable, Place, Problem
from necessity.exchange.case_file import QUESTION, case_from_text
from necessity.exchange.digest import digest_of
from necessity.exchange.documents import MOST_TEXT_BYTES, NEEDS_OCR, Unreadable, decode
from necessity.exchange.fhir import Record, case_of_record, looks_like_fhir, record_in
from necessity.exchange.files import Received, documents_from_file
from necessity.exchange.headings import authored_on, document_kind
from necessity.model.case import Case, Member
from necessity.model.document import Document
from necessity.vocabulary.load import vocabulary

STANDARD_INPUT = "standard input"
CASE_FILES = ("case.yaml", "case.yml", "case.json")
CASE_FILE_ENDINGS = (".yaml", ".yml", ".json")
MOST_FILES = 1_000
MOST_RECORD_BYTES = 100_000_000


def case_of(source: str | Path, *, stdin: str | None = None) -> Case:
    """The case at `source`: a note, a folder, a case file, or `-` for standard input (`stdin` where it was read already).

    Raises InputUnusable with every problem.
    """
    if str(source) == "-":
        return _from_stdin(standard_input() if stdin is None else stdin)
    path = Path(source)
    if _is_folder(path):
        return _from_folder(path)
    if path.suffix.lower() in CASE_FILE_ENDINGS:
        return _from_case_file(path, path.stem)
    received = Received()
    documents = documents_from_file(path, received, id=path.stem, name=path.name)
    return _from_documents(path.stem, documents, path, received, alone=True)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that no file can have; opening it says so
        return False


def case_of_text(words: str) -> Case:
    """The case that the words themselves are: a question or a note, as the document `question`."""
    return _from_words(words, id=QUESTION, name="--text")


def _from_words(words: str, *, id: str, name: str) -> Case:
    place = Place(name)
    if not words.strip():
        raise InputUnusable([Problem(what="there are no words", where=place, remedy="write a question or a note")])
    if len(words) > MOST_TEXT_BYTES:
        raise InputUnusable([_too_long(place)])
    if re.search("[\ud800-\udfff]", words):
        raise InputUnusable([Problem(what="this is not UTF-8 text", where=place, remedy="save it as UTF-8")])
    kind = document_kind("", words)
    document = Document(id=QUESTION, kind=kind, authored=authored_on(kind, words), text=words)
    return Case(id=id, documents=(document,), question=words, input_digest=_digest([document]))


def _from_stdin(words: str) -> Case:
    known = vocabulary()
    head = words.lstrip("\ufeff \t\r\n")
    is_json = head.startswith("{")
    if is_json and looks_like_fhir(head) and (record := record_in(head, STANDARD_INPUT)) is not None:
        return case_of_record(record, called="standard-input", name=STANDARD_INPUT)
    # A note may begin with "Member: ..." but it has no such line in lower case at the margin.
    if is_json or re.search(r"(?m)^(?:request|documents|case|member):(?:\s|$)", head):
        return case_from_text(
            words.lstrip("\ufeff"), STANDARD_INPUT, vocabulary=known, called="standard-input", is_json=is_json
        )
    return _from_words(words, id="standard-input", name=STANDARD_INPUT)


def standard_input() -> str:
    """What is piped in, by its bytes: the locale of the terminal says nothing about a file."""
    try:
        return decode(sys.stdin.buffer.read())
    except Unreadable as error:
        problem = Problem(
            what="this cannot be read", where=Place(STANDARD_INPUT), why=str(error), remedy="pipe in UTF-8 text"
        )
        raise InputUnusable([problem]) from None


def _from_case_file(path: Path, called: str) -> Case:
    text = _text_at(path)
    is_json = path.suffix.lower() == ".json"
    if is_json and looks_like_fhir(text) and (record := record_in(text, str(path))) is not None:
        return case_of_record(record, called=called, name=str(path))
    if len(text) > MOST_TEXT_BYTES:
        raise InputUnusable([_too_long(Place(str(path)))])
    known = vocabulary()
    return case_from_text(text, str(path), vocabulary=known, called=called, folder=path.parent, is_json=is_json)


def _text_at(path: Path) -> str:
    """The text of a case file or a FHIR record. Raises InputUnusable where it cannot be opened, is too long or is no text."""
    place = Place(str(path))
    try:
        # attachments inside a record are long; a case file has its own, lower limit
        most = MOST_RECORD_BYTES if path.suffix.lower() == ".json" else MOST_TEXT_BYTES
        if path.stat().st_size > most:
            raise InputUnusable([_too_long(place, most)])
        text = decode(path.read_bytes())
    except FileNotFoundError:
        raise InputUnusable([Problem(what="there is no such file", where=place, remedy="check the path")]) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise InputUnusable([Problem(what="the file cannot be opened", where=place, why=why)]) from None
    except Unreadable as reason:
        raise InputUnusable([Problem(what="this case file cannot be read", where=place, why=str(reason))]) from None
    if not text.strip():
        raise InputUnusable([Problem(what="the file is empty", where=place, remedy="write what it should hold")])
    return text


def _from_folder(folder: Path) -> Case:
    called = folder.resolve().name or "case"
    place = Place(str(folder))
    found = [folder / name for name in CASE_FILES if (folder / name).is_file()]
    if len(found) > 1:
        names = ", ".join(path.name for path in found)
        raise InputUnusable([Problem(what=f"the folder holds {names}", where=place, remedy="keep one case file")])
    if found:
        return _from_case_file(found[0], called)
    paths = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts):
            paths.append(path)
        if len(paths) > MOST_FILES:
            what = f"the folder holds more than {MOST_FILES} files"
            raise InputUnusable([Problem(what=what, where=place, remedy="name the folder of one patient")])
    if not paths:
        raise InputUnusable([Problem(what="the folder holds no files", where=place, remedy="put the notes into it")])
    received, record = Received(), Record()
    documents = list(_of_folder(folder, paths, received, record))
    if record.resources:
        case = case_of_record(record, called=called, name=str(folder), beside=documents)
        coded, remarks = (*case.coded, *received.facts), (*case.remarks, *received.remarks.told())
        return replace(case, coded=coded, remarks=remarks)
    return _from_documents(called, documents, folder, received)


def _of_folder(folder: Path, paths: list[Path], received: Received, record: Record) -> Iterator[Document]:
    """Every file as documents, named by its stem, or by its whole path in the folder where two stems are the same.

    The resources of FHIR files are put into `record`, all together: they are one patient's.
    """
    stems = [path.relative_to(folder).with_suffix("").as_posix() for path in paths]
    for path, stem in zip(paths, stems, strict=True):
        name = path.relative_to(folder).as_posix()
        id = stem if stems.count(stem) == 1 else name
        if path.suffix.lower() not in CASE_FILE_ENDINGS:
            yield from documents_from_file(path, received, id=id, name=name)
        elif (reason := _why_no_record(path, record)) is not None:
            yield Document(id=id, name=name, readable=False, unreadable_because=reason)


def _why_no_record(path: Path, record: Record) -> str | None:
    """Puts the resources of a FHIR file into `record`; why it is none."""
    reason = "in a folder of notes only 'case.yaml' or 'case.json' is a case file: rename it, or give it by its path"
    if path.suffix.lower() != ".json":
        return reason
    try:
        text = _text_at(path)
        found = record_in(text, path.name) if looks_like_fhir(text) else None
    except InputUnusable as error:
        first = error.problems[0]
        return f"{first.what} ({first.why})" if first.why else first.what
    if found is None:
        return reason
    record.resources.extend(found.resources)
    record.stamped.extend(found.stamped)
    return None


def _from_documents(
    called: str, documents: Sequence[Document], source: Path, received: Received, *, alone: bool = False
) -> Case:
    """`alone`: one file is the whole case, so that the patient whom its format names is the patient."""
    if not received.facts and not any(document.readable for document in documents):
        raise InputUnusable(_unreadable(document, source) for document in documents)
    subject = documents[0].subject if alone else None
    return Case(
        id=called,
        documents=tuple(documents),
        member=Member(name=subject.name, born=subject.born, sex=subject.sex) if subject else Member(),
        coded=tuple(received.facts),
        remarks=received.remarks.told(),
        input_digest=_digest(documents),
    )


def _unreadable(document: Document, source: Path) -> Problem:
    where = Place(str(source / document.name if _is_folder(source) else source))
    remedy = "check the path" if "no such file" in document.unreadable_because else "send it as text, PDF, DOCX or RTF"
    if NEEDS_OCR in document.unreadable_because:
        remedy = NEEDS_OCR
    return Problem(what="this document cannot be read", where=where, why=document.unreadable_because, remedy=remedy)


def _digest(documents: Sequence[Document]) -> str:
    return digest_of({"documents": [[one.id, one.digest] for one in documents]})


def _too_long(place: Place, most: int = MOST_TEXT_BYTES) -> Problem:
    why = f"at most {most // 1_000_000} MB are read"
    return Problem(what="this is too long", where=place, why=why, remedy="split it")
