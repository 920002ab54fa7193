"""Which interpreters there are, and which one answers a request."""
