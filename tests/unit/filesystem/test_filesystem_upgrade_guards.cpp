// SPDX-License-Identifier: Apache-2.0
// What an upgrade looks at before it believes, copies or goes on.
#include "scripted_fs.h"
#include "workshop.h"

#include "pulse/base/json.h"
#include "pulse/model/seal.h"

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

class TestFilesystemUpgradeGuards : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aMarkOfOthersIsNoUpgrade_data();
    void aMarkOfOthersIsNoUpgrade();
    void aMarkOfOnesOwnIsOne();
    void nothingIsPlannedForWhatIsNew();
    void whatWentSinceIsNotBroughtBack();
    void aLibraryFileThatChangesMeanwhileIsTold();
    void aCopyThatCannotBeWrittenIsTold();
    void aStopEndsTheReadingOfOneFile();
    void metadataThatCannotBeReadAgainIsNotWritten();
    void whatIsGoneFromTheTrashIsNamed();
    void whatCameMeanwhileIsNotReplaced();
    void aLinkThatCannotBeMadeIsTold();
    void aTextThatLooksLikeARecordIsCopiedAsItIs();
    void aRecordThatIsNoneIsCopiedAsItIs();
    void whatAnEarlierAttemptWroteTooLongIsWrittenAnew();

private:
    void makeOld()
    {
        const QString file = u"library.json"_s;
        m_workshop->write(file, unsealed(m_workshop->read(file)).replace("\"schema\": 2", "\"schema\": 1"));
        m_storage = *m_workshop->open();
        QCOMPARE(m_storage->info().schema, 1);
    }
    [[nodiscard]] std::shared_ptr<ScriptedFs> reopen()
    {
        auto fs = std::make_shared<ScriptedFs>();
        Parts parts = defaultParts();
        parts.fs = fs;
        m_storage = *m_workshop->open(parts);
        return fs;
    }
    [[nodiscard]] auto upgrade(const std::stop_token &stop = {})
    {
        return m_storage->capabilities().upgrades->upgrade({}, {}, stop);
    }
    std::unique_ptr<Workshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

void TestFilesystemUpgradeGuards::init()
{
    m_storage.reset();
    m_workshop = std::make_unique<Workshop>();
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("kept", "1.0.0", "one"), {}));
}

void TestFilesystemUpgradeGuards::aMarkOfOthersIsNoUpgrade_data()
{
    QTest::addColumn<QByteArray>("mark"); // # stands for the checksum of library.json
    QTest::addColumn<bool>("isSealed");
    const QByteArray right = "{\n\"checksum\": \"#\", \"kept\": \".schema-1-of-old\"}";
    QTest::newRow("not sealed") << right << false;
    QTest::newRow("no object") << QByteArray("[\"checksum\", \"kept\"]") << false;
    QTest::newRow("no checksum") << QByteArray("{\n\"kept\": \".schema-1-of-old\"}") << true;
    QTest::newRow("a number as the checksum") << QByteArray(right).replace("\"#\"", "1") << true;
    QTest::newRow("of another library.json") << QByteArray(right).replace('#', "sha256:00") << true;
    QTest::newRow("nothing kept") << QByteArray("{\n\"checksum\": \"#\"}") << true;
    QTest::newRow("a number kept") << QByteArray(right).replace("\".schema-1-of-old\"", "1") << true;
    QTest::newRow("kept in a place of its own") << QByteArray(right).replace(".schema", "schema") << true;
    QTest::newRow("kept below") << QByteArray(right).replace("of-old", "of/old") << true;
}

void TestFilesystemUpgradeGuards::aMarkOfOthersIsNoUpgrade()
{
    QFETCH(QByteArray, mark);
    QFETCH(bool, isSealed);
    mark.replace('#', Checksum::of(m_workshop->read(u"library.json"_s)).toString().toUtf8());
    m_workshop->write(u".upgrade/upgrade.json"_s, isSealed ? sealed(mark) : mark);
    m_workshop->write(u".upgrade/prompts/.tmp-upgrade"_s, {});
    m_workshop->write(u".upgrade/prompts/forged/1.0.0/content.md"_s, "forged");
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("other", "1.0.0", "other"), {}));
    QVERIFY(m_storage->fetch(name("kept"), version("1.0.0"), {}));
    QVERIFY(!*m_storage->exists(name("forged"), {}, {}));
    QVERIFY(QFile::exists(m_workshop->path(u".upgrade/upgrade.json"_s)));
}

