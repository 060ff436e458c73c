"""A walk on a GitLab of one's own: the group that it makes there, the relay that guards it, the removal."""
