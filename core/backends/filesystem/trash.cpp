// SPDX-License-Identifier: Apache-2.0
#include "trash.h"

#include "layout.h"
#include "metadata_file.h"
#include "pulse/fs/file_io.h"

#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

constexpr size_t purgedTogether = 256;

bool isId(const QString &id)
{
    const auto isFit = [](QChar c) {
        return (c >= u'0' && c <= u'9') || (c >= u'A' && c <= u'Z') || (c >= u'a' && c <= u'z') || c == u'-';
    };
    return !id.isEmpty() && id.size() <= 100 && std::ranges::all_of(id, isFit);
}

std::unexpected<Error> noEntry(const Call &call, const QString &id)
{
    return call.fails(ErrorCode::NotFound,
                      u"There is nothing in the trash under “%1”. It was restored or deleted for good; list the trash "
                      "to see what is there."_s.arg(id));
}

// Not finished, not Pulse's or damaged: verify tells of these.
bool isTrouble(const Error &error)
{
    return error.code() != ErrorCode::NotFound && error.code() != ErrorCode::Corrupt &&
           error.code() != ErrorCode::Invalid && error.code() != ErrorCode::Unsupported;
}

QByteArray pathOf(const QString &id)
{
    return layout::trash + '/' + id.toLatin1();
}

} // namespace

QString Trash::newId() const
{
    return m_library.now().toUTC().toString(u"yyyyMMddHHmmsszzz") + u'-' +
           QString::fromLatin1(m_library.parts().randomName().left(12));
}

Result<TrashRecord> Trash::readRecord(const Call &call, const Descriptor &entry, const QString &id) const
{
    Fs &fs = m_library.fs();
    const auto file = pulse::open(fs, entry.get(), layout::recordFile, Fs::Access::Read);
    if (!file)
        return m_library.explain(call, file.error(), pathOf(id) + '/' + layout::recordFile);
    const auto status = fs.status(file->get());
    if (!status)
        return call.fails(status.error());
    if (status->type != EntryType::File || status->size > JsonLimits{}.bytes)
        return call.fails(ErrorCode::Corrupt, u"The record of “%1” in the trash is no regular file."_s.arg(id));
    QByteArray json(status->size, Qt::Uninitialized);
    const auto length = readFully(fs, file->get(), {json.data(), static_cast<size_t>(json.size())});
    if (!length)
        return call.fails(length.error());
    json.truncate(*length);
    return decodeTrashRecord(json, id);
}

Result<Trash::Opened> Trash::open(const Call &call, const QString &id) const
{
    if (!isId(id))
        return noEntry(call, id);
    auto directory = m_library.openDirectory(call, pathOf(id));
    if (!directory)
        return directory.error().code() == ErrorCode::NotFound ? noEntry(call, id) : failure(std::move(directory));
    auto record = readRecord(call, *directory, id);
    if (!record)
        return failure(std::move(record));
    auto payload = m_library.openDirectory(call, pathOf(id) + '/' + layout::trashedPrompt);
    if (!payload)
        return payload.error().code() == ErrorCode::NotFound ? noEntry(call, id) : failure(std::move(payload));
    auto contents = m_library.read(call, *payload);
    if (!contents)
        return failure(std::move(contents));
    if (!contents->isPrompt())
        return noEntry(call, id);
    record->entry.versions = contents->versions;
    return Opened{*std::move(record), *std::move(directory), *std::move(payload), *std::move(contents)};
}

Result<std::vector<TrashEntry>> Trash::entries(const Call &call, const std::stop_token &stop) const
{
    std::vector<TrashEntry> found;
    if (auto go = call.checkStop(stop); !go)
        return failure(std::move(go));
    const auto directory = m_library.openDirectory(call, layout::trash);
    if (!directory && directory.error().code() == ErrorCode::NotFound)
        return found;
    if (!directory)
        return failure(directory);
    const auto names = m_library.fs().entries(directory->get());
    if (!names)
        return call.fails(names.error());
    for (const DirectoryEntry &name : *names) {
        if (auto go = call.checkStop(stop); !go)
            return failure(std::move(go));
        auto entry = open(call, QString::fromUtf8(name.name));
        if (entry)
            found.push_back(std::move(entry->record.entry));
        else if (isTrouble(entry.error()))
            return failure(std::move(entry)); // a disk that does not answer is no empty trash
    }
    std::ranges::sort(found, [](const TrashEntry &a, const TrashEntry &b) {
        return a.removedAt != b.removedAt ? a.removedAt > b.removedAt : a.id > b.id;
    });
    return found;
}

