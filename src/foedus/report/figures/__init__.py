"""Own SVG figures, each with a text alternative, readable without colour."""
