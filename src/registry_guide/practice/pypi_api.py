"""The endpoints of GitLab's package registry for PyPI (`lib/api/pypi_packages.rb`)."""

import asyncio
import json
import re
import string
from collections.abc import AsyncIterator, Iterable
from urllib.parse import quote

from starlette.responses import Response

from registry_guide.practice import answers, gate, rules, simple
from registry_guide.practice.access import role_of
from registry_guide.practice.caller import Deploy
from registry_guide.practice.delivery import deliver
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.form import MAX_FILES, FileTooLarge, Form, FormError, TooManyFiles, TooManyParts, read_form
from registry_guide.practice.packages import FileNameTaken, NewFile
from registry_guide.practice.vocabulary import Operation
from registry_guide.practice.world import SEEN, Group, Project

_IN_A_HEADER = string.punctuation


async def project_index(exchange: Exchange) -> Response:
    """E1: the list of a project's packages."""
    project = _readable_project(exchange)
    return _index(exchange, project, [project], f"{exchange.base}/api/v4/projects/{project.id}/packages/pypi")


async def project_page(exchange: Exchange) -> Response:
    """E2: the files of one package of a project."""
    requested = _file_path(exchange, "name", "package_name")
    project = _readable_project(exchange)
    base = f"{exchange.base}/api/v4/projects/{project.id}/packages/pypi"
    return _page(exchange, project, [project], base, requested)


async def project_file(exchange: Exchange) -> Response:
    """E5: a file of a project."""
    name = _file_path(exchange, "file", "file_identifier")
    project = _readable_project(exchange, Operation.DOWNLOAD)
    return _file(exchange, project, [project], name)


async def group_index(exchange: Exchange) -> Response:
    """E3: the list of the packages in a group that the caller may see."""
    group = _readable_group(exchange)
    projects = gate.visible_projects(exchange.registry, exchange.caller, group)
    return _index(exchange, group, projects, f"{exchange.base}/api/v4/groups/{group.id}/-/packages/pypi")


async def group_page(exchange: Exchange) -> Response:
    """E4: the files of one package in a group."""
    requested = _file_path(exchange, "name", "package_name")
    group = _readable_group(exchange)
    projects = gate.visible_projects(exchange.registry, exchange.caller, group)
    base = f"{exchange.base}/api/v4/groups/{group.id}/-/packages/pypi"
    return _page(exchange, group, projects, base, requested)


async def group_file(exchange: Exchange) -> Response:
    """E6: a file in any project of a group; who knows its SHA-256 needs no leave for its project."""
    name = _file_path(exchange, "file", "file_identifier")
    group = _readable_group(exchange, Operation.DOWNLOAD)
    return _file(exchange, group, exchange.registry.world.projects_of(group), name)


async def forward(exchange: Exchange) -> Response:
    """E9: files of the Dependency Firewall, which later versions have and their free edition has not."""
    if exchange.registry.world.instance.version == SEEN:
        raise answers.no_route(f"GitLab {SEEN} has no such address; later versions do")
    project = _readable_project(exchange)
    raise answers.not_found(
        f"{project.path} has no Dependency Firewall: it is part of GitLab's paid editions", "Package"
    )


async def upload(exchange: Exchange) -> Response:
    """E7: publish a file. Credentials and role count before anything of the body is read."""
    project = _writable_project(exchange)
    # Workhorse has asked whether it may; the upload itself is a second request.
    exchange.count()
    form = await _form(exchange)
    try:
        new = _checked(exchange, project, form)
        assert form.file is not None
        # The bytes first, the row second: a row never stands without its file, even after a kill in between.
        form.file.keep(exchange.registry.blobs)
        try:
            exchange.registry.packages.add(project.id, new, str(exchange.caller))
        except FileNameTaken as error:
            if not exchange.registry.packages.uses(new.blob):
                exchange.registry.blobs.remove(new.blob)
            raise answers.bad_request(
                "Validation failed: File name has already been taken",
                f"{new.name} {new.version} already has a file {new.file_name}; publish a new version instead",
            ) from error
    finally:
        form.discard()
    exchange.why = f"{exchange.why}; {new.file_name} is now a file of {new.name} {new.version}"
    return Response('{"message":"201 Created"}', 201, media_type="application/json")


