"""The JSON of the public contract as a shape, and how a record differs from it.

A shape is a type (`str`, `int`, `bool`), `None` for null, a string `a|b` of allowed words, a list of one shape for every
entry, a dict of shapes by key (more keys may be there), or a tuple of shapes of which one must fit.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Shape = Any

_TEXT = (str, None)
_DIGEST = str
EVIDENCE = {"document": _TEXT, "start": (int, None), "end": (int, None), "words": _TEXT, "page": (int, None)}
FACT = {
    "kind": str,
    "value": _TEXT,
    "qualifiers": dict,
    "assertion": "present|absent|possible|planned|historical|family|hypothetical|counselled",
    "cue": (EVIDENCE, None),
    "when": ([_TEXT], None),
    "evidence": [EVIDENCE],
}
SOURCE = {"document": str, "place": _TEXT, "url": _TEXT, "basis": "original|copy|secondary|background|house|asserted"}
FINDING: dict[str, Shape] = {
    "criterion": str,
    "says": str,
    "kind": "indication|readiness|administrative",
    "verdict": "met|not_met|unknown",
    "reason": str,
    "exception": ({"kind": str, "by": str}, None),
    "source": SOURCE,
    "policy_place": str,
    "facts": [int],
}
FINDING["children"] = [FINDING]
VERDICT = "met|not_met|unknown"
ANSWER = "approve|pend|refer"
GAP = {
    "id": str,
    "criterion": str,
    "question": str,
    "documents": [str],
    "held_by": [str],
    "source": SOURCE,
    "policy_place": str,
}
TURN = {
    "criterion": str,
    "says": str,
    "becomes": VERDICT,
    "cost": str,
    "price": int,
    "documents": [str],
    "held_by": [str],
    "level": _TEXT,
    "side": _TEXT,
    "facts": [int],
}
COUNTS = {"questions": int, "completions": str, "approved": str, "referred": str, "pended": str}
CHANGES = {
    "flips": [{"to": ANSWER, "count": str, "cheapest": [{"price": int, "answers": [TURN]}]}],
    "robustness": (COUNTS, None),
    "rests_on": [{"fact": int, "without": ANSWER, "criteria": [str]}],
    "not_told": _TEXT,
}
RELATED = {"kind": str, "question": str, "says": str, "recommendation": ANSWER, "because": [str]}
LINE = {
    "id": str,
    "service": _TEXT,
    "procedure": _TEXT,
    "requested_as": str,
    "levels": [str],
    "side": ("left|right|both", None),
    "recommendation": ANSWER,
    "verdict": VERDICT,
    "indication": VERDICT,
    "readiness": VERDICT,
    "by_level": dict,
    "because": [str],
    "rationale": [str],
    "approvable_if": [str],
    "gaps": [GAP],
    "changes": (CHANGES, None),
    "alternatives": list,
    "related": [RELATED],
    "coding": [{"rule": str, "lines": [str], "effect": "note|clarify", "source": SOURCE}],
    "finding": FINDING,
}
SETTING = {
    "requested": _TEXT,
    "supported": "inpatient|observation|outpatient|ambulatory|unknown",
    "recommendation": "approve|pend|refer|not asked",
    "changes": (CHANGES, None),
    "related": [RELATED],
    "finding": (FINDING, None),
}
FACTS = {
    "documents": [{"id": str, "kind": str, "authored": _TEXT, "digest": _DIGEST, "readable": bool}],
    "grid": list,
    "care": {"day": str, "courses": list, "undated": [int], "contradictory": [int], "gaps": list},
    "facts": [FACT],
    "conflicts": [{"kind": str, "facts": [int]}],
    "unread_request": [{"words": str, "nearest": [str]}],
}
REVIEW = {
    **FACTS,
    "case": str,
    "as_of": str,
    "engine": str,
    "input_digest": _DIGEST,
    "packs": [{"pack": str, "digest": _DIGEST, "chosen_because": str}],
    "urgency": {"level": "emergent|urgent|expedited-elective|elective|unknown", "facts": [int]},
    "assessments": [
        {
            "pack": str,
            "headline": str,
            "line_items": [LINE],
            "setting": SETTING,
            "overall": "approve|pend|refer|mixed",
            "cautions": list,
            "outcomes": list,
            "steps": list,
            "references": list,
        }
    ],
}


def differences(record: Any, shape: Shape, where: str = "$") -> Iterator[str]:
    """Every place at which the record is not of the shape."""
    if isinstance(shape, tuple):
        if not any(not list(differences(record, one, where)) for one in shape):
            yield f"{where}: {record!r} is none of what it may be"
    elif shape is None:
        if record is not None:
            yield f"{where}: {record!r} is not null"
    elif isinstance(shape, str):
        if record not in shape.split("|"):
            yield f"{where}: {record!r} is not one of {shape}"
    elif isinstance(shape, type):
        if not isinstance(record, shape) or (shape is int and isinstance(record, bool)):
            yield f"{where}: {record!r} is not {shape.__name__}"
    elif isinstance(shape, list):
        if not isinstance(record, list):
            yield f"{where}: {record!r} is not a list"
            return
        for number, one in enumerate(record):
            yield from differences(one, shape[0], f"{where}[{number}]")
    else:
        if not isinstance(record, dict):
            yield f"{where}: {record!r} is not an object"
            return
        for key, inner in shape.items():
            if key not in record:
                yield f"{where}.{key} is missing"
            else:
                yield from differences(record[key], inner, f"{where}.{key}")
