// SPDX-License-Identifier: Apache-2.0
#include "pulse/library/drafts.h"
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/document/document_area.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTimeZone>
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

namespace {

/// An argument of a type that cannot be made from nothing, as QVariant::value() would have to.
template <typename T>
const T &argument(const QVariant &value)
{
    return *static_cast<const T *>(value.constData());
}

class Window
{
public:
    explicit Window(const QString &draftFolder)
        : runner(std::make_shared<TaskRunner>(3))
        , area(std::make_unique<DocumentArea>(DocumentArea::Services{runner, std::make_shared<Highlighting>(),
                                                                     std::make_shared<SystemClock>(), draftFolder}))
    {
        area->resize(1000, 600);
        area->show();
    }
    [[nodiscard]] QPlainTextEdit *view() const { return area->currentPage()->findChild<QPlainTextEdit *>(); }
    [[nodiscard]] QString facts() const { return area->currentPage()->findChild<QLabel *>(u"facts"_s)->text(); }
    [[nodiscard]] bool isLoaded() const { return area->current().isLoaded; }
    [[nodiscard]] QString text() const { return area->currentText(); }
    void type(const QString &text) const
    {
        QTest::keyClick(view(), Qt::Key_End, Qt::ControlModifier);
        QTest::keyClicks(view(), text);
    }
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        for (QPushButton *each : area->currentPage()->findChildren<QPushButton *>()) {
            if (each->isVisible() && each->text() == text)
                return each;
        }
        return nullptr;
    }
    [[nodiscard]] QString messages() const
    {
        QStringList words;
        for (const QLabel *label : area->currentPage()->findChildren<QLabel *>()) {
            if (label->isVisible())
                words.append(label->text());
        }
        return words.join(u'\n');
    }
    [[nodiscard]] bool isOnDisk() const { return !area->hasUnsavedWork(); }

    std::shared_ptr<TaskRunner> runner;
    std::unique_ptr<DocumentArea> area;
};

} // namespace

class TestDocumentArea : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void opensTheLatest();
    void draftSurvivesClosing();
    void tellsWhenTheDraftWasSaved();
    void draftSurvivesAKilledProcess();
    void undoingEverythingDropsTheDraft();
    void discardsAndUndoes();
    void savesAtOnce();
    void fullDiskKeepsTheText();
    void publishesExactBytes_data();
    void publishesExactBytes();
    void invalidTextIsReadOnly();
    void readsOldVersions();
    void editsACopyOfAnOldVersion();
    void followsOutsideChangesWithoutADraft();
    void takesWhatCameUnderTheSameNumber();
    void keepsTheDraftWhenSomethingNewerComes();
    void becomesCleanWhenPublished();
    void survivesRemoval();
    void namesANewPrompt();
    void recoversNewPrompts();
    void tabs();
    void restoresTabs();
    void scrollsInStep();
    void tellsWhatIsMissing();
    void closesASession();

private:
    std::unique_ptr<QTemporaryDir> m_drafts;
    std::unique_ptr<TestSession> m_library;
    std::unique_ptr<Window> m_window;
    Name m_name = makeName(u"support/reply");

    LibrarySession *session() const { return m_library->session(); }
    void open()
    {
        m_window->area->openPrompt(session(), m_name);
        QTRY_VERIFY(m_window->isLoaded());
    }
};

void TestDocumentArea::init()
{
    m_drafts = std::make_unique<QTemporaryDir>();
    m_library = std::make_unique<TestSession>();
    m_library->publish(u"support/reply"_s, u"1.0.0"_s, "# First\n");
    m_library->publish(u"support/reply"_s, u"1.1.0"_s, "# Second\n\ntext\n");
    QTRY_VERIFY(session()->isLoaded());
    m_window = std::make_unique<Window>(m_drafts->path());
}

void TestDocumentArea::cleanup()
{
    m_window.reset();
    m_library.reset();
}

void TestDocumentArea::opensTheLatest()
{
    open();
    QCOMPARE(m_window->area->currentBytes(), QByteArray("# Second\n\ntext\n"));
    QCOMPARE(m_window->facts(), u"1.1.0"_s);
    const DocumentInfo info = m_window->area->current();
    QVERIFY(!info.hasDraft && !info.isReadOnly && !info.isOldVersion);
    QCOMPARE(info.bytes, 15);
    QTRY_COMPARE(m_window->area->current().words, 2);
    QTRY_VERIFY(m_window->area->findChild<QTextBrowser *>()->toPlainText().startsWith(u"Second"));
    m_window->area->openPrompt(session(), m_name, 3);
    QCOMPARE(m_window->area->count(), 1);
    QCOMPARE(m_window->area->current().line, 3);
}