// Or the marks of others would prove nothing.
void TestFilesystemUpgradeGuards::aMarkOfOnesOwnIsOne()
{
    const QByteArray checksum = Checksum::of(m_workshop->read(u"library.json"_s)).toString().toUtf8();
    const QByteArray mark = "{\n\"checksum\": \"" + checksum + "\", \"kept\": \".schema-1-of-old\"}";
    m_workshop->write(u".upgrade/upgrade.json"_s, sealed(mark));
    m_workshop->write(u".upgrade/prompts/.tmp-upgrade"_s, {});
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("other", "1.0.0", "other"), {}));
    QVERIFY(!*m_storage->exists(name("kept"), {}, {}));
    QVERIFY(QFile::exists(m_workshop->path(u".schema-1-of-old/prompts/kept/1.0.0/content.md"_s)));
}

void TestFilesystemUpgradeGuards::nothingIsPlannedForWhatIsNew()
{
    const auto plan = m_storage->capabilities().upgrades->planUpgrade({}, {});
    QVERIFY(plan);
    QCOMPARE(plan->from, plan->to);
    QCOMPARE(plan->versions, 0); // not even looked at
    QCOMPARE(plan->bytesNeeded, 0);
}

void TestFilesystemUpgradeGuards::whatWentSinceIsNotBroughtBack()
{
    makeOld();
    m_workshop->write(u".upgrade/trash/20200101000000000-abcdefabcdef/record.json"_s, "{}");
    m_workshop->write(u".upgrade/trash/.tmp-upgrade"_s, {});
    QVERIFY(!QFile::exists(m_workshop->path(u"trash"_s)));
    QVERIFY(upgrade());
    QVERIFY(!QFile::exists(m_workshop->path(u"trash"_s)));
    QVERIFY(m_workshop->temporaries().isEmpty());
    QVERIFY(m_storage->fetch(name("kept"), version("1.0.0"), {}));
}

void TestFilesystemUpgradeGuards::aLibraryFileThatChangesMeanwhileIsTold()
{
    makeOld();
    const QByteArray before = m_workshop->read(u"library.json"_s);
    for (int at = 0; at < 12; ++at) {
        m_workshop->write(u"library.json"_s, before);
        const auto fs = reopen();
        bool isChanged = false;
        fs->setScript([&, seen = 0](const FsCall &call) mutable {
            if (call.text == u"open library.json" && seen++ == at) {
                m_workshop->write(u"library.json"_s, "[]");
                isChanged = true;
            }
            return 0;
        });
        const auto upgraded = upgrade();
        QVERIFY(isChanged);
        if (upgraded) { // it was put in its place already
            QVERIFY(at > 1);
            break;
        }
        QCOMPARE(m_workshop->read(u"library.json"_s), "[]");
    }
}

void TestFilesystemUpgradeGuards::aCopyThatCannotBeWrittenIsTold()
{
    makeOld();
    const auto fs = reopen();
    fs->setScript(
        [](const FsCall &call) { return call.text == u"write .upgrade/prompts/kept/1.0.0/content.md" ? EIO : 0; });
    const auto upgraded = upgrade();
    QVERIFY(!upgraded);
    QCOMPARE(upgraded.error().code(), ErrorCode::Unavailable);
}

void TestFilesystemUpgradeGuards::aStopEndsTheReadingOfOneFile()
{
    QVERIFY(m_storage->store(prompt("large", "1.0.0", QByteArray(5 * 1024 * 1024, 'x')), {}));
    makeOld();
    const QString text = u"read prompts/large/1.0.0/content.md"_s;
    int longest = 0;
    for (int at = 0; at < 100; ++at) {
        const auto fs = reopen();
        std::stop_source stop;
        int seen = 0;
        fs->setScript([&](const FsCall &call) {
            if (call.text == text && seen++ == at)
                stop.request_stop();
            return 0;
        });
        const auto upgraded = upgrade(stop.get_token());
        if (upgraded) {
            QVERIFY(at >= 12); // copied, and read back
            break;
        }
        QCOMPARE(upgraded.error().code(), ErrorCode::Cancelled);
        longest = std::max(longest, seen - at - 1);
    }
    QCOMPARE(longest, 0);
}

void TestFilesystemUpgradeGuards::metadataThatCannotBeReadAgainIsNotWritten()
{
    const QString path = u"prompts/kept/1.0.0/metadata.json"_s;
    QByteArray json = unsealed(m_workshop->read(path)).trimmed();
    json.chop(1);
    json += ",\n\"of-others\": \"" + QByteArray(JsonLimits{}.bytes - json.size() - 200, 'x') + "\"\n}\n";
    m_workshop->write(path, sealed(json));
    const QByteArray before = m_workshop->read(path);
    MetadataPatch patch;
    patch.description = QString(1000, u'd');
    const auto patched = m_storage->capabilities().metadata->updateMetadata(name("kept"), version("1.0.0"), patch, {});
    QVERIFY(!patched);
    QCOMPARE(patched.error().code(), ErrorCode::Invalid);
    QCOMPARE(m_workshop->read(path), before);
}

