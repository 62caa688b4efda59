// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/catalogue.h"

#include <QRandomGenerator>
#include <QTest>

using namespace pulse;
using namespace Qt::StringLiterals;

namespace {

CatalogueEntry entry(const QString &path, qint64 size = 0, const QStringList &tags = {})
{
    CatalogueEntry entry;
    entry.path = path;
    entry.size = size;
    entry.tags = tags;
    return entry;
}

QStringList pathsOf(const Catalogue &catalogue)
{
    QStringList paths;
    for (const CatalogueEntry &entry : catalogue.entries())
        paths.append(entry.path);
    return paths;
}

} // namespace

class TestCatalogue : public QObject
{
    Q_OBJECT

private slots:
    void isEmptyAtFirst()
    {
        const Catalogue catalogue;
        QVERIFY(catalogue.isEmpty());
        QCOMPARE(catalogue.find(u"x"), nullptr);
        QCOMPARE(catalogue.with({entry(u"x"_s)}, {}).size(), 1);
    }

    void sortsAndKeepsTheLaterOfTwo()
    {
        const Catalogue catalogue({entry(u"b"_s, 1), entry(u"a"_s, 2), entry(u"b"_s, 3)});
        QCOMPARE(pathsOf(catalogue), QStringList({u"a"_s, u"b"_s}));
        QCOMPARE(catalogue.find(u"b")->size, 3);
        QCOMPARE(catalogue.find(u"c"), nullptr);
        QCOMPARE(catalogue.find(u""), nullptr);
    }

    void countsTags()
    {
        const Catalogue catalogue({entry(u"a"_s, 0, {u"x"_s, u"y"_s}), entry(u"b"_s, 0, {u"x"_s})});
        const std::vector<std::pair<QString, int>> expected{{u"x"_s, 2}, {u"y"_s, 1}};
        QCOMPARE(catalogue.tags(), expected);
    }

    void changingLeavesTheOldSnapshot()
    {
        const Catalogue old({entry(u"a"_s), entry(u"b"_s), entry(u"c"_s)});
        const Catalogue next = old.with({entry(u"b"_s, 9), entry(u"bb"_s)}, {u"c"_s, u"unknown"_s});
        QCOMPARE(pathsOf(old), QStringList({u"a"_s, u"b"_s, u"c"_s}));
        QCOMPARE(pathsOf(next), QStringList({u"a"_s, u"b"_s, u"bb"_s}));
        QCOMPARE(old.find(u"b")->size, 0);
        QCOMPARE(next.find(u"b")->size, 9);
    }

    void agreesWithAMapUnderRandomChanges()
    {
        QRandomGenerator random(7);
        std::map<QString, qint64> model;
        Catalogue catalogue;
        for (int round = 0; round < 300; ++round) {
            std::vector<CatalogueEntry> changed;
            QStringList removed;
            for (int i = random.bounded(5); i > 0; --i) {
                const QString path = QString::number(random.bounded(30));
                const qint64 size = random.bounded(1000);
                changed.push_back(entry(path, size));
                model[path] = size;
            }
            for (int i = random.bounded(3); i > 0; --i) {
                const QString path = QString::number(random.bounded(30));
                removed.append(path);
                model.erase(path);
            }
            catalogue = catalogue.with(changed, removed);
            std::map<QString, qint64> found;
            for (const CatalogueEntry &entry : catalogue.entries())
                found[entry.path] = entry.size;
            QCOMPARE(found, model);
            QVERIFY(std::ranges::is_sorted(catalogue.entries(), {}, &CatalogueEntry::path));
        }
    }
};

QTEST_GUILESS_MAIN(TestCatalogue)
#include "test_catalogue.moc"
