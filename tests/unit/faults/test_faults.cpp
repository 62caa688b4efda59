// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/crash_states.h"
#include "pulse/faults/operation.h"
#include "pulse/faults/scripted_fs.h"
#include "pulse/fs/file_io.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cerrno>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::faults;

namespace {

Result<void> asResult(const Sys<void> &answer)
{
    if (!answer)
        return std::unexpected(systemError(answer.error().number, u"write"_s, u"file"_s));
    return {};
}

/// Replaces the file `note` as one ought to, or leaves something out.
struct Replacing
{
    bool syncsFile = true;
    bool syncsDirectory = true;

    [[nodiscard]] Sys<void> run(Fs &fs, const QString &folder) const
    {
        const auto root = fs.openRoot(folder.toUtf8());
        if (!root)
            return std::unexpected(root.error());
        const Descriptor directory(fs, *root);
        (void)fs.removeFile(directory.get(), ".tmp-1"_ba);
        const auto file = createFile(fs, directory.get(), ".tmp-1"_ba, "new content");
        if (!file)
            return std::unexpected(file.error());
        if (syncsFile) {
            if (const auto synced = fs.sync(file->get()); !synced)
                return synced;
        }
        if (const auto renamed = fs.rename(directory.get(), ".tmp-1"_ba, directory.get(), "note"_ba); !renamed)
            return renamed;
        return syncsDirectory ? fs.sync(directory.get()) : Sys<void>();
    }
};

Operation operationOf(const Replacing &replacing)
{
    return {.name = u"replace a file"_s,
            .prepare =
                [](const Place &place) {
                    QFile file(place.folder + u"/note"_s);
                    QVERIFY(file.open(QIODevice::WriteOnly));
                    file.write("old content");
                },
            .begin =
                [replacing](const Place &place) {
                    return [=] { return asResult(replacing.run(*place.fs, place.folder)); };
                },
            .check = [](const Aftermath &aftermath) -> QStringList {
                QFile file(aftermath.place.folder + u"/note"_s);
                const QByteArray found = file.open(QIODevice::ReadOnly) ? file.readAll() : "(missing)"_ba;
                if (found == "new content" || (!aftermath.returned && found == "old content"))
                    return {};
                return {u"found: "_s + QString::fromUtf8(found)};
            }};
}

/// Contents of `note` in all states that a cut after the last call may leave.
QSet<QByteArray> leftOf(const Recording &recording, CrashStates::Renames renames)
{
    QSet<QByteArray> left;
    CrashStates(recording, renames, {}).visitAt(std::ssize(recording.events), [&](const Disk &disk, qsizetype) {
        const int inode = disk[0].entries.value("note", -1);
        left.insert(inode < 0 ? "(missing)"_ba : disk[inode].data);
        return true;
    });
    return left;
}

} // namespace

class TestFaults : public QObject
{
    Q_OBJECT

private slots:
    void recordsWhatHappens();
    void knowsWhatACutLeaves();
    void stopsWhenNothingMoreIsAsked_data();
    void stopsWhenNothingMoreIsAsked();
    void tellsDisksApart();
    void forgetsWhatAFailedSyncSpoiled();
    void movesBetweenDirectoriesInOneStepOrTwo();
    void reachesNothingAfterAKill();
    void acceptsWhatIsRight();
    void findsWhatIsWrong_data();
    void findsWhatIsWrong();
};

void TestFaults::recordsWhatHappens()
{
    const QTemporaryDir folder;
    ScriptedFs fs(folder.path(), readDisk(folder.path()));
    QVERIFY(Replacing().run(fs, folder.path()));
    QStringList texts;
    for (const Event &event : fs.recording().events)
        texts.append(event.text);
    QCOMPARE(texts, (QStringList{u"create TMP"_s, u"setMode TMP"_s, u"write TMP"_s, u"sync TMP"_s,
                                 u"rename TMP to note"_s, u"sync "_s}));
    QCOMPARE(fingerprint(fs.disk()), fingerprint(readDisk(folder.path())));
    QVERIFY(describe(fs.disk()).startsWith(u"note 600 11 bytes"_s));
    const QTemporaryDir copy;
    writeDisk(fs.disk(), copy.path());
    QCOMPARE(fingerprint(readDisk(copy.path())), fingerprint(fs.disk()));
}

