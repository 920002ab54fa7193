"""`.envrc` under bash: the whole file runs there, and what it changed in its environment is the result."""
