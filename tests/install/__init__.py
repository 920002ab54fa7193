"""install.sh, run."""
