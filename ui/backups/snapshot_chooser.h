// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/backup/backup_types.h"

#include <QWidget>

class QLineEdit;
class QTreeWidget;

namespace pulse::ui {

/// The prompts of a backup with their versions, to be ticked; a filter above.
class SnapshotChooser : public QWidget
{
    Q_OBJECT

public:
    explicit SnapshotChooser(QWidget *parent = nullptr);

    void setPrompts(const std::vector<SnapshotPrompt> &prompts);
    /// A prompt with all its versions ticked counts as a whole, with its labels.
    [[nodiscard]] RestoreSelection selection() const;
    [[nodiscard]] bool isNothingTicked() const;
    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }
    [[nodiscard]] QLineEdit *filter() const { return m_filter; }

signals:
    void selectionChanged();

private:
    void applyFilter(const QString &text);

    QLineEdit *m_filter;
    QTreeWidget *m_tree;
};

} // namespace pulse::ui
