"""Writes a new page of the guide, with a first block, that builds and is walked at once."""
