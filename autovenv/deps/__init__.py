"""What a configuration installs into its environment: what says so (files.py), with which program (programs.py), and when (install.py)."""
