// SPDX-License-Identifier: Apache-2.0
// Three views of one prompt, and what has to be done about them: without any storage.
#include "merge.h"
#include "pulse/test/makers.h"

#include <QTest>

using namespace pulse;
using namespace pulse::replica;
using namespace pulse::test;
using namespace Qt::StringLiterals;

namespace {

/// A prompt as text: `1.0.0=bytes tag,tag description`, and labels `production>1.0.0`.
PromptState state(const QStringList &lines)
{
    PromptState made;
    for (const QString &line : lines) {
        if (line.contains(u'>')) {
            made.facts.labels.emplace(makeLabel(line.section(u'>', 0, 0)), makeVersion(line.section(u'>', 1)));
            continue;
        }
        const QStringList words = line.split(u' ');
        const Version version = makeVersion(words.front().section(u'=', 0, 0));
        Metadata metadata = makeMetadata(makeName(u"p"), version, words.front().section(u'=', 1).toUtf8());
        if (words.size() > 1 && !words[1].isEmpty())
            metadata.tags = makeTags(words[1].split(u','));
        metadata.description = words.value(2);
        made.facts.versions.emplace(version, factsOf(metadata));
        made.metadata.emplace(version, metadata);
    }
    return made;
}

QString textOf(const std::vector<Version> &versions)
{
    QStringList texts;
    for (const Version &version : versions)
        texts.append(version.toString());
    return texts.join(u' ');
}

QStringList described(const Plan &plan)
{
    QStringList lines;
    const auto add = [&](const QString &what, const std::vector<Version> &versions) {
        if (!versions.empty())
            lines.append(what + u' ' + textOf(versions));
    };
    add(u"send"_s, plan.send);
    add(u"receive"_s, plan.receive);
    add(u"replace at home"_s, plan.replaceAtHome);
    add(u"replace here"_s, plan.replaceHere);
    add(u"remove here"_s, plan.removeHere);
    add(u"remove at home"_s, plan.removeAtHome);
    for (const Separation &one : plan.separate)
        lines.append(u"separate %1"_s.arg(one.version.toString()));
    const auto patches = [&](const QString &where, const std::vector<Patch> &all) {
        for (const auto &[version, patch] : all)
            lines.append(u"%1 %2 +%3 -%4 %5"_s.arg(where, version.toString(), patch.addTags.join(u','),
                                                   patch.removeTags.join(u','), patch.description.value_or(u"="_s)));
    };
    patches(u"patch here"_s, plan.patchHere);
    patches(u"patch home"_s, plan.patchHome);
    const auto moves = [&](const QString &where, const std::vector<LabelMove> &all) {
        for (const LabelMove &move : all)
            lines.append(u"%1 %2 %3>%4"_s.arg(where, move.label.toString(), move.from ? move.from->toString() : u"-"_s,
                                              move.to ? move.to->toString() : u"-"_s));
    };
    moves(u"label here"_s, plan.labelsHere);
    moves(u"label home"_s, plan.labelsHome);
    if (plan.removeAllHere)
        lines.append(u"remove all here"_s);
    if (plan.removeAllAtHome)
        lines.append(u"remove all at home"_s);
    for (const ConflictRecord &record : plan.conflicts) {
        using Kind = SyncStorage::Conflict::Kind;
        const Kind kind = record.conflict.kind;
        lines.append(
            u"conflict %1 %2%3"_s.arg(kind == Kind::Version    ? u"version"_s
                                      : kind == Kind::Metadata ? u"metadata"_s
                                      : kind == Kind::Label    ? u"label"_s
                                                               : u"removal"_s,
                                      record.conflict.version ? record.conflict.version->toString() : u"-"_s,
                                      record.conflict.field.isEmpty() ? QString() : u' ' + record.conflict.field));
    }
    lines.sort();
    return lines;
}

} // namespace

class TestReplicaMerge : public QObject
{
    Q_OBJECT
private slots:
    void plans_data();
    void plans();
    void aConflictsNumberIsAVersionWhateverTheDigits();
    void latestDoesNotMoveToAConflict_data();
    void latestDoesNotMoveToAConflict();
};

