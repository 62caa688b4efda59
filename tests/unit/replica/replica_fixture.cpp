// SPDX-License-Identifier: Apache-2.0
#include "replica_fixture.h"

#include "pulse/test/temporary_library.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace pulse::test {

// ---- the home

UncertainHome::UncertainHome(std::shared_ptr<Storage> next, std::shared_ptr<Faults> faults)
    : Layer(std::move(next))
    , m_faults(std::move(faults))
{}

Result<void> UncertainHome::reach(const QString &operation) const
{
    ++m_faults->calls;
    if (m_faults->onCall)
        m_faults->onCall(operation);
    if (m_faults->callsUntilGone >= 0 && m_faults->callsUntilGone.fetch_sub(1) == 0)
        m_faults->fault = Fault::Unreachable;
    if (m_faults->fault == Fault::Unreachable)
        return failure(ErrorCode::Unavailable, operation, u"home"_s, u"The home cannot be reached. Try again later."_s);
    if (m_faults->fault == Fault::Refusing)
        return failure(ErrorCode::PermissionDenied, operation, u"home"_s, u"The password is wrong. Enter it again."_s);
    return {};
}

template <typename Call>
auto UncertainHome::reached(const char *operation, Call call) const -> decltype(call())
{
    if (auto there = reach(QString::fromLatin1(operation)); !there)
        return failure(std::move(there));
    auto answer = call();
    if (m_faults->fault == Fault::Mute)
        return failure(ErrorCode::Unavailable, QString::fromLatin1(operation), u"home"_s,
                       u"The home does not answer. Try again later."_s);
    return answer;
}

StorageInfo UncertainHome::info() const
{
    StorageInfo info = Layer::info();
    if (m_faults->fault == Fault::ReadOnly) {
        info.readOnly = true;
        info.readOnlyReason = u"The server lets you read, but not write. Ask who runs it."_s;
    }
    return info;
}

Capabilities UncertainHome::capabilities()
{
    return {.versions = this,
            .metadata = this,
            .labels = this,
            .trash = this,
            .guardedRemoval = m_faults->guardsRemovals ? this : nullptr,
            .fingerprints = m_faults->hasFingerprints ? this : nullptr};
}

Result<StoreReceipt> UncertainHome::store(const Prompt &prompt, std::stop_token stop)
{
    return reached("store", [&]() -> Result<StoreReceipt> {
        if (m_faults->fault == Fault::TakingNothing)
            return failure(ErrorCode::PermissionDenied, u"store"_s, prompt.name().toString(),
                           u"The server does not permit this. Ask who runs it."_s);
        return next().store(prompt, stop);
    });
}

Result<Prompt> UncertainHome::fetch(const Name &name, const Version &version, std::stop_token stop)
{
    return reached("fetch", [&] { return next().fetch(name, version, stop); });
}

Result<ListPage> UncertainHome::list(const ListQuery &query, std::stop_token stop)
{
    return reached("list", [&]() -> Result<ListPage> {
        if (m_faults->fault == Fault::EmptyListing)
            return ListPage();
        if (m_faults->fault == Fault::FailingListing && !query.cursor.isEmpty())
            return failure(ErrorCode::Unavailable, u"list"_s, u"home"_s, u"The answer was cut. Try again."_s);
        ListQuery shorter = query;
        shorter.limit = m_faults->fault == Fault::FailingListing ? 1 : query.limit;
        auto page = next().list(shorter, stop);
        if (page && m_faults->fault == Fault::CutListing)
            page->items.erase(page->items.begin() + std::ssize(page->items) / 2, page->items.end());
        return page;
    });
}

Result<RemovalReceipt> UncertainHome::remove(const Name &name, const std::optional<Version> &version,
                                             std::stop_token stop)
{
    return reached("remove", [&] { return next().remove(name, version, stop); });
}

