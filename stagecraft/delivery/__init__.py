"""Delivery on the real engine: promotion through gates, the ledger of what was deployed, rollback."""
