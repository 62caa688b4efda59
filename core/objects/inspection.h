// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "prompt_objects.h"
#include "pulse/storage/capabilities.h"

namespace pulse::objects {

/// Reads all of a library and compares.
class Inspection
{
public:
    Inspection(std::shared_ptr<const Session> session, Call call, bool repair, ProgressSink progress)
        : m_session(std::move(session))
        , m_call(std::move(call))
        , m_repair(repair)
        , m_progress(std::move(progress))
    {}
    [[nodiscard]] Result<InspectionReport> run();

private:
    using Severity = Finding::Severity;
    struct Found
    {
        PromptObjects objects;
        std::vector<ObjectInfo> badLabels;
    };

    [[nodiscard]] Result<void> gather();
    void sortIn(const ObjectInfo &info);
    void inspectPrompt(const QString &path, const Found &found);
    [[nodiscard]] Result<void> inspectVersion(const VersionKey &key, const VersionObjects &objects);
    [[nodiscard]] Result<bool> contentMatches(const VersionKey &key, const VersionRecord &record);
    /// Of a content that is not there, or damaged.
    void reportLost(const VersionKey &key, const VersionRecord &record, bool isThere, bool isMended);
    /// Writes a small content anew. False where that could not be done now.
    [[nodiscard]] bool restoreContent(const VersionKey &key, const QString &content) const;
    void inspectPointers(const Name &name, const PromptObjects &objects);
    [[nodiscard]] bool setPointer(const Name &name, const PromptObjects &objects) const;
    /// Not with the lock held.
    void reportAbandoned(const VersionKey &key, const VersionObjects &objects, const QString &used);
    /// Removes contents that nobody publishes any more. Answers those that are in use by now, and those that are gone.
    struct Cleared
    {
        std::set<QString> used = {};
        std::set<QString> removed = {};
    };
    [[nodiscard]] Cleared clearAbandoned(const VersionKey &key, const std::vector<ObjectInfo> &contents) const;
    void inspectTrash();
    void reportTwins();
    Finding &report(Severity severity, const QString &kind, const QString &key, const QString &message,
                    const std::optional<VersionKey> &version = {});
    void fail(Error error);
    [[nodiscard]] bool isOld(const ObjectInfo &info) const;

    std::shared_ptr<const Session> m_session;
    const Call m_call;
    const bool m_repair;
    const ProgressSink m_progress;
    QDateTime m_now; ///< by the server's clock
    std::map<QString, Found> m_prompts;
    std::map<QString, std::vector<ObjectInfo>> m_trash;
    std::mutex m_mutex;
    InspectionReport m_report;
    std::optional<Error> m_error;
    qint64 m_done = 0;
};

/// Seals a version's metadata anew as it is, because a person says that it is right.
[[nodiscard]] Result<void> acceptRecord(const std::shared_ptr<const Session> &session, const Call &call,
                                        const QString &path);

/// Whether a content is what its record says.
[[nodiscard]] Result<bool> contentMatches(const std::shared_ptr<const Session> &session, const Call &call,
                                          const VersionKey &key, const VersionRecord &record, qint64 *bytes);

} // namespace pulse::objects
