"""Change into a project, and its Python, virtual environment and variables are there."""

__version__ = "0.1.0"

# What a hook and the helper must agree on: the arguments of the helper, the layout of the store, the form of a stored plan.
PROTOCOL = "4"
