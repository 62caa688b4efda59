// SPDX-License-Identifier: Apache-2.0
// Listing: each prompt once, in pages of any size, in agreement with all else that a library says.
#include "conformance_test.h"
#include "pulse/test/generator.h"

#include <set>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformanceListing : public ConformanceTest
{
    Q_OBJECT

public:
    ConformanceListing()
        : ConformanceTest({"aFolderThatIsNoNameIsInvalid", "pagesGiveEachPromptOnce", "pagesGiveEachChildOnce",
                           "latestIsTheHighestRelease"})
    {}

private Q_SLOTS:
    void aMissingFolderIsEmpty();
    void aFolderThatIsNoNameIsInvalid_data();
    void aFolderThatIsNoNameIsInvalid();
    void pagesGiveEachPromptOnce_data();
    void pagesGiveEachPromptOnce();
    void pagesGiveEachChildOnce_data();
    void pagesGiveEachChildOnce();
    void theOrderIsTheSameEachTime();
    void aFolderHoldsOnlyWhatLiesInIt();
    void childrenTellPromptsFromFolders();
    void neighboursInOrderStayApart();
    void aPageGoesOnAfterItsLastItemWasRemoved();
    void whatIsRemovedMeanwhileIsNotRepeated();
    void aRemovedPromptLeavesItsFolderEmpty();
    void listFetchAndVersionsAgree();
    void latestIsTheHighestRelease_data();
    void latestIsTheHighestRelease();

private:
    QStringList all(ListQuery query);
    void fill();
};

/// Every path, page after page; fails when a page is too large or a cursor leads in a circle.
QStringList ConformanceListing::all(ListQuery query)
{
    QStringList paths;
    std::set<QString> cursors;
    while (true) {
        const auto page = storage().list(query, {});
        if (!page)
            return {page.error().toString()};
        if (static_cast<qsizetype>(page->items.size()) > query.limit)
            return {u"A page has %1 items, and %2 were asked for."_s.arg(page->items.size()).arg(query.limit)};
        for (const ListItem &item : page->items) {
            if (!item.damage.isEmpty() || !item.name || item.name->toString() != item.path)
                return {u"“%1” is listed as damaged: %2"_s.arg(item.path, item.damage)};
            paths.append(item.path);
        }
        if (page->next.isEmpty())
            return paths;
        if (!cursors.insert(page->next).second)
            return {u"The cursor %1 comes back."_s.arg(page->next)};
        query.cursor = page->next;
    }
}

// Names whose order by bytes, by segments and by length differ.
const QStringList filling{u"a"_s,   u"a b"_s,    u"a-b"_s,   u"a.b"_s,     u"a/b"_s,      u"a/b/c"_s, u"a/c/d/e"_s,
                          u"ab"_s,  u"b/only"_s, u"c"_s,     u"größe/a"_s, u"größe/b"_s,  u"z/1"_s,   u"z/10"_s,
                          u"z/2"_s, u"z/a/b"_s,  u"z/a-b"_s, u"日本"_s,    u"日本/語/x"_s};

void ConformanceListing::fill()
{
    std::vector<Prompt> prompts;
    for (const QString &name : filling)
        prompts.push_back(makePrompt(name, u"1.0.0"));
    publishAll(prompts);
}

void ConformanceListing::aMissingFolderIsEmpty()
{
    publish(u"support/greeting", u"1.0.0");
    for (const QString &folder : {u"nowhere"_s, u"support/nowhere/deep"_s, u"support/greeting"_s, u"supp"_s}) {
        QCOMPARE(all({.folder = folder}), QStringList());
        QCOMPARE(all({.folder = folder, .recursive = false}), QStringList());
    }
}

void ConformanceListing::aFolderThatIsNoNameIsInvalid_data()
{
    QTest::addColumn<QString>("folder");
    for (const auto &folder : {u".."_s, u"../trash"_s, u"/"_s, u"/etc"_s, u"a//b"_s, u"a/"_s, u"a/../b"_s, u"."_s,
                               u"a\\..\\b"_s, u"latest"_s, u"a/1.0.0"_s, u"CON"_s})
        QTest::newRow(qUtf8Printable(folder)) << folder;
}

void ConformanceListing::aFolderThatIsNoNameIsInvalid()
{
    QFETCH(const QString, folder);
    if (isFirstRow())
        publish(u"a", u"1.0.0");
    COMPARE_CODE(storage().list({.folder = folder}, {}), ErrorCode::Invalid);
}

