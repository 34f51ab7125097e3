"""Folders of answers for the tests: a small pack, notes of a few sentences, and what was answered to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from necessity.assessment.answered import Consistency, Pair
from necessity.consistency import consistency
from necessity.exchange.intake import case_of
from necessity.report.record import json_bytes
from necessity.review import review

DAY = date(2026, 3, 10)
PACK = """
pack: small
version: "1"
effective: {from: 2020-01-01}
title: A small pack
sources: {rule: {document: Our page, basis: house}}
default_source: rule
parameters: {grade_needed: {value: moderate}, care_length: {value: 6 weeks}}
policies:
  - policy: decompression
    title: Decompression
    for: [lumbar-decompression]
    judged: each level
    requires:
      id: all-of-it
      says: All that is asked.
      all:
        - {id: narrow, says: At least moderate narrowing., test: stenosis.grade >= grade_needed at this level}
        - {id: care, says: Six weeks of care., test: conservative_care.length >= care_length}
        - {id: limited, says: Daily life is limited., test: functional_limitation}
  - policy: fusion
    title: Fusion
    for: [lumbar-fusion]
    judged: each level
    requires:
      id: all-of-fusion
      says: All that is asked of a fusion.
      all:
        - {id: narrow, says: At least moderate narrowing., test: stenosis.grade >= grade_needed at this level}
        - {id: moves, says: The level moves., test: instability at this level}
setting:
  default: observation
  says: Observation is usual.
  source: rule
  replaced_when:
    - id: two-operations
      setting: inpatient
      says: A fusion besides.
      any: [{id: fusion-asked, says: A fusion., test: line lumbar-fusion is requested}]
"""
MILD = "MRI: mild central canal stenosis at L4-L5."
SEVERE = "MRI: severe central canal stenosis at L4-L5."
CARE = "Eight weeks of physical therapy failed."
LIMITED = "She cannot stand long enough to cook."


def small_pack(folder: Path) -> Path:
    """The pack, beside the folder of answers."""
    place = folder / "small-pack"
    place.mkdir(exist_ok=True)
    (place / "pack.yaml").write_text(PACK)
    return place


def case(name: str, *sentences: str, procedure: str = "laminectomy", **request: Any) -> dict[str, Any]:
    """A case of one line at L4-L5 and a note of these sentences."""
    line = {"id": "1", "procedure": procedure, "levels": ["L4-L5"]}
    documents = [
        {"id": "note", "kind": "clinic note", "authored": "2026-03-01", "text": " ".join(sentences) or "Seen."}
    ]
    return {
        "case": name,
        "received": "2026-03-10",
        "request": {"line_items": [line], **request},
        "documents": documents,
    }


def answered(folder: Path, of: dict[str, Any], answer: str, *reasons: Any, line: Any = "1", by: str = "A plan") -> Path:
    """A file of one published answer, named like its case."""
    folder.mkdir(parents=True, exist_ok=True)
    row = {"line": line, "answer": answer, "reasons": list(reasons)}
    place = folder / f"{of['case']}-{by.lower().replace(' ', '-')}.yaml"
    place.write_text(yaml.safe_dump({"by": by, "case": of, "answered": [row]}, sort_keys=False))
    return place


def reviewed(folder: Path, of: dict[str, Any], packs: Sequence[str], name: str, day: date = DAY) -> Path:
    """The JSON of a review of the case."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder.parent / f"{of['case']}.yaml"
    source.write_text(yaml.safe_dump(of, sort_keys=False))
    place = folder / f"{name}.json"
    place.write_bytes(json_bytes(review(case_of(source), packs=packs, as_of=day)))
    return place


def found(folder: Path, within: int = 2) -> Consistency:
    """What the door finds in the folder, on the criteria of the small pack."""
    return consistency(folder, pack=str(small_pack(folder.parent)), as_of=DAY, within=within)


def only(folder: Path) -> Pair:
    """The one pair that is told of a folder."""
    (pair,) = found(folder).pairs
    return pair


def names(criteria: Sequence[Any]) -> list[str]:
    """The ids of criteria on both records."""
    return [(one.better or one.worse).clause.id for one in criteria]
