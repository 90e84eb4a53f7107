"""One program a stack: the one that its configuration names."""

import importlib

import pulumi

importlib.import_module(pulumi.Config().require("program"))