void TestFilesystemUpgradeGuards::whatIsGoneFromTheTrashIsNamed()
{
    QVERIFY(m_storage->remove(name("kept"), {}, {}));
    const QString gone = u"20200101000000000-abcdefabcdef"_s;
    const auto purged = m_storage->capabilities().trash->purge(gone, {});
    QVERIFY(!purged);
    QCOMPARE(purged.error().code(), ErrorCode::NotFound);
    QVERIFY(purged.error().message().contains(u"nothing in the trash under"));
}

// The prompts are gone when the new ones are to take their place, and then somebody makes a folder there.
void TestFilesystemUpgradeGuards::whatCameMeanwhileIsNotReplaced()
{
    makeOld();
    const auto fs = reopen();
    const QString prompts = m_workshop->path(u"prompts"_s);
    ino_t made = 0;
    const auto inode = [&] {
        struct stat status{};
        return ::stat(prompts.toUtf8().constData(), &status) == 0 ? status.st_ino : 0;
    };
    fs->setScript([&](const FsCall &call) {
        if (call.text == u"exchange prompts with .upgrade/prompts") {
            QDir(prompts).removeRecursively();
        } else if (call.text.endsWith(u" .upgrade/prompts to prompts")) {
            QDir().mkdir(prompts);
            made = inode();
        }
        return 0;
    });
    const auto upgraded = upgrade();
    QVERIFY(!upgraded);
    QVERIFY(made != 0);
    QCOMPARE(inode(), made);
    // The next change completes it.
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("other", "1.0.0", "other"), {}));
    QCOMPARE(m_storage->fetch(name("kept"), version("1.0.0"), {})->content, "one");
}

void TestFilesystemUpgradeGuards::aLinkThatCannotBeMadeIsTold()
{
    makeOld();
    const auto fs = reopen();
    fs->setScript([](const FsCall &call) { return call.kind == "makeLink" ? ENOSPC : 0; });
    const auto upgraded = upgrade();
    QVERIFY(!upgraded);
    QCOMPARE(upgraded.error().code(), ErrorCode::NoSpace);
}

void TestFilesystemUpgradeGuards::aTextThatLooksLikeARecordIsCopiedAsItIs()
{
    const auto removed = m_storage->remove(name("kept"), {}, {});
    QVERIFY(removed);
    const QByteArray text = unsealed(m_workshop->read(u"trash/%1/record.json"_s.arg(*removed->trashId)));
    QVERIFY(m_storage->store(prompt("text", "1.0.0", text), {}));
    makeOld();
    QVERIFY(upgrade());
    const auto fetched = m_storage->fetch(name("text"), version("1.0.0"), {});
    QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().toString()));
    QCOMPARE(fetched->content, text);
}

void TestFilesystemUpgradeGuards::aRecordThatIsNoneIsCopiedAsItIs()
{
    const auto removed = m_storage->remove(name("kept"), {}, {});
    QVERIFY(removed);
    const QString record = u"trash/%1/record.json"_s.arg(*removed->trashId);
    const QByteArray tooLong(JsonLimits{}.bytes + 1, 'x');
    m_workshop->write(record, tooLong);
    makeOld();
    const auto upgraded = upgrade();
    QVERIFY2(upgraded, upgraded ? "" : qPrintable(upgraded.error().toString()));
    QCOMPARE(m_workshop->read(record), tooLong);
}

void TestFilesystemUpgradeGuards::whatAnEarlierAttemptWroteTooLongIsWrittenAnew()
{
    makeOld();
    m_workshop->write(u".upgrade/prompts/.tmp-upgrade"_s, {});
    m_workshop->write(u".upgrade/prompts/kept/1.0.0/content.md"_s, "one and more");
    QVERIFY(upgrade());
    const auto fetched = m_storage->fetch(name("kept"), version("1.0.0"), {});
    QVERIFY2(fetched, fetched ? "" : qPrintable(fetched.error().toString()));
    QCOMPARE(fetched->content, "one");
}

QTEST_GUILESS_MAIN(TestFilesystemUpgradeGuards)
#include "test_filesystem_upgrade_guards.moc"
