// SPDX-License-Identifier: Apache-2.0
// Metadata that stays editable, and labels that move.
#include "conformance_test.h"

#include <thread>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::test;

using Precondition = LabelStorage::Precondition;

class ConformanceMetadata : public ConformanceTest
{
    Q_OBJECT

public:
    ConformanceMetadata()
        : ConformanceTest({"patchesApply", "preconditionsHold"})
    {}

private Q_SLOTS:
    void metadataIsThatOfTheFetchedVersion();
    void patchesApply_data();
    void patchesApply();
    void aPatchMovesOnlyTheDateOfTheUpdate();
    void aPatchThatChangesNothingKeepsTheDate();
    void aPatchLeavesOtherVersionsAlone();
    void aPatchIsSeenByEveryHandle();
    void unknownFieldsSurviveAPatch();
    void badPatchesAreRefused();
    void patchesAtOnceAreAllKept();
    void aMissingVersionHasNoMetadata();
    void aStopLeavesMetadataAlone();

    void labelsPointAndMove();
    void aLabelNeedsAPublishedVersion();
    void labelsThatAreMissingAreNotFound();
    void preconditionsHold_data();
    void preconditionsHold();
    void oneOfManyClaimsALabel();
    void labelsAreNoVersions();
    void aStopLeavesLabelsAlone();

private:
    Result<Metadata> patch(const MetadataPatch &patch, std::stop_token stop = {});
};

Result<Metadata> ConformanceMetadata::patch(const MetadataPatch &patch, std::stop_token stop)
{
    return can().metadata->updateMetadata(makeName(u"patched"), makeVersion(u"1.0.0"), patch, std::move(stop));
}

void ConformanceMetadata::metadataIsThatOfTheFetchedVersion()
{
    const Metadata metadata = publish(u"support/greeting", u"1.0.0");
    publish(u"support/greeting", u"1.1.0");
    for (int again = 0; again < 2; ++again) {
        QCOMPARE(*can().metadata->metadata(metadata.name, metadata.version, {}), metadata);
        QCOMPARE(storage().fetch(metadata.name, metadata.version, {})->metadata, metadata);
    }
}

void ConformanceMetadata::patchesApply_data()
{
    QTest::addColumn<int>("patch");
    QTest::addColumn<QString>("description");
    QTest::addColumn<QStringList>("tags");
    QTest::newRow("description") << 0 << u"new words"_s << QStringList{u"one"_s, u"two"_s};
    QTest::newRow("no description") << 1 << QString() << QStringList{u"one"_s, u"two"_s};
    QTest::newRow("add") << 2 << u"words"_s << QStringList{u"one"_s, u"three"_s, u"two"_s};
    QTest::newRow("remove") << 3 << u"words"_s << QStringList{u"two"_s};
    QTest::newRow("replace, then add") << 4 << u"words"_s << QStringList{u"a"_s, u"b"_s};
    QTest::newRow("no tags") << 5 << u"words"_s << QStringList();
}

void ConformanceMetadata::patchesApply()
{
    QFETCH(const int, patch);
    QFETCH(const QString, description);
    QFETCH(const QStringList, tags);
    const std::array<MetadataPatch, 6> patches{MetadataPatch{.description = u"new words"_s},
                                               MetadataPatch{.description = QString()},
                                               MetadataPatch{.addTags = {u"three"_s}},
                                               MetadataPatch{.removeTags = {u"one"_s, u"absent"_s}},
                                               MetadataPatch{.addTags = {u"b"_s}, .tags = makeTags({u"a"_s})},
                                               MetadataPatch{.tags = TagSet()}};
    Prompt prompt = makePrompt(u"patched", u"1.0.0");
    prompt.metadata.description = u"words"_s;
    prompt.metadata.tags = makeTags({u"one"_s, u"two"_s});
    publish(prompt);
    VERIFY_OK(storage().fetch(prompt.name(), prompt.version(), {})); // may be remembered

    const auto patched = this->patch(patches.at(static_cast<size_t>(patch)));
    VERIFY_OK(patched);
    QCOMPARE(patched->description, description);
    QCOMPARE(patched->tags.toList(), tags);
    QCOMPARE(*can().metadata->metadata(prompt.name(), prompt.version(), {}), *patched);
    const auto fetched = storage().fetch(prompt.name(), prompt.version(), {});
    VERIFY_OK(fetched);
    QCOMPARE(fetched->metadata, *patched);
    QCOMPARE(fetched->content, prompt.content);
    VERIFY_OK(storage().remove(prompt.name(), {}, {}));
}

