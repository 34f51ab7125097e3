"""What would change an answer, on the page in a real Chromium: readable by everyone, laid open without a script, on paper."""

from __future__ import annotations

from pathlib import Path

import changed_samples as changed
import pytest
import seen
from playwright.sync_api import Browser

from necessity.report.page import page

browser = seen.browser


@pytest.mark.parametrize("name", ["very many", "several"])
def test_everyone_can_read_it_laid_open(browser: Browser, tmp_path: Path, name: str) -> None:
    text = page(changed.ALL[name]())
    assert ("<details><summary>The next 19 ways" in text) == (name == "very many")
    seen.assert_readable_by_everyone(browser, text.replace("<details>", "<details open>"), tmp_path)


def test_the_longer_list_opens_by_a_click_and_an_answer_leads_to_its_criterion(
    browser: Browser, tmp_path: Path
) -> None:
    sheet = seen.opened(browser, page(changed.pending()), tmp_path, script=False)
    part = sheet.locator(".changes")
    last = part.get_by_text("image number 20", exact=False)
    assert part.get_by_text("a course of care was long enough").first.is_visible() and not last.is_visible()
    part.get_by_text("The next 19 ways").click()
    assert last.is_visible()
    part.get_by_role("link", name="1.2.1").first.click()
    target = sheet.locator(f"[id='{sheet.url.partition('#')[2]}']")
    assert "One course was long enough" in target.inner_text()
    sheet.context.close()


def test_words_on_which_an_approval_rests_lead_to_the_chart(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, page(changed.approved()), tmp_path, script=False)
    sheet.locator(".changes").get_by_role("link", name="the leg hurts far more than the back").click()
    words = sheet.locator(f"#{sheet.url.partition('#')[2]} + mark")
    assert words.inner_text() == "the leg hurts far more than the back"
    sheet.context.close()


def test_it_prints(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, page(changed.pending()), tmp_path, seen.A4)
    sheet.emulate_media(media="print")
    assert sheet.evaluate("document.documentElement.scrollWidth") <= seen.A4
    assert len(sheet.pdf(format="A4")) > 10_000
    sheet.context.close()
