"""The terminal at which the reader types."""

import fcntl
import os
import pty
import struct
import termios
import time
from contextlib import suppress
from dataclasses import dataclass

# Seconds that whoever types waits for the terminal to hide what is typed. Who is never asked to, types in the open.
_PATIENCE = 5.0
_ECHO = 3  # where termios has the flags of the local mode
_MOST = 1 << 16


@dataclass(frozen=True)
class Seen:
    """What a block left at the terminal: what it showed of what was typed, how much nobody read, whether it is mute."""

    shown: str
    unread: int
    muted: bool


NOTHING = Seen("", 0, False)
"""What a block leaves at no terminal."""


class Keyboard:
    """A pseudo terminal of our own: one end for the shell, by its `name`, the other to type at."""

    def __init__(self) -> None:
        self._ours, self._theirs = pty.openpty()
        os.set_blocking(self._ours, False)
        self._settings = termios.tcgetattr(self._theirs)
        self._waiting = b""
        self._since = self._patience = 0.0
        self.name = os.ttyname(self._theirs)

    def begin(self, lines: str, *, hidden: bool = True) -> None:
        """Have lines ready to be typed, as soon as the terminal hides them if they are to be hidden."""
        # The last sign is what the keys Ctrl and D send: no more comes.
        self._waiting = f"{lines}\x04".encode()
        self._patience = _PATIENCE if hidden else 0.0
        self._since = time.monotonic()

    def type(self) -> None:
        """Type what is waiting, if the terminal hides it by now."""
        if self._waiting and (self._mute() or time.monotonic() - self._since > self._patience):
            os.write(self._ours, self._waiting)
            self._waiting = b""

    def end(self) -> Seen:
        """Give what a block left, and have the terminal as new."""
        shown = b""
        with suppress(BlockingIOError, OSError):
            shown = os.read(self._ours, _MOST)
        (queued,) = struct.unpack("i", fcntl.ioctl(self._theirs, termios.FIONREAD, b"\0" * 4))
        # All but the sign for the end.
        seen = Seen(shown.decode(errors="replace"), queued + max(0, len(self._waiting) - 1), self._mute())
        self._waiting = b""
        termios.tcflush(self._theirs, termios.TCIOFLUSH)
        termios.tcsetattr(self._theirs, termios.TCSANOW, self._settings)
        return seen

    def close(self) -> None:
        """Give the terminal back."""
        os.close(self._ours)
        os.close(self._theirs)

    def _mute(self) -> bool:
        return not termios.tcgetattr(self._theirs)[_ECHO] & termios.ECHO