def _enabled(exchange: Exchange) -> None:
    if not exchange.registry.world.instance.packages:
        raise answers.not_found("the instance has its package registries switched off")


def _file_path(exchange: Exchange, part: str, named: str) -> str:
    """Give the last part of an address; raises Grape's 400 for one that leads out of its place."""
    path = exchange.text(part)
    if path.startswith("/") or "\n" in path or ".." in re.split(r"[/\\]", path):
        raise answers.error(400, f"{named} should be a valid file path", f"{named} leads out of its place")
    return path


def _readable_project(exchange: Exchange, operation: Operation = Operation.READ) -> Project:
    """Find the project before the caller: an unknown one is 404 whatever token is sent."""
    _enabled(exchange)
    project = gate.find_project(exchange.registry, exchange.text("id"))
    caller = exchange.identify(gate.READ_SCOPES)
    exchange.why = gate.read(exchange.registry, caller, project, operation).why
    return project


def _writable_project(exchange: Exchange) -> Project:
    _enabled(exchange)
    project = gate.find_project(exchange.registry, exchange.text("id"))
    caller = exchange.identify(gate.WRITE_SCOPES)
    exchange.why = gate.create(exchange.registry, caller, project).why
    return project


def _readable_group(exchange: Exchange, operation: Operation = Operation.READ) -> Group:
    _enabled(exchange)
    group = gate.find_group(exchange.registry, exchange.text("id"))
    caller = exchange.identify(gate.READ_SCOPES)
    exchange.why = gate.read_group(exchange.registry, caller, group, operation).why
    return group


def _file(exchange: Exchange, place: Project | Group, projects: Iterable[Project], name: str) -> Response:
    """Hand out the file that has the digest and the name of the address."""
    seen = exchange.registry.world.instance.version == SEEN
    numbers = [project.id for project in projects]
    file = exchange.registry.packages.file(numbers, exchange.text("sha256"), name) if "." in name else None
    if file is None:
        why = f"{place.path} has no file {name!r} with that SHA-256"
        raise answers.record_not_found(why) if seen or isinstance(place, Group) else answers.not_found(why, "Package")
    if file.deleted:
        raise answers.broken(f"{name} is deleted, and not yet cleaned up: GitLab finds its package and no file")
    return deliver(exchange, file)


def _index(exchange: Exchange, place: Project | Group, projects: Iterable[Project], base: str) -> Response:
    rows = exchange.registry.packages.index(project.id for project in projects)
    if _json(exchange):
        return _simple(exchange, simple.index_json(rows), simple.JSON_TYPE)
    return _simple(exchange, simple.index_html(base, place.shown_name, rows), simple.HTML_TYPE)


def _page(
    exchange: Exchange, place: Project | Group, projects: Iterable[Project], base: str, requested: str
) -> Response:
    # The route takes `.txt` at the end of a name for the format of the answer.
    requested = requested.removesuffix(".txt")
    links = exchange.registry.packages.page((project.id for project in projects), requested)
    if links is None:
        return _missing(exchange, place, requested)
    for link in links:
        if not link.file_name.isascii():
            raise answers.broken(
                f"the file name {link.file_name!r} has a letter outside ASCII, on which the page breaks for everybody"
            )
    title = links[0].package_name if links else requested
    if _json(exchange):
        return _simple(exchange, simple.page_json(base, title, links), simple.JSON_TYPE)
    return _simple(exchange, simple.page_html(base, title, links), simple.HTML_TYPE)


def _json(exchange: Exchange) -> bool:
    return exchange.registry.world.instance.json_index and simple.wants_json(exchange.request.headers.get("accept", ""))


def _simple(exchange: Exchange, body: str, media_type: str) -> Response:
    headers = {"Content-Type": media_type}
    if exchange.registry.world.instance.json_index:
        headers["Vary"] = "Accept"
    return Response(body, headers=headers)


