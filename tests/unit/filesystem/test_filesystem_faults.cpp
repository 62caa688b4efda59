// SPDX-License-Identifier: Apache-2.0
#include "scripted_fs.h"
#include "workshop.h"

#include <cerrno>
#include <span>
#include <sys/wait.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

/// A change that is made to a library which holds `kept@1.0.0` and `kept@1.1.0`.
struct Scenario
{
    const char *name;
    std::function<Result<void>(Storage &)> change;
};

template <typename T>
Result<void> outcomeOf(Result<T> result)
{
    if (!result)
        return failure(std::move(result));
    return {};
}

const std::vector<Scenario> &scenarios()
{
    static const std::vector<Scenario> all{
        {"store a new prompt",
         [](Storage &storage) { return outcomeOf(storage.store(prompt("a/b", "1.0.0", "new"), {})); }},
        {"store a new version",
         [](Storage &storage) { return outcomeOf(storage.store(prompt("kept", "2.0.0", "new"), {})); }},
        {"store a batch",
         [](Storage &storage) {
             std::vector<Prompt> prompts;
             for (int i = 0; i < 9; ++i)
                 prompts.push_back(prompt(QByteArray("batch/p" + QByteArray::number(i % 4)).constData(),
                                          QByteArray("1.0." + QByteArray::number(i)).constData(), "new"));
             Result<void> outcome;
             for (auto &stored : storage.capabilities().batches->storeMany(prompts, {}, {})) {
                 if (!stored && outcome)
                     outcome = failure(std::move(stored));
             }
             return outcome;
         }},
        {"update metadata",
         [](Storage &storage) {
             return outcomeOf(storage.capabilities().metadata->updateMetadata(
                 name("kept"), version("1.0.0"),
                 {.description = u"changed"_s, .addTags = {}, .removeTags = {}, .tags = {}}, {}));
         }},
        {"set a label",
         [](Storage &storage) {
             return storage.capabilities().labels->setLabel(name("kept"), *Label::parse(u"beta"), version("1.1.0"), {},
                                                            {});
         }},
        {"remove a version",
         [](Storage &storage) { return outcomeOf(storage.remove(name("kept"), version("1.1.0"), {})); }},
        {"remove a prompt", [](Storage &storage) { return outcomeOf(storage.remove(name("kept"), {}, {})); }},
        {"rename",
         [](Storage &storage) { return storage.capabilities().renaming->rename(name("kept"), name("to/there"), {}); }},
    };
    return all;
}

void fillLibrary(const Workshop &workshop)
{
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("kept", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("kept", "1.1.0", "two"), {}));
    QVERIFY(
        storage->capabilities().labels->setLabel(name("kept"), *Label::parse(u"production"), version("1.0.0"), {}, {}));
}

/// Every version that can be seen is whole, nothing is lost, and pointers lead to what is there.
void checkLibrary(Storage &storage, const Workshop &workshop)
{
    const auto capabilities = storage.capabilities();
    const auto report = capabilities.inspection->inspect(false, {}, {});
    QVERIFY(report);
    for (const Finding &finding : report->findings)
        QVERIFY2(finding.severity != Finding::Severity::Damage, qPrintable(finding.kind + u' ' + finding.path));
    QCOMPARE(report->intact, report->versions);
    const auto trash = capabilities.trash->trash({});
    QVERIFY(trash);
    for (const auto &[text, content] : {std::pair("1.0.0", "one"), std::pair("1.1.0", "two")}) {
        bool found = false;
        for (const char *place : {"kept", "to/there"}) {
            const auto fetched = storage.fetch(name(place), version(text), {});
            found = found || (fetched && fetched->content == content);
        }
        for (const TrashEntry &entry : *trash)
            found = found || std::ranges::contains(entry.versions, version(text));
        QVERIFY2(found, text);
    }
    for (const QString &entry : workshop.tree()) {
        if (entry.contains(u".tmp-"_s))
            continue; // in nobody's sight
        const QFileInfo info(workshop.path(entry));
        QVERIFY2(entry.startsWith(u"trash"_s) || !info.isSymLink() || info.exists(),
                 qPrintable(u"dangling: "_s + entry));
    }
}

} // namespace

class TestFilesystemFaults : public QObject
{
    Q_OBJECT

private slots:
    void survivesEveryFailure_data();
    void survivesEveryFailure();
    void survivesBeingKilledAtEveryCall_data();
    void survivesBeingKilledAtEveryCall();
    void syncsInOrder();
    void syncsBatchesAsAWhole();
    void syncsWhatAnotherWriterMayHaveLeftUnsynced();
    void isNotSureAfterAFailedSync();
    void writesPieceByPiece();
    void worksWithoutNoReplace();
    void worksWithoutLinks();
};

void TestFilesystemFaults::survivesEveryFailure_data()
{
    QTest::addColumn<int>("scenario");
    QTest::addColumn<int>("number");
    QTest::addColumn<ErrorCode>("code");
    const std::array errors{
        std::tuple("EIO", EIO, ErrorCode::Unavailable), std::tuple("ENOSPC", ENOSPC, ErrorCode::NoSpace),
        std::tuple("EDQUOT", EDQUOT, ErrorCode::NoSpace), std::tuple("EROFS", EROFS, ErrorCode::PermissionDenied),
        std::tuple("EMFILE", EMFILE, ErrorCode::Unavailable)};
    for (int i = 0; i < std::ssize(scenarios()); ++i) {
        // The first two scenarios make every kind of call; the others have the errors that matter most.
        for (const auto &[text, number, code] : std::span(errors).first(i < 2 ? errors.size() : 2))
            QTest::addRow("%s, %s", scenarios()[static_cast<size_t>(i)].name, text) << i << number << code;
    }
}

