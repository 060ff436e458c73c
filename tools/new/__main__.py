"""`python -m tools.new PAGE`, which `make new` calls."""

from tools.new.command import new

if __name__ == "__main__":
    new(prog_name="make new")
