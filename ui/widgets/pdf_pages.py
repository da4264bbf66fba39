"""Pages of a finished PDF as images: the same file that is archived, drawn sharp at any size."""

from __future__ import annotations

from collections import OrderedDict
from types import TracebackType

import pypdfium2
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage

POINTS_PER_INCH = 72
_CACHED_PIXELS = 24_000_000


class PdfPages:
    """An open PDF. Images are cached by page and width; one thread only (pdfium is not thread-safe)."""

    def __init__(self, data: bytes) -> None:
        self._document = pypdfium2.PdfDocument(data)
        self._cache: OrderedDict[tuple[int, int], QImage] = OrderedDict()
        self.sizes = [QSizeF(*self._document.get_page_size(number)) for number in range(len(self._document))]
        """Page sizes in points."""

    def __len__(self) -> int:
        return len(self.sizes)

    def __enter__(self) -> PdfPages:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def image(self, number: int, width: int) -> QImage:
        """Page `number` drawn `width` device pixels wide."""
        key = (number, width)
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        made = self._draw(number, width / self.sizes[number].width())
        self._cache[key] = made
        while len(self._cache) > 1 and self._cached_pixels() > _CACHED_PIXELS:
            self._cache.popitem(last=False)
        return made

    def image_at(self, number: int, dots_per_inch: int) -> QImage:
        """Page `number` for a printer; not cached."""
        return self._draw(number, dots_per_inch / POINTS_PER_INCH)

    def close(self) -> None:
        self._cache.clear()
        self._document.close()

    def _draw(self, number: int, scale: float) -> QImage:
        page = self._document[number]
        bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=True)
        view = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGB32)
        made = view.copy()  # the buffer belongs to pdfium and goes with the bitmap
        bitmap.close()
        page.close()
        return made

    def _cached_pixels(self) -> int:
        return sum(image.width() * image.height() for image in self._cache.values())
