"""What the Makefile calls: setting up, building, finding a browser."""
