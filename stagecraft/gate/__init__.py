"""The offline gate over state exports and previews, and what it prints."""
