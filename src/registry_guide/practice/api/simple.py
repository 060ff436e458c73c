"""The pages of the simple API, as GitLab writes them, piece by piece: nobody knows how long they are.

Sources: `app/presenters/packages/pypi/simple_*_presenter.rb`; PEP 503 for the form, PEP 691 for JSON.
"""

import html
import json
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from registry_guide.practice.state.package_lists import Link
from registry_guide.practice.state.packages import normalised

HTML_TYPE = "text/html; charset=utf-8"
JSON_TYPE = "application/vnd.pypi.simple.v1+json; charset=utf-8"
_JSON_ACCEPTED = ("application/vnd.pypi.simple.v1+json", "application/vnd.pypi.simple.latest+json")


def _escape(text: str) -> str:
    """Escape as Ruby's ERB does, whose apostrophe is another than Python's."""
    return html.escape(text).replace("&#x27;", "&#39;")


def wants_json(accept: str) -> bool:
    """Tell whether an Accept header begins one item with a JSON type of PEP 691; q values do not count."""
    return any(item.strip().startswith(_JSON_ACCEPTED) for item in accept.split(","))


def file_address(base: str, link: Link) -> str:
    """Give the absolute address of a file; `base` is the endpoint's, up to `/packages/pypi`."""
    digest = f"{link.sha256}/" if link.sha256 else ""
    return f"{base}/files/{digest}{quote(link.file_name, safe='+')}#sha256={link.sha256}"


def _page(title: str, links: Iterable[str]) -> Iterator[str]:
    # With the blanks of GitLab's source, which its pages carry.
    title = _escape(f"Links for {title}")
    yield (
        "<!DOCTYPE html>\n        <html>\n          <head>\n"
        f"            <title>{title}</title>\n          </head>\n          <body>\n"
        f"            <h1>{title}</h1>\n            "
    )
    yield from links
    yield "\n          </body>\n        </html>\n"


def _link(address: str, requires_python: str, text: str) -> str:
    return f'<a href="{_escape(address)}" data-requires-python="{_escape(requires_python)}">{_escape(text)}</a>'


def _json(head: Mapping[str, object], key: str, items: Iterable[object]) -> Iterator[str]:
    """Give an object in JSON piece by piece; the list under its last key is the long part."""
    yield f'{json.dumps(head)[:-1]}, "{key}": ['
    for number, item in enumerate(items):
        yield f"{', ' if number else ''}{json.dumps(item)}"
    yield "]}"


def index_html(base: str, name: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Give the list of packages: a link for each version; `name` is the project's or group's."""
    links = (
        _link(f"{base}/simple/{quote(normalised(package), safe='/+@')}", requires_python, package)
        for package, requires_python in rows
    )
    return _page(name, links)


def index_json(names: Iterable[str]) -> Iterator[str]:
    """Give the list of packages in JSON."""
    return _json({"meta": {"api-version": "1.0"}}, "projects", ({"name": name} for name in names))


def page_html(base: str, title: str, links: Iterable[Link]) -> Iterator[str]:
    """Give a package's page: a link for each file of every version."""
    return _page(title, (_link(file_address(base, link), link.requires_python, link.file_name) for link in links))


def page_json(base: str, name: str, links: Iterable[Link]) -> Iterator[str]:
    """Give a package's page in JSON."""
    files = (
        {"filename": link.file_name, "url": file_address(base, link), "hashes": {"sha256": link.sha256}}
        | ({"requires-python": link.requires_python} if link.requires_python else {})
        for link in links
    )
    return _json({"meta": {"api-version": "1.0"}, "name": normalised(name)}, "files", files)
