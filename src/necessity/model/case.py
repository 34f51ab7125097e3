"""A case as submitted: who, for whom, what is asked, and the documents. Nothing here judges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from necessity.model.document import Document, Evidence
from necessity.model.fact import Fact

NOT_STATED = "not stated"
LINES_OF_BUSINESS = ("commercial", "medicare", "medicare-advantage", "medicaid", "workers-compensation", NOT_STATED)
REVIEWS = ("prospective", "concurrent", "retrospective")
URGENCIES = ("standard", "expedited", NOT_STATED)
SETTINGS = ("ambulatory", "outpatient", "observation", "inpatient")
"""From the least to the most; asking for more than is supported is what is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """The patient. Everything is optional; `age` in whole years stands in where `born` is not given."""

    id: str | None = None
    name: str | None = None
    born: date | None = None
    age: int | None = None
    sex: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """Who asks: the national provider number (ten digits) and the specialty, where stated."""

    npi: str | None = None
    specialty: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineItem:
    """One requested procedure. `requested_as` keeps the submitter's words; `procedure` is None where nobody knows it.

    `service` is a code as submitted (`cpt:22850`); `levels` are motion segments in order; `side` left, right, both or None;
    `certainty` definite or possible; `evidence` where the request was read from a text.
    """

    id: str
    requested_as: str
    procedure: str | None = None
    service: str | None = None
    levels: tuple[str, ...] = ()
    side: str | None = None
    units: int | None = None
    modifiers: tuple[str, ...] = ()
    certainty: str = "definite"
    stage: int = 1
    nearest: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    level_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadRequest:
    """Words that ask for something nobody here knows, and the nearest known names."""

    words: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked. `setting` is one of SETTINGS or None where none is stated."""

    line_items: tuple[LineItem, ...] = ()
    review: str = "prospective"
    urgency: str = NOT_STATED
    service_date: date | None = None
    setting: str | None = None
    expected_nights: int | None = None
    diagnoses: tuple[str, ...] = ()
    unread: tuple[UnreadRequest, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.line_items and self.setting is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One submission. `input_digest` is the SHA-256 of everything that was received, in a fixed order.

    `coded` are the facts that coded entries of the record say; `remarks` tell what of the record was set aside, and why.

    A `question` also stands among the documents, as the document `question`, so that its words can be quoted.
    """

    id: str
    documents: tuple[Document, ...] = ()
    request: Request | None = None
    question: str | None = None
    received: date | None = None
    member: Member = Member()
    payer: str | None = None
    line_of_business: str = NOT_STATED
    state: str | None = None
    pack: str | None = None
    requester: Requester | None = None
    attested: tuple[Fact, ...] = ()
    coded: tuple[Fact, ...] = ()
    remarks: tuple[str, ...] = ()
    input_digest: str = ""

    def day(self, today: date) -> date:
        """The day of judgement: the date of service in a retrospective review, else the day received, else `today`."""
        request = self.request
        if request and request.review == "retrospective" and request.service_date:
            return request.service_date
        return self.received or today
