// SPDX-License-Identifier: Apache-2.0
#include "connections_double.h"

#include "pulse/backends/memory.h"
#include "pulse/test/home_double.h"
#include "pulse/test/makers.h"
#include "pulse/test/temporary_library.h"
#include "pulse/test/test_session.h"
#include "pulse/ui/libraries/copy_library_sheet.h"
#include "pulse/ui/libraries/trust_host_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace pulse;
using namespace pulse::ui;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

// Opens one library in memory, which is made when it is first wanted.
class Host final : public LibraryHost
{
public:
    bool hasHome = false;
    std::optional<Error> refusal;
    mutable std::shared_ptr<HomeDouble> home;
    mutable std::shared_ptr<Library> library;

    [[nodiscard]] Result<QUrl> locate(const QString &location) const override
    {
        return QUrl(location == u"team"_s ? u"memory:team"_s : location);
    }
    [[nodiscard]] Result<std::shared_ptr<Library>> open(const QUrl &, OpenOptions::Mode mode, const ProgressSink &,
                                                        std::stop_token) const override
    {
        if (refusal)
            return std::unexpected(*refusal);
        if (!library && mode == OpenOptions::Mode::Existing)
            return failure(ErrorCode::NotFound, {}, {}, u"There is no library."_s);
        if (!library) {
            std::shared_ptr<Storage> storage = *MemoryBackend()(QUrl(u"memory:"_s), makeOptions());
            if (hasHome) {
                home = std::make_shared<HomeDouble>(storage);
                storage = home;
            }
            library = std::make_shared<Library>(storage, LibraryPolicy(), std::make_shared<SystemClock>());
        }
        return library;
    }
    [[nodiscard]] QUrl defaultLibrary() const override { return {}; }
    [[nodiscard]] Result<QUrl> locateDefault() const override { return defaultLibrary(); }
    [[nodiscard]] LibraryConnections &connections() const override { qFatal("Nobody needs them here."); }
    [[nodiscard]] QUrl sampleLibrary() const override { return {}; }
    [[nodiscard]] Result<std::shared_ptr<Library>> openSample(const ProgressSink &, std::stop_token) const override
    {
        return failure(ErrorCode::Unsupported, {}, {}, u"There is none."_s);
    }
};

const UnknownHost unknownServer{u"git.example.org"_s, u"ED25519"_s, u"SHA256:"_s + QString(43, u'k')};
const QString unknownSaid = u"The host git.example.org is not known yet."_s;

QModelIndex amount(const CopyLibrarySheet &sheet, const QString &what)
{
    const QAbstractItemModel *model = sheet.table()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, 0).data().toString() == what)
            return model->index(row, 1);
    }
    return {};
}

QString cell(const CopyLibrarySheet &sheet, const QString &what)
{
    return amount(sheet, what).data().toString();
}

struct Copying
{
    TestSession from;
    Book book;
    std::shared_ptr<Host> host = std::make_shared<Host>();
    std::unique_ptr<CopyLibrarySheet> sheet;

    Copying()
    {
        from.publish(u"greet"_s, u"1.0.0"_s, "one");
        from.publish(u"greet"_s, u"1.1.0"_s, "two");
        from.publish(u"support/refund"_s, u"2.0.0"_s, "three");
        from.setLabel(u"greet"_s, u"production"_s, u"1.0.0"_s);
        sheet = std::make_unique<CopyLibrarySheet>(
            from.session(), host, std::vector<CopyLibrarySheet::Target>{{u"memory:team"_s, u"team"_s}}, &book.book);
        sheet->open();
    }
    [[nodiscard]] bool says(const QString &text) const
    {
        const auto labels = sheet->findChildren<QLabel *>();
        return std::ranges::any_of(
            labels, [&](const QLabel *label) { return label->isVisible() && label->text().contains(text); });
    }
    /// The question whether the server is trusted, if its button is there.
    [[nodiscard]] QPointer<TrustHostDialog> ask() const
    {
        for (QPushButton *each : sheet->findChildren<QPushButton *>()) {
            if (each->isVisible() && each->text() == u"Look at the key…"_s)
                each->click();
        }
        return sheet->findChild<TrustHostDialog *>();
    }
    void look()
    {
        sheet->target()->setCurrentText(u"team"_s);
        sheet->mainButton()->click();
        QTRY_COMPARE(sheet->mainButton()->text(), u"Copy"_s);
        QTRY_VERIFY(sheet->mainButton()->isEnabled());
    }
};

} // namespace

