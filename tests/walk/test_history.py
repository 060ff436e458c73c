"""Lines that ask for a token, typed into real shells at a terminal: does it show, and does the history file hold it?"""

from __future__ import annotations

import hashlib
import os
import pty
import re
import select
import signal
import termios
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry_guide.records.manifest import BlockStep, load
from registry_guide.walk.clients.install import Clients
from tests.programs import need

TOKEN = "glpat-EXAMPLE-typed-at-a-prompt"
SIGN = hashlib.sha256(TOKEN.encode()).hexdigest()
SHELLS = {
    "bash": ["bash", "--norc", "-i"],
    "zsh": ["zsh", "-i"],
    "ksh": ["ksh", "-i"],
    "mksh": ["mksh", "-i"],
    "dash": ["dash", "-i"],
    "fish": ["fish", "-i"],
}
# Where each writes what was typed; Debian's dash keeps none.
HISTORY = {"fish": ".local/share/fish/fish_history", "dash": ""}
ZSHRC = "HISTFILE=~/history SAVEHIST=100 HISTSIZE=100\nsetopt INC_APPEND_HISTORY\n"
# The pages' lines, by what their templates ask of the shell.
FOR = {
    "credentials/ask.sh": ("bash", "zsh"),
    "credentials/uv-auth-login.sh": ("bash", "zsh", "ksh", "mksh", "dash", "fish"),
    "credentials/ask-posix.sh": ("bash", "zsh", "ksh", "mksh", "dash"),
    "credentials/ask.fish": ("fish",),
}
READ = "read -rs TOKEN && export TOKEN"


@dataclass(frozen=True)
class Typed:
    """What came of a line: whether the terminal showed the token, and the history file held it; all that was shown."""

    shown: bool
    kept: bool
    known: bool
    screen: str


def at_a_terminal(shell: str, line: str, variable: str, home: Path, commands: Path | None = None) -> Typed:
    """Type a line and then a token into a shell that finds these commands; ask what the variable holds, and leave."""
    need(shell)
    home.mkdir()
    (home / ".zshrc").write_text(ZSHRC)
    environment = {
        "PATH": ":".join([*([str(commands)] if commands else []), "/usr/bin", "/bin"]),
        "HOME": str(home),
        "TERM": "xterm",
        "LANG": "C.UTF-8",
        "PS1": "$ ",
    }
    environment |= {} if shell in ("zsh", "fish") else {"HISTFILE": str(home / "history")}
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(home)
        os.execvpe(SHELLS[shell][0], SHELLS[shell], environment)
    screen = bytearray()
    try:
        quiet(terminal, screen, 1.0)
        os.write(terminal, f"{line}\n".encode())
        quiet(terminal, screen, 0.5, mute=True)
        os.write(terminal, f"{TOKEN}\n".encode())
        quiet(terminal, screen, 0.5)
        os.write(terminal, f"sh -c 'printf %s \"${variable}\" | sha256sum'\n".encode())
        quiet(terminal, screen, 0.5)
        os.write(terminal, b"exit\n")
        quiet(terminal, screen, 1.0)
    finally:
        os.kill(pid, signal.SIGHUP)
        quiet(terminal, screen, 0.3)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(terminal)
    history = home / HISTORY.get(shell, "history")
    held = history.read_text(errors="replace") if history.is_file() else ""
    assert not HISTORY.get(shell, "history") or line.split()[0] in held, f"{shell} kept no history: {held}"
    text = screen.decode(errors="replace")
    return Typed(TOKEN in text, TOKEN in held, SIGN in text, text)


def quiet(terminal: int, screen: bytearray, seconds: float, *, mute: bool = False) -> None:
    """Take in what is shown until nothing more comes for so long, and, with `mute`, until nothing typed is shown."""
    end = time.monotonic() + 20
    last = time.monotonic()
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.05)
        if ready:
            try:
                came = os.read(terminal, 1 << 16)
            except OSError:
                return
            if not came:
                return
            screen += came
            last = time.monotonic()
            if b"\x1b[c" in came:
                # fish asks what terminal this is.
                os.write(terminal, b"\x1b[?62c")
        elif time.monotonic() - last > seconds:
            hidden = not termios.tcgetattr(terminal)[3] & termios.ECHO
            if not mute or hidden or time.monotonic() - last > 3 * seconds:
                return


@pytest.fixture(scope="module")
def asking(site: Path) -> dict[str, BlockStep]:
    """Return one block of each template of the site that has the shell, or uv, read a token."""
    pages = load(site / "manifest.json").pages.values()
    blocks = [
        block for page in pages for block in page.blocks if block.asks and re.search("read |^uv auth", block.text)
    ]
    found = {block.template: block for block in blocks}
    # own/account.sh asks among other lines, and is for bash and zsh as the others.
    assert set(found) - {"own/account.sh"} == set(FOR)
    return found


@pytest.mark.parametrize(
    ("template", "shell"), [(template, shell) for template, shells in FOR.items() for shell in shells]
)
def test_a_line_that_asks_neither_shows_nor_keeps_the_token(
    asking: dict[str, BlockStep], pinned: Clients, template: str, shell: str, tmp_path: Path
) -> None:
    line = asking[template].text.strip()
    assert "\n" not in line
    variable = line.split("export ")[-1].split("--export ")[-1].split()[0]
    typed = at_a_terminal(shell, line, variable, tmp_path / "home", pinned.commands)
    assert not typed.shown, typed.screen
    assert not typed.kept
    # uv stores the token, and leaves no variable.
    assert typed.known is (variable != "uv"), typed.screen
    if variable == "uv":
        assert TOKEN in (tmp_path / "home/.local/share/uv/credentials/credentials.toml").read_text(), typed.screen


@pytest.mark.parametrize("shell", ["ksh", "mksh"])
def test_where_the_page_warns_of_it_the_token_is_shown_and_kept(shell: str, tmp_path: Path) -> None:
    typed = at_a_terminal(shell, READ, "TOKEN", tmp_path / "home")
    assert (typed.shown, typed.kept) == (True, True)


def test_dash_ends_with_an_error(tmp_path: Path) -> None:
    typed = at_a_terminal("dash", READ, "TOKEN", tmp_path / "home")
    assert "Illegal option -s" in typed.screen
    assert not typed.known
