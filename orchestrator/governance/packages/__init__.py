"""Robot packages and their releases: immutable archives, hashed and signed."""
