// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/transfer/import_sheet.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

using ImportState = ImportSheet::State;

class TestImportSheet : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsThePlanAndWritesNothing();
    void importsWhenToldTo();
    void importsIntoAFolder();
    void refusesABrokenFolder();
    void saysWhatIsSkippedAndWhatIsThere();
    void saysThatAPathIsMissing();
    void reportsWhatFailed();
    void stopsAndKeepsWhatIsDone();

private:
    void write(const QString &path, const QByteArray &bytes) const;
    [[nodiscard]] std::unique_ptr<ImportSheet> open(const QStringList &files, const QString &into = {}) const;
    [[nodiscard]] QStringList column(const ImportSheet &sheet, int number) const;

    std::unique_ptr<TestSession> library;
    std::unique_ptr<QTemporaryDir> folder;
};

void TestImportSheet::init()
{
    library = std::make_unique<TestSession>();
    folder = std::make_unique<QTemporaryDir>();
    write(u"one.md"_s, "One");
    write(u"two.txt"_s, "Two");
}

void TestImportSheet::cleanup()
{
    library.reset();
    folder.reset();
}

void TestImportSheet::write(const QString &path, const QByteArray &bytes) const
{
    QVERIFY(QDir(folder->path()).mkpath(QFileInfo(path).path()));
    QFile file(folder->filePath(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

std::unique_ptr<ImportSheet> TestImportSheet::open(const QStringList &files, const QString &into) const
{
    QStringList paths;
    for (const QString &file : files)
        paths.append(folder->filePath(file));
    auto sheet = std::make_unique<ImportSheet>(library->session(), paths, into);
    sheet->open();
    return sheet;
}

QStringList TestImportSheet::column(const ImportSheet &sheet, int number) const
{
    QStringList cells;
    const auto *model = sheet.table()->model();
    for (int row = 0; row < model->rowCount(); ++row)
        cells.append(model->index(row, number).data().toString());
    return cells;
}

void TestImportSheet::showsThePlanAndWritesNothing()
{
    const auto sheet = open({u"one.md"_s, u"two.txt"_s});
    QTRY_COMPARE(sheet->state(), ImportState::Ready);
    QVERIFY2(sheet->summary().startsWith(u"2 prompts, 2 versions, 6 "_s), qPrintable(sheet->summary()));
    QCOMPARE(column(*sheet, 0), (QStringList{u"one.md"_s, u"two.txt"_s}));
    QCOMPARE(column(*sheet, 1), (QStringList{u"one"_s, u"two"_s}));
    QCOMPARE(column(*sheet, 2), (QStringList{u"1.0.0"_s, u"1.0.0"_s}));
    QVERIFY(library->library().list({}, true, {})->empty());
    QTest::keyClick(sheet.get(), Qt::Key_Escape);
    QVERIFY(!sheet->isVisible());
    QVERIFY(library->library().list({}, true, {})->empty());
}

void TestImportSheet::importsWhenToldTo()
{
    const auto sheet = open({u"one.md"_s, u"two.txt"_s});
    QSignalSpy imported(sheet.get(), &ImportSheet::imported);
    QTRY_COMPARE(sheet->state(), ImportState::Ready);
    QTest::mouseClick(sheet->mainButton(), Qt::LeftButton);
    QTRY_COMPARE(sheet->state(), ImportState::Done);
    QCOMPARE(sheet->summary(), u"Imported 2 versions"_s);
    QCOMPARE(column(*sheet, 4), (QStringList{u"Imported"_s, u"Imported"_s}));
    QCOMPARE(imported.count(), 1);
    QCOMPARE(imported[0][0].toStringList(), (QStringList{u"one"_s, u"two"_s}));
    QCOMPARE(library->library().fetch(*PromptRef::parse(u"two"), {})->content, "Two");
    QTRY_COMPARE(library->session()->catalogue().size(), 2);
    QTest::mouseClick(sheet->mainButton(), Qt::LeftButton);
    QVERIFY(!sheet->isVisible());
}

void TestImportSheet::importsIntoAFolder()
{
    const auto sheet = open({u"one.md"_s}, u"support"_s);
    QTRY_COMPARE(sheet->state(), ImportState::Ready);
    QVERIFY(sheet->summary().contains(u"into support"_s));
    sheet->intoField()->selectAll();
    QTest::keyClicks(sheet->intoField(), u"team/x"_s);
    QTRY_COMPARE(column(*sheet, 1), QStringList{u"team/x/one"_s});
    QTRY_COMPARE(sheet->state(), ImportState::Ready);
    sheet->mainButton()->click();
    QTRY_COMPARE(sheet->state(), ImportState::Done);
    QVERIFY(library->library().fetch(*PromptRef::parse(u"team/x/one"), {}).has_value());
}

void TestImportSheet::refusesABrokenFolder()
{
    const auto sheet = open({u"one.md"_s}, u"a//b"_s);
    QTRY_COMPARE(sheet->state(), ImportState::Failed);
    QVERIFY(column(*sheet, 1).isEmpty());
    sheet->intoField()->selectAll();
    QTest::keyClicks(sheet->intoField(), u"a"_s);
    QTRY_COMPARE(sheet->state(), ImportState::Ready);
}

void TestImportSheet::saysWhatIsSkippedAndWhatIsThere()
{
    library->publish(u"one"_s, u"1.0.0"_s, "One");
    write(u"in/latest.md"_s, "no such name");
    write(u"in/fine.md"_s, "fine");
    const auto sheet = open({u"one.md"_s, u"in"_s});
    QTRY_COMPARE(sheet->state(), ImportState::Ready);
    QVERIFY2(sheet->summary().contains(u"1 skipped"_s), qPrintable(sheet->summary()));
    const QStringList what = column(*sheet, 4);
    QVERIFY(what.contains(u"There already"_s));
    QCOMPARE(what.filter(u"Skip: "_s).size(), 1);
}

void TestImportSheet::saysThatAPathIsMissing()
{
    const auto sheet = open({u"none.md"_s});
    QTRY_COMPARE(sheet->state(), ImportState::Failed);
    QVERIFY(sheet->mainButton()->isEnabled());
    write(u"none.md"_s, "now it is there");
    sheet->mainButton()->click(); // try again
    QTRY_COMPARE(sheet->state(), ImportState::Ready);
}

void TestImportSheet::reportsWhatFailed()
{
    const auto sheet = open({u"one.md"_s, u"two.txt"_s});
    QTRY_COMPARE(sheet->state(), ImportState::Ready);
    write(u"two.txt"_s, "Changed since the plan");
    sheet->mainButton()->click();
    QTRY_COMPARE(sheet->state(), ImportState::Done);
    QVERIFY2(sheet->summary().contains(u"1 failed"_s), qPrintable(sheet->summary()));
    QCOMPARE(column(*sheet, 0), QStringList{u"two.txt"_s});
    QVERIFY(!column(*sheet, 4).front().isEmpty());
}

void TestImportSheet::stopsAndKeepsWhatIsDone()
{
    for (int number = 0; number < 3000; ++number)
        write(u"many/p%1.md"_s.arg(number), "x");
    const auto sheet = open({u"many"_s});
    QTRY_COMPARE_WITH_TIMEOUT(sheet->state(), ImportState::Ready, 20'000);
    sheet->mainButton()->click();
    QCOMPARE(sheet->state(), ImportState::Importing);
    QTRY_VERIFY(!library->library().list({}, true, {})->empty());
    QTest::keyClick(sheet.get(), Qt::Key_Escape); // stops, then closes
    QTRY_VERIFY_WITH_TIMEOUT(!sheet->isVisible(), 20'000);
    const size_t imported = library->library().list({}, true, {})->size();
    QVERIFY(imported > 0 && imported < 3000);
}

QTEST_MAIN(TestImportSheet)
#include "test_import_sheet.moc"
