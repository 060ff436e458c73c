"""A process that has loaded this package, and from which others are forked that run one of its modules.

To load what the practice registry needs takes five times as long as to start it, and a walk starts hundreds. The module
`multiprocessing` of Python has such a process too, but loads in each fork what the caller's own program is once more.
"""

import atexit
import contextlib
import gc
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

# Not the module that is run: Python would warn of it.
_LOADED = tuple(
    f"registry_guide.practice.{name}" for name in ("command", "serve.server", "state.registry", "world.file")
)
_SIZE = struct.Struct("!Q")
_PID = struct.Struct("!q")


@dataclass(frozen=True)
class Fork:
    """A process that was forked: its number, and the ends of the pipes to its standard input and from its output."""

    pid: int
    to: int
    said: int

    def ends(self, patience: float) -> bool:
        """Wait until it has ended, at most so many seconds; say whether it has."""
        try:
            return _ends(self.pid, patience)
        except ProcessLookupError:
            return True

    def signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, number)


def _ends(pid: int, patience: float) -> bool:
    if hasattr(os, "pidfd_open"):
        watched = os.pidfd_open(pid)
        try:
            return bool(select.select([watched], [], [], patience)[0])
        finally:
            os.close(watched)
    # Elsewhere nothing tells about the end of a process that is not one's own child.
    end = time.monotonic() + patience
    while time.monotonic() < end:
        os.kill(pid, 0)
        time.sleep(0.01)
    return False


def fork(command: Sequence[str], errors: Path, *, loads: Sequence[str] = _LOADED) -> Fork:
    """Run a module as `python -m` does, with this process's directory and variables, in a session of its own.

    What Python itself reads of the variables when it starts, such as PYTHONUTF8, is as it was for the first fork.

    Args:
        command: the module and its arguments.
        errors: the file for its standard error.
        loads: the modules that are loaded once, for all forks that name the same.

    Raises:
        OSError: the process that has loaded the package cannot be started, or ended meanwhile.
    """
    heard, to = os.pipe()
    said, says = os.pipe()
    wanted = json.dumps([list(command), str(Path.cwd()), dict(os.environ)]).encode()
    try:
        with errors.open("wb") as told:
            try:
                pid = _loaded(tuple(loads)).fork([heard, says, told.fileno()])
            finally:
                os.close(heard)
                os.close(says)
        with open(to, "wb", closefd=False) as pipe:
            pipe.write(_SIZE.pack(len(wanted)) + wanted)
    except BaseException:
        os.close(to)
        os.close(said)
        raise
    return Fork(pid, to, said)


class _Loaded:
    """The process that has loaded the package; another one if that was killed, such as by a system short of memory."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._modules = modules
        self._one_at_a_time = threading.Lock()
        self._start()

    def _start(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", __name__, str(theirs.fileno()), *self._modules]
        # Ctrl-C at the terminal is for those who wait for what is forked.
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], start_new_session=True)
        theirs.close()
        self._channel = ours

    def fork(self, streams: Sequence[int]) -> int:
        with self._one_at_a_time:
            if self._process.poll() is not None:
                self._channel.close()
                self._start()
            socket.send_fds(self._channel, [b"."], streams)
            answer = self._channel.recv(_PID.size, socket.MSG_WAITALL)
        if len(answer) < _PID.size:
            raise OSError("the process that starts others has ended")
        return int(_PID.unpack(answer)[0])

    def end(self) -> None:
        self._channel.close()
        self._process.wait()


@cache
def _loaded(modules: tuple[str, ...]) -> _Loaded:
    loaded = _Loaded(modules)
    atexit.register(loaded.end)
    return loaded


def _wanted(channel: socket.socket) -> tuple[list[str], str, dict[str, str]] | None:
    """Fork for each caller: give in the fork what it is to run, and nothing once nobody calls any more."""
    # Nobody here waits for them; who has ended is gone at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, streams, _, _ = socket.recv_fds(channel, 1, 3)
        if not message:
            return None
        pid = os.fork()
        if not pid:
            break
        for each in streams:
            os.close(each)
        channel.sendall(_PID.pack(pid))
    channel.close()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    for number, each in enumerate(streams):
        os.dup2(each, number)
        os.close(each)
    (size,) = _SIZE.unpack(os.read(0, _SIZE.size))
    with open(0, "rb", buffering=0, closefd=False) as pipe:
        told = b""
        while len(told) < size:
            told += pipe.read(size - len(told)) or b""
    command, folder, variables = json.loads(told)
    return command, folder, variables


def main() -> None:
    """Load the package, and wait for callers; a fork returns from there, and ends as any Python does."""
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        for name in sys.argv[2:]:
            import_module(name)
        # What is loaded stays, in every fork.
        gc.freeze()
        wanted = _wanted(channel)
    if wanted:
        command, folder, variables = wanted
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(variables)
        # As of `python -m`, which puts where it was started first.
        sys.path[0] = folder
        sys.argv = command
        runpy.run_module(command[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
