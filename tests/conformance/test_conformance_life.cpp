// SPDX-License-Identifier: Apache-2.0
// What happens to prompts after they were published: removing, restoring, purging.
#include "conformance_test.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

class ConformanceLife : public ConformanceTest
{
    Q_OBJECT

public:
    ConformanceLife()
        : ConformanceTest({"unknownEntriesAreNotFound"})
    {}

private Q_SLOTS:
    void aVersionIsRemovedAlone();
    void theLastVersionTakesThePromptWithIt();
    void aPromptIsRemovedWhole();
    void whatLiesBelowAPromptStays();
    void aVersionWithALabelIsKept();
    void aRemovedVersionMayBePublishedAnew();
    void everyHandleSeesTheRemoval();
    void onlyWhatWasSeenIsRemoved();

    void theTrashTellsWhatItHolds();
    void theNewestIsFirst();
    void aPromptComesBackWhole();
    void aVersionComesBack();
    void aPromptComesBackUnderAnotherName();
    void nothingIsOverwrittenByRestoring();
    void versionsWithTheSameBytesCountAsRestored();
    void aRestoredNameMustNotDifferOnlyByCase();
    void anEntryComesBackOnce();
    void purgingIsForGood();
    void unknownEntriesAreNotFound_data();
    void unknownEntriesAreNotFound();
    void aStopLeavesTheTrashAlone();

private:
    Metadata publishRich(QStringView name);
    QString discard(QStringView name, QStringView version = {});
};

// With all that must survive.
Metadata ConformanceLife::publishRich(QStringView name)
{
    Prompt prompt = makePrompt(name, u"1.0.0");
    prompt.metadata.tags = makeTags({u"kept"_s});
    prompt.metadata.description = u"Kept words"_s;
    prompt.metadata.unknown.insert(u"x-kept"_s, JsonValue::Number{"1.10"});
    return publish(prompt);
}

// The trash's id for it; the error's name when it cannot be removed.
QString ConformanceLife::discard(QStringView name, QStringView version)
{
    const auto receipt =
        storage().remove(makeName(name), version.isEmpty() ? std::nullopt : std::optional(makeVersion(version)), {});
    return receipt ? receipt->trashId.value_or(QString()) : receipt.error().codeName();
}

void ConformanceLife::aVersionIsRemovedAlone()
{
    publish(u"prompt", u"1.0.0");
    publish(u"prompt", u"1.1.0");
    QCOMPARE(versionsOf(storage(), u"prompt"), u"1.0.0 1.1.0"_s);
    VERIFY_OK(storage().fetch(makeName(u"prompt"), makeVersion(u"1.1.0"), {}));
    VERIFY_OK(storage().remove(makeName(u"prompt"), makeVersion(u"1.1.0"), {}));
    QCOMPARE(versionsOf(storage(), u"prompt"), u"1.0.0"_s);
    QCOMPARE(can().versions->latest(makeName(u"prompt"), {})->toString(), u"1.0.0"_s);
    COMPARE_CODE(storage().fetch(makeName(u"prompt"), makeVersion(u"1.1.0"), {}), ErrorCode::NotFound);
    COMPARE_CODE(can().metadata->metadata(makeName(u"prompt"), makeVersion(u"1.1.0"), {}), ErrorCode::NotFound);
    QVERIFY(!*storage().exists(makeName(u"prompt"), makeVersion(u"1.1.0"), {}));
    QVERIFY(*storage().exists(makeName(u"prompt"), {}, {}));
}

void ConformanceLife::theLastVersionTakesThePromptWithIt()
{
    publish(u"folder/prompt", u"1.0.0");
    VERIFY_OK(storage().remove(makeName(u"folder/prompt"), makeVersion(u"1.0.0"), {}));
    QCOMPARE(namesIn(storage()), QStringList());
    QVERIFY(!*storage().exists(makeName(u"folder/prompt"), {}, {}));
    COMPARE_CODE(can().versions->latest(makeName(u"folder/prompt"), {}), ErrorCode::NotFound);
    COMPARE_CODE(can().labels->labels(makeName(u"folder/prompt"), {}), ErrorCode::NotFound);
}

