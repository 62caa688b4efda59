// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "pulse/storage/capabilities.h"
#include "version_files.h"

#include <functional>

namespace pulse::filesystem {

/// I2: reads everything in a library and compares it with what it should be; as a repair also mends what needs no
/// guess. A repair holds the writer lock all the while; an inspection takes it only for a moment, to tell what a crash
/// left from what a writer is just making.
///
/// A repair deletes nothing that may be somebody's content: that moves to `lost/`, with a record of where it was.
class Inspector
{
public:
    Inspector(Library &library, Call call, bool repair, ProgressSink progress, std::stop_token stop);

    [[nodiscard]] Result<InspectionReport> run();
    /// The same for who holds the writer lock already.
    [[nodiscard]] Result<InspectionReport> runWhileWriting();
    /// Content read in the trash, which the report does not count.
    [[nodiscard]] qint64 trashBytes() const { return m_trashBytes; }

private:
    using Severity = Finding::Severity;
    /// A directory in the library that is open.
    struct Place
    {
        QByteArray path;
        const Descriptor &directory;
    };
    struct Doubt ///< something that may be abandoned, or that a writer is just making
    {
        QByteArray parent;
        QByteArray name;
        bool isFolder = false; ///< an empty folder; else a temporary
    };
    using Mending = std::function<Sys<void>()>;

    Finding &report(Severity severity, const QString &kind, const QByteArray &path, const QString &message,
                    const std::optional<VersionKey> &key = {});
    void reportUnreadable(const QByteArray &path, SystemFailure cause, const std::optional<VersionKey> &key = {});
    /// Runs the mending when this is a repair and notes how it went; `action` says what was done.
    void mend(Finding &finding, const QString &action, const Mending &mending);
    [[nodiscard]] Result<void> inspectAll();

    // inspector.cpp: the library's own folder
    [[nodiscard]] Result<void> inspectRoot();
    void inspectRootEntry(const DirectoryEntry &entry);
    void inspectLibraryFile();
    void inspectUpgrade();
    void inspectLost();
    void inspectMode(const QByteArray &path, int descriptor, unsigned right);
    /// Before something is opened: takes care that its owner may do so.
    void inspectAccess(int parent, const QByteArray &name, const QByteArray &path, unsigned right);

    // folder_inspection.cpp
    [[nodiscard]] Result<void> inspectFolder(const QByteArray &path, int depth);
    void inspectPrompt(const Place &place, const PromptDirectory &contents);
    void inspectNames(const QByteArray &path, const PromptDirectory &contents);
    void inspectOddities(const QByteArray &path, const PromptDirectory &contents);
    void inspectPointers(const Place &place, const PromptDirectory &contents);
    void inspectLatest(const Place &place, const PromptDirectory &contents);

    // version_inspection.cpp
    [[nodiscard]] Result<void> inspectVersion(const VersionKey &key);
    void inspectVersionAt(const Place &place, const VersionKey &key);
    [[nodiscard]] bool inspectEntries(const Place &place, const VersionKey &key);
    [[nodiscard]] bool inspectFile(const Place &place, const DirectoryEntry &entry, const VersionKey &key);
    void readThrough(const Place &place, const VersionKey &key);
    void reportAbandoned(const Place &place, const VersionKey &key, const QByteArray &name = {});
    void reportMetadata(const Place &place, const VersionKey &key, const VersionFiles &files, const Error &error);
    void inspectSeal(const Place &place, const VersionKey &key, const VersionFiles::Facts &facts);
    void completeMetadata(const Place &place, const VersionKey &key, const Metadata &metadata);
    [[nodiscard]] Sys<void> breakHardLink(const Place &place, const QByteArray &name) const;
    void reportTwins();

    // trash_inspection.cpp
    [[nodiscard]] Result<void> inspectTrash();
    void inspectEntry(const Descriptor &trash, const DirectoryEntry &entry);
    void inspectRecord(const Place &entry);
    void inspectPayload(const Place &entry, const QString &id);
    [[nodiscard]] bool holdsSomething(const QByteArray &path) const;
    void settleDoubts();
    void settle(const Doubt &doubt, int directory);
    void removeEmptyAbove(const QByteArray &path);
    [[nodiscard]] bool holdsContent(int directory, const QByteArray &name) const;
    [[nodiscard]] Sys<QByteArray> moveToLost(int directory, const QByteArray &name, const QByteArray &path);

    Library &m_library;
    Fs &m_fs;
    const Call m_call;
    const bool m_repair;
    const ProgressSink m_progress;
    const std::stop_token m_stop;
    bool m_isWriting = false;
    bool m_isSealed = false; ///< whether every metadata.json and record should have a seal
    bool m_hasPrompts = true;
    bool m_isInTrash = false;
    std::optional<Error> m_distrust; ///< a sync failed after something had moved
    qint64 m_trashBytes = 0;
    std::uint64_t m_owner = 0;
    InspectionReport m_report;
    std::vector<VersionKey> m_versions;
    std::vector<Doubt> m_doubts;
    std::map<Name, QByteArray> m_signatures; ///< of prompts: what all their versions say but for the name
};

} // namespace pulse::filesystem
