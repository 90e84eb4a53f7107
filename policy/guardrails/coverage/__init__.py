"""What the pack has decided about every sensitive input of the AWS provider; no rule needs it to judge."""
