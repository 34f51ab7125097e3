"""The imaging study that a finding was seen on: which kind of study a word names, and the day that stands beside it.

Invariant: a day belongs to the study that it stands next to, never over another study or a finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from necessity.reading.dates import Dated
from necessity.reading.tokens import Token
from necessity.when import PartialDate

_NARROWER = (
    (
        "mri",
        "mri_metal_reduction",
        re.compile(r"[^.;:\n]{0,25}?\bmetal(?:lic)?[- ](?:artifact )?(?:suppression|reduction)\b"),
    ),
    (
        "mri",
        "mri_contrast",
        re.compile(
            r"[^.;:\n]{0,40}?(?:\b(?:with|w/?) ?(?:and without |and w/?o |& w/?o )?(?:iv |intravenous )?(?:contrast|gad\w*)|"
            r"\bw/?wo\b|\bw/? ?(?:and|&) ?w/?o\b|\bwithout and with\b|\bwith and without\b|\bwith/without\b|\bafter (?:iv )?"
            r"(?:contrast|gad\w*)|\bpost-?(?:contrast|gad\w*)|\bc gad\w*)"
        ),
    ),
    ("ct", "ct_myelogram", re.compile(r"[^.;:\n]{0,25}?\b(?:post[- ]?)?myelogra\w+")),
)

_ON = re.compile(
    r"(?:[^\w,;:.]|\b(?:at|in|of|the|same|this|that|level|both|sides?|left|right|bilaterally|l[1-5]|s1|[1-5]|seen|noted|found|"
    r"present|shown|demonstrated|visible|is|was|best|well)\b)*"
    r"\b(?:on|by|per|via)(?: (?:the|his|her|this|that|a|an|recent|new|latest|lumbar|repeat))*\s*"
)
_JOINED = re.compile(r"(?:\s|[&/+,]|\b(?:and|with|or|plus|l-?spine|lumbar|spine)\b)*")
_FILMS = frozenset({"radiograph", "flexion_extension", "standing", "whole_spine"})
_SOFT = frozenset({"stenosis", "neural_compression", "disc_herniation", "canal_patency", "epidural_scar"})
"""What lies in the canal: beside a plain film and a scan in one sentence, it was not seen on the film."""


@dataclass(frozen=True, slots=True)
class Study:
    """The imaging study that a finding was seen on, as far as the text says."""

    start: int
    end: int
    modality: str | None = None
    when: PartialDate | None = None
    dated: tuple[int, int] | None = None


def modality_of(folded: str, token: Token, end: int) -> str:
    """The study with what its next words add: `MRI lumbar spine w and w/o contrast`, `CT post myelogram`."""
    name = token.values[0]
    for of, narrower, words in _NARROWER:
        if of == name and words.match(folded, token.end, end):
            return narrower
    return name


def dated_study(
    folded: str,
    token: Token,
    named: Sequence[Token],
    dates: Sequence[Dated],
    heads: Sequence[tuple[int, int]],
    end: int,
) -> Study:
    """The study with the date nearest to it: just after (`MRI of 2026-02-24`, `MRI (2/24/26)`) or just before.

    `named` are all studies of the sentence, `heads` the spans of its findings; the sentence stops at `end`.
    """
    best: Dated | None = None
    for one in dates:
        gap = one.start - token.end if one.start >= token.end else token.start - one.end
        between = folded[min(token.end, one.end) : max(token.start, one.start)]
        if gap > (70 if one.start >= token.end else 12) or ";" in between:
            continue
        is_after = one.start >= token.end
        if is_after and any(token.start < other.start and token.end <= other.start < one.start for other in named):
            continue
        if any(start >= token.end and stop <= one.start for start, stop in heads):
            continue
        if best is None or one.start >= token.end > best.start:
            best = one
    modality = modality_of(folded, token, end)
    if best is None:
        return Study(token.start, token.end, modality)
    return Study(token.start, token.end, modality, best.day, (best.start, best.end))


def seen_on(folded: str, studies: Sequence[Study], heads: Sequence[tuple[int, int]], end: int) -> Study | None:
    """The study right after a finding that ends at `end` (`severe stenosis at L4-5 on MRI`), with none of `heads` between."""
    study = next((one for one in studies if one.start >= end), None)
    if study is None or any(end <= start < study.start for start, _ in heads):
        return None
    return study if _ON.fullmatch(folded, end, study.start) else None


def not_on_a_film(folded: str, kind: str, studies: Sequence[Study], nearest: Study) -> Study | None:
    """The study before a finding; of a film and a scan the scan, where the finding is one that no film shows.

    `MRI and radiographs: stenosis` is the scan's; where they are not told together it is unknown which of them is meant.
    """
    if kind not in _SOFT or nearest.modality not in _FILMS:
        return nearest
    scans = [one for one in studies if one.modality not in _FILMS]
    if not scans:
        return nearest
    place = studies.index(nearest)
    near = studies[place - 1] if place else scans[-1]
    if near not in scans or near.start > nearest.start or not _JOINED.fullmatch(folded, near.end, nearest.start):
        return None
    return near if near.when is not None else replace(near, when=nearest.when, dated=nearest.dated)