void ConformanceLife::aPromptIsRemovedWhole()
{
    publish(u"prompt", u"1.0.0");
    publish(u"prompt", u"1.1.0");
    point(u"prompt", u"production", u"1.0.0");
    QCOMPARE(labelsOf(storage(), u"prompt"), u"production=1.0.0"_s);
    VERIFY_OK(storage().remove(makeName(u"prompt"), {}, {}));
    QCOMPARE(versionsOf(storage(), u"prompt"), QString());
    QCOMPARE(labelsOf(storage(), u"prompt"), u"not-found"_s);
    COMPARE_CODE(storage().remove(makeName(u"prompt"), {}, {}), ErrorCode::NotFound);
    publish(u"prompt", u"2.0.0");
    QCOMPARE(versionsOf(storage(), u"prompt"), u"2.0.0"_s);
    QCOMPARE(labelsOf(storage(), u"prompt"), QString());
}

void ConformanceLife::whatLiesBelowAPromptStays()
{
    publish(u"a", u"1.0.0");
    publish(u"a/b", u"1.0.0");
    publish(u"a/b/c", u"1.0.0");
    VERIFY_OK(storage().remove(makeName(u"a"), {}, {}));
    QCOMPARE(namesIn(storage()), QStringList({u"a/b"_s, u"a/b/c"_s}));
    VERIFY_OK(storage().remove(makeName(u"a/b/c"), {}, {}));
    QCOMPARE(namesIn(storage()), QStringList(u"a/b"_s));
}

void ConformanceLife::aVersionWithALabelIsKept()
{
    publish(u"prompt", u"1.0.0");
    publish(u"prompt", u"1.1.0");
    point(u"prompt", u"production", u"1.0.0");
    COMPARE_CODE(storage().remove(makeName(u"prompt"), makeVersion(u"1.0.0"), {}), ErrorCode::Conflict);
    VERIFY_OK(storage().fetch(makeName(u"prompt"), makeVersion(u"1.0.0"), {}));
    VERIFY_OK(storage().remove(makeName(u"prompt"), makeVersion(u"1.1.0"), {}));
    QCOMPARE(labelsOf(storage(), u"prompt"), u"production=1.0.0"_s);
}

void ConformanceLife::aRemovedVersionMayBePublishedAnew()
{
    publish(makePrompt(u"prompt", u"1.0.0", "old"));
    QCOMPARE(storage().fetch(makeName(u"prompt"), makeVersion(u"1.0.0"), {})->content, "old");
    VERIFY_OK(storage().remove(makeName(u"prompt"), makeVersion(u"1.0.0"), {}));
    publish(makePrompt(u"prompt", u"1.0.0", "new"));
    QCOMPARE(storage().fetch(makeName(u"prompt"), makeVersion(u"1.0.0"), {})->content, "new");
    QCOMPARE(another()->fetch(makeName(u"prompt"), makeVersion(u"1.0.0"), {})->content, "new");
}

void ConformanceLife::everyHandleSeesTheRemoval()
{
    const Metadata metadata = publish(u"prompt", u"1.0.0");
    const auto other = another();
    VERIFY_OK(other->fetch(metadata.name, metadata.version, {}));
    QCOMPARE(versionsOf(*other, u"prompt"), u"1.0.0"_s);
    VERIFY_OK(storage().remove(metadata.name, {}, {}));
    QTRY_COMPARE(outcomeOf(other->fetch(metadata.name, metadata.version, {})), u"not-found"_s);
    QTRY_COMPARE(versionsOf(*other, u"prompt"), QString());
    QTRY_COMPARE(*other->exists(metadata.name, {}, {}), false);
}

