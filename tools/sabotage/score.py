"""How many mutants were noticed, and what to say of the others."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from tools.sabotage.accepted import Accepted, reason
from tools.sabotage.rule import Rule
from tools.sabotage.trial import Trial, Verdict

NEEDED = 0.95  # of the mutants that differ from the guide


@dataclass(frozen=True)
class Score:
    """The verdicts of a run, and the reasons why some mutants may be missed.

    An equivalent mutant differs in nothing that a reader sees, and does not count.
    """

    trials: Sequence[Trial]
    accepted: Sequence[Accepted] = ()

    @property
    def mutants(self) -> int:
        """How many differ from the guide."""
        return sum(trial.verdict is not Verdict.EQUIVALENT for trial in self.trials)

    @property
    def missed(self) -> list[Trial]:
        """Those that nothing noticed."""
        return [trial for trial in self.trials if trial.verdict is Verdict.MISSED]

    @property
    def unexplained(self) -> list[Trial]:
        """Those that nothing noticed, and for which there is no reason."""
        return [trial for trial in self.missed if not reason(self.accepted, trial.mutant.id)]

    @property
    def share(self) -> float:
        """The noticed ones as a part of all that differ, from 0 to 1; 0 if none differs."""
        return 1 - len(self.missed) / self.mutants if self.mutants else 0.0

    @property
    def enough(self) -> bool:
        """Whether that is as much as is asked of the guide, and there is a reason for each of the others."""
        return self.share >= NEEDED and not self.unexplained

    def table(self, rules: Sequence[Rule]) -> Table:
        """Give a row for each rule that made a mutant: how many the build, a check and the walk noticed."""
        table = Table("rule", *(str(verdict) for verdict in Verdict), box=None, header_style="bold")
        for column in table.columns[1:]:
            column.justify = "right"
        for rule in rules:
            counts = Counter(trial.verdict for trial in self.trials if trial.mutant.rule == rule.name)
            if counts:
                table.add_row(rule.name, *(str(counts[verdict] or "") for verdict in Verdict))
        totals = Counter(trial.verdict for trial in self.trials)
        table.add_row("all", *(str(totals[verdict]) for verdict in Verdict), style="bold")
        return table

    def survivors(self) -> str:
        """Give for each mutant that nothing noticed where it is, what it does, and why it cannot matter."""
        parts = []
        for trial in self.missed:
            mutant = trial.mutant
            parts.append(f"{mutant.id}  ({mutant.file.as_posix()}:{mutant.line})")
            parts += [f"  - {line}" for line in mutant.before.splitlines()]
            parts += [f"  + {line}" for line in mutant.after.splitlines()]
            parts.append(f"  {reason(self.accepted, mutant.id) or 'NO REASON GIVEN: strengthen a check, or give one'}")
        return "\n".join(parts)

    def report(self, seconds: float) -> Mapping[str, Any]:
        """Give the run as a table for a JSON file; `seconds` is how long it took."""
        return {
            "mutants": self.mutants,
            "caught": self.mutants - len(self.missed),
            "unexplained": len(self.unexplained),
            "score": round(self.share, 4),
            "seconds": round(seconds, 1),
            "trials": [
                {
                    "id": trial.mutant.id,
                    "file": trial.mutant.file.as_posix(),
                    "line": trial.mutant.line,
                    "before": trial.mutant.before,
                    "after": trial.mutant.after,
                    "verdict": trial.verdict,
                    "by": trial.noticed_by,
                    "reason": reason(self.accepted, trial.mutant.id) if trial.verdict is Verdict.MISSED else "",
                }
                for trial in self.trials
            ],
        }
