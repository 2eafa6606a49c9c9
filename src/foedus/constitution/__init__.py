"""The language: text to checked constitution to rules, and back to sentences."""
