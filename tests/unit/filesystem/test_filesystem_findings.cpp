// SPDX-License-Identifier: Apache-2.0
#include "scripted_fs.h"
#include "workshop.h"

#include "pulse/model/seal.h"

#include <QDirIterator>
#include <cerrno>
#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem;
using namespace pulse::filesystem::test;

namespace {

using Harm = std::function<void(const Workshop &)>;

QByteArray local(const Workshop &workshop, const QString &path)
{
    return workshop.path(path).toUtf8();
}

void link(const Workshop &workshop, const char *target, const QString &path)
{
    QCOMPARE(::symlink(target, local(workshop, path).constData()), 0);
}

void mode(const Workshop &workshop, const QString &path, mode_t mode)
{
    QCOMPARE(::chmod(local(workshop, path).constData(), mode), 0);
}

void folder(const Workshop &workshop, const QString &path)
{
    QVERIFY(QDir().mkpath(workshop.path(path)));
    mode(workshop, path, 0700);
}

void text(const Workshop &workshop, const QString &path, const QByteArray &bytes)
{
    workshop.write(path, bytes);
    mode(workshop, path, 0600);
}

void move(const Workshop &workshop, const QString &from, const QString &to)
{
    QVERIFY(QFile::rename(workshop.path(from), workshop.path(to)));
}

/// All that somebody may have written: the bytes of every file that is neither metadata nor a record.
QByteArrayList textsOf(const Workshop &workshop)
{
    QByteArrayList texts;
    QDirIterator files(workshop.path(), QDir::Files | QDir::Hidden | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QFileInfo info(files.next());
        QFile file(info.filePath());
        if (!info.fileName().endsWith(u".json"_s) && info.fileName() != u".lock"_s && info.size() > 0 &&
            file.open(QIODevice::ReadOnly))
            texts.append(file.readAll());
    }
    std::ranges::sort(texts);
    return texts;
}

QString trashed(const Workshop &workshop)
{
    return u"trash/"_s + QDir(workshop.path(u"trash"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot).value(0);
}

void addRow(const char *title, const QString &kind, bool isRepaired, Harm harm)
{
    QTest::newRow(title) << kind << isRepaired << std::move(harm);
}

void addDamage()
{
    addRow("a changed content", u"checksum-mismatch"_s, false,
           [](const Workshop &w) { text(w, u"prompts/a/1.0.0/content.md"_s, "eno"); });
    addRow("a longer content", u"checksum-mismatch"_s, false,
           [](const Workshop &w) { text(w, u"prompts/a/1.0.0/content.md"_s, "one more"); });
    addRow("no content", u"missing-content"_s, false,
           [](const Workshop &w) { QVERIFY(QFile::remove(w.path(u"prompts/a/1.0.0/content.md"_s))); });
    addRow("neither file", u"empty-version"_s, false, [](const Workshop &w) {
        QVERIFY(QFile::remove(w.path(u"prompts/a/1.0.0/content.md"_s)));
        QVERIFY(QFile::remove(w.path(u"prompts/a/1.0.0/metadata.json"_s)));
    });
    addRow("metadata that is none", u"bad-metadata"_s, false,
           [](const Workshop &w) { text(w, u"prompts/a/1.0.0/metadata.json"_s, "{"); });
    addRow("metadata of another version", u"wrong-identity"_s, false,
           [](const Workshop &w) { move(w, u"prompts/a/1.0.0"_s, u"prompts/a/1.0.1"_s); });
    addRow("metadata of another prompt", u"wrong-identity"_s, false,
           [](const Workshop &w) { move(w, u"prompts/a"_s, u"prompts/c"_s); });
    addRow("changed content in the trash", u"checksum-mismatch"_s, false,
           [](const Workshop &w) { text(w, trashed(w) + u"/prompt/1.0.0/content.md"_s, "x"); });
    addRow("prompts is a link", u"symbolic-link"_s, false, [](const Workshop &w) {
        move(w, u"prompts"_s, u"elsewhere"_s);
        link(w, "elsewhere", u"prompts"_s);
    });
    addRow("a prompt is a link", u"symbolic-link"_s, false, [](const Workshop &w) { link(w, "a", u"prompts/z"_s); });
    addRow("a version is a file", u"not-a-folder"_s, false,
           [](const Workshop &w) { text(w, u"prompts/a/3.0.0"_s, "text"); });
    addRow("content is a folder", u"not-a-file"_s, false, [](const Workshop &w) {
        move(w, u"prompts/a/1.0.0/content.md"_s, u"prompts/kept"_s);
        folder(w, u"prompts/a/1.0.0/content.md"_s);
    });
    addRow("a name that is none", u"bad-name"_s, false, [](const Workshop &w) {
        folder(w, u"prompts/CON/1.0.0"_s);
        mode(w, u"prompts/CON"_s, 0700);
    });
}

void addOddities()
{
    addRow("a colliding name", u"name-collision"_s, false, [](const Workshop &w) {
        folder(w, u"prompts/A"_s);
        text(w, u"prompts/A/NOTES"_s, "text");
    });
    addRow("a dangling label", u"dangling-label"_s, false,
           [](const Workshop &w) { link(w, "9.9.9", u"prompts/a/@beta"_s); });
    addRow("a forged label", u"dangling-label"_s, false,
           [](const Workshop &w) { link(w, "../../library.json", u"prompts/a/@beta"_s); });
    addRow("a label that is none", u"bad-label"_s, false,
           [](const Workshop &w) { link(w, "1.0.0", u"prompts/a/@B*d"_s); });
    addRow("latest is a folder", u"bad-pointer"_s, false, [](const Workshop &w) {
        QVERIFY(QFile::remove(w.path(u"prompts/a/latest"_s)));
        text(w, u"prompts/a/latest/mine"_s, "text");
    });
    addRow("a foreign file", u"extra-file"_s, false, [](const Workshop &w) { text(w, u"prompts/a/NOTES"_s, "text"); });
    addRow("a foreign file in a version", u"extra-file"_s, false,
           [](const Workshop &w) { text(w, u"prompts/a/1.0.0/NOTES"_s, "text"); });
    addRow("a foreign file beside", u"extra-file"_s, false, [](const Workshop &w) { text(w, u"README.md"_s, "text"); });
    addRow("no library.json", u"missing-library-file"_s, false,
           [](const Workshop &w) { QVERIFY(QFile::remove(w.path(u"library.json"_s))); });
    addRow("lost metadata", u"missing-metadata"_s, false,
           [](const Workshop &w) { QVERIFY(QFile::remove(w.path(u"prompts/a/1.0.0/metadata.json"_s))); });
    addRow("a record that is none", u"trash-without-record"_s, false,
           [](const Workshop &w) { text(w, trashed(w) + u"/record.json"_s, "{"); });
    addRow("no record", u"trash-without-record"_s, false,
           [](const Workshop &w) { QVERIFY(QFile::remove(w.path(trashed(w) + u"/record.json"_s))); });
    addRow("a removal that was cut off", u"split-prompt"_s, false, [](const Workshop &w) {
        folder(w, u"prompts/gone"_s);
        move(w, trashed(w) + u"/prompt/1.0.0"_s, u"prompts/gone/1.0.0"_s);
        link(w, "1.0.0", u"prompts/gone/latest"_s);
    });
    addRow("a rename that was cut off", u"same-prompt"_s, false, [](const Workshop &w) {
        folder(w, u"prompts/copy/1.0.0"_s);
        folder(w, u"prompts/copy/1.1.0"_s);
        mode(w, u"prompts/copy"_s, 0700);
        for (const QString &version : {u"1.0.0"_s, u"1.1.0"_s}) {
            text(w, u"prompts/copy/%1/content.md"_s.arg(version), w.read(u"prompts/a/%1/content.md"_s.arg(version)));
            QByteArray json = unsealed(w.read(u"prompts/a/%1/metadata.json"_s.arg(version)));
            text(w, u"prompts/copy/%1/metadata.json"_s.arg(version),
                 sealed(json.replace("\"name\": \"a\"", "\"name\": \"copy\"")));
        }
        link(w, "1.1.0", u"prompts/copy/latest"_s);
    });
}

void addMendable()
{
    addRow("open to others", u"loose-mode"_s, true,
           [](const Workshop &w) { mode(w, u"prompts/a/1.0.0/content.md"_s, 0644); });
    addRow("open to others in the trash", u"loose-mode"_s, true,
           [](const Workshop &w) { mode(w, trashed(w) + u"/prompt/1.0.0/content.md"_s, 0644); });
    addRow("closed to its owner", u"tight-mode"_s, true,
           [](const Workshop &w) { mode(w, u"prompts/a/1.0.0/content.md"_s, 0000); });
    addRow("a closed folder", u"tight-mode"_s, true, [](const Workshop &w) { mode(w, u"prompts/a/1.0.0"_s, 0000); });
    addRow("no latest", u"stale-pointer"_s, true,
           [](const Workshop &w) { QVERIFY(QFile::remove(w.path(u"prompts/a/latest"_s))); });
    addRow("latest is a text", u"stale-pointer"_s, true, [](const Workshop &w) {
        QVERIFY(QFile::remove(w.path(u"prompts/a/latest"_s)));
        text(w, u"prompts/a/latest"_s, QByteArray(1000, 'x'));
    });
    addRow("an unfinished version", u"abandoned-temporary"_s, true,
           [](const Workshop &w) { text(w, u"prompts/a/.tmp-01/content.md"_s, "half a text"); });
    addRow("an unfinished long content", u"abandoned-temporary"_s, true,
           [](const Workshop &w) { text(w, u".tmp-01/content.md"_s, "half a long text"); });
    addRow("a temporary in the trash", u"abandoned-temporary"_s, true,
           [](const Workshop &w) { text(w, trashed(w) + u"/prompt/.tmp-01/content.md"_s, "text in the trash"); });
    addRow("a temporary in a trashed version", u"abandoned-temporary"_s, true,
           [](const Workshop &w) { text(w, trashed(w) + u"/prompt/1.0.0/.tmp-01/x"_s, "deeper"); });
    const QString beside = u"content-%1-%2.md"_s.arg(QString(32, u'a'), QString(12, u'b'));
    addRow("a content that is none yet", u"abandoned-content"_s, true,
           [=](const Workshop &w) { text(w, u"prompts/a/0.9.0/"_s + beside, "a text of an object store"); });
    addRow("a content beside that of the version", u"abandoned-content"_s, true,
           [=](const Workshop &w) { text(w, u"prompts/a/1.0.0/"_s + beside, "a text of an object store"); });
    addRow("an empty folder", u"empty-folder"_s, true, [](const Workshop &w) { folder(w, u"prompts/nothing"_s); });
    addRow("a hard link", u"hard-link"_s, true, [](const Workshop &w) {
        QCOMPARE(
            ::link(local(w, u"prompts/a/1.0.0/content.md"_s).constData(), w.outside(u"other"_s).toUtf8().constData()),
            0);
    });
    addRow("no prompts", u"missing-folder"_s, true, [](const Workshop &w) { move(w, u"prompts"_s, u"moved"_s); });
    addRow("a stopped upgrade", u"abandoned-upgrade"_s, true,
           [](const Workshop &w) { folder(w, u".upgrade/prompts"_s); });
}

} // namespace

/// Every kind of finding: that verify tells it and changes nothing, that repair mends what it says it mends, once, and
/// that no text is lost whatever it does.
class TestFilesystemFindings : public QObject
{
    Q_OBJECT

private slots:
    void tellsAndMends_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("isRepaired");
        QTest::addColumn<Harm>("harm");
        addDamage();
        addOddities();
        addMendable();
    }
    void tellsAndMends();
    void keepsARecordOfWhatItMoved();
    void whatCannotBeReadIsNoAbsence_data();
    void whatCannotBeReadIsNoAbsence();
};

