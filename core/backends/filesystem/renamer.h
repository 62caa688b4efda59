// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/model/label.h"

namespace pulse::filesystem {

/// Gives a prompt another name: copies it complete under the new one, publishes that by a rename, then removes the old.
/// In every crash state each version is under at least one of the names; calling it again completes it.
class Renamer
{
public:
    Renamer(Library &library, Call call, const Name &from, const Name &to, std::stop_token stop);

    /// Errors: NotFound, AlreadyExists, Invalid (the same name), Corrupt (a version cannot be copied as it is damaged).
    [[nodiscard]] Result<void> run();

private:
    enum class Target {
        Absent, ///< no directory of that name
        Folder, ///< a directory without versions
        Begun   ///< holds copies of some of the versions: an earlier attempt was cut off
    };

    [[nodiscard]] Result<void> openSource();
    [[nodiscard]] Result<Target> examineTarget();
    [[nodiscard]] Result<bool> isCopy(const Descriptor &target, const Version &version) const;
    [[nodiscard]] Result<void> publishNew(Writing &writing);
    [[nodiscard]] Result<void> fill(const Descriptor &copy) const;
    [[nodiscard]] Result<void> completeExisting(Writing &writing);
    [[nodiscard]] Result<void> copyVersion(int into, const QByteArray &as, const Version &version) const;
    [[nodiscard]] Result<void> copyFile(const Descriptor &version, int into, const QByteArray &name) const;
    [[nodiscard]] Sys<void> point(int directory) const;
    [[nodiscard]] Result<void> removeSource(Writing &writing);
    [[nodiscard]] Result<void> removeSourceVersions();

    Library &m_library;
    const Call m_call;
    const Name m_from;
    const Name m_to;
    const std::stop_token m_stop;
    Descriptor m_source;
    PromptDirectory m_contents;
    LabelMap m_labels;
};

} // namespace pulse::filesystem
