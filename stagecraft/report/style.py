"""The look of the report page: quiet, readable in light and dark, and printable."""

from typing import Final

CSS: Final = """
:root { color-scheme: light dark; --text: #1c2430; --soft: #5a6675; --line: #d9dee5; --page: #ffffff;
  --panel: #f5f7f9; --good: #17733c; --bad: #b3261e; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e3e8ee; --soft: #9aa7b5; --line: #36404c; --page: #14191f;
    --panel: #1c232b; --good: #63c98a; --bad: #ff8a80; --warn: #e8b45a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.5rem 4rem; max-width: 76rem;
  background: var(--page); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .6rem; }
h3 { font-size: 1rem; margin: 1.6rem 0 .4rem; }
h4 { font-size: .95rem; margin: 1rem 0 .3rem; }
p { margin: .3rem 0; }
a { color: inherit; }
nav a { margin-right: 1rem; }
code { font: .88em/1.45 ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.soft { color: var(--soft); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.warn { color: var(--warn); }
.strong { font-weight: 600; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .35rem .8rem .35rem 0;
  border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; font-size: .85rem; }
tbody tr:last-child td { border-bottom: 0; }
table.numbers { width: auto; }
table.numbers :is(th, td):not(:first-child) { text-align: right; padding-left: 1.5rem;
  font-variant-numeric: tabular-nums; }
table.differences { table-layout: fixed; min-width: 46rem; }
table.differences th:nth-child(-n+2) { width: 22%; }
table.differences th:nth-child(5) { width: 24%; }
.finding, .break { border-left: 3px solid var(--line); background: var(--panel); padding: .6rem .9rem;
  margin: .6rem 0; break-inside: avoid; }
.mandatory, .break { border-left-color: var(--bad); }
.advisory { border-left-color: var(--warn); }
details { border-bottom: 1px solid var(--line); padding: .25rem 0; }
details details { margin-left: 1.2rem; }
summary { cursor: pointer; padding: .2rem 0; }
@media print {
  body { max-width: none; padding: 0; font-size: 11px; }
  nav { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  h2, h3, h4 { break-after: avoid; }
}
"""
