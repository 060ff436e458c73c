"""Requests: those of the clients, from the log, and those of the walk itself."""
