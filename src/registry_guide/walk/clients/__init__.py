"""The pinned clients, and the programs that read what cannot be run."""
