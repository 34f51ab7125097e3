"""The words that the reader knows: `medicine/reading/*.yaml` and the `reader:` of every fact file, read once.

Invariant: a phrase stands in YAML and nowhere else; every problem of all files is told at once, with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from necessity.errors import PackUnusable, Place, Problem, did_you_mean
from necessity.model.document import DOCUMENT_KINDS
from necessity.model.fact import SIDES
from necessity.quantity import UNITS
from necessity.reading.entry import Cue, End, Entry, Part, Phrase, Pieces, Reader, Word
from necessity.reading.match import Matcher, fold
from necessity.vocabulary.kinds import Field, FieldType, Kind
from necessity.vocabulary.load import Vocabulary
from necessity.yaml_file import Items, Node, Scalar, Sheet, Table, open_sheet

FAMILIES = ("negated", "possible", "planned", "hypothetical", "counselled", "family", "historical", "dropped")
TAKES = ("level", "side", "root", "muscle", "modality", "date", "length")
MOST_PHRASES = 2000
"""What one entry may write; the largest that is needed writes about this many."""
_DIRECTIONS = ("forward", "opening", "backward", "takes_back")
_ALTERNATION = re.compile(r"\(([^()]*\|[^()]*)\)")
_KEYS = (
    "says", "denies", "only_denied", "only_with", "takes", "measures", "words", "needs", "both_when", "denied_when", "only_in",
    "not_before", "not_after", "only_said", "undenied", "over", "not_in", "sections", "not_sections", "ignores", "in_plan",
    "in_headings", "spine", "code",
)  # fmt: skip
_GAP = re.compile(r"(?<!\S)(\.{1,3})(?!\S)")
_NESTED = re.compile(r"\([^()]*\(([^()]*\|[^()]*)\)")
_CODED = (
    "after_surgery", "axial_back_pain", "care_not_possible", "cauda_equina", "conservative_care", "counselling",
    "disc_degeneration", "disc_herniation", "emg", "functional_limitation", "fusion_status",
    "herniation_recurrence", "imaging_study", "implant", "implant_failure", "motor_decline", "motor_strength",
    "myelopathy", "neural_compression", "numbers", "pain_score", "pars_defect", "planned_work", "predominant_pain",
    "prior_surgery", "reflex_change", "sensory_loss", "slip", "stenosis", "surgery_complication", "symptom_course",
    "tension_sign",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Everything that the reader looks for, in one automaton."""

    vocabulary: Vocabulary
    matcher: Matcher
    readers: Mapping[str, Reader]
    headings: Mapping[str, str]
    means: Mapping[str, str]
    unended: frozenset[str]
    fillers: frozenset[str]
    asks: tuple[str, ...]


@lru_cache(maxsize=4)
def _cached(folder: str, vocabulary_id: int) -> list[Lexicon]:
    return []