void ConformanceListing::pagesGiveEachPromptOnce_data()
{
    QTest::addColumn<qsizetype>("limit");
    for (const int limit : {1, 2, 3, 7, static_cast<int>(filling.size()), 1000})
        QTest::addRow("%d a page", limit) << qsizetype(limit);
}

void ConformanceListing::pagesGiveEachPromptOnce()
{
    QFETCH(const qsizetype, limit);
    if (isFirstRow())
        fill();
    QStringList paths = all({.limit = limit});
    paths.sort();
    QStringList expected = filling;
    expected.sort();
    QCOMPARE(paths, expected);
}

void ConformanceListing::pagesGiveEachChildOnce_data()
{
    pagesGiveEachPromptOnce_data();
}

void ConformanceListing::pagesGiveEachChildOnce()
{
    QFETCH(const qsizetype, limit);
    if (isFirstRow())
        fill();
    QStringList roots = all({.recursive = false, .limit = limit});
    roots.sort();
    QCOMPARE(roots, QStringList({u"a"_s, u"a b"_s, u"a-b"_s, u"a.b"_s, u"ab"_s, u"b"_s, u"c"_s, u"größe"_s, u"z"_s,
                                 u"日本"_s}));
    QStringList inZ = all({.folder = u"z"_s, .recursive = false, .limit = limit});
    inZ.sort();
    QCOMPARE(inZ, QStringList({u"z/1"_s, u"z/10"_s, u"z/2"_s, u"z/a"_s, u"z/a-b"_s}));
}

void ConformanceListing::theOrderIsTheSameEachTime()
{
    fill();
    const QStringList once = all({});
    QCOMPARE(all({}), once);
    QCOMPARE(all({.limit = 4}), once);
    QCOMPARE(all({.recursive = false, .limit = 3}), all({.recursive = false}));
}

void ConformanceListing::aFolderHoldsOnlyWhatLiesInIt()
{
    fill();
    QStringList paths = all({.folder = u"a"_s});
    paths.sort();
    QCOMPARE(paths, QStringList({u"a/b"_s, u"a/b/c"_s, u"a/c/d/e"_s}));
    QCOMPARE(all({.folder = u"日本"_s}), QStringList(u"日本/語/x"_s));
    QCOMPARE(all({.folder = u"a/c/d"_s, .limit = 1}), QStringList(u"a/c/d/e"_s));
}

void ConformanceListing::childrenTellPromptsFromFolders()
{
    fill();
    const auto page = storage().list({.recursive = false}, {});
    VERIFY_OK(page);
    QStringList kinds;
    for (const ListItem &item : page->items)
        kinds.append(item.path + u':' + (item.isPrompt ? u"p"_s : QString()) + (item.isFolder ? u"f"_s : QString()));
    kinds.sort();
    QCOMPARE(kinds, QStringList({u"a b:p"_s, u"a-b:p"_s, u"a.b:p"_s, u"a:pf"_s, u"ab:p"_s, u"b:f"_s, u"c:p"_s,
                                 u"größe:f"_s, u"z:f"_s, u"日本:pf"_s}));
}

void ConformanceListing::neighboursInOrderStayApart()
{
    for (const auto &name : {u"x/y"_s, u"x-/y"_s, u"x.y/z"_s, u"x y/z"_s, u"x"_s})
        publish(name, u"1.0.0");
    QStringList children = all({.recursive = false, .limit = 1});
    children.sort();
    QCOMPARE(children, QStringList({u"x"_s, u"x y"_s, u"x-"_s, u"x.y"_s}));
    QCOMPARE(all({.folder = u"x"_s, .limit = 1}), QStringList(u"x/y"_s));
}

void ConformanceListing::aPageGoesOnAfterItsLastItemWasRemoved()
{
    fill();
    const QStringList before = all({});
    const auto page = storage().list({.limit = 5}, {});
    VERIFY_OK(page);
    VERIFY_OK(storage().remove(*page->items.back().name, {}, {}));
    QStringList rest = all({.cursor = page->next, .limit = 2});
    QCOMPARE(rest, before.sliced(5));
}

