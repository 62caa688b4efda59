// SPDX-License-Identifier: Apache-2.0
// The journal and the files that are written whole, with each of their calls failing once.
#include "pulse/faults/every_call.h"
#include "pulse/fs/durable_file.h"
#include "pulse/fs/journal.h"

#include <QDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;

namespace {

/// Whether the journal has been read before by the session whose calls fail, and written by another since.
enum class Session { New, Warm, Behind };

struct Row
{
    const char *name = nullptr;
    std::function<Result<QString>(Journal &)> act;
    Session session = Session::New;
    std::function<void(const QString &file)> prepare = {};
    QStringList untold = {};
    std::vector<ErrorCode> codes = {};
};
using Rows = std::vector<Row>;

// What was put before is only compared so that it need not be put again; leftovers of others stay.
const QStringList untoldOfPut{u"readAt j"_s, u"entries "_s};
// The folder is opened anew then.
const QStringList untoldOfWarm{u"status "_s};

Journal::Options smallOptions()
{
    return {.compactAbove = 400,
            .temporaryName = [next = std::make_shared<int>(0)] { return ".tmp-" + QByteArray::number(++*next); }};
}

Result<QString> done(const Result<void> &outcome)
{
    return outcome ? Result<QString>(u"done"_s) : failure(outcome);
}

void changeBytes(const QString &path, const std::function<void(QByteArray &)> &change)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    change(bytes);
    QVERIFY(file.resize(0) && file.seek(0));
    QCOMPARE(file.write(bytes), bytes.size());
}

void damage(const QString &file)
{
    changeBytes(file, [](QByteArray &bytes) { bytes.replace("second", "se!ond"); });
}

void addToIt(const QString &file)
{
    changeBytes(file, [](QByteArray &bytes) { bytes.append(200, 'x'); });
}

void tear(const QString &file)
{
    changeBytes(file, [](QByteArray &bytes) { bytes.chop(3); });
}

QString shown(const std::vector<QByteArray> &keys)
{
    QString answer;
    for (const QByteArray &key : keys)
        answer += QString::fromUtf8(key) + u' ';
    return answer;
}

Rows rows()
{
    const auto put = [](Journal &journal) { return done(journal.put("a", "newer")); };
    const auto get = [](Journal &journal) {
        return journal.get("b").transform([](const QByteArray &value) { return QString::fromUtf8(value); });
    };
    const auto health = [](Journal &journal) {
        return journal.health().transform([](const JournalHealth &found) {
            return u"%1 damaged, %2 torn, %3 aside"_s.arg(found.damage.size())
                .arg(found.tornBytes)
                .arg(found.keptAside.size());
        });
    };
    return {
        {.name = "put", .act = put, .untold = untoldOfPut},
        {.name = "put, warm", .act = put, .session = Session::Warm, .untold = untoldOfPut + untoldOfWarm},
        {.name = "put into none",
         .act = put,
         .prepare = [](const QString &file) { QVERIFY(QFile::remove(file)); },
         .untold = untoldOfPut},
        {.name = "put the same again",
         .act = [](Journal &journal) { return done(journal.put("b", "second")); },
         .untold = untoldOfPut},
        {.name = "put many",
         .act =
             [](Journal &journal) {
                 const std::vector<Journal::Change> changes{{"a", "newer"}, {"new", "one"}};
                 return done(journal.put(changes));
             },
         .untold = untoldOfPut},
        {.name = "put and compact",
         .act = [](Journal &journal) { return done(journal.put("a", QByteArray(500, 'x'))); }},
        {.name = "put after damage", .act = put, .prepare = damage, .untold = untoldOfPut},
        {.name = "put after a torn end", .act = put, .prepare = tear, .untold = untoldOfPut},
        {.name = "remove", .act = [](Journal &journal) { return done(journal.remove("a")); }, .untold = untoldOfWarm},
        {.name = "compact", .act = [](Journal &journal) { return done(journal.compact()); }, .untold = untoldOfPut},
        {.name = "compact after damage",
         .act = [](Journal &journal) { return done(journal.compact()); },
         .prepare = damage,
         .untold = untoldOfPut},
        {.name = "exclusively",
         .act = [](Journal &journal) { return done(journal.exclusively([&] { return journal.put("a", "newer"); })); },
         .untold = untoldOfPut},
        {.name = "get", .act = get},
        {.name = "get, warm", .act = get, .session = Session::Warm, .untold = untoldOfWarm},
        {.name = "get, behind", .act = get, .session = Session::Behind, .untold = untoldOfWarm},
        {.name = "keys", .act = [](Journal &journal) { return journal.keys().transform(shown); }},
        {.name = "contains",
         .act =
             [](Journal &journal) {
                 return journal.contains("a").transform([](bool is) { return is ? u"yes"_s : u"no"_s; });
             }},
        {.name = "health", .act = health},
        {.name = "health after damage", .act = health, .prepare = damage},
        {.name = "health after a torn end", .act = health, .prepare = tear},
        {.name = "health with a tail of another", .act = health, .prepare = addToIt},
    };
}

} // namespace

class TestJournalEveryCall : public QObject
{
    Q_OBJECT

private slots:
    void journal_data()
    {
        QTest::addColumn<size_t>("index");
        const Rows all = rows();
        for (size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << i;
    }

    void journal()
    {
        QFETCH(size_t, index);
        const Row row = rows()[index];
        const faults::EveryCall every{
            .name = row.name,
            .prepare =
                [&row](const QString &folder) {
                    Journal journal(realFs(), folder + u"/state"_s, u"j"_s, {});
                    QVERIFY(journal.put("a", "first"));
                    QVERIFY(journal.put("b", "second"));
                    QVERIFY(journal.put("a", "third"));
                    if (row.prepare)
                        row.prepare(folder + u"/state/j"_s);
                },
            .begin = [&row](const QString &folder, const std::shared_ptr<Fs> &fs) -> faults::EveryCall::Act {
                auto journal = std::make_shared<Journal>(fs, folder + u"/state"_s, u"j"_s, smallOptions());
                if (row.session != Session::New)
                    (void)journal->put("c", "of before");
                if (row.session == Session::Behind)
                    (void)Journal(realFs(), folder + u"/state"_s, u"j"_s, smallOptions()).put("d", "of another");
                return [&row, journal](const std::stop_token &) { return row.act(*journal); };
            },
            .untold = row.untold,
            .codes = row.codes};
        const QStringList wrong = every.wrong();
        QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestJournalEveryCall)
#include "test_journal_every_call.moc"
