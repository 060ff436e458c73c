"""Lists that may only change on purpose."""

from __future__ import annotations

from registry_guide.records.kinds import Proof
from registry_guide.records.manifest import Manifest
from tools.build import ROOT

# The templates whose blocks nothing runs. Each says why in its head, and the ledger shows it.
UNCHECKED = {
    "install/conda-create.sh",
    "install/devcontainer.json",
    "install/image-build.sh",
    "install/environment.yml",
    "install/pixi-install.sh",
    "install/pixi.toml",
    "fails/pipeline-renovate-output.txt",
    "fails/pipeline-stage-output.txt",
    "fails/poetry-unlock-output.txt",
    "fails/upload-license-file-output.txt",
    "fails/upload-semantic-output.txt",
    "pipelines/renovate-output.txt",
}


def test_no_block_is_unchecked_but_those_we_know_of(manifest: Manifest) -> None:
    blocks = [block for page in manifest.pages.values() for block in page.blocks]
    assert {block.template for block in blocks if block.proof is Proof.UNCHECKED} == UNCHECKED


def test_every_template_is_on_a_page(manifest: Manifest) -> None:
    folder = ROOT / "templates"
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    shared = {name for name in written if any(part.startswith("_") for part in name.split("/"))}
    shown = {block.template for page in manifest.pages.values() for block in page.blocks}
    assert written - shared == shown
