"""The practice registry: a local server that answers as GitLab's PyPI package registry does."""
