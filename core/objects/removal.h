// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commit.h"
#include "hold.h"
#include "prompt_objects.h"
#include "pulse/storage/trash_record.h"

namespace pulse::objects {

/// Takes a version away whose content and metadata are safe elsewhere. First a tombstone replaces its metadata, which
/// is the moment at which it is gone; `changed` is told what the metadata had become until then. The prompt is held.
class Burial
{
public:
    /// Keeps what is about to be buried; called anew when the metadata changed meanwhile.
    using Keep = std::function<Result<void>(const VersionRecord &record, const QByteArray &bytes)>;

    Burial(const Session &session, Call call, Hold &hold)
        : m_session(session)
        , m_call(std::move(call))
        , m_hold(hold)
    {}
    /// True when it was there.
    [[nodiscard]] Result<bool> bury(const VersionKey &key, const Keep &keep);
    /// Removes a label.
    [[nodiscard]] Result<void> unlabel(const Name &name, const Label &label);

private:
    void clearAway(const VersionKey &key, const VersionRecord &record);

    const Session &m_session;
    const Call m_call;
    Hold &m_hold;
};

class Remover
{
public:
    Remover(const Session &session, Call call)
        : m_session(session)
        , m_call(std::move(call))
    {}
    using Seen = GuardedRemovalStorage::Seen;

    /// One version, or all that is published; into the trash. Answers the entry's id. With `seen`, Conflict where it
    /// is not that.
    [[nodiscard]] Result<QString> remove(const Name &name, const std::optional<Version> &version, const Seen *seen);

private:
    struct Removal; // what is being removed, and how far that has come
    [[nodiscard]] Result<Removal> begin(const Name &name, const std::optional<Version> &version,
                                        const Seen *seen) const;
    [[nodiscard]] Result<void> keepAll(Removal &removal) const;
    [[nodiscard]] Result<void> writeDown(Removal &removal) const;
    [[nodiscard]] Result<void> buryAll(Removal &removal) const;
    void takeBack(const Removal &removal) const;
    [[nodiscard]] Result<std::vector<Version>> targets(const PromptObjects &objects, const LabelMap &labels,
                                                       const Name &name, const std::optional<Version> &version) const;
    [[nodiscard]] std::unexpected<Error> changedSinceSeen() const;
    [[nodiscard]] static bool needsPointing(const PromptObjects &before, const std::vector<Version> &removed);
    [[nodiscard]] Result<void> putRecord(const QString &id, const Name &name, const std::vector<Version> &versions,
                                         const LabelMap &labels, bool isWhole) const;
    [[nodiscard]] Result<void> keep(const QString &id, const VersionKey &key, const VersionRecord &record,
                                    const QByteArray &bytes, bool withContent) const;

    const Session &m_session;
    const Call m_call;
};

class Trash
{
public:
    explicit Trash(const Session &session)
        : m_session(session)
    {}
    [[nodiscard]] Result<std::vector<TrashEntry>> entries(const Call &call) const; ///< newest first
    [[nodiscard]] Result<Name> restore(const Call &call, const QString &id, const std::optional<Name> &as) const;
    [[nodiscard]] Result<void> purge(const Call &call, const QString &id) const;

private:
    [[nodiscard]] Result<TrashRecord> record(const Call &call, const QString &id) const;
    /// Whether it is what this very restoring does, and an earlier attempt at it left in doubt.
    [[nodiscard]] bool isOwn(const Call &call, const Doubt &doubt, const TrashRecord &trashed) const;
    [[nodiscard]] Result<VersionRecord> trashedRecord(const Call &call, const TrashRecord &trashed,
                                                      const Version &version) const;
    /// Those that are not there yet, under the new name; AlreadyExists when one is there with other bytes.
    [[nodiscard]] Result<std::vector<VersionRecord>> missing(const Call &call, const TrashRecord &trashed,
                                                             const Name &name, const PromptObjects &target) const;

    const Session &m_session;
};

/// Moves versions to another name: copies them whole, then buries the old ones. Repeated after it was cut off it goes
/// on.
class Renamer
{
public:
    Renamer(const Session &session, Call call)
        : m_session(session)
        , m_call(std::move(call))
    {}
    [[nodiscard]] Result<void> rename(const Name &from, const Name &to);

private:
    struct Source
    {
        Version version;
        VersionRecord record;
    };
    struct Plan
    {
        std::vector<Source> sources = {};
        LabelMap labels = {};
        PromptObjects target = {};
    };
    /// Whether it is what this very renaming does, and an earlier attempt at it left in doubt.
    [[nodiscard]] bool isOwn(const Doubt &doubt, const Name &from, const Name &to) const;
    [[nodiscard]] Result<Plan> prepare(const Name &from, const Name &to, const PromptObjects &old, Hold &hold) const;
    [[nodiscard]] Result<void> checkTarget(const Name &to, const PromptObjects &target,
                                           const std::vector<Source> &sources) const;
    [[nodiscard]] Result<void> copyVersion(const Name &from, const Name &to, const Source &source,
                                           PromptObjects &target, Hold &hold) const;
    [[nodiscard]] Result<void> buryOld(const Name &from, const Name &to, const std::vector<Source> &sources,
                                       const PromptObjects &old, Hold &hold) const;
    [[nodiscard]] Result<void> carryOver(const Call &call, const VersionKey &key, const Metadata &copied,
                                         const Metadata &now, Hold &hold) const;

    const Session &m_session;
    const Call m_call;
};

/// Labels that are not there yet.
[[nodiscard]] Result<void> addLabels(const Session &session, const Call &call, const Name &name, const LabelMap &labels,
                                     const PromptObjects &target, Hold &hold);
/// Puts an object under a key that is used by nobody else.
[[nodiscard]] Result<void> putNew(const Session &session, const Call &call, const QString &key,
                                  const QByteArray &bytes);
/// Destroys an entry of the trash, its record first.
[[nodiscard]] Result<void> dropEntry(const Session &session, const Call &call, const QString &id);

/// Copies a content from one version's place to that of `record`, under a new key that is written into it, and commits
/// `record`. Taken when something is published there already.
[[nodiscard]] Result<Commit> publishCopy(const Session &session, const Call &call, const QString &from,
                                         VersionRecord &record, Hold &hold);

} // namespace pulse::objects
