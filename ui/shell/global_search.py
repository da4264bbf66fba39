"""Ctrl+K at work: asks the search service in the reading thread, opens what was chosen, keeps recent records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from ui.job_runner import RunningJob
from ui.shell.search_box import SearchBox

if TYPE_CHECKING:
    from cbec_desktop.services.search import Hit
    from ui.shell.window import ShellWindow

RECENT_KEPT = 8


class GlobalSearch:
    def __init__(self, window: ShellWindow) -> None:
        self._window = window
        self._job: RunningJob | None = None
        self.box = SearchBox(self._recent)
        self.box.wanted.connect(self._ask)
        self.box.chosen.connect(self._open)

    def refresh_index(self) -> None:
        """Let the index catch up with what was written, in the writing thread and without a bar."""

        def catch_up(_job: JobContext) -> int:
            from cbec_desktop.services.search import refresh_search_index

            return refresh_search_index(self._window.ctx)

        def again(count: int) -> None:
            if count:
                self.refresh_index()  # behind whatever else waits to be written

        self._run(catch_up, again, writes=True)

    def _ask(self, text: str) -> None:
        if self._job is not None:
            self._job.cancel()

        def find(_job: JobContext) -> Sequence[Hit]:
            from cbec_desktop.services.search import find_records

            return find_records(self._window.ctx, text)

        self._job = self._run(find, lambda hits: self.box.show_hits(text, hits))

    def _open(self, hit: Hit) -> None:
        kept = [entry for entry in self._window.state.get("recent", []) if entry[:2] != [hit.kind, hit.record]]
        entry = [hit.kind, hit.record, hit.title, hit.note]
        self._window.state.put("recent", [entry, *kept][:RECENT_KEPT])
        if hit.kind == "enterprise":
            self._window.open_screen("enterprise", enterprise_id=int(hit.record))
        else:
            self._window.open_screen("case", case_no=hit.record)

    def _recent(self) -> Sequence[Hit]:
        from cbec_desktop.services.search import Hit

        return [Hit(*entry) for entry in self._window.state.get("recent", []) if len(entry) == 4]

    def _run(
        self, work: Callable[[JobContext], Any], on_done: Callable[[Any], None], *, writes: bool = False
    ) -> RunningJob:
        job = RunningJob(work, on_done, self._quiet, None, "", writes, changes_records=False)
        return self._window.runner.submit(job)

    def _quiet(self, error: UserError) -> None:
        """A busy store while typing is not worth a bar: the next key asks again."""
