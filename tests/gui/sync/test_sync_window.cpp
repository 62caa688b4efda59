// SPDX-License-Identifier: Apache-2.0
// The whole window over a library whose home is pretended: what it shows of it everywhere, and what its actions do.
#include "connections_double.h"
#include "pulse/backends/memory.h"
#include "pulse/test/branches_double.h"
#include "pulse/test/home_double.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"
#include "pulse/ui/branches/branches_page.h"
#include "pulse/ui/common/icons.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/conflicts/conflicts_model.h"
#include "pulse/ui/conflicts/conflicts_page.h"
#include "pulse/ui/document/document_area.h"
#include "pulse/ui/models/prompt_tree_model.h"
#include "pulse/ui/shell/main_window.h"
#include "pulse/ui/sync/question_sheet.h"
#include "pulse/ui/sync/sync_button.h"
#include "pulse/ui/tree/prompt_tree_panel.h"

#include <QAction>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QStatusBar>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;
using Connection = SyncStorage::Status::Connection;

namespace {

// Opens one library in memory, with a home or with branches.
class Host final : public LibraryHost
{
public:
    std::shared_ptr<HomeDouble> home;
    std::shared_ptr<BranchesDouble> repository;
    std::shared_ptr<Library> library;

    explicit Host(bool hasBranches = false, bool isEmpty = false)
    {
        std::shared_ptr<Storage> storage = *MemoryBackend()(QUrl(u"memory:"_s), makeOptions());
        for (const auto *name : {u"greet", u"support/refund"}) {
            if (isEmpty)
                break;
            const auto stored = storage->store(makePrompt(name, u"1.0.0"), {});
            if (!stored)
                qFatal("%s", qPrintable(stored.error().toString()));
        }
        if (hasBranches)
            storage = repository = std::make_shared<BranchesDouble>(storage);
        else
            storage = home = std::make_shared<HomeDouble>(storage);
        library = std::make_shared<Library>(storage, LibraryPolicy(), std::make_shared<SystemClock>());
    }
    [[nodiscard]] Result<QUrl> locate(const QString &location) const override { return QUrl(location); }
    [[nodiscard]] Result<std::shared_ptr<Library>> open(const QUrl &, OpenOptions::Mode, const ProgressSink &,
                                                        std::stop_token) const override
    {
        return library;
    }
    [[nodiscard]] QUrl defaultLibrary() const override { return QUrl(u"memory:"_s); }
    [[nodiscard]] Result<QUrl> locateDefault() const override { return defaultLibrary(); }
    [[nodiscard]] LibraryConnections &connections() const override { qFatal("Nobody needs them here."); }
    [[nodiscard]] QUrl sampleLibrary() const override { return {}; }
    [[nodiscard]] Result<std::shared_ptr<Library>> openSample(const ProgressSink &, std::stop_token) const override
    {
        return failure(ErrorCode::Unsupported, {}, {}, u"There is none."_s);
    }
};

struct Window
{
    QTemporaryDir folder;
    std::shared_ptr<Host> host;
    std::unique_ptr<MainWindow> window;

