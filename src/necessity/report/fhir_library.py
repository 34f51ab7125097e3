"""The libraries of an exported pack as FHIR R4: a Bundle of Library resources, each with its CQL inside.

Invariant: no identifier is made up: what has no address of its own is named by its content. Sources are named, never copied.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from necessity.assessment.finding import Source
from necessity.policy.criterion import Pack
from necessity.report.cql_common import COMMON, COMMON_VERSION
from necessity.report.cql_pack import NOT_EXPORTED, PARAMETERS
from necessity.report.cql_text import CqlLibrary
from necessity.vocabulary.kinds import Kind
from necessity.vocabulary.load import Vocabulary

_TYPE = {"system": "http://terminology.hl7.org/CodeSystem/library-type", "code": "logic-library"}
_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SHAPES = {"Date": "date", "List<String>": "string"}


def bundle(pack: Pack, libraries: Sequence[CqlLibrary], vocabulary: Vocabulary) -> dict[str, Any]:
    """A Bundle (collection) of the libraries, the shared one first."""
    entries = [_library(pack, one, vocabulary) for one in libraries]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [
            {"fullUrl": _own_name(one), "resource": resource} for one, resource in zip(libraries, entries, strict=True)
        ],
    }


def json_bytes(resource: dict[str, Any]) -> bytes:
    """A resource as indented JSON in UTF-8, with a line end."""
    return (json.dumps(resource, ensure_ascii=False, indent=2) + "\n").encode()


def _own_name(library: CqlLibrary) -> str:
    """A UUID of version 8 (RFC 9562, 5.8) made from the text of the library: the same text has the same name."""
    digest = bytearray(hashlib.sha256(library.text.encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    shown = digest.hex()
    return f"urn:uuid:{shown[:8]}-{shown[8:12]}-{shown[12:16]}-{shown[16:20]}-{shown[20:]}"


def _library(pack: Pack, library: CqlLibrary, vocabulary: Vocabulary) -> dict[str, Any]:
    is_common = library.name == COMMON
    made: dict[str, Any] = {
        "resourceType": "Library",
        "version": library.version,
        "name": library.name,
        "title": library.title,
        "status": "draft",
        "experimental": not is_common and pack.purpose == "demonstration",
        "type": {"coding": [_TYPE]},
    }
    if not is_common:
        if _DATE.fullmatch(pack.version):
            made["date"] = pack.version
        made["description"] = _description(pack, library)
        period = {"start": pack.effective_from, "end": pack.effective_until}
        if any(period.values()):
            made["effectivePeriod"] = {key: value for key, value in period.items() if value}
        depends = {"type": "depends-on", "display": f"{COMMON}, version {COMMON_VERSION}, in this bundle"}
        made["relatedArtifact"] = [depends, *_sources(library.sources)]
        made["parameter"] = [*_given(), *_answers(library)]
        required = [_required(vocabulary.kinds[kind]) for kind in library.kinds]
        if required:
            made["dataRequirement"] = required
    text = base64.b64encode(library.text.encode()).decode("ascii")
    made["content"] = [{"contentType": "text/cql", "data": text, "title": library.file}]
    return made


def _description(pack: Pack, library: CqlLibrary) -> str:
    """What the library judges, and what it does not say."""
    banner = f"{pack.banner[:1].upper()}{pack.banner[1:]}. " if pack.banner else ""
    not_said = "".join(f"\n- {one}" for one in (*(f"{name}: {why}" for name, why in library.not_said), *NOT_EXPORTED))
    return (
        f"{banner}{library.judges} Made from the pack {pack.name} ({pack.digest}). "
        f"Each criterion is true for met, false for not met and null for unknown.\n\nWhat this export does not say:\n{not_said}"
    )


def _sources(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """The documents that the criteria and their parameters come from, by name and address."""
    related = []
    for one in sources:
        parts = (one.document, one.publisher, one.date)
        told: dict[str, Any] = {"type": "derived-from", "label": one.ref, "display": one.document}
        told["citation"] = f"{', '.join(filter(None, parts))} ({one.basis})"
        if one.url and one.url.startswith(("http://", "https://")):
            told["url"] = one.url
        related.append(told)
    return related


def _given() -> list[dict[str, Any]]:
    """What is given to a library; a list of tuples has no type of its own in FHIR."""
    return [
        {
            "name": name,
            "use": "in",
            "min": 0 if shape.startswith("List") else 1,
            "max": "*" if shape.startswith("List") else "1",
            "documentation": f"{says} {shape}",
            "type": _SHAPES.get(shape, "Any"),
        }
        for name, shape, says in PARAMETERS
    ]


def _answers(library: CqlLibrary) -> list[dict[str, Any]]:
    """What a library answers: a Boolean for every criterion, and where it is asked level by level a row for each."""
    by_level = set(library.by_level)
    called = ["Met"] if library.has_met else []
    called += [name for _, name in library.criteria]
    return [
        {
            "name": f"{name} at each level" if name in by_level else name,
            "use": "out",
            "min": 0,
            "max": "*" if name in by_level else "1",
            "type": "Any" if name in by_level else "boolean",
        }
        for name in called
    ]


def _required(kind: Kind) -> dict[str, Any]:
    """A kind of fact that the library reads, and the fields that it may read of it."""
    fields = ["level"] if kind.has_level else []
    fields += ["side"] if kind.has_side else []
    fields += [f"fields.{name}" for name in kind.fields]
    return {
        "type": "Any",
        "mustSupport": ["kind", "assertion", "earliest", "latest", *fields],
        "codeFilter": [{"path": "kind", "code": [{"code": kind.name, "display": kind.name.replace("_", " ")}]}],
    }
