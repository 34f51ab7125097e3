"""Which level, side, grade or root belongs to which mention: the nearest in its own part of the sentence, and lists.

`moderate at L3-4 and severe at L4-5` gives two; `severe central and moderate left foraminal stenosis at L4-5` gives two that
share the level. Invariant: a value that may belong to something else is left out; missing is unknown, wrong is worse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from necessity.reading.entry import Reader
from necessity.reading.scene import Mention, Scene, tokens_of
from necessity.reading.tokens import Token

_WORD = re.compile(r"[a-z][a-z'-]*")
_NORMAL = re.compile(
    r"\b(?:normal|unremarkable|clear|(?:widely |well )?patent|ok|okay|fine|intact|preserved|negative|none|(?:well )?maintained|"
    r"within normal limits|wnl|free|not)\b"
)
"""Said of a level by itself (`L4-5 normal`), it keeps the neighbour's finding away from there."""
_NEXT_LEVEL = re.compile(
    r"\b(?:at|of|from) (?:the|an) (?:(?:level|segment|disc) (?:just |immediately )?(?:above|below)|"
    r"(?:adjacent|next) (?:level|segment))\b"
)
_LESS = re.compile(
    r"\s*(?:and |but )?(?:(?:to )?an? )?(?:less so|lesser so|lesser (?:degree|extent)|less (?:severe|severely|marked|pronounced)|"
    r"milder)(?= (?:at|on|in|of)\b)"
)
_LASTED = re.compile(
    r"\b(?:for|x|over|lasting|lasted|within)\s+(?:\w+ ){0,2}?\d[\d.-]*\s?(?:hours?|hrs?|h|minutes?|mins?)\b"
)
"""How long a block took the pain away: `complete relief for 4 hours`."""
_LINKED = re.compile(r"\b(?:and|or)\b|&")
_COMPARED = re.compile(r"\s(?:compared (?:to|with)|than|as compared)\b")
_OF_A_SYMPTOM = re.compile(
    r"(?:[- ]sided)?(?:\s+(?:l[1-5]|s1|lower|lumbar|lumbosacral|severe|acute|chronic|progressive|sharp|radiating|radicular|"
    r"intermittent|persistent|worsening|recurrent))*\s+(?:radicul\w*|radic|sciatica|leg|legs|foot|feet|buttocks?|thighs?|"
    r"cal(?:f|ves)|pains?|symptoms?|sx|weakness|numbness|hips?|knee|ankle|toes?|lower extremit\w+|extremit\w+|back|"
    r"foot ?drop|dermatom\w+|paresthesias?)\b"
)
"""`Right L5 radiculopathy from stenosis at L5-S1`: the side is that of the symptom, not of the finding."""
_TOLD_OF_THE_PATIENT = frozenset({"emg", "diagnostic_block", "other_pain_source", "concordance"})
_PREPOSITION = re.compile(r"\b(?:at|on|in|to|for|of)\b")

Tokens = dict[str, Token]


@dataclass(slots=True)
class Group:
    """What one fact takes. `anchor` is the part of the sentence that it was told in where that is not the mention's own."""

    tokens: Tokens
    anchor: tuple[int, int] | None = None


def bind(scene: Scene, reader: Reader, mention: Mention) -> list[Group]:
    """What each fact of this mention takes from the sentence: one group per fact, at least one; the mention's own first."""
    tokens = [token for token in tokens_of(scene, reader) if not _is_of_a_symptom(scene, reader, token)]
    if (
        mention.phrase.denies
    ):  # a denial such as `canal and foramina are patent` is of the whole, not of the words in it
        tokens = [t for t in tokens if t.field not in reader.words or t.end <= mention.start or t.start >= mention.end]
    first, last = scene.part_of(mention.start), scene.part_of(mention.end - 1)
    own = Group(_nearest(scene, tokens, mention, scene.parts[first][0], scene.parts[last][1]))
    groups = [own]
    spared = _spared(scene) if reader.kind.area == "imaging" else frozenset()
    _to_the_left(scene, tokens, mention, first, groups, spared)
    _to_the_right(scene, tokens, mention, last, groups, spared)
    if mention.phrase.denies:
        del groups[1:]  # it is said of its own part only
    for group in groups:
        _inherit(scene, reader, mention, group.tokens)
    return groups


