"""One builder a section: from the case and what was computed on it to blocks of the page."""
