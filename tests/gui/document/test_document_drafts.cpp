// SPDX-License-Identifier: Apache-2.0
// What was typed and is not published: it outlives the tab, the window, the program and a full disk.
#include "document_fixture.h"
#include "pulse/library/drafts.h"

#include <QDir>
#include <QSignalSpy>
#include <QTimeZone>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

class TestDocumentDrafts : public DocumentFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void draftSurvivesClosing();
    void tellsWhenTheDraftWasSaved();
    void draftSurvivesAKilledProcess();
    void undoingEverythingDropsTheDraft();
    void discardsAndUndoes();
    void savesAtOnce();
    void fullDiskKeepsTheText();
    void keepsTheDraftWhenSomethingNewerComes();
    void becomesCleanWhenPublished();
    void recoversNewPrompts();
    void closesASession();
};

void TestDocumentDrafts::draftSurvivesClosing()
{
    open();
    QSignalSpy drafts(m_window->area.get(), &DocumentArea::draftStateChanged);
    m_window->type(u"more"_s);
    QCOMPARE(drafts.count(), 1);
    QTRY_COMPARE(m_window->facts(), u"1.1.0 · draft, 1 change"_s);
    m_window->area->closeCurrentTab(); // before the pause for writing is over
    QCOMPARE(m_window->area->count(), 0);
    open();
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nmore"_s);
    QVERIFY2(m_window->messages().contains(u"were restored"), qPrintable(m_window->messages()));
    // The whole window goes, without being asked to save.
    m_window->type(u"!"_s);
    m_window.reset();
    m_window = std::make_unique<DocumentWindow>(m_drafts->path());
    open();
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nmore!"_s);
    QTest::mouseClick(m_window->button(u"Discard"_s), Qt::LeftButton);
    QCOMPARE(m_window->text(), u"# Second\n\ntext\n"_s);
    QTRY_VERIFY(m_window->isOnDisk());
    QVERIFY(!m_window->messages().contains(u"were restored"));
}

void TestDocumentDrafts::tellsWhenTheDraftWasSaved()
{
    const QDateTime longAgo(QDate(2024, 5, 5), QTime(5, 5, 5), QTimeZone::utc());
    DraftStore store(m_drafts->path(), session()->info().id, std::make_shared<SystemClock>());
    QVERIFY(store.save({.key = m_name.toString(),
                        .name = m_name,
                        .base = Version::parse(u"1.1.0").value(),
                        .content = "old work",
                        .savedAt = longAgo,
                        .cursor = 0}));
    open();
    QCOMPARE(m_window->text(), u"old work"_s);
    QCOMPARE(m_window->area->current().draftSavedAt, std::optional(longAgo));
    QSignalSpy changed(m_window->area.get(), &DocumentArea::documentChanged);
    const QDateTime before = QDateTime::currentDateTimeUtc();
    m_window->type(u"more"_s);
    QTRY_VERIFY(m_window->area->current().draftSavedAt >= before);
    QTRY_VERIFY(!changed.isEmpty());
    m_window->area->discardDraft();
    QVERIFY(!m_window->area->current().draftSavedAt);
}

void TestDocumentDrafts::draftSurvivesAKilledProcess()
{
    // A child of this program types, waits until the draft is on disk, and is killed.
    const QByteArray program = QCoreApplication::applicationFilePath().toLocal8Bit();
    int ready[2];
    QCOMPARE(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
        dup2(ready[1], 1);
        setenv("PULSE_TEST_TYPE_INTO", qPrintable(m_drafts->path()), 1);
        execl(program.constData(), program.constData(), nullptr);
        _exit(1);
    }
    close(ready[1]);
    QByteArray said;
    char buffer[256];
    for (ssize_t got = 0; !said.contains('\n') && (got = read(ready[0], buffer, sizeof buffer)) > 0;)
        said.append(buffer, got);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    close(ready[0]);
    QVERIFY2(said.contains("written"), said.constData());
    QVERIFY(WIFSIGNALED(status));
    const QString library = QString::fromLatin1(said.mid(said.indexOf(' ') + 1).trimmed());
    const auto drafts = DraftStore(m_drafts->path(), library, std::make_shared<SystemClock>()).list();
    QVERIFY(drafts && drafts->size() == 1);
    QCOMPARE(drafts->front().content, QByteArray("typed before the kill"));
    QCOMPARE(drafts->front().name, makeName(u"killed/one"));
}

void TestDocumentDrafts::undoingEverythingDropsTheDraft()
{
    open();
    m_window->type(u"abc"_s);
    QTRY_VERIFY(m_window->isOnDisk());
    QVERIFY(m_window->area->current().hasDraft);
    while (m_window->area->current().canUndo)
        m_window->area->undo();
    QVERIFY(!m_window->area->current().hasDraft);
    QTRY_VERIFY(m_window->isOnDisk());
    QVERIFY(QDir(m_drafts->path()).entryList(QDir::Files).isEmpty());
}

void TestDocumentDrafts::discardsAndUndoes()
{
    open();
    m_window->type(u"abc"_s);
    m_window->area->discardDraft();
    QCOMPARE(m_window->text(), u"# Second\n\ntext\n"_s);
    QVERIFY(!m_window->area->current().hasDraft);
    m_window->area->undo();
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nabc"_s);
    QVERIFY(m_window->area->current().hasDraft);
}

