// SPDX-License-Identifier: Apache-2.0
#include "prune_sheet.h"
#include "pulse/backends/filesystem/open.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"
#include "pulse/ui/backups/backups_page.h"
#include "pulse/ui/backups/mend_sheet.h"
#include "pulse/ui/backups/restore_sheet.h"
#include "pulse/ui/common/message_bar.h"
#include "pulse/ui/common/page_heading.h"
#include "pulse/ui/health/health_page.h"
#include "repair_sheet.h"

#include <QCheckBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>
#include <QTreeWidget>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int patience = 30000; // milliseconds, on a machine that does much else

// A library on the disk, open in a session, and the folder for its backups.
class Folder
{
public:
    Folder()
        : m_library(std::make_shared<Library>(m_folder.shared(), LibraryPolicy{u"Ada"_s, {}},
                                              std::make_shared<SystemClock>()))
        , m_session(m_library, std::make_shared<TaskRunner>(2))
        , m_backups(&m_session, m_place.filePath(u"backups"_s))
    {
        publish(u"greet"_s, u"1.0.0"_s);
        publish(u"greet"_s, u"1.1.0"_s);
        publish(u"support/refund"_s, u"2.0.0"_s);
        m_session.start();
    }

    void publish(const QString &name, const QString &version)
    {
        const auto stored = m_folder.storage().store(makePrompt(name, version), {});
        QVERIFY2(stored, stored ? "" : qPrintable(stored.error().toString()));
    }
    void backUp()
    {
        QSignalSpy finished(&m_backups, &LibraryBackups::finished);
        m_backups.backUp();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, patience);
        const auto failure = finished.front().at(1).value<std::optional<Error>>();
        QVERIFY2(!failure, failure ? qPrintable(failure->toString()) : "");
        const QString id = finished.front().front().value<BackupReport>().snapshot.id;
        QTRY_VERIFY_WITH_TIMEOUT(std::ranges::contains(m_backups.snapshots(), id, &SnapshotInfo::id), patience);
    }
    void overwrite(const QString &relative, const QByteArray &bytes) const
    {
        QFile file(path(relative));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        QCOMPARE(file.write(bytes), bytes.size());
    }
    [[nodiscard]] QString path(const QString &relative) const { return m_folder.path() + u"/prompts/"_s + relative; }
    [[nodiscard]] QString place(const QString &name) const { return m_place.filePath(name); }
    [[nodiscard]] Library &library() const { return *m_library; }
    [[nodiscard]] LibrarySession *session() { return &m_session; }
    [[nodiscard]] LibraryBackups *backups() { return &m_backups; }

private:
    TemporaryLibrary m_folder;
    QTemporaryDir m_place;
    std::shared_ptr<Library> m_library;
    LibrarySession m_session;
    LibraryBackups m_backups;
};

Result<std::shared_ptr<Storage>> makeLibrary(const QString &folder, const std::shared_ptr<Fs> &fs)
{
    auto parts = filesystem::defaultParts();
    parts.fs = fs;
    return filesystem::openLibrary(QUrl::fromLocalFile(folder), makeOptions(), std::move(parts));
}

bool isReady(const WorkSheet &sheet)
{
    return sheet.isVisible() && sheet.mainButton()->isVisible() && sheet.mainButton()->isEnabled();
}

bool isDone(const WorkSheet &sheet)
{
    return !sheet.isWorking() && sheet.closeButton()->text() == u"Close"_s;
}

} // namespace

