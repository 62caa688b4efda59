// SPDX-License-Identifier: Apache-2.0
#include "scripted_fs.h"
#include "workshop.h"

#include <QRegularExpression>

#include <cerrno>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

class TestFilesystemFaults : public QObject
{
    Q_OBJECT

private slots:
    void syncsInOrder();
    void movesNothingOverWhatIsThere();
    void syncsBatchesAsAWhole();
    void syncsWhatAnotherWriterMayHaveLeftUnsynced();
    void isNotSureAfterAFailedSync();
    void writesPieceByPiece();
    void worksWithoutNoReplace();
    void worksWithoutLinks();
    void syncsACopyBeforeItReplacesAHardLink();
};

// What is published, moved or brought back never takes the place of something, whoever put it there meanwhile: only
// pointers and the small files beside a content are replaced, each by a new one made aside.
void TestFilesystemFaults::movesNothingOverWhatIsThere()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    QStringList wrong;
    qsizetype careful = 0;
    // Where nobody else's name can be: under a random one.
    const QRegularExpression replacing(
        u"^rename (\\S*TMP to \\S*(metadata\\.json|record\\.json|library\\.json|upgrade\\.json|latest|@\\w+)|"
        "\\S+ to \\S*\\bTMP\\b\\S*)$"_s);
    fs->setScript([&](const FsCall &call) {
        if (call.kind == "rename" && !replacing.match(call.text).hasMatch())
            wrong.append(call.text);
        careful += call.kind == "renameNoReplace" ? 1 : 0;
        return 0;
    });
    {
        auto storage = *workshop.open(parts);
        const auto can = storage->capabilities();
        for (const char *path : {"a", "a/below", "b"}) {
            for (const char *number : {"1.0.0", "1.1.0"})
                QVERIFY(storage->store(prompt(path, number, QByteArray(path) + number), {}));
        }
        const auto restored = [&](const char *path, const std::optional<Version> &which) {
            const auto removed = storage->remove(name(path), which, {});
            return removed && can.trash->restore(*removed->trashId, {}, {});
        };
        QVERIFY(restored("b", {}));
        QVERIFY(restored("b", version("1.1.0")));
        QVERIFY(restored("a", {})); // a prompt that is also a folder
        QVERIFY(restored("a/below", version("1.0.0")));
        QVERIFY(can.renaming->rename(name("b"), name("c/d"), {}));
        QVERIFY(can.renaming->rename(name("a"), name("z"), {}));
        QVERIFY(can.renaming->rename(name("z"), name("a"), {})); // onto a folder
    }
    QVERIFY(
        QFile::remove(workshop.path() + u"/library.json"_s)); // as one that was made by hand: its layout is the first
    auto old = *workshop.open(parts);
    QVERIFY(old->capabilities().upgrades->upgrade({}, {}, {}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(u'\n')));
    QVERIFY(careful > 20);
}

