"""The set-up page: a reader chooses, and the page shows what belongs to these choices, of steps that add up."""

from registry_guide.setup.extension import setup

__all__ = ["setup"]
