"""The mark on a block, which only a walk makes: unfolded, it stays inside its block."""

from __future__ import annotations

import pytest

from tools.site.desk import Desk

# As the site writes them once it was walked.
MARK = """() => document.querySelectorAll(".block .bar, .shells .bar").forEach((bar) => {
  bar.querySelector("details.mark")?.remove();
  const text = "Ran with keyring 25.7.0, keyrings.alt 5.0.2, pip 26.3 and uv 0.13.9 on 29 Nov 2026.";
  const mark = `<details class="mark ran" open><summary>printed</summary><p>${text}</p></details>`;
  bar.insertAdjacentHTML("beforeend", mark);
})"""
OUTSIDE = """() => [...document.querySelectorAll("details.mark p")].filter((each) => {
  const box = each.getBoundingClientRect();
  const block = each.closest(".block").getBoundingClientRect();
  return each.checkVisibility() && (box.left < block.left || box.right > block.right + 0.5);
}).map((each) => each.closest(".block").dataset.purpose)"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["publish/uv", "publish/delete", "install/tools"])
def test_an_unfolded_mark_stays_inside_its_block(desk: Desk, address: str, name: str, width: int) -> None:
    with desk.page({"width": width, "height": 800}) as page:
        page.goto(f"{address}/{name}.html")
        page.evaluate(MARK)
        assert page.locator("details.mark p").count() > 2
        assert page.evaluate(OUTSIDE) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
