// SPDX-License-Identifier: Apache-2.0
// Unsaved work survives the end of the process at any moment: the real window is killed, and started again.
#include "pulse/library/drafts.h"
#include "pulse/test/temporary_library.h"

#include <QDeadlineTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace pulse;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 60'000; // milliseconds until something that ought to happen is missing

class Window
{
public:
    Window(const QProcessEnvironment &environment, const QString &library)
    {
        m_process.setProcessEnvironment(environment);
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral(PULSE_TEST_PROGRAMS) + u"/window-driver"_s, {library});
    }
    ~Window() { kill(); }

    /// As `kill -9` does.
    void kill()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.kill();
        m_process.waitForFinished(patience);
    }

    QString ask(const QString &line)
    {
        m_process.write(line.toUtf8() + '\n');
        const QDeadlineTimer deadline(patience);
        while (!m_process.canReadLine()) {
            if (deadline.hasExpired() || !m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
                return u"no answer"_s;
        }
        return QString::fromUtf8(m_process.readLine()).trimmed();
    }

private:
    QProcess m_process;
};

} // namespace

class TestKilledWindow : public QObject
{
    Q_OBJECT

private slots:
    void whatWasTypedIsOfferedAfterAKill()
    {
        const QTemporaryDir home;
        auto environment = QProcessEnvironment::systemEnvironment();
        for (const auto &variable :
             {u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_CACHE_HOME"_s, u"HOME"_s})
            environment.insert(variable, home.filePath(variable.toLower()));
        environment.insert(u"QT_QPA_PLATFORM"_s, u"offscreen"_s);
        environment.insert(u"LANGUAGE"_s, u"en"_s);
        environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
        environment.remove(u"PULSE_LIBRARY"_s);
        const TemporaryLibrary library;
        const QString key = library.storage().info().id;
        QVERIFY(!key.isEmpty());
        const QString text = u"Typed just before the end."_s;
        const auto kept = [&] {
            const DraftStore drafts(home.filePath(u"xdg_state_home/pulse/drafts"_s), key,
                                    std::make_shared<SystemClock>());
            const auto list = drafts.list();
            return list && list->size() == 1 ? QString::fromUtf8(list->front().content) : u"(none)"_s;
        };
        {
            Window window(environment, library.path());
            QString answer; // what is typed is typed once, however often the condition is looked at
            const auto isTyped = [&] {
                answer = answer == u"typed" ? answer : window.ask(u"new "_s + text);
                return answer == u"typed";
            };
            QTRY_VERIFY2_WITH_TIMEOUT(isTyped(), qPrintable(answer), patience);
            QTRY_COMPARE_WITH_TIMEOUT(kept(), text, patience);
            window.kill();
        }
        Window again(environment, library.path());
        QString offered;
        const auto isOffered = [&] {
            offered = again.ask(u"offered"_s);
            return offered.contains(u"new prompt, 1 line"_s);
        };
        QTRY_VERIFY2_WITH_TIMEOUT(isOffered(), qPrintable(offered), patience);
        QCOMPARE(again.ask(u"continue"_s), u"continued"_s);
        QTRY_COMPARE_WITH_TIMEOUT(again.ask(u"text"_s), u"text "_s + text, patience);
        // Offering and opening it took nothing away.
        QCOMPARE(kept(), text);
    }
};

QTEST_GUILESS_MAIN(TestKilledWindow)
#include "test_killed_window.moc"
