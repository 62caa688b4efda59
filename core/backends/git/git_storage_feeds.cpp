// SPDX-License-Identifier: Apache-2.0
// What changed, told cheaply: by the names of trees and commits.
#include "git_storage.h"

#include "listing.h"
#include "tree_diff.h"

using namespace Qt::StringLiterals;

namespace pulse::git {

// A version's tree stands for its content and metadata, a pointer's blob for its target.
Result<std::vector<FingerprintStorage::Item>> GitStorage::fingerprints(std::stop_token stop)
{
    const Call call{u"list"_s, info().url.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    std::vector<Item> items;
    const auto told = [&](const ListItem &item, const PromptFolder &folder) {
        ChecksumBuilder facts;
        const auto add = [&](const TreeEntry &entry) {
            facts.add(QByteArray::number(entry.mode, 8) + ' ' + entry.name + '\0' + entry.id.raw());
        };
        for (const auto &[version, entry] : folder.versions)
            add(entry);
        std::ranges::for_each(folder.pointers, add);
        std::ranges::for_each(folder.falseVersions, add);
        const Checksum checksum = facts.finish();
        Item result{.prompt = item, .fingerprint = {}};
        result.fingerprint.assign(checksum.digest().begin(), checksum.digest().begin() + 16);
        items.push_back(std::move(result));
    };
    ListQuery everything;
    everything.limit = std::numeric_limits<qsizetype>::max();
    const auto page = Listing(repository(), *snapshot, everything, told, std::move(stop)).run();
    if (!page)
        return failure(page);
    return items;
}

// The cursor is the commit. Every commit stays what it is, so that even one of another branch gives a true answer.
Result<ChangeFeedStorage::Changes> GitStorage::changesSince(const QByteArray &cursor, std::stop_token stop)
{
    const Call call{u"list changes"_s, info().url.toString()};
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto snapshot = repository().snapshot(call);
    if (!snapshot)
        return failure(snapshot);
    Changes changes;
    changes.next = snapshot->commit.hex();
    const Oid since = Oid::fromHex(cursor);
    if (since.isNull())
        return changes;
    const auto before = repository().commit(since, call);
    if (!before)
        return changes; // another library's, or one that was collected
    const auto changed = changedPrompts(repository(), before->tree, snapshot->tree, call);
    if (!changed)
        return failure(changed);
    for (const QByteArray &name : changed->prompts)
        changes.prompts.append(QString::fromUtf8(name));
    changes.prompts.sort();
    changes.trash = changed->trash;
    changes.complete = true;
    return changes;
}

} // namespace pulse::git
