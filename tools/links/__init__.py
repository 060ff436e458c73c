"""The link check: what a well-kept link checker leaves to do, which is to tell a dead link from a dead network."""