Result<std::vector<Version>> UncertainHome::versions(const Name &name, std::stop_token stop)
{
    return reached("versions", [&] { return beneath().versions->versions(name, stop); });
}

Result<Version> UncertainHome::latest(const Name &name, std::stop_token stop)
{
    return reached("latest", [&] { return beneath().versions->latest(name, stop); });
}

Result<Metadata> UncertainHome::metadata(const Name &name, const Version &version, std::stop_token stop)
{
    return reached("metadata", [&] { return beneath().metadata->metadata(name, version, stop); });
}

Result<Metadata> UncertainHome::updateMetadata(const Name &name, const Version &version, const MetadataPatch &patch,
                                               std::stop_token stop)
{
    return reached("update", [&] { return beneath().metadata->updateMetadata(name, version, patch, stop); });
}

Result<LabelMap> UncertainHome::labels(const Name &name, std::stop_token stop)
{
    return reached("labels", [&] { return beneath().labels->labels(name, stop); });
}

Result<void> UncertainHome::setLabel(const Name &name, const Label &label, const Version &version,
                                     const Precondition &precondition, std::stop_token stop)
{
    return reached("label", [&] { return beneath().labels->setLabel(name, label, version, precondition, stop); });
}

Result<void> UncertainHome::removeLabel(const Name &name, const Label &label, const Precondition &precondition,
                                        std::stop_token stop)
{
    return reached("label", [&] { return beneath().labels->removeLabel(name, label, precondition, stop); });
}

Result<std::vector<TrashEntry>> UncertainHome::trash(std::stop_token stop)
{
    return reached("trash", [&] { return beneath().trash->trash(stop); });
}

Result<Name> UncertainHome::restore(const QString &id, const std::optional<Name> &as, std::stop_token stop)
{
    return reached("restore", [&] { return beneath().trash->restore(id, as, stop); });
}

Result<void> UncertainHome::purge(const QString &id, std::stop_token stop)
{
    return reached("purge", [&] { return beneath().trash->purge(id, stop); });
}

std::vector<Result<void>> UncertainHome::purgeMany(std::span<const QString> ids, const ProgressSink &progress,
                                                   std::stop_token stop)
{
    return beneath().trash->purgeMany(ids, progress, std::move(stop));
}

Result<RemovalReceipt> UncertainHome::removeUnchanged(const Name &name, const std::optional<Version> &version,
                                                      const Seen &seen, std::stop_token stop)
{
    return reached("remove", [&] { return beneath().guardedRemoval->removeUnchanged(name, version, seen, stop); });
}

Result<std::vector<FingerprintStorage::Item>> UncertainHome::fingerprints(std::stop_token stop)
{
    return reached("list", [&]() -> Result<std::vector<Item>> {
        if (m_faults->fault == Fault::EmptyListing)
            return std::vector<Item>();
        if (m_faults->fault == Fault::FailingListing)
            return failure(ErrorCode::Unavailable, u"list"_s, u"home"_s, u"The answer was cut. Try again."_s);
        auto items = beneath().fingerprints->fingerprints(stop);
        if (items && m_faults->fault == Fault::CutListing)
            items->erase(items->begin() + std::ssize(*items) / 2, items->end());
        return items;
    });
}

// ---- the team

Team::Team()
    // In memory where there is such a folder: these cases are not about power cuts.
    : m_folder(QDir(u"/dev/shm"_s).exists() ? u"/dev/shm/pulse-XXXXXX"_s : QDir::tempPath() + u"/pulse-XXXXXX"_s)
    , m_place(std::make_shared<QString>(u"memory:home"_s))
    , m_home(must(m_backend(QUrl(*m_place), makeOptions())))
    , m_faults(std::make_shared<UncertainHome::Faults>())
{}

QString Team::folderOf(const QString &name) const
{
    return m_folder.filePath(name);
}

