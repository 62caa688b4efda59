// SPDX-License-Identifier: Apache-2.0
// Drafts and settings, with each of their calls failing once.
#include "pulse/crypto/checksum.h"
#include "pulse/faults/every_call.h"
#include "pulse/fs/durable_file.h"
#include "pulse/library/drafts.h"
#include "pulse/library/settings.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace pulse;
using faults::EveryCall;

namespace {

using Rows = std::vector<EveryCall>;

Result<QString> done(const Result<void> &outcome)
{
    return outcome ? Result<QString>(u"done"_s) : failure(outcome);
}

Draft draft(const QString &key, const QByteArray &content, int minutes)
{
    return {.key = key,
            .name = Name::parse(key).value(),
            .base = {},
            .content = content,
            .savedAt = fromRfc3339(u"2024-06-01T12:00:00Z").addSecs(60 * minutes),
            .cursor = 0};
}

std::shared_ptr<DraftStore> draftsIn(const QString &folder, const std::shared_ptr<Fs> &fs)
{
    const auto clock = std::make_shared<ManualClock>(fromRfc3339(u"2024-06-01T12:00:00Z"));
    const auto names = [next = std::make_shared<int>(0)] { return ".tmp-" + QByteArray::number(++*next); };
    return std::make_shared<DraftStore>(folder + u"/state"_s, u"id"_s, clock, fs, names);
}

/// Drafts of two prompts in the journal.
void fill(const QString &folder)
{
    const auto drafts = draftsIn(folder, realFs());
    QVERIFY(drafts->save(draft(u"support/greet"_s, "new", 2)));
    QVERIFY(drafts->save(draft(u"other"_s, "another", 1)));
}

/// One more in a file of its own, as they were kept before the journal.
void fillAsBefore(const QString &folder)
{
    fill(folder);
    const QByteArray rest = R"({"key":"old/one","cursor":0,"size":3,"saved_at":"2024-06-01T12:00:00Z"})"
                            "\nold";
    const auto fs = realFs();
    const auto opened = openFolder(*fs, folder + u"/state/"_s + Checksum::of("id").hex().left(32));
    QVERIFY(opened);
    const QString file = Checksum::of("old/one").hex() + u".draft"_s;
    QVERIFY(writeFile(*fs, *opened, file, "pulse-draft-1 " + Checksum::of(rest).toString().toLatin1() + '\n' + rest, {},
                      file));
}

EveryCall draftRow(const char *name, std::function<Result<QString>(DraftStore &)> act, QStringList untold = {},
                   std::function<void(const QString &)> prepare = fill)
{
    return {.name = name,
            .prepare = std::move(prepare),
            .begin = [act = std::move(act)](const QString &folder, const std::shared_ptr<Fs> &fs) -> EveryCall::Act {
                return [drafts = draftsIn(folder, fs), act](const std::stop_token &) { return act(*drafts); };
            },
            .untold = std::move(untold)};
}

Result<QString> shown(DraftStore &drafts, const QString &key)
{
    return drafts.load(key).transform([](const Draft &found) { return QString::fromUtf8(found.content); });
}

Result<QString> listed(DraftStore &drafts)
{
    return drafts.list().transform([](const std::vector<Draft> &found) {
        QString answer;
        for (const Draft &one : found)
            answer += QString::fromUtf8(one.content) + u'\n';
        return answer;
    });
}

EveryCall settingRow(const char *name, std::function<Result<void>(Settings &)> act)
{
    return {.name = name,
            .prepare =
                [](const QString &folder) {
                    Settings settings(folder + u"/config/pulse.conf"_s);
                    QVERIFY(settings.set(u"author"_s, u"Ada"_s));
                },
            .begin = [act = std::move(act)](const QString &folder, const std::shared_ptr<Fs> &fs) -> EveryCall::Act {
                auto settings = std::make_shared<Settings>(folder + u"/config/pulse.conf"_s, fs);
                return [settings, act](const std::stop_token &) -> Result<QString> {
                    if (auto outcome = act(*settings); !outcome)
                        return failure(std::move(outcome));
                    const auto unread = settings->loadError();
                    return unread ? u"done, but: "_s + unread->message() : u"done"_s;
                };
            },
            .isAnswer = [](const QString &, const QString &answer) { return answer.startsWith(u"done, but: "); }};
}

Rows rows()
{
    // Whether there are drafts of before is asked again at the next time, and repeats are only spared.
    const QStringList before{u"openRoot .*"_s, u"(entries|statusAt|readAt|status) .*"_s};
    const QStringList warm{u"status "_s}; // the folder is opened anew then
    // One that cannot be moved now is in the answer, and is moved the next time.
    const QStringList moving{
        u"(sync|tryLock|status|openRoot|open|openAppend|write|removeFile) (journal|\\S+\\.draft)?"_s,
        u"(statusAt|readAt) journal"_s};
    return {
        draftRow(
            "save", [](DraftStore &it) { return done(it.save(draft(u"support/greet"_s, "newer", 3))); }, before),
        draftRow(
            "load", [](DraftStore &it) { return shown(it, u"support/greet"_s); }, before),
        draftRow("list", listed, warm),
        draftRow(
            "discard", [](DraftStore &it) { return done(it.discard(u"support/greet"_s)); }, before),
        draftRow(
            "load one of before", [](DraftStore &it) { return shown(it, u"old/one"_s); }, moving, fillAsBefore),
        draftRow("list with one of before", listed, moving, fillAsBefore),
        draftRow(
            "discard one of before", [](DraftStore &it) { return done(it.discard(u"old/one"_s)); }, before,
            fillAsBefore),
        draftRow("damage",
                 [](DraftStore &it) {
                     return it.damage().transform([](const QStringList &paths) { return paths.join(u'\n'); });
                 }),
        settingRow("set", [](Settings &it) { return it.set(u"trash.keep-days"_s, u"30"_s); }),
        settingRow("unset", [](Settings &it) { return it.unset(u"author"_s); }),
    };
}

} // namespace

class TestKeptEveryCall : public QObject
{
    Q_OBJECT

private slots:
    void kept_data()
    {
        QTest::addColumn<size_t>("index");
        const Rows all = rows();
        for (size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << i;
    }
    void kept()
    {
        QFETCH(size_t, index);
        const QStringList wrong = rows()[index].wrong();
        QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestKeptEveryCall)
#include "test_kept_every_call.moc"