def _is_of_a_symptom(scene: Scene, reader: Reader, token: Token) -> bool:
    """The side, or the degree (`mild weakness`), is said of a complaint, and the kind is one of images."""
    if (
        token.field not in ("side", "grade")
        or reader.kind.area != "imaging"
        or reader.kind.name in _TOLD_OF_THE_PATIENT
    ):
        return False
    return _OF_A_SYMPTOM.match(scene.folded, token.end, scene.end) is not None


def _nearest(scene: Scene, tokens: list[Token], mention: Mention, start: int, end: int) -> Tokens:
    """For each field the token of the mention's own part that stands closest, one beyond another mention last."""
    best: dict[str, tuple[int, Token]] = {}
    for token in tokens:
        if not (start <= token.start and token.end <= end):
            continue
        gap = max(0, token.start - mention.end, mention.start - token.end)
        low, high = min(token.end, mention.end), max(token.start, mention.start)
        if any(
            low <= left and right <= high
            for left, right in scene.heads
            if right <= mention.start or left >= mention.end
        ):
            gap += 1000
        if token.field not in best or gap < best[token.field][0]:
            best[token.field] = (gap, token)
    return {name: token for name, (_, token) in best.items()}


def _elliptic(scene: Scene, tokens: list[Token], start: int, end: int) -> Tokens | None:
    """The tokens of a part that has no finding of its own (`severe at L4-5`); None where it says something else."""
    if any(left < end and start < right for left, right in scene.heads):
        return None
    less = _LESS.match(scene.folded, start, end)
    start = less.end() if less is not None else start
    compared = _COMPARED.search(scene.folded, start, end)
    end = compared.start() if compared is not None else end
    here = [token for token in tokens if start <= token.start and token.end <= end]
    if not here:
        return None
    at = start
    rest = []
    for token in here:
        rest.append(scene.folded[at : max(at, token.start)])
        at = max(at, token.end)
    rest.append(scene.folded[at:end])
    for piece in rest:
        piece = _LASTED.sub(" ", piece)
        if any(char.isdigit() for char in piece) or any(
            word not in scene.lexicon.fillers for word in _WORD.findall(piece)
        ):
            return None
    fields: dict[str, Token] = {}
    for token in here:
        fields.setdefault(token.field, token)
    return fields


def _spared(scene: Scene) -> frozenset[int]:
    """The parts that say of a level only that it is normal (`L4-5 unremarkable`, `none at L4-5`)."""
    found = set()
    for place in scene.places:
        number = scene.part_of(place.start)
        start, end = scene.parts[number]
        rest = scene.folded[start : max(start, place.start)] + " " + scene.folded[min(end, place.end) : end]
        if place.levels and _NORMAL.search(rest):
            words = _WORD.findall(_NORMAL.sub(" ", rest))
            if all(word in scene.lexicon.fillers for word in words) and not any(char.isdigit() for char in rest):
                found.add(number)
    return frozenset(found)


def _starts_anew(scene: Scene, tokens: list[Token], number: int) -> bool:
    """A part with a level and no grade or side does not go on over a semicolon (`L4-5 herniation; at L5-S1, ...`)."""
    start, end = scene.parts[number]
    between = scene.folded[scene.parts[number - 1][1] : start]
    fields = {token.field for token in tokens if start <= token.start and token.end <= end}
    return ";" in between and "level" in fields and fields <= {"level", "cause"}


