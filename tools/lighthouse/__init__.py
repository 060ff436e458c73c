"""What Lighthouse says of the built pages."""
