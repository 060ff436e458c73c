"""``python -m registry_guide.records``: prints the JSON schema of a ledger, which ``walk/ledger.schema.json`` holds."""

from registry_guide.records.ledger import schema

print(schema(), end="")
