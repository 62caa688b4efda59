// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QDialog>
#include <QPointer>

class QFileDialog;

namespace pulse::ui {

class WindowSettings;

/// The sheets that bring prompts in and write them out, one at a time.
class TransferActions : public QObject
{
    Q_OBJECT

public:
    TransferActions(const WindowSettings &settings, QWidget *window);
    ~TransferActions() override;

    void chooseFilesToImport(LibrarySession *session);
    void chooseFolderToImport(LibrarySession *session);
    /// Opens the sheet that says what would be done, and does it when the person agrees. `into` is a folder of the
    /// library.
    void import(LibrarySession *session, const QStringList &paths, const QString &into = {});
    /// Opens the sheet for `refs`, as planExport takes them; `/` is the whole library.
    void exportPrompts(LibrarySession *session, const QStringList &refs);
    /// Closes what is open for a library that ends.
    void forget(const LibrarySession *session);

private:
    void importChosen(LibrarySession *session, QFileDialog *dialog);
    void open(LibrarySession *session, const std::function<QDialog *()> &make);

    const WindowSettings &m_settings;
    QWidget *m_window;
    QPointer<QDialog> m_sheet;
    const LibrarySession *m_sheetSession = nullptr; ///< compared only
    QString m_exportFolder;                         ///< of the last export; empty: the sheet's own choice
};

} // namespace pulse::ui
