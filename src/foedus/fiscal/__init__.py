"""Taxes, shared revenue, resource revenue, transfers, equalisation, borrowing limits: exactly."""