void ConformanceLife::onlyWhatWasSeenIsRemoved()
{
    NEEDS(metadata);
    NEEDS(labels);
    NEEDS(guardedRemoval);
    GuardedRemovalStorage *guarded = can().guardedRemoval;
    const Name name = makeName(u"a");
    const Version first = makeVersion(u"1.0.0");
    const Version second = makeVersion(u"1.1.0");
    GuardedRemovalStorage::Seen seen;
    seen.versions.emplace(first, publish(makePrompt(u"a", u"1.0.0")));
    seen.versions.emplace(second, publish(makePrompt(u"a", u"1.1.0")));
    const auto edited = can().metadata->updateMetadata(name, second, {.addTags = {u"new"_s}}, {});
    QVERIFY(edited);
    COMPARE_CODE(guarded->removeUnchanged(name, second, seen, {}), ErrorCode::Conflict);
    COMPARE_CODE(guarded->removeUnchanged(name, {}, seen, {}), ErrorCode::Conflict);
    COMPARE_CODE(guarded->removeUnchanged(name, makeVersion(u"3.0.0"), seen, {}), ErrorCode::NotFound);
    seen.versions.insert_or_assign(second, *edited);
    QVERIFY(can().labels->setLabel(name, makeLabel(u"used"), first, {}, {}));
    COMPARE_CODE(guarded->removeUnchanged(name, {}, seen, {}), ErrorCode::Conflict);
    seen.labels.emplace(makeLabel(u"used"), first);
    publish(makePrompt(u"a", u"1.2.0"));
    COMPARE_CODE(guarded->removeUnchanged(name, {}, seen, {}), ErrorCode::Conflict);
    QCOMPARE(can().versions->versions(name, {})->size(), 3U);
    QVERIFY(guarded->removeUnchanged(name, second, seen, {}));
    seen.versions.erase(second);
    seen.versions.emplace(makeVersion(u"1.2.0"), *can().metadata->metadata(name, makeVersion(u"1.2.0"), {}));
    QVERIFY(guarded->removeUnchanged(name, {}, seen, {}));
    QVERIFY(!*storage().exists(name, {}, {}));
}

void ConformanceLife::theTrashTellsWhatItHolds()
{
    NEEDS(trash);
    publish(u"support/prompt", u"1.0.0");
    publish(u"support/prompt", u"1.1.0");
    publish(u"support/prompt", u"2.0.0-rc.1");
    clock()->advance(std::chrono::minutes(1));
    const QString version = discard(u"support/prompt", u"1.1.0");
    const QDateTime first = clock()->now();
    clock()->advance(std::chrono::minutes(1));
    const QString whole = discard(u"support/prompt");
    const auto trash = can().trash->trash({});
    VERIFY_OK(trash);
    QCOMPARE(trash->size(), 2);

    const TrashEntry &newest = trash->at(0);
    QCOMPARE(newest.id, whole);
    QCOMPARE(newest.name.toString(), u"support/prompt"_s);
    QCOMPARE(newest.versions, std::vector({makeVersion(u"1.0.0"), makeVersion(u"2.0.0-rc.1")}));
    QVERIFY(newest.wholePrompt);
    QCOMPARE(newest.removedAt, clock()->now());
    QCOMPARE(newest.removedBy, u"Ada"_s);

    const TrashEntry &older = trash->at(1);
    QCOMPARE(older.id, version);
    QCOMPARE(older.versions, std::vector({makeVersion(u"1.1.0")}));
    QVERIFY(!older.wholePrompt);
    QCOMPARE(older.removedAt, first);
}

void ConformanceLife::theNewestIsFirst()
{
    NEEDS(trash);
    QStringList expected;
    for (int i = 0; i < 12; ++i) {
        publish(u"prompt"_s, u"1.0.0");
        clock()->advance(std::chrono::milliseconds(1));
        expected.prepend(discard(u"prompt"));
    }
    const auto trash = another()->capabilities().trash->trash({});
    VERIFY_OK(trash);
    QStringList ids;
    for (const TrashEntry &entry : *trash)
        ids.append(entry.id);
    QCOMPARE(ids, expected);
    QCOMPARE(QSet(ids.begin(), ids.end()).size(), 12);
}

