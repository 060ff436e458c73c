"""What jobs save with `cache:` and later pipelines of the project find: https://docs.gitlab.com/ci/caching/."""

import shlex
from pathlib import Path

# Where gitlab-ci-local looks for caches, below the directory of a pipeline.
_PLACE = ".gitlab-ci-local/cache"


def folder(protected: bool) -> str:
    """Give the name of the directory of the caches of all refs that are protected, or of all that are not.

    By default the two share none: https://docs.gitlab.com/ci/caching/#cache-key-names
    """
    return "cache-protected" if protected else "cache-non_protected"


def shared(pipeline: Path, caches: Path) -> str:
    """Give the shell commands that let the jobs of a pipeline find those caches, and save theirs there.

    They are outside of what belongs to one pipeline, so the search for tokens that jobs leave comes to them, too.
    """
    here, all_of_them = (shlex.quote(str(path)) for path in (pipeline / _PLACE, caches))
    return f"mkdir -p {all_of_them} {shlex.quote(str((pipeline / _PLACE).parent))}\nln -s {all_of_them} {here}\n"
