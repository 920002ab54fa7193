"""What people type: one command a module."""
