// SPDX-License-Identifier: Apache-2.0
#include "pulse/fs/journal.h"

#include "journal_scan.h"
#include "pulse/fs/durable_file.h"

#include <QFile>
#include <QHash>
#include <cerrno>
#include <map>
#include <mutex>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

constexpr qint64 mostWaste = 4; // times what counts
constexpr int mostKeptAside = 999;

struct Edit
{
    RecordHead::Type type;
    QByteArray key;
    QByteArray value;
};

} // namespace

struct Journal::State
{
    std::shared_ptr<Fs> fs;
    QString folderPath;
    QString name;
    Options options;
    std::recursive_mutex mutex;

    Descriptor folder;
    Descriptor file;   // for reading; belongs to the state below
    Descriptor writer; // to its end
    FileStatus identity;
    qint64 end = 0;                          // behind the last intact record
    qint64 size = 0;                         // as it was seen last
    qint64 synced = 0;                       // up to where this process synced
    bool isFolderSynced = false;             // since the file was opened: the name may be of a rename that is not
    bool mustRewrite = false;                // a sync failed, or the header is damaged
    qint64 liveBytes = 0;                    // of the records that count
    QHash<QByteArray, ScannedRecord> latest; // by key
    std::map<qint64, QByteArray> order;      // by offset
    std::vector<JournalDamage> damage;
    qint64 tornBytes = 0;
    int lockDepth = 0;

    [[nodiscard]] QString path() const { return folderPath + u'/' + name; }
    [[nodiscard]] QByteArray encodedName() const { return QFile::encodeName(name); }
    [[nodiscard]] std::unexpected<Error> fails(SystemFailure cause, const QString &operation) const
    {
        return std::unexpected(systemError(cause.number, operation, path()));
    }
    [[nodiscard]] std::unexpected<Error> unsynced(const QString &operation) const
    {
        return failure(
            ErrorCode::DurabilityUnknown, operation, path(),
            u"“%1” was written, but the disk did not confirm it. Check the disk, then try again."_s.arg(path()));
    }
    [[nodiscard]] std::unexpected<Error> changedMeanwhile() const
    {
        return failure(ErrorCode::Corrupt, u"read"_s, path(),
                       u"A part of “%1” changed after it was written and was not used. Check the disk."_s.arg(path()));
    }

    // ---- reading
    void forget();
    void apply(const ScannedRecord &record);
    void take(JournalScan scan);
    Result<bool> openFolderIfAny();
    Result<void> refresh();
    Result<void> reopen();
    Result<void> readHeader();
    Result<QByteArray> value(const ScannedRecord &record);

    // ---- writing
    template <typename Work>
    Result<void> locked(Work work);
    Result<void> change(const std::vector<Edit> &edits);
    Result<void> write(const std::vector<Edit> &edits);
    std::vector<Edit> withoutRepeats(const std::vector<Edit> &edits);
    Result<void> checkRoom(const std::vector<Edit> &edits) const;
    Result<void> append(const std::vector<Edit> &edits);
    Result<void> settle(const QString &operation);
    Result<void> compactIfWasteful();
    Result<void> rewrite(const std::vector<Edit> &edits);
    Result<void> fill(int target, const std::vector<Edit> &edits);
    Result<void> keepDamageAside();
    void removeLeftovers();
};

void Journal::State::forget()
{
    file.reset();
    writer.reset();
    end = size = synced = liveBytes = tornBytes = 0;
    isFolderSynced = false;
    latest.clear();
    order.clear();
    damage.clear();
}

void Journal::State::apply(const ScannedRecord &record)
{
    if (const auto before = latest.find(record.key); before != latest.end()) {
        liveBytes -= before->bytes();
        order.erase(before->offset);
        latest.erase(before);
    }
    if (record.type == RecordHead::Type::Remove)
        return;
    liveBytes += record.bytes();
    order.emplace(record.offset, record.key);
    latest.insert(record.key, record);
}

void Journal::State::take(JournalScan scan)
{
    for (const ScannedRecord &record : scan.records)
        apply(record);
    damage.insert(damage.end(), scan.damage.begin(), scan.damage.end());
    tornBytes += scan.tornBytes;
    end = scan.end;
}

