// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "draft.h"
#include "hold.h"
#include "prompt_objects.h"

#include <atomic>

namespace pulse::objects {

/// A content that is in the store already, and not yet named by anything.
struct Upload
{
    QString content;                 ///< the leaf of its key
    std::chrono::milliseconds begun; ///< by ObjectParts::elapsed
    bool isEarly = false;            ///< sent before anything was held
};

/// The drafts of one prompt.
struct DraftGroup
{
    Name name;
    std::vector<size_t> indexes;
    PromptObjects known;
    std::optional<Error> refused;
    bool isAdmitted = false; ///< under a hold of the names
};

/// Groups that are let in and marked together.
struct DraftBatch
{
    const std::vector<Result<Draft>> &drafts;
    std::vector<std::optional<Result<StoreReceipt>>> &outcomes;
    const std::function<void(size_t)> &done; ///< called after each, from any thread
    std::vector<DraftGroup> groups = {};
    std::unique_ptr<Hold> hold = {};
    bool holdsPrompts = false;
    std::map<size_t, Upload> uploaded = {}; ///< contents that are there before anything is held, by the draft's index
    std::mutex mutex = {};
    std::optional<FreshMark> mark = {};
    std::atomic<bool> isUnsettled = false; ///< something that was sent may still be carried out

    void settle(size_t index, Result<StoreReceipt> outcome)
    {
        outcomes[index] = std::move(outcome);
        done(index);
    }
};

} // namespace pulse::objects
