// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/drafts.h"

#include "draft_codec.h"
#include "pulse/base/personal_folders.h"
#include "pulse/crypto/checksum.h"
#include "pulse/fs/durable_file.h"
#include "pulse/storage/storage.h"

#include <QDir>
#include <algorithm>
#include <atomic>
#include <cerrno>
#include <map>

using namespace Qt::StringLiterals;

namespace pulse {

using namespace detail;

namespace {

Journal::Options journalOptions(std::function<QByteArray()> temporaryName)
{
    return {.mostValueBytes = Storage::maxBufferedBytes + mostDraftFactBytes,
            .temporaryName = std::move(temporaryName)};
}

std::unexpected<Error> damaged(const QString &path)
{
    return failure(ErrorCode::Corrupt, u"load"_s, path,
                   u"The draft in “%1” is damaged and was not used. The file was left as it is."_s.arg(path));
}

// Not gone and not damaged: it may be there the next time.
bool isTrouble(const Error &error)
{
    return error.code() == ErrorCode::Unavailable || error.code() == ErrorCode::PermissionDenied;
}

void newestFirst(std::vector<Draft> &drafts)
{
    std::ranges::stable_sort(drafts, std::ranges::greater(), &Draft::savedAt);
}

} // namespace

struct DraftStore::State
{
    /// What was found in files of the time before the journal.
    struct Old
    {
        std::map<QString, Draft> drafts; // by file
        QStringList damaged;             // paths
    };

    State(const QString &folderPath, std::shared_ptr<const Clock> theClock, std::shared_ptr<Fs> theFs,
          std::function<QByteArray()> temporaryName)
        : folder(folderPath)
        , clock(std::move(theClock))
        , fs(std::move(theFs))
        , journal(fs, folderPath, u"journal"_s, journalOptions(std::move(temporaryName)))
    {}

    QString folder;
    std::shared_ptr<const Clock> clock;
    std::shared_ptr<Fs> fs;
    Journal journal;
    std::atomic<bool> hasLooked = false; // for drafts of before

