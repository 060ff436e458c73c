"""Read a multipart form as it comes: fields into memory, the file onto the disk."""

import codecs
import json
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from registry_guide.practice.state.blobs import IncomingFile

MAX_PARTS = 4096
"""More parts than this are refused (Rack's limit for multipart parts)."""

MAX_FILES = 10
"""More files than this are refused by Workhorse."""

MAX_OTHER = 1024 * 1024
"""Bytes of a body that is no multipart form and is read all the same."""

MAX_FIELD = 64 * 1024
"""Bytes of a field that are kept: far above every limit to which fields are cut."""

# Media types of bodies that Rack and Grape read, beside the multipart form; one without a type counts as the first.
_READ = (b"", b"application/json", b"application/x-www-form-urlencoded")


class FormError(Exception):
    """The body is no form that can be read."""


class FormCutOffError(FormError):
    """The form ends within a part."""


class NoTextError(Exception):
    """A field is not UTF-8, or has a null byte."""


class KindOfBodyError(Exception):
    """The body is of a kind that GitLab's API does not read; the message is its media type."""


class TooManyPartsError(Exception):
    """The form has more parts than GitLab can read."""


class TooManyFilesError(Exception):
    """The form has more files than Workhorse takes."""


class FileTooLargeError(Exception):
    """The file is larger than the limit."""


@dataclass(slots=True)
class Form:
    """A form's fields (the last of each name) and its one file with the name that the client gave it.

    `odd` are the wanted fields that are no text: lists, tables, and files.
    """

    fields: dict[str, str] = field(default_factory=dict)
    odd: set[str] = field(default_factory=set)
    file: IncomingFile | None = None
    file_name: str = ""

    def discard(self) -> None:
        """Forget the file, if there is one that was not kept."""
        if self.file is not None:
            self.file.discard()


class _Reader:
    """The parser's callbacks. Only wanted fields and one file field are kept; the rest is passed over."""

    def __init__(self, form: Form, wanted: frozenset[str], incoming: Callable[[], IncomingFile], limit: int) -> None:
        self._form = form
        self._wanted = wanted
        self._incoming = incoming
        self._limit = limit
        self._parts = 0
        self._files = 0
        self._header = bytearray()
        self._value = bytearray()
        self._disposition = b""
        self._name = ""
        self._field: bytearray | None = None
        self._text: codecs.IncrementalDecoder | None = None
        self._to_file = False
        self.within = False
        self.complete = False

    def on_part_begin(self) -> None:
        self._parts += 1
        if self._parts > MAX_PARTS:
            raise TooManyPartsError(f"the form has more than {MAX_PARTS} parts")
        self._disposition = b""

    def on_header_begin(self) -> None:
        self._header.clear()
        self._value.clear()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = bytes(self._value)

    def on_headers_finished(self) -> None:
        self.within = True
        name, file_name = _named(self._disposition)
        # `name[]` and `name[key]` are a list and a table to Rack.
        self._name, nested, _ = name.partition("[")
        self._field, self._text, self._to_file = None, None, False
        if file_name == "":
            # No file was chosen, says a browser so.
            return
        if file_name is not None:
            self._files += 1
            if self._files > MAX_FILES:
                raise TooManyFilesError(f"the form has more than {MAX_FILES} files")
            if name == "content":
                self._form.discard()
                self._form.file = self._incoming()
                self._form.file_name = file_name
                self._to_file = True
            elif self._name in self._wanted:
                self._form.odd.add(self._name)
        else:
            self._text = codecs.getincrementaldecoder("utf-8")()
            if self._name in self._wanted:
                if nested:
                    self._form.odd.add(self._name)
                else:
                    self._field = bytearray()

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._to_file:
            assert self._form.file is not None
            self._form.file.write(data[start:end])
            if self._form.file.size > self._limit:
                raise FileTooLargeError
        elif self._text is not None:
            self._check_text(data[start:end])
            if self._field is not None and len(self._field) < MAX_FIELD:
                self._field += data[start:end][: MAX_FIELD - len(self._field)]

    def _check_text(self, data: bytes, *, final: bool = False) -> None:
        assert self._text is not None
        try:
            sound = "\0" not in self._text.decode(data, final)
        except UnicodeDecodeError:
            sound = False
        if not sound:
            raise NoTextError(f"the field {self._name!r} is not UTF-8, or has a null byte")

    def on_part_end(self) -> None:
        self.within = False
        if self._text is not None:
            self._check_text(b"", final=True)
        if self._field is not None:
            self._form.fields[self._name] = self._field.decode("utf-8", "replace")
            self._form.odd.discard(self._name)

    def on_end(self) -> None:
        self.complete = True


