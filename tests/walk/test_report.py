"""What a walk says at its end."""

from registry_guide.walk.report import slowest
from registry_guide.walk.result import RouteResult, StepResult
from registry_guide.walk.route import site_routes
from tests.walk.made import block, manifest, page


def test_the_slowest_steps_and_paths_come_first() -> None:
    seconds = {"p": (1.0, 12.25), "q": (3.5,), "r": (0.1, 0.2)}
    site = manifest(**{name: page(*(block(f"echo {each}\n") for each in steps)) for name, steps in seconds.items()})
    results = [
        RouteResult(
            route,
            [StepResult(step, duration=each) for step, each in zip(route.steps, seconds[route.page], strict=True)],
            sum(seconds[route.page]) + 1,
        )
        for route in site_routes(site)
    ]
    steps, paths = slowest(results, 2).split("Slowest paths")
    assert [line.split()[0] for line in steps.splitlines()[1:]] == ["12.2", "3.5"]
    assert [line.split()[0] for line in paths.splitlines()[1:]] == ["14.2", "4.5"]
    assert steps.splitlines()[1].endswith(", p")
    assert paths.splitlines()[2].endswith("  q")