/// False when there is none.
Result<bool> Journal::State::openFolderIfAny()
{
    if (folder) {
        if (lockDepth > 0)
            return true;
        const auto status = fs->status(folder.get());
        if (status && status->links > 0)
            return true;
        forget();
        folder.reset();
    }
    auto opened = openFolder(*fs, folderPath);
    if (!opened && opened.error().code() == ErrorCode::NotFound)
        return false;
    if (!opened)
        return failure(std::move(opened));
    folder = *std::move(opened);
    return true;
}

Result<void> Journal::State::refresh()
{
    const auto exists = openFolderIfAny();
    if (!exists)
        return failure(exists);
    if (!*exists)
        return {}; // and nothing is known of one that was there
    const auto status = fs->statusAt(folder.get(), encodedName());
    if (!status) {
        if (status.error().number != ENOENT)
            return fails(status.error(), u"read"_s);
        forget();
        return {};
    }
    const bool isSame = file && status->inode == identity.inode && status->device == identity.device;
    if (!isSame || status->size < end)
        return reopen();
    if (status->size == size && tornBytes == 0)
        return {};
    // A tail that was torn may have been a writer at work.
    auto scan = scanJournal(*fs, file.get(), end, status->size);
    if (!scan)
        return fails(scan.error(), u"read"_s);
    tornBytes = 0;
    std::erase_if(damage, [this](const JournalDamage &range) { return range.offset >= end; });
    size = status->size;
    take(*std::move(scan));
    return {};
}

Result<void> Journal::State::reopen()
{
    forget();
    auto opened = open(*fs, folder.get(), encodedName(), Fs::Access::Read);
    if (!opened)
        return fails(opened.error(), u"read"_s);
    const auto status = fs->status(opened->get());
    if (!status)
        return fails(status.error(), u"read"_s);
    if (status->type != EntryType::File)
        return failure(ErrorCode::Invalid, u"read"_s, path(),
                       u"“%1” is not a regular file. Move it away, then try again."_s.arg(path()));
    const bool isSame = identity.inode == status->inode && identity.device == status->device;
    mustRewrite = mustRewrite && isSame;
    file = *std::move(opened);
    identity = *status;
    size = status->size;
    if (auto read = readHeader(); !read) {
        forget();
        return read;
    }
    return {};
}

Result<void> Journal::State::readHeader()
{
    QByteArray header(std::min<qint64>(journalHeader.size(), size), Qt::Uninitialized);
    const auto length = readFullyAt(*fs, file.get(), {header.data(), static_cast<size_t>(header.size())}, 0);
    if (!length)
        return fails(length.error(), u"read"_s);
    auto scan = scanJournal(*fs, file.get(), header.size(), size);
    if (!scan)
        return fails(scan.error(), u"read"_s);
    const bool isKnown = header == journalHeader;
    if (!isKnown && scan->records.empty() && header.startsWith("pulse-journal-") && header.endsWith('\n'))
        return failure(ErrorCode::Unsupported, u"read"_s, path(),
                       u"“%1” was written by a newer Pulse. Use that one; nothing was changed."_s.arg(path()));
    if (!isKnown) {
        damage.push_back({0, header.size()});
        mustRewrite = true;
    }
    take(*std::move(scan));
    return {};
}

Result<QByteArray> Journal::State::value(const ScannedRecord &record)
{
    auto found = readValue(*fs, file.get(), record);
    if (!found)
        return fails(found.error(), u"read"_s);
    if (!*found) {
        forget(); // to be looked at as a whole again
        return changedMeanwhile();
    }
    return **std::move(found);
}

template <typename Work>
Result<void> Journal::State::locked(Work work)
{
    if (lockDepth > 0)
        return work();
    if (const auto exists = openFolderIfAny(); !exists)
        return failure(exists);
    if (!isFolderSynced) {                                // nor one that does not exist yet
        auto opened = openPrivateFolder(*fs, folderPath); // durable, whoever made it
        if (!opened)
            return failure(std::move(opened));
        folder = *std::move(opened);
    }
    if (const auto held = waitForLock(*fs, folder, folderPath); !held)
        return held;
    ++lockDepth;
    const int lockHolder = folder.get();
    auto outcome = work();
    --lockDepth;
    fs->unlock(lockHolder);
    return outcome;
}

