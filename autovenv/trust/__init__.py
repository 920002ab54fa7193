"""Consent: its records, and the content that they approve."""
