"""The set-up pages: a reader chooses, and a page shows what belongs to these choices, of steps that add up."""

from registry_guide.setup.extension import setup

__all__ = ["setup"]
