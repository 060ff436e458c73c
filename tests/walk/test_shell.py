"""The reader's shell, with a real bash."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry_guide.walk.shell.outcome import End
from registry_guide.walk.shell.session import Limits, Shell, ShellGoneError
from tests.waiting import until

PATH = "/usr/bin:/bin"


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    work, scratch = tmp_path / "place", tmp_path / "scratch"
    work.mkdir()
    scratch.mkdir()
    with Shell(work, {"PATH": PATH, "HOME": str(tmp_path)}, scratch, ["sh", "no-such-client"]) as shell:
        yield shell


def test_variables_functions_and_directory_last(shell: Shell, tmp_path: Path) -> None:
    shell.run('greeting=hello\nsay() { echo "$greeting $1"; }\nmkdir inner\ncd inner\n')
    outcome = shell.run("say you\npwd\n")
    assert outcome.output == f"hello you\n{tmp_path}/place/inner\n"
    assert outcome.directory == tmp_path / "place" / "inner"
    assert outcome.fault(0) is None


def test_the_names_of_variables_are_known_and_their_values_are_not(shell: Shell) -> None:
    before = shell.run("true\n").variables
    outcome = shell.run("OWN='secret\nEVIL'\nexport PASSED=secret\nread -rs TYPED\n", ["secret"])
    assert outcome.variables - before == {"OWN", "PASSED", "TYPED"}
    assert outcome.exported & outcome.variables - before == {"PASSED"}
    assert "secret" not in repr(outcome.variables)
    assert "OWN" not in shell.run("unset OWN\n").variables


def test_only_the_environment_given_is_there(shell: Shell) -> None:
    assert set(shell.run("env\n").output.split()) >= {f"PATH={PATH}"}
    names = {line.partition("=")[0] for line in shell.run("env\n").output.splitlines()}
    assert names <= {"PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "_"}


@pytest.mark.parametrize(
    ("text", "line", "command"),
    [
        ("echo one\nfalse\necho two\n", 2, "false"),
        ("( cd /\nls /no-such-file\ntrue )\n", 2, "ls /no-such-file"),
        ("f() {\n  false\n  true\n}\nf\n", 2, "false"),
        ("no-such-command --flag\necho after\n", 1, "no-such-command --flag"),
        ("x=$(false)\necho after\n", 1, "false"),
    ],
)
def test_a_failure_in_the_middle_is_noticed_and_does_not_stop_the_block(
    shell: Shell, text: str, line: int, command: str
) -> None:
    outcome = shell.run(text + "echo last\n")
    assert outcome.output.endswith("last\n")
    assert outcome.status == 0
    assert f"line {line}: `{command}`" in str(outcome.fault(0))


@pytest.mark.parametrize(
    "text",
    [
        "if false; then echo no; fi\n",
        "false || echo tolerated\n",
        "! false\n",
        "while false; do echo no; done\n",
        "test -f no-such-file && echo there\ntrue\n",
    ],
)
def test_what_a_shell_tolerates_is_no_failure(shell: Shell, text: str) -> None:
    assert shell.run(text).fault(0) is None


def test_a_block_that_must_fail(shell: Shell) -> None:
    assert shell.run("true\n(exit 3)\n").fault(3) is None
    assert "not 3" in str(shell.run("true\n").fault(3))
    assert "not 3" in str(shell.run("false\n").fault(3))
    assert "before the command that should" in str(shell.run("(exit 3)\n(exit 3)\n").fault(3))


def test_each_command_is_reported_with_its_status(shell: Shell) -> None:
    outcome = shell.run("true\nfalse\ncat <<END\nbody\nEND\n")
    assert [(command.line, command.text.splitlines()[0], command.status) for command in outcome.commands] == [
        (1, "true", 0),
        (2, "false", 1),
        (3, "cat <<END", 0),
    ]


def test_standard_output_and_error_come_in_order(shell: Shell) -> None:
    assert shell.run("echo 1; echo 2 >&2; echo 3; echo 4 >&2\n").output == "1\n2\n3\n4\n"


def test_the_reader_types_secrets_in_order_and_nothing_else(shell: Shell) -> None:
    outcome = shell.run('read -r one; read -r two\necho "$one/$two"\ncat\n', ["first $x", "second"])
    assert outcome.output == "first $x/second\n"
    assert outcome.fault(0) is None
    assert shell.run("cat\n").output == ""


def test_a_client_that_asks_at_a_terminal_alone_finds_one(shell: Shell) -> None:
    asks = '[ -t 2 ] || exit 3\nread -rs token && echo "${#token} letters"\necho stored >&2\n'
    outcome = shell.run(asks, ["secret"], terminal=True)
    assert (outcome.output, outcome.fault(0), outcome.shown) == ("6 letters\nstored\n", None, False)
    # The next block has none, and what it prints is in order again.
    assert shell.run("[ ! -t 2 ]; echo 1 >&2; echo 2\n").output == "1\n2\n"


def test_what_is_typed_in_the_open_is_seen(shell: Shell) -> None:
    outcome = shell.run("read -r token\n", ["secret"], terminal=True)
    assert outcome.shown
    assert "shows what the reader types" in str(outcome.fault(0))


def test_a_secret_that_nothing_reads_is_a_fault(shell: Shell) -> None:
    assert "nothing read 7 characters" in str(shell.run("true\n", ["secret"]).fault(0))


def test_time_limit_kills_the_whole_group(shell: Shell, tmp_path: Path) -> None:
    began = time.monotonic()
    outcome = shell.run("sleep 60 & echo $! > pid\nsleep 60\n", limits=Limits(seconds=0.5))
    assert time.monotonic() - began < 5
    assert outcome.end is End.TIME
    assert "time limit" in str(outcome.fault(0))
    pid = int((tmp_path / "place" / "pid").read_text())
    until(lambda: _gone(pid))
    with pytest.raises(ShellGoneError):
        shell.run("true\n")


def test_output_limit_stops_a_client_that_prints_for_ever(shell: Shell) -> None:
    outcome = shell.run("yes\n", limits=Limits(seconds=30, output=10_000))
    assert outcome.end is End.OUTPUT
    assert len(outcome.output) == 10_000
    assert outcome.duration < 5


def test_a_block_that_ends_the_shell(shell: Shell) -> None:
    outcome = shell.run("echo bye\nexit 4\n")
    assert (outcome.end, outcome.status, outcome.output) == (End.SHELL, 4, "bye\n")
    assert "ended the shell with exit status 4" in str(outcome.fault(0))


def test_set_e_of_the_reader_ends_the_shell_as_it_would_close_a_terminal(shell: Shell) -> None:
    assert shell.run("set -e\nfalse\necho never\n").end is End.SHELL


def test_a_syntax_error_is_a_failure(shell: Shell) -> None:
    outcome = shell.run("echo before\nif then\n")
    assert outcome.fault(0) is not None


def test_where_a_client_is_found(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("true\n").found == {"sh": Path("/usr/bin/sh")}
    own = tmp_path / "own"
    own.mkdir()
    (own / "sh").write_text("#!/bin/sh\n")
    (own / "sh").chmod(0o755)
    assert shell.run(f'PATH="{own}:$PATH"\n').found == {"sh": own / "sh"}


def test_what_runs_in_the_background_ends_with_the_path(tmp_path: Path) -> None:
    with Shell(tmp_path, {"PATH": PATH}, tmp_path) as shell:
        assert shell.run("sleep 60 &\necho $! > pid\n").fault(0) is None
    pid = int((tmp_path / "pid").read_text())
    until(lambda: _gone(pid))


def test_nothing_of_the_driver_shows(shell: Shell) -> None:
    assert shell.run('echo "$0 $# $*"\n').output == "bash 0 \n"
    assert shell.run("env | grep -c __walk || true\n").output == "0\n"


def _gone(pid: int) -> bool:
    try:
        return "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[:1]
    except FileNotFoundError:
        return True


def test_what_was_started_is_known_with_its_arguments(shell: Shell) -> None:
    outcome = shell.run("read -rs TOKEN\nexport TOKEN\n", ["se cret"])
    assert (outcome.processes, outcome.output) == ([], "")
    piped = 'A=1 sh -c : "$TOKEN" | sh -c "cat >/dev/null"\n'
    outcome = shell.run(piped + '[ -n "$TOKEN" ]; echo "$TOKEN" >/dev/null; say() { env; }\n')
    assert outcome.processes is not None
    assert sorted(outcome.processes) == ["sh -c 'cat >/dev/null'", "sh -c : 'se cret'"]
    assert outcome.output == ""
    assert shell.run("x=$(sh -c ': two\nlines')\n").processes == ["sh -c ': two\nlines'"]
    assert not [path for path in Path(shell._scratch).iterdir() if "trace" in path.name]
