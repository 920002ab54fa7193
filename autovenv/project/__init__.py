"""What a directory asks for: where its root is, which Python it names."""
