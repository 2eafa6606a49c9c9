"""Who may do what, who decides between levels, who belongs, and who can take part."""
