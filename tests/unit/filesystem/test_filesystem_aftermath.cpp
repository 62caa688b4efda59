// SPDX-License-Identifier: Apache-2.0
// What is left after one of an operation's calls failed, and what can be done then.
#include "pulse/faults/folding_fs.h"
#include "scripted_fs.h"
#include "workshop.h"

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

class TestFilesystemAftermath : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void noFolderStaysOfAPromptThatIsNotStored();
    void noFolderStaysThatMayNotLast();
    void noLibraryFileStaysThatMayNotLast();
    void aSpellingThatCannotBeLookedUpIsTold();
    void aLabelThatCannotBeReadIsTold();
    void noPointerStaysWithoutItsVersion_data();
    void noPointerStaysWithoutItsVersion();
    void aRenameMayFollowOneOfItsBatchThatFailed();
    void aRepairThatMovedNothingKeepsTheTrust();
    void aRepairThatMayNotLastIsTold();
    void whatIsAbandonedIsMovedOrLeft();
    void whatComesAgainIsSyncedAgain_data();
    void whatComesAgainIsSyncedAgain();
    void aFingerprintThatIsNotKnownIsNone_data();
    void aFingerprintThatIsNotKnownIsNone();

private:
    [[nodiscard]] std::shared_ptr<ScriptedFs> reopen(std::shared_ptr<Fs> beneath = realFs())
    {
        auto fs = std::make_shared<ScriptedFs>(ScriptedFs::Script(), std::move(beneath));
        Parts parts = defaultParts();
        parts.fs = fs;
        m_storage = *m_workshop->open(parts);
        return fs;
    }
    void label(const char *promptName) const
    {
        const auto set = m_storage->capabilities().labels->setLabel(name(promptName), *Label::parse(u"beta"),
                                                                    version("1.0.0"), {}, {});
        QVERIFY(set);
    }

    std::unique_ptr<Workshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

void TestFilesystemAftermath::init()
{
    m_storage.reset();
    m_workshop = std::make_unique<Workshop>();
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("kept", "1.0.0", "one"), {}));
    QVERIFY(m_storage->store(prompt("kept", "1.1.0", "two"), {}));
}

void TestFilesystemAftermath::noFolderStaysOfAPromptThatIsNotStored()
{
    const auto fs = reopen();
    const QStringList before = m_workshop->tree();
    fs->setScript([](const FsCall &call) { return call.text == u"makeDirectory prompts/new/one/two" ? ENOSPC : 0; });
    const auto stored = m_storage->store(prompt("new/one/two", "1.0.0", "new"), {});
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::NoSpace);
    QCOMPARE(m_workshop->tree(), before);
    fs->setScript([](const FsCall &call) { return call.text == u"makeDirectory prompts/new/one" ? ENOSPC : 0; });
    const auto renamed = m_storage->capabilities().renaming->rename(name("kept"), name("new/one/two"), {});
    QVERIFY(!renamed);
    QCOMPARE(renamed.error().code(), ErrorCode::NoSpace);
    QCOMPARE(m_workshop->tree(), before);
}

// Or the next attempt finds it and takes it for durable.
void TestFilesystemAftermath::noFolderStaysThatMayNotLast()
{
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    m_workshop = std::make_unique<Workshop>();
    int synced = 0;
    fs->setScript([&](const FsCall &call) { return call.kind == "sync" && synced++ == 0 ? EIO : 0; });
    const auto opened = m_workshop->open(parts);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code(), ErrorCode::Unavailable);
    QVERIFY(!QFile::exists(m_workshop->path()));
    QVERIFY(m_workshop->open(parts));
    QVERIFY(QFile::exists(m_workshop->path(u"library.json"_s)));
}

void TestFilesystemAftermath::noLibraryFileStaysThatMayNotLast()
{
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    m_workshop = std::make_unique<Workshop>();
    QVERIFY(QDir().mkpath(m_workshop->path()));
    bool isPut = false;
    bool hasFailed = false;
    fs->setScript([&](const FsCall &call) {
        isPut = isPut || call.text.endsWith(u"to library.json");
        if (!isPut || hasFailed || call.kind != "sync")
            return 0;
        hasFailed = true;
        return EIO;
    });
    const auto opened = m_workshop->open(parts);
    QVERIFY(hasFailed);
    QVERIFY(!opened);
    QCOMPARE(opened.error().code(), ErrorCode::Unavailable);
    QVERIFY(m_workshop->tree().isEmpty());
    QVERIFY(m_workshop->open(parts));
}

