"""What a walk says: a failing path with all that is needed to mend it, and the figures at the end."""

from collections.abc import Sequence
from http import HTTPStatus

from registry_guide.practice.request_log import Entry
from registry_guide.records.ledger import Ledger
from registry_guide.records.manifest import BlockStep
from registry_guide.walk.requests.log import line
from registry_guide.walk.result import RouteResult, title


def failure(result: RouteResult) -> str:
    """Give the report of a failing path: page, labels, block, what is wrong, output, and the registry's log."""
    fault = result.fault
    if fault is None:
        return ""
    step = result.failed
    parts = [f"page    {result.route.page}"]
    parts += [f"{choice:<8}{label}" for choice, label in result.route.labels.items()]
    parts.append(f"start   {result.route.start}")
    if step is not None:
        parts.append(f"step    {title(step)}")
    parts.append(f"fault   {fault.sentence}")
    parts += [f"beside  {sentence}" for sentence in _troubles(result.requests)]
    if isinstance(step, BlockStep):
        parts.append(_section("the block", step.text))
    parts.append(_section("expected", fault.expected))
    parts.append(_section("real", fault.real))
    parts.append(_section("what the registry was asked", "\n".join(map(line, result.requests))))
    return "\n".join(part for part in parts if part)


def summary(ledger: Ledger) -> str:
    """Give the figures of a ledger in two lines."""
    totals = ledger.totals
    paths = ", ".join(f"{count} {name}" for name, count in totals.paths.items() if count)
    blocks = ", ".join(f"{count} {name}" for name, count in totals.blocks.items() if count)
    return f"Paths of {totals.pages} pages: {paths}.\nBlocks: {blocks}. Claims proven: {totals.claims}."


def slowest(results: Sequence[RouteResult], most: int) -> str:
    """Give the steps and the paths that took longest, a line each with its seconds, the longest first.

    Args:
        results: what was walked.
        most: how many of each.
    """
    steps = [(step.duration, f"{title(step.step)}, {result.route.name}") for result in results for step in result.steps]
    paths = [(result.duration, result.route.name) for result in results]
    return "\n".join(
        f"{heading}\n" + "\n".join(f"{seconds:8.1f} s  {name}" for seconds, name in sorted(rows, reverse=True)[:most])
        for heading, rows in (("Slowest steps:", steps), ("Slowest paths, with what makes them ready:", paths))
    )


def _troubles(requests: Sequence[Entry]) -> list[str]:
    """Say what clients were answered that is no fault of the page's, each kind once."""
    advice = {
        True: "its limit of requests is too low for this walk; walk later, or fewer paths at a time (--jobs 1)",
        False: "that is GitLab's trouble, or that of what lies before it; walk again when it is over",
    }
    found = {
        each.status: each
        for each in requests
        if each.status == HTTPStatus.TOO_MANY_REQUESTS or each.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    }
    return [
        f"{each.method} {each.host}{each.path} was answered {status}: {advice[status == HTTPStatus.TOO_MANY_REQUESTS]}"
        for status, each in found.items()
    ]


def _section(name: str, text: str) -> str:
    if not text.strip():
        return ""
    return f"-- {name}\n" + "\n".join(f"   {line}" for line in text.rstrip("\n").split("\n"))