class TestCopyLibrary : public QObject
{
    Q_OBJECT

private slots:
    void firstItIsLookedAndNothingIsMade()
    {
        Copying it;
        QVERIFY(!it.sheet->mainButton()->isEnabled());
        it.look();
        QVERIFY(!it.host->library);
        QCOMPARE(cell(*it.sheet, u"Versions to copy"_s), u"3"_s);
        const auto side = amount(*it.sheet, u"Versions to copy"_s).data(Qt::TextAlignmentRole).value<Qt::Alignment>();
        QVERIFY(side.testFlag(Qt::AlignRight)); // digits stand below digits
        QVERIFY(it.sheet->summary().contains(u"There is no library"_s));
        // Another place, and it has to be looked at anew.
        it.sheet->target()->setCurrentText(u"memory:other"_s);
        QCOMPARE(it.sheet->mainButton()->text(), u"Look what there is to copy"_s);
    }

    void aLibraryWithANameIsCalledByIt()
    {
        Copying it;
        it.sheet->target()->setCurrentText(u"profile:office"_s); // as a host answers for a name
        it.sheet->mainButton()->click();
        QTRY_COMPARE(it.sheet->summary(), u"There is no library at “office” yet; one is made."_s);
    }

    void everythingIsCopiedAndCompared()
    {
        Copying it;
        QSignalSpy copied(it.sheet.get(), &CopyLibrarySheet::copied);
        it.look();
        QTest::mouseClick(it.sheet->mainButton(), Qt::LeftButton);
        QTRY_COMPARE(copied.size(), 1);
        QCOMPARE(it.sheet->summary(), u"Copied and compared: all 3 versions are the same in both places."_s);
        QCOMPARE(cell(*it.sheet, u"Versions read back and found the same"_s), u"3"_s);
        const auto labels = it.host->library->capabilities().labels->labels(makeName(u"greet"), {});
        QCOMPARE(labels->at(makeLabel(u"production")), makeVersion(u"1.0.0"));
    }

    void whatIsThereAlreadyIsTold()
    {
        Copying it;
        it.look();
        it.sheet->mainButton()->click();
        QTRY_VERIFY(it.sheet->summary().startsWith(u"Copied and compared"_s));
        CopyLibrarySheet again(it.from.session(), it.host, {});
        again.open();
        again.target()->setCurrentText(u"team"_s);
        again.mainButton()->click();
        QTRY_COMPARE(again.summary(), u"Everything is there already. Copying compares it once more."_s);
        QCOMPARE(cell(again, u"Versions that were there already"_s), u"3"_s);
    }

    void aCopyThatIsKeptElsewhereIsSent()
    {
        Copying it;
        it.host->hasHome = true;
        it.look();
        it.sheet->mainButton()->click();
        QTRY_VERIFY(it.sheet->summary().startsWith(u"Copied and compared"_s));
        QCOMPARE(it.host->home->asked().size(), 1U);
    }

    void whatCannotBeSentNowIsSaid()
    {
        Copying it;
        it.host->hasHome = true;
        (void)it.host->open({}, OpenOptions::Mode::CreateIfNone, {}, {});
        it.host->home->answerWith(failure(ErrorCode::Unavailable, {}, {}, u"The host was not found."_s));
        it.look();
        it.sheet->mainButton()->click();
        QTRY_COMPARE(it.sheet->summary(), u"Copied, and kept on this computer until it can be sent."_s);
    }

    void whatCannotBeReachedIsSaidAndCanBeTriedAgain()
    {
        Copying it;
        it.host->refusal = Error(ErrorCode::PermissionDenied, {}, {}, u"The server refuses."_s);
        it.sheet->target()->setCurrentText(u"team"_s);
        it.sheet->mainButton()->click();
        QTRY_COMPARE(it.sheet->summary(), u"It cannot be told what would be copied."_s);
        QVERIFY(it.sheet->mainButton()->isEnabled());
        it.host->refusal.reset();
        it.sheet->mainButton()->click();
        QTRY_COMPARE(it.sheet->mainButton()->text(), u"Copy"_s);
    }

