"""One offline preview from the stack files to the files that people and scripts read."""
