"""The digest of what was received: SHA-256 over the canonical JSON of RFC 8785, so that the same input is known again.

Invariant: it holds what was said and the bytes of the files, not where they lay, nor how a case file was laid out.
"""

from __future__ import annotations

import hashlib
from typing import Any

import rfc8785

from necessity.yaml_file import Items, Node, Scalar


def digest_of(received: Any) -> str:
    """`sha256:` and the hexadecimal digest of a tree of mappings, lists and texts."""
    return f"sha256:{hashlib.sha256(rfc8785.dumps(received)).hexdigest()}"


def plain(node: Node) -> Any:
    """A tree of nodes as mappings, lists and texts, every value as written."""
    if isinstance(node, Scalar):
        return None if node.is_empty else node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(value) for key, value in node.values.items()}