    void anUnknownServerIsTrustedAfterALookAtItsKey()
    {
        Copying it;
        it.host->refusal = unknownServer.refused(unknownSaid);
        it.sheet->target()->setCurrentText(u"team"_s);
        it.sheet->mainButton()->click();
        QTRY_VERIFY(it.says(unknownSaid));
        QPointer<TrustHostDialog> question = it.ask();
        QVERIFY(question);
        question->reject();
        QTRY_VERIFY(!question);
        QVERIFY(it.says(unknownSaid)); // a no is not the end
        QVERIFY(it.book.connections->checked.empty());

        // Another key than the one that was shown.
        it.book.connections->outcome =
            failure(ErrorCode::PermissionDenied, u"check connection"_s, {}, u"It shows another key now."_s);
        question = it.ask();
        QVERIFY(question);
        question->trustButton()->click();
        QTRY_VERIFY(it.says(u"It shows another key now."_s));
        QCOMPARE(it.sheet->summary(), u"It cannot be told what would be copied."_s);
        QVERIFY(!it.ask());
        QVERIFY(it.book.connections->checked.back().settings.contains(hostKeyOption));
        QCOMPARE(it.book.connections->checked.back().settings.at(hostKeyOption), unknownServer.fingerprint);

        it.sheet->mainButton()->click(); // looks again
        QTRY_VERIFY(it.says(unknownSaid));
        it.book.connections->outcome = {};
        it.host->refusal.reset();
        question = it.ask();
        QVERIFY(question);
        question->trustButton()->click();
        QTRY_COMPARE(it.sheet->summary(), u"There is no library at memory:team yet; one is made."_s);
        QVERIFY(!it.says(unknownSaid));
        QCOMPARE(it.sheet->mainButton()->text(), u"Copy"_s);
    }

    // What lies on this computer already is sent once the server is known.
    void aCopyThatWaitsForAnUnknownServerIsSentOnceItIsTrusted()
    {
        Copying it;
        it.host->hasHome = true;
        (void)it.host->open({}, OpenOptions::Mode::CreateIfNone, {}, {});
        it.host->home->answerWith(std::unexpected(unknownServer.refused(unknownSaid)));
        it.look();
        it.sheet->mainButton()->click();
        QTRY_COMPARE(it.sheet->summary(), u"Copied, and kept on this computer until it can be sent."_s);
        QPointer<TrustHostDialog> question = it.ask();
        QVERIFY(question);
        question->reject();
        QTRY_VERIFY(!question);
        QCOMPARE(it.sheet->summary(), u"Copied, and kept on this computer until it can be sent."_s);
        question = it.ask();
        QVERIFY(question);
        question->trustButton()->click();
        QTRY_VERIFY(it.sheet->summary().startsWith(u"Copied and compared"_s));
        QCOMPARE(it.host->home->asked().size(), 2U);
    }

    void whatWasOfferedForAnotherPlaceIsTakenBack()
    {
        Copying it;
        it.host->refusal = unknownServer.refused(unknownSaid);
        it.sheet->target()->setCurrentText(u"team"_s);
        it.sheet->mainButton()->click();
        QTRY_VERIFY(it.says(unknownSaid));
        it.sheet->target()->setCurrentText(u"memory:other"_s);
        QVERIFY(!it.says(unknownSaid));
        QVERIFY(!it.ask());
    }

    void aCopyCanBeStoppedAndGoesOn()
    {
        Copying it;
        it.host->hasHome = true;
        (void)it.host->open({}, OpenOptions::Mode::CreateIfNone, {}, {});
        it.host->home->hold(true);
        it.look();
        it.sheet->mainButton()->click();
        QTRY_COMPARE(it.host->home->asked().size(), 1U);
        QVERIFY(it.sheet->isWorking());
        it.sheet->closeButton()->click();
        QTRY_VERIFY(!it.sheet->isWorking());
        QCOMPARE(it.sheet->summary(), u"Copied, and kept on this computer until it can be sent."_s);
    }
};

QTEST_MAIN(TestCopyLibrary)
#include "test_copy_library.moc"
