"""The requests of a directory: its root, its configuration, its Python."""
