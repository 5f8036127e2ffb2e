"""Servers that the API is compared with."""
