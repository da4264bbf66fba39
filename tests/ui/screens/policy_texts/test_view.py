"""The page of policy texts: a new text written clause by clause, refused and adopted."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.services import policy
from tests.ui.recording_host import RecordingHost
from tests.ui.screens.rule_pages import shown_page
from ui.screens.policy_texts.view import build_page

TYPED = {"document_no": "朝政办发〔2026〕5号", "issued_on": "2026-11-01", "effective_from": "2026-11-20"}


def test_a_new_text_is_written_and_adopted(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    page = build_page(case_host)
    assert shown_page(qtbot, qapp, page)
    presenter = page.presenter
    presenter.begin_draft()
    presenter.begin_adopt()
    assert "还没有改动" in case_host.messages.refusals[-1]
    assert page.clauses.select_key("3.4")
    assert page.editor is not None
    page.editor.setPlainText(page.editor.toPlainText().replace("10万元", "12万元"))
    page._take_words()
    assert "改了 1 条" in page.notice.text
    assert page.begin_button.isHidden()
    presenter.begin_adopt()
    assert page.form is not None
    page.form.show_values(TYPED | {"document_no": ""})
    page.form.submit()
    assert page.form.sentence.text().startswith("没有填文号")
    page.form.show_values(TYPED)
    page.form.submit()
    assert "12万元" in policy.get_clause(case_host.ctx, "第4条").body
    presenter.choose_filter("changed")
    assert [row.key for row in page.clauses.rows()] == ["3.4"]
    assert len(page.texts.rows()) == 2


def test_a_draft_is_not_lost_without_a_question(case_host: RecordingHost, qtbot: QtBot, qapp: QApplication) -> None:
    page = build_page(case_host)
    shown_page(qtbot, qapp, page)
    assert case_host.may_close()
    page.presenter.begin_draft()
    assert case_host.may_close(), "nothing was changed yet"
    page.presenter.select("3.4")
    page.presenter.edit_clause("另一段文字")
    case_host.messages.answer = False
    assert not case_host.may_close()
    page.presenter.drop_draft()
    assert page.presenter.draft is not None
    case_host.messages.answer = True
    page.presenter.drop_draft()
    assert page.presenter.draft is None


def test_clauses_are_added_dropped_and_brought_back(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    """A new text has a sixth measure and lacks a paragraph; what the rules cite cannot be left out."""
    page = build_page(case_host)
    assert shown_page(qtbot, qapp, page)
    presenter = page.presenter
    presenter.begin_draft()
    order = [clause.id for clause in presenter.draft or ()]
    assert page.clauses.select_key("3.2")
    presenter.drop_clause()
    assert [row.key for row in page.clauses.rows()][-1] == "3.2", "it stays in the list, as 删除"
    presenter.begin_adopt()
    assert page.form is not None
    page.form.show_values(TYPED)
    page.form.submit()
    assert page.form.sentence.text().startswith("缺少附件3第2条")
    presenter.cancel_adopt()
    assert page.clauses.select_key("3.2")
    presenter.restore_clause()
    assert [clause.id for clause in presenter.draft or ()] == order
    assert presenter.changed == []

    other = next(clause_id for clause_id in order if not clause_id.startswith("3."))
    assert page.clauses.select_key(other)
    presenter.drop_clause()
    assert page.clauses.select_key("3.5")
    presenter.begin_add()
    assert page.form is not None
    page.form.show_values({"label": "附件3第5条", "heading": "海外仓补助", "body": "6.对租用海外仓的企业给予补助。"})
    page.form.submit()
    assert page.form.sentence.text().startswith("已经有“附件3第5条”")
    page.form.show_values({"label": "附件3第6条", "heading": "", "body": "6.对租用海外仓的企业给予补助。"})
    page.form.submit()
    assert page.form.sentence.text() == "没有填标题，请照文件填写。"
    page.form.show_values({"label": "附件3第6条", "heading": "海外仓补助", "body": "6.对租用海外仓的企业给予补助。"})
    page.form.submit()
    ids = [clause.id for clause in presenter.draft or ()]
    assert ids.index("3.6") == ids.index("3.5") + 1
    presenter.begin_adopt()
    page.form.show_values(TYPED)
    page.form.submit()
    presenter.choose_filter("changed")
    assert {str(row.key) for row in page.clauses.rows()} == {"3.6", other}
    assert policy.get_clause(case_host.ctx, "3.6").heading == "海外仓补助"
