// SPDX-License-Identifier: Apache-2.0
// The checker of histories is fed histories that break the contract; it must refuse each of them.
#include "history.h"
#include "linearizable.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse::system_test;

namespace {

Event event(qint64 begin, qint64 end, const char *kind, const char *version, const char *value, const char *outcome,
            const char *answer = "", const char *worker = "a", const char *name = "s")
{
    return {.worker = QString::fromLatin1(worker),
            .begin = begin,
            .end = end,
            .kind = QString::fromLatin1(kind),
            .name = QString::fromLatin1(name),
            .version = QString::fromLatin1(version),
            .value = QString::fromLatin1(value),
            .outcome = QString::fromLatin1(outcome),
            .answer = QString::fromLatin1(answer)};
}

/// A history that is right, of which each test makes one thing wrong.
std::vector<Event> right()
{
    return {event(10, 20, "store", "1.0.0", "x", "ok"),
            event(15, 25, "store", "1.0.0", "y", "exists", "", "b"),
            event(30, 40, "store", "1.0.1", "z", "ok", "", "b"),
            event(32, 0, "store", "1.0.2", "k", "unknown", "", "c"),
            event(50, 60, "fetch", "1.0.1", "-", "ok", "z"),
            event(50, 60, "latest", "-", "-", "ok", "1.0.1", "b"),
            event(70, 80, "label", "1.0.0", "-", "ok"),
            event(75, 85, "label", "1.0.1", "-", "conflict", "", "b"),
            event(90, 95, "label", "1.0.1", "1.0.0", "ok", "", "b"),
            event(96, 99, "label-read", "-", "-", "ok", "1.0.1"),
            event(100, 110, "tag", "1.0.0", "a-1", "ok"),
            event(100, 110, "tag", "1.0.0", "b-1", "ok", "", "b"),
            event(120, 130, "untag", "1.0.0", "b-1", "ok", "", "b"),
            event(140, 150, "store", "1.0.0", "t", "ok", "", "a", "t"),
            event(160, 170, "remove", "-", "-", "ok", "id", "a", "t"),
            event(180, 190, "cached-latest", "-", "-", "ok", "1.0.1", "b"),
            event(180, 190, "cached-fetch", "1.0.0", "-", "not-found", "", "c")};
}

FinalState end()
{
    return {.contents = {{u"s@1.0.0"_s, u"x"_s}, {u"s@1.0.1"_s, u"z"_s}},
            .labels = {{u"s"_s, u"1.0.1"_s}},
            .tags = {{u"s@1.0.0"_s, {u"a-1"_s}}},
            .kept = {u"x"_s, u"z"_s, u"t"_s}};
}

} // namespace

class TestHistoryChecker : public QObject
{
    Q_OBJECT

private slots:
    void acceptsWhatIsRight()
    {
        QCOMPARE(checkHistory(right(), end()), QStringList());
        FinalState other = end(); // what was killed in the middle may have happened
        other.contents.insert(u"s@1.0.2"_s, u"k"_s);
        QCOMPARE(checkHistory(right(), other), QStringList());
    }

