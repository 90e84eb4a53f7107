"""What AWS and its components would answer, without AWS."""
