"""What shells call: the entry points of the lean path. Standard library only, few imports, measured."""
