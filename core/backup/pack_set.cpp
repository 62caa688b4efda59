// SPDX-License-Identifier: Apache-2.0
#include "pack_set.h"

#include "pulse/base/cancellation.h"
#include "pulse/base/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse::backup {
namespace {

constexpr size_t mostUnpacked = 6;

bool isPackName(const QByteArray &file)
{
    return file.endsWith(packSuffix) && checksumFromHex(QByteArrayView(file).chopped(packSuffix.size())).has_value();
}

Sys<QByteArray> readPart(Fs &fs, const Descriptor &file, qint64 offset, qint64 length)
{
    QByteArray bytes(length, Qt::Uninitialized);
    qint64 done = 0;
    while (done < length) {
        const auto got =
            fs.readAt(file.get(), {bytes.data() + done, static_cast<size_t>(length - done)}, offset + done);
        if (!got)
            return std::unexpected(got.error());
        if (*got == 0)
            break;
        done += *got;
    }
    bytes.truncate(done);
    return bytes;
}

/// The pack with its table; empty when it is damaged.
Sys<std::optional<Pack>> readPack(Fs &fs, const Descriptor &folder, const QByteArray &fileName)
{
    const auto file = pulse::open(fs, folder.get(), fileName, Fs::Access::Read);
    if (!file)
        return std::unexpected(file.error());
    const auto status = fs.status(file->get());
    if (!status)
        return std::unexpected(status.error());
    if (status->type != EntryType::File || status->size > largestPack + largestTable)
        return std::nullopt;
    Pack pack{.name = fileName.chopped(packSuffix.size()), .fileBytes = status->size, .table = {}};
    constexpr qint64 guess = 64 * 1024; // most tables come with the trailer in one reading
    const qint64 tailBytes = std::min<qint64>(status->size, guess);
    auto tail = readPart(fs, *file, status->size - tailBytes, tailBytes);
    if (!tail)
        return std::unexpected(tail.error());
    const auto frame = tableFrameBytes(*tail);
    if (!frame || *frame > status->size - trailerBytes)
        return std::nullopt;
    pack.tableFrame = *frame;
    if (*frame + trailerBytes > tailBytes) {
        tail = readPart(fs, *file, status->size - trailerBytes - *frame, *frame + trailerBytes);
        if (!tail)
            return std::unexpected(tail.error());
    }
    tail->chop(trailerBytes);
    auto table = decodeTable(tail->right(*frame));
    if (!table)
        return std::nullopt;
    pack.table = *std::move(table);
    return pack;
}

} // namespace

Result<std::vector<QByteArray>> packNames(const Repository &repository, const QString &operation)
{
    const auto folder = repository.directory(operation, packsFolder);
    if (!folder)
        return failure(folder);
    const auto entries = repository.fs().entries(folder->get());
    if (!entries)
        return repository.explain(operation, entries.error(), packsFolder);
    std::vector<QByteArray> names;
    for (const DirectoryEntry &entry : *entries) {
        if (isPackName(entry.name))
            names.push_back(entry.name.chopped(packSuffix.size()));
    }
    std::ranges::sort(names);
    return names;
}

Result<std::shared_ptr<const PackSet>> PackSet::load(const Repository &repository, const QString &operation,
                                                     const std::stop_token &stop)
{
    auto set = std::make_shared<PackSet>();
    const auto folder = repository.directory(operation, packsFolder);
    if (!folder)
        return pulse::failure(folder);
    auto names = packNames(repository, operation);
    if (!names)
        return pulse::failure(std::move(names));
    for (const QByteArray &name : *names) {
        if (auto go = checkCancelled(stop, operation, repository.folder()); !go)
            return pulse::failure(std::move(go));
        const QByteArray path = packsFolder + '/' + name + packSuffix;
        auto pack = readPack(repository.fs(), *folder, name + packSuffix);
        if (!pack && pack.error().number == ENOENT)
            continue; // prune dropped it just now
        set->m_names.push_back(name);
        if (pack && *pack)
            set->add(**std::move(pack));
        else if (pack || pack.error().number == ELOOP)
            set->m_damaged.push_back({path, u"The pack's table cannot be read: the file is cut off or damaged."_s});
        else
            set->m_damaged.push_back({path,
                                      systemError(pack.error().number, operation, QString::fromLatin1(path)).message(),
                                      repository.explain(operation, pack.error(), path).error()});
    }
    return set;
}

std::optional<Error> PackSet::failure() const
{
    const auto failed = std::ranges::find_if(m_damaged, [](const Damage &damage) { return damage.cause.has_value(); });
    return failed != m_damaged.end() ? failed->cause : std::nullopt;
}

void PackSet::add(Pack pack)
{
    const size_t index = m_packs.size();
    for (size_t i = 0; i < pack.table.entries.size(); ++i) {
        const Checksum &checksum = pack.table.entries[i].checksum;
        if (!m_places.try_emplace(checksum, Place{index, i}).second)
            m_others.emplace(checksum, Place{index, i});
    }
    m_packs.push_back(std::move(pack));
}

