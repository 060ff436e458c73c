"""What a block publishes arrives, whatever PyPI has of that name, and what looks for that finds what does not."""

import hashlib
import re
import zipfile
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from packaging.version import Version

from registry_guide.blocks.marks import scenes
from registry_guide.practice.world.wheel import wheel
from registry_guide.records.kinds import Kind, Write
from registry_guide.records.manifest import BlockStep, Step
from registry_guide.walk.claims.publication import Scene, difference, held, other, release, stage
from registry_guide.walk.pipelines.runner import Runner
from registry_guide.walk.result import RouteResult
from registry_guide.walk.route import Route, Turn
from registry_guide.walk.run import WalkContext
from tests.walk.made import block, menu

UPLOAD = "https://gitlab.example.com/api/v4/projects/my-group%2Fmy-project/packages/pypi"
INDEX = f"""\
[[tool.uv.index]]
name = "gitlab"
url = "{UPLOAD}/simple"
publish-url = "{UPLOAD}"
"""
ADDRESS = f'[tool.uv]\npublish-url = "{UPLOAD}"\n'
TOKEN = "gldt-EXAMPLE-not-a-token"


def written(text: str) -> BlockStep:
    return block(text, Kind.FILE, file="pyproject.toml", write=Write.MERGE)


def variables(name: str) -> BlockStep:
    text = f"export UV_{name}_USERNAME=anybody\nexport UV_{name}_PASSWORD={TOKEN}\n"
    return block(text, holes={TOKEN: "deploy_token"})


def taken(context: WalkContext, *steps: Step, start: str = "built") -> RouteResult:
    return context.walk(Route("p", start, {}, steps))


def fault(result: RouteResult) -> str:
    assert result.fault is not None, result.log
    return result.fault.sentence


# -- What a real client does


def test_a_block_that_publishes_is_run_in_every_scene(context: WalkContext) -> None:
    result = taken(context, written(ADDRESS), variables("PUBLISH"), block("uv publish\n"))
    assert result.fault is None, result.fault
    assert [list(step.scenes) for step in result.steps] == [[], [], [Scene.NOTHING, Scene.EQUAL, Scene.OTHER]]
    assert sum(request.method == "POST" for request in result.requests) == 8


def test_paths_that_share_a_block_take_turns_at_the_scenes(context: WalkContext) -> None:
    publishes = replace(block("uv publish\n"), id="p#3")
    steps = (written(ADDRESS), variables("PUBLISH"), publishes)
    walked = [context.walk(Route("p", "built", {}, steps, turns={"p#3": Turn(at, 4)})) for at in range(4)]
    assert [result.steps[-1].scenes for result in walked] == [(Scene.NOTHING,), (Scene.EQUAL,), (Scene.OTHER,), ()]


def test_a_block_that_a_half_does_not_stop_is_run_after_half_an_upload(context: WalkContext) -> None:
    each = block(
        'for file in dist/*; do uv publish "$file" || [ "$file" = "dist/my_package-0.1.0-py3-none-any.whl" ]; done\n'
    )
    result = taken(context, written(ADDRESS), variables("PUBLISH"), replace(each, resumes=True))
    assert result.fault is None, result.fault
    assert result.steps[-1].scenes == tuple(Scene)


def test_who_asks_an_index_first_publishes_nothing_where_pypi_has_an_equal_file(context: WalkContext) -> None:
    never = block("uv publish --index gitlab --trusted-publishing never\n")
    result = taken(context, written(INDEX), variables("INDEX_GITLAB"), never)
    assert fault(result).startswith(f"where {Scene.EQUAL}: GitLab has no my_package-0.1.0-py3-none-any.whl")
    assert "already exists, skipping" in result.fault.real  # type: ignore[union-attr]


def test_uv_that_asks_for_trusted_publishing_is_found(context: WalkContext) -> None:
    result = taken(context, written(INDEX), variables("INDEX_GITLAB"), block("uv publish --index gitlab\n"))
    assert "uv asked for trusted publishing" in fault(result)


def test_a_block_that_publishes_less_than_it_says_is_found(context: WalkContext) -> None:
    result = taken(context, written(ADDRESS), variables("PUBLISH"), block("uv publish dist/*.whl\n"))
    assert fault(result) == "GitLab has no my_package-0.1.0.tar.gz"


