// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/library/library_session.h"
#include "pulse/test/stall_meter.h"

#include <QElapsedTimer>
#include <QSignalSpy>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

/// A session whose signals are counted.
struct Watched
{
    MemoryLibrary library;
    std::shared_ptr<TaskRunner> runner = std::make_shared<TaskRunner>(2);
    std::unique_ptr<LibrarySession> session;
    QStringList prompts;
    std::unique_ptr<QSignalSpy> loaded, changed, trash, failed, recovered, progress;

    Watched()
    {
        session = std::make_unique<LibrarySession>(library.library, runner);
        loaded = std::make_unique<QSignalSpy>(session.get(), &LibrarySession::loaded);
        changed = std::make_unique<QSignalSpy>(session.get(), &LibrarySession::catalogueChanged);
        QObject::connect(session.get(), &LibrarySession::promptChanged, session.get(),
                         [this](const Name &name) { prompts.append(name.toString()); });
        trash = std::make_unique<QSignalSpy>(session.get(), &LibrarySession::trashChanged);
        failed = std::make_unique<QSignalSpy>(session.get(), &LibrarySession::failed);
        recovered = std::make_unique<QSignalSpy>(session.get(), &LibrarySession::recovered);
        progress = std::make_unique<QSignalSpy>(session.get(), &LibrarySession::loadProgress);
    }
    [[nodiscard]] bool isComplete() const
    {
        const auto &entries = session->catalogue().entries();
        return !progress->isEmpty() && progress->last()[0] == progress->last()[1] &&
               std::ranges::all_of(entries, &CatalogueEntry::detailed);
    }
    [[nodiscard]] const CatalogueEntry *find(QStringView path) const { return session->catalogue().find(path); }
    [[nodiscard]] bool told(QStringView path) const { return prompts.contains(path); }
};

} // namespace

class TestLibrarySession : public QObject
{
    Q_OBJECT

private slots:
    void loadsNamesThenDetails()
    {
        Watched it;
        for (int i = 0; i < 50; ++i)
            VERIFY_OK(it.library.publish(u"p%1"_s.arg(i), "x"));
        int namesAtLoaded = -1;
        connect(it.session.get(), &LibrarySession::loaded, this,
                [&] { namesAtLoaded = static_cast<int>(it.session->catalogue().size()); });
        QVERIFY(!it.session->isLoaded());
        QVERIFY(it.session->catalogue().isEmpty());
        it.session->start();
        QTRY_VERIFY(it.isComplete());
        QVERIFY(it.session->isLoaded());
        QCOMPARE(namesAtLoaded, 50);
        QCOMPARE(it.loaded->size(), 1);
        QCOMPARE(it.session->catalogue().size(), 50);
        QCOMPARE(it.find(u"p7")->latest, version(u"1.0.0"));
        QVERIFY(it.failed->isEmpty());
    }

    void anEmptyLibraryLoadsToo()
    {
        Watched it;
        it.session->start();
        QTRY_COMPARE(it.loaded->size(), 1);
        QTRY_VERIFY(it.isComplete());
    }

    void followsChangesOfOthers()
    {
        Watched it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        VERIFY_OK(it.library.publish(u"b", "x"));
        it.session->start();
        QTRY_VERIFY(it.isComplete());
        QVERIFY(it.told(u"b")); // what was read before it was followed may have changed meanwhile
        it.changed->clear();
        it.prompts.clear();
        VERIFY_OK(it.library.publish(u"a", "y"));
        QTRY_COMPARE(it.find(u"a")->versionCount, 2);
        QCOMPARE(it.changed->last()[0].toStringList(), QStringList{u"a"_s});
        QVERIFY(it.told(u"a"));
        QVERIFY(!it.told(u"b"));

        VERIFY_OK(it.library.publish(u"c", "new"));
        QTRY_VERIFY(it.find(u"c") && it.find(u"c")->detailed);
        VERIFY_OK(it.library->remove(name(u"b"), {}, {}));
        QTRY_VERIFY(!it.find(u"b"));
        QTRY_VERIFY(!it.trash->isEmpty());
        QVERIFY(it.told(u"b"));
    }

