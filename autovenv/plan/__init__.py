"""The Plan: the one value that flows through the program. Knows no project, no Python, no shell's process."""
