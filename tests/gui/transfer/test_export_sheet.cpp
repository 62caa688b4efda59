// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/test_session.h"
#include "pulse/ui/transfer/export_sheet.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

using ExportState = ExportSheet::State;

class TestExportSheet : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void writesTheLatestVersions();
    void writesAllVersions();
    void leavesFilesThatAreThereUnlessTold();
    void needsAFolderAndSomethingToWrite();
    void writesTheWholeLibrary();
    void writesAChosenVersion();

private:
    [[nodiscard]] std::unique_ptr<ExportSheet> open(const QStringList &refs) const;
    [[nodiscard]] QByteArray read(const QString &path) const;

    std::unique_ptr<TestSession> library;
    std::unique_ptr<QTemporaryDir> folder;
};

void TestExportSheet::init()
{
    library = std::make_unique<TestSession>();
    folder = std::make_unique<QTemporaryDir>();
    library->publish(u"greet"_s, u"1.0.0"_s, "Hello\r\n");
    library->publish(u"support/refund"_s, u"1.0.0"_s, "Sorry");
    library->publish(u"support/refund"_s, u"1.2.0"_s, "So sorry");
}

void TestExportSheet::cleanup()
{
    library.reset();
    folder.reset();
}

std::unique_ptr<ExportSheet> TestExportSheet::open(const QStringList &refs) const
{
    auto sheet = std::make_unique<ExportSheet>(library->session(), refs, folder->path());
    sheet->open();
    return sheet;
}

QByteArray TestExportSheet::read(const QString &path) const
{
    QFile file(folder->filePath(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no such file)");
}

void TestExportSheet::writesTheLatestVersions()
{
    const auto sheet =
        std::make_unique<ExportSheet>(library->session(), QStringList{u"greet"_s, u"support/"_s}, folder->path());
    QSignalSpy exported(sheet.get(), &ExportSheet::exported);
    QVERIFY(!sheet->mainButton()->isEnabled());
    sheet->open();
    QTRY_COMPARE(sheet->summary(), u"2 files"_s);
    QTest::mouseClick(sheet->mainButton(), Qt::LeftButton);
    QTRY_COMPARE(sheet->state(), ExportState::Done);
    QCOMPARE(read(u"greet.md"_s), "Hello\r\n");
    QCOMPARE(read(u"support/refund.md"_s), "So sorry");
    QCOMPARE(exported.count(), 1);
    QCOMPARE(exported[0][1].toLongLong(), 2);
    QVERIFY2(sheet->summary().startsWith(u"Wrote 2 files"_s), qPrintable(sheet->summary()));
    QVERIFY(!sheet->table()->isVisible());
}

void TestExportSheet::writesAllVersions()
{
    const auto sheet = open({u"support/"_s});
    QTRY_COMPARE(sheet->summary(), u"1 file"_s);
    sheet->allVersions()->click();
    QTRY_COMPARE(sheet->summary(), u"2 files"_s);
    QTRY_VERIFY(sheet->mainButton()->isEnabled());
    sheet->mainButton()->click();
    QTRY_COMPARE(sheet->state(), ExportState::Done);
    QCOMPARE(read(u"support/refund/1.0.0.md"_s), "Sorry");
    QCOMPARE(read(u"support/refund/1.2.0.md"_s), "So sorry");
}

void TestExportSheet::leavesFilesThatAreThereUnlessTold()
{
    QFile mine(folder->filePath(u"greet.md"_s));
    QVERIFY(mine.open(QIODevice::WriteOnly));
    mine.write("mine");
    mine.close();
    {
        const auto sheet = open({u"greet"_s});
        QTRY_VERIFY(sheet->mainButton()->isEnabled());
        sheet->mainButton()->click();
        QTRY_COMPARE(sheet->state(), ExportState::Done);
        QCOMPARE(read(u"greet.md"_s), "mine");
        QVERIFY(sheet->table()->isVisible());
        QCOMPARE(sheet->table()->model()->rowCount(), 1);
        QVERIFY(sheet->summary().contains(u"1 not written"_s));
    }
    const auto sheet = open({u"greet"_s});
    sheet->replaceFiles()->click();
    QTRY_VERIFY(sheet->mainButton()->isEnabled());
    sheet->mainButton()->click();
    QTRY_COMPARE(sheet->state(), ExportState::Done);
    QCOMPARE(read(u"greet.md"_s), "Hello\r\n");
}

void TestExportSheet::needsAFolderAndSomethingToWrite()
{
    const auto nothing = open({u"none"_s});
    QTRY_VERIFY(nothing->summary().isEmpty());
    QVERIFY(!nothing->mainButton()->isEnabled());
    const auto sheet = open({u"greet"_s});
    QTRY_VERIFY(sheet->mainButton()->isEnabled());
    sheet->targetField()->clear();
    QVERIFY(!sheet->mainButton()->isEnabled());
    sheet->targetField()->setText(folder->filePath(u"new/place"_s));
    QVERIFY(sheet->mainButton()->isEnabled());
    sheet->mainButton()->click();
    QTRY_COMPARE(sheet->state(), ExportState::Done);
    QCOMPARE(read(u"new/place/greet.md"_s), "Hello\r\n");
}

void TestExportSheet::writesTheWholeLibrary()
{
    const auto sheet = open({u"/"_s});
    QTRY_COMPARE(sheet->summary(), u"2 files"_s);
    sheet->mainButton()->click();
    QTRY_COMPARE(sheet->state(), ExportState::Done);
    QCOMPARE(read(u"greet.md"_s), "Hello\r\n");
    QCOMPARE(read(u"support/refund.md"_s), "So sorry");
}

void TestExportSheet::writesAChosenVersion()
{
    const auto sheet = open({u"support/refund@1.0.0"_s});
    QTRY_COMPARE(sheet->summary(), u"1 file"_s);
    QVERIFY(!sheet->allVersions()->text().contains(u"All"_s));
    sheet->allVersions()->click();
    QTRY_VERIFY(sheet->mainButton()->isEnabled());
    QCOMPARE(sheet->summary(), u"1 file"_s);
    sheet->mainButton()->click();
    QTRY_COMPARE(sheet->state(), ExportState::Done);
    QCOMPARE(read(u"support/refund/1.0.0.md"_s), "Sorry");
}

QTEST_MAIN(TestExportSheet)
#include "test_export_sheet.moc"
