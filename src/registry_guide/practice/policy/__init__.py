"""Who is asking and what they may: here it is decided between 401, 403 and 404."""