void TestFaults::knowsWhatACutLeaves()
{
    const QTemporaryDir folder;
    ScriptedFs fs(folder.path(), readDisk(folder.path()));
    QVERIFY((Replacing{.syncsFile = false, .syncsDirectory = false}).run(fs, folder.path()));
    const QSet<QByteArray> left = leftOf(fs.recording(), CrashStates::Renames::Atomic);
    QCOMPARE(left, (QSet<QByteArray>{"(missing)", "", "new content", "new c", QByteArray(11, '\0'),
                                     "new c" + QByteArray(6, '\0')}));
    ScriptedFs careful(folder.path(), readDisk(folder.path()));
    QVERIFY(Replacing().run(careful, folder.path()));
    QCOMPARE(leftOf(careful.recording(), CrashStates::Renames::Atomic), QSet<QByteArray>{"new content"});
}

void TestFaults::stopsWhenNothingMoreIsAsked_data()
{
    QTest::addColumn<int>("everySubset");
    QTest::newRow("of every subset") << 12;
    QTest::newRow("of a sample") << 0;
}

void TestFaults::stopsWhenNothingMoreIsAsked()
{
    QFETCH(const int, everySubset);
    const QTemporaryDir folder;
    ScriptedFs fs(folder.path(), readDisk(folder.path()));
    QVERIFY((Replacing{.syncsFile = false, .syncsDirectory = false}).run(fs, folder.path()));
    const Recording recording = fs.recording();
    const CrashStates states(recording, CrashStates::Renames::Atomic, {.everySubset = everySubset});
    int shown = 0;
    const auto untilThird = [&](const Disk &, qsizetype) { return ++shown < 3; };
    QCOMPARE(states.visitAt(std::ssize(recording.events), untilThird), 3);
    QCOMPARE(shown, 3);
    shown = 0;
    QCOMPARE(states.visit(0, untilThird), 3);
    QCOMPARE(shown, 3);
}

void TestFaults::tellsDisksApart()
{
    Disk disk;
    disk.inodes = {{.type = EntryType::Directory, .mode = 0700, .data = {}, .entries = {{"a", 1}, {"b", 2}}},
                   {.type = EntryType::File, .mode = 0600, .data = "one", .entries = {}},
                   {.type = EntryType::File, .mode = 0600, .data = "two", .entries = {}}};
    Disk renumbered = disk; // and with something that has no name
    renumbered.inodes.push_back(renumbered[1]);
    renumbered[0].entries["a"] = 3;
    QCOMPARE(fingerprint(renumbered), fingerprint(disk));
    QSet<QByteArray> all{fingerprint(disk)};
    const auto isNew = [&](const std::function<void(Disk &)> &change) {
        Disk changed = disk;
        change(changed);
        const qsizetype before = all.size();
        all.insert(fingerprint(changed));
        return all.size() > before;
    };
    QVERIFY(isNew([](Disk &changed) { changed[1].data = "onE"; }));
    QVERIFY(isNew([](Disk &changed) { changed[1].data = QByteArray("one\0", 4); }));
    QVERIFY(isNew([](Disk &changed) { std::swap(changed[1].data, changed[2].data); }));
    QVERIFY(isNew([](Disk &changed) { changed[2].mode = 0644; }));
    QVERIFY(isNew([](Disk &changed) { changed[2].type = EntryType::Link; }));
    QVERIFY(isNew([](Disk &changed) { changed[0].entries.remove("b"); }));
    QVERIFY(isNew([](Disk &changed) { changed[0].entries.insert("c", 2); }));
}

