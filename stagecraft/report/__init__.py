"""What people read after a preview: a tree and a summary in the terminal, one page of HTML, and Markdown."""

from stagecraft.report.html import render_html
from stagecraft.report.markdown import render_markdown, render_mistakes
from stagecraft.report.terminal import print_preview
from stagecraft.report.views import StackView

__all__ = ["StackView", "print_preview", "render_html", "render_markdown", "render_mistakes"]
