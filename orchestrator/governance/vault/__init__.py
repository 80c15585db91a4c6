"""Keys and secrets: everything personal is encrypted with a key of its municipality."""
