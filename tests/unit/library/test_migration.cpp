// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"
#include "pulse/backends/filesystem.h"
#include "pulse/library/migration.h"

#include <QFile>
#include <QTemporaryDir>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

/// Copying a library to another, in both directions between a folder and memory.
class TestMigration : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_number = 0;

    QString pathOf(const QString &below) const { return m_folder.filePath(below); }

    std::shared_ptr<Library> openFolder(const QString &path) const
    {
        OpenOptions options;
        options.mode = OpenOptions::Mode::CreateIfNone;
        options.clock = standingClock();
        auto storage = openFilesystemLibrary(QUrl::fromLocalFile(path), options);
        if (!storage)
            qFatal("%s", qPrintable(storage.error().toString()));
        return std::make_shared<Library>(*storage, LibraryPolicy(), options.clock);
    }
    std::shared_ptr<Library> folder(const QString &which = u"folder"_s) const
    {
        return openFolder(pathOf(which + QString::number(m_number)));
    }

    static MetadataPatch patchOf(const QString &description)
    {
        MetadataPatch patch;
        patch.description = description;
        patch.addTags = {u"t"_s};
        return patch;
    }

    static std::shared_ptr<Library> memoryLibrary()
    {
        const auto clock = standingClock();
        return std::make_shared<Library>(memoryStorage(clock), LibraryPolicy(), clock);
    }

    static void fill(Library &library)
    {
        for (int i = 0; i < 70; ++i) {
            const Name prompt = name(u"a/p%1"_s.arg(i));
            VERIFY_OK(library.publish({.name = prompt,
                                       .content = "one " + QByteArray::number(i),
                                       .message = u"first"_s,
                                       .author = u"Ann"_s,
                                       .createdAt = fromRfc3339(u"2024-05-06T07:08:09.123Z")},
                                      {}));
            VERIFY_OK(library.publish({.name = prompt, .content = "two " + QByteArray::number(i)}, {}));
        }
        VERIFY_OK(library.updateMetadata(ref(u"a/p3@1.0.0"), patchOf(u"old"_s), {}));
        VERIFY_OK(library.setLabel(name(u"a/p3"), label(u"staging"), Selector(version(u"1.0.0")), false, {}));
    }

    static void compare(Library &from, Library &to)
    {
        const auto items = from.list({}, true, {});
        VERIFY_OK(items);
        for (const ListItem &item : *items) {
            const auto source = from.history(*item.name, {});
            const auto target = to.history(*item.name, {});
            VERIFY_OK(target);
            QVERIFY(source->labels == target->labels);
            QCOMPARE(target->entries.size(), source->entries.size());
            for (const HistoryEntry &entry : source->entries) {
                const PromptRef wanted{*item.name, Selector(entry.version), true};
                const auto left = from.fetch(wanted, {});
                const auto right = to.fetch(wanted, {});
                VERIFY_OK(right);
                QCOMPARE(right->content, left->content);
                QVERIFY(right->metadata == left->metadata);
            }
        }
    }