void ConformanceMetadata::aPatchMovesOnlyTheDateOfTheUpdate()
{
    const Metadata before = publish(u"patched", u"1.0.0");
    clock()->advance(std::chrono::hours(1));
    const auto after = patch({.description = u"new"_s});
    VERIFY_OK(after);
    Metadata expected = before;
    expected.description = u"new"_s;
    expected.updatedAt = clock()->now();
    QCOMPARE(*after, expected);
}

void ConformanceMetadata::aPatchThatChangesNothingKeepsTheDate()
{
    const Metadata before = publish(u"patched", u"1.0.0");
    clock()->advance(std::chrono::hours(1));
    const auto after = patch({.description = before.description, .removeTags = {u"absent"_s}});
    VERIFY_OK(after);
    QCOMPARE(*after, before);
}

void ConformanceMetadata::aPatchLeavesOtherVersionsAlone()
{
    publish(u"patched", u"1.0.0");
    const Metadata other = publish(u"patched", u"1.1.0");
    VERIFY_OK(patch({.addTags = {u"tag"_s}}));
    QCOMPARE(*can().metadata->metadata(other.name, other.version, {}), other);
}

void ConformanceMetadata::aPatchIsSeenByEveryHandle()
{
    const Metadata metadata = publish(u"patched", u"1.0.0");
    const auto other = another();
    QCOMPARE(*other->capabilities().metadata->metadata(metadata.name, metadata.version, {}), metadata);
    QCOMPARE(other->fetch(metadata.name, metadata.version, {})->metadata, metadata);
    const auto after = patch({.addTags = {u"tag"_s}});
    VERIFY_OK(after);
    QTRY_COMPARE(*other->capabilities().metadata->metadata(metadata.name, metadata.version, {}), *after);
    QTRY_COMPARE(other->fetch(metadata.name, metadata.version, {})->metadata, *after);
    QCOMPARE(*another()->capabilities().metadata->metadata(metadata.name, metadata.version, {}), *after);
}

void ConformanceMetadata::unknownFieldsSurviveAPatch()
{
    Prompt prompt = makePrompt(u"patched", u"1.0.0");
    prompt.metadata.unknown.insert(u"x-list"_s, JsonValue::Array{JsonValue(), JsonValue(true), JsonValue(7)});
    prompt.metadata.unknown.insert(u"x-exact"_s, JsonValue::Number{"1e2"});
    publish(prompt);
    VERIFY_OK(patch({.addTags = {u"tag"_s}}));
    VERIFY_OK(patch({.description = u"words"_s}));
    QCOMPARE(another()->fetch(prompt.name(), prompt.version(), {})->metadata.unknown, prompt.metadata.unknown);
}

void ConformanceMetadata::badPatchesAreRefused()
{
    const Metadata before = publish(u"patched", u"1.0.0");
    COMPARE_CODE(patch({.addTags = {u"good"_s, u"bad\ntag"_s}}), ErrorCode::Invalid);
    COMPARE_CODE(patch({.description = QString(Metadata::maxDescriptionBytes + 1, u'd')}), ErrorCode::Invalid);
    QCOMPARE(*can().metadata->metadata(before.name, before.version, {}), before);
}

void ConformanceMetadata::patchesAtOnceAreAllKept()
{
    const Metadata metadata = publish(u"patched", u"1.0.0");
    const auto other = another();
    QStringList expected;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i) {
            const QString tag = u"tag-%1"_s.arg(i);
            expected.append(tag);
            MetadataStorage *through = (i % 2 ? *other : storage()).capabilities().metadata;
            threads.emplace_back([through, tag, &metadata] {
                (void)through->updateMetadata(metadata.name, metadata.version, {.addTags = {tag}}, {});
            });
        }
    }
    QCOMPARE(another()->fetch(metadata.name, metadata.version, {})->metadata.tags.toList(), expected);
}

