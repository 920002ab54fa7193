"""Installed interpreters, and the choice among them."""
