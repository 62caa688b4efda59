// SPDX-License-Identifier: Apache-2.0
// A replica: what was acknowledged is sent after every kill, error and power cut, and nothing that was not made (G14).
#include "library_change.h"
#include "library_view.h"

#include "pulse/replica/replica.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace pulse::faults;
using namespace Qt::StringLiterals;

namespace {

Place inside(const Place &place, const QString &folder)
{
    return {.folder = place.folder + u'/' + folder, .fs = place.fs, .acknowledge = place.acknowledge};
}

void mustWork(const Result<void> &result)
{
    if (!result)
        qFatal("%s", qPrintable(result.error().toString()));
}

std::shared_ptr<Storage> openPlain(const Place &place, const QString &folder, char series,
                                   OpenOptions::Mode mode = OpenOptions::Mode::Existing)
{
    auto storage = openCounted(inside(place, folder), series, mode);
    if (!storage)
        qFatal("%s", qPrintable(storage.error().toString()));
    return *storage;
}

/// The home stands for a server: after a failure it comes back with everything on its disk that it shows.
Result<std::shared_ptr<Storage>> openHome(const Place &place, char series)
{
    const auto root = place.fs->openRoot(QFile::encodeName(place.folder));
    const auto synced = root ? place.fs->syncAll(*root) : Sys<void>(std::unexpected(root.error()));
    if (root)
        place.fs->close(*root);
    if (!synced)
        return std::unexpected(systemError(synced.error().number, u"open"_s, place.folder));
    return openCounted(place, series);
}

/// A replica in `here` of the library in `home`, both in folders and through the same system calls.
Result<std::shared_ptr<Storage>> openReplica(const Place &place, char series)
{
    auto local = openCounted(inside(place, u"here"_s), series);
    if (!local)
        return local;
    ReplicaOptions options{.local = *local,
                           .openHome =
                               [place, series](std::stop_token) {
                                   return openHome(inside(place, u"home"_s), static_cast<char>(series + 1));
                               },
                           .home = {},
                           .backend = {},
                           .folder = place.folder + u"/state"_s,
                           .fs = place.fs,
                           .clock = std::make_shared<ManualClock>(fromRfc3339(u"2024-06-01T12:00:00Z"))};
    options.parallel = 1; // so that each run makes the same calls
    options.random = [count = std::make_shared<int>(0)] { return ++*count / 1024.0; };
    options.temporaryName = [count = std::make_shared<int>(0)] { return ".tmp-" + QByteArray::number(++*count, 16); };
    return makeReplica(std::move(options), {});
}

Result<void> synchronise(Storage &replica)
{
    const auto report = replica.capabilities().synchronisation->synchronise({}, {}, {});
    if (!report)
        return failure(report);
    return report->failed.empty() ? Result<void>() : std::unexpected(report->failed.front().error);
}

/// Two prompts on both sides.
void prepare(const Place &place)
{
    for (const auto &folder : {u"here"_s, u"home"_s, u"state"_s})
        QDir(place.folder).mkpath(folder);
    (void)openPlain(place, u"here"_s, 'a', OpenOptions::Mode::CreateIfNone);
    const auto home = openPlain(place, u"home"_s, 'c', OpenOptions::Mode::CreateIfNone);
    mustWork(storeAll(*home, {promptOf("kept", "1.0.0", "kept"), promptOf("other", "1.0.0", "other")}));
    const auto replica = openReplica(place, 'e');
    if (!replica)
        qFatal("%s", qPrintable(replica.error().toString()));
    mustWork(synchronise(**replica));
}

QStringList viewIn(const Place &place, const QString &folder, char series)
{
    const auto storage = openCounted(inside(place, folder), series);
    if (!storage)
        return {storage.error().toString()};
    QStringList lines = viewOf(**storage, libraryIn(inside(place, folder))).value_or(QStringList(u"unreadable"_s));
    lines.removeIf([](const QString &line) { return line.startsWith(u"trash"); });
    return lines;
}

/// Opens what is left, synchronises twice, and compares: both sides the same; what was acknowledged is on both.
QStringList judge(const Aftermath &aftermath, const QStringList &before, const QStringList &after)
{
    const Place &place = aftermath.place;
    const QStringList here = viewIn(place, u"here"_s, 'k');
    const auto replica = openReplica(place, 'm');
    if (!replica)
        return {u"The replica cannot be opened: %1"_s.arg(replica.error().toString())};
    for (int round = 0; round < 2; ++round) {
        if (const auto done = synchronise(**replica); !done)
            return {u"It cannot be synchronised: %1"_s.arg(done.error().toString())};
    }
    QStringList wrong;
    const QStringList ours = viewIn(place, u"here"_s, 'o');
    const QStringList theirs = viewIn(place, u"home"_s, 'q');
    if (ours != theirs)
        wrong.append(u"The sides differ: here %1, home %2."_s.arg(ours.join(u" | "_s), theirs.join(u" | "_s)));
    if (aftermath.returned && ours != after)
        wrong.append(u"What was acknowledged is missing: %1"_s.arg(ours.join(u" | "_s)));
    if (ours != before && ours != after)
        wrong.append(u"Something was invented: %1"_s.arg(ours.join(u" | "_s)));
    if (here == after && ours != after)
        wrong.append(u"What was made here was taken back."_s);
    if (!replica->get()->capabilities().synchronisation->conflicts({}).value().empty())
        wrong.append(u"A crash looks like a conflict."_s);
    return wrong;
}

struct Row
{
    const char *name;
    std::function<Result<void>(Storage &)> change;
    bool isSynchronisation = false; ///< `change` is made before; the synchronisation is what is cut off
};

QString proved(const Row &row)
{
    // What both sides look like without the change and with it, from undisturbed runs.
    const auto settled = [&](bool isMade) {
        QTemporaryDir folder;
        const Place place{.folder = folder.path(), .fs = realFs(), .acknowledge = {}};
        prepare(place);
        const auto replica = openReplica(place, 'g').value();
        if (isMade)
            mustWork(row.change(*replica));
        mustWork(synchronise(*replica));
        return viewIn(place, u"here"_s, 'i');
    };
    const QStringList before = settled(false);
    const QStringList after = settled(true);
    if (before == after)
        return u"What is changed does not reach the home, even undisturbed."_s;
    Operation operation{
        .name = QString::fromLatin1(row.name),
        .prepare =
            [&](const Place &place) {
                prepare(place);
                if (row.isSynchronisation)
                    mustWork(row.change(*openReplica(place, 'g').value()));
            },
        .begin = [&](const Place &place) -> Operation::Action {
            auto replica = openReplica(place, 'i').value();
            if (row.isSynchronisation)
                return [replica] { return synchronise(*replica); };
            return [replica, &row] { return row.change(*replica); };
        },
        .check =
            [&](const Aftermath &aftermath) { return judge(aftermath, row.isSynchronisation ? after : before, after); },
        // The syncs of the folders and of the journal have rows of their own.
        .isProvedElsewhere =
            [&](const QString &call) {
                // Of a synchronisation, what a power cut takes back of the queue is found again.
                return row.isSynchronisation || !call.contains(u"state/queue");
            }};
    Extent extent = sampledExtent({.everySubset = 3, .sampledSubsets = 6, .errorStride = 7});
    return prove(operation, extent).violations.join(u"\n"_s);
}

} // namespace

