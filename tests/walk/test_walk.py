"""Whole paths, with real clients against a real practice registry."""

import os
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from registry_guide.records.action import Action
from registry_guide.records.kinds import Kind, Proof, Write
from registry_guide.records.manifest import BlockStep, Manifest, Step
from registry_guide.walk.pipelines import runner as pipeline
from registry_guide.walk.report import failure
from registry_guide.walk.result import RouteResult
from registry_guide.walk.route import Route, site_routes
from registry_guide.walk.run import WalkContext, ordered, walk_all
from registry_guide.walk.shell.sandbox import PREFIX, Sandbox, directories, remove
from registry_guide.walk.shell.session import Limits
from tests.walk.conftest import ROOT
from tests.walk.made import block, check, manifest, menu, page

URL = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi"
OTHER = "https://gitlab.example.com/api/v4/projects/102/packages/pypi"
PYPIRC = f"""[distutils]
index-servers = gitlab

[gitlab]
repository = {URL}
username = gitlab+deploy-token-1
password = gldt-EXAMPLE-not-a-token
"""
ASK = block("read -rs UV_PUBLISH_PASSWORD && export UV_PUBLISH_PASSWORD\n", asks=["deploy_token"])
PUBLISH = block(f"uv publish --publish-url {URL} --username gitlab+deploy-token-1\n")


def walked(context: WalkContext, site: Manifest, jobs: int = 2) -> list[RouteResult]:
    paths = site_routes(site)
    return ordered(list(walk_all(context, paths, jobs)), paths)


def only(context: WalkContext, site: Manifest) -> RouteResult:
    (result,) = walked(context, site)
    return result


def test_files_secrets_commands_output_and_claims(context: WalkContext) -> None:
    result = only(
        context,
        manifest(
            publish=page(
                block(
                    PYPIRC,
                    Kind.FILE,
                    file="~/.pypirc",
                    holes={"gldt-EXAMPLE-not-a-token": "deploy_token"},
                ),
                block("chmod 600 ~/.pypirc\n"),
                check("only its owner reads ~/.pypirc"),
                block("twine upload -r gitlab dist/*\n"),
                block("Uploading distributions to \nhttps://gitlab.example.com/…\n…\n", Kind.OUTPUT),
                check("published my-package 0.1.0"),
                check("not published my-package 0.2.0"),
                check("answered 201 POST packages/pypi"),
                check("never asked pypi.org for my-package"),
                check("no secret in dist"),
                start="built",
            )
        ),
    )
    assert result.fault is None, failure(result)
    assert len(result.steps) == len(result.route.steps)
    twine = context.clients.versions["twine"]
    assert [step.versions for step in result.steps if step.versions] == [{"twine": twine}]
    assert any(entry.method == "POST" and entry.status == 201 for entry in result.requests)


def test_a_secret_in_a_file_is_found(context: WalkContext) -> None:
    result = only(
        context,
        manifest(
            p=page(
                block(
                    "password gldt-EXAMPLE-not-a-token\n",
                    Kind.FILE,
                    file="~/.netrc",
                    holes={"gldt-EXAMPLE-not-a-token": "deploy_token"},
                ),
                check("no secret in ~/.netrc"),
            )
        ),
    )
    assert result.fault is not None
    assert result.fault.sentence == ".netrc holds the deploy_token"


def test_a_second_upload_fails_as_the_page_says(context: WalkContext) -> None:
    result = only(
        context,
        manifest(
            p=page(
                ASK,
                PUBLISH,
                replace(PUBLISH, exit=(2,)),
                block("…\nerror: Failed to publish …\n…File name has already been taken…\n", Kind.OUTPUT),
                check("answered 400 POST packages/pypi"),
                start="built",
            )
        ),
    )
    assert result.fault is None, failure(result)


