"""Keeps the plans of known projects up to date in the background. Without it a prompt starts one helper."""
