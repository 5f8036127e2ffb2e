"""The catalogue as a file: exported before it is destroyed, imported where it is wanted again."""
