// SPDX-License-Identifier: Apache-2.0
#include "library_fixture.h"

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

QStringList pathsOf(const MemoryLibrary &library)
{
    QStringList paths;
    const auto items = library->list({}, true, {});
    for (const ListItem &item : items.value())
        paths.append(item.path);
    return paths;
}

} // namespace

class TestLibraryOrganising : public QObject
{
    Q_OBJECT

private slots:
    void labels()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        VERIFY_OK(library.publish(u"p", "two"));
        const Name p = name(u"p");
        VERIFY_OK(library->setLabel(p, label(u"staging"), Selector(version(u"1.0.0")), false, {}));
        VERIFY_OK(library->setLabel(p, label(u"staging"), Selector(), false, {}));
        QCOMPARE(library->resolve(ref(u"p@staging"), {})->version, version(u"1.0.1"));
        VERIFY_FAILS(library->setLabel(p, label(u"staging"), Selector(version(u"7.0.0")), false, {}),
                     ErrorCode::NotFound);
        VERIFY_OK(library->removeLabel(p, label(u"staging"), false, {}));
        VERIFY_FAILS(library->removeLabel(p, label(u"staging"), false, {}), ErrorCode::NotFound);
    }

    void protectedLabels()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        VERIFY_OK(library.publish(u"p", "two"));
        const Name p = name(u"p");
        const Label production = label(u"production");
        QVERIFY(library->isProtected(production));
        QVERIFY(!library->isProtected(label(u"staging")));
        VERIFY_OK(library->setLabel(p, production, Selector(version(u"1.0.0")), false, {}));
        VERIFY_OK(library->setLabel(p, production, Selector(version(u"1.0.0")), false, {}));
        VERIFY_FAILS(library->setLabel(p, production, Selector(), false, {}), ErrorCode::PermissionDenied);
        VERIFY_FAILS(library->removeLabel(p, production, false, {}), ErrorCode::PermissionDenied);
        QCOMPARE(library->resolve(ref(u"p@production"), {})->version, version(u"1.0.0"));
        VERIFY_OK(library->setLabel(p, production, Selector(), true, {}));
        QCOMPARE(library->resolve(ref(u"p@production"), {})->version, version(u"1.0.1"));
        VERIFY_OK(library->removeLabel(p, production, true, {}));
    }

    void trash()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        const auto receipt = library->remove(name(u"p"), {}, {});
        VERIFY_OK(receipt);
        QVERIFY(receipt->trashId);
        QVERIFY(!*library->exists(ref(u"p"), {}));
        QCOMPARE(library->trash({})->size(), 1u);
        QCOMPARE(*library->restoreFromTrash(*receipt->trashId, {}, {}), name(u"p"));
        QCOMPARE(library->fetch(ref(u"p"), {})->content, "one"_ba);
        const auto again = library->remove(name(u"p"), {}, {});
        VERIFY_OK(library->purge(*again->trashId, {}));
        QVERIFY(library->trash({})->empty());
        VERIFY_FAILS(library->restoreFromTrash(*again->trashId, {}, {}), ErrorCode::NotFound);
    }

    void expiresByTheRecord()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"old", "one"));
        VERIFY_OK(library.publish(u"new", "two"));
        const auto old = library->remove(name(u"old"), {}, {});
        library.clock->advance(std::chrono::days(10));
        VERIFY_OK(library->remove(name(u"new"), {}, {}));
        const auto forEver = library->expireTrash(0, false, {});
        VERIFY_OK(forEver);
        QVERIFY(forEver->expired.empty());
        const auto within = library->expireTrash(11, false, {});
        VERIFY_OK(within);
        QVERIFY(within->expired.empty());
        const auto planned = library->expireTrash(10, true, {});
        VERIFY_OK(planned);
        QCOMPARE(planned->expired.size(), 1u);
        QCOMPARE(library->trash({})->size(), 2u);
        const auto done = library->expireTrash(10, false, {});
        VERIFY_OK(done);
        QCOMPARE(done->expired.size(), 1u);
        QCOMPARE(done->expired.front().id, *old->trashId);
        QVERIFY(done->withheld.isEmpty());
        QCOMPARE(library->trash({})->size(), 1u);
        QCOMPARE(library->trash({})->front().name, name(u"new"));
    }

    void expiresNothingByAClockThatWentBack()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"old", "one"));
        VERIFY_OK(library.publish(u"ahead", "two"));
        VERIFY_OK(library->remove(name(u"old"), {}, {}));
        library.clock->advance(std::chrono::days(1000)); // a clock that runs ahead for a while
        VERIFY_OK(library->remove(name(u"ahead"), {}, {}));
        library.clock->advance(-std::chrono::days(500));
        const auto expired = library->expireTrash(30, false, {});
        VERIFY_OK(expired);
        QVERIFY(expired->expired.empty());
        QVERIFY(expired->withheld.contains(u"ahead"));
        QCOMPARE(library->trash({})->size(), 2u);
    }

    void renamesAFolderWithThePromptOfItsName()
    {
        const MemoryLibrary library;
        for (const QString &path : {u"a"_s, u"a/x"_s, u"a/b/y"_s, u"ab/z"_s})
            VERIFY_OK(library.publish(path, path.toUtf8()));
        const auto results = library->renameFolder(u"a"_s, u"n/c"_s, {}, {});
        VERIFY_OK(results);
        QCOMPARE(results->size(), 3u);
        for (const RenameResult &result : *results)
            VERIFY_OK(result.outcome);
        QCOMPARE(pathsOf(library), QStringList({u"ab/z"_s, u"n/c"_s, u"n/c/b/y"_s, u"n/c/x"_s}));
        QCOMPARE(library->fetch(ref(u"n/c/b/y"), {})->content, "a/b/y"_ba);
    }

    void movesAFolderUpwards()
    {
        const MemoryLibrary library;
        for (const QString &path : {u"a/b/x"_s, u"a/b/b/x"_s})
            VERIFY_OK(library.publish(path, path.toUtf8()));
        const auto results = library->renameFolder(u"a/b"_s, u"a"_s, {}, {});
        VERIFY_OK(results);
        for (const RenameResult &result : *results)
            VERIFY_OK(result.outcome);
        QCOMPARE(pathsOf(library), QStringList({u"a/b/x"_s, u"a/x"_s}));
        QCOMPARE(library->fetch(ref(u"a/b/x"), {})->content, "a/b/b/x"_ba);
        VERIFY_OK(library->renameFolder(u"a"_s, {}, {}, {}));
        QCOMPARE(pathsOf(library), QStringList({u"b/x"_s, u"x"_s}));
    }

    void refusesAFolderWhole_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("taken") << u"a"_s << u"b"_s << ErrorCode::AlreadyExists;
        QTest::newRow("taken but for case") << u"a"_s << u"B"_s << ErrorCode::AlreadyExists;
        QTest::newRow("invalid") << u"a"_s << u"no:colons"_s << ErrorCode::Invalid;
        QTest::newRow("into itself") << u"a"_s << u"a/b"_s << ErrorCode::Invalid;
        QTest::newRow("too long") << u"a"_s
                                  << QString(90, u'x') + u'/' + QString(90, u'x') + u'/' + QString(90, u'x') + u'/' +
                                         QString(90, u'x') + u'/' + QString(36, u'y')
                                  << ErrorCode::Invalid;
        QTest::newRow("nothing there") << u"none"_s << u"c"_s << ErrorCode::NotFound;
    }
    void refusesAFolderWhole()
    {
        QFETCH(const QString, from);
        QFETCH(const QString, to);
        QFETCH(const ErrorCode, code);
        const MemoryLibrary library;
        for (const QString &path : {u"a/first"_s, u"a/second"_s, u"b/second"_s})
            VERIFY_OK(library.publish(path, "x"));
        const QStringList before = pathsOf(library);
        VERIFY_FAILS(library->renameFolder(from, to, {}, {}), code);
        QCOMPARE(pathsOf(library), before);
    }

    void renamesOnePrompt()
    {
        const MemoryLibrary library;
        VERIFY_OK(library.publish(u"p", "one"));
        VERIFY_OK(library->rename(name(u"p"), name(u"q"), {}));
        QCOMPARE(pathsOf(library), QStringList{u"q"_s});
        VERIFY_FAILS(library->rename(name(u"p"), name(u"r"), {}), ErrorCode::NotFound);
    }

    void stoppingARenameKeepsWhatIsDone()
    {
        const MemoryLibrary library;
        for (int i = 0; i < 5; ++i)
            VERIFY_OK(library.publish(u"a/p%1"_s.arg(i), "x"));
        std::stop_source stop;
        const auto results = library->renameFolder(
            u"a"_s, u"b"_s,
            [&](const Progress &progress) {
                if (progress.done == 2)
                    stop.request_stop();
            },
            stop.get_token());
        VERIFY_OK(results);
        QCOMPARE(results->size(), 5u);
        QCOMPARE(std::ranges::count_if(*results, [](const RenameResult &r) { return r.outcome.has_value(); }), 2);
        VERIFY_FAILS(results->back().outcome, ErrorCode::Cancelled);
        QCOMPARE(pathsOf(library).size(), 5);
    }
};

QTEST_GUILESS_MAIN(TestLibraryOrganising)
#include "test_library_organising.moc"
