// SPDX-License-Identifier: Apache-2.0
#include "upgrade.h"

#include "inspector.h"
#include "metadata_file.h"
#include "pulse/base/clock.h"
#include "pulse/fs/file_io.h"
#include "pulse/storage/library_file.h"
#include "upgrade_copy.h"

#include <QUuid>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::filesystem {
namespace {

const QByteArray readyFile = QByteArrayLiteral("upgrade.json");
constexpr qint64 upgradesWorthWholesale = 8; // versions; fewer are synced faster one by one
constexpr qint64 bytesOfVersion = 12 * 1024; // metadata, directory and the blocks' ends
constexpr qint64 spareBytes = 1024 * 1024;

const QList<QByteArray> &parts()
{
    static const QList<QByteArray> both{layout::prompts, layout::trash};
    return both;
}

struct Ready
{
    QString checksum; ///< of the new library.json
    QByteArray kept;  ///< the name that `.upgrade` gets
};

/// A small file, or nothing where there is none; what cannot be read is a failure, never an absence.
Sys<QByteArray> readIfThere(Fs &fs, int directory, const QByteArray &name)
{
    auto text = readSmallFile(fs, directory, name);
    if (!text && (text.error().number == ENOENT || text.error().number == EINVAL))
        return QByteArray();
    return text;
}

Sys<std::optional<Ready>> readReady(Fs &fs, const Descriptor &aside)
{
    const auto text = readIfThere(fs, aside.get(), readyFile);
    if (!text)
        return std::unexpected(text.error());
    if (sealOf(*text) != Seal::Right)
        return std::nullopt;
    const auto value = parseJson(*text);
    const JsonObject *object = value ? value->asObject() : nullptr;
    const JsonValue *checksum = object != nullptr ? object->find(u"checksum") : nullptr;
    const JsonValue *kept = object != nullptr ? object->find(u"kept") : nullptr;
    if (checksum == nullptr || kept == nullptr || checksum->asString() == nullptr || kept->asString() == nullptr)
        return std::nullopt;
    const QByteArray name = kept->asString()->toUtf8();
    if (!name.startsWith(layout::previousPrefix) || name.contains('/'))
        return std::nullopt;
    return Ready{*checksum->asString(), name};
}

Sys<std::optional<Ready>> readCommitted(const Library &library, const Descriptor &aside)
{
    auto ready = readReady(library.fs(), aside);
    if (!ready || !*ready)
        return ready;
    const auto json = readIfThere(library.fs(), library.root(), layout::libraryFile);
    if (!json)
        return std::unexpected(json.error());
    return Checksum::of(*json).toString() == (*ready)->checksum ? *ready : std::nullopt;
}

/// Whether the new tree still waits for its place.
Sys<bool> isWaiting(Fs &fs, const Descriptor &aside, const QByteArray &part)
{
    const auto tree = open(fs, aside.get(), part, Fs::Access::Directory);
    if (!tree)
        return tree.error().number == ENOENT ? Sys<bool>(false) : std::unexpected(tree.error());
    const auto marker = fs.statusAt(tree->get(), UpgradeCopy::marker);
    if (!marker && marker.error().number != ENOENT)
        return std::unexpected(marker.error());
    return marker.has_value();
}

} // namespace

Upgrade::Upgrade(Library &library, Call call, ProgressSink progress, std::stop_token stop)
    : m_library(library)
    , m_fs(library.fs())
    , m_call(std::move(call))
    , m_progress(std::move(progress))
    , m_stop(std::move(stop))
{
    m_tick = [this] {
        ++m_done;
        if (m_progress)
            m_progress({std::min(m_done, m_versions), m_versions, {}});
    };
}

Upgrade::State Upgrade::stateOf(const Library &library)
{
    const auto aside = open(library.fs(), library.root(), layout::upgrade, Fs::Access::Directory);
    if (!aside)
        return State::None;
    const auto committed = readCommitted(library, *aside);
    return committed && !*committed ? State::Begun : State::Committed; // what cannot be read is left alone
}

Sys<QList<QByteArray>> Upgrade::previous(const Library &library)
{
    const auto entries = library.fs().entries(library.root());
    if (!entries)
        return std::unexpected(entries.error());
    QList<QByteArray> names;
    for (const DirectoryEntry &entry : *entries) {
        if (entry.name.startsWith(layout::previousPrefix) && entry.type == EntryType::Directory)
            names.append(entry.name);
    }
    std::ranges::sort(names);
    return names;
}