def _to_the_right(
    scene: Scene, tokens: list[Token], mention: Mention, last: int, groups: list[Group], spared: frozenset[int]
) -> None:
    parts = scene.parts
    run: list[tuple[int, Tokens]] = []
    for number in range(last + 1, len(parts)):
        if "." in scene.folded[parts[number - 1][1] : parts[number][0]]:
            break
        if number in spared:
            continue
        if _starts_anew(scene, tokens, number):
            break
        fields = _elliptic(scene, tokens, *parts[number])
        if fields is None:
            break
        run.append((number, fields))
    if (
        run
        and run[-1][0] + 1 < len(parts)
        and _belongs_right(scene, mention, parts[run[-1][0]], run[-1][1], parts[run[-1][0] + 1])
    ):
        run.pop()
    own = groups[0].tokens
    shared = {name: token for name, token in own.items() if name != "side" or token.start < mention.end}
    current = own
    for number, fields in run:
        if any(name in current and current[name].values != token.values for name, token in fields.items()):
            lesser = _LESS.match(scene.folded, *parts[number]) is not None
            current = {**(_places_of(shared) if lesser else shared), **fields}
            groups.append(Group(current, parts[number]))
        else:
            for name, token in fields.items():
                current.setdefault(name, token)


def _places_of(fields: Tokens) -> Tokens:
    """Without grades: `severe at L5-S1, less so at L4-5` grades only the first."""
    return {name: token for name, token in fields.items() if name in ("level", "side", "root")}


def _belongs_right(
    scene: Scene, mention: Mention, part: tuple[int, int], fields: Tokens, right: tuple[int, int]
) -> bool:
    """`..., moderate left |"
    " and severe right foraminal stenosis`: words before a finding, with no place of their own."""
    if "level" in fields or _PREPOSITION.search(scene.folded, *part):
        return False
    same = scene.mentions.get(mention.phrase.kind, ())
    if mention.end <= part[0] and not _LINKED.search(scene.folded, part[1], right[0]):
        # `stenosis, severe, with weakness`: only another stenosis would take the word
        return any(one.start < right[1] and right[0] < one.end for one in same)
    return any(first < right[1] and right[0] < last for first, last in scene.heads)


def _to_the_left(
    scene: Scene, tokens: list[Token], mention: Mention, first: int, groups: list[Group], spared: frozenset[int]
) -> None:
    parts = scene.parts
    run: list[tuple[int, Tokens]] = []
    scope = scene.verdict(mention.start, mention.end)
    denied = scope is not None and scope.family == "negated" and scope.cue.start >= parts[first][0] - 12
    for number in range(first - 1, -1, -1):
        between = scene.folded[parts[number][1] : parts[number + 1][0]]
        if "." in between or (";" in between and denied):  # `facet wear, moderate right; no stenosis`
            break
        if number in spared:
            continue
        fields = _elliptic(scene, tokens, *parts[number])
        if fields is None:
            if run and not _belongs_right(scene, mention, parts[number + 1], run[-1][1], parts[first]):
                run.clear()  # it goes on with what stands before it
            break
        run.append((number, fields))
    own = groups[0].tokens
    shared = {name: token for name, token in own.items() if name not in ("side",) or token.start >= mention.end}
    for number, fields in run:
        if any(name in own and own[name].values != token.values for name, token in fields.items()):
            groups.append(Group({**shared, **fields}, parts[number]))
        else:
            for name, token in fields.items():
                own.setdefault(name, token)


def _inherit(scene: Scene, reader: Reader, mention: Mention, group: Tokens) -> None:
    """A level or side that the part itself does not name, where only one can be meant."""
    if "level" in reader.takes and "level" not in group:
        scope = scene.verdict(mention.start, mention.end)
        # `no listhesis` after a sentence on L4-5 is of all levels; `no root compression` there is of that level
        general = not mention.phrase.denies and not reader.kind.has_side
        denied = general and scope is not None and scope.family == "negated"
        level = _level_around(scene, reader, mention, denied)
        if level is not None:
            group["level"] = level
    if (
        reader.code is None
        and "side" in reader.takes
        and "side" not in group
        and not _is_central(reader, group, mention)
    ):
        sides = [side for side in scene.sides if not _is_of_a_symptom(scene, reader, side)]
        before = {token.values for token in sides}
        of_a_symptom = (
            scene.sentence.question and reader.kind.area == "imaging"
        )  # `pain in the right leg despite mild stenosis?`
        if (
            not of_a_symptom
            and len(before) == 1
            and sides[0].start < mention.start
            and not scene.is_elsewhere(sides[0].start, sides[0].end)
        ):
            group["side"] = sides[0]


