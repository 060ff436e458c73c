"""The endpoints of GitLab's package registry for PyPI (`lib/api/pypi_packages.rb`)."""

import asyncio
from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response

from registry_guide.practice import answers, gate, rules, simple
from registry_guide.practice.access import role_of
from registry_guide.practice.caller import Deploy
from registry_guide.practice.delivery import deliver
from registry_guide.practice.exchange import Exchange
from registry_guide.practice.form import FileTooLarge, Form, FormError, read_form
from registry_guide.practice.packages import FileNameTaken, NewFile
from registry_guide.practice.world import Group, Project


async def project_index(exchange: Exchange) -> Response:
    """E1: the list of a project's packages."""
    project = _readable_project(exchange)
    return _index(exchange, project, [project], f"{exchange.base}/api/v4/projects/{project.id}/packages/pypi")


async def project_page(exchange: Exchange) -> Response:
    """E2: the files of one package of a project."""
    project = _readable_project(exchange)
    return _page(exchange, project, [project], f"{exchange.base}/api/v4/projects/{project.id}/packages/pypi")


async def project_file(exchange: Exchange) -> Response:
    """E5: a file of a project."""
    project = _readable_project(exchange)
    name = exchange.text("file")
    file = exchange.registry.packages.file([project.id], exchange.text("sha256"), name) if "." in name else None
    if file is None:
        raise answers.not_found(f"{project.path} has no file {name!r} with that SHA-256", "Package")
    return deliver(exchange, file)


async def group_index(exchange: Exchange) -> Response:
    """E3: the list of the packages in a group that the caller may see."""
    group, projects = _readable_group(exchange)
    return _index(exchange, group, projects, f"{exchange.base}/api/v4/groups/{group.id}/-/packages/pypi")


async def group_page(exchange: Exchange) -> Response:
    """E4: the files of one package in a group."""
    group, projects = _readable_group(exchange)
    return _page(exchange, group, projects, f"{exchange.base}/api/v4/groups/{group.id}/-/packages/pypi")


async def group_file(exchange: Exchange) -> Response:
    """E6: a file in any project of a group; who knows its SHA-256 needs no leave for its project."""
    group, _ = _readable_group(exchange)
    projects = [project.id for project in exchange.registry.world.projects_of(group)]
    name = exchange.text("file")
    file = exchange.registry.packages.file(projects, exchange.text("sha256"), name) if "." in name else None
    if file is None:
        raise answers.file_not_found_in_group(f"{group.path} has no file {name!r} with that SHA-256")
    return deliver(exchange, file)


async def authorize(exchange: Exchange) -> Response:
    """E8: Workhorse asks here before it reads an upload; nobody else may."""
    _writable_project(exchange)
    raise answers.forbidden(
        "only GitLab's own Workhorse calls this address", "Request should be executed via GitLab Workhorse"
    )


async def forward(exchange: Exchange) -> Response:
    """E9: files of the Dependency Firewall, which the free edition does not have."""
    project = _readable_project(exchange)
    raise answers.not_found(
        f"{project.path} has no Dependency Firewall: it is part of GitLab's paid editions", "Package"
    )


async def upload(exchange: Exchange) -> Response:
    """E7: publish a file. Credentials and role count before anything of the body is read."""
    project = _writable_project(exchange)
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


def _readable_project(exchange: Exchange) -> Project:
    _enabled(exchange)
    caller = exchange.identify(gate.READ_SCOPES)
    project = gate.find_project(exchange.registry, exchange.text("id"))
    exchange.why = gate.read(exchange.registry, caller, project).why
    return project


def _writable_project(exchange: Exchange) -> Project:
    _enabled(exchange)
    caller = exchange.identify(gate.WRITE_SCOPES)
    project = gate.find_project(exchange.registry, exchange.text("id"))
    exchange.why = gate.create(exchange.registry, caller, project).why
    return project


def _readable_group(exchange: Exchange) -> tuple[Group, list[Project]]:
    _enabled(exchange)
    caller = exchange.identify(gate.READ_SCOPES)
    group = gate.find_group(exchange.registry, exchange.text("id"))
    exchange.why = gate.read_group(exchange.registry, caller, group).why
    return group, gate.visible_projects(exchange.registry, caller, group)


def _index(exchange: Exchange, place: Project | Group, projects: list[Project], base: str) -> Response:
    rows = exchange.registry.packages.index(project.id for project in projects)
    if _json(exchange):
        return _simple(exchange, simple.index_json(rows), simple.JSON_TYPE)
    return _simple(exchange, simple.index_html(base, place.name, rows), simple.HTML_TYPE)


def _page(exchange: Exchange, place: Project | Group, projects: list[Project], base: str) -> Response:
    requested = exchange.text("name")
    links = exchange.registry.packages.page((project.id for project in projects), requested)
    if links is None:
        return _missing(exchange, place, requested)
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
    if not exchange.registry.world.forwards(place):
        raise answers.not_found(f"{what}, and forwarding is off", "Package")
    location = f"https://pypi.org/simple/{quote(requested)}/"
    exchange.why = f"{what}, and forwarding is on: the client is sent to pypi.org"
    body = f"This resource has been moved temporarily to {location}."
    return PlainTextResponse(body, 302, {"Location": location})


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
    """Check a form by GitLab's rules, in its order: parameters, FIPS, protection, validation."""
    fields, file = form.fields, form.file
    problems = rules.parameter_problems(fields, has_file=file is not None)
    if problems:
        text = ", ".join(problem.text for problem in problems)
        raise answers.error(400, text, f"the form's fields: {text}")
    assert file is not None
    fips = exchange.registry.world.instance.fips
    if fips and not fields.get("sha256_digest"):
        raise answers.message(422, "422 Unprocessable Entity", "in FIPS mode an upload needs its SHA-256")
    name, version = fields["name"], fields["version"]
    role = None if isinstance(exchange.caller, Deploy) else role_of(exchange.registry.world, exchange.caller, project)
    rule = exchange.registry.protection.against_push(project.id, name, role)
    if rule is not None:
        assert rule.push is not None
        raise answers.forbidden(
            f"the rule {rule.pattern!r} protects {name}: it takes {rule.push.label}"
            + (", and deploy tokens never push what is protected" if isinstance(exchange.caller, Deploy) else ""),
            "Package protected.",
        )
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
