// SPDX-License-Identifier: Apache-2.0
// What is refused before anything is done, and in which words.
#include "scripted_fs.h"
#include "workshop.h"

#include "pulse/base/json.h"
#include "pulse/model/seal.h"

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

class TestFilesystemRefusals : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void aFolderIsNoPrompt();
    void aVersionThatIsNotThereIsNotRemoved();
    void aVersionThatIsAFileIsNotRenamed();
    void aVersionWithAFolderInItIsNotRenamed();
    void labelsThatCannotBeReadStopARename();
    void aVersionTooLongForAFolderIsNotStored();
    void whatIsTooLongForOnePieceIsNotStored();
    void whatIsTooLongForOnePieceIsNotFetched();
    void aFileThatIsNoneIsNamed_data();
    void aFileThatIsNoneIsNamed();
    void metadataOfAnotherVersionIsNone();
    void aRecordThatIsNoFileIsNotRead_data();
    void aRecordThatIsNoFileIsNotRead();
    void namesThatCannotBeComparedStopAStore();
    void aFindingOutsideOfThePromptsNamesNone();
    void aStopInTheTrashEndsAnInspection();
    void aPageLooksNoFurtherThanItGoes();

private:
    [[nodiscard]] std::shared_ptr<ScriptedFs> reopen()
    {
        auto fs = std::make_shared<ScriptedFs>();
        Parts parts = defaultParts();
        parts.fs = fs;
        m_storage = *m_workshop->open(parts);
        return fs;
    }
    std::unique_ptr<Workshop> m_workshop;
    std::shared_ptr<Storage> m_storage;
};

namespace {

template <typename T>
void verifyFails(const Result<T> &outcome, ErrorCode code, const QString &words)
{
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().code(), code);
    QVERIFY2(outcome.error().message().contains(words), qPrintable(outcome.error().message()));
}

} // namespace

void TestFilesystemRefusals::init()
{
    m_storage.reset();
    m_workshop = std::make_unique<Workshop>();
    m_storage = *m_workshop->open();
    QVERIFY(m_storage->store(prompt("kept", "1.0.0", "one"), {}));
    QVERIFY(m_storage->store(prompt("a/b", "1.0.0", "below"), {}));
}

void TestFilesystemRefusals::aFolderIsNoPrompt()
{
    const auto labels = m_storage->capabilities().labels;
    const Label beta = *Label::parse(u"beta");
    for (const char *none : {"a", "none"}) {
        const QString words = u"There is no prompt “%1”"_s.arg(QString::fromUtf8(none));
        verifyFails(labels->labels(name(none), {}), ErrorCode::NotFound, words);
        verifyFails(labels->setLabel(name(none), beta, version("1.0.0"), {}, {}), ErrorCode::NotFound, words);
    }
}

void TestFilesystemRefusals::aVersionThatIsNotThereIsNotRemoved()
{
    const QStringList before = m_workshop->tree();
    verifyFails(m_storage->remove(name("kept"), version("9.9.9"), {}), ErrorCode::NotFound, u"has no version 9.9.9"_s);
    QCOMPARE(m_workshop->tree(), before);
}

void TestFilesystemRefusals::aVersionThatIsAFileIsNotRenamed()
{
    m_workshop->write(u"prompts/kept/2.0.0"_s, "somebody's text");
    verifyFails(m_storage->capabilities().renaming->rename(name("kept"), name("other"), {}), ErrorCode::Corrupt,
                u"is no folder"_s);
    QCOMPARE(m_workshop->read(u"prompts/kept/2.0.0"_s), "somebody's text");
}

void TestFilesystemRefusals::aVersionWithAFolderInItIsNotRenamed()
{
    m_workshop->write(u"prompts/kept/1.0.0/notes/one.md"_s, "somebody's text");
    verifyFails(m_storage->capabilities().renaming->rename(name("kept"), name("other"), {}), ErrorCode::Corrupt,
                u"which is no regular file"_s);
    QVERIFY(!QFile::exists(m_workshop->path(u"prompts/other"_s)));
}

