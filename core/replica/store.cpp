// SPDX-License-Identifier: Apache-2.0
#include "store.h"

#include "pulse/base/cancellation.h"

#include <QDeadlineTimer>
#include <QThread>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

using namespace std::chrono_literals;

constexpr char homeKey[] = "home";
constexpr char onlyLook = '?'; // before the name of a prompt that nobody changed here; no name begins with it

QByteArray keyOf(const Name &name)
{
    return name.toString().toUtf8();
}

Result<std::optional<QByteArray>> valueIn(Journal &journal, const QByteArray &key)
{
    auto value = journal.get(key);
    if (!value && value.error().code() == ErrorCode::NotFound)
        return std::optional<QByteArray>();
    return value.transform([](QByteArray bytes) { return std::optional(std::move(bytes)); });
}

template <typename Record>
Result<std::optional<Record>> recordIn(Journal &journal, const QByteArray &key)
{
    const auto value = valueIn(journal, key);
    if (!value || !*value)
        return value.transform([](const auto &) { return std::optional<Record>(); });
    return decode<Record>(**value, QString::fromUtf8(key)).transform([](Record record) {
        return std::optional(std::move(record));
    });
}

using Records = std::vector<std::pair<QByteArray, std::optional<QByteArray>>>;

// What is new first: a crash in between leaves too much rather than too little.
Result<void> write(Journal &journal, const Records &records)
{
    std::vector<Journal::Change> changes;
    for (const auto &[key, value] : records) {
        if (value)
            changes.push_back({key, *value});
    }
    if (!changes.empty()) {
        if (auto put = journal.put(changes); !put)
            return put;
    }
    std::vector<QByteArray> gone;
    for (const auto &[key, value] : records) {
        if (value)
            continue;
        const auto isThere = journal.contains(key);
        if (!isThere)
            return failure(isThere);
        if (*isThere)
            gone.push_back(key);
    }
    return gone.empty() ? Result<void>() : journal.remove(gone);
}

} // namespace

Store::Store(std::shared_ptr<Fs> fs, QString folder, std::function<QByteArray()> temporaryName, qint64 mostQueuedBytes)
    : m_fs(std::move(fs))
    , m_folder(std::move(folder))
    , m_temporaryName(std::move(temporaryName))
    , m_queue(m_fs, m_folder, u"queue"_s, queueOptions(options(), mostQueuedBytes))
    , m_base(m_fs, m_folder, u"base"_s, options())
    , m_conflicts(m_fs, m_folder, u"conflicts"_s, options())
    , m_home(m_fs, m_folder, u"home"_s, options())
{}

Journal::Options Store::queueOptions(const Journal::Options &options, qint64 mostBytes)
{
    Journal::Options bounded = options;
    bounded.mostLiveBytes = mostBytes;
    return bounded;
}

Result<Store::ChangeLock> Store::lock(std::timed_mutex &mutex, const QByteArray &file,
                                      std::chrono::milliseconds longest, const std::stop_token &stop)
{
    ChangeLock lock;
    lock.m_inProcess = std::unique_lock(mutex, std::defer_lock);
    const QString shown = m_folder + u'/' + QString::fromLatin1(file);
    const QDeadlineTimer deadline = longest == 0ms ? QDeadlineTimer(QDeadlineTimer::Forever) : QDeadlineTimer(longest);
    const auto tooLong = [&] {
        return failure(
            ErrorCode::Unavailable, u"lock"_s, shown,
            u"Another program is changing the replica in “%1” for too long. Try again in a moment."_s.arg(m_folder));
    };
    while (!lock.m_inProcess.try_lock_for(20ms)) {
        if (auto go = checkCancelled(stop, u"lock"_s, shown); !go)
            return failure(std::move(go));
        if (deadline.hasExpired())
            return tooLong();
    }
    const auto folder = openPrivateFolder(*m_fs, m_folder);
    if (!folder)
        return failure(folder);
    auto opened = open(*m_fs, folder->get(), file, Fs::Access::Lock);
    if (!opened)
        return std::unexpected(systemError(opened.error().number, u"lock"_s, shown));
    while (true) {
        const auto locked = m_fs->tryLock(opened->get());
        if (locked)
            break;
        if (locked.error().number != EAGAIN)
            return std::unexpected(systemError(locked.error().number, u"lock"_s, shown));
        if (auto go = checkCancelled(stop, u"lock"_s, shown); !go)
            return failure(std::move(go));
        if (deadline.hasExpired())
            return tooLong();
        QThread::sleep(5ms);
    }
    lock.m_file = *std::move(opened);
    return lock;
}

