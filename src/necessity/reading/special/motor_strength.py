"""Strength by muscle and side: `EHL 3+/5 on the right`, `4 plus out of 5`, `TA 5/5 b/l`, `strength full throughout`.

Invariant: `L4/5`, a pain score or a reflex is never a grade, and a grade whose side is not clear has none. Tables of two
columns are read by `motor_table`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how
from necessity.reading.scene import Mention, Scene
from necessity.reading.special import motor_list, motor_table
from necessity.reading.special.exam_list import label_of
from necessity.reading.special.motor_grades import MOTOR, Graded, grades_of, is_motor
from necessity.reading.special.motor_list import scaled
from necessity.reading.tokens import Token
from necessity.when import PartialDate

_OF_ALL = re.compile(
    r"[^;.]{0,40}?\b(?:throughout|except|other than|apart from|save for|with the exception|in all|globally|all other|"
    r"elsewhere)\b"
)
_AT_LAST = re.compile(
    r"[\s,)]*(?:all\s+)?(?:(?:on|in|of) the |\()?(?:right|left)(?: side| leg| lower extremity| lower limb)?[\s).;]*$"
)
_LISTED = re.compile(
    r"[\s,;&]*(?:and|with|is|was|at|of|graded|a|the|strength|weakness|weak|also|in|for|to|[\s,;:&=(-])*"
)
_BEFORE = re.compile(r"\b(?:was|were|previously|formerly|earlier|prior|down from|from|compared|versus|vs|last)\b")
_CLAUSE_END = re.compile(r";|\.(?=\s)")
_BOTH = re.compile(r"(?<=/5)\s*(?P<side>B)(?![\w/])")
_SIDED = re.compile(r"(?<![\w/.-])(?P<side>[RL])\s*:?\s*(?=[0-5]\s?[+-]?\s?/\s?5)")
_FULL = re.compile(
    r"\b(?:strength|power|motor(?: exam\w*| function| strength| testing| power)?)\b(?:[\s:,]|-(?!\w)|\b(?:is|was|are|"
    r"were|remains?|symmetric\w*|equal\w*|and|bilaterally|"
    r"bilateral|grossly|in|the|of|both|all|upper|lower|extremit\w+|legs|limbs?|les?|bles?|groups?|muscles?|muscle|"
    r"exam\w*|testing|reveals?|shows?|appears?|entirely|"
    r"her|his|5|throughout)\b){0,24}(?:full|normal|intact|wnl|within normal limits|preserved|5 throughout)\b|"
    r"\b(?:full|normal|intact|good) (?:motor |muscle |lower extremity )?(?:strength|power)\b|"
    r"\b(?:no|without|no evidence of|denies) (?:any )?(?:focal |gross |objective |obvious |lateralizing |significant "
    r")*(?:motor |muscle |muscular |focal )+(?:weakness|deficits?|loss)\b(?!,? (?:or|and|,) (?:numb|tingl|paresth|"
    r"sensory))"
)
_NO_TRUE_LOSS = re.compile(
    r"(?:(?!\d\s?[+-]?\s?/\s?5)[^.;]){0,40}?\b(?P<why>give-?way|giving way|"
    r"(?:poor|submaximal|inconsistent|variable|incomplete|limited) effort|effort[- ](?:limited|dependent)|"
    r"not (?:a )?(?:true|real|genuine) (?:weakness|loss)|(?:unchanged|fixed|persist\w+) since (?P<year>(?:19|20)\d\d)|"
    r"(?:since|from|due to|secondary to|residual (?:of|from)|because of|after)(?: an?| his| her)?(?: \w+){0,2}? "
    r"(?:polio\w*|stroke|cva|cerebral palsy|childhood|birth|peroneal (?:nerve )?(?:palsy|injury)|ankle fusion|tendon rupture))\b"
)
"""`3/5 with give-way`, `4/5 since a stroke`, `unchanged since 2012`: no loss of strength, none of a root, or none of now."""
_LONG_AGO = 2  # years
_UP_TO_A_CURE = re.compile(
    r"\s*(?:on the (?:left|right) |on (?:left|right) )?(?P<why>(?:before|prior to) (?:the |his |her |an? |that )?(?:\w+ )?"
    r"(?:injection|esi|block|operation|surgery|steroids?|therapy|treatment))\b"
)
"""`3/5 before the injection`: of that time."""
_PATIENT_DENIES = re.compile(r"\bdenies\b")
_GOING_ON = frozenset(
    (
        "and on the left right l r side b bilaterally bilateral bilat lt rt is was today now at vs versus compared "
        "to with "
        "but in then has have been become fell fallen dropped declined improved from at last month week visit exam "
        "time ago "
        "earlier previously before only just since an a the of"
    ).split()
)
_NOW = re.compile(r"\b(?:now|today|currently|at present|on today's exam)\b")
_NOW_AFTER = re.compile(r"\s*(?:now|currently|at present)\b")
_EXCEPT = re.compile(r"\b(?:except|other than|with the exception|apart from|save for|but)\b")
_LEADING = re.compile(r"^\s*(?:on the\s+|motor\s*|strength\s*|exam\s*|[-:*\s]|lower extremity|lower extremities)*$")
# `In the right leg EHL is 3+/5, quadriceps 4+/5`: a limb that opens the sentence holds for all of its grades
_OPENING_LIMB = re.compile(
    r"\s*(?:in|on|for) (?:the |his |her |their )?(?:[lr]le|(?:left|right|lt|rt)\.? (?:lower extremity|lower limb|leg|"
    r"le|side))\b"
)
_OPENING_SIDE = re.compile(r"(?:[;:]|\A|(?<=\n))\s*(?:in|on|for) (?:the |his |her )?(?:left|right)(?: side)?\Z")
_UPPER = re.compile(
    r"\b(?:upper|arms?|grips?|deltoids?|shoulders?|elbows?|biceps|triceps|hand|wrist|ue|ues|bue|intrinsics)\b"
)
_LOWER = re.compile(r"\b(?:lower|legs?|le|les|ble|throughout|all)\b")


def applies(scene: Scene) -> bool:
    words = scene.folded[scene.start : scene.end]
    return (
        ("5" in words and ("/" in words or "out of" in words))
        or "strength" in words
        or "weakness" in words
        or "motor" in words
        or "power" in words
        or "muscle" in scene.words
    )


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    for fact in _told(scene, reader):
        yield _doubted(scene, fact)


def _doubted(scene: Scene, fact: Fact) -> Fact:
    """A grade that its examiner does not take for a loss of strength, or ascribes to something else than the back."""
    if fact.assertion is not Assertion.PRESENT or str(fact.value) == "5":
        return fact
    earlier = _UP_TO_A_CURE.match(scene.folded, fact.quotes[0].end, scene.end)
    if earlier is not None:
        return replace(fact, assertion=Assertion.HISTORICAL, cue=scene.quote(earlier.start("why"), earlier.end()))
    match = _NO_TRUE_LOSS.match(scene.folded, fact.quotes[0].end, scene.end)
    written = scene.document.authored
    if match is None or (match["year"] and (written is None or int(match["year"]) > written.year - _LONG_AGO)):
        return fact
    return replace(fact, assertion=Assertion.POSSIBLE, cue=scene.quote(match.start("why"), match.end()))


def _told(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    grades = grades_of(scene)
    muscles = list(scene.words.get("muscle", ()))
    if not muscles and not is_motor(scene):
        return
    rows = [*motor_table.dated_rows(scene, muscles), *motor_table.rows(scene, muscles)] if muscles else []
    if rows:
        for row in rows:
            yield from _row(scene, reader, row)
        return
    listed = motor_list.told(scene, muscles) if not scene.dates else None
    if listed is not None:
        yield from _listed(scene, reader, listed)
        return
    if muscles:
        grades = [one for one in grades if not _is_of_all(scene, one, muscles)]
    general = [one for one in grades if not muscles]
    if not grades or general:
        yield from _general(scene, reader, general)
        return
    for grade, about in _paired(grades, muscles, scene):
        yield from _graded(scene, reader, grade, about, grades)


def _is_of_all(scene: Scene, grade: Graded, muscles: list[Token]) -> bool:
    """`5/5 throughout except ...`: of every muscle that is not named."""
    match = _OF_ALL.match(scene.folded, grade.end, scene.end)
    return match is not None and not any(grade.end <= token.start < match.end() for token in muscles)


def _listed(scene: Scene, reader: Reader, listed: list[motor_list.Told]) -> Iterator[Fact]:
    """The grades of a list, each with its muscles and side; one of no muscle is of all that are not named."""
    plain = replace(reader, ignores=reader.ignores | {"negated"})  # a grade is never denied
    for one in listed:
        start, end = one.places[0]
        decided = how(scene, plain, Mention(start, end, Phrase("motor_strength", ("",))))
        if scene.is_elsewhere(start, end, whole=True) or start < scene.asserted_from:
            continue
        if decided is None or decided[0] is Assertion.ABSENT:
            continue
        side = one.side or motor_table.heading_side(scene, one.places[0][0])
        values = {"grade": one.grade} | ({"side": side.values[0]} if side else {})
        for muscle in one.muscles or (None,):
            named = values | ({"muscle": muscle} if muscle else {})
            yield make(scene, reader, named, one.spans, assertion=decided[0], cue=decided[1])


def _row(scene: Scene, reader: Reader, row: motor_table.Row) -> Iterator[Fact]:
    """The grades of one line of a table, each with the side of its column."""
    decided = how(scene, reader, Mention(row.muscle.start, row.muscle.end, Phrase("motor_strength", ("",))))
    if decided is None or decided[0] is Assertion.ABSENT:
        return
    for cell in row.told:
        values = {"grade": scaled(cell.number, cell.sign), "muscle": row.muscle.values[0]}
        values |= {"root": row.root} if row.root is not None else {}
        values |= {"side": cell.side} if cell.side is not None else {}
        spans = [(row.muscle.start, max(row.muscle.end, cell.end)), (cell.start, cell.end), cell.header]
        yield make(scene, reader, values, spans, assertion=decided[0], cue=decided[1], when=cell.when)


def _paired(grades: list[Graded], muscles: list[Token], scene: Scene) -> Iterator[tuple[Graded, list[Token]]]:
    """Each grade with the muscles it is of: those before it where the text names muscles first, else those after it."""
    first_before = muscles[0].start < grades[0].start
    previous: list[Token] = []
    for number, grade in enumerate(grades):
        if first_before:
            low = grades[number - 1].end if number else scene.start
            about = [token for token in muscles if low <= token.start < grade.start]
        else:
            high = grades[number + 1].start if number + 1 < len(grades) else scene.end
            about = [token for token in muscles if grade.end <= token.start < high]
        if not about and first_before and number and _goes_on(scene, grades[number - 1].end, grade.start):
            about = previous  # `EHL 4/5 left, 5/5 right`; never over a word that may name another muscle
        if about:
            previous = about
            yield grade, about


def _goes_on(scene: Scene, start: int, end: int) -> bool:
    dated = [(one.start, one.end) for one in scene.dates]
    return all(
        word[0] in _GOING_ON or any(left <= start + word.start() < right for left, right in dated)
        for word in re.finditer(r"[a-z]+", scene.folded[start:end])
    )


def _graded(scene: Scene, reader: Reader, grade: Graded, about: list[Token], grades: list[Graded]) -> Iterator[Fact]:
    first = min(grade.start, about[0].start)
    last = max(grade.end, about[-1].end)
    number = grades.index(grade)
    low = grades[number - 1].end if number else scene.start
    high = grades[number + 1].start if number + 1 < len(grades) else scene.end
    side = _side(scene, grade, about, low, high)
    shared = about[0].start < low  # the muscle of the grade before: `EHL 4/5 L, 5/5 R`
    spans = (
        [(grade.start, max(grade.end, side.end if side and side.start >= grade.end else grade.end))]
        if shared
        else [(first, last)]
    )
    if side is not None and not shared:
        spans = (
            [(min(first, side.start), max(last, side.end))]
            if -40 < side.start - first < 60
            else [(first, last), (side.start, side.end)]
        )
    elif side is not None:
        spans.append((side.start, side.end))
    decided = how(scene, reader, Mention(grade.start, grade.end, Phrase("motor_strength", ("",))))
    if decided is None or decided[0] is Assertion.ABSENT:
        return
    when, dated = _when(scene, low, high, grade.start, grade.end)
    for token in about:
        values: dict[str, str] = {"grade": grade.grade, "muscle": token.values[0]}
        if side is not None:
            values["side"] = side.values[0]
        yield make(
            scene,
            reader,
            values,
            [*spans, (token.start, token.end), *dated],
            assertion=decided[0],
            cue=decided[1],
            when=when,
        )


def _side(scene: Scene, grade: Graded, about: list[Token], low: int, high: int) -> Token | None:
    """The side of one grade: said with it, else what leads the sentence, else its heading."""
    sides = _sides(scene)
    if not sides:
        return motor_table.heading_side(scene, grade.start)
    begin = grade.start if about[0].start < low else min(grade.start, about[0].start)
    before = [one for one in sides if low <= one.start < begin]
    if about[0].start < low and before and "," in scene.folded[before[-1].end : begin]:
        before = []  # `EHL 4/5 L, 5/5 R`: that side went with the grade before
    inside = [one for one in sides if begin <= one.start < grade.start] if about[0].start >= low else []
    after = [one for one in sides if grade.end <= one.start < high]
    after = [
        one
        for one in after
        if not re.search(r"[,;]|\.\s", scene.folded[grade.end : one.start])
        and not _muscle_between(scene, grade.end, one.start)
    ]
    if inside:
        return inside[-1]
    close_after = [one for one in after if one.start - grade.end < 20]
    if about[0].start < low and not close_after:
        after = [one for one in after if one.start - grade.end < 20]
    if before and not (
        low > scene.start and re.search(r"[,;]|\band\b", scene.folded[before[-1].end : begin]) and close_after
    ):
        own = [one for one in before if not re.search(r"[,;]", scene.folded[one.end : begin])]
        if own or low == scene.start:
            return (own or before)[-1]
    if close_after:
        return close_after[0]
    if after:
        return after[0]
    if len({one.values for one in sides}) == 1 and _NOW.search(scene.folded, scene.start, scene.end):
        if len({token.values for token in scene.words.get("muscle", ())}) == 1:
            return sides[0]  # one muscle at two times: `EHL was 4/5 last month and is now 2/5 on the left`
    at_last = _closing(scene, sides)
    if at_last is not None:
        return at_last
    opened = [one for one in sides if one.end <= grade.start][-1:]
    if opened and _OPENING_SIDE.search(scene.folded[scene.start : opened[0].end]):
        if ";" not in scene.folded[opened[0].end : grade.start]:
            return opened[0]
    if about[0].start < low and len({one.values for one in sides}) == 1 and sides[0].start < low:
        return sides[0]  # `R quad 3/5, was 5/5 in May`
    leading = [one for one in sides if one.start < low and _LEADING.match(scene.folded[scene.start : one.start])]
    if leading:
        return leading[0]
    distinct = {one.values for one in sides}
    if len(distinct) == 1 and _OPENING_LIMB.match(scene.folded, scene.start):
        return sides[0]
    return sides[0] if len(distinct) == 1 and sides[0].start < grade.start and low == scene.start else None


def _sides(scene: Scene) -> list[Token]:
    """The sides named in the sentence, with the letters that stand right before a grade (`R 3+/5 L 5/5`)."""
    found = list(scene.sides)
    for match in _SIDED.finditer(scene.document.text, scene.start, scene.end):
        if not any(token.start <= match.start() < token.end for token in found):
            side = "left" if match["side"] == "L" else "right"
            found.append(Token(match.start("side"), match.end("side"), "side", (side,)))
    for match in _BOTH.finditer(scene.document.text, scene.start, scene.end):
        found.append(Token(match.start("side"), match.end("side"), "side", ("both",)))
    return sorted(found, key=lambda token: token.start)


def _closing(scene: Scene, sides: list[Token]) -> Token | None:
    """The one side of the sentence where it closes a plain list: `EHL 3+/5, quadriceps 4+/5, gastrocsoleus 4-/5 on the right`."""
    grades = grades_of(scene)
    if not grades:
        return None
    stop = _CLAUSE_END.search(scene.folded, grades[-1].end, scene.end)
    end = stop.start() if stop else scene.end
    named = [one for one in sides if one.start < end]
    if len(named) != 1 or named[0].start < grades[-1].end or not _AT_LAST.match(scene.folded[grades[-1].end : end]):
        return None
    known = [(one.start, one.end) for one in (*scene.words.get("muscle", ()), *grades)]
    known.sort()
    for (_, left), (right, _) in pairwise(known):
        if right > left and not _LISTED.fullmatch(scene.folded, left, right):
            return None
    return named[0]


def _muscle_between(scene: Scene, start: int, end: int) -> bool:
    return any(start <= token.start < end for token in scene.words.get("muscle", ()))


def _when(scene: Scene, low: int, high: int, start: int, end: int) -> tuple[PartialDate | None, list[tuple[int, int]]]:
    """The day told nearest to the grade at `start` to `end`, before the next grade."""
    dates = [one for one in scene.dates if low <= one.start < high and not one.role]
    now = [match.end() for match in _NOW.finditer(scene.folded, low, start)]
    if _NOW_AFTER.match(scene.folded, end, high):
        return None, []
    if now:  # `was 4/5 last month and is now 2/5`: the day of the note
        dates = [one for one in dates if now[-1] <= one.start < start]
        if not dates:
            return None, []
    if not dates and len(scene.dates) == 1 and not _BEFORE.search(scene.folded, end, max(end, scene.dates[0].start)):
        dates = [one for one in scene.dates if not one.role]
    if not dates:
        return None, []
    one = min(dates, key=lambda day: max(day.start - end, start - day.end))
    return one.day, [(one.start, one.end)]


def _general(scene: Scene, reader: Reader, grades: list[Graded]) -> Iterator[Fact]:
    """`5/5 throughout`, `motor strength intact`: full strength of every muscle. A lesser grade of no muscle is kept as it is."""
    spans = [(one.start, one.end, one.grade) for one in grades]
    if not spans:
        spans = [
            (m.start(), m.end(), "5")
            for m in _FULL.finditer(scene.folded, scene.start, scene.end)
            if not _PATIENT_DENIES.search(m[0])
        ]
    for start, end, grade in spans:
        if _EXCEPT.search(scene.folded, end, min(scene.end, end + 60)):
            continue
        around = scene.folded[scene.parts[scene.part_of(start)][0] : scene.parts[scene.part_of(end - 1)][1]]
        if _UPPER.search(f"{label_of(scene)} {around}") and not _LOWER.search(around):
            continue
        decided = how(scene, reader, Mention(start, end, Phrase("motor_strength", ("",))))
        if decided is None or decided[0] is Assertion.ABSENT:
            continue
        sides = [one for one in scene.sides if scene.part_of(one.start) == scene.part_of(start)] or (
            scene.sides if len({s.values for s in scene.sides}) == 1 else []
        )
        values = {"grade": grade, **({"side": sides[0].values[0]} if sides else {})}
        strength = [m.start() for m in MOTOR.finditer(scene.folded, scene.start, start)]
        begin = strength[-1] if strength and start - strength[-1] < 40 else start
        when, dated = _when(scene, scene.start, scene.end, start, end)
        yield make(
            scene,
            reader,
            values,
            [(begin, end), *((s.start, s.end) for s in sides[:1]), *dated],
            assertion=decided[0],
            cue=decided[1],
            when=when,
        )
