"""What a practice registry keeps: a database, files, tokens, places, packages."""