Result<Descriptor> Trash::make(const Call &call, Writing &writing, const TrashRecord &record, Syncing syncing)
{
    Fs &fs = m_library.fs();
    auto trash = pulse::open(fs, m_library.root(), layout::trash, Fs::Access::Directory);
    if (!trash && trash.error().number == ENOENT)
        trash = createDirectory(fs, m_library.root(), layout::trash);
    if (!trash)
        return m_library.explain(call, trash.error(), layout::trash);
    const QByteArray name = record.entry.id.toLatin1();
    auto entry = createDirectory(fs, trash->get(), name);
    if (!entry)
        return call.fails(entry.error());
    const auto write = [&]() -> Sys<void> {
        const auto file =
            createFile(fs, entry->get(), layout::recordFile, storedForm(m_library, encodeTrashRecord(record)));
        if (!file)
            return std::unexpected(file.error());
        if (syncing == Syncing::Wholesale)
            return {};
        if (const auto synced = fs.sync(file->get()); !synced)
            return synced;
        if (const auto synced = fs.sync(entry->get()); !synced)
            return synced;
        return writing.syncAbove(pathOf(record.entry.id));
    };
    if (const auto written = write(); !written) {
        entry->reset();
        (void)removeTree(fs, trash->get(), name);
        return call.fails(written.error());
    }
    return *std::move(entry);
}

// Out of sight under a name that nobody reads; deleted once that is on the disk.
Result<QByteArray> Trash::hide(const Call &call, const Descriptor &trash, const QString &id)
{
    QByteArray doomed = m_library.temporaryName();
    if (const auto hidden = m_library.fs().rename(trash.get(), id.toLatin1(), trash.get(), doomed); !hidden)
        return call.fails(hidden.error());
    return doomed;
}

Result<void> Trash::destroy(const Call &call, const QString &id)
{
    Fs &fs = m_library.fs();
    const auto trash = m_library.openDirectory(call, layout::trash);
    if (!trash)
        return failure(trash);
    const auto doomed = hide(call, *trash, id);
    if (!doomed)
        return failure(doomed);
    if (const auto synced = fs.sync(trash->get()); !synced)
        return m_library.loseTrust(call, synced.error());
    (void)removeTree(fs, trash->get(), *doomed); // what stays is hidden, and repair removes it
    return {};
}

Result<Descriptor> Trash::openToPurge(const Call &call, const QString &id) const
{
    if (!isId(id))
        return noEntry(call, id);
    auto entry = m_library.openDirectory(call, pathOf(id));
    if (!entry && entry.error().code() == ErrorCode::NotFound)
        return noEntry(call, id);
    return entry;
}

Result<void> Trash::purge(const Call &call, const QString &id, const std::stop_token &stop)
{
    auto writing = Writing::begin(m_library, call, stop);
    if (!writing)
        return failure(std::move(writing));
    if (const auto entry = openToPurge(call, id); !entry)
        return failure(entry);
    return destroy(call, id);
}

std::vector<Result<void>> Trash::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                           const std::stop_token &stop)
{
    std::vector<Result<void>> outcomes(ids.size());
    for (size_t first = 0; first < ids.size(); first += purgedTogether) {
        const size_t count = std::min(purgedTogether, ids.size() - first);
        purgeTogether(ids.subspan(first, count), std::span(outcomes).subspan(first, count), stop);
        if (progress)
            progress({static_cast<qint64>(first + count), std::ssize(ids), ids[first + count - 1]});
    }
    return outcomes;
}

void Trash::purgeTogether(std::span<const QString> ids, std::span<Result<void>> outcomes, const std::stop_token &stop)
{
    Fs &fs = m_library.fs();
    const Call whole{u"purge"_s, ids.front()};
    auto writing = Writing::begin(m_library, whole, stop);
    const auto trash = writing ? m_library.openDirectory(whole, layout::trash) : failure(writing);
    std::vector<QByteArray> doomed(ids.size());
    for (size_t i = 0; i < ids.size(); ++i) {
        const Call call{u"purge"_s, ids[i]};
        const auto entry = !writing ? failure(writing) : openToPurge(call, ids[i]);
        const auto hidden = entry && trash ? hide(call, *trash, ids[i]) : failure(entry ? trash : entry);
        if (!hidden) {
            outcomes[i] = failure(hidden);
            continue;
        }
        doomed[i] = *hidden;
    }
    if (!trash)
        return;
    const auto synced = fs.sync(trash->get());
    for (size_t i = 0; i < ids.size(); ++i) {
        if (doomed[i].isEmpty())
            continue;
        if (!synced)
            outcomes[i] = m_library.loseTrust({u"purge"_s, ids[i]}, synced.error());
        else
            (void)removeTree(fs, trash->get(), doomed[i]);
    }
}

} // namespace pulse::filesystem