std::vector<PackSet::Place> PackSet::find(const Checksum &checksum) const
{
    std::vector<Place> places;
    if (const auto first = m_places.find(checksum); first != m_places.end())
        places.push_back(first->second);
    const auto [begin, end] = m_others.equal_range(checksum);
    for (auto other = begin; other != end; ++other)
        places.push_back(other->second);
    return places;
}

Result<std::shared_ptr<const PackSet>> BlobReader::refresh(const QString &operation, const std::stop_token &stop)
{
    auto names = packNames(m_repository, operation);
    if (!names)
        return failure(std::move(names));
    if (auto known = packs(); known && known->names() == *names && !known->failure())
        return known;
    auto loaded = PackSet::load(m_repository, operation, stop);
    if (!loaded)
        return loaded;
    const std::scoped_lock lock(m_mutex);
    m_packs = *loaded;
    return loaded;
}

std::shared_ptr<const PackSet> BlobReader::packs() const
{
    const std::scoped_lock lock(m_mutex);
    return m_packs;
}

void BlobReader::forgetUnpacked()
{
    const std::scoped_lock lock(m_mutex);
    m_unpacked.clear();
}

Result<std::shared_ptr<const QByteArray>> BlobReader::unpack(const QString &operation, const Pack &pack)
{
    {
        const std::scoped_lock lock(m_mutex);
        const auto known = std::ranges::find(m_unpacked, pack.name, [](const auto &kept) { return kept.first; });
        if (known != m_unpacked.end()) {
            m_unpacked.splice(m_unpacked.begin(), m_unpacked, known);
            return m_unpacked.front().second;
        }
    }
    const auto file = m_repository.readFile(operation, pack.path(), largestPack + largestTable);
    if (!file)
        return failure(file);
    const qint64 frame = file->size() - trailerBytes - pack.tableFrame;
    auto bytes = frame > 0 ? decodeContents(QByteArrayView(*file).first(frame), pack.table) : std::nullopt;
    if (!bytes)
        return failure(
            ErrorCode::Corrupt, operation, QString::fromLatin1(pack.path()),
            u"The pack “%1” of the backups in %2 is damaged. Run backup verify to see what it concerns."_s.arg(
                QString::fromLatin1(pack.path()), quoted(m_repository.folder(), 400)));
    auto unpacked = std::make_shared<const QByteArray>(*std::move(bytes));
    const std::scoped_lock lock(m_mutex);
    m_unpacked.emplace_front(pack.name, unpacked);
    if (m_unpacked.size() > mostUnpacked)
        m_unpacked.pop_back();
    return unpacked;
}

Result<QByteArray> BlobReader::read(const QString &operation, const Checksum &checksum)
{
    auto known = packs();
    for (int attempt = 0; attempt < 3; ++attempt) {
        if (!known || attempt > 0 || known->failure()) {
            auto loaded = PackSet::load(m_repository, operation, {});
            if (!loaded)
                return failure(std::move(loaded));
            const std::scoped_lock lock(m_mutex);
            known = m_packs = *std::move(loaded);
        }
        auto bytes = readFrom(operation, *known, checksum);
        if (!bytes && bytes.error().code() == ErrorCode::NotFound && known->failure())
            return std::unexpected(*known->failure());
        // Prune may have copied it into another pack meanwhile.
        if (bytes || bytes.error().code() != ErrorCode::NotFound)
            return bytes;
    }
    return failure(ErrorCode::NotFound, operation, checksum.toString(),
                   u"No backup in %1 holds a content with the checksum %2."_s.arg(quoted(m_repository.folder(), 400),
                                                                                  checksum.toString()));
}

Result<QByteArray> BlobReader::readFrom(const QString &operation, const PackSet &packs, const Checksum &checksum)
{
    std::optional<Error> problem;
    for (const PackSet::Place place : packs.find(checksum)) {
        const auto bytes = unpack(operation, packs.packs()[place.pack]);
        if (!bytes) {
            if (!problem || bytes.error().code() != ErrorCode::NotFound)
                problem = bytes.error();
            continue;
        }
        const PackEntry &entry = packs.entry(place);
        QByteArray content = (*bytes)->sliced(entry.offset, entry.length);
        if (Checksum::of(content) == checksum)
            return content;
        problem = Error(ErrorCode::Corrupt, operation, checksum.toString(),
                        u"A content in the pack “%1” of the backups in %2 does not match its checksum. Run backup "
                        "verify to see what it concerns."_s.arg(QString::fromLatin1(packs.packs()[place.pack].path()),
                                                                quoted(m_repository.folder(), 400)));
    }
    if (problem)
        return std::unexpected(*problem);
    return failure(ErrorCode::NotFound, operation, checksum.toString(), QString());
}

} // namespace pulse::backup
