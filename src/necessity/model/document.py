"""Documents exactly as received, and quotes that cannot be made unless they are exact."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date

DOCUMENT_KINDS = (
    "clinic note",
    "imaging report",
    "operative note",
    "therapy record",
    "emg report",
    "laboratory",
    "letter",
    "criteria",
    "other",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Whom a document says it is about, where its format states that apart from its text. `sex` is female or male."""

    name: str | None = None
    born: date | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of a case. `text` is what was received, character for character; offsets count its code points.

    `pages` holds the offset at which each page begins (empty where the format has no pages). A document that could not be
    read has `readable` False, empty text and the reason in `unreadable_because`; so has a page of another patient. `kind` is
    one of DOCUMENT_KINDS. `by_machine` are the numbers of the pages whose words a machine read from a picture; `subject` is
    the patient whom the format names, None where only the text can tell.
    """

    id: str
    kind: str = "other"
    authored: date | None = None
    text: str = ""
    name: str = ""
    pages: tuple[int, ...] = ()
    readable: bool = True
    unreadable_because: str = ""
    of_another_patient: bool = False
    by_machine: tuple[int, ...] = ()
    subject: Subject | None = None
    digest: str = field(default="")

    def __post_init__(self) -> None:
        if self.kind not in DOCUMENT_KINDS:
            raise ValueError(f"'{self.kind}' is not a kind of document")
        if not self.digest:
            digest = hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()
            object.__setattr__(self, "digest", f"sha256:{digest}")

    def quote(self, start: int, end: int) -> Quote:
        """The words from `start` to `end` (code points). ValueError where the span is empty or outside the text."""
        return Quote(self, start, end)

    def page_of(self, offset: int) -> int | None:
        """The page on which `offset` lies, from 1; None where the document has no pages."""
        page = None
        for number, start in enumerate(self.pages, 1):
            if start <= offset:
                page = number
        return page


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document. `text[start:end] == words` always, for the words are read from there.

    `marked` says who pointed at these words as saying a fact; None where the program read them itself.
    """

    of: Document
    start: int
    end: int
    marked: Attestation | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.of.text):
            raise ValueError(f"no words at {self.start} to {self.end} of document '{self.of.id}'")

    @property
    def document(self) -> str:
        return self.of.id

    @property
    def words(self) -> str:
        return self.of.text[self.start : self.end]

    @property
    def page(self) -> int | None:
        return self.of.page_of(self.start)

    @property
    def by_machine(self) -> bool:
        """Whether a machine read these words from a picture of the page."""
        return self.page in self.of.by_machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Attestation:
    """A statement made beside the record: by whom and when. It is shown as attested, not documented.

    On a quote it says who marked the words; they stand in the record, so the fact is documented.
    """

    by: str
    attested_on: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A coded entry of the record or of the submission: which one, where in it, and the words that stand beside the code.

    `document` is the id of the document that holds it, where it stands in one.
    """

    reference: str
    path: str = ""
    words: str = ""
    document: str = ""


Evidence = Quote | Resource | Attestation