// Where the file system ignores case, the folder that was found may have another name.
void TestFilesystemAftermath::aSpellingThatCannotBeLookedUpIsTold()
{
    const auto fs = reopen(std::make_shared<faults::FoldingFs>(faults::FoldingFs::Folds{}));
    fs->setScript([](const FsCall &call) { return call.text == u"open prompts" ? EACCES : 0; });
    const auto stored = m_storage->store(prompt("kept", "2.0.0", "new"), {});
    QVERIFY(!stored);
    QCOMPARE(stored.error().code(), ErrorCode::PermissionDenied);
    QVERIFY(!QFile::exists(m_workshop->path(u"prompts/kept/2.0.0"_s)));
}

void TestFilesystemAftermath::aLabelThatCannotBeReadIsTold()
{
    m_workshop->write(u"prompts/kept/@beta"_s, "1.0.0\n");
    const auto fs = reopen();
    fs->setScript([](const FsCall &call) { return call.text == u"read prompts/kept/@beta" ? EIO : 0; });
    const auto labels = m_storage->capabilities().labels->labels(name("kept"), {});
    QVERIFY(!labels);
    QCOMPARE(labels.error().code(), ErrorCode::Unavailable);
}

void TestFilesystemAftermath::noPointerStaysWithoutItsVersion_data()
{
    QTest::addColumn<bool>("isRenamed");
    QTest::newRow("removed") << false;
    QTest::newRow("renamed") << true;
}

// The folder itself stays, for the prompt below it.
void TestFilesystemAftermath::noPointerStaysWithoutItsVersion()
{
    QFETCH(bool, isRenamed);
    QVERIFY(m_storage->store(prompt("kept/below", "1.0.0", "below"), {}));
    label("kept");
    if (isRenamed)
        QVERIFY(m_storage->capabilities().renaming->rename(name("kept"), name("other"), {}));
    else
        QVERIFY(m_storage->remove(name("kept"), {}, {}));
    const QStringList left = m_workshop->tree().filter(u"prompts/kept/"_s);
    QVERIFY2(!left.isEmpty(), "what is below is gone");
    for (const QString &entry : left)
        QVERIFY2(entry.startsWith(u"prompts/kept/below"), qPrintable(entry));
}

// `X/y` makes the folder `X`, beside which there is no `x`. When it fails, the folder is gone again.
void TestFilesystemAftermath::aRenameMayFollowOneOfItsBatchThatFailed()
{
    const auto fs = reopen();
    std::vector<RenamingStorage::Renaming> renamings;
    for (const char *to : {"X/y", "x", "z1", "z2", "z3"}) {
        const QByteArray from = "from-" + QByteArray::number(qsizetype(renamings.size()));
        QVERIFY(m_storage->store(prompt(from.constData(), "1.0.0", from), {}));
        renamings.push_back({name(from.constData()), name(to)});
    }
    fs->setScript([hasFailed = false](const FsCall &call) mutable {
        return call.kind == "syncAll" && !std::exchange(hasFailed, true) ? EIO : 0;
    });
    const auto renamed = m_storage->capabilities().renaming->renameMany(renamings, {}, {});
    QVERIFY(!renamed[0]);
    QVERIFY2(renamed[1], renamed[1] ? "" : qPrintable(renamed[1].error().toString()));
    QCOMPARE(m_storage->fetch(name("x"), version("1.0.0"), {})->content, "from-1");
}

void TestFilesystemAftermath::aRepairThatMovedNothingKeepsTheTrust()
{
    const QString latest = u"prompts/kept/latest"_s;
    QVERIFY(QFile::remove(m_workshop->path(latest)));
    m_workshop->write(latest, QByteArray(1000, 'x'));
    const auto fs = reopen();
    bool hasFailed = false;
    fs->setScript([&](const FsCall &call) {
        const bool fails = call.text.startsWith(u"renameNoReplace prompts/kept/latest to lost/");
        hasFailed = hasFailed || fails;
        return fails ? EIO : 0;
    });
    const auto report = m_storage->capabilities().inspection->inspect(true, {}, {});
    QVERIFY(hasFailed);
    QVERIFY(report);
    QCOMPARE(m_workshop->read(latest), QByteArray(1000, 'x'));
    fs->setScript({});
    const auto stored = m_storage->store(prompt("kept", "2.0.0", "new"), {});
    QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
}

