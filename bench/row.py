"""A line of a table of measurements."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """What was measured of the guide, the same of its plain rival, and the goal; `good` is None where there is none."""

    what: str
    guide: str
    plain: str
    goal: str
    good: bool | None

    def cells(self) -> tuple[str, ...]:
        """The line's texts."""
        verdict = {None: "", True: "met", False: "MISSED"}[self.good]
        return (self.what, self.guide, self.plain, self.goal, verdict)
