"""Measurements, each printed beside what it is compared with and with the command that made it."""
