"""`python -m tools.sabotage`, which `make sabotage` calls."""

from tools.sabotage.command import sabotage

if __name__ == "__main__":
    sabotage(prog_name="make sabotage")