def test_a_failing_path_says_all_that_is_needed_to_mend_it(context: WalkContext) -> None:
    wrong = block(f"echo before\nuv publish --publish-url {URL}/simple --username x --password y 2>&1\necho after\n")
    result = only(
        context, manifest(p=page(wrong, check("published my-package 0.1.0"), start="built", tabs={"token": ["deploy"]}))
    )
    assert len(result.steps) == 1
    said = failure(result)
    for part in (
        "page    p",
        "token   deploy",
        "made/by-hand.sh",
        "line 2: `uv publish",
        "echo before",
        "404 POST gitlab.example.com",
    ):
        assert part in said, said


def test_starting_points_hold_what_they_say(context: WalkContext) -> None:
    token = "gldt-EXAMPLE-not-a-token"
    address = f"https://__token__:{token}@{URL.removeprefix('https://')}/simple"

    def install(command: str, secret: str = "deploy_token") -> BlockStep:
        return block(f"{command} --index-url {address} my-package\n", holes={token: secret})

    def run_tool(secret: str) -> BlockStep:
        return block(f"uvx --default-index {address} my-package\n", holes={token: secret})

    here, environment = check("installed my-package 0.1.0"), "uv venv --quiet --clear\n. .venv/bin/activate\n"
    made = (block("uv version\n"), block("my-package 0.1.0\n", Kind.OUTPUT))
    using = (
        block("uv sync\n"),
        check("file .venv exists"),
        install("uv pip install"),
        check("installed my-package 0.1.0"),
    )
    site = manifest(
        empty=page(block('[ -z "$(ls -A)" ]\n')),
        package=page(*made, start="package"),
        other_package=page(*made, start="other_package"),
        built=page(block("ls dist/my_package-0.1.0.tar.gz dist/my_package-0.1.0-py3-none-any.whl\n"), start="built"),
        published=page(install("pip install"), check("installed my-package 0.1.0"), start="published"),
        consumer=page(*using, start="consumer"),
        other_consumer=page(*using, start="other_consumer"),
        locked=page(*using, block("uv lock --check --offline && grep my-package== requirements.txt\n"), start="locked"),
        strangers=page(install("uv pip install"), check("installed my-package 0.1.0"), start="strangers"),
        several=page(install("uv pip install"), here, start="several"),
        seeded=page(install("pip install"), here, start="seeded"),
        tool=page(run_tool("deploy_token"), start="tool"),
        members_published=page(install("pip install", "project_read_token"), here, start="members_published"),
        members_consumer=page(install("uv pip install", "group_read_token"), here, start="members_consumer"),
        published_openly=page(
            block(f"pip install --index-url {URL}/simple my-package\n"), here, start="published_openly"
        ),
        open_consumer=page(block(f"uv pip install --index-url {URL}/simple my-package\n"), here, start="open_consumer"),
        poetry_package=page(block("ls pyproject.toml src/my_package/__init__.py\n"), start="poetry_package"),
        poetry_consumer=page(block("ls pyproject.toml\n"), *using[2:], start="poetry_consumer"),
        **{
            f"members_{client}_consumer": page(
                block(environment), install("uv pip install", secret), here, start=f"members_{client}_consumer"
            )
            for client, secret in (
                ("poetry", "group_read_token"),
                ("pdm", "project_read_token"),
                ("hatch", "project_read_token"),
            )
        },
        **{
            f"open_{client}_consumer": page(
                block(f"{environment}uv pip install --index-url {URL}/simple my-package\n"),
                here,
                start=f"open_{client}_consumer",
            )
            for client in ("poetry", "pdm", "hatch")
        },
        in_registry=page(check("personal_token installs from the project"), start="in_registry"),
        elsewhere=page(check("neighbour_job_token gets 404 when it installs from the project"), start="elsewhere"),
        allowed=page(check("neighbour_job_token installs from the project"), start="allowed"),
        members=page(
            *(
                block(f"curl -sSf -u x:{token} {URL}/simple\n", holes={token: secret})
                for secret in ("project_read_token", "group_read_token")
            ),
            start="members",
        ),
        public=page(block(f"curl -sSf {URL}/simple\n"), start="public"),
        environment=page(block('[ -n "$VIRTUAL_ENV" ] && [ "$(ls -A)" = .venv ]\n'), start="environment"),
        **{
            f"{client}_project": page(block(f"grep -q my-app pyproject.toml && {more}\n"), start=f"{client}_project")
            for client, more in (
                ("uv", "ls .venv/bin/python"),
                ("poetry", "ls .venv/bin/python"),
                ("pdm", "ls .venv/bin/python"),
                ("hatch", "ls src/my_app/__init__.py"),
            )
        },
        hatch_package=page(block("ls pyproject.toml src/my_package/__init__.py\n"), start="hatch_package"),
        hatch_consumer=page(
            block("ls pyproject.toml src/my_app/__init__.py\nuv venv --quiet\n. .venv/bin/activate\n"),
            install("uv pip install"),
            here,
            start="hatch_consumer",
        ),
        flit_package=page(block("ls pyproject.toml src/my_package/__init__.py\n"), start="flit_package"),
        pdm_package=page(block("ls pyproject.toml src/my_package/__init__.py\n"), start="pdm_package"),
        pdm_consumer=page(block("ls pyproject.toml\n"), *using[2:], start="pdm_consumer"),
        pdm_strangers=page(*using[2:], start="pdm_strangers"),
        poetry_strangers=page(*using[2:], start="poetry_strangers"),
        two_versions=page(
            block(
                f"curl -sS -u __token__:{token} {URL}/simple/my-package/ | grep -o '>my_package-[0-9.]*-'\n",
                holes={token: "deploy_token"},
            ),
            block(">my_package-0.1.0-\n>my_package-0.1.1-\n", Kind.OUTPUT),
            start="two_versions",
        ),
        old_index=page(
            block(
                f"curl -sSu x:{token} {OTHER}/simple/my-package/ | grep -o '>my_package-[^<]*' | wc -l\n",
                holes={token: "old_token"},
            ),
            block("6\n", Kind.OUTPUT),
            start="old_index",
        ),
        server=page(
            block('[ -z "$(ls -A)" ] && uv venv --quiet && . .venv/bin/activate\n'),
            install("uv pip install"),
            check("installed my-package 0.1.1"),
            start="server",
        ),
        notebook=page(
            block("python -c 'import ipykernel, nbclient'\n"), install("pip install"), here, start="notebook"
        ),
        moved=page(block(f"grep -q {OTHER} uv.lock\n"), here, start="moved"),
        openly=page(block(f'[ -n "$VIRTUAL_ENV" ] && curl -sSf {URL}/simple\n'), start="openly"),
        with_development=page(
            block(f"pip install --index-url {URL}/simple my-package\n"), here, start="with_development"
        ),
        only_development=page(
            block(f"pip install --index-url {URL}/simple my-package\n"),
            check("installed my-package 0.1.1.dev7"),
            start="only_development",
        ),
        repository=page(
            block("git status --short pyproject.toml\n"),
            block("?? pyproject.toml\n", Kind.OUTPUT),
            start="repository",
        ),
        tagged_long_ago=page(
            block("git describe --tags\n"), block("v0.1.0-24-g…\n", Kind.OUTPUT), start="tagged_long_ago"
        ),
        workspace=page(
            block("git ls-files '*/pyproject.toml'\n"),
            block("packages/my-library/pyproject.toml\npackages/my-package/pyproject.toml\n", Kind.OUTPUT),
            start="workspace",
        ),
        workspace_changed=page(
            block("git diff --name-only\n"),
            block("packages/my-package/pyproject.toml\n", Kind.OUTPUT),
            start="workspace_changed",
        ),
        forked=page(
            check("neighbour_job_token gets 404 when it installs from the project"),
            check("personal_token installs from the project"),
            start="forked",
        ),
        forked_openly=page(
            check("neighbour_job_token installs from the project"),
            check("neighbour_job_token gets 403 when it publishes to the project"),
            start="forked_openly",
        ),
        two_repositories=page(
            block("git remote get-url --push origin && ls ../my-package/pyproject.toml\n"),
            block("…my-pipelines.git\n../my-package/pyproject.toml\n", Kind.OUTPUT),
            start="two_repositories",
        ),
        pipeline_there=page(block("ls .gitlab-ci.yml src/my_package/__init__.py\n"), start="pipeline_there"),
        other_locked=page(
            block("uv lock --check --offline && grep my-package== requirements.txt\n"),
            check("neighbour_job_token installs from the project"),
            start="other_locked",
        ),
        flit_built_by_uv=page(
            block('grep -o "flit_core>=4,<5" pyproject.toml\n'),
            block("flit_core>=4,<5\n", Kind.OUTPUT),
            start="flit_built_by_uv",
        ),
        **{
            f"other_{client}_package": page(
                block(f'grep -oF "{backend}" pyproject.toml && ls src/my_package/__init__.py\n'),
                block(f"{backend}\nsrc/my_package/__init__.py\n", Kind.OUTPUT),
                check("neighbour_job_token gets 404 when it installs from the project"),
                start=f"other_{client}_package",
            )
            for client, backend in (
                ("poetry", "poetry.core.masonry.api"),
                ("pdm", "pdm.backend"),
                ("hatch", "hatchling.build"),
                ("flit", "flit_core>=4,<5"),
            )
        },
        **{
            f"other_{client}_consumer": page(
                block(f"ls .venv/bin/python pyproject.toml && basename $PWD && cat pyproject.toml | grep -c {word}\n"),
                block(".venv/bin/python\npyproject.toml\nmy-app\n1\n", Kind.OUTPUT),
                check("neighbour_job_token installs from the project"),
                start=f"other_{client}_consumer",
            )
            for client, word in (("poetry", "masonry"), ("pdm", "distribution"))
        },
        other_hatch_consumer=page(
            block("ls pyproject.toml src/my_app/__init__.py\n"),
            check("neighbour_job_token installs from the project"),
            start="other_hatch_consumer",
        ),
        other_tool=page(check("neighbour_job_token installs from the project"), start="other_tool"),
        members_tool=page(run_tool("group_read_token"), start="members_tool"),
        open_tool=page(block(f"uvx --default-index {URL}/simple my-package\n"), start="open_tool"),
        untrusting=page(
            block("ls dist/my_package-0.1.0.tar.gz\n"),
            block('echo "${SSL_CERT_FILE-gone} ${PIP_CERT-gone} ${REQUESTS_CA_BUNDLE-gone}"\n'),
            block("gone gone gone\n", Kind.OUTPUT),
            start="untrusting",
        ),
    )
    results = walked(context, site)
    # Where readers stand whom something fails is walked on their own pages; see tests/site/test_messages.py.
    written = tomllib.loads((ROOT / "facts" / "starts.toml").read_text("utf-8"))["start"]
    assert set(written) == {path.route.start for path in results}
    for result in results:
        assert result.fault is None, failure(result)
    (installed,) = (result for result in results if result.route.start == "only_development")
    assert installed.steps[0].versions == {"pip": context.clients.versions["pip"]}


