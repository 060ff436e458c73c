"""Files that a page tells the reader to save, and output that it shows."""
