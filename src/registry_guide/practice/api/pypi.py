"""The endpoints of GitLab's package registry for PyPI (`lib/api/pypi_packages.rb`)."""

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote_plus

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api import simple, upload_rules
from registry_guide.practice.api.delivery import deliver
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.api.pieces import made
from registry_guide.practice.policy import enforce
from registry_guide.practice.policy.caller import Deploy
from registry_guide.practice.state.package_lists import Link
from registry_guide.practice.world.vocabulary import Operation
from registry_guide.practice.world.world import SEEN, Group, Project

# `lib/gitlab/path_traversal.rb`, and an absolute path.
_LEADS_OUT = re.compile(r"\A\.{1,2}\Z|\A\.\.[/\\]|[/\\]\.\.(?:[/\\]|\Z)|\n|\A/")


async def project_index(exchange: Exchange) -> Response:
    """E1: the list of a project's packages."""
    project = _readable_project(exchange)
    return await _index(exchange, project, [project], f"{exchange.base}/api/v4/projects/{project.id}/packages/pypi")


async def project_page(exchange: Exchange) -> Response:
    """E2: the files of one package of a project."""
    requested = _file_path(exchange, "name", "package_name")
    project = _readable_project(exchange)
    base = f"{exchange.base}/api/v4/projects/{project.id}/packages/pypi"
    return await _page(exchange, project, [project], base, requested)


async def project_file(exchange: Exchange) -> Response:
    """E5: a file of a project."""
    name = _file_path(exchange, "file", "file_identifier")
    project = _readable_project(exchange, Operation.DOWNLOAD)
    return _file(exchange, project, [project], name)


async def group_index(exchange: Exchange) -> Response:
    """E3: the list of the packages in a group that the caller may see."""
    group = _readable_group(exchange)
    projects = enforce.visible_projects(exchange.registry, exchange.caller, group)
    return await _index(exchange, group, projects, f"{exchange.base}/api/v4/groups/{group.id}/-/packages/pypi")


async def group_page(exchange: Exchange) -> Response:
    """E4: the files of one package in a group."""
    requested = _file_path(exchange, "name", "package_name")
    group = _readable_group(exchange)
    projects = enforce.visible_projects(exchange.registry, exchange.caller, group)
    base = f"{exchange.base}/api/v4/groups/{group.id}/-/packages/pypi"
    return await _page(exchange, group, projects, base, requested)


async def group_file(exchange: Exchange) -> Response:
    """E6: a file in any project of a group; who knows its SHA-256 needs no leave for its project."""
    name = _file_path(exchange, "file", "file_identifier")
    group = _readable_group(exchange, Operation.DOWNLOAD)
    return _file(exchange, group, exchange.registry.world.projects_of(group), name)


async def forward(exchange: Exchange) -> Response:
    """E9: files of the Dependency Firewall, which later versions have and their free edition has not."""
    if exchange.registry.world.instance.version == SEEN:
        raise refusals.no_route(f"GitLab {SEEN} has no such address; later versions do")
    project = _readable_project(exchange)
    raise refusals.not_found(
        f"{project.path} has no Dependency Firewall: it is part of GitLab's paid editions", "Package"
    )


def enabled(exchange: Exchange) -> None:
    """Raise a 404 where the instance has no package registries."""
    if not exchange.registry.world.instance.packages:
        raise refusals.not_found("the instance has its package registries switched off")


def _file_path(exchange: Exchange, part: str, named: str) -> str:
    """Give the last part of an address; raises Grape's 400 for one that leads out of its place."""
    path = exchange.text(part)
    # What stands behind the last dot of a file's name is the format of the route, and no part of the parameter.
    decoded = unquote_plus(path if named == "package_name" else path.rpartition(".")[0] or path)
    if decoded != unquote_plus(decoded) or _LEADS_OUT.search(decoded):
        raise refusals.error(400, f"{named} should be a valid file path", f"{named} leads out of its place")
    return path


def _readable_project(exchange: Exchange, operation: Operation = Operation.READ) -> Project:
    """Find the project before the caller: an unknown one is 404 whatever token is sent."""
    enabled(exchange)
    project = enforce.find_project(exchange.registry, exchange.text("id"))
    caller = exchange.identify(enforce.READ_SCOPES)
    exchange.why = enforce.read(exchange.registry, caller, project, operation).why
    return project


