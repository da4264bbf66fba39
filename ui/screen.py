"""The contract between the shell and its screens: what a screen is, and what it may ask of the window.

Free of Qt, so that presenters can be typed and tested without a display. The shell hands every page its own
host: titles, status texts, watches and jobs end with the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext

if TYPE_CHECKING:
    from cbec_desktop.services.context import Context

T = TypeVar("T")
Page = Any
"""A `QWidget`; named so that nothing here reaches Qt."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of work: an entry of the function tree that holds screens."""

    id: str
    title: str
    icon: str


STAGES = (
    Stage("home", "首页", "house"),
    Stage("enterprises", "企业", "building-2"),
    Stage("applications", "申报", "file-text"),
    Stage("reviews", "审核", "clipboard-check"),
    Stage("assessments", "核算", "calculator"),
    Stage("disbursements", "公示拨付", "banknote"),
    Stage("registers", "台账", "book-open"),
    Stage("exchange", "数据交换", "arrow-left-right"),
    Stage("policy", "政策参数", "sliders-horizontal"),
    Stage("system", "系统", "settings"),
)


class Job(Protocol):
    """Work under way; `cancel` asks it to stop at its next step and roll back."""

    @property
    def is_done(self) -> bool: ...

    def cancel(self) -> None: ...


class Jobs(Protocol):
    """The door to long work. Results come back in the window's own thread, and never to a closed page."""

    def run(
        self,
        work: Callable[[JobContext], T],
        on_done: Callable[[T], None],
        on_error: Callable[[UserError], None] | None = None,
        *,
        writes: bool = False,
        title: str = "",
        on_cancelled: Callable[[], None] | None = None,
    ) -> Job:
        """Do `work` in the writing or the reading thread; `title` (生成审批表) stands beside the bar.

        A `UserError` goes to `on_error`, else into the page's refusal bar; anything else is a bug and is
        reported by the shell. Without `title` no bar is shown (short reads).
        """
        ...


class Messages(Protocol):
    """The door to the person: nothing else in the window opens a box."""

    def toast(self, text: str, undo: Callable[[], None] | None = None) -> None:
        """Say what was done, in passing; `undo` adds 撤销."""
        ...

    def refuse(self, text: str) -> None:
        """Show a refusal as a bar in the page, to stay until closed or done better."""
        ...

    def ask(self, question: str, consequence: str, verb: str, *, danger: bool = False) -> bool:
        """Ask before something that matters; `verb` labels the button that does it (作废 3 家)."""
        ...

    def ask_reason(self, question: str, consequence: str, verb: str) -> str | None:
        """The same with a required reason; None when the person stepped back."""
        ...

    def choose_files(self, title: str, patterns: Sequence[str]) -> list[Path]:
        """Let the person pick files to read; `patterns` like `*.xlsx`."""
        ...

    def choose_target(self, title: str, name: str, patterns: Sequence[str]) -> Path | None:
        """Let the person say where to save; `name` is offered."""
        ...

    def choose_folder(self, title: str) -> Path | None:
        """Let the person pick a folder."""
        ...

    def open_folder(self, folder: Path) -> None:
        """Show a folder in the system's own window."""
        ...

    def report_fault(self, error: BaseException) -> str:
        """A bug: log it under an id, show the copyable report, give the id back."""
        ...


class ScreenHost(Protocol):
    """What the shell gives a page."""

    @property
    def ctx(self) -> Context: ...

    @property
    def jobs(self) -> Jobs: ...

    @property
    def messages(self) -> Messages: ...

    @property
    def award_year(self) -> int: ...

    def open(self, screen_id: str, **arguments: Any) -> None:
        """Show a screen in its tab; a page already open on the same record is raised instead."""
        ...

    def close(self, page: Page) -> None:
        """Close the page's tab."""
        ...

    def set_title(self, title: str) -> None:
        """Name the page's tab (企业 name, case number; ` •` behind when not saved)."""
        ...

    def show_record(self, **arguments: Any) -> None:
        """The page now shows another record (PgUp/PgDn): the same arguments as to `open`."""
        ...

    def set_status(self, parts: Sequence[str]) -> None:
        """What the status bar says of this page: counts, sums, keys; `**…**` is bold."""
        ...

    def watch(self, kinds: Iterable[str], callback: Callable[[], None]) -> None:
        """Call back when records of these kinds (table names) changed, or the award year (`award_year`)."""
        ...

    def announce(self, kinds: Iterable[str]) -> None:
        """Tell all pages that records of these kinds were changed."""
        ...

    def remember(self, key: str, value: Any) -> None:
        """Keep a choice of this user (columns, order) for next time; plain JSON values, no enterprise data."""
        ...

    def recall(self, key: str, default: Any) -> Any:
        """What was kept under `key`."""
        ...

    def before_close(self, callback: Callable[[], bool]) -> None:
        """Ask the page before its tab closes; False keeps it open."""
        ...


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """One screen: `stage` is its place in the function tree, `key` names the arguments that tell pages apart.

    A screen with `is_in_tree` False is opened from others only (one case, one enterprise).
    """

    id: str
    title: str
    stage: str
    icon: str
    build: Callable[..., Page]
    key: tuple[str, ...] = ()
    is_in_tree: bool = True


def view(module: str) -> Callable[..., Page]:
    """The builder `build_page(host, **arguments)` of a view module, imported when first opened (fast start)."""

    def build(host: ScreenHost, **arguments: Any) -> Page:
        return import_module(module).build_page(host, **arguments)

    return build
