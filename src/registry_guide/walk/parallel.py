"""Several things at a time, each told as it is done, that can be interrupted."""

from collections.abc import Callable, Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from registry_guide.walk.shell.stop import Stop

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_parallel(
    do: Callable[[Item], Result], items: Iterable[Item], jobs: int, stop: Stop
) -> Generator[Result, None, None]:
    """Call a function for each item, `jobs` at a time; give each result as it comes.

    Whoever stops listening, by Ctrl-C or otherwise, sets `stop`, and waits until what runs has cleaned up. Raises what
    the function raises.
    """
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        running: set[Future[Result]] = {pool.submit(do, item) for item in items}
        try:
            while running:
                # A wait without end could not be interrupted on every system.
                done, running = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in done:
                    yield future.result()
        finally:
            for future in running:
                future.cancel()
            if running:
                stop.stop()
