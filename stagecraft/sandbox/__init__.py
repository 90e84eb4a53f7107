"""A sandbox: the real engine over a simulated AWS that is kept in a file, with faults and drift on demand."""
