"""Hand out files: from here, or by a signed address of the object storage on a host name of its own."""

import hashlib
import hmac
import secrets
import time
import unicodedata
from urllib.parse import quote

from starlette.responses import FileResponse, Response

from registry_guide.address import Address
from registry_guide.practice import refusals
from registry_guide.practice.api.exchange import Exchange
from registry_guide.practice.api.headers import entity_tag
from registry_guide.practice.state.packages import File

_KEY = secrets.token_bytes(32)
_SECONDS = 600


def storage_host(address: Address) -> str:
    """Give the host name of the object storage that belongs to a GitLab."""
    named = not address.loopback and ":" not in address.host and not address.host[-1].isdecimal()
    return f"objects.{address.host}" if named else "objects.example.com"


def deliver(exchange: Exchange, file: File) -> Response:
    """Answer with a file, or with a 302 to the object storage where the instance downloads directly."""
    instance = exchange.registry.world.instance
    if not instance.direct_download:
        exchange.why = f"{exchange.why}; {file.size} bytes"
        return _file_response(exchange, file.blob, file.name)
    expires = int(time.time()) + _SECONDS
    path = f"/packages/{file.blob}/{quote(file.name)}"
    address = f"https://{storage_host(instance.address)}{path}?expires={expires}&signature={_sign(path, expires)}"
    exchange.why = f"{exchange.why}; the file lies in the object storage"
    return Response(status_code=302, headers={"Location": address})


async def stored(exchange: Exchange) -> Response:
    """Answer for the object storage: only to a valid signature, and not to whoever sends credentials along."""
    request = exchange.request
    if "authorization" in request.headers:
        raise refusals.RefusalError(
            400,
            "Only one authentication mechanism is allowed.\n",
            "LEAK: the client sent its GitLab credentials on to the object storage",
            "text/plain; charset=utf-8",
        )
    path = request.scope["path"]
    expires = request.query_params.get("expires", "")
    given = request.query_params.get("signature", "")
    valid = expires.isdecimal() and len(expires) < 12 and int(expires) > time.time()
    if not valid or not hmac.compare_digest(_sign(path, int(expires)).encode(), given.encode()):
        raise refusals.RefusalError(
            403, "Access denied.\n", "the signature is wrong or too old", "text/plain; charset=utf-8"
        )
    exchange.why = "the signature is valid"
    return _file_response(exchange, exchange.text("blob"), exchange.text("name"))


async def stored_nowhere(exchange: Exchange) -> Response:
    """Answer for an address that the object storage does not have."""
    request = exchange.request
    why = f"the object storage has no address {request.method} {request.scope['path']}"
    raise refusals.RefusalError(404, "Not found.\n", why, "text/plain; charset=utf-8")


def _sign(path: str, expires: int) -> str:
    return hmac.new(_KEY, f"{path}\n{expires}".encode(), hashlib.sha256).hexdigest()


def _file_response(exchange: Exchange, blob: str, name: str) -> Response:
    path = exchange.registry.blobs.path(blob)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    headers = {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='+')}",
        "Content-Transfer-Encoding": "binary",
        "ETag": entity_tag(blob),
    }
    # With the file's size and time now, so that nothing of the headers is left to be made up on the way out.
    return FileResponse(path, headers=headers, media_type="application/octet-stream", stat_result=path.stat())
