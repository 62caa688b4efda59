// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/capabilities.h"

namespace pulse::filesystem {

/// Tells from names, inodes and times alone whether prompts changed: each prompt's directory is read once, nothing in a
/// version's. Every change of Pulse renames something into one of these directories, so that its times differ.
///
/// A time that is so young that the next change might leave the same one gives no fingerprint.
class Fingerprints
{
public:
    using Item = FingerprintStorage::Item;

    Fingerprints(const Library &library, Call call, std::stop_token stop);

    [[nodiscard]] Result<std::vector<Item>> run();

private:
    [[nodiscard]] Result<void> look(const Descriptor &directory, const QByteArray &path, int depth);
    [[nodiscard]] Result<void> descend(const Descriptor &parent, const QByteArray &path, const QByteArray &leaf,
                                       int depth);
    [[nodiscard]] Result<void> skip(SystemFailure cause, const QByteArray &path);
    [[nodiscard]] Sys<QByteArray> fingerprintOf(const Descriptor &directory, const PromptDirectory &contents) const;
    void add(const QByteArray &path, const QString &damage, QByteArray fingerprint);

    const Library &m_library;
    const Call m_call;
    const std::stop_token m_stop;
    const std::int64_t m_settledBefore; ///< ns since the epoch
    std::vector<Item> m_items;
};

} // namespace pulse::filesystem
