"""The shop's sample application: what runs on the instances of the application tier.

It is a program of its own. It knows nothing of Pulumi, and is told by its environment alone where its data lies.
"""
