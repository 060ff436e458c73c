"""The checks that need no client: the very tests of the blocks, called with a mutant's pages."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.manifest import BlockStep, Manifest
from tests.blocks.vectors import SINGLE, WHOLE
from tests.site import test_blocks, test_filled_blocks

# Long values are for the browser: they find no other mistake in a template.
_VALUES = [*SINGLE, *(each for each in WHOLE if len(each) < 100)]


def _parses(manifest: Manifest, _facts: Facts, _place: Path) -> None:
    for block in _blocks(manifest):
        parse = test_blocks.PARSERS.get(block.language)
        if parse:
            parse(block.text)


def _fits_schema(manifest: Manifest, _facts: Facts, place: Path) -> None:
    for name in sorted({schema for block in _blocks(manifest) if (schema := test_blocks.schema(block))}):
        test_blocks.test_a_pipeline_fits_its_schema(manifest, place, name)


def _shell(manifest: Manifest, _facts: Facts, place: Path) -> None:
    if any(block.language in test_blocks.SHELLS for block in _blocks(manifest)):
        test_blocks.test_shellcheck_has_nothing_to_say(manifest, place)


def _any_value(manifest: Manifest, _facts: Facts, _place: Path) -> None:
    # Blocks of several pages that differ in nothing but their place are one.
    for block in {block.sha256: block for block in _blocks(manifest)}.values():
        names = test_filled_blocks.names_of(block, manifest)
        if names and test_filled_blocks.parser_of(block):
            for value in _VALUES:
                test_filled_blocks.check(block, dict.fromkeys(names, value))


CHECKS: Mapping[str, Callable[[Manifest, Facts, Path], None]] = {
    "test_a_file_or_job_parses": _parses,
    "test_a_pipeline_fits_its_schema": _fits_schema,
    "test_shellcheck_has_nothing_to_say": _shell,
    "test_vectors_in_every_block": _any_value,
}


def complaint(manifest: Manifest, facts: Facts, place: Path) -> str:
    """Hold all checks against pages; give the name of the first that complains and its first line, or nothing.

    Args:
        manifest: the pages; only blocks that are not those of the unharmed guide are worth the time.
        facts: what they were made from.
        place: an empty directory for files that a check writes.
    """
    for name, check in CHECKS.items():
        try:
            check(manifest, facts, place)
        # Whatever a parser raises fails its test.
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001
            said = str(error).strip().splitlines() or [type(error).__name__]
            return f"{name}: {said[0]}"
    return ""


def _blocks(manifest: Manifest) -> list[BlockStep]:
    return [block for page in manifest.pages.values() for block in page.blocks]