private slots:
    void init() { ++m_number; }

    void copiesEverything_data()
    {
        QTest::addColumn<bool>("toFolder");
        QTest::addRow("memory to folder") << true;
        QTest::addRow("folder to memory") << false;
    }
    void copiesEverything()
    {
        QFETCH(bool, toFolder);
        const auto from = toFolder ? memoryLibrary() : folder();
        const auto to = toFolder ? folder() : memoryLibrary();
        fill(*from);
        const auto report = migrate(*from, *to, {}, {}, {});
        VERIFY_OK(report);
        QVERIFY(report->isComplete());
        QCOMPARE(report->prompts, 70);
        QCOMPARE(report->copied, 140);
        QCOMPARE(report->verified, 140);
        QCOMPARE(report->labels, 1);
        compare(*from, *to);
    }

    void worksOnManyAtOnce()
    {
        const auto from = folder(u"from"_s);
        const auto to = memoryLibrary();
        fill(*from);
        const auto report = migrate(*from, *to, {.parallel = 8}, {}, {});
        VERIFY_OK(report);
        QVERIFY(report->isComplete());
        QCOMPARE(report->copied, 140);
        compare(*from, *to);
        const auto again = migrate(*from, *to, {.parallel = 8}, {}, {});
        VERIFY_OK(again);
        QCOMPARE(again->copied, 0);
        QCOMPARE(again->unchanged, 140);
        QCOMPARE(again->verified, 140);
    }

    void mirrorsWhatGoesAway()
    {
        const auto from = memoryLibrary();
        const auto to = folder();
        fill(*from);
        VERIFY_OK(mirror(*from, *to, {}, {}, {}));
        // Less, more, other bytes under a version, a label elsewhere and one too many.
        VERIFY_OK(from->storage().remove(name(u"a/p1"), {}, {}));
        VERIFY_OK(from->storage().remove(name(u"a/p2"), version(u"1.0.0"), {}));
        VERIFY_OK(to->publish({.name = name(u"only/there"), .content = "x"}, {}));
        VERIFY_OK(to->storage().remove(name(u"a/p4"), version(u"1.0.0"), {}));
        VERIFY_OK(to->publish({.name = name(u"a/p4"), .content = "other", .version = version(u"1.0.0")}, {}));
        VERIFY_OK(from->setLabel(name(u"a/p3"), label(u"staging"), Selector(version(u"1.0.1")), true, {}));
        VERIFY_OK(to->setLabel(name(u"a/p5"), label(u"extra"), Selector(version(u"1.0.0")), false, {}));
        const auto dry = mirror(*from, *to, {.dryRun = true}, {}, {});
        VERIFY_OK(dry);
        QCOMPARE(dry->removed, 4);
        const auto report = mirror(*from, *to, {}, {}, {});
        VERIFY_OK(report);
        QVERIFY(report->isComplete());
        QCOMPARE(report->removed, 4);
        QCOMPARE(report->migration.copied, 1);
        QCOMPARE(to->list({}, true, {})->size(), 69u);
        compare(*from, *to);
        QCOMPARE(to->trash({})->size(), 5u); // what was removed, and what the case itself removed
        const auto again = mirror(*from, *to, {}, {}, {});
        VERIFY_OK(again);
        QCOMPARE(again->removed + again->labels + again->migration.copied, 0);
    }

    void anEmptySourceMirrorsNothing()
    {
        const auto to = folder();
        fill(*to);
        const auto refused = mirror(*memoryLibrary(), *to, {}, {}, {});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code(), ErrorCode::Conflict);
        QCOMPARE(to->list({}, true, {})->size(), 70u);
    }

    void completesWhatWasStopped()
    {
        const auto from = memoryLibrary();
        const auto to = folder();
        fill(*from);
        std::stop_source stop;
        const ProgressSink stopLater = [&](const Progress &progress) {
            if (progress.done > 80)
                stop.request_stop();
        };
        VERIFY_FAILS(migrate(*from, *to, {}, stopLater, stop.get_token()), ErrorCode::Cancelled);
        const auto part = to->stats({})->versions;
        QVERIFY(part > 0 && part < 140);
        const auto report = migrate(*from, *to, {}, {}, {});
        VERIFY_OK(report);
        QVERIFY(report->isComplete());
        QCOMPARE(report->unchanged, part);
        QCOMPARE(report->copied, 140 - part);
        compare(*from, *to);
    }

    void bringsEditsAlongWhenRunAgain()
    {
        const auto from = memoryLibrary();
        const auto to = folder();
        fill(*from);
        VERIFY_OK(migrate(*from, *to, {}, {}, {}));
        VERIFY_OK(from->updateMetadata(ref(u"a/p5@1.0.0"), patchOf(u"new words"_s), {}));
        const auto report = migrate(*from, *to, {}, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->copied, 0);
        QCOMPARE(report->updated, 1);
        QCOMPARE(to->metadata(ref(u"a/p5@1.0.0"), {})->description, u"new words"_s);
    }

    void overwritesNothing()
    {
        const auto from = memoryLibrary();
        const auto to = folder();
        fill(*from);
        VERIFY_OK(to->publish({.name = name(u"a/p1"), .content = "mine"}, {}));
        VERIFY_OK(to->publish({.name = name(u"a/p3"), .content = "two 3", .version = version(u"1.0.1")}, {}));
        VERIFY_OK(to->setLabel(name(u"a/p3"), label(u"staging"), Selector(version(u"1.0.1")), false, {}));
        const auto report = migrate(*from, *to, {}, {}, {});
        VERIFY_OK(report);
        QVERIFY(!report->isComplete());
        QCOMPARE(report->failed.size(), 2u);
        QCOMPARE(report->failed[0].subject, u"a/p1@1.0.0"_s);
        QCOMPARE(report->failed[0].error.code(), ErrorCode::AlreadyExists);
        QCOMPARE(report->failed[1].subject, u"a/p3 staging"_s);
        QCOMPARE(report->failed[1].error.code(), ErrorCode::Conflict);
        QCOMPARE(to->fetch(ref(u"a/p1@1.0.0"), {})->content, "mine"_ba);
        QCOMPARE(to->history(name(u"a/p3"), {})->labels.at(label(u"staging")), version(u"1.0.1"));
        QCOMPARE(report->verified, 139);
    }

    void tellsWhatIsDamagedInTheSource()
    {
        const auto from = folder(u"from"_s);
        const auto to = folder(u"to"_s);
        fill(*from);
        QFile content(pathOf(u"from%1/prompts/a/p7/1.0.0/content.md"_s.arg(m_number)));
        QVERIFY(content.open(QIODevice::ReadWrite));
        QVERIFY(content.putChar('X'));
        content.close();
        const auto report = migrate(*from, *to, {}, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->failed.size(), 1u);
        QCOMPARE(report->failed[0].subject, u"a/p7@1.0.0"_s);
        QCOMPARE(report->failed[0].error.code(), ErrorCode::Corrupt);
        QCOMPARE(report->verified, 139);
        VERIFY_FAILS(to->metadata(ref(u"a/p7@1.0.0"), {}), ErrorCode::NotFound);
    }

    void noticesWhatTheTargetDamaged()
    {
        const auto from = memoryLibrary();
        const auto to = folder();
        fill(*from);
        VERIFY_OK(migrate(*from, *to, {}, {}, {}));
        QFile content(pathOf(u"folder%1/prompts/a/p7/1.0.0/content.md"_s.arg(m_number)));
        QVERIFY(content.open(QIODevice::ReadWrite));
        QVERIFY(content.putChar('X'));
        content.close();
        const auto report = migrate(*from, *to, {}, {}, {});
        VERIFY_OK(report);
        QVERIFY(!report->isComplete());
        QCOMPARE(report->verified, 139);
        QCOMPARE(report->failed.size(), 1u);
        QCOMPARE(report->failed[0].error.code(), ErrorCode::Corrupt);
    }

    void changesNothingWhenDry()
    {
        const auto from = memoryLibrary();
        const auto to = memoryLibrary();
        fill(*from);
        const auto report = migrate(*from, *to, {.dryRun = true}, {}, {});
        VERIFY_OK(report);
        QCOMPARE(report->copied, 140);
        QCOMPARE(report->labels, 1);
        QCOMPARE(to->stats({})->versions, 0);
    }

    void refusesTheSameLibrary()
    {
        const auto library = folder();
        VERIFY_FAILS(migrate(*library, *folder(), {}, {}, {}), ErrorCode::Invalid);
    }
};

QTEST_GUILESS_MAIN(TestMigration)
#include "test_migration.moc"
