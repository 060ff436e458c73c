"""A throw-away certificate authority for the names that a practice registry answers for."""

import ssl
from collections.abc import Sequence
from pathlib import Path

import trustme


def certify(names: Sequence[str], ca_file: Path) -> ssl.SSLContext:
    """Make an authority and a server certificate; write the authority to `ca_file`, keep its key nowhere.

    Takes the host names that the certificate is for; loopback addresses are added.
    """
    authority = trustme.CA(organization_name="Practice registry (registry-guide), valid on this machine only")
    certificate = authority.issue_cert(*names, "localhost", "127.0.0.1", "::1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    certificate.configure_cert(context)
    authority.cert_pem.write_to_path(str(ca_file))
    return context