// Taking out any one sync, or doing it at another time, fails here.
void TestFilesystemFaults::syncsInOrder()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    QStringList calls;
    const auto record = [&] {
        calls.clear();
        fs->setScript([&](const FsCall &call) {
            if (call.changes)
                calls.append(call.text);
            return 0;
        });
    };
    record();
    auto storage = *workshop.open(parts);
    QCOMPARE(calls, (QStringList{u"makeDirectory library"_s, u"sync "_s, u"create TMP"_s, u"write TMP"_s, u"sync TMP"_s,
                                 u"renameNoReplace TMP to library.json"_s, u"sync "_s, u"makeDirectory prompts"_s,
                                 u"sync "_s}));
    record();
    QVERIFY(storage->store(prompt("a/b", "1.0.0", "x"), {}));
    QCOMPARE(calls,
             (QStringList{u"makeDirectory prompts/a"_s, u"makeDirectory prompts/a/b"_s,
                          u"makeDirectory prompts/a/b/TMP"_s, u"create prompts/a/b/TMP/content.md"_s,
                          u"write prompts/a/b/TMP/content.md"_s, u"create prompts/a/b/TMP/metadata.json"_s,
                          u"write prompts/a/b/TMP/metadata.json"_s, u"sync prompts/a/b/TMP/content.md"_s,
                          u"sync prompts/a/b/TMP/metadata.json"_s, u"sync prompts/a/b/TMP"_s,
                          u"renameNoReplace prompts/a/b/TMP to prompts/a/b/1.0.0"_s, u"sync prompts/a/b"_s,
                          u"sync prompts/a"_s, u"sync prompts"_s, u"sync "_s, u"makeLink 1.0.0 at prompts/a/b/TMP"_s,
                          u"rename prompts/a/b/TMP to prompts/a/b/latest"_s, u"sync prompts/a/b"_s}));
    record();
    QVERIFY(storage->store(prompt("a/b", "1.1.0", "y"), {}));
    QCOMPARE(calls.filter(u"sync"_s),
             (QStringList{u"sync prompts/a/b/TMP/content.md"_s, u"sync prompts/a/b/TMP/metadata.json"_s,
                          u"sync prompts/a/b/TMP"_s, u"sync prompts/a/b"_s, u"sync prompts/a/b"_s}));
    record();
    QVERIFY(storage->store(prompt("a/b", "1.1.0", "y"), {})); // nothing is written
    QCOMPARE(calls.filter(u"sync"_s), calls);
    record();
    MetadataPatch patch;
    patch.description = u"d"_s;
    QVERIFY(storage->capabilities().metadata->updateMetadata(name("a/b"), version("1.0.0"), patch, {}));
    QCOMPARE(calls, (QStringList{u"sync prompts/a/b"_s, u"create prompts/a/b/1.0.0/TMP"_s,
                                 u"write prompts/a/b/1.0.0/TMP"_s, u"sync prompts/a/b/1.0.0/TMP"_s,
                                 u"rename prompts/a/b/1.0.0/TMP to prompts/a/b/1.0.0/metadata.json"_s,
                                 u"sync prompts/a/b/1.0.0"_s}));
    record();
    QVERIFY(storage->capabilities().labels->setLabel(name("a/b"), *Label::parse(u"beta"), version("1.0.0"), {}, {}));
    QCOMPARE(calls, (QStringList{u"sync prompts/a/b"_s, u"makeLink 1.0.0 at prompts/a/b/TMP"_s,
                                 u"rename prompts/a/b/TMP to prompts/a/b/@beta"_s, u"sync prompts/a/b"_s}));
    record();
    const auto removed = storage->remove(name("a/b"), version("1.1.0"), {});
    QVERIFY(removed);
    const QString entry = u"trash/"_s + *removed->trashId;
    QCOMPARE(calls,
             (QStringList{u"makeDirectory trash"_s, u"makeDirectory "_s + entry, u"create %1/record.json"_s.arg(entry),
                          u"write %1/record.json"_s.arg(entry), u"sync %1/record.json"_s.arg(entry), u"sync "_s + entry,
                          u"sync trash"_s, u"sync "_s, u"makeDirectory %1/prompt"_s.arg(entry), u"sync "_s + entry,
                          u"makeLink 1.0.0 at prompts/a/b/TMP"_s, u"rename prompts/a/b/TMP to prompts/a/b/latest"_s,
                          u"sync prompts/a/b"_s, u"renameNoReplace prompts/a/b/1.1.0 to %1/prompt/1.1.0"_s.arg(entry),
                          u"sync %1/prompt"_s.arg(entry), u"sync prompts/a/b"_s, u"removeDirectory prompts/a/b"_s}));
    record();
    QVERIFY(storage->capabilities().labels->removeLabel(name("a/b"), *Label::parse(u"beta"), {}, {}));
    QCOMPARE(calls, (QStringList{u"removeFile prompts/a/b/@beta"_s, u"sync prompts/a/b"_s}));
    record();
    QVERIFY(storage->capabilities().renaming->rename(name("a/b"), name("c"), {}));
    const QStringList renaming{u"makeDirectory prompts/TMP"_s,
                               u"makeDirectory prompts/TMP/1.0.0"_s,
                               u"create prompts/TMP/1.0.0/content.md"_s,
                               u"write prompts/TMP/1.0.0/content.md"_s,
                               u"sync prompts/TMP/1.0.0/content.md"_s,
                               u"create prompts/TMP/1.0.0/metadata.json"_s,
                               u"write prompts/TMP/1.0.0/metadata.json"_s,
                               u"sync prompts/TMP/1.0.0/metadata.json"_s,
                               u"sync prompts/TMP/1.0.0"_s,
                               u"makeLink 1.0.0 at prompts/TMP/TMP"_s,
                               u"rename prompts/TMP/TMP to prompts/TMP/latest"_s,
                               u"sync prompts/TMP"_s,
                               u"renameNoReplace prompts/TMP to prompts/c"_s,
                               u"sync prompts"_s,
                               u"rename prompts/a/b to prompts/a/TMP"_s,
                               u"sync prompts/a"_s};
    QCOMPARE(calls.first(renaming.size()), renaming); // then the old one is deleted, in any order
}