Result<UpgradableStorage::Plan> Upgrade::examine(bool isWriting)
{
    UpgradableStorage::Plan plan{.from = m_library.schema(),
                                 .to = std::max(m_library.schema(), layout::schema),
                                 .bytesFree = {},
                                 .damage = {},
                                 .previous = {}};
    const auto kept = previous(m_library);
    if (!kept)
        return m_call.fails(kept.error());
    for (const QByteArray &name : *kept)
        plan.previous.append(QString::fromUtf8(name));
    if (m_library.parts().freeBytes)
        plan.bytesFree = m_library.parts().freeBytes(m_library.root());
    if (plan.from == plan.to)
        return plan;
    Inspector inspector(m_library, m_call, false, {}, m_stop);
    auto report = isWriting ? inspector.runWhileWriting() : inspector.run();
    if (!report)
        return failure(std::move(report));
    plan.versions = report->versions;
    plan.bytesNeeded = report->bytes + inspector.trashBytes() + report->versions * bytesOfVersion + spareBytes;
    std::ranges::copy_if(report->findings, std::back_inserter(plan.damage),
                         [](const Finding &finding) { return finding.severity == Finding::Severity::Damage; });
    return plan;
}

Result<UpgradableStorage::Plan> Upgrade::plan()
{
    if (auto go = m_call.checkStop(m_stop); !go)
        return failure(std::move(go));
    return examine(false);
}

Result<void> Upgrade::checkSpace(const UpgradableStorage::Plan &plan) const
{
    if (!plan.bytesFree || *plan.bytesFree >= plan.bytesNeeded)
        return {};
    return m_call.fails(ErrorCode::NoSpace,
                        u"The upgrade builds a second copy of the library, for which some %1 bytes are needed; the "
                        "disk has %2 left. Make room, then try again; nothing was changed."_s.arg(plan.bytesNeeded)
                            .arg(*plan.bytesFree));
}

Result<UpgradableStorage::Outcome> Upgrade::run(const UpgradableStorage::Options &options)
{
    auto writing = Writing::begin(m_library, m_call, m_stop);
    if (!writing)
        return failure(std::move(writing));
    const auto plan = examine(true);
    if (!plan)
        return failure(plan);
    UpgradableStorage::Outcome outcome{.from = plan->from, .to = plan->to, .versions = plan->versions, .kept = {}};
    if (plan->from == plan->to)
        return outcome;
    if (!plan->damage.empty() && !options.carryDamage)
        return m_call.fails(ErrorCode::Corrupt,
                            u"%1 in this library is damaged (the first: %2). Mend it, or carry the damage over as it "
                            "is; nothing was changed."_s.arg(plan->damage.size() == 1
                                                                 ? u"Something"_s
                                                                 : u"Something in %1 places"_s.arg(plan->damage.size()),
                                                             plan->damage.front().path));
    if (auto enough = checkSpace(*plan); !enough)
        return failure(std::move(enough));
    m_versions = plan->versions;
    if (auto built = build(); !built) {
        if (built.error().code() != ErrorCode::Cancelled && built.error().code() != ErrorCode::DurabilityUnknown)
            abandon();
        return failure(std::move(built));
    }
    const auto aside = open(m_fs, m_library.root(), layout::upgrade, Fs::Access::Directory);
    const auto ready = aside ? readReady(m_fs, *aside) : std::unexpected(aside.error());
    if (ready && *ready)
        outcome.kept = QString::fromUtf8((*ready)->kept);
    m_library.m_schema = layout::schema;
    m_library.m_mayHaveUpgrade = true;
    if (auto completed = complete(m_library, m_call); !completed)
        return failure(std::move(completed));
    m_library.m_mayHaveUpgrade = false;
    return outcome;
}