def test_every_path_has_a_registry_and_a_home_of_its_own(context: WalkContext) -> None:
    steps = (check("not published my-package 0.1.0"), ASK, PUBLISH, check("published my-package 0.1.0"))
    results = walked(context, manifest(a=page(*steps, start="built"), b=page(*steps, start="built")))
    assert [result.fault for result in results] == [None, None]


def test_a_start_puts_packages_on_pypi(context: WalkContext) -> None:
    new = {"name": "fresh", "version": "2.0", "uploaded": date(2999, 1, 1)}
    rows = [{"name": "fresh", "version": "1.0", "requires": ["deeper"]}, new, {"name": "deeper", "version": "3.0"}]
    starts = {**context.facts.starts, "public": {"summary": "x", "world": {"pypi": {"package": rows}}}}
    there = replace(context, facts=replace(context.facts, starts=starts))
    install = "uv venv --quiet\n. .venv/bin/activate\nuv pip install --exclude-newer '7 days' fresh\n"
    claims = check("installed fresh 1.0"), check("installed deeper 3.0")
    result = only(there, manifest(p=page(block(install), *claims, start="public")))
    assert result.fault is None, failure(result)


def test_what_the_start_asked_is_no_evidence(context: WalkContext) -> None:
    starts = {
        **context.facts.starts,
        "asking": {"summary": "…", "run": ["curl -s https://pypi.org/simple/uv/ >/dev/null"]},
    }
    asking = replace(context, facts=replace(context.facts, starts=starts))
    steps = (block("curl -s https://pypi.org/simple/pip/ >/dev/null\n"), check("asked pypi.org for pip"))
    assert only(asking, manifest(p=page(*steps, start="asking"))).fault is None
    result = only(asking, manifest(p=page(*steps, check("asked pypi.org for uv"), start="asking")))
    assert result.fault is not None
    assert result.fault.sentence == "nobody asked pypi.org"


