// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/storage/capabilities.h"

#include <QAbstractTableModel>
#include <map>

namespace pulse::ui {

/// What two sides changed differently, a row each, in the order of the prompts' names, with what was chosen so far.
class ConflictsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using Conflict = SyncStorage::Conflict;
    using Choice = SyncStorage::Choice;
    enum Column { Prompt, What, Chosen, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows that are there already stay, so that a selection does; choices of those that are gone are forgotten.
    void setConflicts(std::vector<Conflict> conflicts);
    [[nodiscard]] const std::vector<Conflict> &conflicts() const { return m_conflicts; }
    /// Null for no row.
    [[nodiscard]] const Conflict *conflict(const QModelIndex &index) const;
    [[nodiscard]] int rowOf(const QString &id) const; ///< -1 when it is not there

    void setChoice(const QString &id, std::optional<Choice> choice);
    [[nodiscard]] std::optional<Choice> choice(const QString &id) const;
    [[nodiscard]] bool isAllChosen() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Conflict> m_conflicts;
    std::map<QString, Choice> m_choices; ///< by id
};

/// "the text of 1.2.0", "label production".
[[nodiscard]] QString conflictSubject(const SyncStorage::Conflict &conflict);
/// What happened, one sentence.
[[nodiscard]] QString conflictStory(const SyncStorage::Conflict &conflict);

} // namespace pulse::ui
