"""A Git repository as GitLab holds it, and what a job finds of it: the commits and tags that GitLab fetches."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry_guide.walk.errors import StepFaultError
from registry_guide.walk.pipelines.image import jobs_of, table_of

BRANCH = "main"
_DEPTH = "GIT_DEPTH"
# What GitLab sets for a new project: https://docs.gitlab.com/ci/pipelines/settings/#limit-the-number-of-changes-fetched-during-clone
_USUAL = 20
# Where gitlab-ci-local looks for what a push changed: the branch that `refs/remotes/origin/HEAD` names.
_BEFORE = "refs/remotes/origin/before-the-push"


@dataclass(frozen=True)
class Repository:
    """A repository: `work` is its author's copy, `origin` what stands for GitLab's own, `remote` its address there."""

    work: Path
    origin: Path
    remote: str

    def founded(self) -> str:
        """Give the shell commands that make it of a directory, with the commits that the author has."""
        work, origin = _quoted(self.work, self.origin)
        return (
            f"git init --quiet --bare --initial-branch {BRANCH} {origin}\n"
            # A repository without a commit is begun anew.
            f"if git -C {work} rev-parse --quiet --verify HEAD >{origin}/before\n"
            f"then git -C {work} branch -M {BRANCH}\n"
            f"else rm -rf {work}/.git && git -C {work} init --quiet --initial-branch {BRANCH}\n"
            "fi\n"
            # To push no tags is an error.
            f'if [ -n "$(git -C {work} tag)" ]; then git -C {work} push --quiet --tags {origin}; fi\n'
        )

    def pushed(self, ref: str) -> str:
        """Give the shell commands with which its author commits all and pushes the branch, or pushes a new tag."""
        work, origin = _quoted(self.work, self.origin)
        name = shlex.quote(ref)
        commit = f"git -C {work} add --all && git -C {work} commit --quiet --allow-empty --message pipeline"
        first = commit if ref == BRANCH else f"git -C {work} tag {name}"
        return f"{first}\ngit -C {work} push --quiet {origin} {name} HEAD:refs/pipelines/1 --force\n"

    def fetched(self, ref: str, place: Path, pipeline: str) -> str:
        """Give the shell commands with which a runner fetches what a job of the pipeline for a branch or tag sees.

        GitLab names what is fetched, in app/presenters/ci/build_runner_presenter.rb: the branch or tag alone with a
        depth, all branches and tags without.
        """
        depth = depth_of(pipeline)
        branch, tag = ("*", "*") if not depth else (ref, "") if ref == BRANCH else ("", ref)
        specs = ["+refs/pipelines/1:refs/pipelines/1"]
        specs += [f"+refs/heads/{branch}:refs/remotes/origin/{branch}"] if branch else []
        specs += [f"+refs/tags/{tag}:refs/tags/{tag}"] if tag else []
        words = ["--prune", "--quiet", *(["--depth", str(depth)] if depth else []), "origin", *specs]
        here, origin = _quoted(place, self.origin)
        return (
            f"git init --quiet {here}\n"
            f"git -C {here} remote add origin {shlex.quote(self.origin.as_uri())}\n"
            f"git -C {here} fetch {shlex.join(words)}\n"
            f"git -C {here} remote set-url origin {shlex.quote(self.remote)}\n"
            f"git -C {here} checkout --quiet --force --detach refs/pipelines/1\n"
            f"if before=$(cat {origin}/before) && git -C {here} cat-file -e $before; then\n"
            f"git -C {here} update-ref {_BEFORE} $before\n"
            f"git -C {here} symbolic-ref refs/remotes/origin/HEAD {_BEFORE}\n"
            "fi 2>/dev/null\n"
            f"cd {here}\n"
        )

    def changes(self, ref: str) -> str:
        """Give the option with which gitlab-ci-local heeds `changes` where GitLab does, as shell text.

        For a tag, and for the first push of a branch, each rule with `changes` holds:
        https://docs.gitlab.com/ci/yaml/#ruleschanges
        """
        never = "--no-evaluate-rule-changes"
        return f"$([ -s {shlex.quote(str(self.origin))}/before ] || echo {never})" if ref == BRANCH else never


def depth_of(pipeline: str) -> int:
    """Give how many commits a job of a pipeline finds; 0 if all.

    Raises:
        StepFaultError: it is no number, or jobs find different ones, which here they cannot.
    """
    found = {_depth(row, job) for job, row in jobs_of(pipeline).items()} - {None}
    common = _depth(table_of(pipeline), "the pipeline")
    if found - {common}:
        raise StepFaultError(f"a job says its own {_DEPTH}: here it is the same for all, at the top of the pipeline")
    return _USUAL if common is None else common


def _depth(row: Mapping[str, Any], where: str) -> int | None:
    value = (row.get("variables") or {}).get(_DEPTH)
    value = value.get("value") if isinstance(value, dict) else value
    if value is None:
        return None
    if not re.fullmatch(r"[0-9]+", str(value)):
        raise StepFaultError(f"{where}: {_DEPTH} is a number")
    return int(value)


def _quoted(*paths: Path) -> list[str]:
    return [shlex.quote(str(path)) for path in paths]
