// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/import.h"
#include "pulse/library/library_session.h"

#include <QDialog>
#include <memory>

class QLineEdit;
class QPushButton;
class QTableView;

namespace pulse::ui {

/// Brings files and folders into a library: shows what would happen to each file, imports when told to, with progress
/// that can be stopped, and ends with what was done and what failed. Use it with `open()`; it never blocks. Closing it
/// while it imports stops the work; what was imported stays. GUI thread.
class ImportSheet : public QDialog
{
    Q_OBJECT

public:
    enum class State {
        Planning,  ///< looking at the files
        Ready,     ///< showing the plan
        Importing, ///< carrying it out
        Done,      ///< showing what came of it
        Failed     ///< there is no plan; the message says why
    };

    /// Begins to plan at once. `paths` are files and folders, `into` a folder of the library. The session must outlive
    /// the sheet.
    ImportSheet(LibrarySession *session, const QStringList &paths, const QString &into, QWidget *parent = nullptr);
    ~ImportSheet() override;

    /// Who imports; empty: the author that the library was opened with.
    void setAuthor(const QString &author);

    [[nodiscard]] State state() const;
    /// The line that says what would happen, or did: "12 prompts, 40 versions, 180 kB into support · 2 skipped".
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QTableView *table() const;
    [[nodiscard]] QLineEdit *intoField() const;
    /// Imports, stops, or closes, as the state has it.
    [[nodiscard]] QPushButton *mainButton() const;

    void reject() override;

signals:
    void stateChanged();
    /// Something was imported; `names` are the prompts.
    void imported(const QStringList &names);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
