"""What does not belong beside each other is noticed: username and token, variables, builds, careless commands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry_guide.blocks.facts import Facts
from registry_guide.blocks.text import Hole
from registry_guide.records.kinds import Kind
from registry_guide.records.manifest import BlockStep, Manifest
from registry_guide.walk.fixtures.start import starting_point
from registry_guide.walk.route import site_routes
from tools.checks.addresses import slashed
from tools.checks.belonging import (
    BUILDS,
    USES,
    VARIABLE,
    builds,
    empty_variables,
    halves,
    left_set,
    needless,
    shells_that_differ,
    strangers,
    tokens,
)
from tools.checks.careless import careless
from tools.checks.workflow import open_doors, workflows


def test_there_is_something_to_belong_together(manifest: Manifest, facts: Facts) -> None:
    blocks = [block for page in manifest.pages.values() for block in page.blocks]
    assert any(tokens(block, manifest) for block in blocks)
    assert any(VARIABLE["bash"].search(block.text) for block in blocks)
    assert any(USES.search(block.text) for block in blocks)
    assert any(BUILDS.search(block.text) for block in blocks)
    assert workflows(manifest)
    pages = [page for page in manifest.pages.values() if page.start and starting_point(facts, page.start).repository]
    assert len(pages) > 1
    for page in pages:
        assert any(hole.placeholder == "owner_project" for block in page.blocks for hole in block.holes)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("read -rs ", "read -r "),
        ("stty -echo; IFS= read -r ", "IFS= read -rs "),
        ("; stty echo", ""),
        ("read --silent ", "read "),
        (" && export ", "; echo "),
        ("twine upload", "uv run twine upload"),
        ("pip install --index-url", "pip install --extra-index-url"),
        ("uv add ", "uv add --no-sources "),
        ("uv add ", "uv add -i https://gitlab.example.com/simple "),
        (' --non-interactive "', ' "'),
        (" --locked", ""),
        ("explicit = true", "explicit = false"),
        ('authenticate = "always"', 'authenticate = "never"'),
        ('"password": "${CI_JOB_TOKEN}"', '"password": "gitlab-ci-token"'),
        ('PASSWORD: "${CI_JOB_TOKEN}"', 'PASSWORD: "gitlab-ci-token"'),
        ('_USERNAME: "gitlab-ci-token"', '_USERNAME: "${CI_JOB_TOKEN}"'),
        ('UV_PUBLISH_URL: "${CI_API', 'UV_ADDRESS: "${CI_API'),
        ('UV_PUBLISH_URL: "https://gitlab', 'UV_ADDRESS: "https://gitlab'),
        (" && export TWINE_PASSWORD", ""),
        ("    - pdm install --check", "    - pdm install"),
        ("    - pipenv install --deploy", "    - pipenv install"),
        ('UV_PUBLISH_URL: "https://upload', 'UV_ADDRESS: "https://upload'),
        ('hatch publish --no-prompt "', 'hatch publish "'),
        ('="$UV_INDEX_GITLAB_USERNAME"', '="$UV_INDEX_GITLAB_PASSWORD"'),
    ],
)
def test_carelessness_is_noticed(manifest: Manifest, before: str, after: str) -> None:
    blocks = [block for page in manifest.pages.values() for block in page.blocks]
    changed = [replace(block, text=block.text.replace(before, after)) for block in blocks if before in block.text]
    assert changed
    assert all(careless(block, manifest) for block in changed if block.kind is not Kind.OUTPUT)


def test_what_does_not_belong_on_a_path_is_noticed(manifest: Manifest) -> None:
    path = next(path for path in site_routes(manifest, ["install/uv"]))
    asked = next(step for step in path.steps if isinstance(step, BlockStep) and step.asks)
    for look, wrong in (
        (strangers, replace(asked, asks=("personal_token",))),
        (needless, replace(asked, asks=("deploy_token",))),
        (empty_variables, replace(asked, text=f'echo "$TWINE_PASSWORD"\n{asked.text}')),
        (left_set, replace(asked, text=f"export OTHER=value\n{asked.text}")),
        (halves, replace(asked, text=asked.text.replace("UV_INDEX_GITLAB", "TWINE"))),
    ):
        assert not look(path, manifest)
        steps = [wrong if step is asked else step for step in path.steps]
        assert look(replace(path, steps=steps), manifest)


@pytest.mark.parametrize("language", ["bash", "fish", "powershell"])
def test_a_shell_that_is_left_behind_is_noticed(manifest: Manifest, language: str) -> None:
    page = manifest.pages["publish/uv"]
    assert not shells_that_differ(manifest)
    for step in (step for step in page.blocks if step.alternative and step.language == language):
        wrong = replace(step, text=step.text.replace("USERNAME", "NAME").replace("PASSWORD", "NAME"))
        assert wrong != step
        changed = replace(page, steps=tuple(wrong if each is step else each for each in page.steps))
        assert shells_that_differ(replace(manifest, pages={"publish/uv": changed}))


def test_a_dockerfile_without_its_username_is_noticed(manifest: Manifest) -> None:
    (path,) = site_routes(manifest, ["install/docker"])
    dockerfiles = [step for step in path.steps if isinstance(step, BlockStep) and step.file == "Dockerfile"]
    assert len(dockerfiles) > 1
    for each in dockerfiles:
        wrong = replace(each, text=each.text.replace("export UV_INDEX_GITLAB_USERNAME", "export UV_INDEX_GITLAB_NAME"))
        assert wrong != each
        assert halves(replace(path, steps=[wrong if step is each else step for step in path.steps]), manifest)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("--username ", ""),
        ("--username ", "--user-name "),
        (" --password-stdin", ""),
        ("buildah push", "buildah pusch"),
        ("env=CI_JOB_TOKEN --tag", "env=CI_JOB_TOKEN --tagged"),
        ("id=gitlab_token,env=CI", "id=token,env=CI"),
    ],
)
def test_a_mistake_in_a_job_that_builds_an_image_is_noticed(manifest: Manifest, right: str, wrong: str) -> None:
    (path,) = site_routes(manifest, ["install/docker"])
    (job,) = (step for step in path.blocks if step.kind is Kind.JOB)
    assert right in job.text
    changed = replace(job, text=job.text.replace(right, wrong))
    assert not builds(path, manifest)
    assert builds(replace(path, steps=[changed if step is job else step for step in path.steps]), manifest)


def test_a_slash_in_an_address_of_the_api_is_noticed(facts: Facts) -> None:
    assert not slashed(facts)
    rest = facts.text("project.rest_url")
    plain = [replace(each, filters=("text",)) if isinstance(each, Hole) else each for each in rest.parts]
    assert slashed(replace(facts, values={**facts.values, "project.rest_url": replace(rest, parts=tuple(plain))}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("--secret ", ""),
        ("--tag ", ""),
        ("--tag", "--tags"),
        (" .", ""),
        ("id=", "id=other_"),
        ("docker build", "true"),
    ],
)
def test_a_wrong_build_is_noticed(manifest: Manifest, before: str, after: str) -> None:
    (path,) = site_routes(manifest, ["install/docker"])
    steps = [
        replace(step, text=step.text.replace(before, after))
        if isinstance(step, BlockStep) and step.text.startswith("docker build")
        else step
        for step in path.steps
    ]
    assert steps != path.steps
    assert builds(replace(path, steps=steps), manifest)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("persist-credentials: false", "persist-credentials: true"),
        ("permissions: {}", "permissions: write-all"),
        ("    tags:", "    branches:"),
        ("    environment: gitlab\n", ""),
        ("@", "@v4 # "),
        ("==", ">="),
    ],
)
def test_an_open_door_of_a_workflow_is_noticed(manifest: Manifest, before: str, after: str) -> None:
    for block in workflows(manifest):
        assert not open_doors(block)
        assert before in block.text
        assert open_doors(replace(block, text=block.text.replace(before, after, 1)))
