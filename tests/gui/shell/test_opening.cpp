// SPDX-License-Identifier: Apache-2.0
// The whole window while a library elsewhere takes its time to open: what it says of that, and that it can be stopped.
#include "../libraries/connections_double.h"
#include "welcome_page.h"

#include "pulse/backends/memory.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/libraries/copy_library_sheet.h"
#include "pulse/ui/libraries/trust_host_dialog.h"
#include "pulse/ui/shell/main_window.h"

#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <condition_variable>
#include <mutex>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

// Opens a library in memory as slowly as it is told to.
class SlowHost final : public LibraryHost
{
public:
    [[nodiscard]] Result<QUrl> locate(const QString &location) const override
    {
        const std::scoped_lock lock(m_mutex);
        m_located.append(location);
        return QUrl(location.startsWith("git+"_L1) ? location : u"memory:slow"_s);
    }
    [[nodiscard]] Result<std::shared_ptr<Library>> open(const QUrl &, OpenOptions::Mode, const ProgressSink &progress,
                                                        std::stop_token stop) const override
    {
        if (progress)
            progress({.done = 1'200, .total = 3'000, .subject = {}});
        std::unique_lock lock(m_mutex);
        ++m_attempts;
        m_changed.wait(lock, stop, [this] { return m_isReleased; });
        if (stop.stop_requested())
            return failure(ErrorCode::Cancelled, u"open"_s, {}, u"Opening was stopped."_s);
        if (m_isBroken)
            return std::unexpected(m_error);
        return std::make_shared<Library>(
            std::shared_ptr<Storage>(*MemoryBackend()(QUrl(u"memory:slow"_s), makeOptions())), LibraryPolicy(),
            std::make_shared<SystemClock>());
    }
    [[nodiscard]] QUrl defaultLibrary() const override { return QUrl(u"memory:slow"_s); }
    [[nodiscard]] Result<QUrl> locateDefault() const override { return defaultLibrary(); }
    [[nodiscard]] LibraryConnections &connections() const override { qFatal("Nobody needs them here."); }
    [[nodiscard]] QUrl sampleLibrary() const override { return {}; }
    [[nodiscard]] Result<std::shared_ptr<Library>> openSample(const ProgressSink &, std::stop_token) const override
    {
        return failure(ErrorCode::Unsupported, {}, {}, u"There is none."_s);
    }

    void set(bool isReleased, bool isBroken)
    {
        {
            const std::scoped_lock lock(m_mutex);
            m_isReleased = isReleased;
            m_isBroken = isBroken;
        }
        m_changed.notify_all();
    }
    /// What a broken one fails with.
    void setError(const Error &error)
    {
        const std::scoped_lock lock(m_mutex);
        m_error = error;
    }
    /// What was asked for, the last thing last.
    [[nodiscard]] QStringList located() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_located;
    }
    [[nodiscard]] int attempts() const
    {
        const std::scoped_lock lock(m_mutex);
        return m_attempts;
    }

private:
    mutable std::mutex m_mutex;
    mutable std::condition_variable_any m_changed;
    mutable int m_attempts = 0;
    mutable QStringList m_located;
    bool m_isReleased = false;
    bool m_isBroken = false;
    Error m_error{ErrorCode::Unavailable, u"open"_s, {}, u"The server is away."_s};
};

struct Window
{
    QTemporaryDir folder;
    std::shared_ptr<SlowHost> host = std::make_shared<SlowHost>();
    std::shared_ptr<Settings> settings = std::make_shared<Settings>(folder.filePath(u"pulse.conf"_s));
    std::shared_ptr<ConnectionsDouble> connections = std::make_shared<ConnectionsDouble>(settings);
    std::unique_ptr<MainWindow> window;

    Window()
    {
        for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            qputenv(variable, folder.filePath(QString::fromLatin1(variable).toLower()).toLocal8Bit());
        window = std::make_unique<MainWindow>(MainWindow::Services{host,
                                                                   settings,
                                                                   std::make_shared<SystemClock>(),
                                                                   folder.filePath(u"state"_s),
                                                                   folder.filePath(u"drafts"_s),
                                                                   {},
                                                                   connections});
        window->start({{u"team"_s}, false});
        window->show();
    }
    [[nodiscard]] bool says(const QString &text) const
    {
        const auto labels = window->findChild<MessageBar *>()->findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }
    [[nodiscard]] QPushButton *button(const QString &text) const
    {
        for (QPushButton *each : window->findChild<MessageBar *>()->findChildren<QPushButton *>()) {
            if (each->isVisible() && each->text() == text)
                return each;
        }
        return nullptr;
    }
};

} // namespace