class TestBackupsPage : public QObject
{
    Q_OBJECT

private slots:
    void withoutBackupsThePageOffersTheFirst()
    {
        Folder folder;
        BackupsPage page(folder.backups(), makeLibrary);
        page.resize(640, 480);
        page.show();
        QTRY_VERIFY_WITH_TIMEOUT(folder.backups()->isLoaded(), patience);
        QCOMPARE(page.heading()->facts(), QString()); // said once, where the list would be
        const auto isSaid = [&page] {
            return std::ranges::any_of(page.findChildren<QLabel *>(), [](const QLabel *label) {
                return label->isVisible() && label->text() == u"No backup yet"_s;
            });
        };
        QTRY_VERIFY(isSaid());
        QVERIFY(!page.restoreButton()->isEnabled());
        QVERIFY(!page.pruneButton()->isEnabled());
        QTest::mouseClick(page.backUpButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(page.table()->model()->rowCount(), 1, patience);
        QCOMPARE(page.table()->model()->index(0, 1).data().toString(), u"2"_s);
        QCOMPARE(page.table()->model()->index(0, 2).data().toString(), u"3"_s);
        QVERIFY(page.messages()->isShowing(u"backup"_s));
        QTRY_VERIFY(page.restoreButton()->isEnabled());
        QVERIFY(page.heading()->facts().contains(u"Last backup"_s));
    }

    void damageIsFoundRepairedRestoredFromABackupAndIntactAgain()
    {
        Folder folder;
        folder.backUp();
        folder.overwrite(u"greet/1.0.0/content.md"_s, "something else"_ba);
        QVERIFY(QFile::remove(folder.path(u"support/refund/2.0.0/content.md"_s)));
        QVERIFY(QFile::remove(folder.path(u"greet/latest"_s)));

        HealthPage health(folder.session());
        health.show();
        health.check();
        QTRY_COMPARE_WITH_TIMEOUT(health.state(), HealthPage::State::Checked, patience);
        QCOMPARE(health.restorable().size(), 2U);
        QTest::mouseClick(health.repairButton(), Qt::LeftButton);
        auto *repair = health.findChild<RepairSheet *>();
        QVERIFY(repair);
        QTRY_VERIFY(isReady(*repair));
        QTest::mouseClick(repair->mainButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isDone(*repair), patience);
        repair->close();
        QCOMPARE(health.restorable().size(), 2U);

        MendSheet mend(folder.backups(), health.restorable());
        mend.open();
        QTRY_VERIFY_WITH_TIMEOUT(isReady(mend), patience);
        QCOMPARE(mend.table()->model()->rowCount(), 2);
        for (int row = 0; row < 2; ++row)
            QVERIFY(mend.table()->model()->index(row, 1).data().toString().startsWith(u"Backup of"_s));
        QSignalSpy mended(&mend, &MendSheet::mended);
        QTest::mouseClick(mend.mainButton(), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(mended.size(), 1, patience);
        QVERIFY2(mend.summary().contains(u'2'), qPrintable(mend.summary()));

        QTRY_VERIFY(health.checkButton()->isEnabled());
        QTRY_VERIFY(health.findChildren<RepairSheet *>().isEmpty());
        health.check();
        QCOMPARE(health.state(), HealthPage::State::Checking);
        QTRY_COMPARE_WITH_TIMEOUT(health.state(), HealthPage::State::Checked, patience);
        QCOMPARE(health.report().intact, 3);
        QVERIFY(health.restorable().empty());
        // The damaged ones lie in the trash; they are told of, but nothing in use is damaged.
        for (const Finding &finding : health.report().findings) {
            QVERIFY2(finding.path.startsWith(u"trash/"_s), qPrintable(health.reportText()));
            QCOMPARE(finding.severity, Finding::Severity::Warning);
        }
        const auto trash = folder.library().trash({});
        QVERIFY(trash);
        QCOMPARE(trash->size(), 2U);
        for (const TrashEntry &entry : *trash)
            QVERIFY(folder.library().purge(entry.id, {}));
        health.check();
        QTRY_COMPARE_WITH_TIMEOUT(health.state(), HealthPage::State::Checked, patience);
        QVERIFY2(health.report().findings.empty(), qPrintable(health.reportText()));
        const auto content = folder.library().fetch({makeName(u"greet"), Selector(makeVersion(u"1.0.0"))}, {});
        QVERIFY(content);
        QCOMPARE(content->content, makePrompt(u"greet", u"1.0.0").content);
    }

    void whatNoBackupHoldsIsSaidAndLeftAlone()
    {
        Folder folder;
        folder.backUp();
        folder.publish(u"late"_s, u"1.0.0"_s);
        folder.overwrite(u"late/1.0.0/content.md"_s, "something else"_ba);
        const auto report = folder.library().verify(false, {}, {});
        QVERIFY(report);
        MendSheet sheet(folder.backups(), report->findings);
        sheet.open();
        QTRY_COMPARE_WITH_TIMEOUT(sheet.table()->model()->rowCount(), 1, patience);
        QVERIFY(sheet.mainButton()->isHidden());
        QVERIFY(sheet.summary().contains(u"No backup"_s));
    }

    void aChosenPromptComesBackWithThePlanShownFirst()
    {
        Folder folder;
        folder.backUp();
        QVERIFY(folder.library().remove(makeName(u"greet"), {}, {}));
        QVERIFY(folder.library().remove(makeName(u"support/refund"), {}, {}));
        RestoreSheet sheet(folder.backups(), folder.backups()->snapshots().front(), makeLibrary);
        sheet.open();
        QTRY_VERIFY_WITH_TIMEOUT(isReady(sheet), patience);
        QCOMPARE(sheet.table()->model()->rowCount(), 3);
        sheet.chosen()->click();
        QTRY_COMPARE_WITH_TIMEOUT(sheet.chooser()->topLevelItemCount(), 2, patience);
        QTRY_VERIFY(!sheet.mainButton()->isEnabled());
        sheet.chooser()->topLevelItem(0)->setCheckState(0, Qt::Checked);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(sheet), patience);
        QCOMPARE(sheet.table()->model()->rowCount(), 2);
        QTest::mouseClick(sheet.mainButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isDone(sheet), patience);
        QVERIFY(*folder.library().exists({makeName(u"greet"), Selector(makeVersion(u"1.1.0"))}, {}));
        QVERIFY(!*folder.library().exists({makeName(u"support/refund"), Selector()}, {}));
    }

    void aBackupIsRestoredAsideIntoANewLibrary()
    {
        Folder folder;
        folder.backUp();
        RestoreSheet sheet(folder.backups(), folder.backups()->snapshots().front(), makeLibrary);
        sheet.open();
        sheet.aside()->click();
        sheet.folderField()->setText(folder.place(u"aside"_s));
        QTRY_VERIFY_WITH_TIMEOUT(isReady(sheet), patience);
        QSignalSpy wanted(&sheet, &RestoreSheet::openLibraryRequested);
        QTest::mouseClick(sheet.mainButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isDone(sheet), patience);
        const auto made = makeLibrary(folder.place(u"aside"_s), realFs());
        QVERIFY(made);
        QVERIFY((*made)->fetch(makeName(u"support/refund"), makeVersion(u"2.0.0"), {}));
        QTest::mouseClick(sheet.mainButton(), Qt::LeftButton);
        QCOMPARE(wanted.size(), 1);
    }

    void oldBackupsGoByRulesAfterAPreview()
    {
        Folder folder;
        folder.backUp();
        folder.publish(u"greet"_s, u"1.2.0"_s);
        folder.backUp();
        PruneSheet sheet(folder.backups(),
                         {.last = 2, .hourly = 0, .daily = 0, .weekly = 0, .monthly = 0, .yearly = 0});
        sheet.open();
        QTRY_COMPARE_WITH_TIMEOUT(sheet.table()->model()->rowCount(), 2, patience);
        QVERIFY(!sheet.mainButton()->isEnabled());
        sheet.lastField()->setValue(0);
        QTRY_VERIFY(sheet.summary().contains(u"at least one"_s));
        QVERIFY(!sheet.mainButton()->isEnabled());
        sheet.lastField()->setValue(1);
        QTRY_VERIFY_WITH_TIMEOUT(isReady(sheet), patience);
        QTest::mouseClick(sheet.mainButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isDone(sheet), patience);
        folder.backups()->refresh();
        QTRY_COMPARE_WITH_TIMEOUT(folder.backups()->snapshots().size(), 1U, patience);
        QCOMPARE(folder.backups()->snapshots().front().versions, 4);
    }

    void backupsAreCheckedAndDamageToThemIsTold()
    {
        Folder folder;
        folder.backUp();
        BackupsPage page(folder.backups(), makeLibrary);
        page.show();
        QTRY_VERIFY(page.verifyButton()->isEnabled());
        QTest::mouseClick(page.verifyButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(page.messages()->isShowing(u"verify"_s), patience);
    }

    void aFolderThatCannotBeUsedIsToldWithWhatToDo()
    {
        Folder folder;
        QFile file(folder.place(u"a-file"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        folder.backups()->setFolder(folder.place(u"a-file"_s));
        BackupsPage page(folder.backups(), makeLibrary);
        page.show();
        QTest::mouseClick(page.backUpButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(page.messages()->isShowing(u"backup"_s), patience);
        QTRY_COMPARE(page.backUpButton()->text(), u"Back up now"_s);
    }

    void theScheduleIsChosenInPlace()
    {
        Folder folder;
        BackupsPage page(folder.backups(), makeLibrary);
        page.show();
        QSignalSpy chosen(&page, &BackupsPage::scheduleChosen);
        QVERIFY(!page.hoursField()->isEnabled());
        page.scheduleBox()->click();
        QCOMPARE(chosen.back().front().toInt(), 24);
        page.showSchedule(4, {});
        QVERIFY(page.scheduleBox()->isChecked());
        QCOMPARE(page.hoursField()->value(), 4);
        page.scheduleBox()->click();
        QCOMPARE(chosen.back().front().toInt(), 0);
    }
};

QTEST_MAIN(TestBackupsPage)
#include "test_backups_page.moc"
