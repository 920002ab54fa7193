"""The commands that people type: one a module."""
