// SPDX-License-Identifier: Apache-2.0
// Renaming, and inspecting a library whole.
#include "conformance_test.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformanceRenaming : public ConformanceTest
{
    Q_OBJECT

public:
    ConformanceRenaming()
        : ConformanceTest({"aPromptMovesToAndFro"})
    {}

private Q_SLOTS:
    void everythingOfAPromptGoesWithIt();
    void whatLiesBelowStays();
    void aPromptMovesToAndFro_data();
    void aPromptMovesToAndFro();
    void theOldNameIsFreeAgain();
    void anotherPromptIsNotReplaced();
    void aNameThatDiffersOnlyByCaseIsRefused();
    void onlyTheCaseMayChange();
    void aPromptIsNotRenamedToItself();
    void aMissingPromptIsNotFound();
    void everyHandleSeesTheNewName();
    void aStopLeavesTheName();

    void aSoundLibraryHasNoDamage();
    void damageIsFoundAndNamed();
    void aStopEndsTheInspection();
    void repairingASoundLibraryChangesNothing();

private:
    Result<void> rename(QStringView from, QStringView to, std::stop_token stop = {})
    {
        return can().renaming->rename(makeName(from), makeName(to), std::move(stop));
    }
};

void ConformanceRenaming::everythingOfAPromptGoesWithIt()
{
    NEEDS(renaming);
    Prompt prompt = makePrompt(u"old/name", u"1.0.0", "content\r\n");
    prompt.metadata.updatedAt = prompt.metadata.createdAt.addDays(1);
    prompt.metadata.tags = makeTags({u"kept"_s});
    prompt.metadata.author = u"Ada"_s;
    prompt.metadata.message = u"Kept"_s;
    prompt.metadata.unknown.insert(u"x-kept"_s, JsonValue::Number{"1.10"});
    publish(prompt);
    publish(u"old/name", u"1.1.0-rc.1");
    point(u"old/name", u"production", u"1.0.0");
    point(u"old/name", u"next", u"1.1.0-rc.1");
    VERIFY_OK(storage().fetch(prompt.name(), prompt.version(), {}));
    QCOMPARE(labelsOf(storage(), u"old/name"), u"next=1.1.0-rc.1 production=1.0.0"_s);

    VERIFY_OK(rename(u"old/name", u"new/place/name"));
    QCOMPARE(namesIn(storage()), QStringList(u"new/place/name"_s));
    QCOMPARE(versionsOf(storage(), u"new/place/name"), u"1.0.0 1.1.0-rc.1"_s);
    QCOMPARE(labelsOf(storage(), u"new/place/name"), u"next=1.1.0-rc.1 production=1.0.0"_s);
    const auto moved = storage().fetch(makeName(u"new/place/name"), prompt.version(), {});
    VERIFY_OK(moved);
    QCOMPARE(moved->content, prompt.content);
    Metadata expected = prompt.metadata;
    expected.name = makeName(u"new/place/name");
    QCOMPARE(moved->metadata, expected);
    QCOMPARE(another()->fetch(expected.name, prompt.version(), {})->metadata, expected);

    COMPARE_CODE(storage().fetch(prompt.name(), prompt.version(), {}), ErrorCode::NotFound);
    COMPARE_CODE(can().labels->labels(prompt.name(), {}), ErrorCode::NotFound);
    QCOMPARE(versionsOf(storage(), u"old/name"), QString());
    QVERIFY(!*storage().exists(prompt.name(), {}, {}));
}

void ConformanceRenaming::whatLiesBelowStays()
{
    NEEDS(renaming);
    publish(u"a", u"1.0.0");
    publish(u"a/b", u"1.0.0");
    publish(u"a/b/c", u"1.0.0");
    VERIFY_OK(rename(u"a", u"z"));
    QCOMPARE(namesIn(storage()), QStringList({u"a/b"_s, u"a/b/c"_s, u"z"_s}));
    VERIFY_OK(rename(u"a/b", u"z/b"));
    QCOMPARE(namesIn(storage()), QStringList({u"a/b/c"_s, u"z"_s, u"z/b"_s}));
}

void ConformanceRenaming::aPromptMovesToAndFro_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::newRow("beside") << u"a"_s << u"b"_s;
    QTest::newRow("into a new folder") << u"a"_s << u"new/folder/a"_s;
    QTest::newRow("below itself") << u"a"_s << u"a/b"_s;
    QTest::newRow("far below itself") << u"a"_s << u"a/b/c"_s;
    QTest::newRow("to the name of its folder") << u"a/b"_s << u"a"_s;
    QTest::newRow("to the name of the folder above") << u"a/b/c"_s << u"a"_s;
}

