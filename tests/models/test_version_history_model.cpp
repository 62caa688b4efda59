// SPDX-License-Identifier: Apache-2.0
#include "pulse/ui/models/version_history_model.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::ui;

namespace {

Version version(const QString &text)
{
    return *Version::parse(text);
}

HistoryEntry entry(const QString &text, std::optional<Bump> bump, const QStringList &labels = {})
{
    HistoryEntry entry{.version = version(text), .metadata = {}, .damage = {}, .bump = bump, .labels = {}};
    entry.metadata = Metadata{.name = *Name::parse(u"support/greet"),
                              .version = version(text),
                              .createdAt = QDateTime(QDate(2024, 3, 1), QTime(9, 0), QTimeZone::UTC),
                              .updatedAt = {},
                              .size = 2134,
                              .checksum = Checksum::of("x"),
                              .tags = {},
                              .description = {},
                              .author = u"Ada"_s,
                              .message = u"adds <b>tone</b>\nand more"_s,
                              .unknown = {}};
    for (const QString &label : labels)
        entry.labels.push_back(*Label::parse(label));
    return entry;
}

History history(std::vector<HistoryEntry> entries)
{
    History history{.name = *Name::parse(u"support/greet"), .entries = std::move(entries), .labels = {}, .latest = {}};
    if (!history.entries.empty()) {
        history.entries.front().isLatest = true;
        history.latest = history.entries.front().version;
    }
    return history;
}

} // namespace

class TestVersionHistoryModel : public QObject
{
    Q_OBJECT

private slots:
    void staysConsistentThroughUpdates();
    void keepsRowsThatStay();
    void tellsWhatEachRowIs();
    void putsTheDraftFirst();
    void marksAtMostTwo();
    void forgetsMarksOfVersionsThatAreGone();
    void escapesMessagesInToolTips();
};

void TestVersionHistoryModel::staysConsistentThroughUpdates()
{
    VersionHistoryModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setHistory(history({entry(u"1.1.0"_s, Bump::Minor), entry(u"1.0.0"_s, {})}));
    QCOMPARE(model.rowCount(), 2);
    model.setDraft(QDateTime::currentDateTimeUtc());
    QCOMPARE(model.rowCount(), 3);
    model.setHistory(history({entry(u"2.0.0"_s, Bump::Major), entry(u"1.1.0"_s, Bump::Minor),
                              entry(u"1.0.5"_s, Bump::Patch), entry(u"1.0.0"_s, {})}));
    QCOMPARE(model.rowCount(), 5);
    model.setHistory(history({entry(u"1.0.5"_s, Bump::Patch)}));
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1).data().toString(), u"1.0.5"_s);
    model.setDraft({});
    QCOMPARE(model.rowCount(), 1);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
}

void TestVersionHistoryModel::keepsRowsThatStay()
{
    VersionHistoryModel model;
    model.setHistory(history({entry(u"1.1.0"_s, Bump::Minor), entry(u"1.0.0"_s, {})}));
    const QPersistentModelIndex kept = model.indexOf(version(u"1.0.0"_s));
    model.setHistory(history({entry(u"1.2.0"_s, Bump::Minor), entry(u"1.1.0"_s, Bump::Minor), entry(u"1.0.0"_s, {})}));
    QVERIFY(kept.isValid());
    QCOMPARE(kept.row(), 2);
    QCOMPARE(kept.data().toString(), u"1.0.0"_s);
}

void TestVersionHistoryModel::tellsWhatEachRowIs()
{
    auto damaged = entry(u"0.9.0"_s, {});
    damaged.metadata.reset();
    damaged.damage = u"The content does not match its checksum."_s;
    VersionHistoryModel model;
    model.setHistory(history({entry(u"2.0.0"_s, Bump::Major, {u"production"_s}), entry(u"1.1.0-rc.1"_s, Bump::Minor),
                              entry(u"1.0.0"_s, Bump::Major), damaged}));
    using Mark = VersionHistoryModel::Mark;
    const auto mark = [&](int row) {
        return static_cast<Mark>(model.index(row).data(VersionHistoryModel::MarkRole).toInt());
    };
    QCOMPARE(mark(0), Mark::Major);
    QCOMPARE(mark(1), Mark::Prerelease);
    QCOMPARE(mark(3), Mark::Damaged);
    QCOMPARE(model.index(0).data(VersionHistoryModel::LabelsRole).toStringList(),
             (QStringList{u"latest"_s, u"production"_s}));
    QCOMPARE(model.index(0).data(VersionHistoryModel::MessageRole).toString(), u"adds <b>tone</b>"_s);
    QVERIFY(model.index(3).data(Qt::AccessibleTextRole).toString().contains(u"does not match"_s));
    QVERIFY(model.index(0).data(Qt::AccessibleTextRole).toString().contains(u"production"_s));
}

void TestVersionHistoryModel::putsTheDraftFirst()
{
    VersionHistoryModel model;
    model.setHistory(history({entry(u"1.0.0"_s, {})}));
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.setDraft(QDateTime::currentDateTimeUtc());
    QCOMPARE(inserted.count(), 1);
    QVERIFY(model.isDraft(model.index(0)));
    QVERIFY(!model.entry(model.index(0)));
    QCOMPARE(model.entry(model.index(1))->version, version(u"1.0.0"_s));
    QVERIFY(!model.flags(model.index(0)).testFlag(Qt::ItemIsDragEnabled));
    model.setDraft(QDateTime::currentDateTimeUtc());
    QCOMPARE(inserted.count(), 1);
}

void TestVersionHistoryModel::marksAtMostTwo()
{
    VersionHistoryModel model;
    model.setHistory(history({entry(u"3.0.0"_s, Bump::Major), entry(u"2.0.0"_s, Bump::Major), entry(u"1.0.0"_s, {})}));
    model.toggleMarked(version(u"1.0.0"_s));
    model.toggleMarked(version(u"2.0.0"_s));
    model.toggleMarked(version(u"3.0.0"_s));
    QCOMPARE(model.marked(), (std::vector<Version>{version(u"2.0.0"_s), version(u"3.0.0"_s)}));
    model.toggleMarked(version(u"2.0.0"_s));
    QCOMPARE(model.marked(), std::vector<Version>{version(u"3.0.0"_s)});
}

void TestVersionHistoryModel::forgetsMarksOfVersionsThatAreGone()
{
    VersionHistoryModel model;
    model.setHistory(history({entry(u"2.0.0"_s, Bump::Major), entry(u"1.0.0"_s, {})}));
    model.toggleMarked(version(u"1.0.0"_s));
    model.setHistory(history({entry(u"2.0.0"_s, {})}));
    QVERIFY(model.marked().empty());
}

void TestVersionHistoryModel::escapesMessagesInToolTips()
{
    VersionHistoryModel model;
    model.setHistory(history({entry(u"1.0.0"_s, {})}));
    const QString tip = model.index(0).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(u"&lt;b&gt;tone&lt;/b&gt;"_s));
    QVERIFY(!tip.contains(u"<b>tone"_s));
}

QTEST_MAIN(TestVersionHistoryModel)
#include "test_version_history_model.moc"
