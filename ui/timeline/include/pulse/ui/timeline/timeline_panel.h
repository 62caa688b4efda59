// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/library/library_session.h"

#include <QPointer>
#include <QWidget>
#include <memory>

class QLabel;
class QPushButton;

namespace pulse::ui {

class DragExport;
class EmptyState;
class MessageBar;
class TimelineView;
class VersionHistoryModel;

/// The history of one prompt, drawn: versions on a line, with labels, messages, dates and sizes. Follows the library by
/// itself. Reading, comparing and restoring are asked for by signals; labels and removal it does itself.
class TimelinePanel : public QWidget
{
    Q_OBJECT

public:
    /// `clock` says what is how long ago.
    explicit TimelinePanel(std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>(),
                           QWidget *parent = nullptr);
    ~TimelinePanel() override;

    /// Shows that prompt's history; no session or no name shows what the panel is for. The session must outlive its
    /// stay here.
    void setPrompt(LibrarySession *session, const std::optional<Name> &name);
    /// The draft's row: when it was saved, or none.
    void setDraft(const std::optional<QDateTime> &savedAt);
    /// The version that the editor shows; none when it shows the draft.
    void setCurrentVersion(const std::optional<Version> &version);

    [[nodiscard]] const std::optional<Name> &promptName() const { return m_name; }
    [[nodiscard]] VersionHistoryModel *model() const { return m_model; }
    [[nodiscard]] TimelineView *view() const { return m_view; }

signals:
    void readRequested(const pulse::VersionKey &key);
    void draftRequested();
    /// `older` and `newer` are in version order.
    void compareRequested(const pulse::Name &name, const pulse::Version &older, const pulse::Version &newer);
    void restoreRequested(const pulse::VersionKey &key);
    void exportRequested(const pulse::VersionKey &key);

private:
    void reload();
    void showHistory(Result<History> history);
    void showContextMenu(const QPoint &position);
    void fillVersionMenu(QMenu &menu, const HistoryEntry &entry);
    void fillLabelMenu(QMenu &menu, const HistoryEntry &entry);
    void activate(const QModelIndex &index);
    void toggleMark(const QModelIndex &index);
    void updateComparison();
    void compareMarked();
    void moveLabel(const QString &label, const Version &target, bool overrideProtection = false);
    void takeLabelOff(const QString &label, bool overrideProtection = false);
    void removeVersion(const Version &version);
    void startDrag(const QModelIndex &index);

    QPointer<LibrarySession> m_session;
    std::optional<Name> m_name;
    VersionHistoryModel *m_model;
    TimelineView *m_view;
    MessageBar *m_messages;
    EmptyState *m_empty;
    QWidget *m_comparison;
    QLabel *m_comparisonText;
    QPushButton *m_compareButton;
    std::unique_ptr<DragExport> m_dragExport;
    Task<History> m_historyTask;
    Task<void> m_labelTask;
    Task<RemovalReceipt> m_removeTask;
};

} // namespace pulse::ui