Result<Store::ChangeLock> Store::lockChanges(const std::stop_token &stop)
{
    return lock(m_changing, "changes.lock", 30s, stop);
}

Result<Store::ChangeLock> Store::lockSynchronising(const std::stop_token &stop)
{
    return lock(m_synchronising, "synchronising.lock", 0ms, stop);
}

Result<std::vector<std::pair<Name, ChangeMark>>> Store::marks()
{
    const auto keys = m_queue.keys();
    if (!keys)
        return failure(keys);
    std::vector<std::pair<Name, ChangeMark>> all;
    for (const QByteArray &key : *keys) {
        auto name = Name::parse(QString::fromUtf8(key.startsWith(onlyLook) ? key.sliced(1) : key));
        if (!name)
            return failure(std::move(name));
        auto found = mark(*name);
        if (!found)
            return failure(std::move(found));
        if (*found)
            all.emplace_back(*std::move(name), **std::move(found));
    }
    return all;
}

Result<qint64> Store::countMarks()
{
    return m_queue.keys().transform([](const std::vector<QByteArray> &keys) {
        return qint64(std::ranges::count_if(keys, [](const QByteArray &key) { return !key.startsWith(onlyLook); }));
    });
}

Result<std::optional<ChangeMark>> Store::mark(const Name &name)
{
    auto change = recordIn<ChangeMark>(m_queue, keyOf(name));
    if (!change || *change)
        return change;
    return recordIn<ChangeMark>(m_queue, onlyLook + keyOf(name));
}

Result<void> Store::setMarks(const Marks &marks)
{
    Records written;
    for (const auto &[name, mark] : marks) {
        const auto valueIf = [&](bool isThere) { return isThere ? std::optional(encode(*mark)) : std::nullopt; };
        written.emplace_back(keyOf(name), valueIf(mark && mark->isChange));
        written.emplace_back(onlyLook + keyOf(name), valueIf(mark && !mark->isChange));
    }
    return write(m_queue, written);
}

Result<std::optional<BaseRecord>> Store::base(const Name &name)
{
    return recordIn<BaseRecord>(m_base, keyOf(name));
}

Result<std::vector<Name>> Store::knownPrompts()
{
    const auto keys = m_base.keys();
    if (!keys)
        return failure(keys);
    std::vector<Name> names;
    for (const QByteArray &key : *keys) {
        auto name = Name::parse(QString::fromUtf8(key));
        if (!name)
            return failure(std::move(name));
        names.push_back(*std::move(name));
    }
    return names;
}

Result<void> Store::setBases(const Bases &bases)
{
    Records written;
    for (const auto &[name, base] : bases) {
        const bool saysSomething = base && (!base->facts.isEmpty() || base->underWay);
        written.emplace_back(keyOf(name), saysSomething ? std::optional(encode(*base)) : std::nullopt);
    }
    return write(m_base, written);
}

Result<std::vector<ConflictRecord>> Store::conflicts()
{
    const auto keys = m_conflicts.keys();
    if (!keys)
        return failure(keys);
    std::vector<ConflictRecord> all;
    for (const QByteArray &key : *keys) {
        auto record = recordIn<ConflictRecord>(m_conflicts, key);
        if (!record)
            return failure(std::move(record));
        if (*record)
            all.push_back(**std::move(record));
    }
    return all;
}

Result<void> Store::addConflicts(const std::vector<ConflictRecord> &records)
{
    std::vector<Journal::Change> changes;
    for (const ConflictRecord &record : records)
        changes.push_back({record.conflict.id.toLatin1(), encode(record)});
    return changes.empty() ? Result<void>() : m_conflicts.put(changes);
}

Result<void> Store::removeConflict(const QString &id)
{
    return m_conflicts.remove(id.toLatin1());
}

Result<std::optional<HomeRecord>> Store::home()
{
    return recordIn<HomeRecord>(m_home, homeKey);
}

Result<void> Store::setHome(const HomeRecord &home)
{
    return m_home.put(homeKey, encode(home));
}

} // namespace pulse::replica
