"""What observers write down: checklists and incidents, without the observers' names."""
