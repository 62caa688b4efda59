// SPDX-License-Identifier: Apache-2.0
#include "workshop.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

/// What lies on the disk, exactly.
class TestFilesystemLayout : public QObject
{
    Q_OBJECT

private slots:
    void storesAsFolders();
    void keepsModesWhateverTheUmask_data();
    void keepsModesWhateverTheUmask();
    void opensWhatWasMadeByHand();
    void refusesForeignFolders();
    void refusesNewerSchemas();
    void opensReadOnly();
    void removesIntoTheTrashAndBack();
    void keepsSubPromptsOnRemoval();
    void tellsNamesApartByMoreThanCase();
    void computesLatestWhateverThePointerSays();
    void labelsAreLinks();
};

void TestFilesystemLayout::storesAsFolders()
{
    const Workshop workshop;
    auto storage = workshop.open();
    QVERIFY2(storage, storage ? "" : qPrintable(storage.error().toString()));
    const auto first = (*storage)->store(prompt("support/refund-reply", "1.0.0", "Hello"), {});
    QVERIFY2(first, first ? "" : qPrintable(first.error().toString()));
    QCOMPARE(first->outcome, StoreReceipt::Outcome::Created);
    QVERIFY((*storage)->store(prompt("support/refund-reply", "1.1.0", "Hello again"), {}));
    QVERIFY((*storage)->store(prompt("support/refund-reply", "2.0.0-rc.1", "Soon"), {}));
    QCOMPARE(
        workshop.tree(),
        (QStringList{
            u"library.json"_s, u"prompts"_s, u"prompts/support"_s, u"prompts/support/refund-reply"_s,
            u"prompts/support/refund-reply/1.0.0"_s, u"prompts/support/refund-reply/1.0.0/content.md"_s,
            u"prompts/support/refund-reply/1.0.0/metadata.json"_s, u"prompts/support/refund-reply/1.1.0"_s,
            u"prompts/support/refund-reply/1.1.0/content.md"_s, u"prompts/support/refund-reply/1.1.0/metadata.json"_s,
            u"prompts/support/refund-reply/2.0.0-rc.1"_s, u"prompts/support/refund-reply/2.0.0-rc.1/content.md"_s,
            u"prompts/support/refund-reply/2.0.0-rc.1/metadata.json"_s, u"prompts/support/refund-reply/latest"_s}));
    QCOMPARE(workshop.linkTarget(u"prompts/support/refund-reply/latest"_s), "1.1.0");
    QCOMPARE(workshop.read(u"prompts/support/refund-reply/latest/content.md"_s), "Hello again");
    const auto same = (*storage)->store(prompt("support/refund-reply", "1.0.0", "Hello"), {});
    QVERIFY(same);
    QCOMPARE(same->outcome, StoreReceipt::Outcome::Unchanged);
    const auto other = (*storage)->store(prompt("support/refund-reply", "1.0.0", "Bye"), {});
    QVERIFY(!other);
    QCOMPARE(other.error().code(), ErrorCode::AlreadyExists);
    const auto back = (*storage)->fetch(name("support/refund-reply"), version("1.0.0"), {});
    QVERIFY(back);
    QCOMPARE(back->content, "Hello");
    QCOMPARE(back->metadata, first->metadata);
}

void TestFilesystemLayout::keepsModesWhateverTheUmask_data()
{
    QTest::addColumn<unsigned>("mask");
    QTest::newRow("nothing masked") << 0U;
    QTest::newRow("everything masked") << 0777U;
    QTest::newRow("the usual") << 022U;
}

void TestFilesystemLayout::keepsModesWhateverTheUmask()
{
    QFETCH(unsigned, mask);
    const Workshop workshop;
    const mode_t before = ::umask(mask);
    auto storage = workshop.open();
    const auto stored = storage ? (*storage)->store(prompt("a/b", "1.0.0", "x"), {})
                                : Result<StoreReceipt>(failure(std::move(storage)));
    ::umask(before);
    QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
    for (const QString &folder : {u"prompts"_s, u"prompts/a"_s, u"prompts/a/b"_s, u"prompts/a/b/1.0.0"_s})
        QCOMPARE(workshop.modeOf(folder), 0700U);
    for (const QString &file :
         {u"library.json"_s, u".lock"_s, u"prompts/a/b/1.0.0/content.md"_s, u"prompts/a/b/1.0.0/metadata.json"_s})
        QCOMPARE(workshop.modeOf(file), 0600U);
    QCOMPARE(workshop.modeOf(u"."_s), 0700U);
}

