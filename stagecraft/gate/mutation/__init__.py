"""How much the policy pack notices: stacks with one security-relevant value changed, judged one at a time."""
