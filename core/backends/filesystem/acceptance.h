// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "version_files.h"

namespace pulse::filesystem {

/// Seals what a person looked at and found right: `library.json`, a version's `metadata.json` (of a published version
/// or one in the trash), or the `record.json` of something in the trash. Each by one replacing of the file.
class Acceptance
{
public:
    Acceptance(Library &library, Call call, std::stop_token stop)
        : m_library(library)
        , m_call(std::move(call))
        , m_stop(std::move(stop))
    {}

    /// `path` is that of the file, relative to the library.
    [[nodiscard]] Result<void> run(const QByteArray &path);

private:
    [[nodiscard]] Result<void> acceptLibraryFile();
    [[nodiscard]] Result<void> acceptRecord(const QByteArray &entryPath);
    [[nodiscard]] Result<void> acceptPublished(const QByteArray &versionPath);
    [[nodiscard]] Result<void> acceptTrashed(const QByteArray &versionPath);
    [[nodiscard]] Result<void> acceptMetadata(const Descriptor &directory, const VersionKey &key,
                                              VersionFiles::Naming naming);
    [[nodiscard]] Result<void> replace(const Descriptor &directory, const QByteArray &name, const QByteArray &bytes);
    [[nodiscard]] std::unexpected<Error> nothingToAccept() const;
    [[nodiscard]] std::unexpected<Error> notUnderstood(const QString &why) const;

    Library &m_library;
    const Call m_call;
    const std::stop_token m_stop;
};

} // namespace pulse::filesystem
