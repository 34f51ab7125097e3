"""XML as a tree, by the parser of the standard library and without what XML can be abused for.

Invariant: a document type, an entity of its own or anything outside the file is refused before it is used; depth and number of
elements are bounded.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_DEPTH = 200
MOST_ELEMENTS = 1_000_000


class NotXml(Exception):
    """Why a text gives no tree, in words for the report."""


def xml_tree(data: bytes) -> Element:
    """The root, with names as `{address}name`. Raises NotXml."""
    builder = TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    depth = count = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > MOST_DEPTH or count > MOST_ELEMENTS:
            raise NotXml("it is nested too deeply or has too many elements")
        builder.start(_full(name), {_full(key): value for key, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_full(name))

    def refuse(*_: object) -> int:
        raise NotXml("it declares a document type, which is not read: save it without one")

    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise NotXml(f"it is not whole XML (line {error.lineno}): save it again") from None
    except (LookupError, ValueError, UnicodeError, MemoryError):
        raise NotXml("it is not XML in an encoding that is known") from None
    return builder.close()


def _full(name: str) -> str:
    return "{" + name if "}" in name else name


def local(element: Element) -> str:
    """The name without the address."""
    return str(element.tag).rpartition("}")[2]