def test_a_block_says_what_it_publishes(context: WalkContext) -> None:
    half = replace(block("uv publish dist/*.whl\n"), publishes=("dist/*.whl",))
    rest = replace(block("uv publish dist/*.tar.gz\n"), publishes=("dist/*.tar.gz",))
    again = block("uv publish\n", exit_status=2)
    result = taken(context, written(ADDRESS), variables("PUBLISH"), half, rest, again)
    assert result.fault is None, result.fault
    assert all(step.scenes for step in result.steps[2:])


def test_a_block_that_stops_at_a_half_does_not_resume(context: WalkContext) -> None:
    plain = replace(block("uv publish\n"), resumes=True)
    result = taken(context, written(ADDRESS), variables("PUBLISH"), plain)
    assert fault(result).startswith(f"where {Scene.HALF}: line 1: `uv publish` ended with exit status 2")


def test_a_block_that_resumes_may_find_all_of_its_files_there(context: WalkContext) -> None:
    rest = replace(
        block('for file in dist/*; do uv publish "$file" || true; done\n'),
        resumes=True,
    )
    result = taken(context, written(ADDRESS), variables("PUBLISH"), block("uv publish\n"), rest)
    assert result.fault is None, result.fault
    assert result.steps[-1].scenes == tuple(Scene)
    # Half of the upload was taken away for the last scene, and came back.
    uploads = [request.status for request in result.requests if request.method == "POST"]
    assert sorted(uploads[-2:]) == [201, 400]


def test_who_changes_the_client_gets_two_packages(context: WalkContext) -> None:
    spelt = block("sed -i 's/^name = .*/name = \"My_Package\"/' pyproject.toml\nrm -r dist\nuv build --quiet\n")
    twine = f"twine upload --non-interactive --repository-url {UPLOAD} -u anybody -p {TOKEN} dist/*\n"
    result = taken(
        context,
        written(ADDRESS),
        variables("PUBLISH"),
        spelt,
        block("uv publish\n"),
        block(twine, holes={TOKEN: "deploy_token"}),
    )
    assert "GitLab has my_package-0.1.0-py3-none-any.whl as well" in fault(result)


# -- Pipelines


def piped(
    context: WalkContext, runner: Runner, site: Path, client: str, *changes: tuple[str, str], protect: bool = True
) -> RouteResult:
    from registry_guide.records.manifest import load

    blocks = load(site / "manifest.json").pages["publish/gitlab-ci"].blocks
    step = next(each for each in blocks if each.options["client"] == client)
    for before, after in changes:
        assert before in step.text
        step = replace(step, text=step.text.replace(before, after))
    steps: list[Step] = [menu("protected_tag")] if protect else []
    return replace(context, runner=runner).walk(Route("p", "package", {}, [*steps, step]))


def test_a_tag_is_pushed_once_the_menus_behind_the_file_are_followed(
    context: WalkContext, runner: Runner, site: Path
) -> None:
    from registry_guide.records.manifest import load

    blocks = load(site / "manifest.json").pages["publish/gitlab-ci"].blocks
    step = next(each for each in blocks if each.options["client"] == "uv")
    result = replace(context, runner=runner).walk(Route("p", "package", {}, [step, menu("protected_tag")]))
    assert result.fault is None
    assert any(request.method == "POST" for request in result.requests)


def test_a_job_without_curl_does_not_resume(context: WalkContext, runner: Runner, site: Path) -> None:
    result = piped(context, runner, site, "uv", ('trixie"', 'trixie-slim"'))
    assert fault(result).startswith(f"where {Scene.HALF}")


def test_a_tag_that_is_not_the_version_publishes_nothing(context: WalkContext, runner: Runner, site: Path) -> None:
    result = piped(context, runner, site, "uv", ("- uv build", "- uv version 0.2.0 && uv build"))
    assert "exit status" in fault(result)
    assert not any(request.method == "POST" for request in result.requests)
    assert "ls: cannot access" in result.log


def test_a_tag_that_is_not_protected_publishes_nothing(context: WalkContext, runner: Runner, site: Path) -> None:
    result = piped(context, runner, site, "uv", protect=False)
    assert result.fault is None
    assert not any(request.method == "POST" for request in result.requests)


