"""Cells of a table in HTML stay apart, whether or not the page closes them."""

from __future__ import annotations

import pytest

from necessity.exchange.html_text import html_text


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><td>Donor site pain</td><td>58%</td></tr><tr><td>Leg</td><td>7/10</td></tr></table>",
        "<table><tr><td>Donor site pain<td>58%<tr><td>Leg<td>7/10</table>",
    ],
    ids=["closed", "left open"],
)
def test_the_cells_of_a_row_are_parted_by_a_tab(page: str) -> None:
    assert html_text(page).split("\n") == ["Donor site pain\t58%", "Leg\t7/10"]