def test_what_the_start_printed_is_no_output_of_the_pages(context: WalkContext) -> None:
    starts = {"talking": {"summary": "…", "run": ["echo hello"]}}
    talking = replace(context, facts=replace(context.facts, starts=starts))
    result = only(talking, manifest(p=page(block("hello\n", Kind.OUTPUT), start="talking")))
    assert result.fault is not None
    assert result.fault.sentence == "no commands before this block printed anything"


def test_other_hosts_are_refused(context: WalkContext) -> None:
    result = only(
        context,
        manifest(p=page(block("curl -s https://example.org/\n", exit_status=56), check("answered 403 CONNECT /"))),
    )
    assert [entry.host for entry in result.requests] == ["example.org"], failure(result)


def test_validated_and_unchecked_blocks_are_not_run_but_their_files_are_there(context: WalkContext) -> None:
    result = only(
        context,
        manifest(
            p=page(
                block("touch ran\n", proof=Proof.UNCHECKED, by="needs an engine"),
                block("a: {script: [x]}\n", Kind.JOB, file=".gitlab-ci.yml", proof=Proof.VALIDATE, by="gitlab-ci"),
                block("[tool.x]\n", Kind.FILE, file="pyproject.toml", write=Write.APPEND),
                menu("deploy_token"),
                check("no file ran"),
                check("file .gitlab-ci.yml exists"),
                start="package",
            )
        ),
    )
    assert result.fault is None, failure(result)