void TestFilesystemFaults::syncsBatchesAsAWhole()
{
    for (const bool wholesale : {true, false}) {
        const Workshop workshop;
        const auto fs = std::make_shared<ScriptedFs>();
        Parts parts = defaultParts();
        parts.fs = fs;
        auto storage = *workshop.open(parts);
        QStringList steps; // syncs and publishing, repetitions left out
        int syncs = 0;
        fs->setScript([&](const FsCall &call) {
            const bool isSync = call.kind == "sync" || call.kind == "syncAll";
            syncs += isSync ? 1 : 0;
            const QString step = isSync                             ? u"sync"_s
                                 : call.kind == "renameNoReplace"   ? u"publish"_s
                                 : call.text.endsWith(u"/latest"_s) ? u"point"_s
                                                                    : QString();
            if (call.changes && !step.isEmpty() && (steps.isEmpty() || steps.last() != step))
                steps.append(step);
            return call.kind == "syncAll" && !wholesale ? EOPNOTSUPP : 0;
        });
        std::vector<Prompt> prompts;
        for (int i = 0; i < 10; ++i)
            prompts.push_back(prompt(QByteArray("p" + QByteArray::number(i)).constData(), "1.0.0", "new"));
        for (const auto &stored : storage->capabilities().batches->storeMany(prompts, {}, {}))
            QVERIFY(stored);
        QCOMPARE(steps.mid(0, 3), (QStringList{u"sync"_s, u"publish"_s, u"sync"_s}));
        QCOMPARE(steps.last(), u"sync"_s);
        // Asking once in vain; each file, each version's directory, each prompt's directory twice and the one above
        // it; the library's own.
        QCOMPARE(syncs, wholesale ? 3 : 1 + 10 * (2 + 1 + 2 + 1) + 1);
    }
}

// Another process may have been killed after it made a folder and before it synced the one above.
void TestFilesystemFaults::syncsWhatAnotherWriterMayHaveLeftUnsynced()
{
    const Workshop workshop;
    QVERIFY((*workshop.open())->store(prompt("a/b", "1.0.0", "x"), {}));
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    auto storage = *workshop.open(parts);
    QStringList synced;
    fs->setScript([&](const FsCall &call) {
        if (call.kind == "sync")
            synced.append(call.text);
        return 0;
    });
    const auto same = storage->store(prompt("a/b", "1.0.0", "x"), {});
    QCOMPARE(same->outcome, StoreReceipt::Outcome::Unchanged);
    QCOMPARE(synced, (QStringList{u"sync prompts/a/b/1.0.0/content.md"_s, u"sync prompts/a/b/1.0.0/metadata.json"_s,
                                  u"sync prompts/a/b/1.0.0"_s, u"sync prompts/a/b"_s, u"sync prompts/a"_s,
                                  u"sync prompts"_s, u"sync "_s}));
}