void ConformanceLife::aPromptComesBackWhole()
{
    NEEDS(trash);
    const Metadata metadata = publishRich(u"support/prompt");
    publish(u"support/prompt", u"1.1.0");
    point(u"support/prompt", u"production", u"1.0.0");
    const QString id = discard(u"support/prompt");
    QCOMPARE(namesIn(storage()), QStringList());
    const auto restored = can().trash->restore(id, {}, {});
    VERIFY_OK(restored);
    QCOMPARE(*restored, metadata.name);
    QCOMPARE(versionsOf(storage(), u"support/prompt"), u"1.0.0 1.1.0"_s);
    QCOMPARE(labelsOf(storage(), u"support/prompt"), u"production=1.0.0"_s);
    QCOMPARE(storage().fetch(metadata.name, metadata.version, {})->metadata, metadata);
    QCOMPARE(another()->fetch(metadata.name, metadata.version, {})->metadata, metadata);
    QVERIFY(can().trash->trash({})->empty());
}

void ConformanceLife::aVersionComesBack()
{
    NEEDS(trash);
    const Metadata metadata = publishRich(u"prompt");
    publish(u"prompt", u"1.1.0");
    point(u"prompt", u"production", u"1.1.0");
    const QString id = discard(u"prompt", u"1.0.0");
    QCOMPARE(versionsOf(storage(), u"prompt"), u"1.1.0"_s);
    VERIFY_OK(can().trash->restore(id, {}, {}));
    QCOMPARE(versionsOf(storage(), u"prompt"), u"1.0.0 1.1.0"_s);
    QCOMPARE(storage().fetch(metadata.name, metadata.version, {})->metadata, metadata);
    QCOMPARE(labelsOf(storage(), u"prompt"), u"production=1.1.0"_s);
}

void ConformanceLife::aPromptComesBackUnderAnotherName()
{
    NEEDS(trash);
    Metadata metadata = publishRich(u"prompt");
    point(u"prompt", u"production", u"1.0.0");
    const QString id = discard(u"prompt");
    publish(makePrompt(u"prompt", u"1.0.0", "its successor"));
    const auto restored = can().trash->restore(id, makeName(u"old/prompt"), {});
    VERIFY_OK(restored);
    QCOMPARE(restored->toString(), u"old/prompt"_s);
    metadata.name = *restored;
    QCOMPARE(storage().fetch(*restored, metadata.version, {})->metadata, metadata);
    QCOMPARE(labelsOf(storage(), u"old/prompt"), u"production=1.0.0"_s);
    QCOMPARE(storage().fetch(makeName(u"prompt"), metadata.version, {})->content, "its successor");
}

void ConformanceLife::nothingIsOverwrittenByRestoring()
{
    NEEDS(trash);
    publish(makePrompt(u"prompt", u"0.9.0", "older"));
    publish(makePrompt(u"prompt", u"1.0.0", "old"));
    const QString id = discard(u"prompt");
    publish(makePrompt(u"prompt", u"1.0.0", "new"));
    COMPARE_CODE(can().trash->restore(id, {}, {}), ErrorCode::AlreadyExists);
    QCOMPARE(storage().fetch(makeName(u"prompt"), makeVersion(u"1.0.0"), {})->content, "new");
    QCOMPARE(versionsOf(storage(), u"prompt"), u"1.0.0"_s);
    QCOMPARE(can().trash->trash({})->size(), 1);
    VERIFY_OK(can().trash->restore(id, makeName(u"elsewhere"), {}));
    QCOMPARE(versionsOf(storage(), u"elsewhere"), u"0.9.0 1.0.0"_s);
}

