"""What a comparison of two stacks says: what breaks the sameness, what differs, what is not allowed."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from stagecraft.promotion.allowed import Entry
from stagecraft.promotion.differences import Difference

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Something that makes two stacks different architectures."""

    tier: str
    type: str
    resource: str
    path: str  # the parents' types, outermost first
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.tier}: {self.resource} ({self.type}): {self.message}. {self.fix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How stack `b` differs from stack `a`."""

    a: str
    b: str
    breaks: tuple[Break, ...] = ()
    differences: tuple[Difference, ...] = ()
    # entries of promotion.yaml that allowed nothing here
    unused: tuple[Entry, ...] = ()
    # False where the project has no promotion.yaml: then every value and count may differ
    ruled: bool = True

    @property
    def same(self) -> bool:
        """Tell whether the two are the same architecture."""
        return not self.breaks

    @property
    def not_allowed(self) -> tuple[Difference, ...]:
        """Return the differences that no entry of the promotion rules allows."""
        return tuple(difference for difference in self.differences if not difference.allowed)

    @property
    def promotable(self) -> bool:
        """Tell whether the two are the same architecture and every difference is allowed."""
        return self.same and not self.not_allowed

    @property
    def exit_code(self) -> int:
        """Return what `stagecraft diff` ends with: 0 where a promotion may go on, 1 where it stops."""
        return 0 if self.promotable else 1

    @property
    def verdict(self) -> str:
        """Say it in one line."""
        count = len(self.differences)
        told = f"{count} difference{'s' * (count != 1)}" if count else "no difference"
        if not self.same:
            return f"{self.a} and {self.b} are not the same architecture: {_breaks(len(self.breaks))}"
        if refused := len(self.not_allowed):
            told = f"{told}, {refused} of them not allowed: the promotion stops"
        elif count:
            told = f"{told}, all allowed"
        return f"{self.a} and {self.b} are the same architecture; {told}"

    def render_text(self, console: "Console") -> None:
        """Print the report for people."""
        from stagecraft.promotion.text import print_report  # rich is loaded only by what prints

        print_report(console, self)

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values for JSON."""
        return {
            "stacks": [self.a, self.b],
            "same": self.same,
            "promotable": self.promotable,
            "verdict": self.verdict,
            "breaks": [asdict(one) for one in self.breaks],
            "differences": [_plain(one) for one in self.differences],
            "unusedEntries": [str(entry) for entry in self.unused],
        }


def _breaks(count: int) -> str:
    return f"{count} thing{'s' * (count != 1)} break{'s' * (count == 1)} the sameness"


def _plain(difference: Difference) -> dict[str, Any]:
    fields = asdict(difference) | {"allowed": difference.allowed}
    fields["property"] = fields.pop("property_path")
    return fields
