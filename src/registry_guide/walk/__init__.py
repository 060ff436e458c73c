"""The walk: finds every path that a reader can take through the built site, runs it, and writes the ledger."""
