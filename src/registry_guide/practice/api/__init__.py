"""The endpoints of GitLab: of the package registry for PyPI, and in `rest` of its REST API."""
