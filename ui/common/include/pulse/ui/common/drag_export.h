// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library_session.h"

#include <QMimeData>
#include <QStringList>
#include <QTemporaryDir>
#include <QWidget>
#include <functional>
#include <memory>

namespace pulse::ui {

/// Prompts written to a private temporary place, ready to be dragged or copied out of the window.
struct ExportedFiles
{
    QString path;      ///< one file (`refund-reply-1.2.0.md`) for one version; else one folder that holds them
    QString text;      ///< the content of the one version; empty for several, and for content that is not UTF-8
    QString reference; ///< `NAME@VERSION` of the one version
};

/// Makes files of prompts for drag and drop and the clipboard. The files live as long as this object (their readers may
/// come late), in a folder that only this user can read. GUI thread.
class DragExport
{
public:
    DragExport();
    ~DragExport();

    /// `refs` are `NAME[@SELECTOR]`s, or folders with a trailing slash. Prepared on a worker.
    [[nodiscard]] Task<ExportedFiles> prepare(LibrarySession &session, const QStringList &refs);

    /// Prepares, then starts the drag from `source` if the left button is still down; `failed` is called in its place
    /// when the prompts cannot be read. A newer call takes the place of one that is still preparing. `decorate` may add
    /// formats of the caller's own.
    void start(LibrarySession &session, const QStringList &refs, QWidget *source,
               std::function<void(const Error &)> failed, std::function<void(QMimeData &)> decorate = {});

    /// The files' URL, and the text where there is one. The caller owns it.
    [[nodiscard]] static std::unique_ptr<QMimeData> mimeData(const ExportedFiles &files);

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    int m_next = 0;
    Task<ExportedFiles> m_preparing;
};

} // namespace pulse::ui