def _readable_group(exchange: Exchange, operation: Operation = Operation.READ) -> Group:
    enabled(exchange)
    group = enforce.find_group(exchange.registry, exchange.text("id"))
    caller = exchange.identify(enforce.READ_SCOPES)
    exchange.why = enforce.read_group(exchange.registry, caller, group, operation).why
    return group


def _file(exchange: Exchange, place: Project | Group, projects: Iterable[Project], name: str) -> Response:
    """Hand out the file that has the digest and the name of the address."""
    seen = exchange.registry.world.instance.version == SEEN
    numbers = [project.id for project in projects]
    named = upload_rules.has_extension(name)
    file = exchange.registry.packages.file(numbers, exchange.text("sha256"), name) if named else None
    if file is None:
        why = f"{place.path} has no file {name!r} with that SHA-256"
        raise refusals.record_not_found(why) if seen or isinstance(place, Group) else refusals.not_found(why, "Package")
    if file.deleted:
        raise refusals.broken(f"{name} is deleted, and not yet cleaned up: GitLab finds its package and no file")
    return deliver(exchange, file)


async def _index(exchange: Exchange, place: Project | Group, projects: Iterable[Project], base: str) -> Response:
    lists, numbers = exchange.registry.lists, [project.id for project in projects]
    if _json(exchange):
        return await _simple(exchange, simple.index_json(lists.names(numbers)), simple.JSON_TYPE)
    return await _simple(exchange, simple.index_html(base, place.shown_name, lists.index(numbers)), simple.HTML_TYPE)


async def _page(
    exchange: Exchange, place: Project | Group, projects: Iterable[Project], base: str, requested: str
) -> Response:
    # The route takes `.txt` at the end of a name for the format of the answer.
    requested = requested.removesuffix(".txt")
    found = exchange.registry.lists.page((project.id for project in projects), requested)
    if found is None:
        return _missing(exchange, place, requested)
    title, links = found[0], _servable(found[1])
    if _json(exchange):
        return await _simple(exchange, simple.page_json(base, title, links), simple.JSON_TYPE)
    return await _simple(exchange, simple.page_html(base, title, links), simple.HTML_TYPE)


def _servable(links: Iterable[Link]) -> Iterator[Link]:
    """Pass links on; raises GitLab's 500 for one on which its page breaks."""
    for link in links:
        if not link.file_name.isascii():
            raise refusals.broken(
                f"the file name {link.file_name!r} has a letter outside ASCII, on which the page breaks for everybody"
            )
        yield link


def _json(exchange: Exchange) -> bool:
    return exchange.registry.world.instance.json_index and simple.wants_json(exchange.request.headers.get("accept", ""))


async def _simple(exchange: Exchange, texts: Iterable[str], media_type: str) -> Response:
    headers = {"Content-Type": media_type}
    if exchange.registry.world.instance.json_index:
        headers["Vary"] = "Accept"
    return await made(texts, headers)


def _missing(exchange: Exchange, place: Project | Group, requested: str) -> Response:
    """Answer for a package that was not found: forwarded to pypi.org, or a 404."""
    what = f"{place.path} has no package {requested!r} that the caller may see"
    caller = exchange.caller
    if isinstance(place, Group) and isinstance(caller, Deploy) and caller.token.place != place.path:
        what = f"{caller} sees the packages of {caller.token.place} here, and none of {place.path}, public or not"
    if not exchange.registry.world.forwards(place):
        raise refusals.not_found(f"{what}, and forwarding is off", "Package")
    location = f"https://pypi.org/simple/{requested}/"
    exchange.why = f"{what}, and forwarding is on: the client is sent to pypi.org"
    body = json.dumps(f"This resource has been moved temporarily to {location}.", ensure_ascii=False)
    # GitLab does not escape the name; what no header can hold is left out.
    sent = re.sub(r"[\x00-\x1f\x7f]", "", location).encode("utf-8").decode("latin-1")
    return Response(body, 302, {"Location": sent, "Content-Type": "text/plain"})