def test_a_merged_block_is_what_the_client_reads(context: WalkContext) -> None:
    sources = '[tool.uv.sources]\n{} = {{ index = "gitlab" }}\n'
    index = '[[tool.uv.index]]\nname = "gitlab"\nurl = "https://{}/simple"\n'
    into = "pyproject.toml"
    result = only(
        context,
        manifest(
            p=page(
                block(sources.format("a") + index.format("old"), Kind.FILE, file=into, write=Write.MERGE),
                block(sources.format("b") + index.format("new"), Kind.FILE, file=into, write=Write.MERGE),
                block("uv version --short\ngrep -c 'https://new' pyproject.toml\n"),
                block("0.1.0\n1\n", Kind.OUTPUT),
                block("b = 1\n", Kind.FILE, file="new.toml", write=Write.MERGE),
                start="package",
            )
        ),
    )
    assert "new.toml does not exist" in failure(result)
    assert [bool(step.fault) for step in result.steps] == [False, False, False, False, True]


def test_a_menu_is_followed_and_what_it_gives_is_filled_in(context: WalkContext) -> None:
    def steps(*scopes: str) -> tuple[Step, ...]:
        action = Action(
            "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/deploy_tokens",
            {"name": "mine", "scopes": list(scopes)},
            {"deploy_token": "token", "deploy_username": "username"},
        )
        user = "gitlab+deploy-token-1"
        return (
            menu("deploy_token", action),
            block(f"echo {user}\n", holes={user: "deploy_username"}),
            block(f"{user}\n", Kind.OUTPUT, holes={user: "deploy_username"}),
            ASK,
            block("echo $UV_PUBLISH_PASSWORD >token\n"),
            block(f"uv publish --publish-url {URL} --username {user}\n", holes={user: "deploy_username"}),
        )

    both = steps("read_package_registry", "write_package_registry")
    good, poor, leaky, wrong = walked(
        context,
        manifest(
            good=page(*both, check("published my-package 0.1.0"), start="built"),
            poor=page(*steps("read_package_registry"), start="built"),
            leaky=page(*both, check("no secret in token"), start="built"),
            wrong=page(*steps("no_such_scope"), start="built"),
        ),
    )
    assert good.fault is None, failure(good)
    assert "gitlab+deploy-token-1\n" not in good.steps[1].log.partition("-- ")[2]
    assert poor.fault is not None and "uv publish" in poor.fault.sentence
    assert leaky.fault is not None and leaky.fault.sentence == "token holds the deploy_token"
    assert wrong.fault is not None and wrong.fault.sentence.endswith("400 scopes does not have a valid value")