void ConformanceRenaming::aPromptMovesToAndFro()
{
    NEEDS(renaming);
    QFETCH(const QString, from);
    QFETCH(const QString, to);
    publish(from, u"1.0.0");
    publish(from, u"1.1.0");
    point(from, u"production", u"1.1.0");
    for (int again = 0; again < 2; ++again) {
        VERIFY_OK(rename(from, to));
        QCOMPARE(namesIn(storage()), QStringList(to));
        QCOMPARE(versionsOf(storage(), to), u"1.0.0 1.1.0"_s);
        QCOMPARE(labelsOf(storage(), to), u"production=1.1.0"_s);
        VERIFY_OK(rename(to, from));
        QCOMPARE(namesIn(storage()), QStringList(from));
        QCOMPARE(labelsOf(*another(), from), u"production=1.1.0"_s);
    }
    VERIFY_OK(storage().remove(makeName(from), {}, {}));
}

void ConformanceRenaming::theOldNameIsFreeAgain()
{
    NEEDS(renaming);
    publish(makePrompt(u"a", u"1.0.0", "first"));
    VERIFY_OK(rename(u"a", u"b"));
    publish(makePrompt(u"a", u"1.0.0", "second"));
    QCOMPARE(storage().fetch(makeName(u"a"), makeVersion(u"1.0.0"), {})->content, "second");
    QCOMPARE(storage().fetch(makeName(u"b"), makeVersion(u"1.0.0"), {})->content, "first");
}

void ConformanceRenaming::anotherPromptIsNotReplaced()
{
    NEEDS(renaming);
    publish(makePrompt(u"a", u"1.0.0", "a"));
    publish(makePrompt(u"b", u"2.0.0", "b"));
    COMPARE_CODE(rename(u"a", u"b"), ErrorCode::AlreadyExists);
    QCOMPARE(versionsOf(storage(), u"a"), u"1.0.0"_s);
    QCOMPARE(versionsOf(storage(), u"b"), u"2.0.0"_s);
}

void ConformanceRenaming::aNameThatDiffersOnlyByCaseIsRefused()
{
    NEEDS(renaming);
    publish(u"a", u"1.0.0");
    publish(u"support/b", u"1.0.0");
    COMPARE_CODE(rename(u"a", u"support/B"), ErrorCode::AlreadyExists);
    COMPARE_CODE(rename(u"a", u"Support/c"), ErrorCode::AlreadyExists);
    QCOMPARE(namesIn(storage()), QStringList({u"a"_s, u"support/b"_s}));
}

void ConformanceRenaming::onlyTheCaseMayChange()
{
    NEEDS(renaming);
    publish(u"support/greeting", u"1.0.0");
    VERIFY_OK(rename(u"support/greeting", u"support/Greeting"));
    QCOMPARE(namesIn(storage()), QStringList(u"support/Greeting"_s));
    QCOMPARE(storage().fetch(makeName(u"support/Greeting"), makeVersion(u"1.0.0"), {})->metadata.name.toString(),
             u"support/Greeting"_s);
    COMPARE_CODE(storage().store(makePrompt(u"support/greeting", u"1.0.0"), {}), ErrorCode::AlreadyExists);
}

void ConformanceRenaming::aPromptIsNotRenamedToItself()
{
    NEEDS(renaming);
    publish(u"a", u"1.0.0");
    COMPARE_CODE(rename(u"a", u"a"), ErrorCode::Invalid);
    QCOMPARE(namesIn(storage()), QStringList(u"a"_s));
}

void ConformanceRenaming::aMissingPromptIsNotFound()
{
    NEEDS(renaming);
    publish(u"a/b", u"1.0.0");
    COMPARE_CODE(rename(u"c", u"d"), ErrorCode::NotFound);
    COMPARE_CODE(rename(u"a", u"d"), ErrorCode::NotFound);
    QCOMPARE(namesIn(storage()), QStringList(u"a/b"_s));
}

