"""The page of the library in a real Chromium: readable by everyone, at the width of a phone, in the dark, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
import seen
from playwright.sync_api import Browser
from test_library_faces import html

browser = seen.browser
PAGES = ("slip-after-multilevel-laminectomy", "jns-2005-part-8", "dural tear", "decline-shows-instability", "xyzzy")


@pytest.mark.parametrize("words", PAGES)
def test_everyone_can_read_it(browser: Browser, tmp_path: Path, words: str) -> None:
    seen.assert_readable_by_everyone(browser, html(words), tmp_path)


def test_the_whole_library_fits_a_phone_and_prints(browser: Browser, tmp_path: Path) -> None:
    seen.assert_a_large_one_fits_and_prints(browser, html(), tmp_path)


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
