"""The checks that need no client, by name. What each says, and how to mend what it finds, stands in facts/checks.toml.

Tests hold them against the built site, sabotage against the pages of each mutant, and a page of the guide lists them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.quoting import BadValueError
from registry_guide.blocks.table import rows_of
from registry_guide.records.manifest import Manifest
from registry_guide.walk.route import Route, site_routes
from tools.checks import addresses, answers, belonging, careless, fields, filled, formats, words, workflow, worlds

# Enough to break out of every place that a filter guards; the tests of quoting try hundreds.
VALUES = (
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

Look = Callable[[Manifest, Facts, Path], list[str]]


@dataclass(frozen=True)
class Check:
    """Something that can be said of the guide without a client.

    Attributes:
        name: what reports call it, and its row in facts/checks.toml.
        look: takes pages, the facts they were made from and an empty directory; gives what is wrong, a line each.
        whole: whether it looks at whole pages; else only at those blocks of a page that it is given.
    """

    name: str
    look: Look
    whole: bool = False


def _along_routes(look: Callable[[Route, Manifest], list[str]]) -> Look:
    return lambda manifest, _facts, _folder: [said for path in site_routes(manifest) for said in look(path, manifest)]


def _parse(manifest: Manifest, _facts: Facts, _folder: Path) -> list[str]:
    return [said for block in formats.blocks(manifest) if (said := formats.unparsed(block))]


def _any_value(manifest: Manifest, _facts: Facts, _folder: Path) -> list[str]:
    found = []
    # Blocks of several pages that differ in nothing but their place are one.
    for block in {block.sha256: block for block in formats.blocks(manifest)}.values():
        names = filled.names_of(block, manifest) if filled.parser_of(block) else []
        for name, value in product(names, VALUES):
            try:
                found.append(filled.harm(block, {name: value}))
            except BadValueError:
                continue
    return [said for said in found if said]


def _quoted(manifest: Manifest, facts: Facts, _folder: Path) -> list[str]:
    return [f"{each.id}: {said}" for each in formats.blocks(manifest) for said in filled.out_of_place(each, facts)]


def _one_part(manifest: Manifest, facts: Facts, _folder: Path) -> list[str]:
    return [f"{each.id}: {said}" for each in formats.blocks(manifest) if (said := filled.divided(each, facts))]


def _careless(manifest: Manifest, _facts: Facts, _folder: Path) -> list[str]:
    return [f"{each.id}: {said}" for each in formats.blocks(manifest) if (said := careless.careless(each, manifest))]


def _workflow(manifest: Manifest, _facts: Facts, _folder: Path) -> list[str]:
    return [said for block in workflow.workflows(manifest) for said in workflow.open_doors(block)]


def _addresses(manifest: Manifest, facts: Facts, _folder: Path) -> list[str]:
    typed = [said for block in formats.blocks(manifest) for said in addresses.typed_in_block(block)]
    return [*typed, *addresses.slashed(facts), *addresses.wrong_forms(facts), *addresses.faults(facts, {})]


CHECKS = (
    Check("parses", _parse),
    Check("schema", lambda manifest, _facts, folder: formats.unfitting(formats.blocks(manifest), folder)),
    Check("stages", lambda manifest, _facts, _folder: formats.stageless(formats.blocks(manifest))),
    Check("world", lambda manifest, _facts, _folder: formats.no_worlds(formats.blocks(manifest))),
    Check("world_answers", worlds.wrong_answers),
    Check("words", lambda _manifest, facts, _folder: words.wrong_words(facts)),
    Check("answers", lambda _manifest, facts, folder: answers.wrong_rows(rows_of(facts, "answer"), folder)),
    Check("workflow", _workflow),
    Check("careless", _careless),
    Check("addresses", _addresses),
    Check("fields", lambda _manifest, facts, _folder: fields.wrong_fields(facts)),
    Check("owner", lambda manifest, facts, _folder: belonging.ownerless(manifest, facts)),
    Check("shellcheck", lambda manifest, _facts, folder: formats.unclean(formats.blocks(manifest), folder)),
    Check("place", _quoted),
    Check("one_part", _one_part),
    Check("any_value", _any_value),
    Check("user_name", _along_routes(belonging.strangers), whole=True),
    Check("pair", _along_routes(belonging.halves), whole=True),
    Check("left_set", _along_routes(belonging.left_set), whole=True),
    Check("variables", _along_routes(belonging.empty_variables), whole=True),
    Check("shells", lambda manifest, _facts, _folder: belonging.shells_that_differ(manifest), whole=True),
    Check("build_secrets", _along_routes(belonging.builds), whole=True),
    Check("least_token", _along_routes(belonging.needless), whole=True),
)


def complaint(changed: Manifest, whole: Manifest, facts: Facts, folder: Path) -> str:
    """Hold all checks against pages; give the name of the first that complains and its first line, or nothing.

    Args:
        changed: the pages that a mutant changed, with only the blocks that it changed.
        whole: the same pages with all their steps.
        facts: what they were made from.
        folder: an empty directory for files that a check writes.
    """
    for check in CHECKS:
        try:
            found = check.look(whole if check.whole else changed, facts, folder)
        # A mutant may break what a check takes for granted, and is noticed by that.
        except Exception as error:  # noqa: BLE001
            found = [str(error).strip() or type(error).__name__]
        if found:
            return f"{check.name}: {found[0].strip().splitlines()[0]}"
    return ""
