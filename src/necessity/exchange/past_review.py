"""The JSON of a review, read back: the lines that it answered, each with its findings, its facts and the words behind them.

Invariant: nothing is judged again and nothing is guessed; what does not have the shape of a review is told with its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from necessity.assessment.answered import ORDER, SETTING, AnsweredLine, Submission
from necessity.assessment.finding import Clause, ExceptionUsed, Finding, Need, Reason, Source
from necessity.errors import Place
from necessity.model.document import Attestation, Document, Evidence, Quote, Resource
from necessity.model.fact import Assertion, Fact
from necessity.verdict import Verdict
from necessity.yaml_file import Items, Node, Scalar, Sheet, Table

_MARKS = ("assessments", "input_digest", "packs", "facts")
_REASONS = tuple(one.value for one in Reason)
_NEEDS = tuple(one.value for one in Need)
_VERDICTS = tuple(one.value for one in Verdict)
_ASSERTIONS = tuple(one.value for one in Assertion)


def is_review(root: Node | None) -> bool:
    """Whether this is the JSON of a review."""
    return isinstance(root, Table) and all(mark in root.values for mark in _MARKS)


def lines_of_review(sheet: Sheet, root: Table) -> tuple[AnsweredLine, ...]:
    """Every line that it answered under each of its packs, and the setting where one was asked for; problems are in the sheet."""
    return tuple(_Reader(sheet, root).lines())


@dataclass(slots=True)
class _Reader:
    sheet: Sheet
    root: Table
    days: dict[str, date | None] = field(default_factory=dict)
    facts: tuple[Fact, ...] = ()
    digests: dict[str, str] = field(default_factory=dict)

    def lines(self) -> Iterator[AnsweredLine]:
        root = self.root
        self.days = {self._text(one, "id"): self._day(one, "authored") for one in self._tables(root, "documents")}
        self.facts = tuple(self._fact(one) for one in self._tables(root, "facts"))
        self.digests = {self._text(one, "pack"): self._text(one, "digest") for one in self._tables(root, "packs")}
        dates = self._table(root, "dates")
        of = Submission(
            case=self._text(root, "case") or self.sheet.name,
            file=self.sheet.name,
            digest=self._text(root, "input_digest"),
            as_of=self._text(root, "as_of"),
            review=self._review(dates),
            facts=self.facts,
        )
        for answer in self._tables(root, "assessments"):
            pack = self._text(answer, "pack")
            for line in self._tables(answer, "line_items"):
                yield self._line(line, of, pack)
            setting = self._table(answer, SETTING)
            if setting is not None and self._text(setting, "requested"):
                yield self._setting(setting, of)

    @staticmethod
    def _review(dates: Table | None) -> str:
        """A review is retrospective where it counts the record up to the day of service only."""
        if dates is None:
            return "prospective"
        judged, service = (dates.values.get(name) for name in ("judged_on", "service_date"))
        both = isinstance(judged, Scalar) and isinstance(service, Scalar) and judged.text == service.text
        received = dates.values.get("received")
        late = isinstance(received, Scalar) and isinstance(judged, Scalar) and judged.text < received.text
        return "retrospective" if both and late else "prospective"

    def _line(self, line: Table, of: Submission, pack: str) -> AnsweredLine:
        answer = self._word(line, "recommendation", ORDER)
        held: tuple[str, ...] = ()
        if answer == "pend" and self._text(line, "verdict") == Verdict.MET.value:
            rules = [
                self._text(one, "rule")
                for one in self._tables(line, "coding")
                if self._text(one, "effect") == "clarify"
            ]
            gaps = [self._text(one, "question") for one in self._tables(line, "gaps")]
            held = tuple(rules) or tuple(gaps) or ("its criteria are met",)
        root = self._finding(line, "finding")
        places = self._table(line, "by_level")
        several = places is not None and len(places.values) > 1
        return AnsweredLine(
            of=of,
            line=self._text(line, "id"),
            title=self._text(line, "requested_as") or self._text(line, "service"),
            procedure=self._text(line, "procedure") or None,
            levels=self._words(line, "levels"),
            side=self._text(line, "side") or None,
            role=self._text(line, "role") or "main",
            answer=answer,
            said=answer,
            by=f"necessity under {pack}",
            pack=pack,
            pack_digest=self.digests.get(pack, ""),
            engine=self._text(self.root, "engine"),
            policy=self._text(line, "policy") or None,
            is_published=False,
            roots=(root.children if several else (root,)) if root is not None else (),
            held=held,
        )

    def _setting(self, setting: Table, of: Submission) -> AnsweredLine:
        answer = self._word(setting, "recommendation", ORDER)
        root = self._finding(setting, "finding")
        pack = self._text(setting, "judged_by")
        is_addressed = root is not None and root.reason is not Reason.NOT_ADDRESSED
        return AnsweredLine(
            of=of,
            line=SETTING,
            title=self._text(setting, "requested"),
            procedure=None,
            levels=(),
            side=None,
            role=SETTING,
            answer=answer,
            said=answer,
            by=f"necessity under {pack}",
            pack=pack,
            pack_digest=self.digests.get(pack, ""),
            engine=self._text(self.root, "engine"),
            policy=SETTING if is_addressed else None,
            is_published=False,
            roots=(root,) if root is not None else (),
        )

    # -- findings and facts ----------------------------------------------------------------------------------------

    def _finding(self, above: Table, name: str) -> Finding | None:
        node = self._table(above, name)
        return None if node is None else self._found(node)

    def _found(self, node: Table) -> Finding:
        if "node" not in node.values:
            self.sheet.wrong(
                "this review does not say how its criteria are joined",
                node.place,
                "it was written by an earlier version, which left out 'node'",
                "review the case again with this version",
            )
        used = self._table(node, "exception")
        return Finding(
            self._clause(node),
            Verdict(self._word(node, "verdict", _VERDICTS)),
            Reason(self._word(node, "reason", _REASONS)),
            facts=tuple(self._numbered(node)),
            children=tuple(self._found(child) for child in self._tables(node, "children")),
            detail=self._text(node, "detail"),
            level=self._text(node, "level") or None,
            exception=ExceptionUsed(self._text(used, "kind"), self._text(used, "by")) if used is not None else None,
            rests_on_silence=self._text(node, "rests_on_silence") == "true",
            shown=self._text(node, "shown") == "true",
            role=self._text(node, "role") or "body",
            node=self._text(node, "node") or "test",
            note=self._text(node, "note"),
        )

    def _clause(self, node: Table) -> Clause:
        source = self._table(node, "source")
        told = {
            name: self._text(source, name) if source is not None else ""
            for name in ("ref", "document", "basis", "place")
        }
        return Clause(
            id=self._text(node, "criterion"),
            says=self._text(node, "says"),
            need=Need(self._word(node, "kind", _NEEDS)),
            source=Source(
                ref=told["ref"], document=told["document"], basis=told["basis"] or "house", place=told["place"] or None
            ),
            place=Place(self._text(node, "policy_place")),
        )

    def _numbered(self, node: Table) -> Iterator[Fact]:
        items = node.values.get("facts")
        for item in items.items if isinstance(items, Items) else ():
            number = self.sheet.whole(item, "the number of a fact")
            if number is not None and number < len(self.facts):
                yield self.facts[number]
            elif number is not None:
                self.sheet.wrong(f"there is no fact {number}", item.place, f"the review holds {len(self.facts)}")

    def _fact(self, node: Table) -> Fact:
        fields = self._table(node, "qualifiers")
        values: Mapping[str, Node] = fields.values if fields is not None else {}
        return Fact(
            kind=self._text(node, "kind"),
            value=self._text(node, "value") or None,
            qualifiers={name: one.text for name, one in values.items() if isinstance(one, Scalar)},
            assertion=Assertion(self._word(node, "assertion", _ASSERTIONS)),
            evidence=tuple(self._evidence(one) for one in self._tables(node, "evidence")),
            reader=self._text(node, "reader"),
        )

    def _evidence(self, node: Table) -> Evidence:
        words, document = self._text(node, "words"), self._text(node, "document")
        if self._text(node, "attested_by"):
            day = self._day(node, "attested_on")
            return Attestation(by=self._text(node, "attested_by"), attested_on=day, words=words)
        if self._text(node, "resource"):
            path = self._text(node, "path")
            return Resource(reference=self._text(node, "resource"), path=path, words=words, document=document)
        if not words:
            return Resource(reference="words left out of this review", document=document)
        # the words alone are kept of a document, so they are the whole of it here
        return Quote(Document(id=document, text=words, authored=self.days.get(document)), 0, len(words))

    # -- values ----------------------------------------------------------------------------------------------------

    def _text(self, node: Table, name: str) -> str:
        return self.sheet.text(node.values.get(name), name) or ""

    def _words(self, node: Table, name: str) -> tuple[str, ...]:
        return self.sheet.words(node.values.get(name), name)

    def _day(self, node: Table, name: str) -> date | None:
        return self.sheet.day(node.values.get(name), name)

    def _table(self, node: Table, name: str) -> Table | None:
        value = node.values.get(name)
        if value is not None and not isinstance(value, Table) and not (isinstance(value, Scalar) and value.is_empty):
            self.sheet.wrong(f"'{name}' is not what a review holds there", value.place, remedy="write the review anew")
        return value if isinstance(value, Table) else None

    def _tables(self, node: Table, name: str) -> tuple[Table, ...]:
        found = self.sheet.items(node.values.get(name), name)
        for one in found:
            if not isinstance(one, Table):
                self.sheet.wrong(
                    f"an entry of '{name}' is not what a review holds", one.place, remedy="write the review anew"
                )
        return tuple(one for one in found if isinstance(one, Table))

    def _word(self, node: Table, name: str, known: tuple[str, ...]) -> str:
        """One of the known words; where it is none, that is a problem and the first of them stands in for it."""
        word = self.sheet.one_of(node.values.get(name), name, known)
        if word is None and not self._text(node, name):
            self.sheet.wrong(f"'{name}' is missing", node.place, remedy="write the review anew")
        return word or known[0]