    void refuses_data()
    {
        QTest::addColumn<std::function<void(std::vector<Event> &, FinalState &)>>("spoil");
        QTest::addColumn<QString>("word");
        using Spoil = std::function<void(std::vector<Event> &, FinalState &)>;
        const auto row = [](const char *name, const Spoil &spoil, const QString &word) {
            QTest::newRow(name) << spoil << word;
        };
        row("two winners", [](auto &events, auto &) { events[1].outcome = u"ok"_s; }, u"two winners"_s);
        row("a publication lost", [](auto &, auto &end) { end.contents.remove(u"s@1.0.1"_s); }, u"not there"_s);
        row(
            "a publication overwritten", [](auto &, auto &end) { end.contents[u"s@1.0.0"_s] = u"y"_s; },
            u"not there"_s);
        row("a content from nowhere", [](auto &, auto &end) { end.contents[u"s@1.0.3"_s] = u"w"_s; }, u"nobody"_s);
        row(
            "not read after it was written",
            [](auto &events, auto &) {
                events[4].outcome = u"not-found"_s;
                events[4].answer.clear();
            },
            u"not seen"_s);
        row("other bytes read", [](auto &events, auto &) { events[4].answer = u"x"_s; }, u"another now"_s);
        row("damage read", [](auto &events, auto &) { events[4].outcome = u"corrupt"_s; }, u"damage"_s);
        row(
            "read before it was written",
            [](auto &events, auto &) {
                events[4].begin = 1;
                events[4].end = 5;
            },
            u"before it was published"_s);
        row("latest lags", [](auto &events, auto &) { events[5].answer = u"1.0.0"_s; }, u"lags behind"_s);
        row(
            "latest lags behind the same worker", [](auto &events, auto &) { events[15].answer = u"1.0.0"_s; },
            u"its own"_s);
        row(
            "the same worker does not find its own", [](auto &events, auto &) { events[16].worker = u"a"_s; },
            u"not seen"_s);
        row("two labels set where none was", [](auto &events, auto &) { events[7].outcome = u"ok"_s; }, u"any order"_s);
        row(
            "a label's change refused without reason", [](auto &events, auto &) { events[8].outcome = u"conflict"_s; },
            u"any order"_s);
        row("an old label read", [](auto &events, auto &) { events[9].answer = u"1.0.0"_s; }, u"any order"_s);
        row("a label lost", [](auto &, auto &end) { end.labels.clear(); }, u"any order"_s);
        row("a tag lost", [](auto &, auto &end) { end.tags.clear(); }, u"metadata was lost"_s);
        row(
            "a tag that was taken off", [](auto &, auto &end) { end.tags[u"s@1.0.0"_s].insert(u"b-1"_s); },
            u"metadata was lost"_s);
        row("a removed content lost", [](auto &, auto &end) { end.kept.remove(u"t"_s); }, u"content is lost"_s);
    }

    void refuses()
    {
        using Spoil = std::function<void(std::vector<Event> &, FinalState &)>;
        QFETCH(Spoil, spoil);
        QFETCH(QString, word);
        auto events = right();
        auto state = end();
        spoil(events, state);
        const QStringList wrong = checkHistory(events, state);
        QVERIFY(!wrong.isEmpty());
        QVERIFY2(!wrong.filter(word).isEmpty(), qPrintable(wrong.join(u'\n')));
    }

    void readsItsOwnLines()
    {
        QByteArray log;
        for (const Event &one : right()) {
            log += beginLine(one).toUtf8();
            if (one.end != 0)
                log += endLine(one).toUtf8();
        }
        const auto again = readHistory(u"a"_s, log + "B\t200\tsto");
        QCOMPARE(again.size(), right().size());
        QCOMPARE(again[3].outcome, u"unknown"_s);
        QCOMPARE(again[9].answer, u"1.0.1"_s);
        QCOMPARE(again[8].value, u"1.0.0"_s);
    }

    // A thousand changes by eight at once are explained in no time, and one wrong answer among them is found.
    void searchesLongHistories()
    {
        std::vector<RegisterOperation> operations;
        QString now = u"-"_s;
        for (int i = 0; i < 1000; ++i) {
            const QString next = QString::number(i % 5);
            operations.push_back(
                {.begin = i * 10, .end = i * 10 + 75, .expected = now, .value = next, .succeeded = true});
            now = next;
        }
        QVERIFY(isLinearizable(operations, u"-"_s));
        operations.push_back({.begin = 20'000, .end = 20'001, .isRead = true, .expected = u"2"_s, .succeeded = true});
        QVERIFY(!isLinearizable(operations, u"-"_s));
        operations.back().expected = now;
        QVERIFY(isLinearizable(operations, u"-"_s));
        operations.push_back({.begin = 30, .expected = u"1"_s, .value = u"9"_s, .succeeded = true, .isUnknown = true});
        QVERIFY(isLinearizable(operations, u"-"_s));
    }
};

QTEST_GUILESS_MAIN(TestHistoryChecker)
#include "test_history_checker.moc"