Result<void> Journal::State::change(const std::vector<Edit> &edits)
{
    for (const Edit &edit : edits) {
        if (edit.key.isEmpty() || edit.key.size() > mostKeyBytes)
            return failure(ErrorCode::Invalid, u"save"_s, path(),
                           u"A name is empty or longer than %1 bytes. Shorten it."_s.arg(mostKeyBytes));
        if (edit.value.size() > options.mostValueBytes)
            return failure(ErrorCode::Invalid, u"save"_s, QString::fromUtf8(edit.key),
                           u"“%1” is larger than %2 MiB. Shorten it."_s.arg(QString::fromUtf8(edit.key))
                               .arg(options.mostValueBytes >> 20));
    }
    return locked([&] { return write(edits); });
}

Result<void> Journal::State::write(const std::vector<Edit> &edits)
{
    if (const auto fresh = refresh(); !fresh)
        return fresh;
    const std::vector<Edit> fitting = withoutRepeats(edits);
    if (const auto room = checkRoom(fitting); !room)
        return room;
    if (!file && fitting.empty())
        return {};
    if (!file || mustRewrite || !damage.empty() || tornBytes > 0)
        return rewrite(fitting);
    if (auto appended = append(fitting); !appended)
        return appended;
    return compactIfWasteful();
}

std::vector<Edit> Journal::State::withoutRepeats(const std::vector<Edit> &edits)
{
    std::vector<Edit> fitting;
    for (const Edit &edit : edits) {
        const auto before = latest.constFind(edit.key);
        if (before == latest.cend()) {
            if (edit.type == RecordHead::Type::Put || !fitting.empty())
                fitting.push_back(edit);
            continue;
        }
        if (!mustRewrite && edit.type == RecordHead::Type::Put && before->valueBytes == edit.value.size()) {
            const auto present = readValue(*fs, file.get(), *before);
            if (present && *present && **present == edit.value)
                continue;
        }
        fitting.push_back(edit);
    }
    return fitting;
}

Result<void> Journal::State::checkRoom(const std::vector<Edit> &edits) const
{
    qint64 after = liveBytes;
    for (const Edit &edit : edits) {
        const auto before = latest.constFind(edit.key);
        after += edit.value.size() - (before == latest.cend() ? 0 : before->bytes());
    }
    if (after <= options.mostLiveBytes || after <= liveBytes)
        return {};
    return failure(ErrorCode::NoSpace, u"save"_s, path(),
                   u"“%1” would hold more than %2 MiB. Finish or discard something that is kept in it, then try "
                   "again."_s.arg(path())
                       .arg(options.mostLiveBytes >> 20));
}

Result<void> Journal::State::append(const std::vector<Edit> &edits)
{
    if (!writer) {
        auto opened = open(*fs, folder.get(), encodedName(), Fs::Access::Append);
        if (!opened)
            return fails(opened.error(), u"save"_s);
        writer = *std::move(opened);
    }
    QByteArray bytes;
    std::vector<ScannedRecord> records;
    for (const Edit &edit : edits) {
        const qint64 offset = end + bytes.size();
        bytes += encodeRecord(edit.type, edit.key, edit.value, offset);
        records.push_back({edit.type, edit.key, offset, edit.value.size()});
    }
    if (const auto written = writeAll(*fs, writer.get(), bytes); !written) {
        // What was written of it is no record; a failure to cut it off is noticed by the next look.
        (void)fs->truncate(writer.get(), end);
        return fails(written.error(), u"save"_s);
    }
    for (const ScannedRecord &record : records)
        apply(record);
    end += bytes.size();
    size = end;
    return settle(u"save"_s);
}

