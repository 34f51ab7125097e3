"""The page in a real Chromium: readable by everyone, at the width of a phone, in the dark, on paper, without a script."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import rich_samples
import samples
import seen
from every_chart import DAY, ROOT, reviewed
from playwright.sync_api import Browser
from seen import CONTRAST, DESK, PHONE, faults, opened

from necessity.exchange.intake import case_of
from necessity.report.page import page
from necessity.review import review

browser = seen.browser
TWO = ["consensus", "published-assessments"]
CHARTS = {
    "everything": rich_samples.rich,
    "a bar": samples.barred,
    "no questions open": samples.met,
    "hardware removal": lambda: reviewed(ROOT / "examples/hardware-removal/case.yaml"),
    "cauda equina": lambda: reviewed(ROOT / "examples/revision-discectomy/cauda-equina/case.yaml"),
    "instrumented fusion": lambda: reviewed(ROOT / "examples/instrumented-fusion/case.yaml"),
    "two packs": lambda: review(case_of(ROOT / "examples/revision-fusion/case.yaml"), packs=TWO, as_of=DAY),
}
HAND_MADE = ("everything", "a bar", "no questions open")
# every page at the width of a phone and of a desk, in the light and in the dark; charts of many pages at the phone in the
# light and at the desk in the dark, and their proofs only: the list of facts and the chart are looked at in the small ones
TRIED = [(chart, "reviewer") for chart in CHARTS]
TRIED += [(chart, audience) for chart in ("everything", "instrumented fusion") for audience in ("surgeon", "patient")]


@cache
def written(chart: str, audience: str = "reviewer") -> str:
    return page(CHARTS[chart](), audience=audience)


@pytest.mark.parametrize(("chart", "audience"), TRIED)
def test_everyone_can_read_it(browser: Browser, tmp_path: Path, chart: str, audience: str) -> None:
    small = chart in HAND_MADE or audience != "reviewer"
    sheet = opened(browser, written(chart, audience), tmp_path, PHONE)
    assert faults(sheet, whole=small) == []
    assert sheet.evaluate("document.documentElement.scrollWidth") <= PHONE
    if small:
        sheet.emulate_media(color_scheme="dark")
        assert faults(sheet, whole=True, rules=CONTRAST) == []
    sheet.set_viewport_size({"width": DESK, "height": 900})
    if small:
        sheet.emulate_media(color_scheme="light")
        assert faults(sheet, whole=True) == []
    sheet.emulate_media(color_scheme="dark")
    assert faults(sheet, whole=small, rules=CONTRAST) == []
    assert sheet.evaluate("document.documentElement.scrollWidth") <= DESK
    sheet.context.close()


@pytest.mark.parametrize(("name", "width"), [("A4", 794), ("Letter", 816)])
@pytest.mark.parametrize(("chart", "audience"), [("everything", "reviewer"), ("hardware removal", "patient")])
def test_it_prints(browser: Browser, tmp_path: Path, chart: str, audience: str, name: str, width: int) -> None:
    sheet = opened(browser, written(chart, audience), tmp_path, width)
    sheet.emulate_media(media="print")
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    printed = sheet.pdf(format=name)
    assert printed.startswith(b"%PDF") and len(printed) > 10_000
    sheet.context.close()


def test_a_click_on_a_reason_shows_the_words_in_the_chart_and_back(browser: Browser, tmp_path: Path) -> None:
    sheet = opened(browser, written("no questions open"), tmp_path, script=False)
    sheet.get_by_role("link", name="compresses the left L5 nerve root").first.click()
    target = sheet.url.partition("#")[2]
    assert target.startswith("q")
    words = sheet.locator(f"#{target} + mark")
    assert words.inner_text() == "compresses the left L5 nerve root"
    box = words.bounding_box()
    assert box is not None and 0 <= box["y"] < 900, "the words are not on the screen"
    number = target[1:].partition("-")[0]
    sheet.locator(f".chart sup a[href='#fact-{number}']").first.click()
    assert sheet.url.endswith(f"#fact-{number}")
    sheet.locator(f"#fact-{number} .uses a").first.click()
    back = sheet.url.partition("#")[2]
    assert "Imaging shows the root compressed" in sheet.locator(f"#{back}").inner_text()
    sheet.context.close()


def test_the_deciding_criteria_are_open_and_settled_ones_are_folded(browser: Browser, tmp_path: Path) -> None:
    sheet = opened(browser, written("everything"), tmp_path, script=False)
    assert sheet.get_by_text("One course was long enough: not documented").is_visible()
    assert sheet.get_by_text("waived if: The cauda equina is pressed").first.is_visible()
    folded = sheet.locator("details:not([open])")
    for place in range(folded.count()):
        assert "not met" not in folded.nth(place).locator("summary").inner_text()
    sheet.context.close()


def test_the_answer_is_seen_without_scrolling(browser: Browser, tmp_path: Path) -> None:
    sheet = opened(browser, written("no questions open"), tmp_path, script=False)
    box = sheet.locator(".glance .stamp").first.bounding_box()
    assert box is not None and box["y"] + box["height"] < 900
    sheet.context.close()
