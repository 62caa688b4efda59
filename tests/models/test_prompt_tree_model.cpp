// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/effort.h"
#include "pulse/test/makers.h"
#include "pulse/ui/models/prompt_tree_model.h"

#include <QAbstractItemModelTester>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>
#include <QTextDocumentFragment>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

namespace {

using Section = PromptTreeModel::Section;
using Kind = PromptTreeModel::Kind;

/// Qt's checks of every change. The test opens folders itself: the tester would do it inside the signal of an insert.
class ModelTester : public QAbstractItemModelTester
{
public:
    explicit ModelTester(QAbstractItemModel *model)
        : QAbstractItemModelTester(model, FailureReportingMode::QtTest)
    {
        setUseFetchMore(false);
    }
};

CatalogueEntry makeEntry(const QString &path, const QStringList &tags = {}, const QString &version = u"1.0.0"_s)
{
    CatalogueEntry entry;
    entry.path = path;
    entry.name = makeName(path);
    entry.latest = makeVersion(version);
    entry.versionCount = 1;
    entry.updatedAt = makeTime(u"2024-05-01T10:00:00Z");
    entry.size = 10;
    entry.tags = tags;
    entry.detailed = true;
    return entry;
}

Catalogue makeCatalogue(const QStringList &paths)
{
    std::vector<CatalogueEntry> entries;
    for (const QString &path : paths)
        entries.push_back(makeEntry(path));
    return Catalogue(std::move(entries));
}

QStringList childrenOf(PromptTreeModel &model, const QModelIndex &parent)
{
    if (model.canFetchMore(parent))
        model.fetchMore(parent);
    QStringList names;
    for (int row = 0; row < model.rowCount(parent); ++row)
        names.append(model.index(row, 0, parent).data().toString());
    return names;
}

/// Everything below an index as text, a line a row; opens all of it.
QStringList dump(PromptTreeModel &model, const QModelIndex &parent = {}, int depth = 0)
{
    if (model.canFetchMore(parent))
        model.fetchMore(parent);
    QStringList lines;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        lines.append(u"%1%2 %3 %4 %5 %6 %7"_s.arg(QString(depth * 2, u' '), index.data().toString())
                         .arg(index.data(PromptTreeModel::KindRole).toInt())
                         .arg(index.data(PromptTreeModel::PathRole).toString())
                         .arg(index.data(PromptTreeModel::FolderRole).toBool())
                         .arg(index.data(PromptTreeModel::VersionRole).toString())
                         .arg(index.data(PromptTreeModel::CountRole).toLongLong()));
        lines += dump(model, index, depth + 1);
    }
    return lines;
}

} // namespace

class TestPromptTreeModel : public QObject
{
    Q_OBJECT

private slots:
    void makesFoldersOfNames();
    void aPathIsPromptAndFolderAtOnce();
    void ordersNaturally();
    void computesChildrenOnlyWhenAsked();
    void addsTagsFavouritesRecentAndTrash();
    void saysWhatARowIs();
    void keepsPersistentIndexes();
    void followsTheOrderOfRecent();
    void filters_data();
    void filters();
    void filterComesAndGoes();
    void filtersManyOnAWorkerAndTheLatestWins();
    void followsChangesWhileFiltered();
    void idsNameRowsAgain();
    void randomChangesEndLikeAFreshModel_data();
    void randomChangesEndLikeAFreshModel();
    void aMillionPromptsAreThereAtOnce();
    void tenThousandAreFilteredWhileTyping();
};

void TestPromptTreeModel::makesFoldersOfNames()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setCatalogue(makeCatalogue({u"greet"_s, u"support/refund"_s, u"support/deep/er"_s, u"support-team"_s}));
    const QModelIndex prompts = model.indexOf(Section::Prompts);
    QCOMPARE(childrenOf(model, {}), (QStringList{u"Favourites"_s, u"Recent"_s, u"Prompts"_s, u"Tags"_s, u"Trash"_s}));
    QCOMPARE(childrenOf(model, prompts), (QStringList{u"greet"_s, u"support"_s, u"support-team"_s}));
    QCOMPARE(childrenOf(model, model.indexOfPath(u"support"_s)), (QStringList{u"deep"_s, u"refund"_s}));
    QCOMPARE(childrenOf(model, model.indexOfPath(u"support/deep"_s)), QStringList{u"er"_s});
    QCOMPARE(model.kind(model.indexOfPath(u"support"_s)), Kind::Folder);
    QVERIFY(!model.indexOfPath(u"support/none"_s).isValid());
    QCOMPARE(model.promptsBelow(u"support"_s), (QStringList{u"support/deep/er"_s, u"support/refund"_s}));
}