/// Makes sure that all there is now is on the disk, under its name.
Result<void> Journal::State::settle(const QString &operation)
{
    if (synced < end) {
        if (!fs->sync(writer.get())) {
            mustRewrite = true;
            return unsynced(operation);
        }
        synced = end;
    }
    if (!isFolderSynced) {
        if (!fs->sync(folder.get())) {
            mustRewrite = true;
            return unsynced(operation);
        }
        isFolderSynced = true;
    }
    return {};
}

Result<void> Journal::State::compactIfWasteful()
{
    const bool isEmptied = latest.isEmpty() && end > journalHeader.size();
    if (isEmptied || end > std::max(options.compactAbove, mostWaste * liveBytes)) {
        // The change itself is durable; whether the file could be made smaller is no matter of its answer.
        (void)rewrite({});
    }
    return {};
}

Result<void> Journal::State::rewrite(const std::vector<Edit> &edits)
{
    removeLeftovers();
    if (const auto kept = keepDamageAside(); !kept)
        return kept;
    const QByteArray temporary =
        (options.temporaryName ? options.temporaryName() : temporaryFileName()) + '-' + encodedName();
    const auto target = createFile(*fs, folder.get(), temporary, journalHeader);
    Result<void> outcome = target ? fill(target->get(), edits) : fails(target.error(), u"save"_s);
    if (outcome) {
        if (const auto renamed = fs->rename(folder.get(), temporary, folder.get(), encodedName()); !renamed)
            outcome = fails(renamed.error(), u"save"_s);
    }
    if (!outcome) {
        (void)fs->removeFile(folder.get(), temporary);
        return outcome;
    }
    const bool isNamed = fs->sync(folder.get()).has_value();
    if (auto reopened = reopen(); !reopened)
        return reopened;
    mustRewrite = !isNamed;
    isFolderSynced = isNamed;
    synced = isNamed ? end : 0;
    return isNamed ? Result<void>() : unsynced(u"save"_s);
}

Result<void> Journal::State::fill(int target, const std::vector<Edit> &edits)
{
    qint64 at = journalHeader.size();
    const auto put = [&](const QByteArray &key, const QByteArray &bytes) -> Result<void> {
        const QByteArray record = encodeRecord(RecordHead::Type::Put, key, bytes, at);
        if (const auto written = writeAll(*fs, target, record); !written)
            return fails(written.error(), u"save"_s);
        at += record.size();
        return {};
    };
    const std::map<qint64, QByteArray> present = order; // `value` may forget it
    for (const auto &[offset, key] : present) {
        if (std::ranges::contains(edits, key, &Edit::key))
            continue;
        const auto bytes = value(latest.value(key));
        if (!bytes)
            return failure(bytes);
        if (auto copied = put(key, *bytes); !copied)
            return copied;
    }
    for (const Edit &edit : edits) {
        if (edit.type == RecordHead::Type::Remove)
            continue;
        if (auto added = put(edit.key, edit.value); !added)
            return added;
    }
    if (const auto done = fs->sync(target); !done)
        return fails(done.error(), u"save"_s);
    return {};
}

Result<void> Journal::State::keepDamageAside()
{
    if (damage.empty())
        return {};
    QByteArray bytes;
    for (const JournalDamage &range : damage) {
        QByteArray part(range.bytes, Qt::Uninitialized);
        const auto length = readFullyAt(*fs, file.get(), {part.data(), static_cast<size_t>(part.size())}, range.offset);
        if (!length)
            return fails(length.error(), u"read"_s);
        bytes += part.first(*length);
    }
    for (int number = 1; number <= mostKeptAside; ++number) {
        const QString aside = name + u".damaged-%1"_s.arg(number);
        const FileWriting options{.replace = false};
        auto written = writeFile(*fs, folder, aside, bytes, options, folderPath + u'/' + aside);
        if (written || written.error().code() != ErrorCode::AlreadyExists)
            return written;
    }
    return failure(ErrorCode::Corrupt, u"save"_s, path(),
                   u"“%1” was damaged %2 times. Look at the damaged parts beside it, remove them, and check the disk."_s
                       .arg(path())
                       .arg(mostKeptAside));
}

