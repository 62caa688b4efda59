// SPDX-License-Identifier: Apache-2.0
#include "publisher.h"

#include "layout.h"
#include "metadata_file.h"
#include "pointers.h"
#include "pulse/base/parallel.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/content_place.h"

#include <cerrno>
#include <chrono>
#include <ranges>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr qsizetype longestFileName = 255;
constexpr size_t worthWholesale = 8; // versions; fewer are synced faster one by one
constexpr size_t worthThread = 16;   // versions; fewer are done before another thread has begun
constexpr std::chrono::milliseconds tooSlow{500};

} // namespace

Result<Draft> makeDraft(const Call &call, const Metadata &metadata)
{
    if (layout::fileName(metadata.version).size() > longestFileName)
        return call.fails(ErrorCode::Invalid,
                          u"The version “%1…” is too long: a folder's name has at most 255 "
                          "characters. Choose a shorter version."_s.arg(metadata.version.toString().left(40)));
    QByteArray json = encodeMetadata(metadata);
    auto stored = decodeMetadata(sealed(json)); // which is the longer form
    if (!stored)
        return call.fails(ErrorCode::Invalid,
                          u"The metadata of “%1” cannot be stored: %2"_s.arg(call.subject, stored.error().message()));
    return Draft{.call = call, .metadata = *std::move(stored), .json = std::move(json), .content = {}};
}

Result<Draft> makeDraft(const Call &call, const Prompt &prompt)
{
    if (prompt.content.size() > Storage::maxBufferedBytes)
        return call.fails(ErrorCode::Unsupported,
                          u"“%1” has %2 bytes, too many to be stored in one piece. Store it "
                          "from a file instead."_s.arg(call.subject, QString::number(prompt.content.size())));
    if (prompt.metadata.size != prompt.content.size())
        return call.fails(ErrorCode::Invalid, u"The metadata of “%1” declares %2 bytes, but the content has %3."_s.arg(
                                                  call.subject, QString::number(prompt.metadata.size),
                                                  QString::number(prompt.content.size())));
    if (prompt.metadata.checksum != Checksum::of(prompt.content))
        return call.fails(
            ErrorCode::Invalid,
            u"The checksum that the metadata of “%1” declares is not that of the content."_s.arg(call.subject));
    auto draft = makeDraft(call, prompt.metadata);
    if (draft)
        draft->content = prompt.content;
    return draft;
}

std::vector<Result<StoreReceipt>> Publisher::publish(std::vector<Draft> drafts, const std::stop_token &stop)
{
    m_items.reserve(drafts.size());
    for (Draft &draft : drafts)
        m_items.push_back({.draft = std::move(draft)});
    for (Item &item : m_items) {
        auto found = item.draft.call.checkStop(stop);
        if (found)
            found = findTarget(item);
        if (!found)
            item.outcome = failure(std::move(found));
    }
    forEachTarget([&](Target &target) {
        for (Item *item : target.items) {
            Result<void> staged;
            if (m_items.size() > 1) // one alone is half done by now
                staged = item->draft.call.checkStop(stop);
            if (staged)
                staged = stage(*item);
            if (!staged)
                item->outcome = failure(std::move(staged));
        }
    });
    syncStaged();
    forEachTarget([&](Target &target) {
        for (Item *item : target.items) {
            if (!item->outcome)
                move(*item);
        }
    });
    makeDurable();
    point();
    std::vector<Result<StoreReceipt>> outcomes;
    outcomes.reserve(m_items.size());
    for (Item &item : m_items) {
        item.draft.staged.reset();
        outcomes.push_back(*std::move(item.outcome));
    }
    // Backwards, so that whoever made the folders above others comes last.
    for (const Item &item : m_items | std::views::reverse) {
        const Target *target = item.target;
        if (target != nullptr && target->items.front() == &item && target->published.empty())
            m_writing.undo(target->folder);
    }
    return outcomes;
}

// What is done to one prompt's directory is done by one thread, in the order of the drafts.
template <typename Work>
void Publisher::forEachTarget(const Work &work)
{
    const size_t most = m_items.size() / worthThread;
    const auto threads = std::min(m_library.parts().threads, static_cast<int>(most));
    std::vector<Target *> targets;
    targets.reserve(m_targets.size());
    for (auto &[path, target] : m_targets)
        targets.push_back(&target);
    forEachInParallel(threads, targets.size(), [&](size_t i) { work(*targets[i]); });
}

Result<void> Publisher::findTarget(Item &item)
{
    const Draft &draft = item.draft;
    const QByteArray path = layout::pathOf(draft.metadata.name);
    auto target = m_targets.find(path);
    if (target == m_targets.end()) {
        auto folder = m_writing.openOrMake(draft.call, draft.metadata.name);
        if (!folder)
            return failure(std::move(folder));
        target = m_targets.emplace(path, Target{.folder = *std::move(folder), .items = {}, .published = {}}).first;
    }
    item.target = &target->second;
    item.target->items.push_back(&item);
    return {};
}

Result<void> Publisher::stage(Item &item)
{
    Fs &fs = m_library.fs();
    Draft &draft = item.draft;
    const int directory = item.target->folder.directory.get();
    if (item.target->folder.made.isEmpty()) {
        const auto existing = fs.statusAt(directory, layout::fileName(draft.metadata.version));
        if (existing) {
            item.outcome = compareWithPublished(item);
            item.target->unconfirmed |= item.outcome->has_value();
            return {};
        }
        if (existing.error().number != ENOENT)
            return draft.call.fails(existing.error());
    }
    if (!draft.staged) {
        auto staging = Staging::make(m_library, directory);
        if (!staging)
            return draft.call.fails(staging.error());
        draft.staged.emplace(*std::move(staging));
        if (const auto written = draft.staged->writeContent(draft.content); !written)
            return draft.call.fails(written.error());
    }
    if (const auto written = draft.staged->writeMetadata(storedForm(m_library, draft.json)); !written)
        return draft.call.fails(written.error());
    return {};
}

