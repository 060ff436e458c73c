"""The reader's shell: a sandbox, the shells in it, what each block did there."""
