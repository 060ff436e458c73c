"""How the pages are written: the prose linter, its rules, and what it needs to understand MyST."""
