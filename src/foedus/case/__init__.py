"""One folder of files, loaded, checked and computed once."""