void TestFilesystemLayout::opensWhatWasMadeByHand()
{
    const Workshop workshop;
    workshop.write(u"prompts/greeting/1.0.0/content.md"_s, "Good morning");
    auto storage = workshop.open(defaultParts(), false);
    QVERIFY(storage);
    QCOMPARE((*storage)->info().schema, 1);
    QCOMPARE((*storage)->info().id, QString());
    const auto fetched = (*storage)->fetch(name("greeting"), version("1.0.0"), {});
    QVERIFY(fetched);
    QCOMPARE(fetched->content, "Good morning");
    QCOMPARE(fetched->metadata.size, 12);
    QCOMPARE(fetched->metadata.checksum, Checksum::of("Good morning"));
    QVERIFY(fetched->metadata.createdAt.isValid());
    const auto same = (*storage)->store(prompt("greeting", "1.0.0", "Good morning"), {});
    QVERIFY(same);
    QCOMPARE(same->outcome, StoreReceipt::Outcome::Unchanged);
    MetadataPatch patch;
    patch.description = u"Short"_s;
    QVERIFY((*storage)->capabilities().metadata->updateMetadata(name("greeting"), version("1.0.0"), patch, {}));
    QVERIFY(workshop.read(u"prompts/greeting/1.0.0/metadata.json"_s).contains("Short"));
}

void TestFilesystemLayout::refusesForeignFolders()
{
    const Workshop workshop;
    QCOMPARE(workshop.open(defaultParts(), false).error().code(), ErrorCode::NotFound);
    workshop.write(u"holiday.jpg"_s, "…");
    QCOMPARE(workshop.open(defaultParts(), false).error().code(), ErrorCode::NotFound);
    const auto opened = workshop.open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().code(), ErrorCode::Invalid);
    QVERIFY(opened.error().message().contains(u"holiday.jpg"_s));
    QCOMPARE(workshop.tree(), QStringList{u"holiday.jpg"_s});
}

void TestFilesystemLayout::refusesNewerSchemas()
{
    const Workshop workshop;
    workshop.write(u"library.json"_s, R"({"schema": 3, "id": "x"})");
    QCOMPARE(workshop.open().error().code(), ErrorCode::Unsupported);
    workshop.write(u"library.json"_s, R"({"schema": 1, "schema": 1, "id": "x"})");
    QCOMPARE(workshop.open().error().code(), ErrorCode::Corrupt);
}

void TestFilesystemLayout::opensReadOnly()
{
    const Workshop workshop;
    QVERIFY((*workshop.open())->store(prompt("a", "1.0.0", "x"), {}));
    auto storage = workshop.open(defaultParts(), false, true);
    QVERIFY(storage);
    QVERIFY((*storage)->info().readOnly);
    QVERIFY(!(*storage)->info().readOnlyReason.isEmpty());
    QVERIFY((*storage)->fetch(name("a"), version("1.0.0"), {}));
    QCOMPARE((*storage)->store(prompt("b", "1.0.0", "x"), {}).error().code(), ErrorCode::PermissionDenied);
    QCOMPARE((*storage)->remove(name("a"), {}, {}).error().code(), ErrorCode::PermissionDenied);
}

void TestFilesystemLayout::removesIntoTheTrashAndBack()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    const auto capabilities = storage->capabilities();
    QVERIFY(storage->store(prompt("a/b", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("a/b", "2.0.0", "two"), {}));
    const Label production = *Label::parse(u"production");
    QVERIFY(capabilities.labels->setLabel(name("a/b"), production, version("1.0.0"), {}, {}));
    QCOMPARE(storage->remove(name("a/b"), version("1.0.0"), {}).error().code(), ErrorCode::Conflict);
    const auto removed = storage->remove(name("a/b"), {}, {});
    QVERIFY2(removed, removed ? "" : qPrintable(removed.error().toString()));
    QCOMPARE(workshop.tree().filter(u"prompts"_s), QStringList{u"prompts"_s});
    const auto trash = capabilities.trash->trash({});
    QCOMPARE(trash->size(), 1U);
    QCOMPARE(trash->front().id, *removed->trashId);
    QCOMPARE(trash->front().name, name("a/b"));
    QCOMPARE(trash->front().removedBy, u"Tester"_s);
    QCOMPARE(trash->front().versions, (std::vector{version("1.0.0"), version("2.0.0")}));
    const auto restored = capabilities.trash->restore(*removed->trashId, name("c"), {});
    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().toString()));
    QCOMPARE(storage->fetch(name("c"), version("2.0.0"), {})->content, "two");
    QCOMPARE(capabilities.labels->labels(name("c"), {})->at(production), version("1.0.0"));
    QVERIFY(capabilities.trash->trash({})->empty());
    QVERIFY(workshop.temporaries().isEmpty());
    const auto one = storage->remove(name("c"), version("2.0.0"), {});
    QVERIFY(one);
    QCOMPARE(workshop.linkTarget(u"prompts/c/latest"_s), "1.0.0");
    QVERIFY(capabilities.trash->purge(*one->trashId, {}));
    QCOMPARE(workshop.tree().filter(u"trash"_s), QStringList{u"trash"_s});
}

