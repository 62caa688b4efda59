// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/branches/library_branches.h"

#include <QWidget>
#include <memory>

class QLineEdit;
class QPushButton;
class QTableView;
class QTreeView;

namespace pulse::ui {

class BranchesModel;
class MessageBar;

/// The branches of a library: which there are, which is the current one, how two of them differ; switching, making and
/// merging. GUI thread; `branches` must outlive the page.
class BranchesPage : public QWidget
{
    Q_OBJECT

public:
    explicit BranchesPage(LibraryBranches *branches, QWidget *parent = nullptr);
    ~BranchesPage() override;

    [[nodiscard]] LibrarySession *session() const;
    /// Puts the keyboard where a new branch is named.
    void beginNew();
    /// Merges a branch into the current one; where something has to be chosen, `conflictsFound` tells.
    void merge(const QString &branch, const BranchStorage::Choices &choices = {});

    [[nodiscard]] BranchesModel *model() const;
    [[nodiscard]] QTreeView *list() const;
    [[nodiscard]] QTableView *differences() const;
    [[nodiscard]] MessageBar *messages() const;
    [[nodiscard]] QLineEdit *nameLine() const;
    [[nodiscard]] QPushButton *createButton() const;
    [[nodiscard]] QPushButton *switchButton() const;
    [[nodiscard]] QPushButton *mergeButton() const;

signals:
    void conflictsFound(const QString &branch, const std::vector<pulse::SyncStorage::Conflict> &conflicts);
    void merged(const QString &branch);
    void mergeFailed(const QString &branch, const pulse::Error &error);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