class TestReplicaDurability : public QObject
{
    Q_OBJECT
private slots:
    void operations_data();
    void operations();
};

void TestReplicaDurability::operations_data()
{
    QTest::addColumn<int>("row");
    QTest::newRow("store") << 0;
    QTest::newRow("remove") << 1;
    QTest::newRow("label") << 2;
    QTest::newRow("synchronise a version") << 3;
    QTest::newRow("synchronise a removal") << 4;
}

void TestReplicaDurability::operations()
{
    QFETCH(const int, row);
    const auto store = [](Storage &storage) { return storeAll(storage, {promptOf("new", "1.0.0", "new")}); };
    const auto remove = [](Storage &storage) -> Result<void> {
        const auto removed = storage.remove(nameOf("kept"), {}, {});
        // Done by the attempt before, which was cut off after it.
        return removed || removed.error().code() == ErrorCode::NotFound ? Result<void>() : failure(removed);
    };
    const auto label = [](Storage &storage) {
        return storage.capabilities().labels->setLabel(nameOf("kept"), labelOf("production"), versionOf("1.0.0"), {},
                                                       {});
    };
    const std::vector<Row> rows{{"replica: store", store},
                                {"replica: remove", remove},
                                {"replica: label", label},
                                {"replica: send a version", store, true},
                                {"replica: send a removal", remove, true}};
    const QString violations = proved(rows[static_cast<size_t>(row)]);
    QVERIFY2(violations.isEmpty(), qPrintable(violations));
}

QTEST_GUILESS_MAIN(TestReplicaDurability)
#include "test_replica_durability.moc"
