"""What shells call: the lean path. Standard library only, few imports, measured."""