void TestFilesystemFaults::isNotSureAfterAFailedSync()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    auto storage = *workshop.open(parts);
    fs->setScript([](const FsCall &call) { return call.text == u"sync prompts/a"_s ? EIO : 0; });
    QCOMPARE(storage->store(prompt("a", "1.0.0", "x"), {}).error().code(), ErrorCode::DurabilityUnknown);
    fs->setScript({});
    QCOMPARE(storage->store(prompt("b", "1.0.0", "x"), {}).error().code(), ErrorCode::DurabilityUnknown);
    QVERIFY(storage->fetch(name("a"), version("1.0.0"), {}));
    storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("b", "1.0.0", "x"), {}));
    QCOMPARE(storage->store(prompt("a", "1.0.0", "x"), {})->outcome, StoreReceipt::Outcome::Unchanged);
    // Before anything is visible a failed sync is only a failed store.
    fs->setScript(
        [](const FsCall &call) { return call.text.endsWith(u"content.md"_s) && call.kind == "sync" ? EIO : 0; });
    QCOMPARE(storage->store(prompt("c", "1.0.0", "x"), {}).error().code(), ErrorCode::Unavailable);
    fs->setScript({});
    QCOMPARE(storage->store(prompt("c", "1.0.0", "x"), {})->outcome, StoreReceipt::Outcome::Created);
}

void TestFilesystemFaults::writesPieceByPiece()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    fs->setShortWrites(3);
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a", "1.0.0", "a rather long content"), {}));
    QCOMPARE(storage->fetch(name("a"), version("1.0.0"), {})->content, "a rather long content");
}

void TestFilesystemFaults::worksWithoutNoReplace()
{
    for (const int number : {EINVAL, ENOSYS}) {
        const Workshop workshop;
        Parts parts = defaultParts();
        parts.fs = std::make_shared<ScriptedFs>(
            [number](const FsCall &call) { return call.kind == "renameNoReplace" ? number : 0; });
        auto storage = *workshop.open(parts);
        QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
        QCOMPARE(storage->store(prompt("a", "1.0.0", "y"), {}).error().code(), ErrorCode::AlreadyExists);
        QCOMPARE(storage->fetch(name("a"), version("1.0.0"), {})->content, "x");
        QVERIFY(storage->capabilities().renaming->rename(name("a"), name("b"), {}));
        QVERIFY(storage->remove(name("b"), {}, {}));
    }
}

void TestFilesystemFaults::worksWithoutLinks()
{
    const Workshop workshop;
    Parts parts = defaultParts();
    QStringList calls;
    parts.fs = std::make_shared<ScriptedFs>([&](const FsCall &call) {
        if (call.changes)
            calls.append(call.text);
        return call.kind == "makeLink" ? EPERM : 0;
    });
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
    // The file in the link's place has its bytes before it has its name.
    QCOMPARE(calls.last(5), (QStringList{u"create prompts/a/TMP"_s, u"write prompts/a/TMP"_s, u"sync prompts/a/TMP"_s,
                                         u"rename prompts/a/TMP to prompts/a/latest"_s, u"sync prompts/a"_s}));
    QCOMPARE(workshop.read(u"prompts/a/latest"_s), "1.0.0\n");
    const Label beta = *Label::parse(u"beta");
    QVERIFY(storage->capabilities().labels->setLabel(name("a"), beta, version("1.0.0"), {}, {}));
    QCOMPARE(storage->capabilities().labels->labels(name("a"), {})->at(beta), version("1.0.0"));
    QVERIFY(storage->capabilities().inspection->inspect(false, {}, {})->findings.empty());
}

// The model of power cuts knows no hard links, so that here the order has to speak.
void TestFilesystemFaults::syncsACopyBeforeItReplacesAHardLink()
{
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
    const QByteArray content = QFile::encodeName(workshop.path() + u"/prompts/a/1.0.0/content.md"_s);
    const QByteArray elsewhere = QFile::encodeName(workshop.path() + u"-linked"_s);
    QCOMPARE(::link(content.constData(), elsewhere.constData()), 0);
    QStringList calls;
    fs->setScript([&](const FsCall &call) {
        if (call.changes)
            calls.append(call.text);
        return 0;
    });
    const auto report = storage->capabilities().inspection->inspect(true, {}, {});
    QVERIFY(report);
    QCOMPARE(::unlink(elsewhere.constData()), 0);
    const QString folder = u"prompts/a/1.0.0"_s;
    const QStringList right{u"sync %1/TMP"_s.arg(folder), u"rename %1/TMP to %1/content.md"_s.arg(folder),
                            u"sync "_s + folder};
    QCOMPARE(calls.filter(folder).last(3), right);
}

QTEST_GUILESS_MAIN(TestFilesystemFaults)
#include "test_filesystem_faults.moc"
