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

    // The same in steps, of which RenameBatch takes many together; only while writing.
    /// Looks at both names; the errors are those of `run` but for the system's.
    [[nodiscard]] Result<void> prepare();
    /// Whether the steps below do it: there is nothing at the target, and nothing but the prompt at the source.
    [[nodiscard]] bool isPlain() const;
    /// Copies everything aside. After a failure nothing is left.
    [[nodiscard]] Result<void> stage(Writing &writing, Syncing syncing);
    /// Deletes the copy again.
    void abandon(Writing &writing);
    /// Makes the copy visible. After a failure nothing is left. The directory is one that has to be synced next.
    [[nodiscard]] Result<void> publish(Writing &writing);
    /// Takes the old name away, once the new one is on the disk.
    [[nodiscard]] Result<void> hideSource(Writing &writing);
    /// Deletes what was hidden, once its absence is on the disk.
    void sweep(Writing &writing);

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
    [[nodiscard]] Sys<void> syncNow(int descriptor) const;
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
    Target m_target = Target::Absent;
    Syncing m_syncing = Syncing::Each;
    std::optional<Writing::Folder> m_parent; // of the target
    QByteArray m_staged;                     // the copy's name in m_parent before it is published
    Descriptor m_sourceParent;
    QByteArray m_doomed; // the source's name in m_sourceParent once it is hidden
};

} // namespace pulse::filesystem
