"""The fonts of the printed forms as the office chose them: put to use before each print, and shown on a test page."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from cbec_desktop.documents.fonts import FACE_FILES, RARE, choose_faces, read_font
from cbec_desktop.documents.proof_sheet import ROLES, draw_proof_sheet
from cbec_desktop.domain.errors import UserError
from cbec_desktop.services.context import Context
from cbec_desktop.services.released_files import ReleasedFiles
from cbec_desktop.services.settings import read_settings

FACES = {**{key: role.face for key, _words, role, _size in ROLES}, "font.rare": RARE}
"""Which face of the documents a setting chooses a file for."""
TITLES = {**{key: words for key, words, _role, _size in ROLES}, "font.rare": "少见字"}


def use_form_fonts(ctx: Context) -> tuple[str, ...]:
    """Set the forms in the chosen files from now on; a sentence for each that is gone, the shipped one serves then."""
    values = read_settings(ctx)
    files, lost = {}, []
    for key, face in FACES.items():
        if not values[key]:
            continue
        font_file = Path(values[key])
        if _is_usable(font_file, font_file.stat().st_mtime_ns if font_file.is_file() else 0):
            files[face] = font_file
        else:
            lost.append(f"{TITLES[key]}的字体 {font_file.name} 找不到或不能用，已改用随程序的字体；行数可能不同。")
    choose_faces(files)
    return tuple(lost)


@lru_cache(maxsize=64)
def _is_usable(font_file: Path, _changed_at: int) -> bool:
    """Whether a file can serve; asked before every preview, so that it is parsed again only when it was changed."""
    try:
        read_font(font_file)
    except UserError:
        return False
    return True


def shipped_file(key: str) -> str:
    """The name of the shipped file that serves a role when nothing is chosen; empty for rare characters."""
    return FACE_FILES.get(FACES[key], "")


def proof_page(ctx: Context) -> bytes:
    """The PDF of the test page in the fonts that are stored. Raises UserError missing_font."""
    from cbec_desktop.documents.render import render

    use_form_fonts(ctx)
    values = read_settings(ctx)
    names = {key: Path(values[key]).name if values[key] else shipped_file(key) for key in FACES}
    return render(draw_proof_sheet(names, names["font.rare"] or "未指定，依次用宋体、楷体", ctx.clock()))


def save_proof(ctx: Context, out: Path) -> Path:
    """Write the test page; nothing is registered. Raises UserError missing_font, unwritable_output."""
    with ReleasedFiles() as files:
        files.stage(out, proof_page(ctx))
        files.place()
        files.keep()
    return out
