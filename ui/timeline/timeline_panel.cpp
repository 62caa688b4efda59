// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/timeline/timeline_panel.h"

#include "pulse/ui/common/drag_export.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/time_updates.h"
#include "pulse/ui/models/version_history_model.h"
#include "pulse/ui/timeline/timeline_view.h"

#include <QDrag>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {
const QString historyProblem = u"history"_s;
} // namespace

TimelinePanel::TimelinePanel(std::shared_ptr<const Clock> clock, QWidget *parent)
    : QWidget(parent)
    , m_model(new VersionHistoryModel(this, std::move(clock)))
    , m_view(new TimelineView)
    , m_messages(new MessageBar)
    , m_empty(new EmptyState)
    , m_comparison(new QWidget)
    , m_comparisonText(new QLabel)
    , m_compareButton(new QPushButton(icon("compare"_L1), tr("Compare")))
    , m_dragExport(std::make_unique<DragExport>())
{
    m_view->setModel(m_model);
    m_empty->setContent(icon("history"_L1), tr("No history yet"), tr("Open a prompt to see its versions here."));
    m_comparisonText->setTextFormat(Qt::PlainText);
    m_compareButton->setAccessibleDescription(tr("Compares the two marked versions"));

    auto *clearMarks = new QToolButton;
    clearMarks->setIcon(icon("close"_L1));
    clearMarks->setAutoRaise(true);
    clearMarks->setToolTip(tr("Clear the marks (Esc)"));
    clearMarks->setAccessibleName(tr("Clear the marks"));
    auto *comparison = new QHBoxLayout(m_comparison);
    comparison->setContentsMargins(innerSpacing, gridUnit, innerSpacing, gridUnit);
    comparison->addWidget(m_comparisonText, 1);
    comparison->addWidget(m_compareButton);
    comparison->addWidget(clearMarks);
    m_comparison->hide();

    auto *pages = new QStackedWidget;
    pages->addWidget(m_empty);
    pages->addWidget(m_view);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addWidget(pages, 1);
    column->addWidget(m_comparison);

    const auto showPage = [this, pages] { pages->setCurrentIndex(m_model->rowCount() > 0 ? 1 : 0); };
    connect(m_model, &QAbstractItemModel::modelReset, this, showPage);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, showPage);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, showPage);

    auto *ages = new TimeUpdates(m_view, [this] { return m_model->tellAges(); });
    connect(m_model, &QAbstractItemModel::modelReset, ages, &TimeUpdates::tellNow);
    connect(m_model, &QAbstractItemModel::rowsInserted, ages, &TimeUpdates::tellNow);
    connect(m_model, &QAbstractItemModel::dataChanged, ages,
            [ages](const QModelIndex &, const QModelIndex &, const QList<int> &roles) {
                if (roles.contains(VersionHistoryModel::DateRole))
                    ages->tellNow();
            });

    connect(m_view, &QListView::activated, this, &TimelinePanel::activate);
    connect(m_view, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (QApplication::keyboardModifiers() == Qt::NoModifier)
            activate(index);
    });
    connect(m_view, &QWidget::customContextMenuRequested, this, &TimelinePanel::showContextMenu);
    connect(m_view, &TimelineView::markToggled, this, &TimelinePanel::toggleMark);
    connect(m_view, &TimelineView::dragOutRequested, this, &TimelinePanel::startDrag);
    connect(m_view, &TimelineView::labelDropped, this, [this](const QString &label, const QModelIndex &target) {
        if (const HistoryEntry *entry = m_model->entry(target))
            moveLabel(label, entry->version);
    });
    connect(m_view, &TimelineView::deletePressed, this, [this](const QModelIndex &index) {
        if (const HistoryEntry *entry = m_model->entry(index); entry && m_session && !m_session->isReadOnly())
            removeVersion(entry->version);
    });
    const auto clear = [this] {
        m_model->clearMarked();
        updateComparison();
    };
    connect(m_view, &TimelineView::escapePressed, this, clear);
    connect(clearMarks, &QToolButton::clicked, this, clear);
    connect(m_compareButton, &QPushButton::clicked, this, &TimelinePanel::compareMarked);
}

TimelinePanel::~TimelinePanel() = default;

void TimelinePanel::setPrompt(LibrarySession *session, const std::optional<Name> &name)
{
    const bool same = session == m_session && name == m_name;
    if (session != m_session) {
        if (m_session)
            disconnect(m_session, nullptr, this, nullptr);
        m_session = session;
        if (session) {
            connect(session, &LibrarySession::promptChanged, this, [this](const Name &changed) {
                if (m_name == changed)
                    reload();
            });
        }
    }
    if (same)
        return;
    m_name = name;
    m_model->clear();
    m_messages->dismiss(historyProblem);
    updateComparison();
    reload();
}