void TestPromptTreeModel::aPathIsPromptAndFolderAtOnce()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    // `a-b` sorts between `a` and `a/c`.
    model.setCatalogue(makeCatalogue({u"a"_s, u"a-b"_s, u"a/c"_s}));
    QCOMPARE(childrenOf(model, model.indexOf(Section::Prompts)), (QStringList{u"a"_s, u"a-b"_s}));
    const QModelIndex both = model.indexOfPath(u"a"_s);
    QCOMPARE(model.kind(both), Kind::Prompt);
    QVERIFY(both.data(PromptTreeModel::FolderRole).toBool());
    QCOMPARE(childrenOf(model, both), QStringList{u"c"_s});

    const QPersistentModelIndex kept(both);
    model.setCatalogue(makeCatalogue({u"a-b"_s, u"a/c"_s}), {u"a"_s});
    QVERIFY(kept.isValid());
    QCOMPARE(model.kind(kept), Kind::Folder);
    model.setCatalogue(makeCatalogue({u"a"_s, u"a-b"_s}), {u"a"_s, u"a/c"_s});
    QCOMPARE(model.kind(kept), Kind::Prompt);
    QVERIFY(!model.hasChildren(kept));
}

void TestPromptTreeModel::ordersNaturally()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setCatalogue(makeCatalogue({u"Zebra"_s, u"apple"_s, u"item 10"_s, u"item 9"_s, u"Item 1"_s, u"b02"_s, u"b2"_s,
                                      u"b1"_s, u"Ärger"_s, u"ärgern"_s}));
    QCOMPARE(childrenOf(model, model.indexOf(Section::Prompts)),
             (QStringList{u"apple"_s, u"b1"_s, u"b02"_s, u"b2"_s, u"Item 1"_s, u"item 9"_s, u"item 10"_s, u"Zebra"_s,
                          u"Ärger"_s, u"ärgern"_s}));
}

void TestPromptTreeModel::computesChildrenOnlyWhenAsked()
{
    PromptTreeModel model;
    model.setCatalogue(makeCatalogue({u"a/b/c"_s, u"a/b/d"_s}));
    const QModelIndex a = model.index(0, 0, model.indexOf(Section::Prompts));
    QCOMPARE(model.rowCount(a), 0);
    QVERIFY(model.hasChildren(a));
    QVERIFY(model.canFetchMore(a));
    model.fetchMore(a);
    QCOMPARE(model.rowCount(a), 1);
    QVERIFY(!model.canFetchMore(a));
    QVERIFY(model.canFetchMore(model.index(0, 0, a)));
}

void TestPromptTreeModel::addsTagsFavouritesRecentAndTrash()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setBookmarks({u"x/b"_s, u"gone"_s}, {u"a"_s});
    model.setCatalogue(Catalogue({makeEntry(u"a"_s, {u"red"_s}), makeEntry(u"x/b"_s, {u"blue"_s, u"red"_s})}));
    QCOMPARE(childrenOf(model, model.indexOf(Section::Favourites)), QStringList{u"x/b"_s});
    QCOMPARE(childrenOf(model, model.indexOf(Section::Recent)), QStringList{u"a"_s});
    const QModelIndex tags = model.indexOf(Section::Tags);
    QCOMPARE(childrenOf(model, tags), (QStringList{u"blue"_s, u"red"_s}));
    QCOMPARE(childrenOf(model, model.index(1, 0, tags)), (QStringList{u"a"_s, u"x/b"_s}));
    QCOMPARE(model.index(1, 0, tags).data(PromptTreeModel::CountRole).toInt(), 2);

    const TrashEntry removed{.id = u"t1"_s,
                             .name = makeName(u"old/one"),
                             .versions = {makeVersion(u"1.0.0")},
                             .wholePrompt = true,
                             .removedAt = makeTime(u"2024-05-01T10:00:00Z"),
                             .removedBy = u"Ada <ada@example.org>"_s};
    model.setTrash({removed});
    const QModelIndex trashed = model.index(0, 0, model.indexOf(Section::Trash));
    QCOMPARE(trashed.data().toString(), u"old/one"_s);
    QCOMPARE(model.trashEntry(trashed)->id, u"t1"_s);
    const QString tip = trashed.data(Qt::ToolTipRole).toString();
    const QString seen = Qt::mightBeRichText(tip) ? QTextDocumentFragment::fromHtml(tip).toPlainText() : tip;
    QVERIFY2(seen.contains(u"<ada@example.org>"_s), qPrintable(tip));
    model.setTrash({});
    QCOMPARE(model.rowCount(model.indexOf(Section::Trash)), 0);
}

