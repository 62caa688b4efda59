// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/fs/fs.h"
#include "pulse/library/library.h"

#include <QStringList>

namespace pulse {

struct ExportItem
{
    VersionKey key;
    QString path; ///< relative to the target folder: `support/refund-reply.md`, or `…/refund-reply/1.2.0.md`
};

struct ExportOptions
{
    bool allVersions = false; ///< every version as NAME/VERSION.md, else the selected one as NAME.md
    bool flat = false;        ///< no folders: `refund-reply-1.2.0.md`, as for dragging out
    bool overwrite = false;   ///< replace existing files; else they are errors
};

/// What exporting prompts (`NAME[@SELECTOR]`) or folders would write, in order. NotFound when one matches nothing. A
/// damaged prompt of a folder is told in `damaged` and left out, where that is given; else it is an error.
[[nodiscard]] Result<std::vector<ExportItem>> planExport(Library &library, const QStringList &refs,
                                                         const ExportOptions &options, std::stop_token stop,
                                                         std::vector<Error> *damaged = nullptr);

struct ExportReport
{
    qint64 written = 0;
    qint64 bytes = 0;
    std::vector<std::pair<ExportItem, Error>> failed;
};

/// Writes the planned files below `target` (made when missing), each exactly the content's bytes, each whole or not at
/// all.
[[nodiscard]] Result<ExportReport> runExport(Library &library, const std::vector<ExportItem> &items,
                                             const QString &target, const ExportOptions &options,
                                             const ProgressSink &progress, std::stop_token stop,
                                             std::shared_ptr<Fs> fs = realFs());

/// The file name under which one version leaves the library: `refund-reply-1.2.0.md`.
[[nodiscard]] QString exportFileName(const VersionKey &key);

} // namespace pulse