    explicit Window(bool hasBranches = false, bool isEmpty = false,
                    const std::function<void(MainWindow::Services &)> &prepare = {})
        : host(std::make_shared<Host>(hasBranches, isEmpty))
    {
        for (const char *variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
            qputenv(variable, folder.filePath(QString::fromLatin1(variable).toLower()).toLocal8Bit());
        MainWindow::Services services{host, std::make_shared<Settings>(folder.filePath(u"pulse.conf"_s)),
                                      std::make_shared<SystemClock>(), folder.filePath(u"state"_s),
                                      folder.filePath(u"drafts"_s)};
        if (prepare)
            prepare(services);
        window = std::make_unique<MainWindow>(services);
        window->resize(1280, 800); // the test's screen may be smaller
        window->start({{u"memory:"_s}, false});
        window->show();
    }
    [[nodiscard]] LibrarySession *session() const { return window->findChild<LibrarySession *>(); }
    [[nodiscard]] bool isReady() const { return session() && session()->isLoaded(); }
    [[nodiscard]] QAction *action(const QString &id) const { return window->findChild<QAction *>(id); }
    template <typename T>
    [[nodiscard]] T *part() const
    {
        return window->findChild<T *>();
    }
    [[nodiscard]] bool says(const QString &text) const
    {
        const auto labels = window->findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }
    [[nodiscard]] QToolButton *button(const QString &accessibleName) const
    {
        for (QToolButton *each : window->findChildren<QToolButton *>()) {
            if (each->accessibleName() == accessibleName)
                return each;
        }
        return nullptr;
    }
};

SyncStorage::Status online(qint64 queued = 0, qint64 conflicts = 0)
{
    SyncStorage::Status status;
    status.connection = Connection::Online;
    status.lastSynced = QDateTime::currentDateTimeUtc();
    status.queued = queued;
    status.conflicts = conflicts;
    return status;
}

} // namespace

class TestSyncWindow : public QObject
{
    Q_OBJECT

private slots:
    void theStateIsShownEverywhere()
    {
        Window it;
        QTRY_VERIFY(it.isReady());
        it.host->home->setUnsynced({{makeName(u"greet"), SyncStorage::State::Pending}});
        it.host->home->tell(online(1));
        QTRY_VERIFY(it.part<SyncButton>()->text().contains(u"1 queued"_s));
        QVERIFY(it.part<SyncButton>()->isVisible());
        QTRY_VERIFY(it.button(u"Library"_s)->text().endsWith(u"· 1 queued"_s));
        auto *model = it.part<PromptTreePanel>()->model();
        const auto role = [&](const QString &path) {
            return model->indexOfPath(path).data(PromptTreeModel::SyncRole).toInt();
        };
        QTRY_COMPARE(role(u"greet"_s), static_cast<int>(SyncStorage::State::Pending));
        QCOMPARE(role(u"support/refund"_s), static_cast<int>(SyncStorage::State::Synced));
        QCOMPARE(role(u"support"_s), -1); // a folder has no state
        for (const auto section : {PromptTreeModel::Section::Prompts, PromptTreeModel::Section::Tags})
            QCOMPARE(model->indexOf(section).data(PromptTreeModel::SyncRole).toInt(), -1);
        QVERIFY(model->indexOfPath(u"greet"_s).data(Qt::AccessibleTextRole).toString().contains(u"wait to be sent"_s));
        QVERIFY(model->indexOfPath(u"greet"_s).data(Qt::ToolTipRole).toString().contains(u"Synchronisation"_s));
        // The library is synchronised by itself from then on.
        QTRY_COMPARE(it.host->home->interval(), std::chrono::milliseconds(std::chrono::minutes(5)));
    }

    // Not even until its profile has been read.
    void oneThatIsSynchronisedWhenAskedIsNotBegunWith()
    {
        const Window it(false, false, [](MainWindow::Services &services) {
            services.connections = std::make_shared<ConnectionsDouble>(services.settings);
            LibraryProfile profile;
            profile.name = u"quiet"_s;
            profile.url = QUrl(u"memory:"_s);
            profile.syncInterval = std::chrono::seconds(0);
            const auto added = services.connections->profiles().add(profile);
            QVERIFY2(added, added ? "" : qPrintable(added.error().toString()));
        });
        QTRY_VERIFY(it.isReady());
        QTRY_VERIFY(!it.host->home->intervals().empty());
        QTest::qWait(100); // for one that follows
        QCOMPARE(it.host->home->intervals(), std::vector{std::chrono::milliseconds(0)});
    }

    void oneWhoseProfileCannotBeReadIsSynchronisedAsUsual()
    {
        const Window it(false, false, [](MainWindow::Services &services) {
            services.connections = std::make_shared<ConnectionsDouble>(services.settings);
            QVERIFY(QDir().mkpath(services.settings->path())); // in place of the file
        });
        QTRY_VERIFY(it.isReady());
        const std::vector usual{std::chrono::milliseconds(std::chrono::minutes(5))};
        QTRY_COMPARE(it.host->home->intervals(), usual);
    }

    // What is empty only because nothing has come yet is not called empty, and is as soon as it is known to be.
    void whatIsFetchedForTheFirstTimeSaysSo()
    {
        Window it(false, true);
        QTRY_VERIFY(it.isReady());
        const auto state = [&] {
            for (const QLabel *label : it.window->statusBar()->findChildren<QLabel *>()) {
                if (label->accessibleName() == u"State of the library"_s)
                    return label->text();
            }
            return QString();
        };
        SyncStorage::Status status;
        status.connection = Connection::Online;
        status.running = true;
        it.host->home->tell(status);
        QTRY_VERIFY2(state().endsWith(u"· fetching…"_s), qPrintable(state()));
        QTRY_VERIFY(it.says(u"Fetching the prompts of “"_s));
        QVERIFY(!it.says(u"This library is empty"_s) && !state().contains(u"0 prompts"_s));

        status.running = false; // it was cut off: nothing is on its way
        it.host->home->tell(status);
        QTRY_VERIFY2(state().endsWith(u"· 0 prompts"_s), qPrintable(state()));
        status.running = true;
        it.host->home->tell(status);
        QTRY_VERIFY(state().endsWith(u"· fetching…"_s));

        it.host->home->tell(online());
        QTRY_VERIFY2(state().endsWith(u"· 0 prompts"_s), qPrintable(state()));
        QTRY_VERIFY(it.says(u"This library is empty"_s));
        QVERIFY(!it.says(u"Fetching the prompts of “"_s));
        status = online();
        status.running = true; // the second time it is known to be empty
        it.host->home->tell(status);
        QTRY_VERIFY(it.part<SyncButton>()->text().contains(u"synchronising…"_s));
        QVERIFY(state().endsWith(u"· 0 prompts"_s));
    }