void TestFilesystemFindings::tellsAndMends()
{
    QFETCH(QString, kind);
    QFETCH(bool, isRepaired);
    QFETCH(Harm, harm);
    const Workshop workshop;
    auto storage = *workshop.open();
    auto *inspection = storage->capabilities().inspection;
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("a", "1.1.0", "two"), {}));
    QVERIFY(storage->store(prompt("gone", "1.0.0", "three"), {}));
    QVERIFY(storage->store(prompt("gone", "1.1.0", "four"), {}));
    QVERIFY(storage->remove(name("gone"), {}, {}));
    QVERIFY(inspection->inspect(false, {}, {})->findings.empty());
    harm(workshop);
    const QStringList tree = workshop.tree();
    const auto found = inspection->inspect(false, {}, {});
    QVERIFY2(found, found ? "" : qPrintable(found.error().toString()));
    const auto told = std::ranges::find(found->findings, kind, &Finding::kind);
    QVERIFY2(told != found->findings.end(), found->findings.empty() ? "nothing" : qPrintable(found->findings[0].kind));
    QVERIFY(!told->message.isEmpty() && told->message.endsWith(u'.'));
    QVERIFY(!told->repaired && told->action.isEmpty());
    QCOMPARE(told->repairable, isRepaired);
    QCOMPARE(workshop.tree(), tree);
    const QByteArrayList texts = textsOf(workshop);
    const auto repaired = inspection->inspect(true, {}, {});
    const auto mended = std::ranges::find(repaired->findings, kind, &Finding::kind);
    QVERIFY(mended != repaired->findings.end());
    QCOMPARE(mended->repaired, isRepaired);
    QCOMPARE(!mended->action.isEmpty(), isRepaired);
    for (const QByteArray &one : texts)
        QVERIFY2(textsOf(workshop).contains(one), one.constData());
    const QStringList once = workshop.tree();
    const auto again = inspection->inspect(true, {}, {});
    QVERIFY(std::ranges::none_of(again->findings, &Finding::repaired));
    QCOMPARE(std::ranges::contains(again->findings, kind, &Finding::kind), !isRepaired);
    QCOMPARE(workshop.tree(), once);
}