    void tellsOfAMovedLabelThoughTheEntryIsTheSame()
    {
        Watched it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        VERIFY_OK(it.library.publish(u"a", "y"));
        VERIFY_OK(it.library->setLabel(name(u"a"), label(u"staging"), Selector(version(u"1.0.0")), false, {}));
        it.session->start();
        QTRY_VERIFY(it.isComplete());
        it.prompts.clear();
        VERIFY_OK(it.library->setLabel(name(u"a"), label(u"staging"), Selector(version(u"1.0.1")), false, {}));
        QTRY_VERIFY(it.told(u"a"));
    }

    void changesThroughTheSession()
    {
        Watched it;
        it.session->start();
        QTRY_VERIFY(it.isComplete());
        std::optional<Version> published;
        const auto publishing =
            it.session->publish({.name = name(u"a"), .content = "one"})
                .then(this, [&](const Result<StoreReceipt> &receipt) { published = receipt.value().metadata.version; });
        QTRY_COMPARE(published, version(u"1.0.0"));
        QTRY_VERIFY(it.find(u"a"));

        bool renamed = false;
        const auto renaming = it.session->rename(name(u"a"), name(u"b/c")).then(this, [&](const Result<void> &outcome) {
            renamed = outcome.has_value();
        });
        QTRY_VERIFY(renamed);
        QTRY_VERIFY(!it.find(u"a") && it.find(u"b/c"));

        std::optional<QString> trashId;
        const auto removing =
            it.session->remove(name(u"b/c"), {}).then(this, [&](const Result<RemovalReceipt> &receipt) {
                trashId = receipt.value().trashId;
            });
        QTRY_VERIFY(trashId);
        QTRY_VERIFY(it.session->catalogue().isEmpty());
        QTRY_VERIFY(!it.trash->isEmpty());
        const auto restoring = it.session->restoreFromTrash(*trashId);
        QTRY_VERIFY(it.find(u"b/c"));
    }

    void damagedPromptsStayWithTheReason()
    {
        Watched it;
        VERIFY_OK(it.library.publish(u"f/broken", "x"));
        VERIFY_OK(it.library.publish(u"f/fine", "x"));
        it.library.storage->unreadablePrompts = {u"f/broken"_s};
        it.session->start();
        QTRY_VERIFY(it.isComplete());
        QCOMPARE(it.find(u"f/broken")->damage, u"Its folder is broken."_s);
        QVERIFY(it.find(u"f/fine")->damage.isEmpty());
        it.prompts.clear();
        it.session->refresh({u"f/broken"_s, u"f/none"_s});
        QTRY_VERIFY(it.told(u"f/broken"));
        QCOMPARE(it.find(u"f/broken")->damage, u"Its folder is broken."_s);
        QVERIFY(!it.find(u"f/none"));
    }

    void reloadMerges()
    {
        Watched it;
        for (int i = 0; i < 20; ++i)
            VERIFY_OK(it.library.publish(u"p%1"_s.arg(i), "x"));
        it.session->start();
        QTRY_VERIFY(it.isComplete());
        it.changed->clear();
        it.progress->clear();
        bool everDetailless = false;
        connect(it.session.get(), &LibrarySession::catalogueChanged, this, [&] {
            everDetailless =
                everDetailless || !std::ranges::all_of(it.session->catalogue().entries(), &CatalogueEntry::detailed);
        });
        it.session->reload();
        QTRY_VERIFY(it.isComplete());
        QTRY_VERIFY(!it.changed->isEmpty());
        QCOMPARE(it.changed->last()[0].toStringList(), QStringList());
        QVERIFY(!everDetailless);
        QCOMPARE(it.session->catalogue().size(), 20);
        QCOMPARE(it.loaded->size(), 1);
    }

