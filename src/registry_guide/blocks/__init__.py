"""Blocks: a Sphinx extension that makes code blocks from templates, facts and placeholders."""

from __future__ import annotations

from registry_guide.blocks.extension import setup

__all__ = ["setup"]
