"""Risk-limiting audits: assertions that imply an outcome, and the risk that a sample leaves."""
