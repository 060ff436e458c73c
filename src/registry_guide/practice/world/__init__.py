"""A world: the groups, projects, users, roles, tokens and packages that a practice registry starts with."""
