"""The shells that the guide's languages name, each for real: what bash's own test says of bash holds of all of them."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_powershell

from registry_guide.blocks.facts import load
from registry_guide.blocks.language import Language
from registry_guide.blocks.locked import client_versions
from registry_guide.blocks.plain import is_plain
from registry_guide.records import manifest as manifests
from registry_guide.records.kinds import ANY_FAILURE, Line
from registry_guide.walk.shell.outcome import End
from registry_guide.walk.shell.session import BASH, Limits, Shell, ShellGoneError, Surroundings
from registry_guide.walk.shell.shells import Shells
from registry_guide.walk.shell.statements import statements
from tests.programs import need
from tests.walk.conftest import ROOT

PATH = "/usr/bin:/bin"
LANGUAGES = {name: each for name, each in load(ROOT / "facts", client_versions(ROOT)).languages.items() if each.program}
# What only this shell says of itself, in its own words; dash says nothing, and is known by its file.
WITNESS = {
    "bash": 'echo "$BASH_VERSION"\n',
    "zsh": 'echo "$ZSH_VERSION"\n',
    "ksh": 'echo "${.sh.version}"\n',
    "fish": "echo $FISH_VERSION\n",
    "sh": "readlink /proc/$$/exe\n",
}
# What ksh, zsh and fish export by themselves.
OWN = {"A__z", "_AST_FEATURES", "LOGNAME", "USER"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Language:
    found: Language = LANGUAGES[request.param]
    need(found.program, PATH)
    return found


@pytest.fixture
def shell(language: Language, tmp_path: Path) -> Iterator[Shell]:
    work, scratch = tmp_path / "a place", tmp_path / "scratch"
    work.mkdir()
    scratch.mkdir()
    with Shell(work, {"PATH": PATH, "HOME": str(tmp_path)}, scratch, ["sh", "no-such"], language=language) as shell:
        yield shell


def own(shell: Shell, family: str, fish: str) -> str:
    return fish if shell.language.name == "fish" else family


def test_each_is_the_shell_that_its_language_names(shell: Shell) -> None:
    outcome = shell.run(WITNESS[shell.language.name])
    assert outcome.fault(0) is None
    said = outcome.output.strip()
    if shell.language.name == "sh":
        assert Path(said).name == "dash"
        assert outcome.shell == "dash"
    else:
        assert outcome.shell.split()[0] == shell.language.title
        assert outcome.shell.split()[1] in said
    for name, words in WITNESS.items():
        # No other shell can say it: nothing comes, or a fault.
        if name not in ("sh", shell.language.name):
            other = shell.run(words)
            assert other.fault(0) or not other.output.strip()
            if other.end is End.SHELL:
                return


def test_variables_functions_and_directory_last(shell: Shell, tmp_path: Path) -> None:
    text = own(
        shell,
        'greeting=hello\nsay() {\n  echo "$greeting $1"\n}\nmkdir inner\ncd inner\nexport PASSED=secret\n',
        'set greeting hello\nfunction say\n echo "$greeting $argv"\nend\nmkdir inner\ncd inner\nset -x PASSED secret\n',
    )
    first = shell.run(text)
    assert first.fault(0) is None
    outcome = shell.run("say you\npwd\n")
    assert outcome.output == f"hello you\n{tmp_path}/a place/inner\n"
    assert outcome.directory == tmp_path / "a place" / "inner"
    assert {"greeting", "PASSED"} <= outcome.variables
    assert "PASSED" in outcome.exported
    assert "greeting" not in outcome.exported
    assert "secret" not in repr((outcome.variables, outcome.exported, outcome.found))
    assert outcome.found == {"sh": Path("/usr/bin/sh")}
    assert "PASSED" not in shell.run(own(shell, "unset PASSED\n", "set -e PASSED\n")).variables


def test_only_the_environment_given_is_there(shell: Shell) -> None:
    names = {line.partition("=")[0] for line in shell.run("env\n").output.splitlines()}
    assert names <= {"PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "_", *OWN}


@pytest.mark.parametrize(
    ("text", "line", "command"),
    [
        ("echo one\nfalse\n", 2, "false"),
        ("echo one\n\nls /no-such-file\n", 3, "ls /no-such-file"),
        ("no-such-command --flag\n", 1, "no-such-command --flag"),
        ("sh -c 'exit 3'\n", 1, "sh -c 'exit 3'"),
    ],
)
def test_a_failure_in_the_middle_is_noticed(shell: Shell, text: str, line: int, command: str) -> None:
    assert f"line {line}: `{command}` ended with exit status" in str(shell.run(text + "echo last\n").fault(0))


@pytest.mark.parametrize(
    "text", ["false || echo tolerated\n", "! false\n", "true && echo yes\n", "echo a |\n  cat\n", "echo a \\\n  b\n"]
)
def test_what_a_shell_tolerates_is_no_failure(shell: Shell, text: str) -> None:
    outcome = shell.run(text)
    assert outcome.fault(0) is None, outcome


def test_a_block_of_comments_alone_does_nothing(shell: Shell) -> None:
    outcome = shell.run("# nothing\n")
    assert (outcome.fault(0), outcome.status) == (None, 0)
    shell.run(own(shell, "false; :\n", "false\n"), fails=True)
    assert shell.run("# nothing again\n").status == 0


def test_a_block_that_must_fail(shell: Shell) -> None:
    assert shell.run("true\nsh -c 'exit 3'\n", fails=True).fault(3) is None
    assert "not 3" in str(shell.run("true\n", fails=True).fault(3))
    assert "not 3" in str(shell.run("false\n", fails=True).fault(3))
    assert shell.run("true\n").fault(0) is None


def test_a_here_document_is_one_statement(shell: Shell) -> None:
    if shell.language.name != "fish":
        outcome = shell.run("cat <<END\nif then\nEND\necho after\n")
        assert (outcome.fault(0), outcome.output) == (None, "if then\nafter\n")


def test_the_reader_types_a_secret_that_is_hidden(shell: Shell) -> None:
    text = {
        "bash": "read -rs TYPED && export TYPED\n",
        "zsh": "read -rs TYPED && export TYPED\n",
        "fish": "read --silent --export TYPED\n",
    }.get(shell.language.name, "stty -echo; IFS= read -r TYPED; stty echo; export TYPED\n")
    outcome = shell.run(text, ["glpat-EXAMPLE $x"])
    assert outcome.fault(0) is None
    assert "TYPED" in outcome.exported
    assert shell.run('[ "$TYPED" = "glpat-EXAMPLE \\$x" ]\n').fault(0) is None
    assert shell.run("cat\n").output == ""


def test_what_nobody_reads_or_everybody_sees_is_a_fault(shell: Shell) -> None:
    assert "nothing read 7 characters" in str(shell.run("true\n", ["secret"]).fault(0))
    if shell.language.terminal:
        assert "shows what the reader types" in str(shell.run("IFS= read -r TYPED\n", ["secret"]).fault(0))
        assert "no longer shows" in str(shell.run("stty -echo; IFS= read -r TYPED\n", ["secret"]).fault(0))
        assert shell.run("stty -echo; IFS= read -r TYPED; stty echo\n", ["secret"]).fault(0) is None


def test_a_line_that_is_no_secret_is_typed_in_the_open(shell: Shell) -> None:
    text = own(shell, "IFS= read -r ANSWER\n", "read ANSWER\n")
    outcome = shell.run(text, [Line("yes, all")])
    assert outcome.fault(0) is None
    assert outcome.duration < 4
    assert shell.run('[ "$ANSWER" = "yes, all" ]\n').fault(0) is None
    assert "nothing read 4 characters" in str(shell.run("true\n", [Line("yes")]).fault(0))


def test_one_exit_status_of_several_or_any_that_is_none(shell: Shell) -> None:
    text = "sh -c 'exit 3'\n"
    assert shell.run(text, fails=True).fault(2, 3) is None
    assert shell.run(text, fails=True).fault(ANY_FAILURE) is None
    assert "exit status 3, not 1 or 2" in str(shell.run(text, fails=True).fault(1, 2))
    assert "is to fail" in str(shell.run("true\n", fails=True).fault(ANY_FAILURE))


def test_time_limit_and_the_end_of_the_shell(shell: Shell) -> None:
    ended = shell.run("echo bye\nexit 4\n")
    assert (ended.status, ended.output) == (4, "bye\n")
    assert "exit status 4" in str(ended.fault(0))
    with pytest.raises(ShellGoneError):
        shell.run("true\n")


def test_a_block_without_an_end_is_killed(shell: Shell) -> None:
    outcome = shell.run("sleep 60\n", limits=Limits(seconds=0.5))
    assert outcome.end is End.TIME


def test_statements_are_those_of_the_shell(language: Language) -> None:
    program = Path(shutil.which(language.program, path=PATH) or "")
    text = "echo 'a\nb'\n\ntrue &&\n  echo c\necho d\n"
    parts = list(statements(text, program, {"PATH": PATH}))
    assert parts == [(1, "echo 'a\nb'\n"), (4, "true &&\n  echo c\n"), (6, "echo d\n")]


def test_the_shell_of_pipelines_is_that_of_the_facts() -> None:
    fact = LANGUAGES["bash"]
    assert (BASH.program, BASH.arguments, BASH.driver, BASH.version) == (
        fact.program,
        fact.arguments,
        fact.driver,
        fact.version,
    )


def test_of_alternatives_each_begins_where_the_first_began(tmp_path: Path) -> None:
    need("fish", PATH)
    around = Surroundings({"PATH": PATH, "HOME": str(tmp_path)}, Path("/usr/bin"))
    with ExitStack() as open_shells:
        shells = Shells(around, tmp_path, tmp_path, [], LANGUAGES, open_shells.enter_context)
        limits = Limits(seconds=20)
        shells.run("bash", "export A=before\n", (), limits)
        assert shells.run("bash", "export A=bash B=bash\n", (), limits, alternative=1).fault(0) is None
        outcome = shells.run("fish", 'test "$A" = before; and not set -q B\n', (), limits, alternative=2)
        assert outcome.fault(0) is None, outcome.output
        shells.run("fish", "set --export A fish\n", (), limits, alternative=2)
        assert shells.run("bash", 'test "$A" = fish && test -z "$B"\n', (), limits).fault(0) is None


SHOW = '#!/bin/sh\nprintf \'%s\\n\' "${0##*/}" "$@"\n'


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "ksh", "mksh", "dash"])
def test_what_is_for_any_shell_is_the_same_words_in_each(site: Path, tmp_path: Path, shell: str) -> None:
    need(shell, PATH)
    programs = LANGUAGES["bash"].everywhere
    for name in programs:
        (tmp_path / name).write_text(SHOW)
        (tmp_path / name).chmod(0o755)
    lines = plain_lines(site)
    row = LANGUAGES.get(shell)
    command = [shell, *(row.arguments if row else ())]
    around = {"PATH": f"{tmp_path}:{PATH}", "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        command, input="\n".join(lines) + "\n", capture_output=True, text=True, env=around, cwd=tmp_path, check=True
    )
    assert done.stdout.split() == [word for line in lines for word in line.split(" ")]
    assert len(lines) > 100


def test_what_is_for_any_shell_is_the_same_words_in_powershell(site: Path) -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    for line in plain_lines(site):
        tree = parser.parse(line.encode()).root_node
        assert not tree.has_error, line
        found: list[str] = []
        waiting = [tree]
        while waiting:
            node = waiting.pop(0)
            if node.type in ("command_name", "generic_token", "command_parameter", "array_literal_expression"):
                found.append((node.text or b"").decode())
            else:
                waiting = [*node.named_children, *waiting]
        assert found == line.split(" ")


def plain_lines(site: Path) -> list[str]:
    """Give the lines of all blocks of the site that are said to be for any shell, each once."""
    pages = manifests.load(site / "manifest.json").pages.values()
    everywhere = LANGUAGES["bash"].everywhere
    texts = {block.text for page in pages for block in page.blocks if block.language == "bash"}
    return sorted({line for text in texts if is_plain(text, everywhere) for line in text.splitlines()})


def test_shells_that_a_block_names_as_well_read_it(site: Path) -> None:
    manifest = manifests.load(site / "manifest.json")
    others = {each.title: each for each in LANGUAGES.values()}
    seen = 0
    for block in (block for page in manifest.pages.values() for block in page.blocks):
        for name in LANGUAGES[block.language].also if block.language in LANGUAGES else ():
            shell = others[name]
            need(shell.program, PATH)
            command = [shell.program, *shell.arguments, "-n", "-c", block.text]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            assert (done.returncode, done.stderr) == (0, ""), block.id
            seen += 1
    assert seen > 50
