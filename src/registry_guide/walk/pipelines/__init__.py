"""Pipelines, run as GitLab runs them."""
