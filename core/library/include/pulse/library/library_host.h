// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/library/library.h"
#include "pulse/library/library_connections.h"
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

    /// `location` is a profile's name, a URL, a path (relative to the working folder) or a `~/…` path, tried in this
    /// order. A profile answers as `profile:NAME`, which open() takes, and which stays good when its options change.
    [[nodiscard]] virtual Result<QUrl> locate(const QString &location) const = 0;
    /// What is elsewhere may take long: it is told how far it is, and stopped with Cancelled, after which nothing
    /// half-made is left.
    [[nodiscard]] virtual Result<std::shared_ptr<Library>>
    open(const QUrl &url, OpenOptions::Mode mode, const ProgressSink &progress, std::stop_token stop) const = 0;
    /// Where a library lives when none is named: PULSE_LIBRARY, the configured default (that of the environment in
    /// force first), else the XDG data folder. An error where what is configured cannot be used, so that no other
    /// library is taken for it.
    [[nodiscard]] virtual Result<QUrl> locateDefault() const = 0;
    /// The same to look at; the XDG data folder in place of an error.
    [[nodiscard]] virtual QUrl defaultLibrary() const = 0;
    /// How libraries are configured, tried and unlocked. Lives as long as the host.
    [[nodiscard]] virtual LibraryConnections &connections() const = 0;
    /// Where the sample library lives, in the XDG data folder.
    [[nodiscard]] virtual QUrl sampleLibrary() const = 0;
    /// Makes the sample library there when it is missing or incomplete, and opens it.
    [[nodiscard]] virtual Result<std::shared_ptr<Library>> openSample(const ProgressSink &progress,
                                                                      std::stop_token stop) const = 0;
};

} // namespace pulse
