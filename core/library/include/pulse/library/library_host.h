// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"
#include "pulse/storage/registry.h"

#include <QUrl>
#include <memory>

namespace pulse {

/// How the program opens libraries: what the composition gives to the window and the command line, so that neither
/// names a backend. Thread-safe and blocking.
class LibraryHost
{
public:
    virtual ~LibraryHost() = default;

    /// `location` is a URL, a path (relative to the working folder) or a `~/…` path.
    [[nodiscard]] virtual Result<QUrl> locate(const QString &location) const = 0;
    [[nodiscard]] virtual Result<std::shared_ptr<Library>> open(const QUrl &url, OpenOptions::Mode mode) const = 0;
    /// Where a library lives when none is named: PULSE_LIBRARY, the configured default, else the XDG data folder.
    [[nodiscard]] virtual QUrl defaultLibrary() const = 0;
    /// Where the sample library lives, in the XDG data folder.
    [[nodiscard]] virtual QUrl sampleLibrary() const = 0;
    /// Makes the sample library there when it is missing or incomplete, and opens it.
    [[nodiscard]] virtual Result<std::shared_ptr<Library>> openSample(const ProgressSink &progress,
                                                                      std::stop_token stop) const = 0;
};

} // namespace pulse