/// What a killed rewriting left: nobody else writes while this one holds the lock.
void Journal::State::removeLeftovers()
{
    const auto entries = fs->entries(folder.get());
    if (!entries)
        return;
    for (const DirectoryEntry &entry : *entries) {
        if (entry.name.startsWith(".tmp-") && entry.name.endsWith('-' + encodedName()))
            (void)fs->removeFile(folder.get(), entry.name);
    }
}

Journal::Journal(std::shared_ptr<Fs> fs, QString folder, QString name, Options options)
    : m_state(std::make_unique<State>())
{
    m_state->fs = std::move(fs);
    m_state->folderPath = std::move(folder);
    m_state->name = std::move(name);
    m_state->options = std::move(options);
}

Journal::~Journal() = default;

Result<void> Journal::put(const QByteArray &key, const QByteArray &value)
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->change({{RecordHead::Type::Put, key, value}});
}

Result<void> Journal::put(std::span<const Change> changes)
{
    const std::scoped_lock lock(m_state->mutex);
    std::vector<Edit> edits;
    for (const Change &change : changes)
        edits.push_back({RecordHead::Type::Put, change.key, change.value});
    return m_state->change(edits);
}

Result<void> Journal::remove(const QByteArray &key)
{
    return remove({&key, 1});
}

Result<void> Journal::remove(std::span<const QByteArray> keys)
{
    const std::scoped_lock lock(m_state->mutex);
    const auto exists = m_state->openFolderIfAny();
    if (!exists)
        return failure(exists);
    if (!*exists)
        return {};
    std::vector<Edit> edits;
    for (const QByteArray &key : keys)
        edits.push_back({RecordHead::Type::Remove, key, {}});
    return m_state->change(edits);
}

Result<QByteArray> Journal::get(const QByteArray &key)
{
    const std::scoped_lock lock(m_state->mutex);
    if (const auto fresh = m_state->refresh(); !fresh)
        return failure(fresh);
    const auto found = m_state->latest.constFind(key);
    if (found == m_state->latest.cend())
        return failure(ErrorCode::NotFound, u"read"_s, QString::fromUtf8(key),
                       u"There is nothing kept under “%1”."_s.arg(QString::fromUtf8(key)));
    return m_state->value(ScannedRecord(*found));
}

Result<std::vector<QByteArray>> Journal::keys()
{
    const std::scoped_lock lock(m_state->mutex);
    if (const auto fresh = m_state->refresh(); !fresh)
        return failure(fresh);
    std::vector<QByteArray> keys;
    for (const auto &[offset, key] : m_state->order)
        keys.push_back(key);
    return keys;
}

Result<bool> Journal::contains(const QByteArray &key)
{
    const std::scoped_lock lock(m_state->mutex);
    if (const auto fresh = m_state->refresh(); !fresh)
        return failure(fresh);
    return m_state->latest.contains(key);
}

Result<JournalHealth> Journal::health()
{
    const std::scoped_lock lock(m_state->mutex);
    m_state->forget();
    if (const auto fresh = m_state->refresh(); !fresh)
        return failure(fresh);
    JournalHealth health{.damage = m_state->damage, .tornBytes = m_state->tornBytes, .keptAside = {}};
    if (!m_state->folder)
        return health;
    const auto entries = m_state->fs->entries(m_state->folder.get());
    if (!entries)
        return m_state->fails(entries.error(), u"read"_s);
    for (const DirectoryEntry &entry : *entries) {
        if (entry.name.startsWith(m_state->encodedName() + ".damaged-"))
            health.keptAside.append(m_state->folderPath + u'/' + QFile::decodeName(entry.name));
    }
    health.keptAside.sort();
    return health;
}

Result<void> Journal::compact()
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->locked([this]() -> Result<void> {
        if (const auto fresh = m_state->refresh(); !fresh)
            return fresh;
        return m_state->file ? m_state->rewrite({}) : Result<void>();
    });
}

Result<void> Journal::exclusively(const std::function<Result<void>()> &work)
{
    const std::scoped_lock lock(m_state->mutex);
    return m_state->locked(work);
}

QString Journal::path() const
{
    return m_state->path();
}

} // namespace pulse
