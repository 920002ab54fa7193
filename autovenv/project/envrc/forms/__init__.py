"""The commands of a declarative `.envrc`, by name."""