Result<void> Upgrade::build()
{
    auto aside = open(m_fs, m_library.root(), layout::upgrade, Fs::Access::Directory);
    if (!aside && aside.error().number == ENOENT)
        aside = createDirectory(m_fs, m_library.root(), layout::upgrade);
    if (!aside)
        return m_call.fails(aside.error());
    if (const auto removed = removeTree(m_fs, aside->get(), readyFile); !removed)
        return m_call.fails(removed.error());
    if (auto possible = checkExchange(*aside); !possible)
        return possible;
    Syncing syncing = Syncing::Each;
    if (m_versions >= upgradesWorthWholesale && m_fs.syncAll(m_library.root()))
        syncing = Syncing::Wholesale;
    for (const QByteArray &part : parts()) {
        if (auto built = buildPart(*aside, part, syncing); !built)
            return built;
    }
    const auto newFile = newLibraryFile(*aside);
    if (!newFile)
        return failure(newFile);
    auto synced = syncing == Syncing::Wholesale ? m_fs.syncAll(m_library.root()) : m_fs.sync(aside->get());
    if (synced)
        synced = m_fs.sync(m_library.root());
    if (!synced)
        return m_call.fails(synced.error());
    for (const QByteArray &part : parts()) {
        if (auto same = comparePart(*aside, part); !same)
            return same;
    }
    if (auto ready = makeReady(*aside, *newFile); !ready)
        return ready;
    if (auto go = m_call.checkStop(m_stop); !go)
        return go;
    if (const auto put = replaceFile(m_library, m_library.root(), layout::libraryFile, *newFile); !put)
        return m_call.fails(put.error());
    if (const auto done = m_fs.sync(m_library.root()); !done)
        return m_library.loseTrust(m_call, done.error());
    return {};
}

// Readers take no lock, so that the trees must change places in one step.
Result<void> Upgrade::checkExchange(const Descriptor &aside) const
{
    const QByteArray one = m_library.temporaryName();
    const QByteArray other = m_library.temporaryName();
    auto made = m_fs.makeDirectory(aside.get(), one, privateDirectoryMode);
    if (made)
        made = m_fs.makeDirectory(aside.get(), other, privateDirectoryMode);
    const auto exchanged = made ? m_fs.exchange(aside.get(), one, aside.get(), other) : made;
    (void)removeTree(m_fs, aside.get(), one);
    (void)removeTree(m_fs, aside.get(), other);
    if (!exchanged && (exchanged.error().number == EINVAL || exchanged.error().number == ENOSYS))
        return m_call.fails(ErrorCode::Unsupported,
                            u"This file system cannot exchange two folders in one step, and readers must not see a "
                            "half upgraded library. Copy the library to a local disk, upgrade it there, and copy it "
                            "back; nothing was changed."_s);
    return exchanged ? Result<void>() : m_call.fails(exchanged.error());
}

Result<void> Upgrade::buildPart(const Descriptor &aside, const QByteArray &part, Syncing syncing)
{
    const auto from = open(m_fs, m_library.root(), part, Fs::Access::Directory);
    if (!from && from.error().number == ENOENT) {
        const auto removed = removeTree(m_fs, aside.get(), part);
        return removed ? Result<void>() : m_call.fails(removed.error());
    }
    if (!from)
        return m_library.explain(m_call, from.error(), part);
    auto to = open(m_fs, aside.get(), part, Fs::Access::Directory);
    if (!to && to.error().number == ENOENT)
        to = createDirectory(m_fs, aside.get(), part);
    if (!to)
        return m_call.fails(to.error());
    const auto marked = createFile(m_fs, to->get(), UpgradeCopy::marker, {});
    if (!marked && marked.error().number != EEXIST)
        return m_call.fails(marked.error());
    return UpgradeCopy(m_library, m_call, syncing, m_tick, m_stop).copy(*from, *to, part);
}

Result<void> Upgrade::comparePart(const Descriptor &aside, const QByteArray &part)
{
    const auto from = open(m_fs, m_library.root(), part, Fs::Access::Directory);
    if (!from && from.error().number == ENOENT)
        return {};
    const auto to = open(m_fs, aside.get(), part, Fs::Access::Directory);
    if (!from || !to)
        return m_call.fails(from ? to.error() : from.error());
    return UpgradeCopy(m_library, m_call, Syncing::Wholesale, m_tick, m_stop).compare(*from, *to, part);
}

// The old one goes along with the old trees; a library made by hand gets an identity.
Result<QByteArray> Upgrade::newLibraryFile(const Descriptor &aside) const
{
    const auto old = readSmallFile(m_fs, m_library.root(), layout::libraryFile);
    if (!old && old.error().number != ENOENT)
        return m_library.explain(m_call, old.error(), layout::libraryFile);
    LibraryFile file{.schema = layout::schema, .id = QUuid::createUuid().toString(QUuid::WithoutBraces), .object = {}};
    if (old) {
        const auto known = decodeLibraryFile(*old);
        if (!known)
            return m_call.fails(ErrorCode::Corrupt,
                                u"The file library.json cannot be understood: %1"_s.arg(known.error().message()));
        file.id = known->id;
        file.object = known->object;
        if (const auto kept = makeFile(m_fs, aside.get(), layout::libraryFile, *old); !kept)
            return m_call.fails(kept.error());
    }
    return encodeLibraryFile(file);
}