def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The lexicon of a vocabulary, built at its first use. Raises PackUnusable with every problem."""
    box = _cached(str(vocabulary.folder), id(vocabulary))
    if not box or box[0].vocabulary is not vocabulary:
        box[:] = [_Builder(vocabulary).build()]
    return box[0]


def expanded(phrase: str) -> Iterator[str]:
    """`(compresses|compressing) ... root` gives one phrase for each alternative."""
    inner = _NESTED.search(phrase)
    if inner is None:
        pieces = _ALTERNATION.split(phrase)  # fixed, alternatives, fixed, alternatives, ..., fixed
        choices = [piece.split("|") if place % 2 else (piece,) for place, piece in enumerate(pieces)]
        yield from map("".join, product(*choices))
        return
    for choice in inner[1].split("|"):
        yield from expanded(phrase[: inner.start(1) - 1] + choice + phrase[inner.end(1) + 1 :])


def _gathered(entries: Sequence[Entry]) -> Sequence[Entry | Pieces]:
    """The entries of one wording, with all the parts that it may be in one: `the` is a part of hundreds of phrases."""
    parts = [one for one in entries if isinstance(one, Part)]
    if not parts:
        return entries
    later: dict[Phrase, tuple[int, ...]] = {}
    for one in parts:
        if one.place:
            later[one.phrase] = (*later.get(one.phrase, ()), one.place)
    begins = tuple(one.phrase for one in parts if not one.place)
    return [*(one for one in entries if not isinstance(one, Part)), Pieces(begins, later)]


class _Builder:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.problems: list[Problem] = []
        self.entries: dict[str, list[Entry]] = {}
        self.upper: set[str] = set()
        self.lists: set[str] = set()
        self.fillers: tuple[str, ...] = ()

    def build(self) -> Lexicon:
        asks, unended = self._cues()
        self._shared_words()
        self._anatomy()
        headings, means = self._sections()
        readers = {}
        for kind in self.vocabulary.kinds.values():
            if kind.reader is not None:
                readers[kind.name] = self._reader(kind)
        if self.problems:
            raise PackUnusable(self.problems)
        return Lexicon(
            vocabulary=self.vocabulary,
            matcher=Matcher({words: _gathered(here) for words, here in self.entries.items()}, self.upper),
            readers=readers,
            headings=headings,
            means=means,
            unended=frozenset(unended),
            fillers=frozenset(self.fillers),
            asks=asks,
        )

    # -- files ----------------------------------------------------------------------------------------------------

    def _open(self, name: str) -> tuple[Sheet, Node | None]:
        path = self.vocabulary.folder / "reading" / name
        return open_sheet(path, str(Path("medicine") / "reading" / name))

    def _add(self, phrase: str, entry: Entry, node: Node | None = None) -> None:
        phrases = list(islice(expanded(fold(phrase)), MOST_PHRASES + 1))
        if len(phrases) > MOST_PHRASES:
            self._refuse(phrase, node)
            return
        for one in phrases:
            folded = " ".join(one.split())  # an alternative may be empty: `(left|) ankle`
            here = self.entries.get(folded)
            if here is None:
                self.entries[folded] = [entry]
            elif entry not in here:
                here.append(entry)

    def _refuse(self, phrase: str, node: Node | None) -> None:
        self.problems.append(
            Problem(
                what=f"'{phrase[:60]}' writes more than {MOST_PHRASES:,} phrases",
                where=node.place if node is not None else Place("medicine"),
                why="alternatives multiply, and every phrase costs time at each start",
                remedy="say it in parts: `(a|b) . (c|d)` where the second follows at once, `..` a few words later, "
                "`...` up to nine",
            )
        )

    def _cues(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        sheet, root = self._open("cues.yaml")
        top = sheet.mapping(root, "the cues file", required=("cues", "looks_like_a_cue", "ends", "unended", "asks"))
        for family, node, place in sheet.pairs(top.get("cues"), "cues"):
            if family not in FAMILIES:
                sheet.wrong(f"'{family}' is not a family of cues", place, remedy=did_you_mean(family, FAMILIES))
                continue
            row = sheet.mapping(node, f"cues of {family}", optional=_DIRECTIONS)
            for direction in _DIRECTIONS:
                cue = Cue(
                    family, direction in ("forward", "opening"), direction == "takes_back", direction == "opening"
                )
                for phrase in sheet.words(row.get(direction), direction):
                    self._add(phrase, cue, row.get(direction))
        for phrase in sheet.words(top.get("looks_like_a_cue"), "looks_like_a_cue"):
            self._add(phrase, Cue(""), top.get("looks_like_a_cue"))
        for family, node, place in sheet.pairs(top.get("ends"), "ends"):
            if family not in (*FAMILIES, "any"):
                sheet.wrong(
                    f"'{family}' is not a family of cues", place, remedy=did_you_mean(family, (*FAMILIES, "any"))
                )
            for phrase in sheet.words(node, "ends"):
                self._add(phrase, End(family), node)
        asks = tuple(fold(phrase) for phrase in sheet.words(top.get("asks"), "asks"))
        unended = sheet.words(top.get("unended"), "unended")
        self.problems += sheet.problems
        return asks, unended

    def _shared_words(self) -> None:
        sheet, root = self._open("words.yaml")
        for name, node, _ in sheet.pairs(root, "the words file"):
            if name == "fillers":
                self.fillers = sheet.words(node, name)
            elif isinstance(node, Items):
                for phrase in sheet.words(node, name):
                    self._add(phrase, Word(name, "yes"), node)
            else:
                self._list(sheet, name, node)
        self.problems += sheet.problems

    def _list(self, sheet: Sheet, name: str, node: Node) -> None:
        self.lists.add(name)
        for value, phrases, _ in sheet.pairs(node, name):
            for phrase in sheet.words(phrases, f"words for {value}"):
                self._add(phrase, Word(name, value), phrases)

    def _anatomy(self) -> None:
        anatomy = self.vocabulary.anatomy
        for muscle in anatomy.muscles.values():
            for phrase in muscle.phrases:
                self._add(phrase, Word("muscle", muscle.name))
                if phrase.isupper() and len(phrase) <= 3:
                    self.upper.add(fold(phrase))
        for phrase, roots in anatomy.dermatomes.items():
            word = Word("dermatome", " ".join(roots))
            self._add(phrase, word)
            head, _, last = phrase.rpartition(" ")
            if head:  # charts put the side inside: `dorsum of the left foot`
                self._add(f"{head} (left|right|l|r|both|bilateral) {last}", word)
                self._add(f"{head.removesuffix(' the')} (his|her) (left |right |){last}", word)

    def _sections(self) -> tuple[dict[str, str], dict[str, str]]:
        sheet, root = self._open("sections.yaml")
        top = sheet.mapping(root, "the sections file", required=("headings", "means"))
        headings: dict[str, str] = {}
        for section, node, _ in sheet.pairs(top.get("headings"), "headings"):
            for heading in sheet.words(node, section):
                for one in expanded(fold(heading)):
                    headings.setdefault(" ".join(one.split()), section)
        means = {}
        for section, node, place in sheet.pairs(top.get("means"), "means"):
            if section not in headings.values():
                sheet.wrong(f"'{section}' is not a section", place, remedy=did_you_mean(section, headings.values()))
            means[section] = sheet.one_of(node, "meaning", FAMILIES) or "dropped"
        self.problems += sheet.problems
        return headings, means

    # -- the reader of one kind -----------------------------------------------------------------------------------

    def _reader(self, kind: Kind) -> Reader:
        sheet = Sheet(kind.place.file)
        top = sheet.mapping(
            kind.reader,
            "reader",
            optional=_KEYS,
        )
        phrases = [
            *self._phrases(sheet, kind, top.get("says")),
            *self._phrases(sheet, kind, top.get("denies"), denies=True),
            *self._phrases(sheet, kind, top.get("only_denied"), only_denied=True),
        ]
        sections = frozenset(sheet.words(top.get("sections"), "sections"))
        code = sheet.one_of(top.get("code"), "code", _CODED) if "code" in top else None
        reader = Reader(
            kind=kind,
            phrases=tuple(phrases),
            takes=frozenset(self._known(sheet, top.get("takes"), "takes", TAKES)),
            words=self._words(sheet, kind, top.get("words")),
            needs=sheet.words(top.get("needs"), "needs"),
            both_when=self._when(sheet, kind, top.get("both_when")),
            denied_when=self._when(sheet, kind, top.get("denied_when")),
            documents=self._documents(sheet, top),
            sections=sections,
            not_sections=frozenset(sheet.words(top.get("not_sections"), "not_sections")),
            ignores=frozenset(self._known(sheet, top.get("ignores"), "ignores", FAMILIES)),
            planned_in_plan=sheet.text(top.get("in_plan"), "in_plan") == "planned",
            measures=self._measures(sheet, kind, top.get("measures")),
            spine=sheet.yes_no(top.get("spine"), "spine") or False,
            not_before=tuple(map(fold, sheet.words(top.get("not_before"), "not_before"))),
            not_after=tuple(map(fold, sheet.words(top.get("not_after"), "not_after"))),
            only_said=frozenset(map(fold, sheet.words(top.get("only_said"), "only_said"))),
            undenied=frozenset(self._known(sheet, top.get("undenied"), "undenied", tuple(kind.fields))),
            in_headings=sheet.yes_no(top.get("in_headings"), "in_headings") or False,
            over=self._beside(sheet, kind, top.get("over"), "over"),
            only_with=self._beside(sheet, kind, top.get("only_with"), "only_with"),
            code=code,
        )
        self.problems += sheet.problems
        return reader

    def _beside(self, sheet: Sheet, kind: Kind, node: Node | None, key: str) -> str | None:
        name = f"{kind.name} {key}"
        for phrase in sheet.words(node, key):
            self._add(phrase, Word(name, "yes"), node)
        return name if node is not None else None

    def _measures(self, sheet: Sheet, kind: Kind, node: Node | None) -> dict[str, str]:
        found = {}
        for name, value, place in sheet.pairs(node, "measures"):
            if name not in kind.fields or kind.fields[name].type is not FieldType.QUANTITY:
                sheet.wrong(
                    f"{kind.name} has no measured field '{name}'", place, remedy=did_you_mean(name, kind.fields)
                )
            found[name] = sheet.one_of(value, "unit", UNITS) or ""
        return found

    def _known(self, sheet: Sheet, node: Node | None, what: str, known: tuple[str, ...]) -> tuple[str, ...]:
        words = sheet.words(node, what)
        for word in words:
            if word not in known and node is not None:
                sheet.wrong(f"'{word}' is not known in {what}", node.place, remedy=did_you_mean(word, known))
        return words

    def _documents(self, sheet: Sheet, top: Mapping[str, Node]) -> frozenset[str]:
        only = self._known(sheet, top.get("only_in"), "only_in", DOCUMENT_KINDS)
        never = self._known(sheet, top.get("not_in"), "not_in", DOCUMENT_KINDS)
        allowed = set(only or DOCUMENT_KINDS) - set(never)
        return frozenset(allowed)

    def _phrases(
        self, sheet: Sheet, kind: Kind, node: Node | None, denies: bool = False, only_denied: bool = False
    ) -> Iterator[Phrase]:
        for item in sheet.items(node, "phrases"):
            if isinstance(item, Scalar):
                pairs: list[tuple[str, Mapping[str, str]]] = [(item.text, {})]
            elif isinstance(item, Table):
                pairs = [(text, self._values(sheet, kind, values)) for text, values in item.values.items()]
            else:
                sheet.wrong("a phrase is text, or text: {field: value}", item.place)
                continue
            for text, values in pairs:
                pieces = _GAP.split(text)
                parts = tuple(part.strip() for part in pieces[::2] if part.strip())
                if not parts:
                    sheet.wrong("a phrase has no words", item.place)
                    continue
                close = tuple(len(gap) for gap in pieces[1::2])
                phrase = Phrase(kind.name, parts, denies, only_denied, values, close)
                for place, part in enumerate(parts):
                    self._add(part, phrase if len(parts) == 1 else Part(phrase, place), item)
                yield phrase

    def _values(self, sheet: Sheet, kind: Kind, node: Node) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, value, place in sheet.pairs(node, "values"):
            word = sheet.text(value, name)
            if word is None or not self._fits(sheet, kind, name, word, place):
                continue
            values[name] = word
        return values

    def _fits(self, sheet: Sheet, kind: Kind, name: str, word: str, place: object) -> bool:
        where = sheet.problems
        before = len(where)
        if name == "side":
            if word not in SIDES or not kind.has_side:
                sheet.wrong(f"'{word}' is not a side of {kind.name}", place)  # type: ignore[arg-type]
        elif name not in kind.fields:
            known = [*kind.fields, *(["side"] if kind.has_side else [])]
            sheet.wrong(f"{kind.name} has no field '{name}'", place, remedy=did_you_mean(name, known))  # type: ignore[arg-type]
        elif not allowed(kind.fields[name], word):
            sheet.wrong(f"'{word}' is not a value of {kind.name}.{name}", place)  # type: ignore[arg-type]
        return len(where) == before

    def _words(self, sheet: Sheet, kind: Kind, node: Node | None) -> dict[str, str]:
        fields: dict[str, str] = {}
        for name, value, place in sheet.pairs(node, "words"):
            if name not in kind.fields:
                sheet.wrong(f"{kind.name} has no field '{name}'", place, remedy=did_you_mean(name, kind.fields))
                continue
            if isinstance(value, Scalar):
                if value.text not in self.lists:
                    sheet.wrong(
                        f"there is no list of words '{value.text}'",
                        value.place,
                        remedy=did_you_mean(value.text, self.lists),
                    )
                fields[name] = value.text
                continue
            for word, _, at in sheet.pairs(value, name):
                self._fits(sheet, kind, name, word, at)
            fields[name] = f"{kind.name}.{name}"
            self._list(sheet, fields[name], value)
        return fields

    def _when(self, sheet: Sheet, kind: Kind, node: Node | None) -> dict[str, tuple[str, ...]]:
        rules = {}
        for name, value, place in sheet.pairs(node, "a rule"):
            words = sheet.words(value, name)
            for word in words:
                self._fits(sheet, kind, name, word, place)
            rules[name] = words
        return rules


def allowed(one: Field, word: str) -> bool:
    """`word` can be a value of the field."""
    if one.type is FieldType.SCALE:
        return one.scale is not None and word in one.scale.words
    if one.type in (FieldType.WORD, FieldType.ROOT):
        return word in one.words
    return True
