// SPDX-License-Identifier: Apache-2.0
// Versions on their way from one side to the other.
#include "synchroniser.h"

#include "pulse/base/parallel.h"

#include <condition_variable>
#include <thread>

using namespace Qt::StringLiterals;

namespace pulse::replica {

namespace {

constexpr size_t batchVersions = 512;
constexpr int batchesAtOnce = 2;
constexpr size_t storedAtOnce = 64;  // fewer are not worth a wait for the disk, unless they are the last
constexpr size_t storedAtMost = 128; // between two looks at whether to go on
constexpr qint64 batchBytes = 16LL * 1024 * 1024;
constexpr qint64 longBytes = 8LL * 1024 * 1024; // goes in pieces where both sides can

// What another change made meanwhile answers: the prompt is looked at again.
bool isRace(const Error &error)
{
    return error.code() == ErrorCode::AlreadyExists || error.code() == ErrorCode::Conflict ||
           error.code() == ErrorCode::NotFound;
}

} // namespace

bool Synchroniser::check(Work &work, const Result<void> &done, qint64 &counter)
{
    if (!done && !isRace(done.error())) {
        note(work, done.error());
        return false;
    }
    const std::scoped_lock lock(m_mutex);
    work.again = work.again || !done;
    if (!done)
        work.overtaken = done.error();
    counter += done ? 1 : 0;
    return done.has_value();
}

// Prompts are counted by the versions that were brought over, but for the last ones of a chunk, which have to be
// remembered first.
void Synchroniser::moved(const QString &subject, qint64 versions)
{
    const std::scoped_lock lock(m_progressMutex);
    m_moved = std::min(m_moved + versions, m_inChunk);
    const qint64 total = std::ssize(m_candidates); // some are looked at again
    if (m_progress)
        m_progress({std::min(m_done + m_moved, total), total, subject});
}

// ---- bytes that get a number of their own

Result<void> Synchroniser::separateVersions(std::span<Work> chunk)
{
    for (Work &work : chunk) {
        if (!work.goesOn() || work.plan.separate.empty())
            continue;
        const auto lock = m_parts.store.lockChanges(m_stop);
        if (!lock)
            return failure(lock);
        for (const Separation &separation : work.plan.separate) {
            if (work.here.has(separation.ours))
                continue; // set aside before
            if (auto copied = copyAside(work, separation); !copied) {
                note(work, copied.error());
                break;
            }
            work.plan.send.push_back(separation.ours);
        }
    }
    return {};
}

Result<void> Synchroniser::copyAside(Work &work, const Separation &separation)
{
    Metadata metadata = work.here.metadata.at(separation.version);
    metadata.version = separation.ours;
    Result<StoreReceipt> receipt = [&]() -> Result<StoreReceipt> {
        if (metadata.size > longBytes && m_canHere.streams) {
            auto reader = m_canHere.streams->openContent(work.name, separation.version, m_stop);
            if (!reader)
                return failure(std::move(reader));
            return m_canHere.streams->storeContent(metadata, **reader, m_stop);
        }
        auto prompt = m_local.fetch(work.name, separation.version, m_stop);
        if (!prompt)
            return failure(std::move(prompt));
        return m_local.store({metadata, std::move(prompt->content)}, m_stop);
    }();
    if (!receipt)
        return failure(std::move(receipt));
    work.here.metadata.insert_or_assign(separation.ours, receipt->metadata);
    work.here.facts.versions.insert_or_assign(separation.ours, factsOf(receipt->metadata));
    work.plan.agreed.versions.insert_or_assign(separation.ours, factsOf(receipt->metadata));
    return {};
}

// ---- to the home

// While one batch is being stored the next is read here and prepared there, which leaves the network idle.
void Synchroniser::send(std::span<Work> chunk)
{
    std::vector<Sending> batches(1);
    Sending inPieces;
    qint64 bytes = 0;
    for (Work &work : chunk) {
        for (const Version &version : work.goesOn() ? work.plan.send : std::vector<Version>()) {
            const qint64 size = work.here.metadata.at(version).size;
            if (size > longBytes && m_canHere.streams && m_canHome.streams) {
                inPieces.emplace_back(&work, version);
                continue;
            }
            if (batches.back().size() == batchVersions || bytes + size > batchBytes) {
                batches.emplace_back();
                bytes = 0;
            }
            batches.back().emplace_back(&work, version);
            bytes += size;
        }
    }
    forEachInParallel(batchesAtOnce, batches.size(), [&](size_t i) { sendBatch(batches[i]); });
    for (const auto &[work, version] : inPieces)
        sendLong(*work, version);
}

void Synchroniser::sendBatch(const Sending &batch)
{
    if (batch.empty())
        return;
    std::vector<VersionKey> keys;
    for (const auto &[work, version] : batch)
        keys.push_back({work->name, version});
    std::vector<Result<Prompt>> fetched;
    if (m_canHere.batches)
        fetched = m_canHere.batches->fetchMany(keys, {}, m_stop);
    else
        for (const VersionKey &key : keys)
            fetched.push_back(m_local.fetch(key.name, key.version, m_stop));
    std::vector<Prompt> prompts;
    std::vector<size_t> places;
    for (size_t i = 0; i < batch.size(); ++i) {
        if (!fetched[i]) {
            qint64 ignored = 0;
            (void)check(*batch[i].first, failure(fetched[i]), ignored);
            continue;
        }
        prompts.push_back(*std::move(fetched[i]));
        places.push_back(i);
    }
    std::vector<Result<StoreReceipt>> receipts;
    if (m_canHome.batches) {
        receipts = m_canHome.batches->storeMany(prompts, [this](const Progress &each) { moved(each.subject); }, m_stop);
    } else {
        receipts.resize(prompts.size(), failure(ErrorCode::Cancelled, {}, {}, {}));
        forEachInParallel(m_parts.parallel, prompts.size(), [&](size_t i) {
            receipts[i] = m_home.store(prompts[i], m_stop);
            moved(VersionKey{prompts[i].name(), prompts[i].version()}.toString());
        });
    }
    for (size_t i = 0; i < prompts.size(); ++i) {
        Work *work = batch[places[i]].first;
        sent(*work, prompts[i].metadata, receipts[i]);
    }
}

void Synchroniser::sendLong(Work &work, const Version &version)
{
    if (!work.goesOn())
        return;
    const auto receipt = [&]() -> Result<StoreReceipt> {
        auto reader = m_canHere.streams->openContent(work.name, version, m_stop);
        if (!reader)
            return failure(std::move(reader));
        return m_canHome.streams->storeContent(work.here.metadata.at(version), **reader, m_stop);
    }();
    sent(work, work.here.metadata.at(version), receipt);
}

void Synchroniser::sent(Work &work, const Metadata &ours, const Result<StoreReceipt> &receipt)
{
    if (!check(work, receipt.transform([](const StoreReceipt &) {}), m_report.sent))
        return;
    const std::scoped_lock lock(m_mutex);
    m_report.bytes += ours.size;
    const VersionFacts theirs = factsOf(receipt->metadata);
    work.reached.versions.insert_or_assign(ours.version, commonOf(theirs, factsOf(ours)));
    // The home had it already, with facts of its own: those are compared next.
    if (theirs != work.plan.agreed.versions.at(ours.version))
        work.again = true;
}

// ---- from the home

Result<Prompt> Synchroniser::fetchShort(const Name &name, const Version &version,
                                        std::unique_ptr<StreamStorage::Reader> &tooLong)
{
    if (!m_canHome.streams || !m_canHere.streams)
        return m_home.fetch(name, version, m_stop);
    auto reader = m_canHome.streams->openContent(name, version, m_stop);
    if (!reader)
        return failure(std::move(reader));
    Prompt prompt{(*reader)->metadata(), {}};
    if (prompt.metadata.size > longBytes) {
        tooLong = *std::move(reader);
        return prompt;
    }
    // One byte more than there should be, so that the reading comes to the end and with it to the check.
    prompt.content.resize(prompt.metadata.size + 1);
    qsizetype filled = 0;
    while (filled < prompt.content.size()) {
        const auto got = (*reader)->read(std::span(prompt.content).subspan(static_cast<size_t>(filled)));
        if (!got)
            return failure(got);
        if (*got == 0)
            break;
        filled += *got;
    }
    prompt.content.truncate(filled);
    if (Checksum::of(prompt.content) != prompt.metadata.checksum)
        return failure(ErrorCode::Corrupt, u"synchronise"_s, VersionKey{name, version}.toString(),
                       u"%1 came from the home with other bytes than its checksum says. It was not taken over; check "
                       "the home with verify."_s.arg(VersionKey{name, version}.toString()));
    return prompt;
}

/// What has come and waits to be stored: put there by many threads, taken by one.
class Synchroniser::Arrivals
{
public:
    /// Waits while too much is there already. False when nothing more is wanted.
    [[nodiscard]] bool mayFetch()
    {
        std::unique_lock lock(m_mutex);
        m_room.wait(lock, [this] { return m_isClosed || m_bytes < batchBytes; });
        return !m_isClosed;
    }
    void add(Work &work, Prompt prompt)
    {
        const std::scoped_lock lock(m_mutex);
        m_bytes += prompt.content.size();
        m_waiting.emplace_back(&work, std::move(prompt));
        m_more.notify_one();
    }
    /// Nothing more will come.
    void end()
    {
        const std::scoped_lock lock(m_mutex);
        m_isOver = true;
        m_more.notify_one();
    }
    /// Nothing more is wanted.
    void close()
    {
        const std::scoped_lock lock(m_mutex);
        m_isClosed = true;
        m_room.notify_all();
    }
    /// What is there, once that is worth its way to the disk; empty at the end.
    [[nodiscard]] Arrived take()
    {
        std::unique_lock lock(m_mutex);
        m_more.wait(lock, [this] { return m_isOver || m_waiting.size() >= storedAtOnce || m_bytes >= batchBytes; });
        Arrived taken = std::exchange(m_waiting, {});
        if (taken.size() > storedAtMost) {
            const auto rest = taken.begin() + static_cast<std::ptrdiff_t>(storedAtMost);
            m_waiting.assign(std::move_iterator(rest), std::move_iterator(taken.end()));
            taken.erase(rest, taken.end());
        }
        for (const auto &[work, prompt] : taken)
            m_bytes -= prompt.content.size();
        m_room.notify_all();
        return taken;
    }

private:
    std::mutex m_mutex;
    std::condition_variable m_more;
    std::condition_variable m_room;
    Arrived m_waiting;
    qint64 m_bytes = 0;
    bool m_isOver = false;
    bool m_isClosed = false;
};

void Synchroniser::receiveOne(Work &work, const Version &version, Arrivals &arrivals)
{
    if (!mayGoOn(work))
        return;
    std::unique_ptr<StreamStorage::Reader> reader;
    auto prompt = fetchShort(work.name, version, reader);
    if (!prompt) {
        qint64 ignored = 0;
        (void)check(work, failure(std::move(prompt)), ignored);
        return;
    }
    if (!reader)
        return arrivals.add(work, *std::move(prompt));
    const auto receipt = m_canHere.streams->storeContent(prompt->metadata, *reader, m_stop);
    received(work, prompt->metadata, receipt);
}

// While some are stored, which waits for the disk, the next ones are on their way, which waits for the network.
Result<void> Synchroniser::receive(std::span<Work> chunk)
{
    std::vector<std::pair<Work *, Version>> wanted;
    for (Work &work : chunk) {
        for (const Version &version : work.goesOn() ? work.plan.receive : std::vector<Version>())
            wanted.emplace_back(&work, version);
    }
    if (wanted.empty())
        return {};
    Arrivals arrivals;
    std::jthread fetching([&] {
        forEachInParallel(m_parts.parallel, wanted.size(), [&](size_t i) {
            if (arrivals.mayFetch())
                receiveOne(*wanted[i].first, wanted[i].second, arrivals);
        });
        arrivals.end();
    });
    for (Arrived arrived = arrivals.take(); !arrived.empty(); arrived = arrivals.take()) {
        if (auto stored = storeArrived(arrived); !stored) {
            arrivals.close();
            return stored;
        }
        const Metadata &last = arrived.back().second.metadata;
        moved(VersionKey{last.name, last.version}.toString(), std::ssize(arrived));
    }
    return {};
}

Result<void> Synchroniser::storeArrived(const Arrived &arrived)
{
    if (arrived.empty())
        return {};
    std::vector<Prompt> prompts;
    for (const auto &[work, prompt] : arrived)
        prompts.push_back(prompt);
    std::vector<Result<StoreReceipt>> receipts;
    {
        const auto lock = m_parts.store.lockChanges(m_stop);
        if (!lock)
            return failure(lock);
        if (m_canHere.batches)
            receipts = m_canHere.batches->storeMany(prompts, {}, m_stop);
        else
            for (const Prompt &prompt : prompts)
                receipts.push_back(m_local.store(prompt, m_stop));
    }
    for (size_t i = 0; i < prompts.size(); ++i)
        received(*arrived[i].first, prompts[i].metadata, receipts[i]);
    return {};
}

void Synchroniser::received(Work &work, const Metadata &theirs, const Result<StoreReceipt> &receipt)
{
    if (!check(work, receipt.transform([](const StoreReceipt &) {}), m_report.received))
        return;
    const std::scoped_lock lock(m_mutex);
    m_report.bytes += theirs.size;
    const VersionFacts ours = factsOf(receipt->metadata);
    work.reached.versions.insert_or_assign(theirs.version, commonOf(ours, factsOf(theirs)));
    work.plan.agreed.versions.insert_or_assign(theirs.version, ours);
    if (ours != factsOf(theirs))
        work.again = true;
}

} // namespace pulse::replica
