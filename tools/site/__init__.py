"""Look at the built site as a browser and a validator do: for the tests and for the benchmark."""
