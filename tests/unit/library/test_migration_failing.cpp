// SPDX-License-Identifier: Apache-2.0
// Copying between two libraries of which single calls fail, or are stopped: whatever is cancelled ends the whole under
// that name, so that nobody takes a part for all.
#include "library_fixture.h"
#include "pulse/library/migration.h"
#include "pulse/test/faulty_library.h"
#include "pulse/test/makers.h"

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

MetadataPatch described(const QString &description)
{
    MetadataPatch patch;
    patch.description = description;
    return patch;
}

/// Two libraries that have something in common: of each kind of difference there is one.
struct Pair
{
    Pair()
    {
        for (const auto &side : {source, target})
            publish(*side, u"same", "the same in both");
        publish(*source, u"new", "only in the source");
        publish(*source, u"edited", "with other facts");
        publish(*target, u"edited", "with other facts");
        if (!source->capabilities().metadata->updateMetadata(name(u"edited"), version(u"1.0.0"), described(u"newer"_s),
                                                             {}) ||
            !source->capabilities().labels->setLabel(name(u"new"), label(u"staging"), version(u"1.0.0"), {}, {}))
            qFatal("The source cannot be filled.");
    }
    static void publish(Storage &storage, QStringView prompt, const QByteArray &content)
    {
        if (!storage.store(makePrompt(prompt, u"1.0.0", content), {}))
            qFatal("A prompt cannot be stored.");
    }
    Result<MigrationReport> migrate(const MigrationOptions &options = {.parallel = 1},
                                    const ProgressSink &progress = {}, const std::stop_token &stop = {})
    {
        return pulse::migrate(from, to, options, progress, stop);
    }

    std::shared_ptr<ManualClock> clock = standingClock();
    std::shared_ptr<Storage> source = memoryStorage(clock);
    std::shared_ptr<Storage> target = MemoryBackend()(QUrl(u"memory:target"_s), options()).value();
    std::shared_ptr<FaultyLibrary> faultySource = std::make_shared<FaultyLibrary>(source);
    std::shared_ptr<FaultyLibrary> faultyTarget = std::make_shared<FaultyLibrary>(target);
    Library from{faultySource, LibraryPolicy(), clock};
    Library to{faultyTarget, LibraryPolicy(), clock};

private:
    [[nodiscard]] OpenOptions options() const
    {
        OpenOptions made;
        made.mode = OpenOptions::Mode::CreateIfNone;
        made.clock = clock;
        return made;
    }
};

} // namespace

class TestMigrationFailing : public QObject
{
    Q_OBJECT

private slots:
    void whateverIsCancelledEndsIt_data()
    {
        QTest::addColumn<bool>("ofSource");
        QTest::addColumn<bool>("isLong");
        QTest::newRow("in the source") << true << false;
        QTest::newRow("in the target") << false << false;
        QTest::newRow("in the source, of long contents") << true << true;
        QTest::newRow("in the target, of long contents") << false << true;
    }
    void whateverIsCancelledEndsIt()
    {
        QFETCH(const bool, ofSource);
        QFETCH(const bool, isLong);
        QStringList struck;
        for (Strike strike(ErrorCode::Cancelled); strike.goesOn();) {
            Pair pair;
            if (isLong)
                pair.faultySource->claimedSize = Storage::maxBufferedBytes + 1;
            (ofSource ? pair.faultySource : pair.faultyTarget)->script = strike.script();
            const auto report = pair.migrate();
            struck += strike.struck();
            if (!strike.wasReached()) {
                VERIFY_OK(report);
                QVERIFY(report->isComplete());
                continue;
            }
            QVERIFY2(!report, strike.where().constData());
            QCOMPARE(report.error().codeName(), errorCodeName(ErrorCode::Cancelled));
        }
        for (const QString &call : ofSource ? QStringList{u"list"_s, u"versions"_s, u"metadata"_s, u"labels"_s}
                                            : QStringList{u"versions"_s, u"update"_s, u"set label"_s})
            QVERIFY2(struck.contains(call), qPrintable(call));
        QCOMPARE(struck.contains(u"open content"_s) && ofSource, isLong && ofSource);
        QCOMPARE(struck.contains(u"fetch"_s), !isLong && ofSource);
        QCOMPARE(struck.contains(u"store content"_s), isLong && !ofSource);
    }

    void aSourceThatCannotBeListedIsTold()
    {
        Pair pair;
        pair.faultySource->script = [](const QString &call) {
            return call == u"list" ? std::optional(ErrorCode::Unavailable) : std::nullopt;
        };
        VERIFY_FAILS(pair.migrate(), ErrorCode::Unavailable);
    }

    void nothingIsAskedOnceStopped_data()
    {
        QTest::addColumn<QString>(
            "last"); // of the target's calls, after which it is stopped; empty: the first progress
        QTest::newRow("before the next prompt is looked at") << QString();
        QTest::newRow("before the next version is proved") << u"fetch"_s;
    }
    void nothingIsAskedOnceStopped()
    {
        QFETCH(const QString, last);
        Pair pair;
        std::stop_source stop;
        QStringList since;
        const FaultyLibrary::Script note = [&](const QString &call) {
            if (stop.stop_requested())
                since += call;
            return std::optional<ErrorCode>();
        };
        pair.faultyTarget->readsInPieces = false; // it is read back by one call
        pair.faultySource->script = note;
        pair.faultyTarget->script = note;
        pair.faultyTarget->after = [&](const QString &call) {
            if (call == last)
                stop.request_stop();
        };
        const ProgressSink stopAtFirst = [&](const Progress &progress) {
            if (last.isEmpty() && !progress.subject.isEmpty())
                stop.request_stop();
        };
        VERIFY_FAILS(pair.migrate({.parallel = 1}, stopAtFirst, stop.get_token()), ErrorCode::Cancelled);
        QCOMPARE(since, QStringList());
    }

    void whatDidNotArriveIsSaidOnce()
    {
        Pair pair;
        pair.faultyTarget->script = [](const QString &call) {
            return call.startsWith(u"store"_s) ? std::optional(ErrorCode::Unavailable) : std::nullopt;
        };
        const auto report = pair.migrate();
        VERIFY_OK(report);
        QStringList failed;
        for (const auto &one : report->failed)
            failed.append(one.subject);
        QCOMPARE(failed, QStringList{u"new@1.0.0"_s}); // not its label once more
    }

    void aReadOnlyTargetIsRefused()
    {
        Pair pair;
        pair.faultyTarget->isReadOnly = true;
        VERIFY_FAILS(pair.migrate(), ErrorCode::PermissionDenied);
        VERIFY_OK(pair.migrate({.dryRun = true})); // a look is free
    }
};

QTEST_GUILESS_MAIN(TestMigrationFailing)
#include "test_migration_failing.moc"