void TestDocumentDrafts::savesAtOnce()
{
    open();
    m_window->type(u"abc"_s);
    m_window->area->saveDraft();
    QTRY_COMPARE(m_window->area->currentPage()->findChild<QLabel *>(u"flash"_s)->text(), u"Draft saved"_s);
    QVERIFY(m_window->isOnDisk());
}

void TestDocumentDrafts::fullDiskKeepsTheText()
{
    m_window.reset();
    // A file in the folder's place stands for every disk that cannot be written.
    const QString folder = m_drafts->filePath(u"blocked"_s);
    QFile blocker(folder);
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    blocker.close();
    m_window = std::make_unique<DocumentWindow>(folder);
    open();
    m_window->type(u"abc"_s);
    QTRY_VERIFY(m_window->button(u"Try again"_s));
    QVERIFY(m_window->messages().contains(u"the text is still here"));
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nabc"_s);
    QVERIFY(m_window->area->hasUnsavedWork());
    QSignalSpy flushed(m_window->area.get(), &DocumentArea::draftsFlushed);
    m_window->area->flushDrafts();
    QTRY_COMPARE(flushed.count(), 1);
    QVERIFY(flushed[0][0].value<std::optional<Error>>().has_value());
    // Not even a tab that is closed takes it along.
    m_window->area->closeCurrentTab();
    open();
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nabc"_s);
    QTRY_VERIFY(m_window->button(u"Try again"_s));
    QVERIFY(blocker.remove());
    QTRY_VERIFY(m_window->button(u"Try again"_s));
    QTest::mouseClick(m_window->button(u"Try again"_s), Qt::LeftButton);
    QTRY_VERIFY(m_window->isOnDisk());
    QVERIFY(!m_window->button(u"Try again"_s));
}

void TestDocumentDrafts::keepsTheDraftWhenSomethingNewerComes()
{
    open();
    m_window->type(u"mine"_s);
    m_library->publish(u"support/reply"_s, u"1.2.0"_s, "# Third\n");
    QTRY_VERIFY(m_window->messages().contains(u"1.2.0 was published meanwhile"));
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nmine"_s);
    QCOMPARE(m_window->area->current().base, makeVersion(u"1.1.0"));
    QSignalSpy compare(m_window->area.get(), &DocumentArea::compareRequested);
    QTest::mouseClick(m_window->button(u"Show difference"_s), Qt::LeftButton);
    QCOMPARE(compare.count(), 1);
    QCOMPARE(argument<VersionKey>(compare[0][1]).version, makeVersion(u"1.2.0"));
    // It stands so after a new start, too.
    m_window.reset();
    m_window = std::make_unique<DocumentWindow>(m_drafts->path());
    open();
    QTRY_VERIFY(m_window->messages().contains(u"1.2.0 was published meanwhile"));
    QTest::mouseClick(m_window->button(u"Base my draft on 1.2.0"_s), Qt::LeftButton);
    QCOMPARE(m_window->area->current().base, makeVersion(u"1.2.0"));
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nmine"_s);
}

void TestDocumentDrafts::becomesCleanWhenPublished()
{
    open();
    m_window->type(u"mine"_s);
    const QByteArray bytes = m_window->area->currentBytes();
    m_library->publish(u"support/reply"_s, u"1.2.0"_s, bytes);
    QTRY_COMPARE(m_window->facts(), u"1.2.0"_s);
    QVERIFY(!m_window->area->current().hasDraft);
    QVERIFY(!m_window->messages().contains(u"meanwhile"));
    QTRY_VERIFY(m_window->isOnDisk());
    QVERIFY(m_window->area->draftNames(session()).isEmpty());
}

void TestDocumentDrafts::recoversNewPrompts()
{
    m_window->area->newPrompt(session(), u"support"_s, u"idea"_s);
    m_window->type(u"an idea"_s);
    open();
    m_window->type(u"draft"_s);
    m_window.reset();
    m_window = std::make_unique<DocumentWindow>(m_drafts->path());
    m_window->area->recoverDrafts(session());
    QTRY_COMPARE(m_window->area->count(), 1);
    QCOMPARE(m_window->text(), u"an idea"_s);
    QCOMPARE(m_window->area->current().name, makeName(u"support/idea"));
    QCOMPARE(m_window->area->draftNames(session()), QStringList{u"support/reply"_s});
}

void TestDocumentDrafts::closesASession()
{
    open();
    m_window->type(u"kept"_s);
    m_window->area->closeSession(session());
    QCOMPARE(m_window->area->count(), 0);
    open();
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nkept"_s);
}

/// The child of draftSurvivesAKilledProcess.
static int typeAndWait(const QString &folder)
{
    const TestSession library;
    const DocumentWindow window(folder);
    window.area->newPrompt(library.session(), u"killed"_s, u"one"_s);
    window.type(u"typed before the kill"_s);
    if (!QTest::qWaitFor([&] { return window.isOnDisk(); }, PULSE_PATIENCE))
        return 1;
    const StorageInfo &info = library.session()->info();
    fprintf(stdout, "written %s\n", qPrintable(info.id.isEmpty() ? info.url.toString() : info.id));
    fflush(stdout);
    return QCoreApplication::exec();
}

int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    if (const QString folder = qEnvironmentVariable("PULSE_TEST_TYPE_INTO"); !folder.isEmpty())
        return typeAndWait(folder);
    TestDocumentDrafts test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_document_drafts.moc"