void ConformanceMetadata::aMissingVersionHasNoMetadata()
{
    publish(u"patched/below", u"1.0.0");
    COMPARE_CODE(can().metadata->metadata(makeName(u"patched"), makeVersion(u"1.0.0"), {}), ErrorCode::NotFound);
    COMPARE_CODE(patch({.addTags = {u"tag"_s}}), ErrorCode::NotFound);
    publish(u"patched", u"1.0.1");
    COMPARE_CODE(can().metadata->metadata(makeName(u"patched"), makeVersion(u"1.0.0"), {}), ErrorCode::NotFound);
    COMPARE_CODE(patch({.addTags = {u"tag"_s}}), ErrorCode::NotFound);
}

void ConformanceMetadata::aStopLeavesMetadataAlone()
{
    const Metadata before = publish(u"patched", u"1.0.0");
    COMPARE_CODE(patch({.addTags = {u"tag"_s}}, stopped()), ErrorCode::Cancelled);
    QCOMPARE(*can().metadata->metadata(before.name, before.version, {}), before);
}

void ConformanceMetadata::labelsPointAndMove()
{
    const Name name = makeName(u"labelled");
    publish(u"labelled", u"1.0.0");
    publish(u"labelled", u"1.1.0");
    QCOMPARE(labelsOf(storage(), u"labelled"), QString());
    point(u"labelled", u"production", u"1.0.0");
    point(u"labelled", u"Staging_2.x-y", u"1.0.0");
    QCOMPARE(labelsOf(storage(), u"labelled"), u"Staging_2.x-y=1.0.0 production=1.0.0"_s);
    point(u"labelled", u"production", u"1.1.0");
    QCOMPARE(labelsOf(storage(), u"labelled"), u"Staging_2.x-y=1.0.0 production=1.1.0"_s);
    QCOMPARE(labelsOf(*another(), u"labelled"), u"Staging_2.x-y=1.0.0 production=1.1.0"_s);
    VERIFY_OK(can().labels->removeLabel(name, makeLabel(u"Staging_2.x-y"), {}, {}));
    QCOMPARE(labelsOf(storage(), u"labelled"), u"production=1.1.0"_s);
    QCOMPARE(labelsOf(*another(), u"labelled"), u"production=1.1.0"_s);
}

void ConformanceMetadata::aLabelNeedsAPublishedVersion()
{
    const auto set = [this](QStringView name, QStringView version) {
        return can().labels->setLabel(makeName(name), makeLabel(u"production"), makeVersion(version), {}, {});
    };
    COMPARE_CODE(set(u"labelled", u"1.0.0"), ErrorCode::NotFound);
    publish(u"labelled", u"1.0.0");
    COMPARE_CODE(set(u"labelled", u"1.0.1"), ErrorCode::NotFound);
    COMPARE_CODE(set(u"labelled", u"1.0.0+build"), ErrorCode::NotFound);
    QCOMPARE(labelsOf(storage(), u"labelled"), QString());
}

void ConformanceMetadata::labelsThatAreMissingAreNotFound()
{
    const Label label = makeLabel(u"production");
    COMPARE_CODE(can().labels->labels(makeName(u"labelled"), {}), ErrorCode::NotFound);
    COMPARE_CODE(can().labels->removeLabel(makeName(u"labelled"), label, {}, {}), ErrorCode::NotFound);
    publish(u"labelled", u"1.0.0");
    COMPARE_CODE(can().labels->removeLabel(makeName(u"labelled"), label, {}, {}), ErrorCode::NotFound);
}

void ConformanceMetadata::preconditionsHold_data()
{
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("pointsTo");
    QTest::addColumn<bool>("holds");
    const int absent = static_cast<int>(Precondition::Kind::Absent);
    const int pointsTo = static_cast<int>(Precondition::Kind::PointsTo);
    QTest::newRow("absent, and it is") << QString() << absent << QString() << true;
    QTest::newRow("absent, but it is not") << u"1.0.0"_s << absent << QString() << false;
    QTest::newRow("absent, but it points there already") << u"1.2.0"_s << absent << QString() << false;
    QTest::newRow("points there") << u"1.0.0"_s << pointsTo << u"1.0.0"_s << true;
    QTest::newRow("points elsewhere") << u"1.1.0"_s << pointsTo << u"1.0.0"_s << false;
    QTest::newRow("points nowhere") << QString() << pointsTo << u"1.0.0"_s << false;
}

