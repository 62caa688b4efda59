// SPDX-License-Identifier: Apache-2.0
// What the documents show and publish, and their tabs.
#include "document_fixture.h"

#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabBar>
#include <QTextBlock>
#include <QTextBrowser>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

class TestDocumentArea : public DocumentFixture
{
    Q_OBJECT

private slots:
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void opensTheLatest();
    void publishesExactBytes_data();
    void publishesExactBytes();
    void invalidTextIsReadOnly();
    void readsOldVersions();
    void editsACopyOfAnOldVersion();
    void followsOutsideChangesWithoutADraft();
    void takesWhatCameUnderTheSameNumber();
    void survivesRemoval();
    void namesANewPrompt();
    void tabs();
    void restoresTabs();
    void scrollsInStep();
    void tellsWhatIsMissing();
};

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
    m_window = std::make_unique<DocumentWindow>(m_drafts->path());
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

QTEST_MAIN(TestDocumentArea)
#include "test_document_area.moc"
