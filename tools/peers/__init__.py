"""Other projects' own tests, unchanged, with the practice registry in the place of their GitLab."""
