"""A guide to GitLab's PyPI package registry, made of blocks that are run before they are published."""
