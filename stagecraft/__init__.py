"""The workbench: offline preview, gate, promotion report."""
