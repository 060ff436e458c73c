"""What GitLab shows of a job: its log, without what the runner that stands for GitLab's says of itself."""

import re

from registry_guide.walk.files.output import cleaned

# gitlab-ci-local writes the job before each line, `$` before a command and `>` before what that printed.
_LINE = re.compile(r"\S(?:.*?\S)? +(?P<mark>[$>])(?: (?P<text>.*))?")


def job_log(printed: str) -> str:
    """Give the logs of all jobs, one behind the other, of what gitlab-ci-local printed.

    A command stands behind `$ `, what it printed bare, as in the log of a job in GitLab
    (https://docs.gitlab.com/ci/jobs/job_logs/).
    """
    found = (_LINE.fullmatch(line) for line in cleaned(printed))
    lines = (f"{'$ ' if each['mark'] == '$' else ''}{each['text'] or ''}" for each in found if each)
    return "".join(f"{line}\n" for line in lines)
