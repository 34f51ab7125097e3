"""The pages of packs and of the matrix in a real Chromium: readable by everyone, on a phone, in the dark, on paper."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import seen
from playwright.sync_api import Browser
from shipped import ENTRIES, html, pack

from necessity.report.matrix_rows import matrix_rows
from necessity.report.pack_matrix import matrix_of
from necessity.report.pack_matrix_faces import html as matrix_html

browser = seen.browser
PAGES = ("cms@2024-09", "cms-inpatient@2026-01", "carelon@2024-01", "matrix")


@cache
def written(name: str) -> str:
    if name == "matrix":
        return matrix_html(matrix_of([pack("cms@2024-09"), pack("carelon@2024-01")], matrix_rows()))
    return html(name)


@pytest.mark.parametrize("name", PAGES)
def test_everyone_can_read_it(browser: Browser, tmp_path: Path, name: str) -> None:
    seen.assert_readable_by_everyone(browser, written(name), tmp_path)


def test_the_largest_fits_a_phone_and_prints(browser: Browser, tmp_path: Path) -> None:
    largest = max(ENTRIES, key=lambda name: len(html(name)))
    seen.assert_a_large_one_fits_and_prints(browser, html(largest), tmp_path)


def test_a_parameter_leads_to_the_criterion_that_reads_it(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, html("cms@2024-09"), tmp_path, script=False)
    sheet.locator("#parameters").get_by_role("link", name="year-since-fusion").click()
    row = sheet.locator("li:target")
    assert "At least a year has passed since then." in row.inner_text()
    box = row.bounding_box()
    assert box is not None and -5 <= box["y"] < 900
    sheet.context.close()


def test_a_cell_of_the_matrix_leads_to_its_clause(browser: Browser, tmp_path: Path) -> None:
    sheet = seen.opened(browser, written("matrix"), tmp_path, script=False)
    sheet.locator("table.matrix").get_by_role("link", name="pain ≥ 3 points").click()
    assert sheet.url.endswith("#scores-carelon-2024-01")
    assert "three-of-ten" in sheet.locator(":target").inner_text()
    sheet.context.close()
