"""A stand-in for PyPI."""
