"""The offline preview: runs a program against a recording monitor instead of an engine."""
