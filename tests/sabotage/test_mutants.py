"""The rules, on the guide's own templates, facts and pages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tools.build import ROOT
from tools.sabotage.accepted import accepted
from tools.sabotage.mutant import Mutant, mutants, spread
from tools.sabotage.rule import Rule, rules

AT_LEAST = 150


@pytest.fixture(scope="module")
def made() -> list[Mutant]:
    return mutants(ROOT, rules())


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.name)
def test_every_rule_makes_a_mutant(rule: Rule) -> None:
    found = mutants(ROOT, [rule])
    assert found
    for mutant in found:
        text = (ROOT / mutant.file).read_text("utf-8")
        assert mutant.text != text
        assert text.splitlines()[mutant.line - 1 :][: mutant.before.count("\n") + 1] == mutant.before.split("\n")


def test_there_are_enough_mutants_in_an_ordinary_run(made: list[Mutant]) -> None:
    assert len(spread(made, 3)) >= AT_LEAST


def test_ids_are_unique_and_mutants_differ(made: list[Mutant]) -> None:
    assert max(Counter(mutant.id for mutant in made).values()) == 1
    assert max(Counter((mutant.file, mutant.text) for mutant in made).values()) == 1


def test_mutants_are_the_same_each_time(made: list[Mutant]) -> None:
    assert mutants(ROOT, rules()) == made


def test_an_id_does_not_change_with_another_file(tmp_path: Path) -> None:
    rule = Rule("drop-flag", "", ("templates/*",), r" --\w+", ("",))
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "b.sh").write_text("uv publish --index gitlab --quiet\n")
    alone = [mutant.id for mutant in mutants(tmp_path, [rule])]
    (folder / "a.sh").write_text("twine upload --verbose\n")
    assert alone == ["drop-flag:templates/b.sh:1", "drop-flag:templates/b.sh:2"]
    assert [mutant.id for mutant in mutants(tmp_path, [rule])] == ["drop-flag:templates/a.sh:1", *alone]


def test_a_mistake_stays_in_its_part_of_a_template(tmp_path: Path) -> None:
    (tmp_path / "t.sh").write_text('{#-\nrun = "walk"\n-#}\nwalk\n')
    for part, line in (("head", 2), ("body", 4)):
        found = mutants(tmp_path, [Rule("misspelt", "", ("*.sh",), "walk", ("wlak",), part)])
        assert [mutant.line for mutant in found] == [line]


def test_a_limit_is_spread_over_all_that_a_rule_makes(made: list[Mutant]) -> None:
    some = spread(made, 2)
    assert max(Counter(mutant.rule for mutant in some).values()) == 2
    assert {mutant.rule for mutant in some} == {mutant.rule for mutant in made}
    assert spread(made, 0) == made


def test_every_excuse_has_a_reason_and_a_rule() -> None:
    names = {rule.name for rule in rules()}
    for excuse in accepted():
        assert excuse.reason
        assert re.match(r"[a-z-]+", excuse.id)[0] in names, excuse.id  # type: ignore[index]
