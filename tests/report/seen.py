"""A page in a real Chromium, for the tests that look at one: opened as a reader opens it, and tried for everyone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
PHONE, DESK = 375, 1280
A4 = 794


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        yield chromium
        chromium.close()


def opened(browser: Browser, text: str, folder: Path, width: int = DESK, script: bool = True) -> Page:
    """The page from a file, as a reader opens it; fails where it asks for anything else."""
    file = folder / "report.html"
    file.write_text(text, encoding="utf-8")
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme="light",
        java_script_enabled=script,
    )
    sheet = context.new_page()
    asked: list[str] = []
    sheet.on("request", lambda request: asked.append(request.url))
    sheet.goto(file.as_uri())
    assert asked == [file.as_uri()]
    return sheet


def faults(sheet: Page, *, whole: bool, rules: Mapping[str, object] = RULES) -> list[str]:
    """What axe finds, each with its first place; `whole` False leaves out the facts and the chart."""
    left_out = None if whole else {"exclude": [[".facts"], [".chart"]]}
    found = Axe().run(sheet, context=left_out, options=rules).response
    assert found["passes"], "axe has looked at nothing"
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


def assert_readable_by_everyone(browser: Browser, text: str, folder: Path) -> None:
    """Fails where axe finds a fault, or the page does not fit, on a phone or a desk, in the light or the dark."""
    sheet = opened(browser, text, folder, PHONE)
    for width in (PHONE, DESK):
        sheet.set_viewport_size({"width": width, "height": 900})
        sheet.emulate_media(color_scheme="light")
        assert faults(sheet, whole=True) == []
        sheet.emulate_media(color_scheme="dark")
        assert faults(sheet, whole=True, rules=CONTRAST) == []
        assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    sheet.context.close()


def assert_a_large_one_fits_and_prints(browser: Browser, text: str, folder: Path) -> None:
    """Fails where a page of many sheets is wider than a phone or than paper, or does not print whole."""
    sheet = opened(browser, text, folder, PHONE)
    assert sheet.evaluate("document.documentElement.scrollWidth") <= PHONE
    sheet.set_viewport_size({"width": A4, "height": 900})
    sheet.emulate_media(media="print")
    assert sheet.evaluate("document.documentElement.scrollWidth") <= A4
    assert len(sheet.pdf(format="A4")) > 100_000
    sheet.context.close()
