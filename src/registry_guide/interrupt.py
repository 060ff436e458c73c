"""Being interrupted, once and in order."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def interruptible() -> Iterator[None]:
    """Take SIGTERM and SIGHUP as Ctrl-C while the block runs, each only once.

    Nothing interrupts the cleaning up, nor what Python does when it ends: who was interrupted is about to end.
    """
    signals = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    interrupted = False

    def interrupt(*_: object) -> None:
        nonlocal interrupted
        interrupted = True
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, interrupt) for each in signals}
    try:
        yield
    finally:
        if not interrupted:
            for each, handler in before.items():
                signal.signal(each, handler)
