// SPDX-License-Identifier: Apache-2.0
#include "pulse/test/makers.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/metadata/metadata_panel.h"
#include "pulse/ui/metadata/tag_editor.h"

#include <QClipboard>
#include <QCompleter>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTimeZone>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;
using namespace pulse::ui;

class TestMetadataPanel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsWhatIsStored();
    void saysHowLongAgoAsTimePasses();
    void addsATypedTag();
    void takesATagOffByKeyboard();
    void refusesWhatIsNoTag();
    void storesTheDescriptionWhenTheFocusLeaves();
    void storesTheDescriptionWhenAnotherVersionIsShown();
    void undoesATag();
    void keepsWhatIsBeingTypedWhenTheLibraryChanges();
    void copiesTheWholeChecksum();
    void verifiesOnDemand();

private:
    [[nodiscard]] Metadata stored(const QString &ref) const
    {
        return *library->library().metadata(*PromptRef::parse(ref), {});
    }
    [[nodiscard]] QPlainTextEdit *description() const { return panel->findChild<QPlainTextEdit *>(); }
    [[nodiscard]] TagEditor *tags() const { return panel->findChild<TagEditor *>(); }
    [[nodiscard]] QToolButton *button(const QString &tip) const;

    std::unique_ptr<TestSession> library;
    std::unique_ptr<MetadataPanel> panel;
};

void TestMetadataPanel::init()
{
    library = std::make_unique<TestSession>();
    library->publish(u"support/greet"_s, u"1.0.0"_s, "Hello", u"first"_s, {u"support"_s, u"greeting"_s});
    library->publish(u"support/greet"_s, u"1.1.0"_s, "Hello!", u"louder"_s);
    panel = std::make_unique<MetadataPanel>();
    panel->resize(320, 600);
    panel->show();
    QVERIFY(QTest::qWaitForWindowActive(panel.get(), PULSE_PATIENCE));
    panel->setVersion(library->session(), VersionKey{makeName(u"support/greet"), makeVersion(u"1.1.0")});
    QTRY_COMPARE(tags()->tags(), (QStringList{u"greeting"_s, u"support"_s}));
}

void TestMetadataPanel::cleanup()
{
    panel.reset();
    library.reset();
}

void TestMetadataPanel::saysHowLongAgoAsTimePasses()
{
    using namespace std::chrono_literals;
    const auto clock = std::make_shared<ManualClock>(QDateTime(QDate(2024, 6, 13), QTime(9, 0), QTimeZone::UTC));
    TestSession other([](std::shared_ptr<Storage> storage) { return storage; }, clock);
    const VersionKey key = other.publish(u"greet"_s, u"1.0.0"_s, "Hello");
    MetadataPanel shown(clock);
    const auto says = [&shown](const QString &text) {
        const auto labels = shown.findChildren<QLabel *>();
        return std::ranges::any_of(labels, [&](const QLabel *label) { return label->text() == text; });
    };
    shown.show();
    shown.setVersion(other.session(), key);
    QTRY_VERIFY(says(u"just now"_s));
    shown.hide();
    clock->advance(44'999ms);
    shown.show(); // true for one more millisecond
    QVERIFY(says(u"just now"_s));
    clock->advance(2min);
    QTRY_VERIFY(says(u"2 min ago"_s)); // by itself
    shown.hide();
    clock->advance(2h);
    QVERIFY(says(u"2 min ago"_s));
    shown.show();
    QVERIFY(says(u"2 h ago"_s));
}

QToolButton *TestMetadataPanel::button(const QString &tip) const
{
    for (auto *candidate : panel->findChildren<QToolButton *>()) {
        if (candidate->toolTip() == tip || candidate->text() == tip)
            return candidate;
    }
    return nullptr;
}

void TestMetadataPanel::showsWhatIsStored()
{
    QStringList shown;
    for (const QLabel *label : panel->findChildren<QLabel *>())
        shown.append(label->text());
    QVERIFY(shown.contains(u"1.1.0"_s));
    QVERIFY(shown.contains(u"louder"_s));
    QVERIFY(shown.contains(Checksum::of("Hello!").hex().left(12) + u'…'));
}

void TestMetadataPanel::addsATypedTag()
{
    QTest::keyClicks(tags()->field(), u"refund"_s);
    QTest::keyClick(tags()->field(), Qt::Key_Return);
    QTRY_COMPARE(stored(u"support/greet@1.1.0"_s).tags.toList(),
                 (QStringList{u"greeting"_s, u"refund"_s, u"support"_s}));
    QTRY_COMPARE(tags()->tags().size(), 3);
    QVERIFY(tags()->field()->text().isEmpty());
    QCOMPARE(stored(u"support/greet@1.0.0"_s).tags.toList().size(), 2);
}

void TestMetadataPanel::takesATagOffByKeyboard()
{
    tags()->field()->setFocus();
    QTest::keyClick(tags()->field(), Qt::Key_Backspace);
    QVERIFY(QApplication::focusWidget() != tags()->field());
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Delete);
    QTRY_COMPARE(stored(u"support/greet@1.1.0"_s).tags.toList(), QStringList{u"greeting"_s});
}

