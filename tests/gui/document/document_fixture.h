// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/document/document_area.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

namespace pulse::test {

using namespace Qt::StringLiterals;

/// An argument of a type that cannot be made from nothing, as QVariant::value() would have to.
template <typename T>
const T &argument(const QVariant &value)
{
    return *static_cast<const T *>(value.constData());
}

/// The documents on the screen, and what a person sees of the current one. Another with the same folder is the next
/// start.
class DocumentWindow
{
public:
    explicit DocumentWindow(const QString &draftFolder)
        : runner(std::make_shared<TaskRunner>(3))
        , area(std::make_unique<ui::DocumentArea>(ui::DocumentArea::Services{
              runner, std::make_shared<ui::Highlighting>(), std::make_shared<SystemClock>(), draftFolder}))
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
    std::unique_ptr<ui::DocumentArea> area;
};

/// Documents over a library in memory with two versions of one prompt. A test derives from it; what cannot be done
/// fails the running case.
class DocumentFixture : public QObject
{
protected:
    void setUp()
    {
        m_drafts = std::make_unique<QTemporaryDir>();
        m_library = std::make_unique<TestSession>();
        m_library->publish(u"support/reply"_s, u"1.0.0"_s, "# First\n");
        m_library->publish(u"support/reply"_s, u"1.1.0"_s, "# Second\n\ntext\n");
        QTRY_VERIFY(session()->isLoaded());
        m_window = std::make_unique<DocumentWindow>(m_drafts->path());
    }
    void tearDown()
    {
        m_window.reset();
        m_library.reset();
    }
    [[nodiscard]] LibrarySession *session() const { return m_library->session(); }
    void open()
    {
        m_window->area->openPrompt(session(), m_name);
        QTRY_VERIFY(m_window->isLoaded());
    }

    std::unique_ptr<QTemporaryDir> m_drafts;
    std::unique_ptr<TestSession> m_library;
    std::unique_ptr<DocumentWindow> m_window;
    Name m_name = makeName(u"support/reply");
};

} // namespace pulse::test
