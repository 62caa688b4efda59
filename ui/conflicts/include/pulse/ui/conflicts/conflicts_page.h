// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QWidget>
#include <memory>

class QPushButton;
class QTreeView;

namespace pulse::ui {

class ComparisonView;
class ConflictsModel;
class MessageBar;
class PageHeading;

/// What two sides changed differently, one after the other: both sides with their difference, and a choice. Nothing is
/// lost by any choice; no clock decides. GUI thread. The session must outlive the page.
class ConflictsPage : public QWidget
{
    Q_OBJECT

public:
    using Conflict = SyncStorage::Conflict;
    using Choice = SyncStorage::Choice;

    /// Whose two sides they are.
    struct Sides
    {
        QString here; ///< "this computer", "main"
        QString home; ///< "Team", "summer-sale"
    };

    /// The conflicts between a library and its home: each choice counts at once.
    explicit ConflictsPage(LibrarySession *session, QWidget *parent = nullptr);
    /// The conflicts of a merge: choices are collected until `mergeRequested`, and can be taken back until then.
    ConflictsPage(LibrarySession *session, const Sides &sides, std::vector<Conflict> conflicts,
                  QWidget *parent = nullptr);
    ~ConflictsPage() override;

    [[nodiscard]] LibrarySession *session() const;
    /// Reads the conflicts again; those of a merge stay as they were given.
    void reload();
    /// Chooses for the conflict in front.
    void choose(Choice choice);
    void next();
    void previous();
    /// A merge could not be done, or found other conflicts meanwhile.
    void setConflicts(std::vector<Conflict> conflicts);
    void showProblem(const Error &error);

    [[nodiscard]] PageHeading *heading() const;
    [[nodiscard]] MessageBar *messages() const;
    [[nodiscard]] ConflictsModel *model() const;
    [[nodiscard]] QTreeView *list() const;
    [[nodiscard]] ComparisonView *comparison() const;
    [[nodiscard]] QPushButton *mineButton() const;
    [[nodiscard]] QPushButton *theirsButton() const;
    [[nodiscard]] QPushButton *bothButton() const;
    [[nodiscard]] QPushButton *mergeButton() const; ///< only of a merge

signals:
    void mergeRequested(const std::vector<std::pair<QString, pulse::SyncStorage::Choice>> &choices);
    void openRequested(pulse::LibrarySession *session, const pulse::Name &name);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