def test_a_path_with_nothing_to_run_starts_nothing(context: WalkContext) -> None:
    result = only(context, manifest(p=page(menu("deploy_token"), start="no-such-start")))
    assert (result.steps, result.duration) == ((), 0.0)


def test_an_unknown_start_names_the_nearest(context: WalkContext) -> None:
    with pytest.raises(Exception, match='did you mean "empty"'):
        walked(context, manifest(p=page(block("true\n"), start="empties")))


def test_kept_sandboxes_stay_and_others_do_not(context: WalkContext) -> None:
    site = manifest(p=page(block("touch here\n")))
    assert only(context, site).fault is None
    assert own_sandboxes() == []
    kept: list[Sandbox] = []

    def tell(route: Route, place: Sandbox) -> None:
        kept.append(place)

    walked(replace(context, kept=tell), site)
    assert own_sandboxes() == [place.root for place in kept]
    assert [(place.work / "here").is_file() for place in kept] == [True]
    remove(kept[0].root)


def own_sandboxes() -> list[Path]:
    """Give the sandboxes of this process that there are."""
    return [path.resolve() for place in directories() for path in place.glob(f"{PREFIX}{os.getpid()}-*")]


def test_a_block_that_waits_for_ever_is_cut_off(context: WalkContext) -> None:
    result = only(replace(context, limits=Limits(seconds=1)), manifest(p=page(block("sleep 60\n"), block("true\n"))))
    assert result.fault is not None and "time limit" in result.fault.sentence
    assert len(result.steps) == 1


PIPELINE = """
stages: [build, publish]

default:
  image: "ghcr.io/astral-sh/uv:latest"

build:
  stage: build
  script:
    - python -m pip install idna
    - uv build
  artifacts:
    paths:
      - dist/

publish:
  stage: publish
  rules:
    - if: $CI_COMMIT_TAG
  variables:
    UV_PUBLISH_URL: "${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/packages/pypi"
    UV_PUBLISH_USERNAME: "gitlab-ci-token"
    UV_PUBLISH_PASSWORD: "${CI_JOB_TOKEN}"
  script:
    - uv publish
"""