void TestFilesystemAftermath::aRepairThatMayNotLastIsTold()
{
    const QString latest = u"prompts/kept/latest"_s;
    QVERIFY(QFile::remove(m_workshop->path(latest)));
    m_workshop->write(latest, QByteArray(1000, 'x'));
    const auto fs = reopen();
    fs->setScript([hasMoved = false](const FsCall &call) mutable {
        hasMoved = hasMoved || call.text.startsWith(u"renameNoReplace prompts/kept/latest to lost/");
        return hasMoved && call.text == u"sync prompts/kept" ? EIO : 0;
    });
    const auto report = m_storage->capabilities().inspection->inspect(true, {}, {});
    QVERIFY(!report);
    QCOMPARE(report.error().code(), ErrorCode::DurabilityUnknown);
}

// As a program leaves it that is stopped while it publishes in an object store.
void TestFilesystemAftermath::whatIsAbandonedIsMovedOrLeft()
{
    const QString text = u"content-%1-%2.md"_s.arg(QString(32, u'a'), QString(12, u'b'));
    bool wasReached = true;
    for (int at = 0; wasReached; ++at) {
        init();
        m_workshop->write(u"prompts/kept/9.0.0/"_s + text, "a text");
        const auto fs = reopen();
        wasReached = false;
        fs->setScript([&, seen = 0](const FsCall &call) mutable {
            if (call.text != u"open prompts/kept" || seen++ != at)
                return 0;
            wasReached = true;
            return EIO;
        });
        const auto report = m_storage->capabilities().inspection->inspect(true, {}, {});
        QVERIFY(report);
        QCOMPARE(m_workshop->tree().filter(text).size(), 1);
        QCOMPARE(QFile::exists(m_workshop->path(u"prompts/kept/9.0.0/"_s + text)), wasReached);
    }
}

void TestFilesystemAftermath::whatComesAgainIsSyncedAgain_data()
{
    QTest::addColumn<QString>("how");
    for (const char *how : {"removed", "renamed", "emptied", "by hand", "by another"})
        QTest::newRow(how) << QString::fromUtf8(how);
}

// A folder that is known to be on the disk is not synced with each version; but another one in its place is.
void TestFilesystemAftermath::whatComesAgainIsSyncedAgain()
{
    QFETCH(QString, how);
    const auto fs = reopen();
    QVERIFY(m_storage->store(prompt("kept", "2.0.0", "new"), {}));
    QVERIFY(m_storage->store(prompt("a/b", "1.0.0", "below"), {}));
    QStringList synced;
    fs->setScript([&](const FsCall &call) {
        if (call.kind == "sync")
            synced.append(call.text);
        return 0;
    });
    QVERIFY(m_storage->store(prompt("kept", "3.0.0", "newer"), {}));
    QVERIFY(m_storage->store(prompt("a/b", "3.0.0", "newer"), {}));
    QVERIFY(!synced.contains(u"sync prompts"_s));
    const bool isFolder = how != u"removed" && how != u"renamed";
    const QString folder = m_workshop->path(isFolder ? u"prompts/a"_s : u"prompts/kept"_s);
    if (how == u"removed")
        QVERIFY(m_storage->remove(name("kept"), {}, {}));
    else if (how == u"renamed")
        QVERIFY(m_storage->capabilities().renaming->rename(name("kept"), name("other"), {}));
    else if (how == u"emptied")
        QVERIFY(m_storage->remove(name("a/b"), {}, {}));
    else if (how == u"by hand")
        QVERIFY(QDir(folder).removeRecursively());
    else
        QVERIFY((*m_workshop->open())->remove(name("a/b"), {}, {}));
    QVERIFY(!QFile::exists(folder));
    if (how != u"by hand")
        QVERIFY(QDir().mkdir(folder));
    synced.clear();
    QVERIFY(m_storage->store(prompt(isFolder ? "a/c" : "kept", "4.0.0", "again"), {}));
    QVERIFY2(synced.contains(u"sync prompts"_s), qPrintable(synced.join(u'\n')));
}

void TestFilesystemAftermath::aFingerprintThatIsNotKnownIsNone_data()
{
    QTest::addColumn<QString>("failing");
    QTest::newRow("version") << u"statusAt prompts/kept/1.0.0"_s;
    QTest::newRow("pointer") << u"statusAt prompts/kept/latest"_s;
}

void TestFilesystemAftermath::aFingerprintThatIsNotKnownIsNone()
{
    QFETCH(QString, failing);
    const auto fs = reopen();
    const auto fingerprint = [&] {
        return m_storage->capabilities().fingerprints->fingerprints({})->front().fingerprint;
    };
    QTRY_VERIFY(!fingerprint().isEmpty()); // none is given as long as the times are too new
    fs->setScript([&](const FsCall &call) { return call.text == failing ? EIO : 0; });
    QVERIFY(fingerprint().isEmpty());
}

QTEST_GUILESS_MAIN(TestFilesystemAftermath)
#include "test_filesystem_aftermath.moc"
