"""The tables of a world's file that declare packages: in a registry of GitLab's, and on the stand-in for PyPI."""

from contextlib import suppress
from datetime import UTC, date, datetime, time

from msgspec import UNSET

from registry_guide.practice.world import tables
from registry_guide.practice.world.wheel import BadPackageError, check
from registry_guide.practice.world.world import UPLOADED, PackageSpec, PublicPackage


def package(table: tables.Package) -> PackageSpec:
    """Give the package of a registry that a table declares; raises BadPackageError for one that cannot be."""
    spec = PackageSpec(
        project=table.project,
        name=table.name,
        version=table.version,
        requires_python=table.requires_python,
        status=table.status,
        requires=table.requires,
    )
    check(spec.name, spec.version, spec.requires, spec.requires_python)
    return spec


def public_package(table: tables.PublicPackage) -> PublicPackage:
    """Give the package of the stand-in for PyPI that a table declares; raises BadPackageError if it cannot be."""
    spec = PublicPackage(
        name=table.name,
        version=table.version,
        requires=table.requires,
        requires_python=table.requires_python,
        extras=table.extras,
        yanked=table.yanked,
        uploaded=UPLOADED if table.uploaded is UNSET else _moment(table.uploaded),
    )
    check(spec.name, spec.version, spec.requires, spec.requires_python, spec.extras)
    return spec


def _moment(value: object) -> datetime:
    """Read a date or a time, in UTC where it names no zone; TOML's own or as text (RFC 3339)."""
    with suppress(ValueError, OverflowError):
        read = datetime.fromisoformat(value) if isinstance(value, str) else value
        if isinstance(read, date) and not isinstance(read, datetime):
            read = datetime.combine(read, time())
        if isinstance(read, datetime):
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    raise BadPackageError(f"uploaded: {value!r} is neither a date nor a time, such as 2026-01-31T12:00:00Z")
