"""The Python examples of the pages."""

from __future__ import annotations

from tools import examples


def test_all_examples_of_the_pages_ran_and_hold() -> None:
    outcome = examples.run()
    assert outcome.good, f"{outcome.sentence}\n{outcome.output}"