void TestPromptTreeModel::saysWhatARowIs()
{
    CatalogueEntry entry = makeEntry(u"support/greet"_s, {u"red"_s}, u"2.1.0"_s);
    entry.description = u"<b>Bold</b> & co"_s;
    entry.labels = QStringList{u"production"_s};
    entry.damage = u"metadata.json is missing"_s;
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setCatalogue(Catalogue({entry}));
    const QModelIndex index = model.indexOfPath(u"support/greet"_s);
    QCOMPARE(index.data().toString(), u"greet"_s);
    QCOMPARE(index.data(PromptTreeModel::PathRole).toString(), u"support/greet"_s);
    QCOMPARE(index.data(PromptTreeModel::VersionRole).toString(), u"2.1.0"_s);
    QCOMPARE(index.data(PromptTreeModel::DamageRole).toString(), entry.damage);
    QVERIFY(!index.data(PromptTreeModel::DraftRole).toBool());
    QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
    model.setDraft(u"support/greet"_s, true);
    QCOMPARE(changes.count(), 1);
    QVERIFY(index.data(PromptTreeModel::DraftRole).toBool());
    const QString tip = index.data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(u"&lt;b&gt;Bold&lt;/b&gt; &amp; co"_s));
    QVERIFY(!tip.contains(u"<b>Bold"_s));
    const QString spoken = index.data(Qt::AccessibleTextRole).toString();
    for (const QString &part :
         {u"greet"_s, u"prompt"_s, u"2.1.0"_s, u"draft"_s, u"production"_s, u"red"_s, u"damaged"_s})
        QVERIFY2(spoken.contains(part), qPrintable(spoken));
}

void TestPromptTreeModel::keepsPersistentIndexes()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setCatalogue(makeCatalogue({u"b"_s, u"d/x"_s, u"d/y"_s, u"f"_s}));
    const QPersistentModelIndex y(model.indexOfPath(u"d/y"_s));
    const QPersistentModelIndex f(model.indexOfPath(u"f"_s));
    QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
    QSignalSpy inserts(&model, &QAbstractItemModel::rowsInserted);
    QSignalSpy removes(&model, &QAbstractItemModel::rowsRemoved);
    model.setCatalogue(makeCatalogue({u"a"_s, u"b"_s, u"d/a"_s, u"d/y"_s, u"e"_s, u"f"_s}),
                       {u"a"_s, u"d/a"_s, u"d/x"_s, u"e"_s});
    QCOMPARE(y.data(PromptTreeModel::PathRole).toString(), u"d/y"_s);
    QCOMPARE(y.row(), 1);
    QCOMPARE(f.row(), 4);
    QCOMPARE(inserts.count(), 3);
    QCOMPARE(removes.count(), 1);
    // The same, told as "everything may have changed".
    model.setCatalogue(makeCatalogue({u"d/y"_s, u"f"_s}));
    QCOMPARE(y.row(), 0);
    QCOMPARE(f.row(), 1);
    QVERIFY(resets.isEmpty());
}

void TestPromptTreeModel::followsTheOrderOfRecent()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setCatalogue(makeCatalogue({u"a"_s, u"b"_s, u"c"_s}));
    model.setBookmarks({}, {u"a"_s, u"b"_s, u"c"_s});
    const QModelIndex recent = model.indexOf(Section::Recent);
    const QPersistentModelIndex c(model.index(2, 0, recent));
    model.setBookmarks({}, {u"c"_s, u"a"_s, u"b"_s});
    QCOMPARE(childrenOf(model, recent), (QStringList{u"c"_s, u"a"_s, u"b"_s}));
    QCOMPARE(c.row(), 0);
}

void TestPromptTreeModel::filters_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QStringList>("matches");
    QTest::newRow("a word of the path") << u"REFUND"_s << QStringList{u"support/refund-reply"_s};
    QTest::newRow("words are all needed") << u"support reply"_s << QStringList{u"support/refund-reply"_s};
    QTest::newRow("description") << u"polite"_s << QStringList{u"greet"_s};
    QTest::newRow("tag") << u"#mon"_s << QStringList{u"support/refund-reply"_s};
    QTest::newRow("label") << u"@PROD"_s << QStringList{u"greet"_s};
    QTest::newRow("tag and word") << u"#money hello"_s << QStringList{};
    QTest::newRow("nothing but marks") << u"#"_s
                                       << QStringList{u"greet"_s, u"support/hello"_s, u"support/refund-reply"_s};
}