def test_a_pipeline_runs_for_a_push_and_for_a_tag(context: WalkContext) -> None:
    runner = pipeline.install(ROOT / "_build", print)
    job = block(PIPELINE, Kind.JOB, file=".gitlab-ci.yml")
    steps = (job, check("published my-package 0.1.0"), check("no file dist"), check("file .gitlab-ci.yml exists"))
    result = only(
        replace(context, runner=runner), manifest(p=page(block("export UV_PUBLISH_URL=x\n"), *steps, start="package"))
    )
    assert result.fault is None, failure(result)
    assert result.steps[1].log.count("PASS  build") == 2
    assert result.steps[1].log.count("PASS  publish") == 1
    assert set(result.steps[1].versions) == {"uv", "pip"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("ghcr.io/astral-sh/uv:latest", "python:3.13-slim"), "uv: command not found"),
        (("- uv publish", "- python -c 'import idna'"), "No module named 'idna'"),
    ],
)
def test_a_job_finds_only_what_its_image_holds(context: WalkContext, change: tuple[str, str], said: str) -> None:
    runner = pipeline.install(ROOT / "_build", print)
    job = block(PIPELINE.replace(*change), Kind.JOB, file=".gitlab-ci.yml")
    result = only(replace(context, runner=runner), manifest(p=page(job, start="package")))
    assert result.fault is not None
    assert said in result.fault.real


def test_a_pipeline_takes_the_file_of_another_project_at_its_tag_and_no_later_one(context: WalkContext) -> None:
    runner = pipeline.install(ROOT / "_build", print)
    shared = block(PIPELINE.replace("python -m pip install idna", "echo at-the-tag"), Kind.FILE, file="all.yml")
    later = replace(shared, text=shared.text.replace("at-the-tag", "after-it"))
    save = "git add . && git commit --quiet -m x && git tag {0} && git push --quiet origin HEAD {0}\n"
    row = "{project: my-group/my-pipelines, ref: v1, file: /all.yml}"
    own = f"include:\n  - {row}\nbuild: {{before_script: [echo of-its-own]}}\n"
    steps = (shared, block(save.format("v1")), later, block(save.format("v2")), block("cd ../my-package\n"))
    site = manifest(
        good=page(*steps, block(own, Kind.JOB, file=".gitlab-ci.yml"), start="two_repositories"),
        untagged=page(
            *steps, block(own.replace("v1", "v3"), Kind.JOB, file=".gitlab-ci.yml"), start="two_repositories"
        ),
    )
    good, untagged = walked(replace(context, runner=runner), site)
    assert good.fault is None, failure(good)
    log = good.steps[-1].log
    assert "at-the-tag" in log
    assert "of-its-own" in log
    assert "after-it" not in log
    assert untagged.fault is not None
    assert "not found or access denied" in untagged.fault.sentence


def test_a_pipeline_under_another_name_is_a_fault(context: WalkContext) -> None:
    runner = pipeline.install(ROOT / "_build", print)
    job = block(PIPELINE, Kind.JOB, file="gitlab-ci.yml")
    result = only(replace(context, runner=runner), manifest(p=page(job, start="package")))
    assert result.fault is not None
    assert "there is no .gitlab-ci.yml" in result.fault.sentence


def test_a_pipeline_that_fails_is_a_fault(context: WalkContext) -> None:
    runner = pipeline.install(ROOT / "_build", print)
    wrong = PIPELINE.replace("gitlab-ci-token", "__token__").replace("python -m pip install idna", "date")
    job = block(wrong, Kind.JOB, file=".gitlab-ci.yml")
    result = only(replace(context, runner=runner), manifest(p=page(job, start="package")))
    assert result.fault is not None
    assert "401 Unauthorized" in result.fault.real
    assert "gitlab-ci-local" in result.fault.sentence
    assert len(result.fault.sentence) < 200


def test_a_pipeline_of_another_project_is_not_let_in_unasked(context: WalkContext) -> None:
    runner = pipeline.install(ROOT / "_build", print)
    there = PIPELINE.replace("${CI_PROJECT_ID}", "my-group%2Fmy-project")
    job = block(there.replace("python -m pip install idna", "date"), Kind.JOB, file=".gitlab-ci.yml")
    result = only(replace(context, runner=runner), manifest(p=page(job, start="other_package")))
    assert result.fault is not None
    assert "404 Not Found" in result.fault.real
