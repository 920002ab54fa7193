"""Keeps the plans of known projects fresh behind all prompts. Without it everything works, one helper later."""