    void anOfflineLibrarySaysSoAndIsTriedByTheAction()
    {
        Window it;
        QTRY_VERIFY(it.isReady());
        SyncStorage::Status status = online();
        status.connection = Connection::Offline;
        status.error = Error(ErrorCode::Unavailable, {}, {}, u"The host was not found."_s);
        status.failingSince = QDateTime::currentDateTimeUtc();
        status.nextAttempt = status.failingSince.addSecs(60);
        it.host->home->tell(status);
        QTRY_VERIFY(it.says(u"has been offline since"_s));
        QVERIFY(it.part<PromptTreePanel>()->isVisible()); // work goes on
        it.host->home->answerWith(
            SyncStorage::Report{.sent = 3, .received = 0, .conflicts = 0, .bytes = 0, .failed = {}});
        it.host->home->tell(online());
        QTRY_VERIFY(!it.says(u"has been offline since"_s));
        QVERIFY(it.action(u"synchronise"_s)->isEnabled());
        it.action(u"synchronise"_s)->trigger();
        QTRY_VERIFY(it.says(u"Sent 3, received 0"_s));
    }

    // The sign that all is well is for what the home has; what waits, runs or was refused has its own.
    void theSignIsThatOfTheState()
    {
        Window it;
        QTRY_VERIFY(it.isReady());
        const auto *sign = it.window->findChild<QLabel *>(u"libraryIcon"_s);
        QVERIFY(sign);
        const auto shows = [&](QLatin1StringView name) {
            return sign->pixmap().toImage() ==
                   icon(name).pixmap(QSize(16, 16), it.window->devicePixelRatio()).toImage();
        };
        it.host->home->tell(online());
        QTRY_VERIFY(shows("check"_L1));
        it.host->home->tell(online(1));
        QTRY_VERIFY(shows("cloud-up"_L1));
        // In words it is said once in the bar.
        int told = 0;
        for (const QWidget *part : it.window->statusBar()->findChildren<QWidget *>()) {
            const auto *label = qobject_cast<const QLabel *>(part);
            const auto *button = qobject_cast<const QToolButton *>(part);
            told += (label ? label->text() : button ? button->text() : QString()).contains(u"1 queued"_s) ? 1 : 0;
        }
        QCOMPARE(told, 1);
        SyncStorage::Status running = online(1);
        running.running = true;
        running.progress = {2, 5, {}};
        it.host->home->tell(running);
        QTRY_VERIFY(shows("sync"_L1));
        QVERIFY(it.part<SyncButton>()->text().startsWith(u"synchronising… 40%"_s));
        SyncStorage::Status refused = online(1);
        refused.error = Error(ErrorCode::PermissionDenied, {}, {}, u"Its home can only be read."_s);
        refused.failingSince = QDateTime::currentDateTimeUtc();
        it.host->home->tell(refused);
        QTRY_VERIFY(shows("warning"_L1));
        QVERIFY(it.says(u"has taken no changes from here since"_s));
        QVERIFY(it.says(u"Its home can only be read."_s));
        QVERIFY(it.says(u"1 prompt is kept here and waits to be sent."_s));
    }

    void aSynchronisationCanBeStopped()
    {
        Window it;
        QTRY_VERIFY(it.isReady());
        it.host->home->hold(true);
        QVERIFY(!it.action(u"stop-synchronising"_s)->isEnabled());
        it.action(u"synchronise"_s)->trigger();
        QTRY_COMPARE(it.host->home->asked().size(), 1U);
        QTRY_VERIFY(it.action(u"stop-synchronising"_s)->isEnabled());
        it.action(u"stop-synchronising"_s)->trigger();
        QTRY_VERIFY(it.says(u"was stopped. It goes on from there next time."_s));
    }