    [[nodiscard]] Result<Old> readOld() const;
    Result<Draft> readJournal(const QString &key);
    Result<void> adopt(const Old &old);
    Result<Old> takeOver();
};

Result<DraftStore::State::Old> DraftStore::State::readOld() const
{
    Old old;
    const auto opened = openFolder(*fs, folder);
    if (!opened && opened.error().code() == ErrorCode::NotFound)
        return old;
    if (!opened)
        return failure(opened);
    const auto entries = fs->entries(opened->get());
    if (!entries)
        return std::unexpected(systemError(entries.error().number, u"load"_s, folder));
    for (const DirectoryEntry &entry : *entries) {
        const QString file = QString::fromUtf8(entry.name);
        if (!file.endsWith(u".draft"))
            continue;
        const QString path = folder + u'/' + file;
        auto reader = FileReader::openIn(fs, *opened, file, path);
        const auto bytes = reader ? reader->readAll(Storage::maxBufferedBytes + mostDraftFactBytes)
                                  : Result<QByteArray>(failure(reader));
        if (bytes && bytes->isEmpty()) // of a removal that the disk did not confirm
            continue;
        if (!bytes && isTrouble(bytes.error()))
            return failure(bytes); // a disk that does not answer is no damaged draft
        auto draft = bytes ? decodeDraftFile(*bytes) : std::nullopt;
        if (draft && draftFileName(draft->key) == file)
            old.drafts.emplace(file, *std::move(draft));
        else if (bytes || bytes.error().code() != ErrorCode::NotFound)
            old.damaged.append(path);
    }
    return old;
}

Result<Draft> DraftStore::State::readJournal(const QString &key)
{
    const auto value = journal.get(key.toUtf8());
    if (!value && value.error().code() == ErrorCode::NotFound)
        return failure(ErrorCode::NotFound, u"load"_s, key, u"There is no draft of “%1”."_s.arg(key));
    if (!value)
        return failure(value);
    auto draft = decodeDraft(*value);
    if (!draft || draft->key != key)
        return damaged(journal.path());
    return *std::move(draft);
}

/// Copies into the journal first, and removes the files only when that is on the disk. Of two drafts of one prompt the
/// newer counts.
Result<void> DraftStore::State::adopt(const Old &old)
{
    std::vector<Journal::Change> changes;
    for (const auto &[file, draft] : old.drafts) {
        const auto present = readJournal(draft.key);
        if (!present && present.error().code() != ErrorCode::NotFound && present.error().code() != ErrorCode::Corrupt)
            return failure(present);
        if (!present || present->savedAt < draft.savedAt)
            changes.push_back({draft.key.toUtf8(), encodeDraft(draft)});
    }
    if (auto kept = journal.put(changes); !kept)
        return kept;
    const auto opened = openFolder(*fs, folder);
    if (!opened)
        return failure(opened);
    for (const auto &[file, draft] : old.drafts) {
        if (const auto removed = removeFile(*fs, *opened, file, folder + u'/' + file); !removed)
            return failure(removed);
    }
    return {};
}

/// Moves the drafts of before into the journal; what cannot be moved now is in the answer.
Result<DraftStore::State::Old> DraftStore::State::takeOver()
{
    auto old = readOld();
    if (!old || old->drafts.empty()) {
        hasLooked = old.has_value();
        return old;
    }
    const auto adopted = journal.exclusively([&]() -> Result<void> {
        old = readOld(); // another process may have been quicker
        if (!old)
            return failure(old);
        return adopt(*old);
    });
    if (adopted && old) {
        old->drafts.clear();
        hasLooked = true;
    }
    return old;
}

DraftStore::DraftStore(const QString &folder, const QString &libraryKey, std::shared_ptr<const Clock> clock,
                       std::shared_ptr<Fs> fs, std::function<QByteArray()> temporaryName)
    : m_state(std::make_unique<State>(
          QDir::cleanPath(QDir(folder).absoluteFilePath(Checksum::of(libraryKey.toUtf8()).hex().left(32))),
          std::move(clock), std::move(fs), std::move(temporaryName)))
{}

DraftStore::~DraftStore() = default;
DraftStore::DraftStore(DraftStore &&) noexcept = default;
DraftStore &DraftStore::operator=(DraftStore &&) noexcept = default;

QString DraftStore::defaultFolder()
{
    return pulseFolder(PersonalFolder::State).value_or(QString()) + "/drafts"_L1;
}

Result<void> DraftStore::save(const Draft &draft)
{
    if (draft.content.size() > Storage::maxBufferedBytes)
        return failure(
            ErrorCode::Invalid, u"save"_s, draft.key,
            u"The text is larger than a prompt can be (%1 MiB), so its draft was not saved. Shorten it."_s.arg(
                Storage::maxBufferedBytes >> 20));
    Draft stamped = draft;
    if (!stamped.savedAt.isValid())
        stamped.savedAt = m_state->clock->now();
    // Else a file of before could count for more, should the clock have gone back since.
    if (!m_state->hasLooked)
        (void)m_state->takeOver();
    return m_state->journal.put(draft.key.toUtf8(), encodeDraft(stamped));
}

Result<Draft> DraftStore::load(const QString &key) const
{
    const auto old = m_state->takeOver();
    auto draft = m_state->readJournal(key);
    if (!old)
        return draft || draft.error().code() != ErrorCode::NotFound ? draft : failure(old);
    if (const auto unmoved = old->drafts.find(draftFileName(key)); unmoved != old->drafts.end()) {
        if (!draft || draft->savedAt < unmoved->second.savedAt)
            return unmoved->second;
    }
    const QString path = m_state->folder + u'/' + draftFileName(key);
    if (!draft && draft.error().code() == ErrorCode::NotFound && old->damaged.contains(path))
        return damaged(path);
    return draft;
}

Result<std::vector<Draft>> DraftStore::list() const
{
    auto old = m_state->takeOver();
    if (!old)
        return failure(std::move(old));
    const auto keys = m_state->journal.keys();
    if (!keys)
        return failure(keys);
    std::map<QString, Draft> found;
    for (const QByteArray &key : *keys) {
        auto draft = m_state->readJournal(QString::fromUtf8(key));
        if (!draft && isTrouble(draft.error()))
            return failure(std::move(draft)); // a shorter list would say that it was discarded
        if (draft)
            found.insert_or_assign(draft->key, *std::move(draft));
    }
    for (auto &[file, draft] : old->drafts) {
        const auto present = found.find(draft.key);
        if (present == found.end() || present->second.savedAt < draft.savedAt)
            found.insert_or_assign(draft.key, std::move(draft));
    }
    std::vector<Draft> drafts;
    for (auto &[key, draft] : found)
        drafts.push_back(std::move(draft));
    newestFirst(drafts);
    return drafts;
}

Result<void> DraftStore::discard(const QString &key)
{
    // A file of before goes first: else it would bring the draft back.
    const auto opened = openFolder(*m_state->fs, m_state->folder);
    if (!opened)
        return opened.error().code() == ErrorCode::NotFound ? Result<void>() : failure(opened);
    const QString file = draftFileName(key);
    const QString path = m_state->folder + u'/' + file;
    const auto status = m_state->fs->statusAt(opened->get(), file.toLatin1());
    if (!status && status.error().number != ENOENT)
        return std::unexpected(systemError(status.error().number, u"remove"_s, path));
    if (status) {
        if (const auto gone = removeFile(*m_state->fs, *opened, file, path); !gone) {
            // Another sync would prove nothing of this removal; with a file in its place a second try removes again.
            (void)createFile(*m_state->fs, opened->get(), file.toLatin1(), {});
            return failure(gone);
        }
    }
    return m_state->journal.remove(key.toUtf8());
}

Result<QStringList> DraftStore::damage() const
{
    const auto health = m_state->journal.health();
    if (!health)
        return failure(health);
    const auto old = m_state->readOld();
    if (!old)
        return failure(old);
    QStringList paths = health->keptAside + old->damaged;
    if (!health->damage.empty())
        paths.prepend(m_state->journal.path());
    return paths;
}

} // namespace pulse
