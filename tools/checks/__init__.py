"""What can be said of blocks without a client: pure functions, held by the tests and by sabotage."""