Result<void> Upgrade::makeReady(const Descriptor &aside, const QByteArray &newFile) const
{
    const QString when = m_library.now().toUTC().toString(u"yyyyMMdd-HHmmss");
    QByteArray kept = layout::previousPrefix + QByteArray::number(m_library.schema()) + '-' + when.toLatin1();
    if (m_fs.statusAt(m_library.root(), kept))
        kept += '-' + m_library.parts().randomName().left(8);
    const JsonObject object{{u"from"_s, JsonValue(m_library.schema())},
                            {u"to"_s, JsonValue(layout::schema)},
                            {u"upgraded_at"_s, JsonValue(toRfc3339(m_library.now()))},
                            {u"checksum"_s, JsonValue(Checksum::of(newFile).toString())},
                            {u"kept"_s, JsonValue(QString::fromUtf8(kept))}};
    const QByteArray json = sealed(toJson(JsonValue(object), JsonStyle::Indented));
    auto written = makeFile(m_fs, aside.get(), readyFile, json);
    if (written)
        written = m_fs.sync(aside.get());
    return written ? Result<void>() : m_call.fails(written.error());
}

void Upgrade::abandon() const
{
    if (stateOf(m_library) == State::Begun)
        (void)removeTree(m_fs, m_library.root(), layout::upgrade);
}

Result<void> Upgrade::complete(Library &library, const Call &call)
{
    Fs &fs = library.fs();
    const int root = library.root();
    {
        const auto aside = open(fs, root, layout::upgrade, Fs::Access::Directory);
        if (!aside)
            return aside.error().number == ENOENT ? Result<void>() : call.fails(aside.error());
        const auto ready = readCommitted(library, *aside);
        if (!ready)
            return call.fails(ready.error());
        if (!*ready)
            return {};
        const QByteArray name = (*ready)->kept;
        for (const QByteArray &part : parts()) {
            const auto waits = isWaiting(fs, *aside, part);
            if (!waits)
                return call.fails(waits.error());
            if (!*waits)
                continue;
            auto put = fs.exchange(root, part, aside->get(), part);
            if (!put && put.error().number == ENOENT)
                put = renameWithoutReplacing(fs, aside->get(), part, root, part);
            if (!put)
                return call.fails(put.error());
        }
        for (const int changed : {root, aside->get()}) {
            if (const auto synced = fs.sync(changed); !synced)
                return library.loseTrust(call, synced.error());
        }
        auto kept = renameWithoutReplacing(fs, root, layout::upgrade, root, name);
        if (!kept && kept.error().number == EEXIST)
            kept = renameWithoutReplacing(fs, root, layout::upgrade, root,
                                          name + '-' + library.parts().randomName().left(8));
        if (!kept)
            return call.fails(kept.error());
    }
    if (const auto synced = fs.sync(root); !synced)
        return library.loseTrust(call, synced.error());
    for (const QByteArray &part : parts()) {
        if (const auto tree = open(fs, root, part, Fs::Access::Directory))
            (void)fs.removeFile(tree->get(), UpgradeCopy::marker); // what stays is hidden, and repair removes it
    }
    return {};
}

Result<QStringList> Upgrade::dropPrevious()
{
    const auto writing = Writing::begin(m_library, m_call, m_stop);
    if (!writing)
        return failure(writing);
    const auto kept = previous(m_library);
    if (!kept)
        return m_call.fails(kept.error());
    QStringList dropped;
    for (const QByteArray &name : *kept) {
        if (auto go = m_call.checkStop(m_stop); !go)
            return failure(std::move(go));
        const QByteArray doomed = layout::droppedPrefix + m_library.parts().randomName();
        if (const auto hidden = m_fs.rename(m_library.root(), name, m_library.root(), doomed); !hidden)
            return m_call.fails(hidden.error());
        if (const auto synced = m_fs.sync(m_library.root()); !synced)
            return m_library.loseTrust(m_call, synced.error());
        (void)removeTree(m_fs, m_library.root(), doomed); // what stays is hidden, and repair removes it
        dropped.append(QString::fromUtf8(name));
    }
    return dropped;
}

} // namespace pulse::filesystem