void TestPromptTreeModel::filters()
{
    QFETCH(QString, filter);
    QFETCH(QStringList, matches);
    CatalogueEntry greet = makeEntry(u"greet"_s);
    greet.description = u"A Polite opening"_s;
    greet.labels = QStringList{u"production"_s};
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setCatalogue(
        Catalogue({greet, makeEntry(u"support/hello"_s), makeEntry(u"support/refund-reply"_s, {u"money"_s})}));
    model.setFilter(filter);
    QCOMPARE(model.matchCount(), matches.size());
    for (const QString &path : {u"greet"_s, u"support/hello"_s, u"support/refund-reply"_s})
        QCOMPARE(model.indexOfPath(path).isValid(), matches.contains(path));
}

void TestPromptTreeModel::filterComesAndGoes()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setCatalogue(makeCatalogue({u"a"_s, u"b/c"_s, u"b/d"_s}));
    const QStringList whole = dump(model);
    QSignalSpy applied(&model, &PromptTreeModel::filterApplied);
    model.setFilter(u"b/d"_s);
    QCOMPARE(applied.count(), 1);
    QVERIFY(model.isFiltered());
    QCOMPARE(model.filterWords(), QStringList{u"b/d"_s});
    QCOMPARE(childrenOf(model, model.indexOf(Section::Prompts)), QStringList{u"b"_s});
    model.setFilter({});
    QVERIFY(!model.isFiltered());
    QCOMPARE(dump(model), whole);
}

void TestPromptTreeModel::filtersManyOnAWorkerAndTheLatestWins()
{
    std::vector<CatalogueEntry> entries;
    for (int number = 0; number < 120'000; ++number)
        entries.push_back(makeEntry(u"folder-%1/prompt-%2"_s.arg(number / 1000).arg(number)));
    TaskRunner runner(2);
    PromptTreeModel model;
    model.setCatalogue(Catalogue(std::move(entries)));
    QSignalSpy applied(&model, &PromptTreeModel::filterApplied);
    model.setFilter(u"prompt-1"_s, &runner);
    model.setFilter(u"prompt-77777"_s, &runner);
    QCOMPARE(applied.count(), 0); // the window goes on meanwhile
    QTRY_COMPARE(applied.count(), 1);
    QCOMPARE(model.matchCount(), 1);
    QVERIFY(model.indexOfPath(u"folder-77/prompt-77777"_s).isValid());
}

void TestPromptTreeModel::followsChangesWhileFiltered()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setCatalogue(makeCatalogue({u"a/red"_s, u"b/blue"_s}));
    model.setFilter(u"red"_s);
    const QPersistentModelIndex red(model.indexOfPath(u"a/red"_s));
    model.setCatalogue(makeCatalogue({u"a/Red 1"_s, u"a/red"_s, u"b/blue"_s, u"b/green"_s}),
                       {u"a/Red 1"_s, u"b/green"_s});
    QCOMPARE(model.matchCount(), 2);
    QCOMPARE(childrenOf(model, model.indexOfPath(u"a"_s)), (QStringList{u"red"_s, u"Red 1"_s}));
    QVERIFY(red.isValid());
    QVERIFY(!model.indexOfPath(u"b"_s).isValid());
    model.setFilter({});
    QVERIFY(model.indexOfPath(u"b/green"_s).isValid());
}

void TestPromptTreeModel::idsNameRowsAgain()
{
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setBookmarks({u"b/c"_s}, {u"a"_s});
    model.setCatalogue(Catalogue({makeEntry(u"a"_s, {u"x/y"_s}), makeEntry(u"b/c"_s)}));
    dump(model);
    std::vector<QModelIndex> open{QModelIndex()};
    QStringList ids;
    while (!open.empty()) {
        const QModelIndex parent = open.back();
        open.pop_back();
        for (int row = 0; row < model.rowCount(parent); ++row) {
            const QModelIndex index = model.index(row, 0, parent);
            QCOMPARE(model.indexOfId(model.idOf(index)), index);
            ids.append(model.idOf(index));
            open.push_back(index);
        }
    }
    QCOMPARE(ids.size(), 12);
    QCOMPARE(ids.removeDuplicates(), 0);
    QVERIFY(!model.indexOfId(u"P/none"_s).isValid());
    QVERIFY(!model.indexOfId(u"?"_s).isValid());
}

void TestPromptTreeModel::randomChangesEndLikeAFreshModel_data()
{
    QTest::addColumn<QString>("filter");
    QTest::newRow("whole") << QString();
    QTest::newRow("filtered") << u"a"_s;
}

