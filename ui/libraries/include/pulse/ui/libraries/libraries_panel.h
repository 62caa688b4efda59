// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/libraries/library_book.h"

#include <QWidget>
#include <memory>

class QPushButton;
class QTreeView;

namespace pulse::ui {

class ConnectionTest;
class MessageBar;
class ProfilesModel;

/// The libraries that have a name, for the settings: add, change, test, make the default, forget; and which environment
/// is in force. GUI thread; `book` must outlive it.
class LibrariesPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LibrariesPanel(LibraryBook *book, QWidget *parent = nullptr);
    ~LibrariesPanel() override;

    void select(const QString &name);
    [[nodiscard]] QTreeView *list() const;
    [[nodiscard]] ProfilesModel *model() const;
    [[nodiscard]] ConnectionTest *test() const;
    [[nodiscard]] MessageBar *messages() const;
    [[nodiscard]] QPushButton *addButton() const;
    [[nodiscard]] QPushButton *changeButton() const;
    [[nodiscard]] QPushButton *defaultButton() const;
    [[nodiscard]] QPushButton *forgetButton() const;

signals:
    /// A library was added here, and wants to be opened.
    void added(const pulse::LibraryProfile &profile);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