void TimelinePanel::setDraft(const std::optional<QDateTime> &savedAt)
{
    m_model->setDraft(savedAt);
}

void TimelinePanel::setCurrentVersion(const std::optional<Version> &version)
{
    m_model->setCurrent(version);
}

void TimelinePanel::reload()
{
    if (!m_session || !m_name) {
        m_historyTask = {};
        return;
    }
    m_historyTask =
        m_session->history(*m_name).then(this, [this](Result<History> history) { showHistory(std::move(history)); });
}

void TimelinePanel::showHistory(Result<History> history)
{
    if (history) {
        m_messages->dismiss(historyProblem);
        m_model->setHistory(*history);
        updateComparison();
        return;
    }
    if (history.error().code() == ErrorCode::NotFound) { // not published yet, or gone
        m_model->setHistory({.name = *m_name, .entries = {}, .labels = {}, .latest = {}});
        updateComparison();
        return;
    }
    m_messages->post(historyProblem, MessageBar::Kind::Problem, history.error().message(),
                     {{tr("Try again"), [this] { reload(); }}});
}

void TimelinePanel::activate(const QModelIndex &index)
{
    if (m_model->isDraft(index))
        emit draftRequested();
    else if (const HistoryEntry *entry = m_model->entry(index))
        emit readRequested({*m_name, entry->version});
}

void TimelinePanel::toggleMark(const QModelIndex &index)
{
    if (const HistoryEntry *entry = m_model->entry(index)) {
        m_model->toggleMarked(entry->version);
        updateComparison();
    }
}

void TimelinePanel::updateComparison()
{
    const auto &marked = m_model->marked();
    m_comparison->setVisible(!marked.empty());
    m_compareButton->setEnabled(marked.size() == 2);
    if (marked.size() == 2)
        m_comparisonText->setText(
            tr("%1 and %2").arg(std::min(marked[0], marked[1]).toString(), std::max(marked[0], marked[1]).toString()));
    else if (marked.size() == 1)
        m_comparisonText->setText(tr("%1 and … mark another").arg(marked[0].toString()));
}

void TimelinePanel::compareMarked()
{
    const auto marked = m_model->marked();
    if (marked.size() == 2)
        emit compareRequested(*m_name, std::min(marked[0], marked[1]), std::max(marked[0], marked[1]));
}

void TimelinePanel::moveLabel(const QString &text, const Version &target, bool overrideProtection)
{
    const auto label = Label::parse(text);
    if (!label) {
        m_messages->post(u"label"_s, MessageBar::Kind::Problem, label.error().message());
        return;
    }
    if (!m_session || !m_name)
        return;
    m_labelTask =
        m_session->setLabel(*m_name, *label, target, overrideProtection)
            .then(this, [this, text, target](Result<void> result) {
                if (result) {
                    m_messages->dismiss(u"label"_s);
                    reload();
                    return;
                }
                QList<MessageBar::Action> actions;
                if (result.error().code() == ErrorCode::PermissionDenied && m_session && !m_session->isReadOnly())
                    actions.append({tr("Move it anyway"), [this, text, target] { moveLabel(text, target, true); }});
                m_messages->post(u"label"_s, MessageBar::Kind::Warning, result.error().message(), actions);
            });
}

void TimelinePanel::takeLabelOff(const QString &text, bool overrideProtection)
{
    const auto label = Label::parse(text);
    if (!label || !m_session || !m_name)
        return;
    m_labelTask =
        m_session->removeLabel(*m_name, *label, overrideProtection).then(this, [this, text](Result<void> result) {
            if (result) {
                m_messages->dismiss(u"label"_s);
                reload();
                return;
            }
            QList<MessageBar::Action> actions;
            if (result.error().code() == ErrorCode::PermissionDenied && m_session && !m_session->isReadOnly())
                actions.append({tr("Remove it anyway"), [this, text] { takeLabelOff(text, true); }});
            m_messages->post(u"label"_s, MessageBar::Kind::Warning, result.error().message(), actions);
        });
}

void TimelinePanel::removeVersion(const Version &version)
{
    m_removeTask = m_session->remove(*m_name, version).then(this, [this](const Result<RemovalReceipt> &receipt) {
        if (!receipt) {
            m_messages->post(u"remove"_s, MessageBar::Kind::Warning, receipt.error().message());
            return;
        }
        m_messages->dismiss(u"remove"_s);
        reload();
    });
}

void TimelinePanel::startDrag(const QModelIndex &index)
{
    const HistoryEntry *entry = m_model->entry(index);
    if (!entry || !m_session)
        return;
    m_dragExport->start(
        *m_session, {VersionKey{*m_name, entry->version}.toString()}, m_view,
        [this](const Error &error) { m_messages->post(u"drag"_s, MessageBar::Kind::Problem, error.message()); });
}

} // namespace pulse::ui
