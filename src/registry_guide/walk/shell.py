"""The one shell of a path: bash, which runs each block as the reader pastes it."""

import os
import selectors
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import TracebackType
from typing import Self

from registry_guide.walk.outcome import End, Outcome, read_commands, records
from registry_guide.walk.trace import processes

_POLL = 0.2  # seconds between two looks at whether the shell is still there
_CHUNK = 1 << 16


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
    """bash in a session of its own, in `directory` with exactly `environment`; files it needs go to `scratch`.

    Whatever it started in its process group ends with it. It has no terminal: a client that asks for a secret reads
    it from standard input. `launch` starts it.
    """

    def __init__(
        self,
        directory: Path,
        environment: Mapping[str, str],
        scratch: Path,
        clients: Sequence[str] = (),
        launch: Launch = subprocess.Popen,
    ) -> None:
        bash = shutil.which("bash", path=environment["PATH"])
        if bash is None:
            raise FileNotFoundError("The walk needs bash, and found none in the directories of the system.")
        self._scratch = scratch
        self._count = 0
        self._directory = directory
        orders, self._orders = os.pipe()
        self._report, report = os.pipe()
        self._output, output = os.pipe()
        driver = files("registry_guide.walk").joinpath("driver.sh").read_text()
        self._process = launch(
            [bash, "--noprofile", "--norc", "-c", driver, "bash", " ".join(clients)],
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

    def run(self, text: str, typed: Sequence[str] = (), limits: Limits = Limits()) -> Outcome:
        """Run one block.

        Args:
            text: the block as copied.
            typed: the lines that the reader types while it runs; standard input ends after them.
            limits: a block that takes more is killed, and the shell with it.

        Raises:
            ShellGoneError: an earlier block ended the shell.
        """
        if self._process.poll() is not None:
            raise ShellGoneError("The shell has ended.")
        self._count += 1
        block = self._scratch / f"block-{self._count}.sh"
        block.write_text(text)
        answers = self._scratch / f"typed-{self._count}"
        answers.touch(mode=0o600)
        answers.write_text("".join(f"{line}\n" for line in typed))
        began = time.monotonic()
        os.write(self._orders, f"{block}\n{answers}\n".encode())
        end, report, output = self._follow(began + limits.seconds, limits.output)
        answers.unlink()
        if end in (End.TIME, End.OUTPUT):
            self.kill()
        trace = block.with_suffix(".sh.trace")
        ran = processes(trace.read_text("utf-8", "replace")) if trace.exists() else None
        trace.unlink(missing_ok=True)
        rows = list(records(report))
        last = next((row for name, row in rows if name == "ended"), None)
        known, exported = next((row for name, row in rows if name == "names"), ("", ""))
        return Outcome(
            end=end,
            status=int(last[0]) if last else self._process.wait(),
            output=output.decode(errors="replace"),
            commands=read_commands(rows),
            duration=time.monotonic() - began,
            directory=Path(last[1]) if last else self._directory,
            environment=Path(last[2]) if last and last[2] else None,
            unread=int(last[3]) if last else 0,
            found={row[0]: Path(row[1].removesuffix("\n")) for name, row in rows if name == "found" and row[1]},
            variables=frozenset(known.split()),
            exported=frozenset(exported.split()),
            processes=ran,
        )

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

    def _follow(self, deadline: float, most: int) -> tuple[End, bytes, bytes]:
        """Collect report and output until the block ends, one of its limits is met or the shell is gone."""
        report, output = bytearray(), bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._report, selectors.EVENT_READ, report)
            selector.register(self._output, selectors.EVENT_READ, output)
            while True:
                gone = self._process.poll() is not None
                for key, _ in selector.select(min(_POLL, max(0.0, deadline - time.monotonic()))):
                    if not _drain(key.fd, key.data, most + _CHUNK):
                        selector.unregister(key.fd)
                if any(name == "ended" for name, _ in records(bytes(report))):
                    end = End.DONE
                elif gone:
                    end = End.SHELL
                elif len(output) > most:
                    end = End.OUTPUT
                elif time.monotonic() >= deadline:
                    end = End.TIME
                else:
                    continue
                # The block has ended, so all that it printed is in the pipe by now.
                _drain(self._output, output, most + _CHUNK)
                if end is End.DONE and len(output) > most:
                    end = End.OUTPUT
                return end, bytes(report), bytes(output[:most])


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