def _named(disposition: bytes) -> tuple[str, str | None]:
    """Give a part's name, and the file name of a file's; the extended one counts first (RFC 2231, as Go reads it)."""
    _, options = parse_options_header(disposition)
    name = options.get(b"name", b"").decode("utf-8", "replace")
    extended = re.search(rb"""(?i);\s*filename\*=utf-8'[^']*'([^;\s"]+)""", disposition)
    if extended is not None:
        return name, unquote_to_bytes(extended[1]).decode("utf-8", "replace")
    return name, options[b"filename"].decode("utf-8", "replace") if b"filename" in options else None


async def read_form(
    chunks: AsyncIterator[bytes],
    content_type: str,
    *,
    wanted: frozenset[str],
    incoming: Callable[[], IncomingFile],
    limit: int,
) -> Form:
    """Read a form whose file field is `content`; `limit` is the most bytes that the file may have.

    Raises FormError for a multipart form that is not whole, FormCutOff for one that ends within a part, NoText,
    KindOfBody, TooManyParts, TooManyFiles, FileTooLarge, and OSError for a full disk; in each case nothing of the file
    is left. A caller who does not keep the file must `discard` the form.
    Of a body of JSON or of the form of addresses the fields are read; a file is not in them.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    form = Form()
    if kind != b"multipart/form-data":
        await _other(form, chunks, kind, wanted)
        return form
    if not boundary:
        raise FormError("the form's header names no boundary")
    try:
        await _multipart(chunks, boundary, _Reader(form, wanted, incoming, limit))
    except FormParserError as error:
        form.discard()
        raise FormError(f"the form cannot be read: {error}") from error
    except BaseException:
        form.discard()
        raise
    return form


async def _multipart(chunks: AsyncIterator[bytes], boundary: bytes, reader: _Reader) -> None:
    parser = MultipartParser(
        boundary,
        {
            "on_part_begin": reader.on_part_begin,
            "on_part_data": reader.on_part_data,
            "on_part_end": reader.on_part_end,
            "on_header_begin": reader.on_header_begin,
            "on_header_field": reader.on_header_field,
            "on_header_value": reader.on_header_value,
            "on_header_end": reader.on_header_end,
            "on_headers_finished": reader.on_headers_finished,
            "on_end": reader.on_end,
        },
    )
    async for chunk in chunks:
        if chunk and not reader.complete:
            parser.write(chunk)
    if not reader.complete:
        raise (FormCutOffError if reader.within else FormError)("the form ends in the middle")


async def _other(form: Form, chunks: AsyncIterator[bytes], kind: bytes, wanted: frozenset[str]) -> None:
    """Read the fields of a body that is no multipart form; nothing of one that is broken or too long."""
    data = bytearray()
    async for chunk in chunks:
        data += chunk
        if len(data) > MAX_OTHER:
            return
    if data and kind not in _READ:
        raise KindOfBodyError(kind.decode("utf-8", "replace"))
    for name, value in _values(data, kind).items():
        if name in wanted:
            _keep(form, name, value)
    if any("\0" in text for text in form.fields.values()):
        raise NoTextError("a field has a null byte")


def _values(data: bytes | bytearray, kind: bytes) -> dict[str, Any]:
    """Give the values of JSON, or of the form of addresses; none of what cannot be read or has no names."""
    try:
        if kind != b"application/json":
            return dict(parse_qsl(data.decode("utf-8"), keep_blank_values=True))
        values = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def _keep(form: Form, name: str, value: object) -> None:
    if isinstance(value, list | dict):
        form.odd.add(name)
        return
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    form.fields[name] = text.encode("utf-8", "replace").decode("utf-8")[:MAX_FIELD]
