"""Environments: judge, create, own, repair. One module per backend."""