void TestPromptTreeModel::randomChangesEndLikeAFreshModel()
{
    QFETCH(QString, filter);
    QRandomGenerator random(20240601);
    const QStringList segments{u"a"_s, u"B"_s, u"a-b"_s, u"a.b"_s, u"n2"_s, u"n10"_s};
    const QStringList allTags{u"red"_s, u"Blue"_s, u"t10"_s, u"t9"_s};
    PromptTreeModel model;
    ModelTester tester(&model);
    model.setFilter(filter);
    Catalogue catalogue;
    for (int round = 0; round < 150; ++round) {
        QStringList changed;
        QStringList removed;
        std::vector<CatalogueEntry> put;
        const int count = 1 + random.bounded(4);
        for (int number = 0; number < count; ++number) {
            QStringList parts;
            for (int depth = 1 + random.bounded(3); depth > 0; --depth)
                parts.append(segments[random.bounded(segments.size())]);
            const QString path = parts.join(u'/');
            if (changed.contains(path))
                continue;
            changed.append(path);
            if (random.bounded(5) < 2) {
                removed.append(path);
                continue;
            }
            QStringList tags;
            for (const QString &tag : allTags) {
                if (random.bounded(4) == 0)
                    tags.append(tag);
            }
            put.push_back(makeEntry(path, tags, u"1.0.%1"_s.arg(round)));
        }
        catalogue = catalogue.with(std::move(put), removed);
        QStringList marks;
        for (const CatalogueEntry &entry : catalogue.entries()) {
            if (random.bounded(6) == 0)
                marks.prepend(entry.path);
        }
        const QPersistentModelIndex kept(catalogue.isEmpty() ? QModelIndex()
                                                             : model.indexOfPath(catalogue.entries().front().path));
        const QString keptPath = kept.data(PromptTreeModel::PathRole).toString();
        model.setCatalogue(catalogue, random.bounded(4) == 0 ? QStringList() : changed);
        model.setBookmarks(marks, marks.first(marks.size() / 2));
        if (kept.isValid())
            QCOMPARE(kept.data(PromptTreeModel::PathRole).toString(), keptPath);

        PromptTreeModel fresh;
        fresh.setFilter(filter);
        fresh.setCatalogue(catalogue);
        fresh.setBookmarks(marks, marks.first(marks.size() / 2));
        QCOMPARE(dump(model), dump(fresh));
    }
}

void TestPromptTreeModel::aMillionPromptsAreThereAtOnce()
{
    std::vector<CatalogueEntry> entries;
    entries.reserve(1'000'000);
    CatalogueEntry entry = makeEntry(u"x"_s);
    for (int folder = 0; folder < 1000; ++folder) {
        for (int number = 0; number < 1000; ++number) {
            entry.path = u"team-%1/prompt-%2"_s.arg(folder).arg(number);
            entries.push_back(entry);
        }
    }
    const Catalogue catalogue(std::move(entries));
    PromptTreeModel model;
    qsizetype folders = 0;
    qsizetype inside = 0;
    // Opening must not look at every prompt, a single change not at every folder.
    QCOMPARE_LT(test::effort(500,
                             [&] {
                                 model.setCatalogue({});
                                 model.setCatalogue(catalogue);
                                 folders = model.rowCount(model.indexOf(Section::Prompts));
                                 inside = childrenOf(model, model.indexOfPath(u"team-500"_s)).size();
                             }),
                500);
    QCOMPARE(folders, 1000);
    QCOMPARE(inside, 1000);
    QCOMPARE_LT(test::effort(200, [&] { model.setCatalogue(catalogue, {u"team-500/prompt-1"_s}); }), 200);
}

void TestPromptTreeModel::tenThousandAreFilteredWhileTyping()
{
    std::vector<CatalogueEntry> entries;
    for (int number = 0; number < 10'000; ++number) {
        CatalogueEntry entry = makeEntry(u"flat prompt %1"_s.arg(number));
        entry.description = u"Answers customers who ask about their order number %1"_s.arg(number);
        entries.push_back(std::move(entry));
    }
    PromptTreeModel model;
    const Catalogue catalogue(std::move(entries));
    QCOMPARE_LT(test::effort(250,
                             [&] {
                                 model.setCatalogue({});
                                 model.setCatalogue(catalogue);
                             }),
                250);
    QCOMPARE_LT(test::effort(500,
                             [&] {
                                 model.setFilter(u"order 77"_s);
                                 model.setFilter({});
                             }),
                500);
}

QTEST_MAIN(TestPromptTreeModel)
#include "test_prompt_tree_model.moc"
