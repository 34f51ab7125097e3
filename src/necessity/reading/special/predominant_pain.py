"""Which pain leads, leg or back: in words, or as shares (`80% leg, 20% back`).

Invariant: equal or unclear shares never become leg or back. It misses a comparison of two scores on a scale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from necessity.model.fact import Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how, read_plain
from necessity.reading.scene import Mention, Scene
from necessity.reading.screen import form

_LEG = (
    r"(?:(?:left |right |both )?(?:buttocks? (?:and|&) )?(?:left |right |radicular )?legs?(?: pain)?|"
    r"radicular(?: pain)?|lower extremity(?: pain)?)"
)
_BACK = r"(?:(?:low(?:er)? )?back(?: pain)?|axial(?: back)?(?: pain)?|lbp)"
_SHARE = r"(?:\d{1,3}|ten|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_OF = r"(?:of (?:the|her|his) (?:pain|symptoms) (?:is |are |being )?)?(?:in |is |of )?(?:the |her |his )?"
_FIRST = rf"(?P<a>{_SHARE})\s*(?:%|percent)\s*{_OF}(?P<x>{_LEG}|{_BACK})"
_NUMBER_FIRST = re.compile(
    _FIRST
    + rf"[^.;%]{{0,25}}?(?P<b>{_SHARE})\s*(?:%|percent)\s*(?:in |is |of )?(?:the |her |his )?(?P<y>{_LEG}|{_BACK})"
)
_WORD_FIRST = re.compile(
    rf"(?P<x>{_LEG}|{_BACK})[\s:(]*(?:is |was )?(?P<a>\d{{1,3}})\s*(?:%|percent)[^.;%]{{0,25}}?(?P<y>{_LEG}|"
    rf"{_BACK})[\s:(]*(?:is |was )?(?P<b>\d{{1,3}})\s*(?:%|percent)"
)
_RATIO = re.compile(r"(?P<a>\d{1,3})\s*/\s*(?P<b>\d{1,3})\s*(?P<x>leg|back)\s*(?:/|to|vs\.?|and|-)\s*(?P<y>leg|back)")
_MAY_BE_A_SHARE = form(r"%|percent|/\s*\d{1,3}\s*(?:leg|back)")


def applies(scene: Scene) -> bool:
    if "predominant_pain" in scene.mentions:
        return True
    return scene.search(_MAY_BE_A_SHARE) is not None


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    yield from read_plain(scene, reader)
    if scene.sentence.section in reader.not_sections or scene.document.kind not in reader.documents:
        return
    for pattern in (_NUMBER_FIRST, _WORD_FIRST, _RATIO):
        for match in pattern.finditer(scene.folded, scene.start, scene.end):
            region = _region(match)
            if region is None or match.start() < scene.asserted_from:
                continue
            phrase = Phrase("predominant_pain", (match[0],), values={"region": region})
            decided = how(scene, reader, Mention(match.start(), match.end(), phrase))
            if decided is not None:
                yield make(scene, reader, {"region": region}, [match.span()], assertion=decided[0], cue=decided[1])
                return


def _number(word: str) -> int:
    return (_TENS.index(word) + 1) * 10 if word in _TENS else int(word)


def _region(match: re.Match[str]) -> str | None:
    first, second = (
        "leg" if "leg" in match[name] or "radic" in match[name] or "extremity" in match[name] else "back"
        for name in "xy"
    )
    shares = {first: _number(match["a"]), second: _number(match["b"])}
    if first == second or not 95 <= sum(shares.values()) <= 105:
        return None
    if shares["leg"] == shares["back"]:
        return "equal"
    return "leg" if shares["leg"] > shares["back"] else "back"
