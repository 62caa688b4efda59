// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft_batch.h"

namespace pulse::objects {

/// Lets the names of drafts in: new ones before anything of them is published, under a hold of the names; and those
/// that were there and are no longer once more, after they were (docs/adr/0074). Where the store cannot decide among
/// several publishers, it holds the prompts themselves.
class Admission
{
public:
    explicit Admission(const Session &session)
        : m_session(session)
    {}

    /// Looks at the prompts of the batch, and takes the hold that they need. A group that is not let in says so.
    [[nodiscard]] Result<void> prepare(DraftBatch &batch) const;
    /// After the commit of versions: whether their name is theirs. Points `latest` at the latest one.
    [[nodiscard]] Result<void> confirm(DraftBatch &batch, const DraftGroup &group,
                                       const std::vector<Version> &created) const;
    /// What is to be said of a version that was published under a name that is not confirmed: it is removed.
    [[nodiscard]] Result<StoreReceipt> takeBack(const Draft &draft, StoreReceipt receipt, const Error &cause) const;

private:
    [[nodiscard]] Result<void> prepareOne(DraftBatch &batch, DraftGroup &group) const;
    [[nodiscard]] Result<void> prepareMany(DraftBatch &batch) const;
    [[nodiscard]] Result<void> admit(DraftBatch &batch, const std::vector<DraftGroup *> &isNew) const;
    [[nodiscard]] bool isStillThere(const Call &call, const DraftGroup &group,
                                    const std::vector<Version> &created) const;
    [[nodiscard]] Result<void> admitLate(DraftBatch &batch, const DraftGroup &group, const Call &call) const;

    const Session &m_session;
};

} // namespace pulse::objects
