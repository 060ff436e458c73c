"""The page that says how the guide is checked: figures of the ledger, and what is not run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from docutils import nodes

from registry_guide.blocks.marks import readers, row_of, scenes
from registry_guide.records.kinds import Kind, Proof
from registry_guide.records.ledger import BlockRow, Ledger, Level, Result
from registry_guide.records.manifest import BlockStep, Page

#: The head of the table that counts the blocks.
_KINDS = ("What was done with a block", "Blocks")


class Report(nodes.General, nodes.Element):
    """Where the report stands; what it says is known when all pages are read."""


def report(ledger: Ledger | None, pages: Mapping[str, Page]) -> list[nodes.Node]:
    """Give the report as paragraphs, a table of clients, and a list of what is not run and why."""
    return [*_walked(ledger, pages), *_not_run(ledger, pages)]


def _walked(ledger: Ledger | None, pages: Mapping[str, Page]) -> list[nodes.Node]:
    if ledger is None:
        return [_paragraph("This copy of the guide was built without a walk, so no block bears a mark.")]
    blocks = [block for page in pages.values() for block in page.blocks]
    rows = [row for row in (row_of(ledger, block) for block in blocks) if row]
    ran = sum(row.level is Level.RAN for row in rows)
    words = (
        f"Last walk: {ledger.when:%Y-%m-%d %H:%M} UTC, on {ledger.system} with Python {ledger.python}. "
        f"{ledger.totals.paths.get(Result.PASSED, 0)} paths were walked to their end, "
        f"{ledger.totals.paths.get(Result.FAILED, 0)} failed; "
        f"{ran} of {len(blocks)} blocks ran as they stand on the pages, and {ledger.totals.claims} claims were proven."
    )
    counts = sorted(Counter(_kind(ledger, block) for block in blocks).items(), key=lambda each: (-each[1], each[0]))
    return [
        _paragraph(words + _published([row for row in rows if row.published])),
        _wrapped(_table(_KINDS, [(kind, str(count)) for kind, count in counts])),
        *_clients(ledger),
    ]


def _clients(ledger: Ledger) -> list[nodes.Node]:
    """Give the table of the clients that ran or read a block; nothing if none did."""
    told = {name for row in ledger.blocks.values() for name in row.versions or ()}
    clients = sorted((name, version) for name, version in ledger.clients.items() if name in told)
    return [_wrapped(_table(("Client", "Version"), clients))] if clients else []


def _wrapped(table: nodes.table) -> nodes.container:
    return nodes.container("", table, classes=["table-wrapper"])


def _published(rows: Sequence[BlockRow]) -> str:
    """Say what was proven of the blocks that publish; nothing if there are none."""
    if not rows:
        return ""
    counts = Counter(scene for row in rows for scene in dict.fromkeys(row.published or ()))
    everywhere = [scene for scene, count in counts.items() if count == len(rows)]
    words = (
        f" {len(rows)} blocks publish. After each, GitLab held exactly the files that were published: "
        f"nothing missing, nothing more, each with the same SHA-256; also {scenes(everywhere)}."
    )
    return words + "".join(
        f" {count} of them were also run where {scene}." for scene, count in counts.items() if count < len(rows)
    )


def _kind(ledger: Ledger | None, block: BlockStep) -> str:
    """Say in a few words what stands behind a block's mark."""
    row = row_of(ledger, block)
    if block.proof is Proof.UNCHECKED:
        return "not run, for the reason below"
    if row is None or row.level not in (Level.RAN, Level.VALIDATED):
        return "without a mark"
    if row.level is Level.VALIDATED:
        return "not run, but read by a program"
    shell = (row.shell or "").partition(" ")[0] or "no shell that is known"
    return {
        Kind.COMMANDS: f"run in {shell}",
        Kind.JOB: "run as a pipeline",
        Kind.FILE: "saved as a file, for what is run",
        Kind.OUTPUT: "compared with what was printed",
    }[block.kind]


def _not_run(ledger: Ledger | None, pages: Mapping[str, Page]) -> list[nodes.Node]:
    rows = [(block, page) for page in pages.values() for block in page.blocks if block.proof is not Proof.RUN]
    if not rows:
        return [_paragraph("There is no block that is not run.")]
    items = [nodes.list_item("", _paragraph(_why(ledger, block, page))) for block, page in rows]
    return [_paragraph("These blocks are not run:"), nodes.bullet_list("", *items, bullet="-")]


def _why(ledger: Ledger | None, block: BlockStep, page: Page) -> str:
    what = f"{block.purpose} (block {block.id.partition('#')[2]} of {block.id.partition('#')[0]})"
    row = row_of(ledger, block)
    if block.proof is not Proof.VALIDATE:
        return f"{what}: {block.by}"
    if row is None or row.level is not Level.VALIDATED:
        return f"{what}: not run, and nothing has read it"
    return f"{what}: not run, but read by {readers(block, row)}"


def _paragraph(words: str) -> nodes.paragraph:
    return nodes.paragraph("", words)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> nodes.table:
    def row(cells: tuple[str, ...]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", _paragraph(cell)) for cell in cells))

    columns = [nodes.colspec(colwidth=1) for _ in head]
    body = nodes.tbody("", *(row(cells) for cells in rows))
    return nodes.table("", nodes.tgroup("", *columns, nodes.thead("", row(head)), body, cols=len(head)))
