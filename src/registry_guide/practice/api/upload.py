"""The upload of a file to GitLab's package registry for PyPI (`lib/api/pypi_packages.rb`)."""

from starlette.responses import Response

from registry_guide.practice import refusals
from registry_guide.practice.api import upload_rules
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.api.form import (
    MAX_FILES,
    FileTooLargeError,
    Form,
    FormCutOffError,
    FormError,
    KindOfBodyError,
    NoTextError,
    TooManyFilesError,
    TooManyPartsError,
    read_form,
)
from registry_guide.practice.api.pypi import enabled
from registry_guide.practice.policy import enforce
from registry_guide.practice.policy.caller import Deploy
from registry_guide.practice.policy.policies import role_of
from registry_guide.practice.state.blobs import IncomingFile
from registry_guide.practice.state.packages import FileNameTakenError, NewFile
from registry_guide.practice.world.world import Project


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
        except BaseException:
            exchange.registry.forget(new.blob)
            raise
    except FileNameTakenError as error:
        raise refusals.bad_request(
            "Validation failed: File name has already been taken", f"{error}; publish a new version instead"
        ) from error
    finally:
        form.discard()
    exchange.why = f"{exchange.why}; {new.file_name} is now a file of {new.name} {new.version}"
    if not upload_rules.has_extension(new.file_name):
        exchange.why = f"{exchange.why}, which nobody can download: its name has no extension"
    return Response('{"message":"201 Created"}', 201, media_type="application/json")


def _writable_project(exchange: Exchange) -> Project:
    enabled(exchange)
    project = enforce.find_project(exchange.registry, exchange.text("id"))
    caller = exchange.identify(enforce.WRITE_SCOPES)
    exchange.why = enforce.create(exchange.registry, caller, project).why
    return project


async def _form(exchange: Exchange) -> Form:
    limit = exchange.registry.world.instance.max_file_size
    request = exchange.request
    try:
        return await read_form(
            exchange.body(),
            request.headers.get("content-type", ""),
            wanted=upload_rules.FIELDS,
            incoming=exchange.registry.blobs.incoming,
            limit=limit,
        )
    except FileTooLargeError as error:
        raise refusals.too_large(limit) from error
    except FormCutOffError as error:
        raise refusals.from_workhorse(500, "Internal Server Error", f"{error}") from error
    except FormError as error:
        raise refusals.from_workhorse(400, "Bad Request", f"{error}") from error
    except NoTextError as error:
        raise refusals.malformed(f"{error}") from error
    except KindOfBodyError as error:
        raise refusals.error(415, f"The provided content-type '{error}' is not supported.", "it is no form") from error
    except TooManyPartsError as error:
        raise refusals.RefusalError(500, "", f"{error}: GitLab breaks on it", "", bare=True) from error
    except TooManyFilesError as error:
        raise refusals.from_workhorse(
            400, f"upload request contains more than {MAX_FILES} files", f"{error}"
        ) from error


def _checked(exchange: Exchange, project: Project, form: Form) -> NewFile:
    """Check a form by GitLab's rules, in its order: parameters, size, FIPS, protection, validation."""
    instance, fields = exchange.registry.world.instance, form.fields
    file = _file(form)
    _check_size(file, form.file_name, instance.max_file_size)
    if instance.fips and not fields.get("sha256_digest"):
        raise refusals.message(422, "422 Unprocessable Entity", "in FIPS mode an upload needs its SHA-256")
    name, version = fields["name"], fields["version"]
    if upload_rules.key_size(name, version) > upload_rules.LONGEST_KEY:
        raise refusals.broken(f"name and version have more than {upload_rules.LONGEST_KEY} bytes together")
    _check_protection(exchange, project, name)
    broken = upload_rules.validation_problems(name, version)
    if broken:
        text = ", ".join(problem.text for problem in broken)
        raise refusals.bad_request(f"Validation failed: {text}", text)
    metadata = upload_rules.metadata(fields)
    return NewFile(
        name=name,
        version=version,
        file_name=upload_rules.file_name(form.file_name),
        sha256=fields.get("sha256_digest", ""),
        md5="" if instance.fips else fields.get("md5_digest", ""),
        size=file.size,
        blob=file.sha256,
        requires_python=metadata.pop("requires_python"),
        metadata=metadata,
    )


def _file(form: Form) -> IncomingFile:
    """Give the file of a form whose parameters are all there and well formed."""
    if form.file is None and form.fields.get("content") == "":
        raise refusals.broken("the form's content is an empty text, of which GitLab asks the size")
    problems = upload_rules.parameter_problems(form.fields, form.odd, has_file=form.file is not None)
    if problems:
        text = ", ".join(problem.text for problem in problems)
        raise refusals.error(400, text, f"the form's fields: {text}")
    assert form.file is not None
    return form.file


def _check_size(file: IncomingFile, name: str, limit: int) -> None:
    if file.size >= limit:
        raise refusals.bad_request("File is too large", f"the file is as large as the {limit} bytes that are too many")
    if len(upload_rules.file_name(name)) > upload_rules.LONGEST_FILE_NAME:
        raise refusals.broken(f"the file's name is longer than {upload_rules.LONGEST_FILE_NAME} characters")


def _check_protection(exchange: Exchange, project: Project, name: str) -> None:
    """Raise a 403 where a rule keeps the caller from publishing a package of that name."""
    by_deploy_token = isinstance(exchange.caller, Deploy)
    role = None if by_deploy_token else role_of(exchange.registry.world, exchange.caller, project)
    rule = exchange.registry.protection.against_push(project.id, name, role)
    if rule is None:
        return
    takes = "deploy tokens never push what is protected"
    if rule.push is not None and not by_deploy_token:
        takes = f"it takes {rule.push.label}"
    raise refusals.forbidden(f"the rule {rule.pattern!r} protects {name}: {takes}", "Package protected.")
