// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/model/metadata.h"
#include "pulse/model/seal.h"
#include "pulse/storage/storage.h"

namespace pulse::filesystem {

/// Reads the two files of one version's directory, wherever that directory lies. G8: nothing is handed out that does
/// not match its checksum. Only regular files that have a single name are read, so that a pipe or device put in
/// their place blocks nobody and a hard link cannot change a published version from outside.
class VersionFiles
{
public:
    enum class Naming {
        Checked, ///< metadata that names another prompt is damage
        Any      ///< the prompt is just being renamed
    };
    /// `directory` and `call` must outlive this.
    VersionFiles(Fs &fs, const Call &call, const Descriptor &directory, VersionKey key,
                 Naming naming = Naming::Checked);

    /// A file that was found fit to be read.
    struct OpenFile
    {
        Descriptor file;
        FileStatus status;
    };

    /// What metadata.json says, checked against the key. Without that file (a version made by hand) it is derived
    /// from the content, `derived` tells. Corrupt when either cannot be trusted.
    struct Facts
    {
        Metadata metadata;
        bool derived = false;
        Seal seal = Seal::Absent; ///< never wrong, which is damage
    };
    [[nodiscard]] Result<Facts> facts(const std::stop_token &stop) const;
    /// The bytes of metadata.json, whatever they say; empty without that file. Corrupt when it is no regular file of a
    /// reasonable size.
    [[nodiscard]] Result<std::optional<QByteArray>> metadataText() const;

    /// The content, verified. Unsupported when it is larger than Storage::maxBufferedBytes.
    [[nodiscard]] Result<Prompt> prompt(const std::stop_token &stop) const;
    /// The content file of the size that the metadata declares; the caller verifies while reading.
    [[nodiscard]] Result<OpenFile> openContent(const Metadata &metadata) const;
    /// Reads the content through to the end. Errors: Corrupt.
    [[nodiscard]] Result<void> verify(const Metadata &metadata, const std::stop_token &stop) const;
    /// verify, and then syncs everything, because whoever wrote it may have died before doing so.
    [[nodiscard]] Result<void> confirm(const Metadata &metadata) const;

    /// The error for content that is not what was published.
    [[nodiscard]] static std::unexpected<Error> contentDamaged(const Call &call, const VersionKey &key);
    /// The error for metadata that is not what was sealed.
    [[nodiscard]] static std::unexpected<Error> sealBroken(const Call &call, const VersionKey &key);

private:
    [[nodiscard]] std::unexpected<Error> damaged(const QString &what) const;
    [[nodiscard]] Result<std::optional<OpenFile>> openIfThere(const QByteArray &name) const;
    [[nodiscard]] Result<OpenFile> openContentFile(const Metadata *metadata) const;
    [[nodiscard]] Result<Facts> decode(const QByteArray &text) const;
    [[nodiscard]] Result<Facts> derive(const OpenFile &content, const std::stop_token &stop) const;
    [[nodiscard]] Result<Checksum> checksumOf(const OpenFile &content, const std::stop_token &stop) const;

    Fs &m_fs;
    const Call &m_call;
    const Descriptor &m_directory;
    VersionKey m_key;
    Naming m_naming;
};

} // namespace pulse::filesystem
