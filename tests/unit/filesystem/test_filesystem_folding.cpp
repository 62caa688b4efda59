// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/folding_fs.h"
#include "workshop.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

/// A library on a file system that takes `Note` and `note`, or `é` in one and in two characters, for the same.
class TestFilesystemFolding : public QObject
{
    Q_OBJECT

private slots:
    void foldsNames();
    void keepsPromptsApart();
    void findsAccentsInBothCompositions();
    void refusesAVersionThatDiffersByCase();
    void changesTheCaseOfAName();
    void worksAsEverywhere();
};

namespace {

Parts foldingParts()
{
    Parts parts = defaultParts();
    parts.fs = std::make_shared<faults::FoldingFs>(faults::FoldingFs::Folds{});
    return parts;
}

} // namespace

void TestFilesystemFolding::foldsNames()
{
    const QTemporaryDir folder;
    faults::FoldingFs fs({});
    const int root = *fs.openRoot(folder.path().toUtf8());
    QVERIFY(fs.makeDirectory(root, "Stra\u00dfe", 0700));
    QCOMPARE(fs.makeDirectory(root, "STRA\u00dfE", 0700).error().number, EEXIST);
    QVERIFY(fs.makeDirectory(root, "caf\u00e9", 0700));
    QVERIFY(fs.statusAt(root, "cafe\u0301"));
    QVERIFY(fs.rename(root, "CAF\u00c9", root, "Caf\u00e9"));
    QStringList names;
    const auto entries = fs.entries(root);
    for (const DirectoryEntry &entry : *entries)
        names.append(QString::fromUtf8(entry.name));
    names.sort();
    QCOMPARE(names, (QStringList{u"Caf\u00e9"_s, u"Stra\u00dfe"_s}));
    fs.close(root);
}

void TestFilesystemFolding::keepsPromptsApart()
{
    const Workshop workshop;
    auto storage = *workshop.open(foldingParts());
    QVERIFY(storage->store(prompt("support/greeting", "1.0.0", "one"), {}));
    for (const char *other : {"support/Greeting", "Support/greeting", "SUPPORT/other"})
        QVERIFY2(!storage->store(prompt(other, "1.0.0", "two"), {}), other);
    QVERIFY(!storage->store(prompt("Support/Greeting", "2.0.0", "two"), {}));
    QCOMPARE(storage->fetch(name("support/greeting"), version("1.0.0"), {})->content, "one");
    QCOMPARE(storage->list({}, {})->items.size(), 1U);
    // What is read under another spelling is never handed out as that prompt's.
    QVERIFY(!storage->fetch(name("Support/Greeting"), version("1.0.0"), {}));
}

void TestFilesystemFolding::findsAccentsInBothCompositions()
{
    const Workshop workshop;
    auto storage = *workshop.open(foldingParts());
    QVERIFY(storage->store(prompt("caf\u00e9", "1.0.0", "one"), {}));
    QCOMPARE(storage->fetch(name("caf\u00e9"), version("1.0.0"), {})->content, "one");
    QVERIFY(QDir(workshop.path(u"prompts"_s)).rename(u"caf\u00e9"_s, u"cafe\u0301"_s)); // as HFS+ spells it
    QCOMPARE(storage->fetch(name("caf\u00e9"), version("1.0.0"), {})->content, "one");
    const auto again = storage->store(prompt("caf\u00e9", "1.0.0", "one"), {});
    QVERIFY2(again, again ? "" : qPrintable(again.error().toString()));
    QCOMPARE(again->outcome, StoreReceipt::Outcome::Unchanged);
}

void TestFilesystemFolding::refusesAVersionThatDiffersByCase()
{
    const Workshop workshop;
    auto storage = *workshop.open(foldingParts());
    QVERIFY(storage->store(prompt("a", "1.0.0-RC", "one"), {}));
    QVERIFY(!storage->store(prompt("a", "1.0.0-rc", "two"), {}));
    QCOMPARE(storage->fetch(name("a"), version("1.0.0-RC"), {})->content, "one");
}

void TestFilesystemFolding::changesTheCaseOfAName()
{
    const Workshop workshop;
    auto storage = *workshop.open(foldingParts());
    QVERIFY(storage->store(prompt("greeting", "1.0.0", "one"), {}));
    // Whether that can be done here or not: nothing is lost.
    const auto renamed = storage->capabilities().renaming->rename(name("greeting"), name("Greeting"), {});
    const auto fetched = storage->fetch(name(renamed ? "Greeting" : "greeting"), version("1.0.0"), {});
    QVERIFY2(fetched, renamed ? "renamed" : qPrintable(renamed.error().toString()));
    QCOMPARE(fetched->content, "one");
}

void TestFilesystemFolding::worksAsEverywhere()
{
    const Workshop workshop;
    auto storage = *workshop.open(foldingParts());
    const auto can = storage->capabilities();
    QVERIFY(storage->store(prompt("a/b", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("a/b", "1.1.0", "two"), {}));
    QVERIFY(can.labels->setLabel(name("a/b"), *Label::parse(u"beta"), version("1.0.0"), {}, {}));
    QVERIFY(can.renaming->rename(name("a/b"), name("c"), {}));
    const auto removed = storage->remove(name("c"), {}, {});
    QVERIFY(removed);
    QVERIFY(can.trash->restore(*removed->trashId, {}, {}));
    QCOMPARE(storage->fetch(name("c"), version("1.1.0"), {})->content, "two");
    QVERIFY(can.inspection->inspect(false, {}, {})->findings.empty());
}

QTEST_GUILESS_MAIN(TestFilesystemFolding)
#include "test_filesystem_folding.moc"