void TestReplicaMerge::plans_data()
{
    QTest::addColumn<QStringList>("base");
    QTest::addColumn<QStringList>("here");
    QTest::addColumn<QStringList>("home");
    QTest::addColumn<QString>("removedHere"); // versions, with the bytes of the base
    QTest::addColumn<bool>("removedAtHome");
    QTest::addColumn<QStringList>("plan");
    const auto row = [](const char *name, QStringList base, QStringList here, QStringList home, QStringList plan,
                        const QString &removedHere = {}, bool removedAtHome = false) {
        QTest::newRow(name) << base << here << home << removedHere << removedAtHome << plan;
    };
    const QStringList none;
    const QString a = u"1.0.0=a"_s;
    const QString b = u"1.1.0=b"_s;
    const QString production = u"production>1.0.0"_s;
    const QString moved = u"production>1.1.0"_s;

    row("the same", {a}, {a}, {a}, none);
    row("new here", none, {a}, none, {u"send 1.0.0"_s});
    row("new at home", none, none, {a}, {u"receive 1.0.0"_s});
    row("one each", {a}, {a, b}, {a, u"2.0.0=c"_s}, {u"receive 2.0.0"_s, u"send 1.1.0"_s});
    row("the same made twice", none, {a}, {a}, none);
    row("other bytes", none, {a}, {u"1.0.0=b"_s}, {u"conflict version 1.0.0"_s, u"separate 1.0.0"_s});

    row("a tag each", {u"1.0.0=a x"_s}, {u"1.0.0=a x,y"_s}, {u"1.0.0=a x,z"_s},
        {u"patch here 1.0.0 +z - ="_s, u"patch home 1.0.0 +y - ="_s});
    row("a tag removed on each side", {u"1.0.0=a x,y,z"_s}, {u"1.0.0=a x,y"_s}, {u"1.0.0=a y,z"_s},
        {u"patch here 1.0.0 + -x ="_s, u"patch home 1.0.0 + -z ="_s});
    row("described here", {a}, {u"1.0.0=a  new"_s}, {a}, {u"patch home 1.0.0 + - new"_s});
    row("described at home", {a}, {a}, {u"1.0.0=a  new"_s}, {u"patch here 1.0.0 + - new"_s});
    row("described the same", {a}, {u"1.0.0=a  new"_s}, {u"1.0.0=a  new"_s}, none);
    row("described differently", {a}, {u"1.0.0=a  one"_s}, {u"1.0.0=a  two"_s},
        {u"conflict metadata 1.0.0 description"_s});
    row("described differently, with no past", none, {u"1.0.0=a  one"_s}, {u"1.0.0=a  two"_s},
        {u"conflict metadata 1.0.0 description"_s});

    row("labelled here", {a}, {a, production}, {a}, {u"label home production ->1.0.0"_s});
    row("labelled at home", {a}, {a}, {a, production}, {u"label here production ->1.0.0"_s});
    row("label moved here to a new version", {a, production}, {a, b, moved}, {a, production},
        {u"label home production 1.0.0>1.1.0"_s, u"send 1.1.0"_s});
    row("label removed at home", {a, production}, {a, production}, {a}, {u"label here production 1.0.0>-"_s});
    row("label moved on both sides", {a, b, u"1.2.0=c"_s, production}, {a, b, u"1.2.0=c"_s, moved},
        {a, b, u"1.2.0=c"_s, u"production>1.2.0"_s}, {u"conflict label - production"_s});
    row("a label goes with the bytes", {b}, {a, b, production}, {u"1.0.0=other"_s, b},
        {u"conflict version 1.0.0"_s, u"label here production 1.0.0>1.0.0-conflict.ca978112"_s,
         u"label home production ->1.0.0-conflict.ca978112"_s, u"separate 1.0.0"_s});

    row("a version removed here", {a, b}, {b}, {a, b}, {u"remove at home 1.0.0"_s}, u"1.0.0"_s);
    row("a version lost here", {a, b}, {b}, {a, b}, {u"receive 1.0.0"_s});
    row("a version lost here with its label", {a, b, production}, {b}, {a, b, production},
        {u"label here production ->1.0.0"_s, u"receive 1.0.0"_s});
    row("a version removed here and described at home", {a, b}, {b}, {u"1.0.0=a  new"_s, b},
        {u"conflict removal 1.0.0"_s}, u"1.0.0"_s);
    row("a version removed here and labelled at home", {a, b}, {b}, {a, b, production}, {u"conflict removal 1.0.0"_s},
        u"1.0.0"_s);
    row("a version removed at home", {a, b}, {a, b}, {b}, {u"remove here 1.0.0"_s}, {}, true);
    row("a version missing at home", {a, b}, {a, b}, {b}, {u"conflict removal 1.0.0"_s});
    row("a version removed at home and described here", {a, b}, {u"1.0.0=a  new"_s, b}, {b},
        {u"conflict removal 1.0.0"_s}, {}, true);
    row("removed on both sides", {a, b}, {b}, {b}, none, u"1.0.0"_s, true);
    row("removed here and published anew", {a, b}, {u"1.0.0=c"_s, b}, {a, b}, {u"replace at home 1.0.0"_s}, u"1.0.0"_s);
    row("removed at home and published anew", {a, b}, {a, b}, {u"1.0.0=c"_s, b}, {u"replace here 1.0.0"_s}, {}, true);

    row("all removed here", {a, b}, none, {a, b}, {u"remove all at home"_s}, u"1.0.0 1.1.0"_s);
    row("all lost here", {a, b}, none, {a, b}, {u"receive 1.0.0 1.1.0"_s});
    row("all removed here, and more at home", {a}, none, {a, b}, {u"conflict removal -"_s}, u"1.0.0"_s);
    row("all removed at home", {a, b}, {a, b}, none, {u"remove all here"_s}, {}, true);
    row("all missing at home", {a, b}, {a, b}, none, {u"conflict removal -"_s});
    row("all removed at home, and more here", {a}, {a, b}, none, {u"conflict removal -"_s}, {}, true);
}

