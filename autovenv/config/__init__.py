"""What a directory's configuration files ask for: .envrc (both evaluators), .env, autovenv.toml. One gate, one end."""