class TestOpening : public QObject
{
    Q_OBJECT

private slots:
    void howFarItIsIsTold()
    {
        Window it;
        QTRY_VERIFY(it.says(u"Opening “team”… 1,200 of 3,000"_s));
        it.host->set(true, false);
        QTRY_VERIFY(it.window->findChild<LibrarySession *>());
        QTRY_VERIFY(!it.says(u"Opening"_s));
    }

    void itCanBeStopped()
    {
        Window it;
        QTRY_VERIFY(it.button(u"Cancel"_s));
        it.button(u"Cancel"_s)->click();
        QTRY_VERIFY(it.says(u"Opening “team” was stopped."_s));
        QVERIFY(!it.button(u"Cancel"_s));
        QVERIFY(!it.window->findChild<LibrarySession *>());
    }

    void whatFailedIsNotSaidAnyMoreWhileItIsTriedAgain()
    {
        Window it;
        it.host->set(true, true);
        QTRY_VERIFY(it.says(u"“team” could not be opened. The server is away."_s));
        QVERIFY(!it.says(u"Opening"_s));
        it.host->set(false, false);
        // By the menu, not by the message's own button.
        it.window->start({{u"team"_s}, false});
        QTRY_COMPARE(it.host->attempts(), 2);
        QTRY_VERIFY(!it.says(u"The server is away."_s));
        it.host->set(true, false);
        QTRY_VERIFY(it.window->findChild<LibrarySession *>());
    }

    void anUnknownServerIsTrustedByAButton()
    {
        const UnknownHost server{u"git.example.org"_s, u"ED25519"_s, u"SHA256:"_s + QString(43, u'k')};
        const QString refusal = u"The host git.example.org is not known yet."_s;
        Window it;
        it.host->setError(server.refused(refusal));
        it.host->set(true, true);
        QTRY_VERIFY(it.says(refusal));
        const auto ask = [&] {
            QPushButton *look = it.button(u"Look at the key…"_s);
            if (look)
                look->click();
            return it.window->findChild<TrustHostDialog *>();
        };
        QPointer<TrustHostDialog> question = ask();
        QVERIFY(question);
        question->reject();
        QTRY_VERIFY(!question);
        QTRY_VERIFY(it.says(refusal)); // a no is not the end
        QVERIFY(it.connections->checked.empty());

        // Another key than the one that was shown.
        it.connections->outcome =
            failure(ErrorCode::PermissionDenied, u"check connection"_s, {}, u"It shows another key now."_s);
        question = ask();
        QVERIFY(question);
        question->trustButton()->click();
        QTRY_VERIFY(it.says(u"It shows another key now."_s));
        QVERIFY(!it.button(u"Look at the key…"_s));
        QVERIFY(it.connections->checked.back().settings.contains(hostKeyOption));
        QCOMPARE(it.connections->checked.back().settings.at(hostKeyOption), server.fingerprint);
        QCOMPARE(it.host->attempts(), 1);

        it.button(u"Try again"_s)->click();
        QTRY_VERIFY(it.button(u"Look at the key…"_s));
        QVERIFY(!it.says(u"It shows another key now."_s));
        it.connections->outcome = {};
        it.host->set(true, false);
        ask()->trustButton()->click();
        QTRY_VERIFY(it.window->findChild<LibrarySession *>());
        QVERIFY(!it.says(refusal));
    }