void TestDocumentArea::draftSurvivesClosing()
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
    m_window = std::make_unique<Window>(m_drafts->path());
    open();
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nmore!"_s);
    QTest::mouseClick(m_window->button(u"Discard"_s), Qt::LeftButton);
    QCOMPARE(m_window->text(), u"# Second\n\ntext\n"_s);
    QTRY_VERIFY(m_window->isOnDisk());
    QVERIFY(!m_window->messages().contains(u"were restored"));
}

void TestDocumentArea::tellsWhenTheDraftWasSaved()
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

void TestDocumentArea::draftSurvivesAKilledProcess()
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

void TestDocumentArea::undoingEverythingDropsTheDraft()
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

void TestDocumentArea::discardsAndUndoes()
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

void TestDocumentArea::savesAtOnce()
{
    open();
    m_window->type(u"abc"_s);
    m_window->area->saveDraft();
    QTRY_COMPARE(m_window->area->currentPage()->findChild<QLabel *>(u"flash"_s)->text(), u"Draft saved"_s);
    QVERIFY(m_window->isOnDisk());
}

void TestDocumentArea::fullDiskKeepsTheText()
{
    m_window.reset();
    // A file in the folder's place stands for every disk that cannot be written.
    const QString folder = m_drafts->filePath(u"blocked"_s);
    QFile blocker(folder);
    QVERIFY(blocker.open(QIODevice::WriteOnly));
    blocker.close();
    m_window = std::make_unique<Window>(folder);
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

void TestDocumentArea::publishesExactBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("edited");
    QTest::newRow("crlf") << QByteArray("a\r\nb\r\n") << QByteArray("a\r\nb\r\nx");
    QTest::newRow("bom") << QByteArray("\xef\xbb\xbf"
                                       "a\n")
                         << QByteArray("\xef\xbb\xbf"
                                       "a\nx");
    QTest::newRow("no newline") << QByteArray("a") << QByteArray("ax");
    QTest::newRow("no-break space") << QByteArray("a\xc2\xa0\n") << QByteArray("a\xc2\xa0\nx");
}

void TestDocumentArea::publishesExactBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, edited);
    m_library->publish(u"support/reply"_s, u"2.0.0"_s, bytes);
    open();
    QTRY_COMPARE(m_window->area->currentBytes(), bytes);
    m_window->type(u"x"_s);
    QSignalSpy asked(m_window->area.get(), &DocumentArea::publishRequested);
    m_window->area->requestPublish();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][2].toByteArray(), edited);
    QCOMPARE(asked[0][3].value<std::optional<Version>>(), makeVersion(u"2.0.0"));
    m_window->area->undo();
    QCOMPARE(m_window->area->currentBytes(), bytes);
    QVERIFY(!m_window->area->current().hasDraft);
}

void TestDocumentArea::invalidTextIsReadOnly()
{
    const QByteArray bytes("ok \xff\xfe bytes\r\nand\n");
    m_library->publish(u"support/reply"_s, u"2.0.0"_s, bytes);
    open();
    QTRY_COMPARE(m_window->area->currentBytes(), bytes);
    QVERIFY(m_window->area->current().isReadOnly);
    QVERIFY(m_window->facts().contains(u"read-only"));
    m_window->type(u"x"_s);
    QCOMPARE(m_window->area->currentBytes(), bytes);
}

void TestDocumentArea::readsOldVersions()
{
    open();
    m_window->type(u"mine"_s);
    m_window->area->openVersion(session(), {m_name, makeVersion(u"1.0.0")});
    QTRY_COMPARE(m_window->area->currentBytes(), QByteArray("# First\n"));
    QCOMPARE(m_window->area->count(), 1);
    QVERIFY(m_window->area->current().isReadOnly && m_window->area->current().isOldVersion);
    QVERIFY(m_window->messages().contains(u"You are reading 1.0.0."));
    QSignalSpy restore(m_window->area.get(), &DocumentArea::restoreRequested);
    QTest::mouseClick(m_window->button(u"Restore as new version…"_s), Qt::LeftButton);
    QCOMPARE(restore.count(), 1);
    QTest::mouseClick(m_window->button(u"Back to latest"_s), Qt::LeftButton);
    QTRY_COMPARE(m_window->text(), u"# Second\n\ntext\nmine"_s);
    QVERIFY(!m_window->area->current().isReadOnly);
}

void TestDocumentArea::editsACopyOfAnOldVersion()
{
    m_window->area->openVersion(session(), {m_name, makeVersion(u"1.0.0")});
    QTRY_VERIFY(m_window->isLoaded());
    QTest::mouseClick(m_window->button(u"Edit a copy"_s), Qt::LeftButton);
    QTRY_VERIFY(m_window->isLoaded() && !m_window->area->current().isOldVersion);
    QCOMPARE(m_window->text(), u"# First\n"_s);
    QVERIFY(m_window->area->current().hasDraft);
    QCOMPARE(m_window->area->current().base, makeVersion(u"1.1.0"));
}

