"""Bytes inside a record (an attachment of a resource, a part of a C-CDA document) become text by what they say they are.

Invariant: as for a file: nothing here raises for what is inside, and what cannot be read says why.
"""

from __future__ import annotations

import base64
import binascii
import hashlib

from necessity.exchange.documents import MOST_FILE_BYTES, Extracted, extract_bytes

_ENDINGS = {
    "text/plain": ".txt",
    "text/markdown": ".md",
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/rtf": ".rtf",
    "application/rtf": ".rtf",
    "text/xml": ".xml",
    "application/xml": ".xml",
    "application/hl7-sda+xml": ".xml",
    "application/cda+xml": ".xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}


def ending_of(content_type: str) -> str | None:
    """The ending under which such a file is read; None where nobody reads it."""
    return _ENDINGS.get(content_type.partition(";")[0].strip().lower())


def bytes_of(data: str) -> bytes | None:
    """The bytes of base64 text; None where it is not that, or too long."""
    if len(data) > MOST_FILE_BYTES:
        return None
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def extracted(content_type: str, data: bytes) -> Extracted:
    """The text of such bytes."""
    ending = ending_of(content_type)
    if ending is None:
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        named = content_type or "nothing said of its type"
        return Extracted(readable=False, remark=f"attachments of this type are not read ({named})", digest=digest)
    return extract_bytes(data, ending)
