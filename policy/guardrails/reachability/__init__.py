"""Which sources can reach which port of which resource: exact sets, worked out from the graph alone."""