    void failsAndRecovers()
    {
        Watched it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        it.library.storage->isUnreachable = true;
        it.session->start();
        QTRY_COMPARE(it.failed->size(), 1);
        QVERIFY(!it.session->isLoaded());
        it.library.storage->isUnreachable = false;
        it.session->reload();
        QTRY_COMPARE(it.recovered->size(), 1);
        QTRY_VERIFY(it.isComplete());

        // What is known stays while the library cannot be read.
        it.library.storage->isUnreachable = true;
        it.session->reload();
        QTRY_COMPARE(it.failed->size(), 2);
        QVERIFY(it.find(u"a"));
        it.library.storage->isUnreachable = false;
        QTRY_COMPARE(it.recovered->size(), 2); // by itself
    }

    void aDroppedTaskIsNotDelivered()
    {
        Watched it;
        VERIFY_OK(it.library.publish(u"a", "x"));
        QStringList answers;
        Task<Prompt> member =
            it.session->fetch(ref(u"a")).then(this, [&](const Result<Prompt> &) { answers.append(u"first"_s); });
        member = it.session->fetch(ref(u"a")).then(this, [&](const Result<Prompt> &) { answers.append(u"second"_s); });
        QTRY_COMPARE(answers, QStringList{u"second"_s});
    }

    void canBeDestroyedAtAnyTime()
    {
        for (int round = 0; round < 20; ++round) {
            Watched it;
            for (int i = 0; i < 100; ++i)
                VERIFY_OK(it.library.publish(u"p%1"_s.arg(i), "x"));
            it.session->start();
            const auto publishing = it.session->publish({.name = name(u"a"), .content = "one"});
            if (round % 2 == 1)
                QTRY_VERIFY(it.session->isLoaded());
            it.session.reset();
            VERIFY_OK(it.library.publish(u"later", "x"));
            QCoreApplication::sendPostedEvents();
        }
    }

    void titles()
    {
        Watched it;
        QVERIFY(!it.session->title().isEmpty());
        it.session->setTitle(u"Mine"_s);
        QCOMPARE(it.session->title(), u"Mine"_s);
    }

    /// Whatever a large library asks for, the window's thread is free: a timer that ticks every 5 ms is never late by
    /// more than a fraction of a second, and snapshots come at a bounded rate.
    void tenThousandPromptsDoNotHoldUpTheThread()
    {
        constexpr int count = 10'000;
        Watched it;
        std::vector<Prompt> prompts;
        for (int i = 0; i < count; ++i) {
            const QByteArray content = "Prompt " + QByteArray::number(i);
            const QDateTime now = it.library.clock->now();
            prompts.push_back({{.name = name(u"f%1/p%2"_s.arg(i % 100).arg(i)),
                                .version = Version::first(),
                                .createdAt = now,
                                .updatedAt = now,
                                .size = content.size(),
                                .checksum = Checksum::of(content),
                                .tags = TagSet::parse({u"t%1"_s.arg(i % 10)}).value(),
                                .description = {},
                                .author = {},
                                .message = {},
                                .unknown = {}},
                               content});
        }
        const auto receipts = it.library->capabilities().batches->storeMany(prompts, {}, {});
        QVERIFY(std::ranges::all_of(receipts, [](const auto &receipt) { return receipt.has_value(); }));

        test::StallMeter meter;
        QElapsedTimer whole;
        whole.start();
        it.session->start();
        QTRY_VERIFY_WITH_TIMEOUT(!it.progress->isEmpty() && it.progress->last()[0].toInt() == count, 60'000);
        const qint64 took = whole.elapsed();
        QVERIFY(it.isComplete());
        QCOMPARE(it.session->catalogue().size(), count);
        QVERIFY2(it.changed->size() <= took / 100 + 4, qPrintable(u"%1 in %2 ms"_s.arg(it.changed->size()).arg(took)));
        QCOMPARE_LT(meter.stall(), test::StallMeter::noticeable);
        // Equal lists of tags are one list in memory.
        QCOMPARE(it.find(u"f0/p0")->tags.constData(), it.find(u"f10/p10")->tags.constData());
    }
};

QTEST_GUILESS_MAIN(TestLibrarySession)
#include "test_library_session.moc"