void TestMetadataPanel::refusesWhatIsNoTag()
{
    QSignalSpy invalid(tags(), &TagEditor::invalid);
    tags()->field()->setText(u"bad\u202Etag"_s);
    QTest::keyClick(tags()->field(), Qt::Key_Return);
    QVERIFY(!invalid.isEmpty());
    QVERIFY(!invalid.last()[0].toString().isEmpty());
    QCOMPARE(tags()->tags().size(), 2);
    QVERIFY(!tags()->field()->text().isEmpty());
}

void TestMetadataPanel::storesTheDescriptionWhenTheFocusLeaves()
{
    description()->setFocus();
    QTest::keyClicks(description(), u"Greets people"_s);
    tags()->field()->setFocus();
    QTRY_COMPARE(stored(u"support/greet@1.1.0"_s).description, u"Greets people"_s);
}

void TestMetadataPanel::storesTheDescriptionWhenAnotherVersionIsShown()
{
    QTest::keyClicks(description(), u"Greets"_s);
    panel->setVersion(library->session(), VersionKey{makeName(u"support/greet"), makeVersion(u"1.0.0")});
    QTRY_COMPARE(stored(u"support/greet@1.1.0"_s).description, u"Greets"_s);
    QCOMPARE(stored(u"support/greet@1.0.0"_s).description, QString());
    QTRY_COMPARE(description()->toPlainText(), QString());
}

void TestMetadataPanel::undoesATag()
{
    ActivityLog &log = library->session()->activities();
    QTest::keyClicks(tags()->field(), u"refund,"_s);
    QTRY_VERIFY(log.nextUndo());
    log.undo(log.nextUndo()->id);
    QTRY_COMPARE(stored(u"support/greet@1.1.0"_s).tags.toList(), (QStringList{u"greeting"_s, u"support"_s}));
    QTRY_COMPARE(tags()->tags().size(), 2);
}

void TestMetadataPanel::keepsWhatIsBeingTypedWhenTheLibraryChanges()
{
    QTest::keyClicks(description(), u"Half a sen"_s);
    MetadataPatch patch;
    patch.addTags = {u"outside"_s};
    QVERIFY(library->library().updateMetadata(*PromptRef::parse(u"support/greet@1.1.0"), patch, {}));
    QTRY_VERIFY(tags()->tags().contains(u"outside"_s));
    QCOMPARE(description()->toPlainText(), u"Half a sen"_s);
}

void TestMetadataPanel::copiesTheWholeChecksum()
{
    auto *copy = button(u"Copy SHA-256"_s);
    QVERIFY(copy);
    copy->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), Checksum::of("Hello!").toString());
}

void TestMetadataPanel::verifiesOnDemand()
{
    button(u"Verify"_s)->click();
    const auto says = [this](const QString &text) {
        return std::ranges::any_of(panel->findChildren<QLabel *>(),
                                   [&](QLabel *label) { return label->text() == text; });
    };
    QTRY_VERIFY(says(u"The content matches its checksum."_s));
}

QTEST_MAIN(TestMetadataPanel)
#include "test_metadata_panel.moc"