    void conflictsOpenAsAPage()
    {
        Window it;
        QTRY_VERIFY(it.isReady());
        it.host->home->setConflicts({{.id = u"c"_s,
                                      .kind = SyncStorage::Conflict::Kind::Version,
                                      .name = makeName(u"greet"),
                                      .version = makeVersion(u"1.0.0"),
                                      .field = {},
                                      .here = {"mine\n", {}, {}},
                                      .home = {"theirs\n", {}, {}}}});
        it.host->home->tell(online(0, 1));
        QTRY_VERIFY(it.says(u"was changed in both places"_s));
        it.action(u"conflicts"_s)->trigger();
        QTRY_VERIFY(it.part<ConflictsPage>());
        QTRY_COMPARE(it.part<ConflictsPage>()->model()->rowCount(), 1);
        QVERIFY(!it.says(u"was changed in both places"_s));    // the page took the message's place
        QVERIFY(it.action(u"next-difference"_s)->isEnabled()); // of the comparison in it
        it.action(u"conflicts"_s)->trigger();
        QCOMPARE(it.window->findChildren<ConflictsPage *>().size(), 1);
        it.action(u"close-library"_s)->trigger();
        QTRY_VERIFY(!it.part<ConflictsPage>());
        QTRY_VERIFY(!it.session());
    }

    void aChangedHomeAsks()
    {
        Window it;
        QTRY_VERIFY(it.isReady());
        SyncStorage::Status status = online();
        status.connection = Connection::Questioned;
        status.error = Error(ErrorCode::Conflict, {}, {}, u"The library there is empty."_s);
        it.host->home->tell(status);
        QTRY_VERIFY(it.says(u"looks different from last time"_s));
        it.action(u"synchronise"_s)->trigger(); // does not go past the question
        QTRY_VERIFY(it.part<QuestionSheet>());
        QVERIFY(it.host->home->asked().empty());
        it.part<QuestionSheet>()->reject();
        QTRY_VERIFY(!it.part<QuestionSheet>());
        QVERIFY(it.says(u"looks different from last time"_s)); // until it is answered
    }

    void aLibraryWithoutAHomeOffersNothingOfIt()
    {
        Window it(true);
        QTRY_VERIFY(it.isReady());
        QVERIFY(!it.action(u"synchronise"_s)->isEnabled());
        QVERIFY(!it.part<SyncButton>()->isVisible());
    }

    void theBranchIsInTheToolBar()
    {
        Window it(true);
        QTRY_VERIFY(it.isReady());
        QTRY_VERIFY(it.button(u"Branch main"_s));
        QToolButton *button = it.button(u"Branch main"_s);
        QVERIFY(button->isVisible());
        emit button->menu()->aboutToShow();
        QAction *sale = nullptr;
        for (QAction *each : button->menu()->actions()) {
            if (each->text() == "summer-sale"_L1)
                sale = each;
        }
        QVERIFY(sale);
        sale->trigger();
        QTRY_COMPARE(it.host->repository->current(), u"summer-sale"_s);
        QTRY_VERIFY(it.button(u"Branch summer-sale"_s));
    }

    void aMergeThatAsksOpensItsConflicts()
    {
        Window it(true);
        QTRY_VERIFY(it.isReady());
        it.host->repository->setConflicts({{.id = u"c"_s,
                                            .kind = SyncStorage::Conflict::Kind::Version,
                                            .name = makeName(u"greet"),
                                            .version = makeVersion(u"1.0.0"),
                                            .field = {},
                                            .here = {"mine\n", {}, {}},
                                            .home = {"theirs\n", {}, {}}}});
        it.action(u"branches"_s)->trigger();
        auto *page = it.part<BranchesPage>();
        QVERIFY(page);
        QTRY_COMPARE(page->list()->model()->rowCount(), 2);
        page->list()->setCurrentIndex(page->list()->model()->index(1, 0));
        page->mergeButton()->click();
        QTRY_VERIFY(it.part<ConflictsPage>());
        it.part<ConflictsPage>()->theirsButton()->click();
        it.part<ConflictsPage>()->mergeButton()->click();
        QTRY_COMPARE(it.host->repository->merged().size(), 2U);
        QCOMPARE(it.host->repository->merged().back().second.size(), 1U);
        QTRY_VERIFY(!it.part<ConflictsPage>());
    }

    void aLibraryWithoutBranchesHasNoButtonForThem()
    {
        Window it;
        QTRY_VERIFY(it.isReady());
        QVERIFY(!it.action(u"branches"_s)->isEnabled());
        QVERIFY(!it.button(u"Branch"_s)->isVisible());
    }
};

QTEST_MAIN(TestSyncWindow)
#include "test_sync_window.moc"