void TestFilesystemFaults::survivesEveryFailure()
{
    QFETCH(int, scenario);
    QFETCH(int, number);
    QFETCH(ErrorCode, code);
    const Scenario &tested = scenarios()[static_cast<size_t>(scenario)];
    int failures = 0;
    bool isPastTheEnd = false;
    for (int failing = 0; !isPastTheEnd; ++failing) {
        const Workshop workshop;
        fillLibrary(workshop);
        const auto fs = std::make_shared<ScriptedFs>();
        Parts parts = defaultParts();
        parts.fs = fs;
        auto storage = *workshop.open(parts);
        isPastTheEnd = true;
        QString struck;
        fs->setScript([&](const FsCall &call) {
            if (call.index != failing)
                return 0;
            isPastTheEnd = false;
            struck = call.text;
            return number;
        });
        const auto outcome = tested.change(*storage);
        fs->setScript({});
        if (isPastTheEnd) {
            QVERIFY(outcome);
            break;
        }
        if (!outcome) {
            ++failures;
            const ErrorCode got = outcome.error().code();
            QVERIFY2(got == code || got == ErrorCode::DurabilityUnknown,
                     qPrintable(struck + u": "_s + outcome.error().toString()));
        }
        checkLibrary(*storage, workshop);
        if (QTest::currentTestFailed())
            qWarning("after %s", qPrintable(struck));
        // It works again, or (when a sync failed too late) once the library is opened anew.
        auto reopened = *workshop.open();
        const auto again = tested.change(*reopened);
        QVERIFY2(again || (again.error().code() == ErrorCode::NotFound), qPrintable(struck));
        checkLibrary(*reopened, workshop);
        QVERIFY(reopened->capabilities().inspection->inspect(true, {}, {}));
        QVERIFY2(workshop.temporaries().isEmpty(), qPrintable(struck));
        if (QTest::currentTestFailed())
            return;
    }
    QVERIFY(failures > 5);
}

void TestFilesystemFaults::survivesBeingKilledAtEveryCall_data()
{
    QTest::addColumn<int>("scenario");
    for (int i = 0; i < std::ssize(scenarios()); ++i)
        QTest::addRow("%s", scenarios()[static_cast<size_t>(i)].name) << i;
}

void TestFilesystemFaults::survivesBeingKilledAtEveryCall()
{
    QFETCH(int, scenario);
    const Scenario &tested = scenarios()[static_cast<size_t>(scenario)];
    constexpr int killed = 77;
    for (int last = 0;; ++last) {
        const Workshop workshop;
        fillLibrary(workshop);
        const pid_t child = ::fork();
        if (child == 0) {
            Parts parts = defaultParts();
            const auto fs = std::make_shared<ScriptedFs>();
            parts.fs = fs;
            auto storage = workshop.open(parts);
            if (!storage)
                ::_exit(1);
            fs->setScript([last](const FsCall &call) {
                if (call.index == last)
                    ::_exit(killed);
                return 0;
            });
            ::_exit(tested.change(**storage) ? 0 : 2);
        }
        int status = 0;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QVERIFY(WIFEXITED(status));
        QVERIFY2(WEXITSTATUS(status) == killed || WEXITSTATUS(status) == 0, QByteArray::number(status).constData());
        auto storage = *workshop.open();
        checkLibrary(*storage, workshop);
        const auto again = tested.change(*storage);
        QVERIFY2(again || again.error().code() == ErrorCode::NotFound, QByteArray::number(last).constData());
        checkLibrary(*storage, workshop);
        QVERIFY(storage->capabilities().inspection->inspect(true, {}, {}));
        QVERIFY(workshop.temporaries().isEmpty());
        if (QTest::currentTestFailed())
            qFatal("killed at call %d", last);
        if (WEXITSTATUS(status) == 0)
            return;
    }
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
                                 u"renameNoReplace TMP to library.json"_s, u"sync "_s, u"makeDirectory prompts"_s, u"sync "_s}));
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
    QVERIFY(storage->capabilities().metadata->updateMetadata(
        name("a/b"), version("1.0.0"), {.description = u"d"_s, .addTags = {}, .removeTags = {}, .tags = {}}, {}));
    QCOMPARE(calls, (QStringList{u"create prompts/a/b/1.0.0/TMP"_s, u"write prompts/a/b/1.0.0/TMP"_s,
                                 u"sync prompts/a/b/1.0.0/TMP"_s,
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
    parts.fs = std::make_shared<ScriptedFs>([](const FsCall &call) { return call.kind == "makeLink" ? EPERM : 0; });
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a", "1.0.0", "x"), {}));
    QCOMPARE(workshop.read(u"prompts/a/latest"_s), "1.0.0\n");
    const Label beta = *Label::parse(u"beta");
    QVERIFY(storage->capabilities().labels->setLabel(name("a"), beta, version("1.0.0"), {}, {}));
    QCOMPARE(storage->capabilities().labels->labels(name("a"), {})->at(beta), version("1.0.0"));
    QVERIFY(storage->capabilities().inspection->inspect(false, {}, {})->findings.empty());
}

QTEST_GUILESS_MAIN(TestFilesystemFaults)
#include "test_filesystem_faults.moc"