@pytest.mark.parametrize(
    ("start", "built"),
    [
        pytest.param(
            "workspace_changed", {"build my-package": 1, "build my-library": 0, "release": 1}, id="one package changed"
        ),
        pytest.param("workspace", {"build my-package": 0, "build my-library": 0, "release": 1}, id="none changed"),
    ],
)
def test_a_push_builds_the_packages_that_it_changed_and_a_tag_its_own(
    context: WalkContext, runner: Runner, site: Path, start: str, built: dict[str, int]
) -> None:
    from registry_guide.records.manifest import load

    (step,) = [each for each in load(site / "manifest.json").pages["publish/several"].blocks if each.kind is Kind.JOB]
    step = replace(step, pushes=("main", "my-package-v0.1.0" if start == "workspace" else "my-package-v0.1.1"))
    result = replace(context, runner=runner).walk(Route("p", start, {}, [step]))
    assert result.fault is None, result.fault
    passed = Counter(name.strip() for name in re.findall(r"PASS  (.+)", result.log))
    assert {name: passed[name] for name in built} == built


def test_what_is_published_before_somebody_starts_the_job_is_a_fault(
    context: WalkContext, runner: Runner, site: Path
) -> None:
    from registry_guide.records.manifest import load

    blocks = load(site / "manifest.json").pages["publish/each-merge"].blocks
    step = next(each for each in blocks if each.kind is Kind.JOB)
    step = replace(step, text=step.text.replace("when: manual", "when: on_success"))
    result = replace(context, runner=runner).walk(Route("p", "package", {}, [menu("protected_tag"), step]))
    assert "before anybody started the job" in fault(result)


# -- What looks for that


def page(*rows: tuple[str, str]) -> str:
    return "".join(f'<a href="https://h/files/{digest}/{name}#sha256={digest}">{name}</a>\n' for name, digest in rows)


def test_a_page_gives_the_files_of_one_version() -> None:
    text = page(("p-1.0.tar.gz", "a"), ("p-1.0.0-py3-none-any.whl", "b"), ("p-1.1.tar.gz", "c"), ("p-1.0.tar.gz", "a"))
    assert held(text, Version("1.0")) == Counter({("p-1.0.tar.gz", "a"): 2, ("p-1.0.0-py3-none-any.whl", "b"): 1})


def test_a_file_that_is_no_distribution_counts_too() -> None:
    assert held(page(("noext", "a")), Version("1.0")) == Counter({("noext", "a"): 1})


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ([("p-1.0.tar.gz", "right")], ""),
        ([], "GitLab has no p-1.0.tar.gz"),
        ([("p-1.0.tar.gz", "wrong")], "GitLab has another p-1.0.tar.gz"),
        ([("p-1.0.tar.gz", "right"), ("p-1.0.zip", "x")], "GitLab has p-1.0.zip as well"),
        ([("p-1.0.tar.gz", "right"), ("p-1.0.tar.gz", "right")], "GitLab has p-1.0.tar.gz as well"),
    ],
)
def test_a_difference_is_said(found: list[tuple[str, str]], said: str) -> None:
    right = hashlib.sha256(b"content").hexdigest()
    rows = Counter((name, right if digest == "right" else digest) for name, digest in found)
    assert difference({"p-1.0.tar.gz": b"content"}, rows) == said


@pytest.mark.parametrize("name", ["my_package-0.1.0-py3-none-any.whl", "my_package-0.1.0.tar.gz"])
def test_another_file_is_another_and_opens(name: str) -> None:
    import gzip

    content = wheel("my-package", "0.1.0", origin="here") if name.endswith(".whl") else gzip.compress(b"text")
    changed = other(name, content)
    assert changed != content
    if name.endswith(".whl"):
        assert zipfile.ZipFile(BytesIO(changed)).testzip() is None
    else:
        assert gzip.decompress(changed) == b"text"


def test_the_stage_is_set_and_cleared(tmp_path: Path) -> None:
    files = {"my_package-0.1.0.tar.gz": b"content"}
    stage(tmp_path / "pypi", Scene.NOTHING, files)
    assert [path.name for path in (tmp_path / "pypi").iterdir()] == ["my-package.absent"]
    stage(tmp_path / "pypi", Scene.EQUAL, files)
    assert {path.name: path.read_bytes() for path in (tmp_path / "pypi").iterdir()} == files
    stage(tmp_path / "pypi", None, {})
    assert list((tmp_path / "pypi").iterdir()) == []


def test_a_release_by_the_name_of_its_file() -> None:
    assert release("My_Package-1.0.tar.gz") == release("my_package-1.0.0-py3-none-any.whl")
    assert release("noext") is None


def test_a_mark_names_the_scenes() -> None:
    assert scenes([scene.value for scene in Scene]) == (
        "where PyPI has no such name, an equal file or another file of that name, "
        "and where one of the files is in GitLab already"
    )
    assert scenes(["it rains"]) == "where it rains"
