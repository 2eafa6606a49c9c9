"""What outsiders may honestly say about an election: results, quick counts, audits."""
