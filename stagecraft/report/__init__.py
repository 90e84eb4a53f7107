"""What people read after a preview: a tree and a summary in the terminal, and one page of HTML."""

from stagecraft.report.html import render_html
from stagecraft.report.terminal import print_preview
from stagecraft.report.views import StackView

__all__ = ["StackView", "print_preview", "render_html"]