void TestDocumentArea::followsOutsideChangesWithoutADraft()
{
    open();
    m_library->publish(u"support/reply"_s, u"1.2.0"_s, "# Third\n");
    QTRY_COMPARE(m_window->text(), u"# Third\n"_s);
    QTRY_COMPARE(m_window->facts(), u"1.2.0"_s);
    QVERIFY(!m_window->area->current().hasDraft);
}

// After a conflict the home's text stands under the number that both sides gave.
void TestDocumentArea::takesWhatCameUnderTheSameNumber()
{
    open();
    QVERIFY(m_library->library().remove(makeName(u"support/reply"), makeVersion(u"1.1.0"), {}));
    m_library->publish(u"support/reply"_s, u"1.1.0"_s, "# From elsewhere\n");
    QTRY_COMPARE(m_window->text(), u"# From elsewhere\n"_s);
    QCOMPARE(m_window->facts(), u"1.1.0"_s);
}

void TestDocumentArea::keepsTheDraftWhenSomethingNewerComes()
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
    m_window = std::make_unique<Window>(m_drafts->path());
    open();
    QTRY_VERIFY(m_window->messages().contains(u"1.2.0 was published meanwhile"));
    QTest::mouseClick(m_window->button(u"Base my draft on 1.2.0"_s), Qt::LeftButton);
    QCOMPARE(m_window->area->current().base, makeVersion(u"1.2.0"));
    QCOMPARE(m_window->text(), u"# Second\n\ntext\nmine"_s);
}

void TestDocumentArea::becomesCleanWhenPublished()
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

