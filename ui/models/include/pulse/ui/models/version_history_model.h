// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/clock.h"
#include "pulse/library/library.h"

#include <QAbstractListModel>

namespace pulse::ui {

/// A prompt's history as rows, the newest first; the unpublished draft, where there is one, comes before all versions.
///
/// Changes only in the GUI thread, by `setHistory`: rows that stay are kept, so that selection and scroll position
/// survive an update.
class VersionHistoryModel : public QAbstractListModel
{
    Q_OBJECT

public:
    /// What the drawn mark of a row stands for.
    enum class Mark { Draft, First, Major, Minor, Patch, Prerelease, Damaged };
    enum Role {
        VersionRole = Qt::UserRole, ///< QString; empty for the draft
        MarkRole,                   ///< Mark as int
        LabelsRole,                 ///< QStringList, `latest` first where it applies
        MessageRole,                ///< QString; the first line
        DateRole,                   ///< QDateTime
        AgeRole,                    ///< QString; "2 h ago"
        SizeRole,                   ///< qint64; -1 when unknown
        DamageRole,                 ///< QString; empty when intact
        CurrentRole,                ///< bool; the version that is being read
        MarkedRole,                 ///< bool; chosen for comparison
    };

    /// `clock` says what is how long ago.
    explicit VersionHistoryModel(QObject *parent = nullptr,
                                 std::shared_ptr<const Clock> clock = std::make_shared<SystemClock>());
    ~VersionHistoryModel() override;

    void setHistory(const History &history);
    void clear();
    /// When the draft was last saved; empty when there is none.
    void setDraft(const std::optional<QDateTime> &savedAt);
    void setCurrent(const std::optional<Version> &version);

    [[nodiscard]] const History *history() const { return m_history ? &*m_history : nullptr; }
    [[nodiscard]] bool isDraft(const QModelIndex &index) const;
    /// The entry of a row; null for the draft and for an invalid index.
    [[nodiscard]] const HistoryEntry *entry(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Version &version) const;

    /// The versions marked for comparison, in the order in which they were marked; at most two.
    [[nodiscard]] const std::vector<Version> &marked() const { return m_marked; }
    /// Marks or unmarks; marking a third one takes the place of the first.
    void toggleMarked(const Version &version);
    void clearMarked();

    /// Says anew how long ago everything was. Returns for how long that is true; zero without a row.
    std::chrono::milliseconds tellAges();

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    [[nodiscard]] int draftRows() const { return m_draft ? 1 : 0; }
    [[nodiscard]] Mark markOf(const HistoryEntry &entry) const;
    [[nodiscard]] QString describe(const HistoryEntry &entry) const;
    [[nodiscard]] QString toolTip(const HistoryEntry &entry) const;
    void replaceEntries(std::vector<HistoryEntry> entries);
    void touchAll(const QList<int> &roles);

    std::shared_ptr<const Clock> m_clock;
    std::optional<History> m_history;
    std::optional<QDateTime> m_draft;
    std::optional<Version> m_current;
    std::vector<Version> m_marked;
};

} // namespace pulse::ui
