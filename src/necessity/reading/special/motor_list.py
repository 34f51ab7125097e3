"""Strength in lists: `HF 5 KE 5 TA 4 EHL 4- on the left`, `5/5 throughout except L EHL 4/5`, `R/L: DF 5/4`.

Invariant: a list is read as a whole or not at all; a bare number is a grade only beside a muscle or a side of the list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from necessity.reading.scene import Scene
from necessity.reading.special.exam_list import LINKS, Item, Result, clause, label_of, results, without_overlaps
from necessity.reading.tokens import Token

_SIGN = r"(?:\+|-(?!\s*[0-5])|\s(?:plus|minus))"
_GRADE = re.compile(
    rf"(?<![\w./+-])(?P<p>[+-])?(?P<a>[0-5])\s*(?P<s>{_SIGN})?\s*(?:(?:-|to)\s*(?P<b>[0-5])\s*(?P<t>\+|-|\s(?:plus|"
    rf"minus))?\s*)?"
    r"(?:/|\s?(?:out )?of\s?|\s?over\s?)\s*(?:5|five)(?P<u>[+-](?![0-9]))?(?![\w/]|\.\d)"
)
WORDED = re.compile(
    r"\b(?P<a>zero|one|two|three|four|five)(?:\s|-)*(?P<s>plus|minus|\+|-)?\s*(?:/|out of|over)\s*(?:a possible "
    r")?(?:five|5)\b"
)
_PAIR = re.compile(r"(?<![\w./+-])(?P<a>[0-5])(?P<s>[+-])?\s?/\s?(?P<b>[0-5])(?P<t>[+-](?!\d))?(?![\w/]|\.\d)")
_BARE = re.compile(
    r"(?<![\w./+-])(?<!of )(?<!over )(?<!x )(?<!grade )(?P<a>[0-5])(?P<s>\+|-(?!\w|\s\d))?(?![\w/%]|\.\d|\s*(?:mm|cm|"
    r"weeks?|days?|months?|years?|hours?|hrs|lbs?|kg|beats?|sec\w*|min\w*|"
    r"steps|of|out|over|times|x|reps|visits|levels?|heel|single)\b)"
)
_WORDS = re.compile(r"\b(?P<full>full|normal|intact|5 throughout)\b|\b(?P<trace>trace|flicker)\b")
NUMBERS = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_REST = re.compile(
    r"\b(?:throughout|otherwise|elsewhere|globally|everything else|everywhere else|all (?:the )?(?:other|others|"
    r"remaining|else)(?: muscles?| muscle groups?| groups?)?|"
    r"remaining(?: muscles?| muscle groups?| groups?)?|(?:the )?rest|the remainder|(?:in )?all (?:muscle groups?|"
    r"groups|muscles|myotomes|major muscle groups|"
    r"lower extremity muscle groups|lower extremity muscles|key muscles)(?: groups)?|in all|diffusely|"
    r"(?:both |bilateral )?(?:lower extremit(?:y|ies)|lower limbs?|legs)|les?|bles?|lles?|rles?|key muscles)\b"
)
_LIMB = re.compile(r"(?:[lrb]les?|les?|.*(?:extremit|limb|leg).*)$")
_EXCEPT = re.compile(
    r"\b(?:exc(?:ept(?:ing)?)?\.?(?: for)?|other than|with (?:the )?exceptions?(?: of| for| being)?|but|apart from|"
    r"aside from|save for|save|but for)\b"
)
_ARMS = re.compile(
    r"\b(?:upper (?:extremit(?:y|ies)|limbs?)|b?ues?|[lr]ues?|arms|deltoids?|biceps(?! femoris)|triceps(?! surae)|"
    r"grips?|wrist\w*|intrinsics|hands?)\b"
)
_BESIDE = re.compile(r"\s*[:=]?\s*")
_PAIR_HEADER = re.compile(
    r"\(?\b(?:(?P<rl>r(?:ight)?\s*[/:,]\s*l(?:eft)?)|(?P<lr>l(?:eft)?\s*[/:,]\s*r(?:ight)?))\b\)?"
)
_ABOUT_MOTOR = re.compile(
    r"\b[lrb]les?:?\s*[0-5][+-]?\s?/\s?5\b|\b(?:strength|motor|power|weak\w*|muscles?|mmt|myotom\w+)\b"
)
_NOT_MOTOR = re.compile(
    r"\b(?:pain|pedal|radial|patell\w*|achilles|light touch|pinprick|slr|straight leg|gait|babinski|clonus|fibs|vas|"
    r"nrs|nprs|odi|waddell\w*|scores?|scored|reflex\w*|dtrs?|jerks?|sens\w*|stars?|asa|ecog|pulses?|bmi)\b"
)
_KNOWN = LINKS | frozenset(
    (
        "strength motor power muscle muscles muscular manual mmt weakness weak myotome myotomes group groups full "
        "normal intact function "
        "grossly symmetric symmetrical equal good neuro neurologic neurological resisted ankle foot hip knee toe "
        "toes great big "
        "against upper bilaterally bilateral left right l r throughout all groups five out of mrc scale including "
        "key grossly distally proximally"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Told:
    """One grade of a list with its muscles (none: all that are not named), its side, and the places of its words."""

    grade: str
    muscles: tuple[str, ...]
    side: Token | None
    places: tuple[tuple[int, int], ...]

    @property
    def spans(self) -> list[tuple[int, int]]:
        first, last = min(start for start, _ in self.places), max(end for _, end in self.places)
        return [(first, last)] if last - first < 70 else list(self.places)


def scaled(number: str, sign: str | None = None) -> str:
    """The grade on the scale; a half grade below 3 falls to the whole number, and `5-`, which the scale lacks, is empty."""
    mark = {"plus": "+", "minus": "-"}.get((sign or "").strip(), (sign or "").strip())
    written = f"{number}{mark}"
    return written if written in ("3-", "3+", "4-", "4+") else "" if written == "5-" else written[0]


def told(scene: Scene, muscles: Sequence[Token]) -> list[Told] | None:
    """The grades of the sentence where it is a list; None where it is prose that is read otherwise, or no strength."""
    words = scene.folded[scene.start : scene.end]
    label = label_of(scene)
    about = _ABOUT_MOTOR.search(words) is not None or _ABOUT_MOTOR.search(label) is not None
    if not muscles and not about:
        return None
    header = _PAIR_HEADER.search(scene.folded, scene.start, scene.end) or (
        _PAIR_HEADER.search(scene.folded, *scene.sentence.label) if scene.sentence.label else None
    )
    names = [Item(token.start, token.end, "name", token.values[0]) for token in muscles]
    arms = [Item(*match.span(), "name", "") for match in _ARMS.finditer(scene.folded, scene.start, scene.end)]
    values = _pairs(scene, names) if header else None
    paired = values is not None
    values = values or _grades(scene, about, names)
    values = [
        one for one in values if not _NOT_MOTOR.search(clause(scene.folded, one.start, one.end, scene.start, scene.end))
    ]
    if not values:
        return None
    items = [*names, *arms, *values, *_others(scene, header.span() if header else None)]
    listed = results(scene.folded, items, scene.start, _KNOWN)
    if not listed or not _is_whole(names, listed):
        return None
    found: list[Told] = []
    for one in listed:
        if one.names or one.rest or _is_of_strength(scene, one):
            found += _told(scene, one, header if paired else None)
    return found


def _is_of_strength(scene: Scene, one: Result) -> bool:
    """`5/5` is a grade wherever it stands; `full` and a bare number only in a clause on strength."""
    span = (one.value.start, one.value.end)
    limb = any(_LIMB.match(scene.folded[item.start : item.end]) for item in one.chunk if item.what in ("rest", "side"))
    return (
        (not one.broken and "5" in scene.folded[slice(*span)][1:])
        or limb
        or bool(_ABOUT_MOTOR.search(clause(scene.folded, *span, scene.start, scene.end)))
    )


def _is_whole(names: Sequence[Item], listed: Sequence[Result]) -> bool:
    """Every muscle of the list has a grade, and no grade stands alone but one of all."""
    graded = {item.start for one in listed for item in one.names}
    return all(name.start in graded for name in without_overlaps(names) if name.value)


def _grades(scene: Scene, about: bool, names: Sequence[Item]) -> list[Item]:
    """Grades out of five; bare ones beside a muscle or a side; `full` and `trace` beside other grades."""
    has_names = bool(names)
    found = []
    for match in _GRADE.finditer(scene.folded, scene.start, scene.end):
        low = scaled(match["a"], match["s"] or (None if match["b"] else match["u"]) or match["p"])
        high = scaled(match["b"], match["t"] or match["u"]) if match["b"] else low
        found.append(Item(*match.span(), "value", low if low == high or not high else f"{low} to {high}"))
    for match in WORDED.finditer(scene.folded, scene.start, scene.end):
        found.append(Item(*match.span(), "value", scaled(NUMBERS[match["a"]], match["s"])))
    if has_names:
        taken = [(one.start, one.end) for one in found]
        ends = [one.end for one in names] + [one.end for one in sides_of(scene)]
        bare = [
            Item(*m.span(), "value", scaled(m["a"], m["s"]))
            for m in _BARE.finditer(scene.folded, scene.start, scene.end)
            if not any(left <= m.start() < right for left, right in taken)
            and (not taken or any(_BESIDE.fullmatch(scene.folded, end, m.start()) for end in ends))
        ]
        if len(bare) + len(found) > 1 or about:
            found += bare
    if found or (about and has_names):
        for match in _WORDS.finditer(scene.folded, scene.start, scene.end):
            found.append(Item(*match.span(), "value", "1" if match["trace"] else "5"))
    return sorted(found, key=lambda one: one.start)


def _pairs(scene: Scene, names: Sequence[Item]) -> list[Item] | None:
    """`R/L: HF 5/5, DF 5/4`: the two sides of each muscle, where some pair cannot be a grade out of five."""
    found = list(_PAIR.finditer(scene.folded, scene.start, scene.end))
    if (
        not names
        or len(found) != len(without_overlaps(names))
        or all(match["b"] == "5" and not match["t"] for match in found)
    ):
        return None
    return [
        Item(*match.span(), "value", f"{scaled(match['a'], match['s'])}|{scaled(match['b'], match['t'])}")
        for match in found
    ]


def _others(scene: Scene, header: tuple[int, int] | None) -> list[Item]:
    """Sides, words for the rest, and `except`."""
    found = [
        Item(*match.span(), "rest", scene.folded[slice(*match.span())])
        for match in _REST.finditer(scene.folded, scene.start, scene.end)
    ]
    found += [Item(*match.span(), "except", "") for match in _EXCEPT.finditer(scene.folded, scene.start, scene.end)]
    limbs = [one for one in found if one.what == "rest"]
    for token in sides_of(scene):
        if header is not None and header[0] <= token.start < header[1]:
            continue
        found = [one for one in found if one not in limbs or not _overlap(one, token)]
        found.append(Item(token.start, token.end, "side", token.values[0]))
    return found


def _overlap(one: Item, token: Token) -> bool:
    return one.start < token.end and token.start < one.end


_AT = re.compile(r"\b(?P<side>right|left)(?=\s+(?:at|to)\s+\d)")
_BOTH = re.compile(
    r"(?<=/5)\s*(?:\(\s*)?(?:both|(?:r|right)\s?(?:&|\+|and|/)\s?(?:l|left)|(?:l|left)\s?(?:&|\+|and|/)\s?(?:r|right))"
    r"\b(?! ?[/&+])(?:\s*\))?(?!\s*[:=]?\s*[0-5]\s?[+-]?\s?/)"
)
_CLOSED = re.compile(r"\s*(?:[,.;)]|$|\n|sides\b)")
_LETTER = re.compile(r"(?<![\w./-])(?P<side>[RLB])(?![\w'-]|\s?[-/]\s?[spine])")


def sides_of(scene: Scene) -> list[Token]:
    """The sides named in the sentence, single capitals too (`R 3+/5 L 5/5`, `5/5 B`)."""
    both = list(_BOTH.finditer(scene.folded, scene.start, scene.end))
    # `EHL 3/5 R and L TA 4/5` is of one side; `iliopsoas 4/5 R & L quads 5/5 R & L`, told again and again, of both
    found = [
        Token(*match.span(), "side", ("both",))
        for match in both
        if len(both) > 1 or _CLOSED.match(scene.folded, match.end(), scene.end)
    ]
    found += [
        one for one in scene.sides if not any(_overlap(Item(one.start, one.end, "side", ""), both) for both in found)
    ]
    for match in _AT.finditer(scene.folded, scene.start, scene.end):  # `positive right at 30 degrees`
        found.append(Token(*match.span(), "side", (match["side"],)))
    for match in _LETTER.finditer(scene.document.text, scene.start, scene.end):
        if not any(token.start < match.end() and match.start() < token.end for token in found):
            side = {"L": "left", "R": "right", "B": "both"}[match["side"]]
            found.append(Token(*match.span(), "side", (side,)))
    return sorted(found, key=lambda token: token.start)


def _told(scene: Scene, one: Result, header: re.Match[str] | None) -> list[Told]:
    first, last = min(start for start, _ in one.places), max(end for _, end in one.places)
    around = scene.folded[
        min([first, *(item.start for item in one.chunk)]) : max([last, *(item.end for item in one.chunk)])
    ]
    names = one.names
    limb = [
        item for item in one.chunk if item.what in ("rest", "side") and _LIMB.match(scene.folded[item.start : item.end])
    ]
    if limb and not any(item in one.chunk for item in names):
        names = ()  # `EHL 4/5 L; RLE 5/5`
    stop = scene.folded.find(",", last, last + 30)
    if not names and _ARMS.search(around + scene.folded[last : stop if stop >= 0 else last + 30]) and not limb:
        return []
    if names and not any(item.value for item in names):
        return []  # of an arm
    names = tuple(item for item in names if item.value)
    side = Token(one.side.start, one.side.end, "side", (one.side.value,)) if one.side else None
    muscles = tuple(dict.fromkeys(item.value for item in names))
    places = tuple(one.places) if names == one.names else ((one.value.start, one.value.end),)
    if "|" not in one.value.value:
        return [Told(one.value.value, muscles, side, places)]
    right, left = (
        one.value.value.split("|") if header is not None and header["rl"] else one.value.value.split("|")[::-1]
    )
    at = (one.value.start, one.value.end)
    if right == left:
        return [Told(right, muscles, Token(*at, "side", ("both",)), places)]
    return [
        Told(grade, muscles, Token(*at, "side", (name,)), places) for grade, name in ((right, "right"), (left, "left"))
    ]
