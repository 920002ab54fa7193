"""What a directory is: its root, its marks, its pin, requires-python."""
