"""The calls of GitLab's REST API that readers of the guide use around the package registry."""
