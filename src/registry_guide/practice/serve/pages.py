"""The pages that a reader opens in a browser: projects, their packages, and the request log."""

import asyncio
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from starlette.responses import Response

from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.api.pieces import made
from registry_guide.practice.policy.caller import kind_label
from registry_guide.practice.request_log import RequestLog
from registry_guide.practice.state.package_lists import Wanted
from registry_guide.practice.world.vocabulary import PackageAccess, TokenKind
from registry_guide.practice.world.world import TokenSpec

if TYPE_CHECKING:
    from jinja2 import Environment

_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

_READERS = {
    PackageAccess.DISABLED: "nobody: switched off",
    PackageAccess.PRIVATE: "members",
    PackageAccess.ENABLED: "everyone with access to the project",
    PackageAccess.PUBLIC: "anyone",
}


PER_PAGE = 20
"""Packages on a page, as on GitLab's own."""


class Pages:
    """Answers for pages. Whoever reaches the address may read them: it is the reader's own machine."""

    def __init__(self, log: RequestLog) -> None:
        self._log = log

    @cached_property
    def _templates(self) -> "Environment":
        # Loaded with the first page: clients that only publish and install need not wait for it.
        from jinja2 import Environment, PackageLoader, StrictUndefined

        environment = Environment(
            loader=PackageLoader("registry_guide.practice.serve"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.filters["size"] = readable_size
        return environment

    async def _page(self, exchange: Exchange, template: str, status: int = 200, **values: object) -> Response:
        if "_templates" not in self.__dict__:
            await asyncio.to_thread(lambda: self._templates)
        texts = self._templates.get_template(template).generate(values, prefix=exchange.prefix)
        return await made(texts, _HEADERS, status)

    async def home(self, exchange: Exchange) -> Response:
        """Show every project, and what the world's tokens are."""
        exchange.why = "the list of projects"
        registry = exchange.registry
        numbers = registry.lists.counts()
        counts = [(project, numbers.get(project.id, 0)) for project in registry.world.projects]
        return await self._page(
            exchange,
            "home.html",
            host=registry.world.instance.address.name,
            projects=counts,
            readers=_READERS,
            tokens=[described(spec) for spec in registry.world.tokens],
        )

    async def project(self, exchange: Exchange) -> Response:
        """Show a project's packages, newest first, some at a time (`?page=2`)."""
        registry = exchange.registry
        project = registry.world.project(exchange.text("path"))
        if project is None or project.shown_path.lower() != exchange.text("path").lower():
            return await self.missing(exchange)
        page = page_number(exchange.request.query_params.get("page", "1"))
        found = await registry.lists.packages(Wanted((project.id,)), "id DESC", (page - 1) * PER_PAGE, PER_PAGE)
        pages = max(1, -(-len(found) // PER_PAGE))
        if page > pages:
            return await self.missing(exchange)
        exchange.why = f"the packages of {project.path}"
        upload = f"{registry.world.instance.address.url}/api/v4/projects/{project.id}/packages/pypi"
        shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
        return await self._page(
            exchange,
            "project.html",
            project=project,
            packages=[{"row": package, "files": registry.lists.files(package)} for package in shown],
            count=len(found),
            page=page,
            pages=pages,
            upload=upload,
            simple=f"{upload}/simple",
        )

    async def requests(self, exchange: Exchange) -> Response:
        """Show the newest requests with their reasons; `?only=refused` leaves out what succeeded."""
        exchange.why = "the request log"
        only = exchange.request.query_params.get("only") == "refused"
        entries = [
            entry
            for entry in self._log.newest()
            if not entry.path.startswith("/-/practice/") and (entry.status >= 400 or not only)
        ]
        return await self._page(exchange, "requests.html", entries=entries, only=only)

    async def missing(self, exchange: Exchange) -> Response:
        """Say that there is no such page."""
        path = exchange.request.scope["path"]
        exchange.why = f"there is no page {path}"
        return await self._page(exchange, "missing.html", 404, path=path)


def page_number(text: str) -> int:
    """Read the number of a page; what is none is the first."""
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 10 else 1


def described(spec: TokenSpec) -> Mapping[str, str]:
    """Describe a declared token for people: kind, owner, the username to send with it, what it may do."""
    usernames = {TokenKind.JOB: "gitlab-ci-token", TokenKind.DEPLOY: spec.username or "gitlab+deploy-token-…"}
    may = ", ".join(spec.scopes)
    if spec.role is not None:
        may = f"{spec.role.label}, {may}"
    if spec.kind is TokenKind.JOB:
        may = f"as {spec.user}, while the job runs"
    if spec.expires is not None:
        may = f"{may} (until {spec.expires})"
    return {
        "name": spec.name,
        "kind": kind_label(spec.kind),
        "owner": spec.project or spec.group or spec.user or "",
        "username": usernames.get(spec.kind, spec.title),
        "may": may,
    }


def readable_size(size: int) -> str:
    """Write a number of bytes for people, in powers of 1024."""
    amount = float(size)
    for unit in ("bytes", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"
