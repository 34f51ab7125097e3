"""Stretch tests of the roots in lists of sides: `SLR + L at 40, neg R`, `SLR: R 45 +, L 80 -`; in other sentences as in the file.

Invariant: a result counts for the side that it stands with; a test that brings on pain of the back alone is not positive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from necessity.model.fact import Assertion, Fact
from necessity.reading.entry import Phrase, Reader
from necessity.reading.facts import make
from necessity.reading.plain import how, read_plain
from necessity.reading.scene import Mention, Scene
from necessity.reading.special.exam_list import LINKS, Item, Result, clause, is_known, results
from necessity.reading.special.motor_list import sides_of

_POSITIVE = re.compile(
    r"\(\+\)|(?<![\w/+])\+(?:ve)?(?!\d)(?![\w/+])|\b(?:positive|positives|pos|(?:reproduc|elicit|provok|"
    r"recreat)(?:es|ed|ing|e|s)|(?:gives|gave|causes|caused|brings on|produces|produced|triggers|triggered)(?= "
    r"(?:(?:his|her|the|left|right|l|r|severe|typical|concordant) )*(?:leg|radicular|radiating|calf|thigh|foot|"
    r"sciatic|buttock))|abnormal)\b"
)
_NEGATIVE = re.compile(
    r"\(-\)|(?<=[\s,:(\d\u00b0])-(?:ve)?(?=\s*(?:[,;.)]|$|[rlb]\b|right\b|left\b|bilat))|\b(?:negative|negatives|neg|"
    r"absent(?! (?:(?:right|left|both|[rl]) )?(?:ankle|knee|achilles|patell|reflex|jerk|sensation))|did nothing|"
    r"normal|painless|pain ?free|unremarkable|"
    r"without (?:any |significant |leg |radicular |reproduction of )*(?:pain|symptoms|leg pain|discomfort)|no (?:leg "
    r"|radicular )?(?:pain|symptoms))\b"
)
_DEGREES = re.compile(
    r"(?:(?:at|to|@|from|about|approximately|approx|around)\s*)*\b\d{1,2}(?:\s?-\s?\d{1,2})?\s*(?:degrees?|deg|"
    r"\u00b0|\u00ba)?(?![\w/])|@"
)
_BACK_ONLY = re.compile(
    r"\b(?:back pain (?:only|alone)|only (?:low |lower )?back|(?:for|with|of|reproduc\w+|elicit\w*|caus\w+|produc\w+|"
    r"provok\w+) (?:only )?(?:low |lower |axial )?back pain\b"
    r"(?! (?:and|with|radiat))|hamstring (?:tightness|pain|stretch|pull))"
)
_ANGLE = re.compile(
    r"\s*(?::|at|to|is|was|=)?\s*(?:(?:on the )?(?:left|right|[lr])\s*)?(?:at |to )?(?P<n>\d\d)\s*(?:\u00b0|\u00ba|"
    r"degrees?|deg\b)"
)
_FREE = 60
"""Degrees above which a leg that is raised may well be stopped by the hamstrings: our own line."""
_SAID = re.compile(r"\b(?:pain\w*|limited|hamstring\w*|tight\w*|without|no|free|range|rom|motion)\b")
_OTHER_LEG = re.compile(r"\s*(?:his |her |the |typical |concordant |severe )*(?P<side>left|right|[lr]\b)")
_RESULTS = frozenset("positive positives pos negative negatives neg ve right left r l rt lt normal painless".split())
_REST = re.compile(r"\b(?:otherwise|elsewhere)\b")
_KNOWN = LINKS | frozenset(
    "degrees degree deg sitting seated supine lying prone standing position sign signs raise raising entirely "
    "strongly mildly markedly frankly "
    "bilaterally bilateral leg pain radicular symptoms entirely including".split()
)
_OTHER_TESTS = re.compile(
    r"\b(?:faber|fabere|fadir|fair|patrick(?:'?s)?|gaenslen(?:'?s)?|thigh thrust|(?:sacral )?compression|distraction|"
    r"thomas|ober(?:'?s)?|kemp(?:'?s)?|hoover(?:'?s)?|"
    r"babinski|clonus|log roll|stork|stinchfield|trendelenburg|treadmill|bike|waddell\w*|fortin|yeoman(?:'?s)?|facet "
    r"loading|hip impingement|sij? tests?)"
    r"(?: tests?| signs?)?\b"
)
_UNTESTED = re.compile(
    r"\b(?:(?:was|were|is|could) not (?:be )?(?:done|performed|tested|examined|assessed|attempted)|not tested|not "
    r"done|deferred|unable to (?:test|assess|perform))\b"
)
_CROSSED = re.compile(r"\b(?:x|crossed|cross|contralateral|well[- ]leg)[\s-]*$")


def applies(scene: Scene) -> bool:
    return "tension_sign" in scene.mentions


def read(scene: Scene, reader: Reader) -> Iterator[Fact]:
    if scene.document.kind not in reader.documents or scene.sentence.section in reader.not_sections:
        return
    if _UNTESTED.search(scene.folded, scene.start, scene.end):
        return
    facts, covered = _listed(scene, reader)
    yield from facts
    for fact in read_plain(scene, replace(reader, code=None)):
        first = fact.quotes[0]
        if any(first.start <= place < first.end for place in covered):
            continue
        if fact.assertion is Assertion.PRESENT and _BACK_ONLY.search(scene.folded, first.start, scene.end):
            continue
        yield fact


def _listed(scene: Scene, reader: Reader) -> tuple[list[Fact], set[int]]:
    """The facts of a list with a result for each side, and where the tests stand that it tells of."""
    names = [Item(one.start, one.end, "name", _test(scene, one)) for one in scene.mentions["tension_sign"]]
    if scene.is_elsewhere(names[0].start, names[0].end):
        return [], set()
    tests = [one.start for one in names]
    values = _angles(scene, names)
    names += [Item(*m.span(), "name", "") for m in _OTHER_TESTS.finditer(scene.folded, scene.start, scene.end)]
    values += [Item(*m.span(), "value", "yes") for m in _POSITIVE.finditer(scene.folded, scene.start, scene.end)]
    values += [Item(*m.span(), "value", "no") for m in _NEGATIVE.finditer(scene.folded, scene.start, scene.end)]
    degrees = [Item(*m.span(), "degrees", "") for m in _DEGREES.finditer(scene.folded, scene.start, scene.end)]
    sides = [Item(token.start, token.end, "side", token.values[0]) for token in sides_of(scene)]
    rest = [Item(*m.span(), "rest", "") for m in _REST.finditer(scene.folded, scene.start, scene.end)]
    found = (
        results(scene.folded, [*names, *values, *sides, *rest, *degrees], scene.start, _KNOWN, carries=True)
        if values
        else None
    )
    plain = replace(reader, ignores=reader.ignores | {"negated"}, only_with=None)
    facts, covered = [], set()
    for one in found or ():
        if not any(item in one.chunk for item in one.names) and not _is_bare(scene, one):
            continue  # `SLR positive, motor normal`
        covered |= {item.start for item in one.names if item.start in tests}
        decided = how(scene, plain, Mention(one.value.start, one.value.end, Phrase("tension_sign", ("",))))
        if decided is None or one.value.start < scene.asserted_from:
            continue
        is_positive = one.value.value == "yes"
        stop = next((other.value.start for other in found or () if other.value.start > one.value.end), scene.end)
        if is_positive and _BACK_ONLY.search(scene.folded, one.value.start, stop):
            continue
        asserted = decided[0] if decided[0] is not Assertion.PRESENT or is_positive else Assertion.ABSENT
        for test in dict.fromkeys(item.value for item in one.names if item.value):
            crossed = is_positive and test == "straight_leg_raise" and _is_crossed(scene, one, stop)
            side = None if crossed else one.side
            values_of = {"test": "crossed_slr" if crossed else test} | ({"side": side.value} if side else {})
            first, last = min(start for start, _ in one.places), max(end for _, end in one.places)
            spans = [(first, last)] if last - first < 70 else one.places
            facts.append(make(scene, reader, values_of, spans, assertion=asserted, cue=decided[1]))
    return facts, covered


def _is_bare(scene: Scene, one: Result) -> bool:
    """The clause of the result holds nothing but sides and links, so it goes on with the test before."""
    words = _DEGREES.sub(" ", clause(scene.folded, one.value.start, one.value.end, scene.start, scene.end))
    return is_known(words, 0, len(words), _KNOWN | _RESULTS)


def _angles(scene: Scene, names: list[Item]) -> list[Item]:
    """`L SLR 25\u00b0`: an angle alone, too low to be free."""
    found = []
    for one in names:
        match = _ANGLE.match(scene.folded, one.end, scene.end)
        if match is None or int(match["n"]) > _FREE or one.value != "straight_leg_raise":
            continue
        words = clause(scene.folded, match.start("n"), match.end(), scene.start, scene.end)
        if not _POSITIVE.search(words) and not _NEGATIVE.search(words) and not _SAID.search(words):
            found.append(Item(match.start("n"), match.end(), "value", "yes"))
    return found


def _is_crossed(scene: Scene, one: Result, stop: int) -> bool:
    """`R SLR gives L leg pain`."""
    other = _OTHER_LEG.match(scene.folded, one.value.end, stop)
    return (
        other is not None
        and one.side is not None
        and one.side.value in ("left", "right")
        and other["side"][0] != one.side.value[0]
    )


def _test(scene: Scene, mention: Mention) -> str:
    named = mention.phrase.values.get("test", "straight_leg_raise")
    is_crossed = named == "straight_leg_raise" and _CROSSED.search(scene.folded, scene.start, mention.start)
    return "crossed_slr" if is_crossed else named
