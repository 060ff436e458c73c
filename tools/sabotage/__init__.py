"""Proof that the guide's checks catch errors: mistakes made by rule, and which of them nobody noticed."""
