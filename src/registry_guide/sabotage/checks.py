"""The checks that need no client: the very tests of the blocks, called with a mutant's pages."""

from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from pathlib import Path

import pytest

from registry_guide.blocks import table
from registry_guide.blocks.facts import Facts
from registry_guide.blocks.manifest import BlockStep, Manifest
from registry_guide.walk.path import Path as Walk
from registry_guide.walk.path import site_paths
from tests.practice import test_statements
from tests.project import test_addresses, test_fields, test_truth
from tests.site import test_belongs, test_blocks, test_filled_blocks, test_worlds

# Enough to break out of every place that a filter guards; the test itself tries hundreds.
_VALUES = (
    "a'b",
    'a"b',
    "a\\b",
    "a$b",
    "a`b",
    "a#b",
    "a # b",
    "a: b",
    "a;b",
    "a b",
    "a%b",
    "a/b",
    "a@b",
    "a=b",
    "{a}",
    "3a",
    "a-b",
)


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
        names = test_filled_blocks.names_of(block, manifest) if test_filled_blocks.parser_of(block) else []
        for name, value in product(names, _VALUES):
            test_filled_blocks.check(block, {name: value})


def _place(manifest: Manifest, facts: Facts, _place: Path) -> None:
    for block in _blocks(manifest):
        assert not (said := test_filled_blocks.out_of_place(block, facts)), f"in {block.id}: {said[0]}"


def _address(manifest: Manifest, facts: Facts, _place: Path) -> None:
    for block in _blocks(manifest):
        assert not (said := test_filled_blocks.divided(block, facts)), said


def _world(manifest: Manifest, _facts: Facts, _place: Path) -> None:
    if any(block.by == "world" for block in _blocks(manifest)):
        test_blocks.test_a_world_is_one(manifest)


def _world_answers(manifest: Manifest, facts: Facts, place: Path) -> None:
    for world in test_worlds.worlds(manifest):
        answered = test_worlds.answers(world, facts, place)
        assert answered == test_worlds.ANSWERS, f"a world answers {answered}"


def _truth(_manifest: Manifest, facts: Facts, _place: Path) -> None:
    assert not test_truth.wrong_words(facts), test_truth.wrong_words(facts)


def _answers(_manifest: Manifest, facts: Facts, place: Path) -> None:
    rows = table.rows_of(facts, "answer")
    # The registry is asked only where a mutant changed what is said of it.
    if rows != test_statements.ROWS:
        assert not (wrong := test_statements.wrong_rows(rows, place)), wrong


def _workflow(manifest: Manifest, _facts: Facts, _place: Path) -> None:
    test_belongs.test_a_workflow_lets_nothing_in_that_it_does_not_need(manifest)


def _owner(manifest: Manifest, facts: Facts, _place: Path) -> None:
    assert not (said := test_belongs.ownerless(manifest, facts)), said[0]


def _typed_addresses(manifest: Manifest, facts: Facts, _place: Path) -> None:
    said = [fault for block in _blocks(manifest) for fault in test_addresses.typed_in_block(block)]
    assert not (said := [*said, *test_addresses.wrong_forms(facts), *test_addresses.faults(facts, {})]), said[0]


def _fields(_manifest: Manifest, facts: Facts, _place: Path) -> None:
    assert not (said := test_fields.wrong_fields(facts)), said[0]


def _careless(manifest: Manifest, _facts: Facts, _place: Path) -> None:
    for block in _blocks(manifest):
        assert not (said := test_belongs.careless(block, manifest)), said


CHECKS: Mapping[str, Callable[[Manifest, Facts, Path], None]] = {
    "test_a_file_or_job_parses": _parses,
    "test_a_pipeline_fits_its_schema": _fits_schema,
    "test_a_world_is_one": _world,
    "test_the_reader_of_a_world_installs_and_does_not_publish": _world_answers,
    "test_facts_say_the_words_of_the_registry": _truth,
    "test_a_row_of_the_table_is_what_the_registry_answers": _answers,
    "test_a_workflow_lets_nothing_in_that_it_does_not_need": _workflow,
    "test_no_block_is_careless": _careless,
    "test_facts_and_templates_take_the_address_from_one_table": _typed_addresses,
    "test_fields_take_what_is_right_and_nothing_else": _fields,
    "test_where_pipelines_are_another_project_s_the_package_has_an_owner": _owner,
    "test_shellcheck_has_nothing_to_say": _shell,
    "test_each_value_is_quoted_for_its_place": _place,
    "test_a_legal_value_is_one_part_of_an_address": _address,
    "test_vectors_in_every_block": _any_value,
}


#: The checks of what stands together on a path; each gives what it found.
PATH_CHECKS: Mapping[str, Callable[[Walk, Manifest], list[str]]] = {
    "test_a_token_follows_its_own_user_name": test_belongs.strangers,
    "test_a_client_gets_user_name_and_token": test_belongs.halves,
    "test_a_block_uses_only_variables_that_are_set": test_belongs.empty_variables,
    "test_a_build_gets_what_its_dockerfile_takes": test_belongs.builds,
    "test_who_only_installs_needs_no_token_that_may_publish": test_belongs.needless,
}


def complaint(changed: Manifest, whole: Manifest, facts: Facts, place: Path) -> str:
    """Hold all checks against pages; give the name of the first that complains and its first line, or nothing.

    Args:
        changed: the pages that a mutant changed, with only the blocks that it changed.
        whole: the same pages with all their steps.
        facts: what they were made from.
        place: an empty directory for files that a check writes.
    """
    for name, check in CHECKS.items():
        if said := _fault(partial(check, changed, facts, place)):
            return f"{name}: {said}"
    for name, look in PATH_CHECKS.items():
        if said := _fault(partial(_along_paths, look, whole)):
            return f"{name}: {said}"
    return ""


def _along_paths(look: Callable[[Walk, Manifest], list[str]], manifest: Manifest) -> None:
    for path in site_paths(manifest):
        assert not (found := look(path, manifest)), found[0]


def _fault(check: Callable[[], None]) -> str:
    try:
        check()
    # Whatever a parser raises fails its test.
    except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001
        return (str(error).strip() or type(error).__name__).splitlines()[0]
    return ""


def _blocks(manifest: Manifest) -> list[BlockStep]:
    return [block for page in manifest.pages.values() for block in page.blocks]