void TestFilesystemRefusals::labelsThatCannotBeReadStopARename()
{
    QVERIFY(m_storage->store(prompt("other/below", "1.0.0", "below"), {}));
    QVERIFY(QFile::link(u"1.0.0"_s, m_workshop->path(u"prompts/other/@beta"_s)));
    const auto fs = reopen();
    fs->setScript([](const FsCall &call) { return call.text == u"readLink prompts/other/@beta" ? EIO : 0; });
    verifyFails(m_storage->capabilities().renaming->rename(name("kept"), name("other"), {}), ErrorCode::Unavailable,
                {});
    QVERIFY(QFile::exists(m_workshop->path(u"prompts/kept/1.0.0/content.md"_s)));
}

void TestFilesystemRefusals::aVersionTooLongForAFolderIsNotStored()
{
    const QByteArray number = "1.0.0-" + QByteArray(250, 'x');
    verifyFails(m_storage->store(prompt("kept", number.constData(), "new"), {}), ErrorCode::Invalid,
                u"at most 255 characters"_s);
}

void TestFilesystemRefusals::whatIsTooLongForOnePieceIsNotStored()
{
    Prompt large = prompt("kept", "2.0.0", "new");
    large.content = QByteArray(Storage::maxBufferedBytes + 1, Qt::Uninitialized);
    verifyFails(m_storage->store(large, {}), ErrorCode::Unsupported, u"too many to be stored in one piece"_s);
}

void TestFilesystemRefusals::whatIsTooLongForOnePieceIsNotFetched()
{
    const QString path = u"prompts/kept/1.0.0/metadata.json"_s;
    const QByteArray size = QByteArray::number(Storage::maxBufferedBytes + 1);
    QByteArray json = unsealed(m_workshop->read(path));
    QVERIFY(json.contains("\"size\": 3"));
    m_workshop->write(path, sealed(json.replace("\"size\": 3", "\"size\": " + size)));
    verifyFails(m_storage->fetch(name("kept"), version("1.0.0"), {}), ErrorCode::Unsupported,
                u"too many to be fetched in one piece"_s);
}

void TestFilesystemRefusals::aFileThatIsNoneIsNamed_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("as");
    QTest::addColumn<QString>("words");
    for (const char *file : {"content.md", "metadata.json"}) {
        const QString shown = QString::fromUtf8(file);
        QTest::addRow("%s as a link", file) << shown << u"link"_s << shown + u" is a symbolic link"_s;
        QTest::addRow("%s as a folder", file) << shown << u"folder"_s << shown + u" is no regular file"_s;
        QTest::addRow("%s as a socket", file) << shown << u"socket"_s << shown + u" is no regular file"_s;
    }
    QTest::newRow("too long") << u"metadata.json"_s << u"long"_s << u"is larger than 1 MiB"_s;
}

void TestFilesystemRefusals::aFileThatIsNoneIsNamed()
{
    QFETCH(QString, file);
    QFETCH(QString, as);
    QFETCH(QString, words);
    const QString path = u"prompts/kept/1.0.0/"_s + file;
    QVERIFY(QFile::rename(m_workshop->path(path), m_workshop->outside(u"moved"_s)));
    if (as == u"link")
        QVERIFY(QFile::link(m_workshop->outside(u"moved"_s), m_workshop->path(path)));
    else if (as == u"folder")
        QVERIFY(QDir().mkpath(m_workshop->path(path) + u"/inside"_s));
    else if (as == u"long")
        m_workshop->write(path, QByteArray(JsonLimits{}.bytes + 1, ' '));
    else
        QCOMPARE(::mknod(m_workshop->path(path).toUtf8().constData(), S_IFSOCK | 0600, 0), 0);
    verifyFails(m_storage->fetch(name("kept"), version("1.0.0"), {}), ErrorCode::Corrupt, words);
}