void ConformanceRenaming::everyHandleSeesTheNewName()
{
    NEEDS(renaming);
    const Metadata metadata = publish(u"a", u"1.0.0");
    const auto other = another();
    VERIFY_OK(other->fetch(metadata.name, metadata.version, {}));
    VERIFY_OK(rename(u"a", u"b"));
    VERIFY_OK(other->fetch(makeName(u"b"), metadata.version, {}));
    QTRY_COMPARE(outcomeOf(other->fetch(metadata.name, metadata.version, {})), u"not-found"_s);
}

void ConformanceRenaming::aStopLeavesTheName()
{
    NEEDS(renaming);
    publish(u"a", u"1.0.0");
    COMPARE_CODE(rename(u"a", u"b", stopped()), ErrorCode::Cancelled);
    QCOMPARE(namesIn(storage()), QStringList(u"a"_s));
}

namespace {

QStringList damageIn(const InspectionReport &report)
{
    QStringList found;
    for (const Finding &finding : report.findings) {
        if (finding.severity == Finding::Severity::Damage)
            found.append(u"%1 %2@%3"_s.arg(finding.kind, finding.name ? finding.name->toString() : finding.path,
                                           finding.version ? finding.version->toString() : QString()));
    }
    return found;
}

} // namespace

void ConformanceRenaming::aSoundLibraryHasNoDamage()
{
    NEEDS(inspection);
    const auto empty = can().inspection->inspect(false, {}, {});
    VERIFY_OK(empty);
    QCOMPARE(empty->prompts, 0);
    QVERIFY(empty->findings.empty());

    publish(makePrompt(u"a", u"1.0.0", "12345"));
    publish(makePrompt(u"a", u"1.1.0", "678"));
    publish(makePrompt(u"a/b", u"1.0.0", ""));
    point(u"a", u"production", u"1.0.0");
    publish(u"gone", u"1.0.0");
    VERIFY_OK(storage().remove(makeName(u"gone"), {}, {}));
    qint64 last = 0;
    const auto report = can().inspection->inspect(
        false, [&last](const Progress &progress) { last = std::max(last, progress.done); }, {});
    VERIFY_OK(report);
    QCOMPARE(report->prompts, 2);
    QCOMPARE(report->versions, 3);
    QCOMPARE(report->intact, 3);
    QCOMPARE(report->bytes, 8);
    QVERIFY2(report->findings.empty(), report->findings.empty() ? "" : qPrintable(report->findings[0].message));
    QVERIFY(last > 0);
}

void ConformanceRenaming::damageIsFoundAndNamed()
{
    NEEDS(inspection);
    if (!library().damage)
        QSKIP("The harness cannot damage what is stored.");
    publish(u"a/sound", u"1.0.0");
    publish(u"a/damaged", u"1.0.0");
    publish(makePrompt(u"a/damaged", u"1.1.0", "\xFE is no text, which some keep twice.\n"));
    QVERIFY(library().damage({makeName(u"a/damaged"), makeVersion(u"1.1.0")}));
    const auto report = can().inspection->inspect(false, {}, {});
    VERIFY_OK(report);
    QCOMPARE(damageIn(*report), QStringList(u"checksum-mismatch a/damaged@1.1.0"_s));
    QCOMPARE(report->versions, 3);
    QCOMPARE(report->intact, 2);
    const auto repaired = can().inspection->inspect(true, {}, {});
    VERIFY_OK(repaired);
    QCOMPARE(damageIn(*repaired), damageIn(*report)); // what was lost cannot be guessed
    VERIFY_OK(storage().fetch(makeName(u"a/damaged"), makeVersion(u"1.0.0"), {}));
}

void ConformanceRenaming::aStopEndsTheInspection()
{
    NEEDS(inspection);
    publish(u"a", u"1.0.0");
    QCOMPARE(outcomeOf(can().inspection->inspect(false, {}, stopped())), u"cancelled"_s);
}

void ConformanceRenaming::repairingASoundLibraryChangesNothing()
{
    NEEDS(inspection);
    const Metadata metadata = publish(u"a", u"1.0.0");
    point(u"a", u"production", u"1.0.0");
    const auto report = can().inspection->inspect(true, {}, {});
    VERIFY_OK(report);
    QVERIFY(report->findings.empty());
    QCOMPARE(storage().fetch(metadata.name, metadata.version, {})->metadata, metadata);
    QCOMPARE(labelsOf(storage(), u"a"), u"production=1.0.0"_s);
}

QTEST_APPLESS_MAIN(ConformanceRenaming)
#include "test_conformance_renaming.moc"
