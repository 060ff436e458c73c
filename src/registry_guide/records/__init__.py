"""What programs hand to each other, stated once: the manifest of the built site, and the ledger of a walk."""
