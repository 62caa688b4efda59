// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "content.h"
#include "hold.h"
#include "prompt_objects.h"

namespace pulse::objects {

/// A version that is to be published.
struct Draft
{
    Call call;
    Metadata metadata; ///< as it will be read back
    std::function<std::unique_ptr<RepeatableSource>()> content;
    std::optional<QByteArray> bytes = {}; ///< the content, where it is in memory

    [[nodiscard]] VersionKey key() const { return {metadata.name, metadata.version}; }
};
/// Invalid when the prompt contradicts itself or its metadata could not be read back.
[[nodiscard]] Result<Draft> makeDraft(const Call &call, const Prompt &prompt);
[[nodiscard]] Result<Draft> makeDraft(const Call &call, Metadata metadata, const Spool &spool);

/// What came of putting a `metadata.json` where there is none, which is the commit of a version.
struct Commit
{
    enum class Outcome {
        Done,
        Taken,    ///< somebody else's is `there`
        Removed,  ///< what is there is on its way out, or was a moment ago
        Unsettled ///< not seen to be done, but it may be done yet: its content has to stay
    };
    Outcome outcome = Outcome::Done;
    std::optional<VersionRecord> there = {};
    bool isDoubtful = false; ///< an attempt may still be carried out; only matters where the store ignores conditions
};
/// The content of `record` is uploaded already.
[[nodiscard]] Result<Commit> commitRecord(const Session &session, const Call &call, const VersionRecord &record);

/// Deletes what a removal left in the place of the version's metadata. The prompt is held.
[[nodiscard]] Result<void> clearTombstone(const Session &session, const Call &call, const VersionKey &key, Hold &hold);

/// Publishes versions. First the content under a key of its own, then `metadata.json`, put where nothing is. The store
/// decides that one of several wins, where it is seen to (createsOnce); elsewhere a hold of the prompt does.
class Publisher
{
public:
    using Done = std::function<void(size_t)>;

    explicit Publisher(const Session &session)
        : m_session(session)
    {}

    /// Each has its own outcome, at its own index; `done` is called after each, from any thread.
    [[nodiscard]] std::vector<Result<StoreReceipt>> publish(const std::vector<Result<Draft>> &drafts, const Done &done);

private:
    struct Group; // the drafts of one prompt
    struct Batch; // several groups that are let in and marked together
    void publishBatch(Batch &batch);
    [[nodiscard]] Result<void> prepareOne(Batch &batch, Group &group) const;
    [[nodiscard]] Result<void> prepareMany(Batch &batch) const;
    /// Lets new names in, under a hold of the names.
    [[nodiscard]] Result<void> admit(Batch &batch, const std::vector<Group *> &isNew) const;
    void publishGroup(Batch &batch, Group &group) const;
    [[nodiscard]] Result<void> confirm(Batch &batch, const Group &group, const std::vector<Version> &created) const;
    [[nodiscard]] bool isStillThere(const Call &call, const Group &group, const std::vector<Version> &created) const;
    [[nodiscard]] Result<StoreReceipt> takeBack(const Draft &draft, StoreReceipt receipt, const Error &cause) const;
    [[nodiscard]] Result<void> admitLate(Batch &batch, const Group &group, const Call &call) const;
    void uploadLarge(Batch &batch) const;
    [[nodiscard]] Result<StoreReceipt> publishOne(Batch &batch, size_t index, PromptObjects &known) const;
    /// Nothing when it has to be tried again.
    [[nodiscard]] Result<std::optional<StoreReceipt>> attempt(Batch &batch, size_t index, PromptObjects &known,
                                                              bool isLast) const;
    [[nodiscard]] Result<StoreReceipt> compare(const Draft &draft, const VersionRecord &there) const;
    [[nodiscard]] Result<void> clear(Batch &batch, const Draft &draft) const;
    struct Upload
    {
        QString content;                 ///< the leaf of its key
        std::chrono::milliseconds begun; ///< by ObjectParts::elapsed
    };
    [[nodiscard]] Result<Upload> upload(const Draft &draft) const;
    /// Whether it was sent so long ago that a repair may soon, or did already, take it for abandoned.
    [[nodiscard]] bool isOld(const Upload &upload) const;
    /// Sees to it that no repair removes an old content, until `hold` goes: false when one did.
    [[nodiscard]] Result<bool> secure(const Batch &batch, const Draft &draft, const Upload &upload,
                                      std::unique_ptr<Hold> &hold) const;
    [[nodiscard]] Result<void> mend(const Batch &batch, const Draft &draft, const Upload &upload) const;
    [[nodiscard]] Result<void> prepareCommit(Batch &batch, const Draft &draft) const;
    [[nodiscard]] Result<std::optional<StoreReceipt>> commit(Batch &batch, const Draft &draft, VersionObjects &objects,
                                                             const Upload &upload, bool isLast) const;
    void forget(const Draft &draft, const QString &content) const;

    const Session &m_session;
};

} // namespace pulse::objects
