"""What may take effect: consent records, and what a repository itself brings."""
