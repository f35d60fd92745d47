"""A camera inside somebody else's test suite."""