// Syncs the whole file system where that is wanted and possible; answers whether it was done, well or not. When
// somebody else is writing so much that it takes long, the rest is synced file by file.
bool Publisher::syncWholesale(Sys<void> &outcome)
{
    if (!m_wholesale)
        return false;
    const auto begin = std::chrono::steady_clock::now();
    outcome = m_library.fs().syncAll(m_library.root());
    const bool isPossible = outcome || outcome.error().number != EOPNOTSUPP;
    m_wholesale = isPossible && std::chrono::steady_clock::now() - begin < tooSlow;
    return isPossible;
}

void Publisher::syncStaged()
{
    const auto staged = std::ranges::count_if(m_items, [](const Item &item) { return !item.outcome; });
    if (staged == 0)
        return;
    m_wholesale = static_cast<size_t>(staged) >= worthWholesale;
    for (Item &item : m_items) {
        if (!item.outcome)
            item.draft.staged->startWriteback(staged > 1);
    }
    Sys<void> synced;
    const bool wholesale = syncWholesale(synced);
    for (Item &item : m_items) {
        if (item.outcome)
            continue;
        if (!wholesale)
            synced = item.draft.staged->sync();
        if (!synced)
            item.outcome = item.draft.call.fails(synced.error());
    }
}

void Publisher::move(Item &item)
{
    const auto moved =
        item.draft.staged->moveTo(item.target->folder.directory.get(), layout::fileName(item.draft.metadata.version));
    if (moved) {
        item.target->published.push_back(&item);
        item.outcome = StoreReceipt{StoreReceipt::Outcome::Created, item.draft.metadata};
    } else if (moved.error().number == EEXIST) {
        item.outcome = compareWithPublished(item);
        item.target->unconfirmed |= item.outcome->has_value();
    } else {
        item.outcome = item.draft.call.fails(moved.error());
    }
}

Result<StoreReceipt> Publisher::compareWithPublished(const Item &item) const
{
    Fs &fs = m_library.fs();
    const Draft &draft = item.draft;
    const QByteArray path = layout::fileName(draft.metadata.version);
    const auto directory = open(fs, item.target->folder.directory.get(), path, Fs::Access::Directory);
    if (!directory)
        return m_library.explain(draft.call, directory.error(), item.target->folder.path + '/' + path);
    const VersionFiles files(fs, draft.call, *directory, {draft.metadata.name, draft.metadata.version});
    auto published = files.facts({});
    if (!published)
        return failure(std::move(published));
    if (published->metadata.checksum != draft.metadata.checksum)
        return draft.call.fails(ErrorCode::AlreadyExists,
                                u"%1 is published already with other content, and a published version never changes. "
                                "Choose another version."_s.arg(draft.call.subject));
    const auto confirmed = files.confirm(published->metadata);
    if (!confirmed)
        return failure(confirmed);
    forgetContentName(published->metadata);
    return StoreReceipt{StoreReceipt::Outcome::Unchanged, std::move(published->metadata)};
}

void Publisher::failAll(const Target &target, SystemFailure cause)
{
    for (Item &item : m_items) {
        if (item.target == &target && item.outcome->has_value())
            item.outcome = m_library.loseTrust(item.draft.call, cause);
    }
}

void Publisher::makeDurable()
{
    const auto isDue = [](const auto &entry) { return !entry.second.published.empty() || entry.second.unconfirmed; };
    if (std::ranges::none_of(m_targets, isDue))
        return;
    Sys<void> synced;
    const bool wholesale = syncWholesale(synced);
    for (auto &[path, target] : m_targets | std::views::filter(isDue)) {
        if (!wholesale) {
            synced = m_library.fs().sync(target.folder.directory.get());
            if (synced)
                synced = m_writing.syncAbove(path);
        } else if (synced) {
            m_writing.wasSynced(path);
        }
        if (!synced)
            failAll(target, synced.error());
    }
}

// The versions are published and durable by now. A pointer that cannot be written lags behind, which readers
// tolerate and the next change mends; only a sync that fails says something about the disk.
bool Publisher::pointTo(const Target &target) const
{
    if (target.published.empty() || !target.published.front()->outcome->has_value())
        return false;
    const int directory = target.folder.directory.get();
    const auto contents = readPromptDirectory(m_library.fs(), directory);
    if (!contents)
        return false;
    const auto pointed = pointLatest(m_library, directory, *contents, contents->versions);
    return pointed && *pointed;
}

void Publisher::point()
{
    forEachTarget([&](Target &target) { target.isPointed = pointTo(target); });
    const auto isPointed = [](const auto &entry) { return entry.second.isPointed; };
    if (std::ranges::none_of(m_targets, isPointed))
        return;
    Sys<void> synced;
    const bool wholesale = syncWholesale(synced);
    for (auto &[path, target] : m_targets | std::views::filter(isPointed)) {
        if (!wholesale)
            synced = m_library.fs().sync(target.folder.directory.get());
        if (!synced)
            failAll(target, synced.error());
    }
}

} // namespace pulse::filesystem