void TestFilesystemFindings::keepsARecordOfWhatItMoved()
{
    const Workshop workshop;
    auto storage = *workshop.open();
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    text(workshop, u"prompts/a/.tmp-01/content.md"_s, "half a text");
    QVERIFY(storage->capabilities().inspection->inspect(true, {}, {}));
    const QStringList lost = QDir(workshop.path(u"lost"_s)).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(lost.size(), 1);
    QCOMPARE(workshop.read(u"lost/%1/found/content.md"_s.arg(lost.front())), "half a text");
    const QByteArray record = workshop.read(u"lost/%1/record.json"_s.arg(lost.front()));
    QVERIFY(record.contains("\"from\": \"prompts/a/.tmp-01\""));
    QCOMPARE(sealOf(record), Seal::Right);
    const auto later = storage->capabilities().inspection->inspect(true, {}, {});
    QCOMPARE(later->findings.size(), 1U);
    QCOMPARE(later->findings.front().kind, u"kept-aside"_s);
}

// A disk that does not answer: verify says so for each folder and file, wherever it lies.
void TestFilesystemFindings::whatCannotBeReadIsNoAbsence_data()
{
    QTest::addColumn<QString>("call"); // ID stands for the entry of the trash
    QTest::addColumn<QString>("path"); // of the finding; empty: the whole of it fails
    const auto row = [](const char *call, const QString &path) {
        QTest::newRow(call) << QString::fromLatin1(call) << path;
    };
    row("entries ", {});
    row("open library.json", u"library.json"_s);
    row("open prompts", u"prompts"_s);
    row("entries prompts", {});
    row("open prompts/a", u"prompts/a"_s);
    row("open prompts/a/1.0.0", u"prompts/a/1.0.0"_s);
    row("entries prompts/a/1.0.0", u"prompts/a/1.0.0"_s);
    row("open prompts/a/1.0.0/content.md", u"prompts/a/1.0.0/content.md"_s);
    row("status prompts/a/1.0.0/content.md", u"prompts/a/1.0.0/content.md"_s);
    row("status prompts/a/1.0.0/metadata.json", u"prompts/a/1.0.0/metadata.json"_s);
    row("open trash", u"trash"_s);
    row("entries trash", {});
    row("open trash/ID", u"trash/ID"_s);
    row("open trash/ID/record.json", u"trash/ID"_s);
    row("open trash/ID/prompt", u"trash/ID/prompt"_s);
    row("entries trash/ID/prompt", u"trash/ID/prompt"_s);
    row("open trash/ID/prompt/1.0.0", u"trash/ID/prompt/1.0.0"_s);
    row("open trash/ID/prompt/1.0.0/content.md", u"trash/ID/prompt/1.0.0/content.md"_s);
    row("open lost", u"lost"_s);
    row("entries lost", u"lost"_s);
}

