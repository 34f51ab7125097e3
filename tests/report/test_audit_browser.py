"""The page of an audit in a real Chromium: readable by everyone, at the width of a phone, in the dark, on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
import seen
from audited import SILENT, TEXT, audited, small_library
from playwright.sync_api import Browser

from necessity.report.audit_page import page

browser = seen.browser
PAGES = {
    "one text": lambda: page([audited()], small_library(), {"letter.txt": TEXT}),
    "two texts": lambda: page(
        [audited(), audited(SILENT, "tea.txt")], small_library(), {"letter.txt": TEXT, "tea.txt": SILENT}
    ),
    "nothing asserted": lambda: page([audited(SILENT, "tea.txt")], small_library(), {}),
}


@pytest.mark.parametrize("name", PAGES)
def test_everyone_can_read_it(browser: Browser, tmp_path: Path, name: str) -> None:
    seen.assert_readable_by_everyone(browser, PAGES[name](), tmp_path)


def test_it_prints(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, PAGES["two texts"](), tmp_path, 794)
    sheet.emulate_media(media="print")
    assert sheet.evaluate("document.documentElement.scrollWidth") <= 794
    assert len(sheet.pdf(format="A4")) > 10_000
    sheet.context.close()


def test_a_click_on_a_line_shows_the_words_in_the_text_and_back(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, PAGES["one text"](), tmp_path, script=False)
    sheet.locator("#t1-c1").get_by_role("link", name="line 4").click()
    words = sheet.locator(f"[id='{sheet.url.partition('#')[2]}']")
    assert words.inner_text() == "After laminectomy of several levels 73% of patients slip."
    box = words.bounding_box()
    assert box is not None and 0 <= box["y"] < 900, "the words are not on the screen"
    sheet.get_by_role("link", name="claim 1").first.click()
    assert sheet.url.endswith("#t1-c1")
    assert "a slip that grows after laminectomy" in sheet.locator("#t1-c1").inner_text()
    sheet.context.close()