    void anUnknownServerIsTrustedWhereALibraryIsCopiedTo()
    {
        const UnknownHost server{u"git.example.org"_s, u"ED25519"_s, u"SHA256:"_s + QString(43, u'k')};
        Window it;
        it.host->set(true, false);
        QTRY_VERIFY(it.window->findChild<LibrarySession *>());
        it.host->setError(server.refused(u"The host git.example.org is not known yet."_s));
        it.host->set(true, true);
        it.window->findChild<QAction *>(u"copy-library"_s)->trigger();
        auto *sheet = it.window->findChild<CopyLibrarySheet *>();
        QVERIFY(sheet);
        sheet->target()->setCurrentText(u"git+ssh://git.example.org/team.git"_s);
        sheet->mainButton()->click();
        const auto look = [&]() -> QPushButton * {
            for (QPushButton *each : sheet->findChildren<QPushButton *>()) {
                if (each->isVisible() && each->text() == u"Look at the key…"_s)
                    return each;
            }
            return nullptr;
        };
        QTRY_VERIFY(look());
        look()->click();
        auto *question = sheet->findChild<TrustHostDialog *>();
        QVERIFY(question);
        it.host->set(true, false);
        question->trustButton()->click();
        QTRY_COMPARE(sheet->mainButton()->text(), u"Copy"_s);
        QTRY_VERIFY(sheet->mainButton()->isEnabled());
        QCOMPARE(it.connections->checked.back().settings.at(hostKeyOption), server.fingerprint);
        QCOMPARE(it.host->located().last(), u"git+ssh://git.example.org/team.git"_s);
    }

    // A name and how often it is synchronised count at once; nobody has to open it again for that.
    void whatCountsAtOnceNeedsNoOpening()
    {
        Window it;
        LibraryProfile profile;
        profile.name = u"team"_s;
        profile.url = QUrl(u"memory:slow"_s);
        Profiles others(std::make_shared<Settings>(it.settings->path()));
        QVERIFY(others.add(profile));
        it.host->set(true, false);
        const auto session = [&] { return it.window->findChild<LibrarySession *>(); };
        QTRY_VERIFY(session() && session()->title() == u"team"_s);
        profile.name = u"crew"_s;
        profile.syncInterval = std::chrono::seconds(60);
        QVERIFY(others.change(u"team"_s, profile));
        QTRY_COMPARE(session()->title(), u"crew"_s);
        QVERIFY(!it.button(u"Open again"_s));
        profile.writeThrough = true;
        QVERIFY(others.change(u"crew"_s, profile));
        QTRY_VERIFY(it.button(u"Open again"_s));
        QVERIFY(it.says(u"The options of “crew” have changed."_s));
        // Nobody was about to keep a credential: neither the keychain is woken for that, nor its module loaded.
        QCOMPARE(it.connections->keychainQuestions, 0);
        it.window->findChild<QAction *>(u"add-library"_s)->trigger();
        QTRY_COMPARE(it.connections->keychainQuestions, 1);
    }

    // By its place it would be opened without what its profile says: who it is, that it is read-only.
    void whatWasOpenedBeforeIsOpenedAsItsProfileSays()
    {
        Window it;
        LibraryProfile profile;
        profile.name = u"crew"_s;
        profile.url = QUrl(u"memory:slow"_s);
        QVERIFY(Profiles(std::make_shared<Settings>(it.settings->path())).add(profile));
        it.host->set(true, false);
        const auto session = [&] { return it.window->findChild<LibrarySession *>(); };
        QTRY_VERIFY(session() && session()->title() == u"crew"_s);
        it.window->findChild<QAction *>(u"close-library"_s)->trigger();
        auto *welcome = it.window->findChild<WelcomePage *>();
        QTRY_VERIFY(welcome->isVisible());
        QTRY_VERIFY(!session());
        QVERIFY(it.window->focusWidget() && welcome->isAncestorOf(it.window->focusWidget()));
        const auto labels = welcome->findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(
            labels, [](const QLabel *label) { return label->isVisible() && label->text() == u"Opened before"_s; }));
        const auto links = welcome->findChildren<QPushButton *>();
        // Called as the person calls it.
        const auto link = std::ranges::find(links, u"crew"_s, [](const QPushButton *each) { return each->text(); });
        QVERIFY(link != links.end());
        QCOMPARE(it.host->located(), QStringList{u"team"_s});
        (*link)->click();
        QTRY_VERIFY(session());
        QCOMPARE(it.host->located().last(), u"crew"_s);
    }

    void aWindowThatClosesMeanwhileDoesNotWait()
    {
        Window it;
        QTRY_COMPARE(it.host->attempts(), 1);
        it.window.reset();
        QCOMPARE(it.host.use_count(), 1);
    }
};

QTEST_MAIN(TestOpening)
#include "test_opening.moc"
