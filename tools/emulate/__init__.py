"""Files that only Docker or GitHub can run, as shell commands that the walk runs in their place."""