Team::Member Team::join(const QString &name, int years, const std::function<void(ReplicaOptions &)> &edit)
{
    const auto clock = std::make_shared<ManualClock>(makeTime(u"2024-06-01T12:00:00Z").addYears(years));
    Member member{
        .clock = clock, .local = must(m_backend(QUrl(u"memory:"_s + name), makeOptions(clock))), .storage = {}};
    ReplicaOptions options{.local = member.local,
                           .openHome = [backend = m_backend, faults = m_faults,
                                        place = m_place](const std::stop_token &) -> Result<std::shared_ptr<Storage>> {
                               auto home = backend(QUrl(*place), makeOptions());
                               if (!home)
                                   return home;
                               auto uncertain = std::make_shared<UncertainHome>(*home, faults);
                               if (auto there = uncertain->exists(makeName(u"any"), {}, {}); !there)
                                   return failure(std::move(there));
                               if (auto there = uncertain->fetch(makeName(u"any"), makeVersion(u"1.0.0"), {});
                                   !there && there.error().code() != ErrorCode::NotFound)
                                   return failure(std::move(there));
                               return uncertain;
                           },
                           .home = QUrl(u"https://home.example/library"_s),
                           .backend = u"webdav"_s,
                           .folder = folderOf(name),
                           .fs = realFs(),
                           .clock = clock};
    if (edit)
        edit(options);
    member.storage = must(makeReplica(std::move(options), {}));
    return member;
}

void Team::moveAway()
{
    *m_place += u"-moved"_s;
    m_home = must(m_backend(QUrl(*m_place), makeOptions()));
}

// ---- looking

namespace {

QString digitsOf(const Metadata &metadata)
{
    return metadata.checksum.hex().first(8);
}

} // namespace

QStringList viewOf(Storage &storage)
{
    QStringList lines;
    const Capabilities can = storage.capabilities();
    for (const ListItem &item : must(storage.list({.limit = 100'000}, {})).items) {
        for (const Version &version : must(can.versions->versions(*item.name, {}))) {
            const Metadata metadata = must(can.metadata->metadata(*item.name, version, {}));
            lines.append(u"%1@%2 %3 [%4] %5"_s.arg(item.path, version.toString(), digitsOf(metadata),
                                                   metadata.tags.toList().join(u','), metadata.description));
        }
        for (const auto &[label, version] : must(can.labels->labels(*item.name, {})))
            lines.append(u"%1 %2=%3"_s.arg(item.path, label.toString(), version.toString()));
    }
    lines.sort();
    return lines;
}

QSet<QString> bytesIn(Storage &storage)
{
    QSet<QString> digits;
    const Capabilities can = storage.capabilities();
    for (const ListItem &item : must(storage.list({.limit = 100'000}, {})).items) {
        for (const Version &version : must(can.versions->versions(*item.name, {})))
            digits.insert(digitsOf(must(can.metadata->metadata(*item.name, version, {}))));
    }
    return digits;
}

QStringList statesOf(const Team::Member &member)
{
    QStringList texts;
    for (const auto &[name, state] : must(member.sync().unsynced({}))) {
        using enum SyncStorage::State;
        texts.append(name.toString() + (state == Local     ? u" local"_s
                                        : state == Pending ? u" pending"_s
                                                           : u" conflict"_s));
    }
    return texts;
}

SyncStorage::Report sync(const Team::Member &member, const SyncStorage::Options &options)
{
    return must(member.sync().synchronise(options, {}, {}));
}

QByteArray contentOf(Storage &storage, QStringView name, QStringView version)
{
    return must(storage.fetch(makeName(name), makeVersion(version), {})).content;
}

const Name &refund()
{
    static const Name name = makeName(u"support/refund");
    return name;
}

Result<Metadata> editRefund(Storage &storage, QStringView version, const MetadataPatch &patch)
{
    return storage.capabilities().metadata->updateMetadata(refund(), makeVersion(version), patch, {});
}

} // namespace pulse::test
