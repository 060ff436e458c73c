"""``python -m registry_guide.practice.world``: prints the JSON schema of a world, which ``world.schema.json`` holds."""

from registry_guide.practice.world.tables import schema

print(schema(), end="")
