"""A shell of the reader's, which runs each block as the reader pastes it."""

import os
import re
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from registry_guide.blocks.language import Language
from registry_guide.records.kinds import Line
from registry_guide.walk.shell.keyboard import NOTHING, Keyboard
from registry_guide.walk.shell.outcome import End, Outcome, first, read_commands, read_statements, records
from registry_guide.walk.shell.statements import statements
from registry_guide.walk.shell.trace import processes

_POLL = 0.2  # seconds between two looks at whether the shell is still there
_CHUNK = 1 << 16
#: The driver that reads a whole block; the others get its statements one by one.
_WHOLE = "bash.sh"
#: What a pipeline and a starting point are run in.
BASH = Language(
    "bash", "bash", program="bash", arguments=("--noprofile", "--norc"), driver=_WHOLE, version="$BASH_VERSION"
)
# The shells that get statements have their report at 8; fish's own commands read from standard input alone.
_MOVED = {
    "posix.sh": 'exec 7<&0 8>&2 </dev/null 2>&1 && exec "$@"',
    "fish.fish": 'exec 8>&2 2>&1 && exec "$@"',
}


@dataclass(frozen=True)
class Limits:
    """What one block may take: seconds, and bytes of output."""

    seconds: float = 120.0
    output: int = 1 << 20


Launch = Callable[..., subprocess.Popen[bytes]]
"""Starts a process as `subprocess.Popen` does."""


@dataclass(frozen=True)
class Surroundings:
    """What the shells of a path have around them: their environment, where the pinned clients are, what starts them."""

    environment: Mapping[str, str]
    commands: Path
    launch: Launch = subprocess.Popen


class ShellGoneError(Exception):
    """The shell of this path has ended; no further block can run in it."""


