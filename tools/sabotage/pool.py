"""Builds mutants in several processes, each with a builder of its own."""

import logging
import multiprocessing
import os
import signal
import tempfile
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from registry_guide.records.manifest import Manifest
from registry_guide.walk.errors import WalkError
from tools.checks.registry import complaint
from tools.sabotage.builder import Builder
from tools.sabotage.mutant import Mutant
from tools.sabotage.trial import Candidate, Trial, examine

_own: list[Builder] = []


def build_all(
    root: Path, place: Path, mutants: Sequence[Mutant], jobs: int
) -> Generator[Trial | Candidate, None, None]:
    """Build every mutant and hold the checks against it; give what came of each, as it comes.

    Args:
        root: the project's directory.
        place: an empty directory, which the caller removes.
        mutants: what to build.
        jobs: how many processes.

    Raises:
        WalkError: the unchanged guide does not build, or a process died.
    """
    fresh = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, fresh, initializer=_set_up, initargs=(root, place))
    try:
        futures = [pool.submit(_examine, mutant) for mutant in mutants]
        for future in as_completed(futures):
            yield future.result()
    except BrokenProcessPool:
        raise WalkError("A process that builds mutants ended; does the guide build (`make html`)?") from None
    except BaseException:
        # Nobody waits for what is half built.
        for process in multiprocessing.active_children():
            process.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def unchanged(root: Path, place: Path) -> Manifest:
    """Build the guide as it is, in `place`, and give its manifest.

    Raises:
        WalkError: it does not build, or a check complains of it, so that nothing could be said of mutants.
    """
    built = Builder(root, place).unchanged
    if built.manifest is None or built.facts is None:
        raise WalkError(f"The guide itself does not build: {built.complaint}")
    if said := complaint(built.manifest, built.manifest, built.facts, place):
        raise WalkError(f"A check fails without any mistake: {said}")
    return built.manifest


def _set_up(root: Path, place: Path) -> None:
    # Ctrl-C reaches the parent too, which ends this process in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.INFO)
    own = place / str(os.getpid())
    _own.append(Builder(root, own))
    # Whatever a check leaves when this process is ended goes with the directory.
    tempfile.tempdir = os.environ["TMPDIR"] = str(own)


def _examine(mutant: Mutant) -> Trial | Candidate:
    return examine(_own[0], mutant)
