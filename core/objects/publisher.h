// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "commit.h"
#include "draft_batch.h"

namespace pulse::objects {

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
    void publishBatch(DraftBatch &batch);
    void publishGroup(DraftBatch &batch, DraftGroup &group) const;
    void uploadLarge(DraftBatch &batch) const;
    [[nodiscard]] Result<StoreReceipt> publishOne(DraftBatch &batch, size_t index, PromptObjects &known) const;
    /// Nothing when it has to be tried again.
    [[nodiscard]] Result<std::optional<StoreReceipt>> attempt(DraftBatch &batch, size_t index, PromptObjects &known,
                                                              bool isLast) const;
    [[nodiscard]] Result<StoreReceipt> compare(const Draft &draft, const VersionRecord &there) const;
    [[nodiscard]] Result<void> clear(DraftBatch &batch, const Draft &draft) const;
    [[nodiscard]] Result<Upload> upload(const Draft &draft) const;
    /// Whether it was sent so long ago that a repair may soon, or did already, take it for abandoned.
    [[nodiscard]] bool isOld(const Upload &upload) const;
    /// Sees to it that no repair removes an old content, until `hold` goes: false when one did.
    [[nodiscard]] Result<bool> secure(const DraftBatch &batch, const Draft &draft, const Upload &upload,
                                      std::unique_ptr<Hold> &hold) const;
    [[nodiscard]] Result<void> mend(const DraftBatch &batch, const Draft &draft, const Upload &upload) const;
    [[nodiscard]] Result<void> prepareCommit(DraftBatch &batch, const Draft &draft) const;
    [[nodiscard]] Result<std::optional<StoreReceipt>>
    commit(DraftBatch &batch, const Draft &draft, VersionObjects &objects, const Upload &upload, bool isLast) const;
    void noteOutcome(DraftBatch &batch, const Draft &draft, const Result<Commit> &committed) const;
    void forget(const Draft &draft, const QString &content) const;

    const Session &m_session;
};

} // namespace pulse::objects
