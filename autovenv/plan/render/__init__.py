"""A Plan in a shell's own language: one module a shell, each with its own quote()."""
