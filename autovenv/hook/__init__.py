"""The lean path, which shells wait for. Standard library only, few imports, measured."""
