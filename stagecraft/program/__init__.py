"""A Pulumi program on disk: its project, its stack files, and the process that runs it."""