void TestFaults::forgetsWhatAFailedSyncSpoiled()
{
    const QTemporaryDir folder;
    ScriptedFs fs(folder.path(), readDisk(folder.path()));
    const Descriptor directory(fs, *fs.openRoot(folder.path().toUtf8()));
    const auto file = createFile(fs, directory.get(), "note"_ba, "bytes");
    fs.setScript([](const FsCall &call) { return call.kind == "sync" ? EIO : 0; });
    QVERIFY(!fs.sync(file->get()));
    fs.setScript({});
    QVERIFY(fs.sync(file->get()));
    QVERIFY(fs.sync(directory.get()));
    QVERIFY(leftOf(fs.recording(), CrashStates::Renames::Atomic).contains(QByteArray()));
}

void TestFaults::movesBetweenDirectoriesInOneStepOrTwo()
{
    const QTemporaryDir folder;
    ScriptedFs fs(folder.path(), readDisk(folder.path()));
    const Descriptor root(fs, *fs.openRoot(folder.path().toUtf8()));
    const auto below = createDirectory(fs, root.get(), "below"_ba);
    const auto file = createFile(fs, below->get(), "made"_ba, "bytes");
    QVERIFY(fs.sync(file->get()));
    QVERIFY(fs.sync(below->get()));
    QVERIFY(fs.sync(root.get()));
    QVERIFY(fs.rename(below->get(), "made"_ba, root.get(), "note"_ba));
    const auto shownIn = [&](CrashStates::Renames renames) {
        QSet<int> counts; // how many names the file has
        const Recording recording = fs.recording();
        CrashStates(recording, renames, {}).visitAt(std::ssize(recording.events), [&](const Disk &disk, qsizetype) {
            const int folderNumber = disk[0].entries.value("below");
            counts.insert((disk[0].entries.contains("note") ? 1 : 0) +
                          static_cast<int>(disk[folderNumber].entries.size()));
            return true;
        });
        return counts;
    };
    QCOMPARE(shownIn(CrashStates::Renames::Atomic), QSet<int>{1});
    QCOMPARE(shownIn(CrashStates::Renames::Independent), (QSet<int>{0, 1, 2}));
    QVERIFY(fs.sync(root.get())); // for the one it is enough, for the other only half of it
    QCOMPARE(shownIn(CrashStates::Renames::Atomic), QSet<int>{1});
    QCOMPARE(shownIn(CrashStates::Renames::Independent), (QSet<int>{1, 2}));
}

void TestFaults::reachesNothingAfterAKill()
{
    const QTemporaryDir folder;
    ScriptedFs fs(folder.path(), readDisk(folder.path()));
    fs.setScript([](const FsCall &call) { return call.kind == "write" ? ScriptedFs::kill : 0; });
    QVERIFY(!Replacing().run(fs, folder.path()));
    QVERIFY(fs.isKilled());
    QVERIFY(!fs.openRoot(folder.path().toUtf8()));
    QCOMPARE(describe(readDisk(folder.path())), u".tmp-1 600 0 bytes “”"_s);
}

void TestFaults::acceptsWhatIsRight()
{
    const Proof proof = prove(operationOf({}), {});
    QVERIFY2(proof.violations.isEmpty(), qPrintable(proof.violations.join(u'\n')));
    QCOMPARE(proof.killPoints, proof.calls);
    QCOMPARE(proof.mutations, 3); // two syncs left out, one of them moved behind the rename
}

void TestFaults::findsWhatIsWrong_data()
{
    QTest::addColumn<bool>("syncsFile");
    QTest::addColumn<bool>("syncsDirectory");
    QTest::newRow("rename before the data") << false << true;
    QTest::newRow("directory not synced") << true << false;
}

void TestFaults::findsWhatIsWrong()
{
    QFETCH(bool, syncsFile);
    QFETCH(bool, syncsDirectory);
    const Proof proof = prove(operationOf({.syncsFile = syncsFile, .syncsDirectory = syncsDirectory}), {});
    QVERIFY(!proof.violations.isEmpty());
    QVERIFY(proof.forbidden > 0);
}

QTEST_GUILESS_MAIN(TestFaults)
#include "test_faults.moc"