void TestFilesystemRefusals::metadataOfAnotherVersionIsNone()
{
    QVERIFY(m_storage->store(prompt("kept", "1.1.0", "one"), {}));
    m_workshop->write(u"prompts/kept/1.1.0/metadata.json"_s, m_workshop->read(u"prompts/kept/1.0.0/metadata.json"_s));
    verifyFails(m_storage->fetch(name("kept"), version("1.1.0"), {}), ErrorCode::Corrupt,
                u"says that it belongs to kept@1.0.0"_s);
}

void TestFilesystemRefusals::aRecordThatIsNoFileIsNotRead_data()
{
    QTest::addColumn<bool>("isFolder");
    QTest::newRow("a folder") << true;
    QTest::newRow("too long") << false;
}

void TestFilesystemRefusals::aRecordThatIsNoFileIsNotRead()
{
    QFETCH(bool, isFolder);
    const auto removed = m_storage->remove(name("kept"), {}, {});
    QVERIFY(removed);
    const QString record = u"trash/%1/record.json"_s.arg(*removed->trashId);
    QVERIFY(QFile::remove(m_workshop->path(record)));
    if (isFolder)
        QVERIFY(QDir().mkpath(m_workshop->path(record) + u"/inside"_s));
    else
        m_workshop->write(record, QByteArray(JsonLimits{}.bytes + 1, ' '));
    verifyFails(m_storage->capabilities().trash->restore(*removed->trashId, {}, {}), ErrorCode::Corrupt,
                u"is no regular file"_s);
}

void TestFilesystemRefusals::namesThatCannotBeComparedStopAStore()
{
    const auto fs = reopen();
    QVERIFY(m_storage->store(prompt("first", "1.0.0", "first"), {}));
    fs->setScript([](const FsCall &call) { return call.text == u"status prompts" ? EIO : 0; });
    verifyFails(m_storage->store(prompt("second", "1.0.0", "second"), {}), ErrorCode::Unavailable, {});
    QVERIFY(!QFile::exists(m_workshop->path(u"prompts/second"_s)));
}

void TestFilesystemRefusals::aFindingOutsideOfThePromptsNamesNone()
{
    QVERIFY(QFile::setPermissions(m_workshop->path(u"library.json"_s),
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther | QFile::WriteOther));
    const auto report = m_storage->capabilities().inspection->inspect(false, {}, {});
    QVERIFY(report);
    const auto found = std::ranges::find(report->findings, u"library.json"_s, &Finding::path);
    QVERIFY(found != report->findings.end());
    QVERIFY2(!found->name, found->name ? qPrintable(found->name->toString()) : "");
}

void TestFilesystemRefusals::aStopInTheTrashEndsAnInspection()
{
    QVERIFY(m_storage->remove(name("kept"), {}, {}));
    const auto fs = reopen();
    std::stop_source stop;
    fs->setScript([&](const FsCall &call) {
        if (call.text == u"entries trash")
            stop.request_stop();
        return 0;
    });
    verifyFails(m_storage->capabilities().inspection->inspect(false, {}, stop.get_token()), ErrorCode::Cancelled, {});
}

void TestFilesystemRefusals::aPageLooksNoFurtherThanItGoes()
{
    for (const char *path : {"p1", "p2", "p3", "p4", "p5"})
        QVERIFY(m_storage->store(prompt(path, "1.0.0", path), {}));
    const auto fs = reopen();
    QStringList opened;
    fs->setScript([&](const FsCall &call) {
        if (call.kind == "open")
            opened.append(call.text);
        return 0;
    });
    const auto page = m_storage->list({.limit = 2}, {});
    QVERIFY(page);
    QCOMPARE(page->items.size(), 2U);
    QVERIFY2(!opened.contains(u"open prompts/p3"_s), qPrintable(opened.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestFilesystemRefusals)
#include "test_filesystem_refusals.moc"
