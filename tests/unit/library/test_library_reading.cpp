// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

class TestLibraryReading : public QObject
{
    Q_OBJECT

private slots:
    void listsAllPagesSorted()
    {
        const MemoryLibrary library;
        for (int i = 0; i < 1500; ++i)
            VERIFY_OK(library.publish(u"f%1/p%2"_s.arg(i % 7).arg(i), "x"));
        const auto items = library->list({}, true, {});
        VERIFY_OK(items);
        QCOMPARE(items->size(), 1500u);
        QVERIFY(std::ranges::is_sorted(*items, {}, &ListItem::path));
        QCOMPARE(library->list({}, false, {})->size(), 7u);
        QVERIFY(library->list(u"nowhere"_s, true, {})->empty());
    }

    void resolvesEverySelector()
    {
        const MemoryLibrary library;
        for (const QString &text : {u"1.0.0"_s, u"1.2.0"_s, u"1.10.0"_s, u"2.0.0-rc.1"_s})
            VERIFY_OK(library.publish(u"p", text.toUtf8(), version(text)));
        VERIFY_OK(library->setLabel(name(u"p"), label(u"staging"), Selector(version(u"1.2.0")), false, {}));
        const auto resolved = [&](QStringView text) { return library->resolve(ref(text), {})->version.toString(); };
        QCOMPARE(resolved(u"p"), u"1.10.0"_s);
        QCOMPARE(resolved(u"p@latest"), u"1.10.0"_s);
        QCOMPARE(resolved(u"p@1.0.0"), u"1.0.0"_s);
        QCOMPARE(resolved(u"p@~1.2"), u"1.2.0"_s);
        QCOMPARE(resolved(u"p@staging"), u"1.2.0"_s);
        QCOMPARE(resolved(u"p@2.0.0-rc.1"), u"2.0.0-rc.1"_s);
        VERIFY_FAILS(library->resolve(ref(u"p@3.0.0"), {}), ErrorCode::NotFound);
        VERIFY_FAILS(library->resolve(ref(u"p@production"), {}), ErrorCode::NotFound);
        VERIFY_FAILS(library->resolve(ref(u"q"), {}), ErrorCode::NotFound);
        VERIFY_FAILS(library->fetch(ref(u"q@1.0.0"), {}), ErrorCode::NotFound);
    }

