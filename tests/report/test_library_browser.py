"""The page of the library in a real Chromium: readable by everyone, at the width of a phone, in the dark, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
import test_browser as seen
from playwright.sync_api import Browser
from test_library_faces import html

browser = seen.browser
PAGES = ("slip-after-multilevel-laminectomy", "jns-2005-part-8", "dural tear", "decline-shows-instability", "xyzzy")


@pytest.mark.parametrize("words", PAGES)
def test_everyone_can_read_it(browser: Browser, tmp_path: Path, words: str) -> None:
    sheet = seen.opened(browser, html(words), tmp_path, seen.PHONE)
    for width in (seen.PHONE, seen.DESK):
        sheet.set_viewport_size({"width": width, "height": 900})
        sheet.emulate_media(color_scheme="light")
        assert seen.faults(sheet, whole=True) == []
        sheet.emulate_media(color_scheme="dark")
        assert seen.faults(sheet, whole=True, rules=seen.CONTRAST) == []
        assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    sheet.context.close()


def test_the_whole_library_fits_a_phone_and_prints(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, html(), tmp_path, seen.PHONE)
    assert sheet.evaluate("document.documentElement.scrollWidth") <= seen.PHONE
    sheet.set_viewport_size({"width": 794, "height": 900})
    sheet.emulate_media(media="print")
    assert sheet.evaluate("document.documentElement.scrollWidth") <= 794
    assert len(sheet.pdf(format="A4")) > 100_000
    sheet.context.close()


def test_the_index_leads_to_a_claim_and_the_claim_to_its_source(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, html("dural tear"), tmp_path, script=False)
    sheet.get_by_role("link", name="Dural tear and other events in a revision").click()
    assert sheet.url.endswith("#claim-revision-raises-dural-tear")
    claim = sheet.locator("#claim-revision-raises-dural-tear")
    box = claim.bounding_box()
    assert box is not None and -5 <= box["y"] < 900, "the claim is not on the screen"
    claim.get_by_role("link", name="alshameeri-2021").first.click()
    assert sheet.url.endswith("#source-alshameeri-2021")
    sheet.locator("#source-alshameeri-2021").get_by_role("link", name="revision-raises-dural-tear").click()
    assert sheet.url.endswith("#claim-revision-raises-dural-tear")
    sheet.context.close()