void TestDocumentArea::survivesRemoval()
{
    open();
    QVERIFY(m_library->library().remove(m_name, {}, {}));
    QTRY_VERIFY(m_window->messages().contains(u"was removed from the library"));
    QCOMPARE(m_window->text(), u"# Second\n\ntext\n"_s);
    QSignalSpy asked(m_window->area.get(), &DocumentArea::publishRequested);
    QTest::mouseClick(m_window->button(u"Publish…"_s), Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QVERIFY(!asked[0][3].value<std::optional<Version>>());
    m_library->publish(u"support/reply"_s, u"1.0.0"_s, m_window->area->currentBytes());
    QTRY_COMPARE(m_window->facts(), u"1.0.0"_s);
}

void TestDocumentArea::namesANewPrompt()
{
    m_window->area->newPrompt(session(), u"support"_s);
    auto *field = m_window->area->currentPage()->findChild<QLineEdit *>(u"name"_s);
    auto *problem = m_window->area->currentPage()->findChild<QLabel *>(u"nameProblem"_s);
    QTRY_VERIFY(field->hasFocus());
    QCOMPARE(field->text(), u"support/"_s);
    QSignalSpy asked(m_window->area.get(), &DocumentArea::publishRequested);
    m_window->area->requestPublish();
    QCOMPARE(asked.count(), 0);
    QVERIFY(m_window->messages().contains(u"Give the prompt a name first."));
    field->setText(u"support/reply"_s); // typed, the completion would take part
    QTRY_VERIFY2(problem->text().contains(u"exists already"), qPrintable(problem->text()));
    field->setText(u"support/reply..x"_s);
    QVERIFY(!problem->text().isEmpty());
    field->setText(u"support/thanks"_s);
    QVERIFY(problem->text().isEmpty());
    QTest::keyClick(field, Qt::Key_Return);
    QTRY_VERIFY(m_window->view()->hasFocus());
    m_window->type(u"Thank you"_s);
    m_window->area->requestPublish();
    QCOMPARE(asked.count(), 1);
    QCOMPARE(argument<Name>(asked[0][1]), makeName(u"support/thanks"));
    m_library->publish(u"support/thanks"_s, u"1.0.0"_s, "Thank you");
    QTRY_COMPARE(m_window->facts(), u"1.0.0"_s);
    QVERIFY(!field->isVisible());
    QTRY_VERIFY(m_window->isOnDisk());
    QCOMPARE(m_window->area->current().name, makeName(u"support/thanks"));
}

void TestDocumentArea::recoversNewPrompts()
{
    m_window->area->newPrompt(session(), u"support"_s, u"idea"_s);
    m_window->type(u"an idea"_s);
    open();
    m_window->type(u"draft"_s);
    m_window.reset();
    m_window = std::make_unique<Window>(m_drafts->path());
    m_window->area->recoverDrafts(session());
    QTRY_COMPARE(m_window->area->count(), 1);
    QCOMPARE(m_window->text(), u"an idea"_s);
    QCOMPARE(m_window->area->current().name, makeName(u"support/idea"));
    QCOMPARE(m_window->area->draftNames(session()), QStringList{u"support/reply"_s});
}

void TestDocumentArea::tabs()
{
    m_library->publish(u"greet"_s, u"1.0.0"_s, "hi");
    open();
    m_window->area->openPrompt(session(), makeName(u"greet"));
    QTRY_VERIFY(m_window->isLoaded());
    auto *page = new QWidget;
    QSignalSpy closed(m_window->area.get(), &DocumentArea::pageClosed);
    m_window->area->openPage(page, u"A & B"_s, {}, u"comparison"_s);
    QCOMPARE(m_window->area->count(), 3);
    QVERIFY(!m_window->area->current().session);
    auto *bar = m_window->area->findChild<QTabBar *>();
    QTest::mouseClick(bar, Qt::MiddleButton, Qt::NoModifier, bar->tabRect(2).center());
    QCOMPARE(closed.count(), 1);
    QCOMPARE(m_window->area->count(), 2);
    m_window->area->nextTab();
    m_window->area->previousTab();
    m_window->area->closeCurrentTab();
    m_window->area->closeCurrentTab();
    QCOMPARE(m_window->area->count(), 0);
    m_window->area->reopenClosedTab();
    m_window->area->reopenClosedTab();
    QCOMPARE(m_window->area->count(), 2);
    QTRY_VERIFY(m_window->isLoaded());
    m_window->area->setViewMode(ViewMode::Preview);
    QVERIFY(!m_window->view()->isVisible());
    m_window->area->find();
    QCOMPARE(m_window->area->viewMode(), ViewMode::Split);
    QVERIFY(m_window->view()->isVisible());
}

void TestDocumentArea::restoresTabs()
{
    m_library->publish(u"greet"_s, u"1.0.0"_s, "hi");
    open();
    QTest::keyClick(m_window->view(), Qt::Key_End, Qt::ControlModifier);
    m_window->area->openVersion(session(), {makeName(u"greet"), makeVersion(u"1.0.0")});
    m_window->area->newPrompt(session(), u"x"_s);
    m_window->area->previousTab();
    m_window->area->previousTab();
    const QJsonObject state = m_window->area->saveState();
    m_window.reset();
    m_window = std::make_unique<Window>(m_drafts->path());
    m_window->area->restoreState(state, {session()});
    QCOMPARE(m_window->area->count(), 2); // the empty new prompt is not worth it
    QTRY_VERIFY(m_window->isLoaded());
    QCOMPARE(m_window->area->current().name, m_name);
    QCOMPARE(m_window->area->current().line, 4);
    m_window->area->restoreState({{u"tabs"_s, u"nonsense"_s}}, {session()});
    QCOMPARE(m_window->area->count(), 2);
}

void TestDocumentArea::scrollsInStep()
{
    QByteArray content;
    for (int i = 0; i < 120; ++i)
        content += "## Part " + QByteArray::number(i) + "\n\nSome text.\n\n";
    m_library->publish(u"support/reply"_s, u"2.0.0"_s, content);
    open();
    auto *browser = m_window->area->currentPage()->findChild<QTextBrowser *>();
    QTRY_VERIFY(browser->toPlainText().contains(u"Part 119"));
    m_window->view()->verticalScrollBar()->setValue(200);
    QTRY_VERIFY(browser->cursorForPosition(QPoint(20, 60)).block().blockNumber() > 90);
    const int before = m_window->view()->verticalScrollBar()->value();
    browser->verticalScrollBar()->setValue(browser->verticalScrollBar()->value() + 500);
    QVERIFY(m_window->view()->verticalScrollBar()->value() > before + 5);
    const int now = browser->verticalScrollBar()->value();
    m_window->area->setSynchronizedScrolling(false);
    m_window->view()->verticalScrollBar()->setValue(0);
    QCOMPARE(browser->verticalScrollBar()->value(), now);
}

void TestDocumentArea::tellsWhatIsMissing()
{
    m_window->area->openPrompt(session(), makeName(u"no/such"));
    QTRY_VERIFY(m_window->messages().contains(u"Not in the library"));
    QVERIFY(!m_window->area->current().isLoaded);
    QVERIFY(m_window->area->currentBytes().isEmpty());
    m_library->publish(u"no/such"_s, u"1.0.0"_s, "now");
    QTRY_COMPARE(m_window->text(), u"now"_s);
}

void TestDocumentArea::closesASession()
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
    const Window window(folder);
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
    TestDocumentArea test;
    return QTest::qExec(&test, argc, argv);
}

#include "test_document_area.moc"