void TestFilesystemLayout::keepsSubPromptsOnRemoval()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("a/b", "1.0.0", "two"), {}));
    const auto removed = storage->remove(name("a"), {}, {});
    QVERIFY(removed);
    QVERIFY(storage->fetch(name("a/b"), version("1.0.0"), {}));
    QCOMPARE(*storage->exists(name("a"), {}, {}), false);
    QVERIFY(storage->capabilities().trash->restore(*removed->trashId, {}, {}));
    QCOMPARE(storage->fetch(name("a"), version("1.0.0"), {})->content, "one");
    QCOMPARE(workshop.linkTarget(u"prompts/a/latest"_s), "1.0.0");
}

void TestFilesystemLayout::tellsNamesApartByMoreThanCase()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("Support/Reply", "1.0.0", "one"), {}));
    const auto folder = storage->store(prompt("support/other", "1.0.0", "two"), {});
    QVERIFY(!folder);
    QCOMPARE(folder.error().code(), ErrorCode::AlreadyExists);
    QVERIFY(folder.error().message().contains(u"Support"_s));
    const auto leaf = storage->store(prompt("Support/reply", "1.0.0", "two"), {});
    QCOMPARE(leaf.error().code(), ErrorCode::AlreadyExists);
    QVERIFY(storage->store(prompt("Support/Reply", "1.0.1", "two"), {}));
    QVERIFY(QDir(workshop.path(u"prompts"_s)).mkdir(u"hand"_s));
    QCOMPARE(storage->store(prompt("HAND", "1.0.0", "two"), {}).error().code(), ErrorCode::AlreadyExists);
}

void TestFilesystemLayout::computesLatestWhateverThePointerSays()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *versions = storage->capabilities().versions;
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    for (const char *target : {"9.9.9", "/etc", "../../..", "1.0.0/content.md", ""}) {
        const QByteArray pointer = workshop.path(u"prompts/a/latest"_s).toUtf8();
        ::unlink(pointer.constData());
        if (*target != '\0')
            QCOMPARE(::symlink(target, pointer.constData()), 0);
        QCOMPARE(*versions->latest(name("a"), {}), version("1.0.0"));
    }
    QVERIFY(storage->store(prompt("a", "1.0.1", "two"), {}));
    QCOMPARE(workshop.linkTarget(u"prompts/a/latest"_s), "1.0.1");
}

void TestFilesystemLayout::labelsAreLinks()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *labels = storage->capabilities().labels;
    const Label production = *Label::parse(u"production");
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("a", "2.0.0", "two"), {}));
    QVERIFY(labels->setLabel(name("a"), production, version("1.0.0"), {}, {}));
    QCOMPARE(workshop.linkTarget(u"prompts/a/@production"_s), "1.0.0");
    QCOMPARE(labels->setLabel(name("a"), production, version("3.0.0"), {}, {}).error().code(), ErrorCode::NotFound);
    using Precondition = LabelStorage::Precondition;
    QCOMPARE(
        labels->setLabel(name("a"), production, version("2.0.0"), {Precondition::Kind::Absent, {}}, {}).error().code(),
        ErrorCode::Conflict);
    QVERIFY(labels->setLabel(name("a"), production, version("2.0.0"), {Precondition::Kind::PointsTo, version("1.0.0")},
                             {}));
    QVERIFY(labels->removeLabel(name("a"), production, {}, {}));
    QCOMPARE(labels->removeLabel(name("a"), production, {}, {}).error().code(), ErrorCode::NotFound);
    workshop.write(u"prompts/a/@by-hand"_s, "1.0.0\n");
    QCOMPARE(labels->labels(name("a"), {})->at(*Label::parse(u"by-hand")), version("1.0.0"));
    QCOMPARE(::symlink("7.0.0", workshop.path(u"prompts/a/@dangling"_s).toUtf8().constData()), 0);
    QCOMPARE(labels->labels(name("a"), {})->size(), 1U);
}

QTEST_GUILESS_MAIN(TestFilesystemLayout)
#include "test_filesystem_layout.moc"