void ConformanceMetadata::preconditionsHold()
{
    QFETCH(const QString, before);
    QFETCH(const int, kind);
    QFETCH(const QString, pointsTo);
    QFETCH(const bool, holds);
    const Name name = makeName(rowsName());
    const Label label = makeLabel(u"production");
    for (const auto &version : {u"1.0.0"_s, u"1.1.0"_s, u"1.2.0"_s})
        publish(name.toString(), version);
    const auto reset = [&] {
        if (before.isEmpty())
            (void)can().labels->removeLabel(name, label, {}, {});
        else
            point(name.toString(), u"production", before);
    };
    reset();
    const QString labelled = before.isEmpty() ? QString() : u"production="_s + before;
    const Precondition precondition{static_cast<Precondition::Kind>(kind),
                                    pointsTo.isEmpty() ? std::nullopt : std::optional(makeVersion(pointsTo))};
    const auto set = can().labels->setLabel(name, label, makeVersion(u"1.2.0"), precondition, {});
    if (holds)
        VERIFY_OK(set);
    else
        COMPARE_CODE(set, ErrorCode::Conflict);
    QCOMPARE(labelsOf(storage(), name.toString()), holds ? u"production=1.2.0"_s : labelled);

    reset();
    const auto removed = can().labels->removeLabel(name, label, precondition, {});
    if (!holds) // whoever took it away before: what was taken for granted is not so any more
        COMPARE_CODE(removed, ErrorCode::Conflict);
    else if (before.isEmpty())
        COMPARE_CODE(removed, ErrorCode::NotFound);
    else
        VERIFY_OK(removed);
    QCOMPARE(labelsOf(storage(), name.toString()), holds ? QString() : labelled);
}

void ConformanceMetadata::oneOfManyClaimsALabel()
{
    const Name name = makeName(u"labelled");
    const auto other = another();
    std::vector<Version> versions;
    for (int i = 0; i < 8; ++i)
        versions.push_back(publish(u"labelled", u"1.%1.0"_s.arg(i)).version);
    std::array<std::optional<Result<void>>, 8> results;
    {
        std::vector<std::jthread> threads;
        for (size_t i = 0; i < results.size(); ++i) {
            LabelStorage *through = (i % 2 ? *other : storage()).capabilities().labels;
            threads.emplace_back([&, through, i] {
                results[i] = through->setLabel(name, makeLabel(u"production"), versions[i],
                                               {Precondition::Kind::Absent, {}}, {});
            });
        }
    }
    QString winner;
    for (size_t i = 0; i < results.size(); ++i) {
        if (results[i]->has_value())
            winner += u"production="_s + versions[i].toString();
        else
            COMPARE_CODE(*results[i], ErrorCode::Conflict);
    }
    QCOMPARE(labelsOf(*another(), u"labelled"), winner);
}

void ConformanceMetadata::labelsAreNoVersions()
{
    publish(u"labelled", u"1.0.0");
    point(u"labelled", u"production", u"1.0.0");
    QCOMPARE(versionsOf(storage(), u"labelled"), u"1.0.0"_s);
    QCOMPARE(namesIn(storage()), QStringList(u"labelled"_s));
}

void ConformanceMetadata::aStopLeavesLabelsAlone()
{
    const Metadata metadata = publish(u"labelled", u"1.0.0");
    const Label label = makeLabel(u"production");
    COMPARE_CODE(can().labels->setLabel(metadata.name, label, metadata.version, {}, stopped()), ErrorCode::Cancelled);
    QCOMPARE(labelsOf(storage(), u"labelled"), QString());
    point(u"labelled", u"production", u"1.0.0");
    COMPARE_CODE(can().labels->removeLabel(metadata.name, label, {}, stopped()), ErrorCode::Cancelled);
    QCOMPARE(labelsOf(storage(), u"labelled"), u"production=1.0.0"_s);
}

QTEST_APPLESS_MAIN(ConformanceMetadata)
#include "test_conformance_metadata.moc"
