// SPDX-License-Identifier: Apache-2.0
#include "fingerprint_cache.h"

#include "pack_format.h"

namespace pulse::backup {
namespace {

const QByteArray heading = QByteArrayLiteral("pulse-fingerprints 1\n");
const QByteArray ending = QByteArrayLiteral("end ");
constexpr qsizetype endingBytes = 4 + 64 + 1;
constexpr qint64 largest = 1024LL * 1024 * 1024;

QByteArray fileNameFor(const StorageInfo &library)
{
    // Two copies of a library have the same id, but not the same fingerprints.
    return Checksum::of((library.id + u' ' + library.url.toString(QUrl::FullyEncoded)).toUtf8())
        .hex()
        .left(16)
        .toLatin1();
}

} // namespace

std::optional<FingerprintCache> FingerprintCache::read(const Repository &repository, const StorageInfo &library)
{
    const auto bytes = repository.readFile(QString(), cacheFolder + '/' + fileNameFor(library), largest);
    if (!bytes || bytes->size() < heading.size() + endingBytes || !bytes->startsWith(heading))
        return std::nullopt;
    const QByteArrayView body = QByteArrayView(*bytes).chopped(endingBytes);
    if (QByteArrayView(*bytes).last(endingBytes) != ending + toHex(Checksum::of(body)) + '\n')
        return std::nullopt;
    FingerprintCache cache;
    QByteArrayView rest = body.sliced(heading.size());
    cache.listing = checksumFromHex(takeUpTo(rest, '\n')).value_or(Checksum());
    for (qint64 packs = takeUpTo(rest, '\n').toLongLong(); packs > 0; --packs) {
        const QByteArray name = takeUpTo(rest, ' ').toByteArray();
        cache.packs.push_back({name, takeUpTo(rest, '\n').toLongLong()});
    }
    cache.prompts.reserve(takeUpTo(rest, '\n').toLongLong());
    while (!rest.isEmpty()) {
        Entry entry;
        entry.fingerprint = QByteArray::fromHex(takeUpTo(rest, ' ').toByteArray());
        entry.record = checksumFromHex(takeUpTo(rest, ' ')).value_or(Checksum());
        entry.versions = takeUpTo(rest, ' ').toLongLong();
        entry.labels = takeUpTo(rest, ' ').toLongLong();
        entry.bytes = takeUpTo(rest, ' ').toLongLong();
        cache.prompts.insert(takeUpTo(rest, '\n').toByteArray(), std::move(entry));
    }
    return cache;
}

bool FingerprintCache::hasItsPacks(const Repository &repository) const
{
    const auto folder = repository.directory(QString(), packsFolder);
    return folder && std::ranges::all_of(packs, [&](const PackFile &pack) {
               const auto status = repository.fs().statusAt(folder->get(), pack.name + packSuffix);
               return status && status->type == EntryType::File && status->size == pack.bytes;
           });
}

void FingerprintCache::write(const Repository &repository, const StorageInfo &library) const
{
    QByteArray text = heading + toHex(listing) + '\n' + QByteArray::number(std::ssize(packs)) + '\n';
    text.reserve(prompts.size() * 160 + 4096);
    for (const PackFile &pack : packs)
        text += pack.name + ' ' + QByteArray::number(pack.bytes) + '\n';
    text += QByteArray::number(prompts.size()) + '\n';
    for (auto prompt = prompts.cbegin(); prompt != prompts.cend(); ++prompt)
        text += prompt->fingerprint.toHex() + ' ' + toHex(prompt->record) + ' ' + QByteArray::number(prompt->versions) +
                ' ' + QByteArray::number(prompt->labels) + ' ' + QByteArray::number(prompt->bytes) + ' ' +
                prompt.key() + '\n';
    text += ending + toHex(Checksum::of(text)) + '\n';
    const auto folder = repository.directory(QString(), cacheFolder);
    if (!folder)
        return;
    const QByteArray aside = temporaryPrefix + repository.randomName();
    // Not synced: whatever a power cut leaves of it does not match its checksum, and counts as none.
    const auto file = createFile(repository.fs(), folder->get(), aside, text);
    if (!file || !repository.fs().rename(folder->get(), aside, folder->get(), fileNameFor(library)))
        (void)repository.fs().removeFile(folder->get(), aside);
}

} // namespace pulse::backup
