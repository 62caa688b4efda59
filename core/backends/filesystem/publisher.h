// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "library.h"
#include "staging.h"
#include "version_files.h"

namespace pulse::filesystem {

/// A version that is ready to be published: checked, with its metadata as it will be stored.
struct Draft
{
    Call call;
    Metadata metadata;
    QByteArray json;
    QByteArrayView content;             ///< what `staged` does not hold already
    std::optional<Staging> staged = {}; ///< a directory that holds the content already, made elsewhere in the library
};

/// Checks size and checksum and that what is written will be understood again. Errors: Invalid, Unsupported.
[[nodiscard]] Result<Draft> makeDraft(const Call &call, const Prompt &prompt);
/// The same without content, for metadata whose size and checksum were just computed.
[[nodiscard]] Result<Draft> makeDraft(const Call &call, const Metadata &metadata);

/// G1 to G4: publishes versions, all of them step by step together, so that the disk is asked to sync as few
/// transactions as possible. A large batch is synced as one file system, three times, instead of file by file, where
/// that is as good (ADR fs-batches); between the syncs several threads work, each on other prompts. Used for one commit
/// while the writer lock is held.
class Publisher
{
public:
    Publisher(Library &library, Writing &writing)
        : m_library(library)
        , m_writing(writing)
    {}

    /// Each draft has its own outcome, at its own index. When this returns, what succeeded is durable.
    [[nodiscard]] std::vector<Result<StoreReceipt>> publish(std::vector<Draft> drafts, const std::stop_token &stop);

private:
    struct Item;
    struct Target ///< one prompt's directory
    {
        Writing::Folder folder;
        std::vector<Item *> items;     ///< all that go here
        std::vector<Item *> published; ///< those of them that were put there
        bool unconfirmed = false;      ///< holds a version that another writer may not have synced
        bool isPointed = false;        ///< got another `latest`, which is not synced yet
    };
    struct Item
    {
        Draft draft;
        std::optional<Result<StoreReceipt>> outcome = {};
        Target *target = nullptr;
    };

    template <typename Work>
    void forEachTarget(const Work &work);
    [[nodiscard]] Result<void> findTarget(Item &item);
    [[nodiscard]] Result<void> stage(Item &item);
    void syncStaged();
    [[nodiscard]] bool syncWholesale(Sys<void> &outcome);
    void move(Item &item);
    [[nodiscard]] Result<StoreReceipt> compareWithPublished(const Item &item) const;
    void makeDurable();
    void point();
    [[nodiscard]] bool pointTo(const Target &target) const;
    void failAll(const Target &target, SystemFailure cause);

    Library &m_library;
    Writing &m_writing;
    std::vector<Item> m_items;
    bool m_wholesale = false;
    std::map<QByteArray, Target> m_targets;
};

} // namespace pulse::filesystem
