// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/capabilities.h"

#include <functional>

namespace pulse::filesystem {

/// I2: reads everything in a library and compares it with what it should be; as a repair also mends what needs no
/// guess. A repair holds the writer lock all the while; an inspection takes it only for a moment, to tell what a crash
/// left from what a writer is just making.
class Inspector
{
public:
    Inspector(Library &library, Call call, bool repair, const ProgressSink &progress, std::stop_token stop);

    [[nodiscard]] Result<InspectionReport> run();

private:
    using Severity = Finding::Severity;
    /// A directory in the library that is open.
    struct Place
    {
        QByteArray path;
        const Descriptor &directory;
    };
    struct Doubt ///< a temporary that may be abandoned
    {
        QByteArray parent;
        QByteArray name;
    };

    Finding &report(Severity severity, const QString &kind, const QByteArray &path, const QString &message,
                    const std::optional<VersionKey> &key = {});
    /// Runs the mending when this is a repair and notes how it went.
    void mend(Finding &finding, const std::function<Sys<void>()> &mending);

    [[nodiscard]] Result<void> inspectRoot();
    [[nodiscard]] Result<void> inspectFolder(const QByteArray &path, int depth);
    void inspectNames(const QByteArray &path, const PromptDirectory &contents);
    void inspectOddities(const QByteArray &path, const PromptDirectory &contents);
    void inspectPointers(const Place &place, const PromptDirectory &contents);
    void inspectMode(const QByteArray &path, int descriptor, unsigned right);
    [[nodiscard]] Result<void> inspectVersion(const VersionKey &key);
    [[nodiscard]] bool inspectEntries(const Place &place, const VersionKey &key);
    [[nodiscard]] bool inspectFile(const Place &place, const DirectoryEntry &entry, const VersionKey &key);
    void readThrough(const Place &place, const VersionKey &key);
    void completeMetadata(const Place &place, const VersionKey &key, const Metadata &metadata);
    [[nodiscard]] Sys<void> breakHardLink(const Place &place, const QByteArray &name) const;
    [[nodiscard]] Result<void> inspectTrash();
    [[nodiscard]] bool holdsSomething(const QByteArray &path) const;
    [[nodiscard]] Result<void> settleDoubts(bool isWriting);

    Library &m_library;
    Fs &m_fs;
    const Call m_call;
    const bool m_repair;
    const ProgressSink &m_progress;
    const std::stop_token m_stop;
    InspectionReport m_report;
    std::vector<VersionKey> m_versions;
    std::vector<Doubt> m_doubts;
};

} // namespace pulse::filesystem
