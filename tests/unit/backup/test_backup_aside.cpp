// SPDX-License-Identifier: Apache-2.0
// Restoring aside: a new library appears whole and durable, or not at all, and never in the place of anything.
#include "aside.h"
#include "scripted_fixture.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::backup;
using namespace pulse::test;
using faults::FsCall;

class TestBackupAside : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void allButSyncsArePassedOn();
    void everythingIsSyncedOrNothingIsThere();
    void needsAnEmptyPlace();
    void leavesWhatAppearsMeanwhile();
};

void TestBackupAside::allButSyncsArePassedOn()
{
    ScriptedFixture f;
    QStringList calls;
    f.fs->setScript([&](const FsCall &call) {
        calls += call.text;
        return 0;
    });
    const std::shared_ptr<Fs> fs = withoutSyncs(f.fs);
    const Descriptor root(*fs, *fs->openRoot(QFile::encodeName(f.dir.path())));
    const auto modeOf = [&](const QByteArray &name) { return fs->statusAt(root.get(), name)->mode & 07777; };
    QVERIFY(fs->makeDirectory(root.get(), "folder", 0700));
    QVERIFY(fs->setModeAt(root.get(), "folder", 0750));
    QCOMPARE(modeOf("folder"), 0750U);
    {
        const Descriptor file(*fs, *fs->open(root.get(), "file", Fs::Access::Create));
        QVERIFY(fs->setMode(file.get(), 0640));
        QCOMPARE(modeOf("file"), 0640U);
        QVERIFY(fs->tryLock(file.get()));
        const auto real = realFs();
        const Descriptor sameRoot(*real, *real->openRoot(QFile::encodeName(f.dir.path())));
        const Descriptor same(*real, *real->open(sameRoot.get(), "file", Fs::Access::Read));
        QVERIFY(!real->tryLock(same.get()));
        QVERIFY(fs->sync(file.get()));
        QVERIFY(fs->syncAll(root.get()));
    }
    QVERIFY(fs->removeFile(root.get(), "file"));
    QVERIFY(fs->removeDirectory(root.get(), "folder"));
    QVERIFY(allIn(f.dir.path()).isEmpty());
    QVERIFY(calls.filter(u"sync"_s).isEmpty());
}

void TestBackupAside::everythingIsSyncedOrNothingIsThere()
{
    Taken f;
    const BackupStore::LibraryMaker maker = [&](const QString &folder, const std::shared_ptr<Fs> &) {
        // What is to be made durable; the library itself is not what this is about.
        if (!QDir().mkpath(folder + u"/below"_s))
            qFatal("%s cannot be made", qPrintable(folder));
        ScriptedFixture::write(folder + u"/below/file"_s, "x");
        return Result<std::shared_ptr<Storage>>(f.library(folder));
    };
    const QString target = f.dir.filePath(u"restored"_s);
    QStringList made;
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        const auto store = f.open();
        wasReached = false;
        made.clear();
        f.fs->setScript([&, isBehind = false, seen = 0](const FsCall &call) mutable {
            isBehind = isBehind || call.kind == "syncAll";
            if (call.kind == "syncAll")
                return EOPNOTSUPP; // each is synced by itself
            if (!isBehind || call.text.contains(u"readers"))
                return 0;
            made += call.text;
            // What is done after the failure is no step of it.
            if (wasReached || seen++ != at)
                return 0;
            wasReached = true;
            return EIO;
        });
        const auto restored = store->restoreAside(target, maker, u"latest"_s, {}, {}, {});
        f.fs->setScript({});
        QCOMPARE(restored.has_value(), !wasReached);
        const bool isThere = QFile::exists(target + u"/below/file"_s);
        QCOMPARE(isThere, restored.has_value() || restored.error().code() == ErrorCode::DurabilityUnknown);
        if (isThere)
            QVERIFY(QDir(target).removeRecursively());
        QVERIFY(at < 30);
    }
    QVERIFY2(made.size() > 3, qPrintable(made.join(u'\n')));
}

void TestBackupAside::needsAnEmptyPlace()
{
    Taken f;
    const QString target = f.dir.filePath(u"restored"_s);
    const BackupStore::LibraryMaker maker = [](const QString &, const std::shared_ptr<Fs> &) {
        return Result<std::shared_ptr<Storage>>(std::unexpected(Error(ErrorCode::Internal, {}, {}, {})));
    };
    const auto codeOf = [&] { return f.open()->restoreAside(target, maker, u"latest"_s, {}, {}, {}).error().code(); };
    ScriptedFixture::write(target, "a file");
    QCOMPARE(codeOf(), ErrorCode::AlreadyExists);
    QVERIFY(QFile::remove(target));
    QVERIFY(QDir().mkdir(target));
    QCOMPARE(codeOf(), ErrorCode::Internal); // an empty folder is welcome
    f.fail(u"^entries restored"_s);
    QCOMPARE(codeOf(), ErrorCode::AlreadyExists); // what it holds is not known
}

void TestBackupAside::leavesWhatAppearsMeanwhile()
{
    Taken f;
    const QString target = f.dir.filePath(u"restored"_s);
    const BackupStore::LibraryMaker maker = [&](const QString &folder, const std::shared_ptr<Fs> &) {
        return Result<std::shared_ptr<Storage>>(f.library(folder));
    };
    const auto store = f.open();
    f.fs->setScript([&](const FsCall &call) {
        if (call.text.startsWith(u"rename") && call.text.endsWith(u"to restored") && !QDir().mkdir(target))
            qFatal("%s cannot be made", qPrintable(target));
        return 0;
    });
    const auto restored = store->restoreAside(target, maker, u"latest"_s, {}, {}, {});
    QVERIFY(!restored);
    QCOMPARE(restored.error().code(), ErrorCode::AlreadyExists);
    QVERIFY(QDir(target).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

QTEST_GUILESS_MAIN(TestBackupAside)
#include "test_backup_aside.moc"
