"""Questions, parties and positions to packages, conflicts and concessions."""
