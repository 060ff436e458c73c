"""A throw-away certificate authority for the names that a practice registry answers for."""

import ipaddress
import ssl
from collections.abc import Sequence
from pathlib import Path

import idna
import trustme

from registry_guide.address import Address, BadAddressError


def certifiable(address: Address) -> None:
    """Raise BadAddressError for an address for whose host no certificate can be made."""
    try:
        ipaddress.ip_address(address.host)
    except ValueError:
        try:
            idna.encode(address.host)
        except idna.IDNAError as error:
            raise BadAddressError(f"No certificate can be made for this host: {error}.") from None


def certify(names: Sequence[str], ca_file: Path) -> ssl.SSLContext:
    """Make an authority and a server certificate; write the authority to `ca_file`, keep its key nowhere.

    Takes the host names that the certificate is for; loopback addresses are added. A client that asks for any other
    name gets a certificate made for it: only who trusts this authority accepts it.
    """
    authority = trustme.CA(organization_name="Practice registry (registry-guide), valid on this machine only")
    context = _context(authority, *names, "localhost", "127.0.0.1", "::1")
    others: dict[str, ssl.SSLContext] = {}

    def choose(connection: ssl.SSLSocket | ssl.SSLObject, name: str | None, _context_of_server: object) -> None:
        if name is not None and name not in names and name != "localhost":
            if name not in others:
                others[name] = _context(authority, name)
            connection.context = others[name]

    context.sni_callback = choose
    authority.cert_pem.write_to_path(str(ca_file))
    return context


def _context(authority: trustme.CA, *names: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    authority.issue_cert(*names).configure_cert(context)
    return context