void ConformanceLife::versionsWithTheSameBytesCountAsRestored()
{
    NEEDS(trash);
    publish(u"prompt", u"1.0.0");
    publish(u"prompt", u"1.1.0");
    const QString id = discard(u"prompt");
    publish(u"prompt", u"1.0.0");
    VERIFY_OK(can().trash->restore(id, {}, {}));
    QCOMPARE(versionsOf(storage(), u"prompt"), u"1.0.0 1.1.0"_s);
    QVERIFY(can().trash->trash({})->empty());
}

void ConformanceLife::aRestoredNameMustNotDifferOnlyByCase()
{
    NEEDS(trash);
    publish(u"prompt", u"1.0.0");
    const QString id = discard(u"prompt");
    publish(u"Prompt", u"1.0.0");
    COMPARE_CODE(can().trash->restore(id, {}, {}), ErrorCode::AlreadyExists);
    QCOMPARE(namesIn(storage()), QStringList(u"Prompt"_s));
}

void ConformanceLife::anEntryComesBackOnce()
{
    NEEDS(trash);
    publish(u"prompt", u"1.0.0");
    const QString id = discard(u"prompt");
    VERIFY_OK(can().trash->restore(id, {}, {}));
    COMPARE_CODE(can().trash->restore(id, {}, {}), ErrorCode::NotFound);
    COMPARE_CODE(can().trash->purge(id, {}), ErrorCode::NotFound);
    QCOMPARE(versionsOf(storage(), u"prompt"), u"1.0.0"_s);
}

void ConformanceLife::purgingIsForGood()
{
    NEEDS(trash);
    publish(u"one", u"1.0.0");
    publish(u"two", u"1.0.0");
    const QString one = discard(u"one");
    const QString two = discard(u"two");
    VERIFY_OK(can().trash->purge(one, {}));
    COMPARE_CODE(can().trash->restore(one, {}, {}), ErrorCode::NotFound);
    const auto trash = another()->capabilities().trash->trash({});
    VERIFY_OK(trash);
    QCOMPARE(trash->size(), 1);
    QCOMPARE(trash->at(0).id, two);
}

void ConformanceLife::unknownEntriesAreNotFound_data()
{
    QTest::addColumn<QString>("id");
    for (const auto &id : {u"nothing"_s, u""_s, u"."_s, u".."_s, u"../prompts"_s, u"../prompts/prompt"_s, u"/etc"_s,
                           u"a/b"_s, u"%00"_s, QString(QChar(u'\0')), QString(300, u'x')})
        QTest::addRow("%lld characters: “%s”", id.size(), qUtf8Printable(id.left(20))) << id;
}

void ConformanceLife::unknownEntriesAreNotFound()
{
    NEEDS(trash);
    QFETCH(const QString, id);
    if (isFirstRow()) {
        publish(u"prompt", u"1.0.0");
        publish(u"removed", u"1.0.0");
        discard(u"removed");
    }
    QCOMPARE(outcomeOf(can().trash->restore(id, {}, {})), u"not-found"_s);
    QCOMPARE(outcomeOf(can().trash->purge(id, {})), u"not-found"_s);
    QCOMPARE(namesIn(storage()), QStringList(u"prompt"_s));
    QCOMPARE(can().trash->trash({})->size(), 1);
}

void ConformanceLife::aStopLeavesTheTrashAlone()
{
    NEEDS(trash);
    publish(u"prompt", u"1.0.0");
    const QString id = discard(u"prompt");
    COMPARE_CODE(can().trash->restore(id, {}, stopped()), ErrorCode::Cancelled);
    COMPARE_CODE(can().trash->purge(id, stopped()), ErrorCode::Cancelled);
    QCOMPARE(outcomeOf(can().trash->trash(stopped())), u"cancelled"_s);
    QCOMPARE(can().trash->trash({})->size(), 1);
    QCOMPARE(namesIn(storage()), QStringList());
}

QTEST_APPLESS_MAIN(ConformanceLife)
#include "test_conformance_life.moc"
