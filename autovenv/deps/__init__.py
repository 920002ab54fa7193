"""Installing what a configuration asks for: files.py reads the request, programs.py knows the program, install.py knows when."""
