"""The page of a chart that was read, in a real Chromium: for everyone, at the width of a phone, in the dark, on paper."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import readings
import seen
from every_chart import DAY, ROOT
from playwright.sync_api import Browser

from necessity.exchange.intake import case_of
from necessity.model.case import Case
from necessity.model.chart import chart_of
from necessity.model.document import Document
from necessity.report.read_page import page
from necessity.review import read

browser = seen.browser
TEA = Document(id="tea", text="Tea was served.")


@cache
def written(name: str) -> str:
    if name == "every sign":
        return page(readings.case(), readings.chart())
    if name == "no facts":
        return page(Case(id="x", documents=(TEA,)), chart_of([], DAY, [TEA]))
    reading = read(case_of(ROOT / "examples/revision-discectomy/complete/case.yaml"), as_of=DAY)
    return page(reading.case, reading.chart)


@pytest.mark.parametrize("name", ["every sign", "no facts", "an example"])
def test_everyone_can_read_it(browser: Browser, tmp_path: Path, name: str) -> None:
    seen.assert_readable_by_everyone(browser, written(name), tmp_path)


@pytest.mark.parametrize(("name", "width"), [("A4", 794), ("Letter", 816)])
def test_it_prints(browser: Browser, tmp_path: Path, name: str, width: int) -> None:
    sheet = seen.opened(browser, written("every sign"), tmp_path, width)
    sheet.emulate_media(media="print")
    assert sheet.evaluate("document.documentElement.scrollWidth") <= width
    assert not sheet.locator(".filter").is_visible()
    assert len(sheet.pdf(format=name)) > 10_000
    sheet.context.close()


def test_from_the_words_to_the_list_and_back(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, written("every sign"), tmp_path, script=False)
    number = readings.chart().facts.index(readings.SADDLE)
    sheet.get_by_role("link", name=f"fact {number}, ruled out").click()
    assert sheet.url.endswith(f"#fact-{number}")
    listed = sheet.locator(f"#fact-{number}")
    assert "cauda equina" in listed.inner_text()
    listed.get_by_role("link", name="Denies saddle numbness").click()
    words = sheet.locator(f"#q{number}-0 + mark")
    assert words.inner_text() == "saddle numbness"
    box = words.bounding_box()
    assert box is not None and 0 <= box["y"] < 900, "the words are not on the screen"
    sheet.context.close()


def test_a_filter_shows_one_area_without_a_script(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, written("every sign"), tmp_path, script=False)
    care, imaging = sheet.locator("details.area.a1"), sheet.locator("details.area.a4")
    assert care.is_visible() and imaging.is_visible()
    sheet.get_by_role("radio", name="imaging").check()
    assert imaging.is_visible() and not care.is_visible()
    assert sheet.locator(".label.a4").first.is_visible()
    assert not sheet.locator(".label.a1").first.is_visible()
    assert "Therapy 09/01/2025" in sheet.locator(".chart").inner_text(), "the words of the chart always stay"
    sheet.get_by_role("radio", name="all areas").check()
    assert care.is_visible()
    sheet.context.close()


def test_labels_stand_beside_the_words_on_a_desk_and_beneath_them_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, written("every sign"), tmp_path, script=False)
    row = sheet.locator(".ln", has=sheet.locator(".label")).first
    words, label = row.locator(".tx").bounding_box(), row.locator(".labels").bounding_box()
    assert words and label and label["x"] >= words["x"] + words["width"]
    sheet.set_viewport_size({"width": seen.PHONE, "height": 900})
    words, label = row.locator(".tx").bounding_box(), row.locator(".labels").bounding_box()
    assert words and label and label["y"] >= words["y"] + words["height"] - 1
    sheet.context.close()