def _is_central(reader: Reader, group: Tokens, mention: Mention) -> bool:
    own = {name: token.values[0] for name, token in group.items()} | dict(mention.phrase.values)
    return any(own.get(name) in words for name, words in reader.both_when.items())


def _level_around(scene: Scene, reader: Reader, mention: Mention, denied: bool) -> Token | None:
    """The level of the sentence's other parts, of the heading above, or of the sentence that leads the paragraph."""
    places = [place for place in scene.places if place.levels and not place.elsewhere]
    if places and reader.kind.area == "imaging":
        spared = _spared(scene)
        places = [place for place in places if scene.part_of(place.start) not in spared]
    if not places and _NEXT_LEVEL.search(scene.folded, scene.start, scene.end):
        return None
    distinct = {place.levels for place in places}
    before = [place for place in places if place.end <= mention.start]
    if before and (len(distinct) == 1 or _leads(scene, before[-1].start)):
        place = before[-1]
        return Token(place.start, place.end, "level", place.levels)
    if scene.sentence.levels and not places:
        start, end = scene.sentence.levels_at or (-1, -1)
        return Token(start, end, "level", scene.sentence.levels)
    if len(distinct) == 1 and not before:
        place = places[0]
        number = scene.part_of(mention.end - 1)
        if scene.part_of(place.start) == number + 1:
            between = scene.folded[scene.parts[number][1] : scene.parts[number + 1][0]]
            if "," not in between and ";" not in between:
                return Token(place.start, place.end, "level", place.levels)
        return None
    lead = scene.around.lead if "modality" in reader.takes and not denied else None
    if lead is None and "modality" in reader.takes and not denied and _is_of_the_whole(scene, mention):
        lead = scene.around.hint
    if lead is not None and not places and lead[1] == scene.sentence.paragraph:
        return Token(lead[0].start, lead[0].end, "level", lead[0].levels)
    return None


def _is_of_the_whole(scene: Scene, mention: Mention) -> bool:
    """A denial, or a phrase that settles both sides (`canal and foramina patent`): it is of the place told just before."""
    if mention.phrase.denies or mention.phrase.values.get("side") == "both":
        return True
    scope = scene.verdict(mention.start, mention.end)
    return scope is not None and scope.family == "negated"


def _leads(scene: Scene, start: int) -> bool:
    """The place opens its part of the sentence (`L4-5 extrusion ...; at L5-S1 mild ...`)."""
    begin = scene.parts[scene.part_of(start)][0]
    return len(_WORD.findall(scene.folded[begin:start])) <= 2


def is_of_another_level(scene: Scene, mention: Mention, cue: tuple[int, int]) -> bool:
    """A `none` after a finding is of the level or the cell that it stands at (`severe at L3-4 and at L4-5 there is none`)."""
    start, end = cue
    if start < mention.end or not scene.folded[start:end].endswith("none") or scene.folded[start] in ":-":
        return False
    if "|" in scene.folded[mention.end : start]:
        return True
    own, last = scene.part_of(mention.start), scene.part_of(start)
    numbers = {scene.part_of(place.start) for place in scene.places if place.levels and place.start < end}
    return own < last and {own, last} <= numbers


def is_graded_apart(scene: Scene, span: tuple[int, int], cue: tuple[int, int]) -> bool:
    """`No stenosis at L3-4, L4-5 severe`: the denial is of its own level, not of a later one that has a grade."""
    start, end = scene.parts[scene.part_of(span[0])]
    if cue[1] > start or not any(start <= one.start < end for one in scene.words.get("stenosis_grade", ())):
        return False
    levels = [place for place in scene.places if place.levels and cue[1] <= place.start < end]
    return len(levels) > 1 and levels[-1].start >= start and levels[0].start < start
