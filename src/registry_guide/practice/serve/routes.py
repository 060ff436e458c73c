"""Which handler answers which address, host by host."""

from collections.abc import Mapping

from registry_guide.practice.api import delivery, outside, pypi
from registry_guide.practice.api import upload as uploading
from registry_guide.practice.api.exchange import Address
from registry_guide.practice.public.index import FILES_HOST, INDEX_HOST, PublicIndex
from registry_guide.practice.serve.pages import Pages

_PROJECT = "/api/v4/projects/{id}/packages/pypi"
_GROUP = "/api/v4/groups/{id}/-/packages/pypi"

PYPI = (
    Address("GET", f"{_PROJECT}/simple", pypi.project_index),
    # The format that the route takes may be said.
    Address("GET", f"{_PROJECT}/simple.txt", pypi.project_index),
    Address("GET", f"{_PROJECT}/simple/{{name:path}}", pypi.project_page),
    Address("GET", f"{_GROUP}/simple", pypi.group_index),
    Address("GET", f"{_GROUP}/simple.txt", pypi.group_index),
    Address("GET", f"{_GROUP}/simple/{{name:path}}", pypi.group_page),
    Address("GET", f"{_PROJECT}/files/{{sha256}}/{{file:path}}", pypi.project_file),
    Address("GET", f"{_GROUP}/files/{{sha256}}/{{file:path}}", pypi.group_file),
    Address("POST", _PROJECT, uploading.upload),
    Address("GET", f"{_PROJECT}/forward/{{name}}/{{upstream:path}}", pypi.forward),
)

STORAGE = (Address("GET", "/packages/{blob:str}/{name}", delivery.stored),)


def public_index(index: PublicIndex) -> Mapping[str, tuple[Address, ...]]:
    """Give the addresses of the stand-in for PyPI, by host name."""
    return {
        INDEX_HOST: (
            Address("GET", "/simple", index.index),
            Address("GET", "/simple/{name}", index.page),
            Address("GET", "/pypi/{name}/json", index.project),
            Address("GET", "/pypi/{name}/{version}/json", index.release),
        ),
        FILES_HOST: (Address("GET", "/packages/{one}/{two}/{rest}/{file}", index.file),),
    }


def for_people(pages: Pages) -> tuple[Address, ...]:
    """Give the addresses of the pages that a reader opens in a browser."""
    return (
        Address("GET", "/", pages.home),
        Address("GET", "/-/practice/requests", pages.requests),
        Address("GET", "/{path:path}/-/packages", pages.project),
        Address("GET", "/{path:path}.git/info/refs", outside.git),
        Address("GET", "/users/sign_in", outside.sign_in_page),
    )