class Shell:
    """The shell of a language in a session of its own, in `directory` with exactly `environment`.

    Files it needs go to `scratch`. Whatever it started in its process group ends with it. It has no terminal: a client
    that asks for a secret reads it from standard input. A shell that can hide what is typed by a terminal's settings
    alone has one while the reader types, and so has a client that asks at nothing else. `launch` starts the shell.
    """

    def __init__(
        self,
        directory: Path,
        environment: Mapping[str, str],
        scratch: Path,
        clients: Sequence[str] = (),
        launch: Launch = subprocess.Popen,
        language: Language = BASH,
    ) -> None:
        program = shutil.which(language.program, path=environment["PATH"])
        if program is None:
            name = language.program
            raise FileNotFoundError(f"The walk needs {name}, and found none in the directories of the system.")
        self.language = language
        self._whole = language.driver == _WHOLE
        self._program = Path(program)
        self._environment = environment
        self._scratch = scratch
        self._count = 0
        self._directory = directory
        orders, self._orders = os.pipe()
        self._report, report = os.pipe()
        self._output, output = os.pipe()
        driver = files("registry_guide.walk.shell").joinpath("drivers", language.driver).read_text()
        driver = driver.replace('"VERSION"', f'"{language.version}"')
        # fish gives its first argument no name of its own.
        own = [] if language.program == "fish" else [language.program]
        command = [program, *language.arguments, "-c", driver, *own, " ".join(clients)]
        self._keyboard: Keyboard | None = None
        self._process = launch(
            command if self._whole else ["/bin/sh", "-c", _MOVED[language.driver], "sh", *command],
            cwd=directory,
            env=dict(environment),
            stdin=orders,
            stdout=output,
            stderr=report,
            start_new_session=True,
        )
        for end in (orders, report, output):
            os.close(end)
        for end in (self._report, self._output):
            os.set_blocking(end, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def run(
        self,
        text: str,
        typed: Sequence[str | Line] = (),
        limits: Limits = Limits(),
        *,
        fails: bool = False,
        terminal: bool = False,
    ) -> Outcome:
        """Run one block.

        Args:
            text: the block as copied.
            typed: the secrets and lines that the reader types while it runs; standard input ends after them.
            limits: a block that takes more is killed, and the shell with it.
            fails: whether the block is to fail, so that a failure is no reason to stop.
            terminal: whether the block's messages go to a terminal; they come behind the rest of its output.

        Raises:
            ShellGoneError: an earlier block ended the shell.
        """
        if self._process.poll() is not None:
            raise ShellGoneError("The shell has ended.")
        self._count += 1
        block = self._scratch / f"block-{self._count}.sh"
        block.write_text(text)
        answers = self._scratch / f"typed-{self._count}"
        parts = [] if self._whole else list(statements(text, self._program, self._environment))
        began = time.monotonic()
        with self._typing(typed, answers, terminal=terminal) as place:
            os.write(self._orders, self._order(block, parts, place, fails=fails).encode())
            end, report, output = self._follow(began + limits.seconds, limits.output)
            seen = self._keyboard.end() if self._keyboard else NOTHING
        if end in (End.TIME, End.OUTPUT):
            self.kill()
        rows = list(records(report, of_bash=self._whole))
        known, exported = first(rows, "names") or ("", "")
        secrets = [each for each in typed if isinstance(each, str) and each]
        return Outcome(
            end=end,
            output=output.decode(errors="replace") + (seen.shown.replace("\r\n", "\n") if terminal else ""),
            commands=read_statements(rows, dict(parts)) if parts else read_commands(rows),
            duration=time.monotonic() - began,
            found={row[0]: Path(row[1].removesuffix("\n")) for name, row in rows if name == "found" and row[1]},
            shell=_told(rows, self.language),
            shown=any(secret in seen.shown for secret in secrets),
            muted=seen.muted,
            variables=frozenset(known.split()),
            exported=frozenset(exported.split()),
            processes=_processes(block.with_suffix(".sh.trace")),
            **self._stand(rows, seen.unread),
        )

    def _stand(self, rows: Sequence[tuple[str, list[str]]], unread: int) -> dict[str, Any]:
        """Give the status of a block, where the shell stands behind it, and how much nobody read of what was typed."""
        last = first(rows, "ended")
        if last is None:
            gone = {"directory": self._directory, "environment": None, "unread": 0}
            return {"status": self._process.wait(), **gone}
        return {
            "status": int(last[0]),
            "directory": Path(last[1]),
            "environment": Path(last[2]) if last[2] else None,
            "unread": int(last[3]) + unread,
        }

    def kill(self) -> None:
        """Kill the shell and all that it started in its process group."""
        # The group outlives its leader, so this is tried also when the shell itself has ended.
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            return

    def close(self) -> None:
        """End the shell and whatever it left running."""
        self.kill()
        self._process.wait()
        for end in (self._orders, self._report, self._output):
            os.close(end)
        if self._keyboard:
            self._keyboard.close()

    def _order(self, block: Path, parts: Sequence[tuple[int, str]], answers: str, *, fails: bool) -> str:
        """Give what the driver is told: the block, or each of its statements in a file of its own."""
        if self._whole:
            return f"{block}\n{answers}\n"
        orders = [f"open {answers}"]
        for number, (line, text) in enumerate(parts):
            file = block.with_suffix(f".{number}.sh")
            file.write_text(text)
            orders.append(f"{'try' if fails else 'run'} {line} {file}")
        return "\n".join([*orders, "end\n"])

    @contextmanager
    def _typing(self, typed: Sequence[str | Line], answers: Path, *, terminal: bool) -> Iterator[str]:
        """Have what the reader types at hand while the block runs; give the name of the file it is read from."""
        lines = "".join(f"{each.line if isinstance(each, Line) else each}\n" for each in typed)
        if typed and (self.language.terminal or terminal):
            self._keyboard = self._keyboard or Keyboard()
            self._keyboard.begin(lines, hidden=any(isinstance(each, str) for each in typed))
            yield self._keyboard.name
            return
        answers.touch(mode=0o600)
        answers.write_text(lines)
        try:
            yield str(answers)
        finally:
            answers.unlink()

    def _follow(self, deadline: float, most: int) -> tuple[End, bytes, bytes]:
        """Collect report and output until the block ends, one of its limits is met or the shell is gone."""
        report, output = bytearray(), bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._report, selectors.EVENT_READ, report)
            selector.register(self._output, selectors.EVENT_READ, output)
            end: End | None = None
            while end is None:
                gone = self._process.poll() is not None
                if self._keyboard:
                    self._keyboard.type()
                for key, _ in selector.select(min(_POLL, max(0.0, deadline - time.monotonic()))):
                    if not _drain(key.fd, key.data, most + _CHUNK):
                        selector.unregister(key.fd)
                if first(records(bytes(report), of_bash=self._whole), "ended"):
                    end = End.DONE
                elif gone:
                    end = End.SHELL
                else:
                    end = _limit(len(output), most, deadline)
        # The block has ended, so all that it printed is in the pipe by now.
        _drain(self._output, output, most + _CHUNK)
        if end is End.DONE and len(output) > most:
            end = End.OUTPUT
        return end, bytes(report), bytes(output[:most])


def _limit(size: int, most: int, deadline: float) -> End | None:
    """Say which limit a block has met, if any."""
    if size > most:
        return End.OUTPUT
    return End.TIME if time.monotonic() >= deadline else None


def _processes(trace: Path) -> Sequence[str] | None:
    """Read and remove what the driver noted of the processes of a block; nothing where it can note none."""
    if not trace.exists():
        return None
    ran = processes(trace.read_text("utf-8", "replace"))
    trace.unlink()
    return ran


def _told(rows: Sequence[tuple[str, list[str]]], language: Language) -> str:
    """Give what the shell says that it is: its name, and its version where it knows that."""
    said = first(rows, "shell")
    if said is None:
        return ""
    version = re.search(r"\d\S*", said[0])
    return f"{language.title} {version[0]}" if version else language.title


def _drain(source: int, into: bytearray, most: int) -> bool:
    """Read what is there, up to `most` bytes in all; false at end of file."""
    while len(into) < most:
        try:
            chunk = os.read(source, _CHUNK)
        except BlockingIOError:
            return True
        if not chunk:
            return False
        into += chunk
    return True