    void exists()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"a/p", "x"));
        QVERIFY(*library->exists(ref(u"a/p"), {}));
        QVERIFY(*library->exists(ref(u"a/p@1.x"), {}));
        QVERIFY(!*library->exists(ref(u"a/p@2.x"), {}));
        QVERIFY(!*library->exists(ref(u"a"), {}));
        QVERIFY(!*library->exists(ref(u"nothing"), {}));
    }

    void historyTellsEverything()
    {
        const MemoryLibrary library;
        for (const QString &text : {u"1.0.0"_s, u"1.0.1"_s, u"1.1.0"_s, u"2.0.0"_s, u"2.1.0-rc.1"_s})
            VERIFY_OK(library.publish(u"p", text.toUtf8(), version(text)));
        VERIFY_OK(library->setLabel(name(u"p"), label(u"staging"), Selector(version(u"1.1.0")), false, {}));
        library.storage->unreadableVersions = {u"p@1.0.1"_s};

        const auto history = library->history(name(u"p"), {});
        VERIFY_OK(history);
        QStringList told;
        for (const HistoryEntry &entry : history->entries) {
            told.append(entry.version.toString() + u' ' + (entry.bump ? bumpName(*entry.bump) : u"-"_s) +
                        (entry.isLatest ? u" latest"_s : QString()) + (entry.metadata ? QString() : u" damaged"_s) +
                        (entry.labels.empty() ? QString() : u' ' + entry.labels.front().toString()));
            QCOMPARE(entry.damage.isEmpty(), entry.metadata.has_value());
        }
        QCOMPARE(told, QStringList({u"2.1.0-rc.1 pre-release"_s, u"2.0.0 major latest"_s, u"1.1.0 minor staging"_s,
                                    u"1.0.1 patch damaged"_s, u"1.0.0 -"_s}));
        QCOMPARE(history->latest, version(u"2.0.0"));
        VERIFY_FAILS(library->history(name(u"q"), {}), ErrorCode::NotFound);
    }

    void catalogueShowsDamage()
    {
        const MemoryLibrary library;
        VERIFY_OK(library->publish({.name = name(u"a/fine"),
                                    .content = "x",
                                    .tags = TagSet::parse({u"t"_s}).value(),
                                    .description = u"First line\nSecond"_s},
                                   {}));
        VERIFY_OK(library.publish(u"a/unreadable", "x"));
        VERIFY_OK(library.publish(u"b/broken", "x"));
        VERIFY_OK(library->setLabel(name(u"a/fine"), label(u"staging"), Selector(), false, {}));
        library.storage->unreadablePrompts = {u"b/broken"_s};
        library.storage->unreadableVersions = {u"a/unreadable@1.0.0"_s};

        qint64 reported = 0;
        const auto catalogue = library->catalogue([&](const Progress &progress) { reported = progress.done; }, {});
        VERIFY_OK(catalogue);
        QCOMPARE(catalogue->size(), 3);
        QCOMPARE(reported, 3);
        const CatalogueEntry &fine = *catalogue->find(u"a/fine");
        QCOMPARE(fine.description, u"First line"_s);
        QCOMPARE(fine.labels, QStringList{u"staging"_s});
        QCOMPARE(fine.tags, QStringList{u"t"_s});
        QCOMPARE(fine.latest, version(u"1.0.0"));
        QVERIFY(fine.detailed && fine.damage.isEmpty());
        QCOMPARE(catalogue->find(u"a/unreadable")->damage, u"a/unreadable@1.0.0 is damaged."_s);
        QCOMPARE(catalogue->find(u"a/unreadable")->versionCount, 1);
        QCOMPARE(catalogue->find(u"b/broken")->damage, u"Its folder is broken."_s);
        VERIFY_FAILS(library->catalogueEntry(name(u"none"), {}), ErrorCode::NotFound);

        const auto stats = library->stats({});
        VERIFY_OK(stats);
        QCOMPARE(stats->prompts, 3);
        QCOMPARE(stats->versions, 2);
        QCOMPARE(stats->damaged, 2);
        QCOMPARE(stats->labels, 1);
        QCOMPARE(stats->tags, 1);
        QCOMPARE(stats->bytes, 1);
    }

    void longDescriptionsAreCut()
    {
        const MemoryLibrary library;
        VERIFY_OK(library->publish({.name = name(u"p"), .content = "x", .description = QString(5000, u'd')}, {}));
        QCOMPARE(library->catalogueEntry(name(u"p"), {})->description.size(), 400);
    }

    void searches()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"a", "old needle\r\nnothing"));
        VERIFY_OK(library.publish(u"a", "first\r\nA NeEdle here, needle there\r\nlast needle"));
        VERIFY_OK(library.publish(u"needles", "nothing"));
        VERIFY_OK(library->publish({.name = name(u"z"),
                                    .content = "straw\xff",
                                    .tags = TagSet::parse({u"needle"_s}).value(),
                                    .description = u"no needle"_s},
                                   {}));
        VERIFY_OK(library.publish(u"unreadable", "needle"));
        library.storage->unreadableVersions = {u"unreadable@1.0.0"_s};
        const auto found = library->search(u"NEEDLE"_s, 100, {});
        VERIFY_OK(found);
        QStringList told;
        for (const SearchMatch &match : *found) {
            told.append(u"%1:%2:%3"_s.arg(match.key.toString()).arg(match.line).arg(match.position));
            QCOMPARE(match.text.sliced(match.position, match.length).toLower(), u"needle"_s);
        }
        QCOMPARE(told, QStringList({u"a@1.0.1:2:2"_s, u"a@1.0.1:3:5"_s, u"needles@1.0.0:0:0"_s, u"z@1.0.0:0:0"_s,
                                    u"z@1.0.0:0:3"_s}));
        QCOMPARE(library->search(u"needle"_s, 2, {})->size(), 2u);
        VERIFY_FAILS(library->search({}, 2, {}), ErrorCode::Invalid);
        std::stop_source stop;
        stop.request_stop();
        VERIFY_FAILS(library->search(u"needle"_s, 2, stop.get_token()), ErrorCode::Cancelled);
    }

    void verifies()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"a", "x"));
        const auto report = library->verify(false, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->intact, 1);
        QVERIFY(report->findings.empty());
    }

    void verifiesWithoutHelpFromTheStorage()
    {
        struct Plain : DamagedStorage
        {
            using DamagedStorage::DamagedStorage;
            Capabilities capabilities() override { return {.versions = this}; }
        };
        const auto clock = standingClock();
        const auto storage = std::make_shared<Plain>(memoryStorage(clock));
        Library library(storage, {}, clock);
        for (const QByteArray &content : {"one"_ba, "two"_ba})
            VERIFY_OK(library.publish({.name = name(u"p"), .content = content}, {}));
        storage->unreadableVersions = {u"p@1.0.0"_s};
        const auto report = library.verify(false, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->versions, 2);
        QCOMPARE(report->intact, 1);
        QCOMPARE(report->findings.size(), 1u);
        QCOMPARE(report->findings.front().version, version(u"1.0.0"));
        VERIFY_FAILS(library.verify(true, {}, {}), ErrorCode::Unsupported);
        VERIFY_FAILS(library.watch([](const ChangeSet &) {}), ErrorCode::Unsupported);
        VERIFY_FAILS(library.setLabel(name(u"p"), label(u"staging"), Selector(), false, {}), ErrorCode::Unsupported);
        VERIFY_FAILS(library.rename(name(u"p"), name(u"q"), {}), ErrorCode::Unsupported);
        VERIFY_FAILS(library.updateMetadata(ref(u"p"), {}, {}), ErrorCode::Unsupported);
        QVERIFY(library.trash({})->empty());
    }
};

QTEST_GUILESS_MAIN(TestLibraryReading)
#include "test_library_reading.moc"
