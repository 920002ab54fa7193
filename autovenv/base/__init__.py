"""The ground: values, paths, files, locks, errors. Imports nothing else of autovenv."""