void ConformanceListing::whatIsRemovedMeanwhileIsNotRepeated()
{
    fill();
    const QStringList before = all({});
    const auto page = storage().list({.limit = 5}, {});
    VERIFY_OK(page);
    VERIFY_OK(storage().remove(*page->items.front().name, {}, {}));
    VERIFY_OK(storage().remove(makeName(before.at(6)), {}, {}));
    QStringList expected = before.sliced(5);
    expected.removeAt(1);
    QCOMPARE(all({.cursor = page->next, .limit = 2}), expected);
}

void ConformanceListing::aRemovedPromptLeavesItsFolderEmpty()
{
    publish(u"only/one/here", u"1.0.0");
    VERIFY_OK(storage().remove(makeName(u"only/one/here"), {}, {}));
    QCOMPARE(all({}), QStringList());
    QCOMPARE(all({.recursive = false}), QStringList());
    QCOMPARE(all({.folder = u"only"_s, .recursive = false}), QStringList());
}

void ConformanceListing::listFetchAndVersionsAgree()
{
    Generator generate(7);
    std::map<VersionKey, QByteArray> stored;
    for (int i = 0; i < 40; ++i) {
        const QByteArray content = generate.text(20);
        const Name name = generate.chance(40) && !stored.empty() ? stored.begin()->first.name : generate.name();
        const Prompt prompt{generate.metadata(name, generate.version(), content), content};
        if (stored.emplace(VersionKey{prompt.name(), prompt.version()}, content).second)
            publish(prompt);
    }
    std::map<VersionKey, QByteArray> found;
    for (const QString &path : all({.limit = 7})) {
        const Name name = makeName(path);
        const auto versions = can().versions->versions(name, {});
        VERIFY_OK(versions);
        QVERIFY(std::ranges::is_sorted(*versions));
        QCOMPARE(*can().versions->latest(name, {}), *latestOf(*versions));
        for (const Version &version : *versions) {
            const auto prompt = storage().fetch(name, version, {});
            VERIFY_OK(prompt);
            QCOMPARE(*can().metadata->metadata(name, version, {}), prompt->metadata);
            QVERIFY(*storage().exists(name, version, {}));
            found.emplace(VersionKey{name, version}, prompt->content);
        }
    }
    QVERIFY(found == stored);
}

void ConformanceListing::latestIsTheHighestRelease_data()
{
    QTest::addColumn<QStringList>("versions");
    QTest::addColumn<QString>("latest");
    QTest::newRow("one") << QStringList{u"1.0.0"_s} << u"1.0.0"_s;
    QTest::newRow("by number") << QStringList{u"1.9.0"_s, u"1.10.0"_s, u"1.2.0"_s} << u"1.10.0"_s;
    QTest::newRow("a release before a higher pre-release") << QStringList{u"1.0.0"_s, u"2.0.0-rc.1"_s} << u"1.0.0"_s;
    QTest::newRow("only pre-releases") << QStringList{u"1.0.0-beta"_s, u"1.0.0-alpha.9"_s} << u"1.0.0-beta"_s;
    QTest::newRow("published late") << QStringList{u"2.0.0"_s, u"1.0.1"_s} << u"2.0.0"_s;
    QTest::newRow("build metadata") << QStringList{u"1.0.0+b"_s, u"1.0.0+a"_s, u"1.0.0"_s} << u"1.0.0+b"_s;
    QTest::newRow("long numbers") << QStringList{u"99999999999999999999.0.0"_s, u"100000000000000000000.0.0"_s}
                                  << u"100000000000000000000.0.0"_s;
}

void ConformanceListing::latestIsTheHighestRelease()
{
    QFETCH(const QStringList, versions);
    QFETCH(const QString, latest);
    const Name name = makeName(rowsName());
    for (const QString &version : versions) {
        publish(name.toString(), version);
        VERIFY_OK(can().versions->latest(name, {})); // what is remembered of it must not stay
    }
    QCOMPARE(can().versions->latest(name, {})->toString(), latest);
    QCOMPARE(another()->capabilities().versions->latest(name, {})->toString(), latest);
    if (versions.size() > 1) {
        VERIFY_OK(storage().remove(name, makeVersion(latest), {}));
        const auto rest = can().versions->versions(name, {});
        VERIFY_OK(rest);
        QCOMPARE(static_cast<qsizetype>(rest->size()), versions.size() - 1);
        QCOMPARE(*can().versions->latest(name, {}), *latestOf(*rest));
    }
}

QTEST_APPLESS_MAIN(ConformanceListing)
#include "test_conformance_listing.moc"
