"""autovenv beside what people have in their rc files: the other tool is played by a few lines that do what it does."""
