// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/home_double.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/common/empty_state.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/health/health_page.h"
#include "repair_sheet.h"

#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTreeView>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 20000; // milliseconds, on a machine that does much else

// A library on the disk, with two prompts of three versions, open in a session.
class Folder
{
public:
    Folder()
        : m_library(std::make_shared<Library>(m_folder.shared(), LibraryPolicy{u"Ada"_s, {}},
                                              std::make_shared<SystemClock>()))
        , m_session(m_library, std::make_shared<TaskRunner>(2))
    {
        for (const auto &[name, version] :
             {std::pair(u"greet"_s, u"1.0.0"_s), {u"greet"_s, u"1.1.0"_s}, {u"support/refund"_s, u"2.0.0"_s}})
            publish(name, version);
        m_session.start();
    }

    void publish(const QString &name, const QString &version)
    {
        const auto stored = m_folder.storage().store(makePrompt(name, version), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
    }

    [[nodiscard]] QString path(const QString &relative) const { return m_folder.path() + u"/prompts/"_s + relative; }
    void overwrite(const QString &relative, const QByteArray &bytes) const
    {
        QFile file(path(relative));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    void loosen(const QString &relative) const
    {
        QVERIFY(QFile::setPermissions(path(relative), QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    }
    [[nodiscard]] LibrarySession *session() { return &m_session; }

private:
    TemporaryLibrary m_folder;
    std::shared_ptr<Library> m_library;
    LibrarySession m_session;
};

void checkNow(HealthPage &page)
{
    page.check();
    QTRY_COMPARE_WITH_TIMEOUT(page.state(), HealthPage::State::Checked, patience);
}

// The row of the finding with this place, under whichever group.
QModelIndex rowOf(const HealthPage &page, const QString &place)
{
    const QAbstractItemModel *model = page.findingsView()->model();
    for (int group = 0; group < model->rowCount(); ++group) {
        const QModelIndex parent = model->index(group, 0);
        for (int row = 0; row < model->rowCount(parent); ++row) {
            if (model->index(row, 1, parent).data().toString() == place)
                return model->index(row, 0, parent);
        }
    }
    return {};
}

} // namespace

class TestHealthPage : public QObject
{
    Q_OBJECT

private slots:
    void beginsUncheckedAndReadsNothingUnasked()
    {
        Folder folder;
        HealthPage page(folder.session());
        page.show();
        QCOMPARE(page.state(), HealthPage::State::Unchecked);
        QVERIFY(page.report().versions == 0);
        QVERIFY(!page.repairButton()->isVisible());
        QVERIFY(!page.restoreButton()->isVisible());
        QVERIFY(!page.copyButton()->isVisible());
        QVERIFY(page.checkButton()->isEnabled());
    }

    void anIntactLibrarySaysSoWithItsNumbers()
    {
        Folder folder;
        HealthPage page(folder.session());
        page.resize(640, 480);
        page.show();
        QSignalSpy checked(&page, &HealthPage::checked);
        QTest::mouseClick(page.checkButton(), Qt::LeftButton);
        QCOMPARE(page.state(), HealthPage::State::Checking);
        QTRY_COMPARE_WITH_TIMEOUT(page.state(), HealthPage::State::Checked, patience);
        QVERIFY2(page.report().findings.empty(), qPrintable(page.reportText()));
        QCOMPARE(page.report().intact, 3);
        const auto *empty = page.findChild<EmptyState *>();
        QVERIFY(empty->isVisible());
        QVERIFY(empty->accessibleName().contains(u"intact"_s));
        QVERIFY(empty->accessibleDescription().contains(u"3 versions"_s));
        QVERIFY(page.heading()->facts().contains(u"Last checked"_s));
        QVERIFY2(!page.heading()->facts().contains(u"3 versions"_s), "the numbers stand below");
        QCOMPARE(checked.size(), 1);
        QCOMPARE(checked.front().front().value<HealthRecord>().versions, 3);
    }

    // What is read is the copy here, and nobody is to believe that the server was.
    void ofALibraryBehindANetworkItSaysThatItsCopyIsChecked()
    {
        std::shared_ptr<HomeDouble> home;
        const TestSession library([&](std::shared_ptr<Storage> next) {
            home = std::make_shared<HomeDouble>(std::move(next));
            return home;
        });
        HealthPage page(library.session());
        page.resize(640, 480);
        page.show();
        const auto said = [&] { return page.findChild<EmptyState *>()->accessibleDescription(); };
        QVERIFY2(said().contains(u"copy on this computer"_s), qPrintable(said()));
        QVERIFY2(page.heading()->facts().contains(u"on this computer"_s), qPrintable(page.heading()->facts()));
        checkNow(page);
        QVERIFY2(said().contains(u"What lies on the server was not read"_s), qPrintable(said()));
        QVERIFY(page.reportText().contains(u"on this computer"_s));
    }

    // Nothing that is read here names a command line: there is a button.
    void whatMayBeRightIsAcceptedAfterAQuestion()
    {
        Folder folder;
        QFile file(folder.path(u"greet/1.0.0/metadata.json"_s));
        QVERIFY(file.open(QIODevice::ReadWrite));
        const QByteArray edited = file.readAll().replace("\"tags\": []", "\"tags\": [\"by-hand\"]");
        QVERIFY2(edited.contains("by-hand"), edited.constData());
        QVERIFY(file.resize(0) && file.seek(0));
        QCOMPARE(file.write(edited), edited.size());
        file.close();
        HealthPage page(folder.session());
        page.resize(640, 480);
        page.show();
        checkNow(page);
        QCOMPARE(page.report().findings.size(), 1U);
        const QString message = page.report().findings.front().message;
        QVERIFY2(!message.contains(u"--"_s) && message.contains(u"accept it as it is"_s), qPrintable(message));
        const auto press = [&](const QString &text) {
            for (QPushButton *button : page.findChildren<QPushButton *>()) {
                if (button->text() == text && button->isVisible()) {
                    button->click();
                    return true;
                }
            }
            return false;
        };
        QVERIFY(press(u"Accept as it is…"_s));
        QVERIFY(press(u"Accept as it is"_s));
        QTRY_VERIFY_WITH_TIMEOUT(page.state() == HealthPage::State::Checked && page.report().findings.empty(),
                                 patience);
        QCOMPARE(page.report().intact, 3);
    }

    void damageIsGroupedTheWorstFirstAndLeadsToThePrompt()
    {
        Folder folder;
        folder.overwrite(u"greet/1.0.0/content.md"_s, "something else"_ba);
        QVERIFY(QFile::remove(folder.path(u"support/refund/2.0.0/content.md"_s)));
        folder.loosen(u"greet/1.1.0/content.md"_s);
        folder.overwrite(u"greet/notes.txt"_s, "mine"_ba);
        HealthPage page(folder.session());
        page.resize(640, 480);
        page.show();
        checkNow(page);
        const QAbstractItemModel *model = page.findingsView()->model();
        QCOMPARE(model->rowCount(), 3);
        QCOMPARE(model->index(0, 0).data().toString(), u"Damaged (2)"_s);
        QCOMPARE(model->index(1, 0).data().toString(), u"Needs attention (1)"_s);
        QCOMPARE(model->index(2, 0).data().toString(), u"Harmless (1)"_s);
        QCOMPARE(page.restorable().size(), 2U);
        QVERIFY(page.restoreButton()->isVisible());
        QVERIFY(page.heading()->title().contains(u"2 places"_s));

        const QModelIndex changed = rowOf(page, u"greet@1.0.0"_s);
        QVERIFY(changed.isValid());
        QVERIFY(!changed.data(Qt::AccessibleTextRole).toString().isEmpty());
        page.findingsView()->setCurrentIndex(changed);
        QSignalSpy opened(&page, &HealthPage::openRequested);
        QTest::keyClick(page.findingsView(), Qt::Key_Return);
        QCOMPARE(opened.size(), 1);
        QCOMPARE(*static_cast<const Name *>(opened.front().at(1).constData()), makeName(u"greet"));
        QSignalSpy wanted(&page, &HealthPage::restoreRequested);
        QTest::mouseClick(page.restoreButton(), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.front().at(1).value<std::vector<Finding>>().size(), 2U);
    }

    void repairSaysWhatItWillDoThenDoesItThenSaysWhatItDid()
    {
        Folder folder;
        folder.loosen(u"greet/1.1.0/content.md"_s);
        QVERIFY(QFile::remove(folder.path(u"greet/latest"_s)));
        HealthPage page(folder.session());
        page.show();
        checkNow(page);
        QCOMPARE(page.report().findings.size(), 2U);
        QTest::mouseClick(page.repairButton(), Qt::LeftButton);
        auto *sheet = page.window()->findChild<RepairSheet *>();
        QVERIFY(sheet);
        QTRY_VERIFY(sheet->isVisible());
        QCOMPARE(sheet->table()->model()->rowCount(), 2);
        for (int row = 0; row < 2; ++row)
            QVERIFY(!sheet->table()->model()->index(row, 0).data().toString().isEmpty());
        // Nothing is done before the person agrees.
        QVERIFY(!QFileInfo(folder.path(u"greet/latest"_s)).isSymLink());
        QTest::mouseClick(sheet->mainButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!sheet->isWorking() && sheet->mainButton()->isHidden(), patience);
        for (int row = 0; row < 2; ++row)
            QCOMPARE(sheet->table()->model()->index(row, 2).data().toString(), u"Done"_s);
        QVERIFY(QFileInfo(folder.path(u"greet/latest"_s)).isSymLink());
        QVERIFY(!(QFile::permissions(folder.path(u"greet/1.1.0/content.md"_s)) & QFile::ReadOther));
        QVERIFY(page.report().findings.empty());
        QTest::mouseClick(sheet->closeButton(), Qt::LeftButton);
        QTRY_VERIFY(page.window()->findChildren<RepairSheet *>().isEmpty());
        checkNow(page);
        QVERIFY2(page.report().findings.empty(), qPrintable(page.reportText()));
    }

    // What to do about a line is done from that line's words, whatever it is.
    void whatIsSaidOfAFindingLeadsToItsRepair()
    {
        Folder folder;
        folder.loosen(u"greet/1.1.0/content.md"_s);
        HealthPage page(folder.session());
        page.resize(640, 480);
        page.show();
        checkNow(page);
        QCOMPARE(page.report().findings.size(), 1U);
        const auto buttons = page.findChildren<QPushButton *>();
        const auto repair = std::ranges::find_if(
            buttons, [](const QPushButton *each) { return each->isVisible() && each->text() == u"Repair…"_s; });
        QVERIFY(repair != buttons.end());
        (*repair)->click();
        QVERIFY(page.window()->findChild<RepairSheet *>());
    }

    void aCheckCanBeStoppedAndKeepsWhatWasKnown()
    {
        Folder folder;
        HealthPage page(folder.session());
        page.show();
        checkNow(page);
        const InspectionReport before = page.report();
        page.check();
        QCOMPARE(page.checkButton()->text(), u"Stop"_s);
        QTest::mouseClick(page.checkButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(page.state(), HealthPage::State::Checked, patience);
        QCOMPARE(page.report().versions, before.versions);
    }

    void theReportIsCopiedAsText()
    {
        Folder folder;
        folder.overwrite(u"greet/1.0.0/content.md"_s, "something else"_ba);
        HealthPage page(folder.session());
        page.show();
        checkNow(page);
        QTest::mouseClick(page.copyButton(), Qt::LeftButton);
        const QString text = QGuiApplication::clipboard()->text();
        QCOMPARE(text, page.reportText());
        QVERIFY(text.contains(u"greet@1.0.0"_s));
        QVERIFY(text.contains(u"Damaged (1)"_s));
        QVERIFY(text.contains(u"content.md"_s));
    }

    void theLastCheckIsRememberedAcrossStarts()
    {
        const HealthRecord record{.checkedAt = makeTime(u"2024-05-01T10:00:00Z"),
                                  .prompts = 2,
                                  .versions = 3,
                                  .bytes = 1000,
                                  .damaged = 1,
                                  .warnings = 0,
                                  .notices = 2};
        HealthLog log;
        log.note(u"abc"_s, record);
        const HealthLog read = HealthLog::fromJson(log.toJson());
        QCOMPARE(read.last(u"abc"_s), std::optional(record));
        QCOMPARE(read.last(u"other"_s), std::nullopt);
        Folder folder;
        HealthPage page(folder.session(), record);
        page.show();
        QVERIFY(page.heading()->facts().contains(u"3 versions"_s));
        QVERIFY(page.findChild<EmptyState *>()->accessibleDescription().contains(u'1'));
    }

    void everythingCanBeReachedByKeyboard()
    {
        Folder folder;
        folder.overwrite(u"greet/1.0.0/content.md"_s, "something else"_ba);
        folder.loosen(u"greet/1.1.0/content.md"_s);
        HealthPage page(folder.session());
        page.resize(640, 480);
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        checkNow(page);
        page.checkButton()->setFocus();
        QSet<QWidget *> reached;
        for (int i = 0; i < 20; ++i) {
            reached.insert(page.focusWidget());
            QTest::keyClick(page.focusWidget(), Qt::Key_Tab);
        }
        for (QWidget *widget : std::initializer_list<QWidget *>{
                 page.checkButton(), page.repairButton(), page.restoreButton(), page.copyButton(), page.findingsView()})
            QVERIFY(reached.contains(widget));
    }
};

QTEST_MAIN(TestHealthPage)
#include "test_health_page.moc"
