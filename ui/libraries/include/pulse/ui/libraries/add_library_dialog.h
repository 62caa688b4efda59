// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/ui/libraries/library_book.h"
#include "pulse/ui/libraries/library_place.h"

#include <QDialog>
#include <memory>

class QPushButton;

namespace pulse::ui {

class ConnectionTest;

/// Adds a library, or changes one: where it is kept, what lets us in, whether that works, and what it is called. Use it
/// with `open()`. GUI thread; `book` must outlive it.
class AddLibraryDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Step { Kind, Place, Credentials, Test, Name };

    explicit AddLibraryDialog(LibraryBook *book, QWidget *parent = nullptr);
    /// Changes that profile, as the file has it. Begins with its place.
    AddLibraryDialog(LibraryBook *book, const LibraryProfile &profile, QWidget *parent = nullptr);
    ~AddLibraryDialog() override;

    [[nodiscard]] Step step() const;
    void choose(PlaceKind kind);
    void next(); ///< also finishes, at the end
    void back();
    [[nodiscard]] QPushButton *nextButton() const;
    [[nodiscard]] QPushButton *backButton() const;
    [[nodiscard]] ConnectionTest *test() const;

signals:
    /// It is in the book now; a new one has not been opened yet.
    void saved(const pulse::LibraryProfile &profile, bool isNew);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
