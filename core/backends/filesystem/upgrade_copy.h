// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/capabilities.h"

#include <functional>

namespace pulse::filesystem {

/// Copies a tree of a library into a tree of the newest schema, and compares the two. Everything goes along byte by
/// byte, what is no part of the library and what is damaged too; only sound metadata and records are sealed, and a
/// version made by hand gets metadata. Copying into what an earlier attempt left goes on from there.
class UpgradeCopy
{
public:
    /// `tick` is called for every version. All must outlive this.
    UpgradeCopy(const Library &library, const Call &call, Syncing syncing, const std::function<void()> &tick,
                const std::stop_token &stop);

    /// Makes `to` what `from` is in the new schema. `path` is that of `from` in the library.
    [[nodiscard]] Result<void> copy(const Descriptor &from, const Descriptor &to, const QByteArray &path);
    /// Reads both back. Corrupt when they differ.
    [[nodiscard]] Result<void> compare(const Descriptor &from, const Descriptor &to, const QByteArray &path);

    /// Lies in a new tree until it is in its place for good.
    static const QByteArray marker;

private:
    enum class Mode { Copy, Compare };
    struct Pair
    {
        const Descriptor &from;
        const Descriptor &to;
        QByteArray path;
    };
    [[nodiscard]] Result<void> walk(const Pair &pair, Mode mode);
    [[nodiscard]] Result<void> removeForeign(const Pair &pair, const std::vector<DirectoryEntry> &wanted);
    [[nodiscard]] Result<void> handle(const Pair &pair, const DirectoryEntry &entry, Mode mode);
    [[nodiscard]] Result<void> handleFolder(const Pair &pair, const QByteArray &name, Mode mode);
    [[nodiscard]] Result<void> handleLink(const Pair &pair, const QByteArray &name, Mode mode);
    [[nodiscard]] Result<void> handleFile(const Pair &pair, const QByteArray &name, Mode mode);
    [[nodiscard]] Result<void> handleMissingMetadata(const Pair &pair, const std::vector<DirectoryEntry> &entries,
                                                     Mode mode);
    [[nodiscard]] Result<void> handleBytes(const Pair &pair, const QByteArray &name, const QByteArray &bytes,
                                           Mode mode);
    [[nodiscard]] Result<std::optional<QByteArray>> newForm(const Pair &pair, const QByteArray &name) const;
    [[nodiscard]] Result<bool> isSame(const Pair &pair, const QByteArray &name) const;
    [[nodiscard]] Result<void> copyBytes(const Pair &pair, const QByteArray &name);
    [[nodiscard]] Sys<void> settle(const Descriptor &to, const QByteArray &name) const;
    [[nodiscard]] std::unexpected<Error> differs(const QByteArray &path) const;

    const Library &m_library;
    Fs &m_fs;
    const Call &m_call;
    const Syncing m_syncing;
    const std::function<void()> &m_tick;
    const std::stop_token &m_stop;
};

} // namespace pulse::filesystem