void TestFilesystemFindings::whatCannotBeReadIsNoAbsence()
{
    QFETCH(QString, call);
    QFETCH(QString, path);
    const Workshop workshop;
    const auto fs = std::make_shared<ScriptedFs>();
    Parts parts = defaultParts();
    parts.fs = fs;
    auto storage = *workshop.open(parts);
    QVERIFY(storage->store(prompt("a", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("gone", "1.0.0", "two"), {}));
    const auto removed = storage->remove(name("gone"), {}, {});
    QVERIFY(removed);
    folder(workshop, u"lost"_s);
    QVERIFY(storage->capabilities().inspection->inspect(false, {}, {})->findings.empty());
    call.replace(u"ID"_s, *removed->trashId);
    path.replace(u"ID"_s, *removed->trashId);
    fs->setScript([&](const FsCall &asked) { return asked.text == call ? EIO : 0; });
    const auto report = storage->capabilities().inspection->inspect(false, {}, {});
    if (path.isEmpty()) {
        QVERIFY(!report);
        QCOMPARE(report.error().code(), ErrorCode::Unavailable);
        return;
    }
    QVERIFY(report);
    const auto told = std::ranges::find(report->findings, path, &Finding::path);
    QVERIFY(told != report->findings.end());
    QVERIFY(told->severity != Finding::Severity::Notice);
    QVERIFY(!told->message.isEmpty());
}

QTEST_GUILESS_MAIN(TestFilesystemFindings)
#include "test_filesystem_findings.moc"
