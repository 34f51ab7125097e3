"""Tendon reflexes of the legs, in sentences and in lists: `KJ 2+ R, 1+ L; AJ absent b/l`, `patellar 2+/2+, Achilles 0/0`.

Invariant: 1+ says nothing but beside a fuller reflex of the other side; a brisk reflex is no loss, and arms do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how, read_plain
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form
from necessity.reading.special.exam_list import LINKS, Item, Result, clause, label_of, results
from necessity.reading.special.motor_list import sides_of

_ABOUT = form(r"reflex|\b[pat]sr\b|\bdtrs?\b|\bjerks?\b|\b[ka]js?\b|patell|achilles|\bmsrs?\b")
_IN_LABEL = re.compile(r"reflex|\bdtrs?\b|\bmsrs?\b")
_KIND = r"(?: (?:deep )?(?:tendon )?(?:reflex(?:es)?|jerks?|dtrs?))?"
_NAMES = (
    (
        "patellar",
        re.compile(
            rf"\b(?:patell(?:ar?|ae|as|ars)(?: tendons?)?|knees?(?! (?:ext|flex|pain|osteo|replac|arthro|brace))|"
            rf"quad(?:riceps|s)?(?= (?:tendon |deep )?(?:reflex|jerk|dtr))|kjs?|psr|pat\.?|pt){_KIND}(?=\W|$)"
        ),
    ),
    (
        "achilles",
        re.compile(
            rf"\b(?:achilles(?: tendons?)?|asr|tsr|ankles?(?! (?:clonus|dorsi|plantar|df|pf|edema|swelling|ever|"
            rf"inver|pain|weak|strength))|gastroc(?:nemius|s|soleus)?(?= (?:tendon )?(?:reflex|jerk|dtr))|ajs?|"
            rf"ach\.?){_KIND}(?=\W|$)"
        ),
    ),
    ("other", re.compile(rf"\b(?:(?:medial )?hamstrings?|adductors?|tibialis posterior)(?= (?:reflex|jerk)){_KIND}\b")),
    (
        "arm",
        re.compile(
            rf"\b(?:biceps|triceps|brachioradialis|brachiorad|br|upper extremit(?:y|ies)|upper limbs?|b?ues?){_KIND}\b"
        ),
    ),
    ("", re.compile(r"\b(?:(?:deep |muscle )?(?:tendon |stretch )?reflex(?:es)?|dtrs?|msrs?)\b")),
)
_ONE = r"(?:[0-4]\+?|tr(?:ace)?|absent)"
_VALUES = (
    ("pair", re.compile(rf"(?<![\w./+-])(?P<a>{_ONE})\s?/\s?(?P<b>{_ONE})(?![\w/+]|\.\d)")),
    ("absent", re.compile(
        r"(?<![\w./+-])0\+?(?:\s?/\s?4)?(?![\w/]|\.\d|\s?/)|\b(?:absent|absence|unobtainable|unelicitable|"
        r"un-?elicited|areflexi[ac]|gone|missing|lost|loss(?: of)?|nil|"
        r"not (?:be )?(?:obtain\w*|elicit\w*|present|found)|(?:could not|cannot|can not|unable to) (?:be "
        r")?(?:obtain\w*|elicit\w*))\b"
    )),
    ("reduced", re.compile(
        r"\b(?:decreased?|diminished|reduced|depressed|hypoactive|hypo-active|hyporeflexi[ac]|trace|tr|sluggish|"
        r"attenuated|dampened|blunted|asymmetric(?:al)?|"
        r"unequal|decr|dim|reduction|weak|weakened|weaker)\b"
    )),
    ("one", re.compile(r"(?<![\w./+-])(?:1\+?|\+1)(?:\s?/\s?4)?(?![\w/]|\.\d|\s?/)|\bone[- ]plus\b")),
    ("normal", re.compile(
        r"(?<![\w./+-])(?:2\+?|\+2|\+\+)(?:\s?/\s?4)?\+?(?![\w/]|\.\d|\s?/)|\b(?:two[- ]plus|normal(?:ly active)?|"
        r"intact|present|physiologic(?:al)?|preserved|wnl|"
        r"within normal limits|unremarkable|normoactive|normoreflexic)\b"
    )),
    ("equal", re.compile(r"\b(?:symmetric(?:al|ally)?|equal(?:ly)?|symm?)\b")),
    ("brisk", re.compile(
        r"(?<![\w./+-])(?:[34]\+?|\+[34])(?:\s?/\s?4)?(?![\w/]|\.\d|\s?/)|"
        r"\b(?:brisk|lively|hyperactive|exaggerated)\b"
    )),
)  # fmt: skip
_REST = re.compile(
    r"\b(?:throughout|otherwise|elsewhere|globally|diffusely|(?:all )?(?:other|others|remaining)|(?:in )?(?:both |"
    r"bilateral )?lower extremit(?:y|ies)|legs)\b"
)
_EXCEPT = re.compile(
    r"\b(?:except(?:ing)?(?: for)?|other than|with (?:the )?exceptions? of|apart from|aside from|save for)\b"
)
_PAIR_HEADER = re.compile(
    r"\(?\b(?:(?P<rl>r(?:ight)?\s*[/:,]\s*l(?:eft)?)|(?P<lr>l(?:eft)?\s*[/:,]\s*r(?:ight)?))\b\)?"
)
_GENERAL = re.compile(r"\b(?:reflex(?:es)?|dtrs?|msrs?)\b")
_H_REFLEX = re.compile(
    r"\bh[- ]?reflex|\b(?:red|babinski|startle|moro|suck\w*|pharyngeal|cough|swallow\w*|abdominal|cremasteric|"
    r"plantar|gag|corneal|pupillary|light|bulbocavernosus|anal) reflex"
)
_SEVERAL = re.compile(r"(?:jerks|reflexes|dtrs|[ka]js)$")
_ANOTHER = re.compile(r"\b(?:exam(?:ination)?|babinski|gait|coordination|tone)\b")
_JOINT = re.compile(r"\b(?:knees?|ankles?)\b")
_PLURAL = re.compile(r"\b(?:at|of|in) the (?=(?:knees|ankles|patellae|achilles tendons)\b)")
_JOINED = re.compile(r"\s*(?:,|and|but|&)?\s*")
_KNOWN = LINKS | frozenset(
    "symmetric symmetrical symmetrically brisk brisker lively reflex reflexes jerk jerks tendon deep stretch muscle "
    "dtr dtrs being elicited equal essentially appear appears seem very slightly grossly brought "
    "could compared absent bilaterally bilateral symmetrically tested in extremity".split()
)
_CLAUSES = re.compile(r"[,;]|\.\s|\bbut\b")
_NO = re.compile(r"\b(?:no|not|without|denies)\b(?! (?:be )?(?:obtain|elicit|present|found))")
_LOSSES = ("absent", "reduced")


@dataclass(frozen=True, slots=True)
class _Row:
    """What the list says of one reflex on one side; `reflex` None is all of them."""

    reflex: str | None
    side: str | None
    result: str
    places: tuple[tuple[int, int], ...]


def applies(scene: Scene) -> bool:
    return "reflex_change" in scene.mentions or scene.search(_ABOUT) is not None or _labelled(scene)


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    rows = _rows(scene)
    if rows is None:
        yield from read_plain(scene, replace(reader, code=None))
        return
    plain = replace(reader, ignores=reader.ignores | {"negated"})
    for row, assertion in _judged(rows):
        decided = how(scene, plain, Mention(*row.places[0], Phrase("reflex_change", ("",))))
        if decided is None or scene.is_elsewhere(*row.places[0], whole=True):
            continue
        if row.reflex == "arm" or row.places[0][0] < scene.asserted_from:
            continue
        compared = decided[1] is not None and scene.folded[slice(*decided[1])] in ("vs", "versus", "vs.")
        told = assertion if decided[0] is Assertion.PRESENT or compared else decided[0]
        values = {name: value for name, value in (("reflex", row.reflex), ("side", row.side)) if value}
        first, last = min(start for start, _ in row.places), max(end for _, end in row.places)
        spans = [(first, last)] if last - first < 60 else list(row.places)
        yield make(scene, reader, values, spans, assertion=told, cue=decided[1])


def _rows(scene: Scene) -> list[_Row] | None:
    if _H_REFLEX.search(scene.folded, scene.start, scene.end):
        return None
    names = [
        Item(*m.span(), "name", name)
        for name, words in _NAMES
        for m in words.finditer(scene.folded, scene.start, scene.end)
    ]
    if any(one.value for one in names):
        names = [one for one in names if one.value]
    values = [one for one in _values(scene) if not _is_denied(scene, one)]
    named = any(one.value in ("patellar", "achilles", "") for one in names)
    if not values or not (named or _labelled(scene)):
        return None
    header = _PAIR_HEADER.search(scene.folded, scene.start, scene.end)
    items = [*names, *values, *_others(scene, header)]
    listed = results(scene.folded, items, scene.start, _KNOWN)
    if listed is None:
        return None
    own = _labelled(scene) and not _ANOTHER.search(scene.folded, scene.start, scene.end)
    rows = [
        row
        for one in listed
        if one.names or own or _is_of_reflexes(scene, one)
        for row in _of_result(scene, one, header)
    ]
    return rows if rows or not listed else None


def _is_of_reflexes(scene: Scene, one: Result) -> bool:
    """A result without a name of its own is of the reflexes where its clause says so, or speaks of the rest."""
    return (one.rest and _GENERAL.search(scene.folded, scene.start, scene.end) is not None) or _GENERAL.search(
        clause(scene.folded, one.value.start, one.value.end, scene.start, scene.end)
    ) is not None


def _is_denied(scene: Scene, value: Item) -> bool:
    begin = max(
        (match.end() for match in _CLAUSES.finditer(scene.folded, scene.start, value.start)), default=scene.start
    )
    return _NO.search(scene.folded, begin, value.start) is not None


def _labelled(scene: Scene) -> bool:
    return _IN_LABEL.search(label_of(scene)) is not None


def _values(scene: Scene) -> list[Item]:
    """The results; `equal` says nothing beside another result (`absent but symmetric`)."""
    found: list[Item] = []
    for what, words in _VALUES:
        for match in words.finditer(scene.folded, scene.start, scene.end):
            if what == "pair" and match["b"] == "4":
                continue
            value = f"{match['a']}|{match['b']}" if what == "pair" else what
            if not any(one.start < match.end() and match.start() < one.end for one in found):
                found.append(Item(*match.span(), "value", value))
    found.sort(key=lambda one: one.start)
    kept: list[Item] = []
    for one in found:
        if kept and _JOINED.fullmatch(scene.folded, kept[-1].end, one.start):
            if one.value in ("equal", "brisk") or (one.value == "normal" and kept[-1].value == "brisk"):
                if kept[-1].value == "brisk" and one.value == "equal":
                    kept[-1] = one
                continue
            if kept[-1].value == "equal":
                kept.pop()
        kept.append(one)
    return kept


def _others(scene: Scene, header: re.Match[str] | None) -> list[Item]:
    found = [Item(*m.span(), "rest", "") for m in _REST.finditer(scene.folded, scene.start, scene.end)]
    found += [Item(*m.span(), "except", "") for m in _EXCEPT.finditer(scene.folded, scene.start, scene.end)]
    for token in sides_of(scene):
        if header is None or not header.start() <= token.start < header.end():
            inside = _JOINT.search(scene.folded, token.start, token.end)  # `both knees`
            found.append(Item(token.start, inside.start() if inside else token.end, "side", token.values[0]))
    found += [Item(*m.span(), "side", "both") for m in _PLURAL.finditer(scene.folded, scene.start, scene.end)]
    return found


def _of_result(scene: Scene, one: Result, header: re.Match[str] | None) -> Iterator[_Row]:
    reflexes = tuple(dict.fromkeys(item.value or None for item in one.names)) or (None,)
    places = tuple(one.places)
    for reflex in reflexes:
        if "|" not in one.value.value:
            plural = any(
                _SEVERAL.search(scene.folded[item.start : item.end])
                for item in one.names
                if (item.value or None) == reflex
            )
            side = one.side.value if one.side else "both" if reflex and plural else None
            yield _Row(reflex, side, one.value.value, places)
            continue
        left_of, right_of = one.value.value.split("|")
        if left_of == right_of:
            yield _Row(reflex, "both", _graded(left_of), places)
            continue
        sides = (("right", "left") if header["rl"] else ("left", "right")) if header is not None else (None, None)
        yield _Row(reflex, sides[0], _graded(left_of), places)
        yield _Row(reflex, sides[1], _graded(right_of), places)


def _graded(word: str) -> str:
    return {"0": "absent", "1": "one", "2": "normal", "t": "reduced", "a": "absent"}.get(word[0], "brisk")


def _judged(rows: list[_Row]) -> Iterator[tuple[_Row, Assertion]]:
    """What is reduced or absent, and what is normal; 1+ beside a fuller reflex of the other side is reduced."""
    for row in rows:
        pair = [other for other in rows if other.reflex == row.reflex and other is not row]
        if row.result == "one" and any(other.result in ("normal", "brisk") and _apart(row, other) for other in pair):
            yield row, Assertion.PRESENT
        elif row.result in _LOSSES:
            yield row, Assertion.PRESENT
        elif row.result in ("normal", "equal"):
            if row.side is None and any(other.side is None and other.result in ("one", *_LOSSES) for other in pair):
                continue  # a pair whose sides are not told
            yield row, Assertion.ABSENT


def _apart(one: _Row, other: _Row) -> bool:
    """They are of two sides of one reflex."""
    return one.side != other.side or one.places == other.places
