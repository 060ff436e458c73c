"""What a walk asks of a GitLab for one path, without the path: `python -m tests.walk.errand RECORD VARIABLES`.

The variables are JSON. Its last line is the exit code, which nobody but its parent could ask for.
"""

import json
import os
import sys
from hashlib import sha256
from pathlib import Path

from registry_guide.address import parse
from registry_guide.practice.world import file as worldfile
from registry_guide.practice.world.vocabulary import TokenKind
from registry_guide.practice.world.wheel import wheel, wheel_name
from registry_guide.walk.errors import StepFaultError, WalkError
from registry_guide.walk.gitlab.account import Account
from registry_guide.walk.gitlab.group import RefusedError, walk_group
from registry_guide.walk.requests.asker import Patience


def main() -> int:
    """Make a project with its tokens and a package, and remove it; say what a walk would."""
    os.environ.update(json.loads(sys.argv[2]))
    account = Account(parse(os.environ["GITLAB_HOST"]), os.environ["GITLAB_NAMESPACE"], os.environ["GITLAB_TOKEN"])
    world = worldfile.parse(worldfile.default_text())
    status = 0

    def tell(line: str) -> None:
        print(line, flush=True)

    try:
        with walk_group(account, Path(sys.argv[1]), Patience(tell)) as place:
            try:
                route_project = place.route_project()
                for kind in (TokenKind.DEPLOY, TokenKind.PROJECT):
                    spec = next(
                        each for each in world.tokens if each.kind is kind and each.project == "my-group/my-project"
                    )
                    place.token(route_project, spec)
                content = wheel("my-package", "1.0", origin="an errand")
                fields = {"name": "my-package", "version": "1.0", "sha256_digest": sha256(content).hexdigest()}
                url = f"{account.address.url}/api/v4/projects/{route_project.project_id}/packages/pypi"
                place.upload(url, fields, wheel_name("my-package", "1.0"), content)
                tell("all was made")
            except (StepFaultError, RefusedError) as fault:
                tell(f"fault {fault}")
                status = 3
    except WalkError as error:
        tell(f"Error: {error}")
        return 1
    return status


if __name__ == "__main__":
    print(main())
