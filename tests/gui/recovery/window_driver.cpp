// SPDX-License-Identifier: Apache-2.0
// The real window, as pulse-gui loads it, with a hand at the keyboard: `window-driver LIBRARY` waits for words on its
// standard input. `type TEXT` types into the editor in front, `new TEXT` begins a prompt and types into that, `offered`
// lists the names of the rows of unsaved work, `continue` presses the first button that continues one, `text` tells the
// text in front. Every answer is one line.
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QLibrary>
#include <QMainWindow>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSocketNotifier>
#include <QTimer>
#include <cstdio>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace {

void tell(const QString &line)
{
    std::puts(line.toUtf8().constData());
    std::fflush(stdout);
}

class Hand : public QObject
{
    Q_OBJECT

public:
    explicit Hand(QObject *parent)
        : QObject(parent)
        , m_input(STDIN_FILENO, QSocketNotifier::Read)
    {
        connect(&m_input, &QSocketNotifier::activated, this, [this] { read(); });
    }

private:
    void read()
    {
        char buffer[4096];
        const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (count <= 0) {
            QApplication::quit();
            return;
        }
        m_buffer.append(buffer, count);
        for (qsizetype end = m_buffer.indexOf('\n'); end >= 0; end = m_buffer.indexOf('\n')) {
            const QString line = QString::fromUtf8(m_buffer.first(end));
            m_buffer.remove(0, end + 1);
            tell(answer(line.section(u' ', 0, 0), line.section(u' ', 1)));
        }
    }

    static QMainWindow *window()
    {
        for (QWidget *widget : QApplication::topLevelWidgets()) {
            if (widget->inherits("pulse::ui::MainWindow"))
                return qobject_cast<QMainWindow *>(widget);
        }
        return nullptr;
    }

    static QPlainTextEdit *editor()
    {
        for (QPlainTextEdit *edit : window()->findChildren<QPlainTextEdit *>()) {
            if (edit->isVisible() && !edit->isReadOnly())
                return edit;
        }
        return nullptr;
    }

    static QString typed(const QString &text)
    {
        QPlainTextEdit *edit = editor();
        if (!edit)
            return u"no editor"_s;
        edit->insertPlainText(text);
        return u"typed"_s;
    }

    static QStringList offered()
    {
        QStringList names;
        for (const QWidget *row : window()->findChildren<QWidget *>()) {
            if (row->inherits("pulse::ui::DraftRow") && row->isVisible())
                names.append(row->accessibleName());
        }
        return names;
    }

    static QString continued()
    {
        for (QPushButton *button : window()->findChildren<QPushButton *>()) {
            if (button->isVisible() && button->parent()->inherits("pulse::ui::DraftRow") &&
                button->text() == "Continue"_L1) {
                button->click();
                return u"continued"_s;
            }
        }
        return u"no row"_s;
    }

    static QString answer(const QString &word, const QString &rest)
    {
        if (!window())
            return u"no window"_s;
        if (word == "new"_L1) {
            QAction *action = window()->findChild<QAction *>(u"new-prompt"_s);
            if (!action || !action->isEnabled())
                return u"not yet"_s;
            action->trigger();
            return typed(rest);
        }
        if (word == "type"_L1)
            return typed(rest);
        if (word == "offered"_L1)
            return u"offered "_s + offered().join(u" | "_s);
        if (word == "continue"_L1)
            return continued();
        if (word == "text"_L1)
            return u"text "_s + (editor() ? editor()->toPlainText() : QString()).replace(u'\n', u' ');
        return u"what?"_s;
    }

    QSocketNotifier m_input;
    QByteArray m_buffer;
};

void lendAHand()
{
    new Hand(qApp);
}
Q_COREAPP_STARTUP_FUNCTION(lendAHand)

} // namespace

int main(int argc, char **argv)
{
    QLibrary module(QStringLiteral(PULSE_WINDOW_MODULE));
    using Entry = int (*)(int, char **);
    const auto entry = reinterpret_cast<Entry>(module.resolve("pulse_window_main"));
    if (!entry) {
        std::fprintf(stderr, "window-driver: %s\n", qPrintable(module.errorString()));
        return 1;
    }
    return entry(argc, argv);
}

#include "window_driver.moc"
