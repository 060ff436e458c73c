"""What is proven of a route: the claims of its page, and that what was published arrived."""