def _missing(exchange: Exchange, place: Project | Group, requested: str) -> Response:
    """Answer for a package that was not found: forwarded to pypi.org, or a 404."""
    what = f"{place.path} has no package {requested!r} that the caller may see"
    caller = exchange.caller
    if isinstance(place, Group) and isinstance(caller, Deploy) and caller.token.place != place.path:
        what = f"{caller} sees the packages of {caller.token.place} here, and none of {place.path}, public or not"
    if not exchange.registry.world.forwards(place):
        raise answers.not_found(f"{what}, and forwarding is off", "Package")
    location = f"https://pypi.org/simple/{requested}/"
    exchange.why = f"{what}, and forwarding is on: the client is sent to pypi.org"
    body = json.dumps(f"This resource has been moved temporarily to {location}.", ensure_ascii=False)
    # GitLab does not escape the name; what cannot stand in a header is.
    sent = quote(location, safe=_IN_A_HEADER)
    return Response(body, 302, {"Location": sent, "Content-Type": "text/plain"})


async def _form(exchange: Exchange) -> Form:
    limit = exchange.registry.world.instance.max_file_size
    request = exchange.request
    try:
        return await read_form(
            _patient(request.stream()),
            request.headers.get("content-type", ""),
            wanted=rules.FIELDS,
            incoming=exchange.registry.blobs.incoming,
            limit=limit,
        )
    except FileTooLarge as error:
        raise answers.too_large(limit) from error
    except FormError as error:
        raise answers.bad_request(f"{error}", f"{error}") from error
    except TooManyParts as error:
        raise answers.Refusal(500, "", f"{error}: GitLab breaks on it", "", bare=True) from error
    except TooManyFiles as error:
        raise answers.from_workhorse(400, f"upload request contains more than {MAX_FILES} files", f"{error}") from error


async def _patient(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Pass a body on, but wait for no part of it longer than a minute."""

    while True:
        try:
            yield await asyncio.wait_for(anext(stream), 60)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise answers.error(408, "Request Timeout", "the client stopped sending for a minute") from error


def _checked(exchange: Exchange, project: Project, form: Form) -> NewFile:
    """Check a form by GitLab's rules, in its order: parameters, size, FIPS, protection, validation."""
    fields, file = form.fields, form.file
    if file is None and fields.get("content") == "":
        raise answers.broken("the form's content is an empty text, of which GitLab asks the size")
    problems = rules.parameter_problems(fields, has_file=file is not None)
    if problems:
        text = ", ".join(problem.text for problem in problems)
        raise answers.error(400, text, f"the form's fields: {text}")
    assert file is not None
    limit = exchange.registry.world.instance.max_file_size
    if file.size >= limit:
        raise answers.bad_request("File is too large", f"the file is as large as the {limit} bytes that are too many")
    if len(rules.file_name(form.file_name)) > rules.LONGEST_FILE_NAME:
        raise answers.broken(f"the file's name is longer than {rules.LONGEST_FILE_NAME} characters")
    fips = exchange.registry.world.instance.fips
    if fips and not fields.get("sha256_digest"):
        raise answers.message(422, "422 Unprocessable Entity", "in FIPS mode an upload needs its SHA-256")
    name, version = fields["name"], fields["version"]
    role = None if isinstance(exchange.caller, Deploy) else role_of(exchange.registry.world, exchange.caller, project)
    rule = exchange.registry.protection.against_push(project.id, name, role)
    if rule is not None:
        takes = "deploy tokens never push what is protected"
        if rule.push is not None and not isinstance(exchange.caller, Deploy):
            takes = f"it takes {rule.push.label}"
        raise answers.forbidden(f"the rule {rule.pattern!r} protects {name}: {takes}", "Package protected.")
    broken = rules.validation_problems(name, version)
    if broken:
        text = ", ".join(problem.text for problem in broken)
        raise answers.bad_request(f"Validation failed: {text}", text)
    metadata = rules.metadata(fields)
    return NewFile(
        name=name,
        version=version,
        file_name=rules.file_name(form.file_name),
        sha256=fields.get("sha256_digest", ""),
        md5="" if fips else fields.get("md5_digest", ""),
        size=file.size,
        blob=file.sha256,
        requires_python=metadata.pop("requires_python"),
        metadata=metadata,
    )
