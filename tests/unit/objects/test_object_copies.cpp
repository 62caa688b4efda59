// SPDX-License-Identifier: Apache-2.0
// A library in an object store and one in a folder are made of the same files: a copy of either opens as the other.
#include "object_workshop.h"
#include "pulse/backends/filesystem.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ObjectCopies : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCopyOpensAsAFolder();
    void aCopyIsALibraryToWorkWith();
    void aCopyTellsOfWhatWasNotPublished();
    void aFolderOpensAsObjects();
    void whatIsWrongWithTheSourceComesWithTheWayOut();
};

namespace {

Result<std::shared_ptr<Storage>> openFolder(const QString &folder)
{
    OpenOptions options = makeOptions();
    options.mode = OpenOptions::Mode::Existing;
    return openFilesystemLibrary(QUrl::fromLocalFile(folder), options);
}

} // namespace

void ObjectCopies::aCopyOpensAsAFolder()
{
    for (const ObjectMode &mode : objectModes()) {
        ObjectWorkshop workshop(mode);
        const auto storage = workshop.open(1);
        furnish(*storage);
        for (const ObjectChange &change : objectChanges())
            (void)change.make(*storage);
        furnish(*storage);
        QVERIFY(factsOf(*storage).size() > 4);
        QCOMPARE(findingsIn(*storage), QString());
        QTemporaryDir folder;
        copyInto(workshop.server().objects(), folder.path());
        const auto copy = openFolder(folder.path());
        QVERIFY2(copy, copy ? "" : qPrintable(copy.error().toString()));
        QCOMPARE(joined(factsOf(**copy)), joined(factsOf(*storage)));
        QCOMPARE((*copy)->info().id, storage->info().id);
        QCOMPARE(findingsIn(**copy), QString());
        const auto here = storage->fetch(makeName(u"a"), Version::first(), {});
        const auto there = (*copy)->fetch(makeName(u"a"), Version::first(), {});
        QVERIFY(here && there);
        QCOMPARE(there->metadata, here->metadata);
        QCOMPARE((*copy)->capabilities().trash->trash({})->size(), storage->capabilities().trash->trash({})->size());
    }
}

void ObjectCopies::aCopyIsALibraryToWorkWith()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    QTemporaryDir folder;
    copyInto(workshop.server().objects(), folder.path());
    const auto copy = openFolder(folder.path());
    QVERIFY(copy);
    for (const ObjectChange &change : objectChanges()) {
        const auto here = change.make(*storage);
        const auto there = change.make(**copy);
        QVERIFY2(codeOf(here) == codeOf(there), change.name);
        QCOMPARE(joined(factsOf(**copy)), joined(factsOf(*storage)));
    }
    QCOMPARE(findingsIn(**copy), QString());
}

void ObjectCopies::aCopyTellsOfWhatWasNotPublished()
{
    ObjectWorkshop workshop(conditional());
    const auto storage = workshop.open(1);
    furnish(*storage);
    const QString leftover =
        u"prompts/a/9.0.0/content-0123456789abcdef0123456789abcdef-0123456789ab.md"_s; // published by nobody
    workshop.server().set(leftover, "text");
    const QString beside = u"prompts/a/1.0.0/content-0123456789abcdef0123456789abcdef-0123456789ab.md"_s;
    workshop.server().set(beside, "text");
    QTemporaryDir folder;
    copyInto(workshop.server().objects(), folder.path());
    const auto copy = openFolder(folder.path());
    QVERIFY(copy);
    QCOMPARE(findingsIn(**copy), u"stale-pointer prompts/a/latest repairable\nabandoned-content %1 repairable\n"
                                 "abandoned-content prompts/a/9.0.0 repairable"_s.arg(beside));
    (void)findingsIn(**copy, true);
    QVERIFY(!findingsIn(**copy).contains("abandoned"_L1));
    QCOMPARE(joined(factsOf(**copy)), joined(factsOf(*storage)));
}

void ObjectCopies::aFolderOpensAsObjects()
{
    TemporaryLibrary folder;
    furnish(folder.storage());
    ObjectWorkshop workshop(conditional());
    const QDir root(folder.path());
    for (const QString &name :
         {u"library.json"_s, u"prompts/a/1.0.0/content.md"_s, u"prompts/a/1.0.0/metadata.json"_s}) {
        QFile file(root.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        workshop.server().set(name, file.readAll());
    }
    const auto storage = workshop.open(1);
    QCOMPARE(storage->info().id, folder.storage().info().id);
    const auto prompt = storage->fetch(makeName(u"a"), Version::first(), {});
    QVERIFY2(prompt, prompt ? "" : qPrintable(prompt.error().toString()));
    QCOMPARE(prompt->content, makePrompt(u"a", u"1.0.0").content);
    QVERIFY(
        storage->capabilities().metadata->updateMetadata(makeName(u"a"), Version::first(), {.addTags = {u"t"_s}}, {}));
    QVERIFY(storage->fetch(makeName(u"a"), Version::first(), {}));
}

// Copied from another library, where it is damaged.
void ObjectCopies::whatIsWrongWithTheSourceComesWithTheWayOut()
{
    ObjectWorkshop from(conditional());
    const auto source = from.open(1);
    furnish(*source);
    for (const auto &[key, bytes] : from.server().objects()) {
        if (key.startsWith("prompts/a/1.0.0/content-"_L1))
            from.server().set(key, QByteArray(bytes.size(), '?'));
    }
    const auto reader = source->capabilities().streams->openContent(makeName(u"a"), makeVersion(u"1.0.0"), {});
    QVERIFY(reader);
    ObjectWorkshop to(conditional());
    const auto stored = to.open(1)->capabilities().streams->storeContent((*reader)->metadata(), **reader, {});
    QCOMPARE(codeOf(stored), u"corrupt"_s);
    QCOMPARE(stored.error().remedy(), Error::Remedy::Check);
}

QTEST_GUILESS_MAIN(ObjectCopies)
#include "test_object_copies.moc"