void TestReplicaMerge::plans()
{
    QFETCH(const QStringList, base);
    QFETCH(const QStringList, here);
    QFETCH(const QStringList, home);
    QFETCH(const QString, removedHere);
    QFETCH(const bool, removedAtHome);
    QFETCH(const QStringList, plan);
    const std::optional<BaseRecord> record =
        base.isEmpty() ? std::nullopt : std::optional(BaseRecord{.facts = state(base).facts});
    ChangeMark mark{.isChange = here != base && !(removedHere.isEmpty() && here.size() < base.size())};
    for (const QString &version : removedHere.split(u' ', Qt::SkipEmptyParts))
        mark.removed.emplace(makeVersion(version), record->facts.find(makeVersion(version))->checksum);
    const PromptState ours = state(here);
    const PromptState theirs = state(home);
    const Plan made = planOf({.name = makeName(u"p"),
                              .base = record,
                              .mark = mark,
                              .here = ours,
                              .home = theirs,
                              .isRemovedAtHome = [&](const Version &) { return removedAtHome; }});
    QStringList expected = plan;
    expected.sort();
    QCOMPARE(described(made), expected);
}

void TestReplicaMerge::aConflictsNumberIsAVersionWhateverTheDigits()
{
    // All digits are decimal and the first is a zero: no identifier of a pre-release.
    Checksum::Digest digest{};
    digest[4] = 0xab;
    const Version made = conflictVersion(makeVersion(u"1.2.0"), Checksum::fromDigest(digest));
    QCOMPARE(made.toString(), u"1.2.0-conflict.00000000a"_s);
    digest[0] = 0x1a;
    QCOMPARE(conflictVersion(makeVersion(u"1.2.0+build.7"), Checksum::fromDigest(digest)).toString(),
             u"1.2.0-conflict.1a000000"_s);
}

void TestReplicaMerge::latestDoesNotMoveToAConflict_data()
{
    QTest::addColumn<QString>("version");
    for (const char *version : {"1.0.0", "1.0.0-rc.1", "2.0.0-alpha", "1.0.0+build"})
        QTest::newRow(version) << QString::fromLatin1(version);
}

void TestReplicaMerge::latestDoesNotMoveToAConflict()
{
    QFETCH(const QString, version);
    const std::vector<Version> versions{conflictVersion(makeVersion(version), Checksum::of("a")), makeVersion(version)};
    QCOMPARE(latestOf(versions)->toString(), version);
}

QTEST_GUILESS_MAIN(TestReplicaMerge)
#include "test_replica_merge.moc"
