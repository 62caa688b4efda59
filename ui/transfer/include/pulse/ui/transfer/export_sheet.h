// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/export.h"
#include "pulse/library/library_session.h"

#include <QDialog>
#include <memory>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QTableView;

namespace pulse::ui {

/// Writes prompts into a folder of the disk: where to, which versions, whether files that are there are replaced; then
/// progress that can be stopped, and what was written and what was not. Use it with `open()`; it never blocks. Closing
/// it while it writes stops the work; what was written stays. GUI thread.
class ExportSheet : public QDialog
{
    Q_OBJECT

public:
    enum class State { Ready, Exporting, Done };

    /// `refs`: prompts (`NAME[@SELECTOR]`) and folders (`FOLDER/`; `/` is the whole library). `target`: the folder to
    /// begin with; empty: the person's documents. The session must outlive the sheet.
    ExportSheet(LibrarySession *session, const QStringList &refs, const QString &target = {},
                QWidget *parent = nullptr);
    ~ExportSheet() override;

    [[nodiscard]] State state() const;
    /// The line that says what would be written, or was: "12 files".
    [[nodiscard]] QString summary() const;
    [[nodiscard]] QLineEdit *targetField() const;
    [[nodiscard]] QRadioButton *allVersions() const;
    [[nodiscard]] QCheckBox *replaceFiles() const;
    [[nodiscard]] QTableView *table() const; ///< what could not be written
    /// Exports, stops, or closes, as the state has it.
    [[nodiscard]] QPushButton *mainButton() const;

    void reject() override;

signals:
    void stateChanged();
    void exported(const QString &folder, qint64 files);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace pulse::ui
