// SPDX-License-Identifier: Apache-2.0
#include "draft_row.h"

#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/recovery/unsaved_work_page.h"

#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20000; // milliseconds, on a machine that does much else

Draft draftOf(const QString &name, const QByteArray &content, const QString &base = {}, int minutesAgo = 5)
{
    Draft draft{.key = name,
                .name = makeName(name),
                .base = {},
                .content = content,
                .savedAt = QDateTime::currentDateTimeUtc().addSecs(-60 * minutesAgo)};
    if (!base.isEmpty())
        draft.base = Version::parse(base).value();
    return draft;
}

Draft newDraft(const QString &id, const QString &name, const QByteArray &content)
{
    Draft draft = draftOf(name.isEmpty() ? u"x"_s : name, content);
    draft.key = u"new:"_s + id;
    if (name.isEmpty())
        draft.name.reset();
    return draft;
}

template <typename T>
T argument(const QVariant &value)
{
    return *static_cast<const T *>(value.constData());
}

QPushButton *messageButton(const UnsavedWorkPage &page, const QString &text)
{
    for (QPushButton *button : page.findChild<MessageBar *>()->findChildren<QPushButton *>()) {
        if (button->text() == text)
            return button;
    }
    return nullptr;
}

} // namespace

class TestUnsavedWorkPage : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_library = std::make_unique<TestSession>();
        m_library->publish(u"support/refund"_s, u"1.0.0"_s, "one\ntwo\nthree\n");
        m_library->session()->start();
        m_page = std::make_unique<UnsavedWorkPage>(m_library->session());
        m_page->resize(800, 600);
        m_page->show();
    }
    void cleanup()
    {
        m_page.reset();
        m_library.reset();
    }

    void nothingIsSaidToBeNothing()
    {
        QVERIFY(m_page->rows().isEmpty());
        QVERIFY(!m_page->continueAllButton()->isVisible());
        QVERIFY(m_page->findChild<EmptyState *>()->isVisible());
    }

    void tellsHowEachDraftStands()
    {
        m_library->publish(u"greet"_s, u"1.0.0"_s, "hello\n");
        m_library->publish(u"greet"_s, u"1.1.0"_s, "hello there\n");
        m_page->setDrafts({draftOf(u"support/refund"_s, "one\nthree\nfour\nfive\n", u"1.0.0"_s, 1),
                           draftOf(u"greet"_s, "hello\nyou\n", u"1.0.0"_s, 2),
                           draftOf(u"gone"_s, "a\nb\n", u"1.0.0"_s, 3), newDraft(u"1"_s, {}, "idea")});
        QCOMPARE(m_page->rows().size(), 4);
        const auto row = [this](int at) { return m_page->rows().at(at); };
        QTRY_COMPARE_WITH_TIMEOUT(row(0)->work().standing, UnsavedWork::Standing::Current, patience);
        QCOMPARE(row(0)->work().differenceText(), u"2 lines added, 1 removed since 1.0.0"_s);
        QVERIFY(row(0)->work().warningText().isEmpty());
        QTRY_COMPARE_WITH_TIMEOUT(row(1)->work().standing, UnsavedWork::Standing::Newer, patience);
        QCOMPARE(row(1)->work().differenceText(), u"1 line added since 1.0.0"_s);
        QVERIFY(row(1)->work().warningText().contains(u"1.1.0"_s));
        QTRY_COMPARE_WITH_TIMEOUT(row(2)->work().standing, UnsavedWork::Standing::Gone, patience);
        QVERIFY(row(2)->work().warningText().contains(u"not in the library"_s));
        QVERIFY(!row(2)->compareButton()->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(row(3)->work().standing, UnsavedWork::Standing::New, patience);
        QCOMPARE(row(3)->work().differenceText(), u"new prompt, 1 line"_s);
        QVERIFY(m_page->heading()->title().startsWith(u"4 prompts"_s));
        // Everything of a row is told, and which prompt a button is for.
        QVERIFY(row(1)->accessibleName().contains(u"greet"_s));
        QVERIFY(row(1)->accessibleName().contains(u"1 line added"_s));
        QVERIFY(row(1)->accessibleName().contains(u"1.1.0"_s));
        for (const QPushButton *button : row(0)->findChildren<QPushButton *>())
            QVERIFY(button->accessibleName().contains(u"support/refund"_s));
    }

    void aVersionPublishedMeanwhileIsTold()
    {
        m_page->setDrafts({draftOf(u"support/refund"_s, "one\ntwo\n", u"1.0.0"_s)});
        QTRY_COMPARE_WITH_TIMEOUT(m_page->rows().front()->work().standing, UnsavedWork::Standing::Current, patience);
        m_library->publish(u"support/refund"_s, u"2.0.0"_s, "other\n");
        QTRY_COMPARE_WITH_TIMEOUT(m_page->rows().front()->work().standing, UnsavedWork::Standing::Newer, patience);
    }

    void continuesAndCompares()
    {
        const Draft draft = draftOf(u"support/refund"_s, "one\n", u"1.0.0"_s);
        m_page->setDrafts({draft});
        DraftRow *row = m_page->rows().front();
        QTRY_VERIFY_WITH_TIMEOUT(row->compareButton()->isVisible(), patience);
        QSignalSpy continued(m_page.get(), &UnsavedWorkPage::continueRequested);
        row->continueButton()->setFocus();
        QTest::keyClick(row->continueButton(), Qt::Key_Space);
        QCOMPARE(continued.size(), 1);
        QCOMPARE(argument<Draft>(continued.front().at(1)).key, draft.key);
        QSignalSpy compared(m_page.get(), &UnsavedWorkPage::compareRequested);
        QTest::mouseClick(row->compareButton(), Qt::LeftButton);
        QCOMPARE(compared.size(), 1);
        QCOMPARE(argument<VersionKey>(compared.front().at(1)).toString(), u"support/refund@1.0.0"_s);
        QCOMPARE(compared.front().at(2).toByteArray(), draft.content);
        QSignalSpy all(m_page.get(), &UnsavedWorkPage::continueAllRequested);
        QTest::mouseClick(m_page->continueAllButton(), Qt::LeftButton);
        QCOMPARE(all.size(), 1);
    }

    void discardingCanBeTakenBack()
    {
        const Draft first = draftOf(u"support/refund"_s, "one\n", u"1.0.0"_s, 1);
        m_page->setDrafts({first, newDraft(u"1"_s, u"idea"_s, "text")});
        QSignalSpy discarded(m_page.get(), &UnsavedWorkPage::discardRequested);
        QTest::mouseClick(m_page->rows().front()->discardButton(), Qt::LeftButton);
        QCOMPARE(discarded.size(), 1);
        QCOMPARE(argument<Draft>(discarded.front().at(1)).key, first.key);
        QCOMPARE(m_page->rows().size(), 1);
        QCOMPARE(m_page->rows().front()->work().title(), u"idea"_s);
        QPushButton *undo = messageButton(*m_page, u"Undo"_s);
        QVERIFY(undo);
        QSignalSpy putBack(m_page.get(), &UnsavedWorkPage::putBackRequested);
        QTest::mouseClick(undo, Qt::LeftButton);
        QCOMPARE(putBack.size(), 1);
        QCOMPARE(argument<Draft>(putBack.front().at(1)).content, first.content);
        QCOMPARE(m_page->rows().size(), 2);
        QCOMPARE(m_page->rows().front()->work().draft.key, first.key);
        QVERIFY(!messageButton(*m_page, u"Undo"_s) || !m_page->findChild<MessageBar *>()->isShowing(first.key));
    }

    void refillingKeepsTheFocus()
    {
        const Draft kept = draftOf(u"support/refund"_s, "one\n", u"1.0.0"_s);
        m_page->setDrafts({kept});
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
        QPushButton *button = m_page->rows().front()->discardButton();
        button->setFocus();
        m_page->setDrafts({newDraft(u"1"_s, u"idea"_s, "text"), kept});
        QCOMPARE(m_page->rows().size(), 2);
        QCOMPARE(m_page->rows().back()->discardButton(), button);
        QVERIFY(button->hasFocus());
    }

    void manyAreShownAsTheyAreDoneWith()
    {
        std::vector<Draft> drafts;
        for (int i = 0; i < UnsavedWorkPage::mostRows + 2; ++i)
            drafts.push_back(newDraft(QString::number(i), {}, "text"));
        m_page->setDrafts(drafts);
        QCOMPARE(m_page->rows().size(), UnsavedWorkPage::mostRows);
        drafts.erase(drafts.begin(), drafts.begin() + 2);
        const QString last = drafts.back().key;
        m_page->setDrafts(drafts);
        QCOMPARE(m_page->rows().size(), UnsavedWorkPage::mostRows);
        QCOMPARE(m_page->rows().back()->work().draft.key, last);
    }

    void fitsIntoANarrowWindow()
    {
        m_page->setDrafts({draftOf(u"support/refund"_s, "one\n", u"1.0.0"_s)});
        const DraftRow *row = m_page->rows().front();
        QTRY_VERIFY_WITH_TIMEOUT(row->compareButton()->isVisible(), patience);
        m_page->resize(360, 500);
        const auto *scroll = m_page->findChild<QScrollArea *>();
        QTRY_VERIFY(row->width() <= scroll->viewport()->width());
        for (const QPushButton *button : row->findChildren<QPushButton *>())
            QTRY_VERIFY(button->geometry().right() <= row->width());
    }

private:
    std::unique_ptr<TestSession> m_library;
    std::unique_ptr<UnsavedWorkPage> m_page;
};

QTEST_MAIN(TestUnsavedWorkPage)
#include "test_unsaved_work_page.moc"
