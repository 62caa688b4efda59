// SPDX-License-Identifier: Apache-2.0
// Opening and making a library in a folder, with each of the calls failing once.
#include "library_rows.h"

using namespace Qt::StringLiterals;
using namespace pulse;
using namespace pulse::filesystem::test;
using faults::EveryCall;

namespace {

Result<QString> opened(const QString &folder, const std::shared_ptr<Fs> &fs)
{
    return openIn(folder, fs).transform([](const std::shared_ptr<Storage> &storage) {
        const StorageInfo info = storage->info();
        return u"schema %1"_s.arg(info.schema) + (info.id.isEmpty() ? u", of nobody"_s : QString()) +
               (info.readOnly ? u", for reading only"_s : QString());
    });
}

EveryCall row(const char *name, const QString &path, std::function<void(const QString &folder)> prepare)
{
    // Whether another writer came meanwhile; and whether prompts can be written is asked again with the first.
    const QStringList untold{writersTag, u"open prompts"_s};
    return {.name = name,
            .prepare = std::move(prepare),
            .begin = [path](const QString &folder, const std::shared_ptr<Fs> &fs) -> EveryCall::Act {
                return [=](const std::stop_token &) { return opened(folder + path, fs); };
            },
            .isAnswer = [](const QString &, const QString &answer) { return answer.endsWith(u"reading only"); },
            .untold = untold,
            .staying = u"(library|new)(/one(/two)?)?(/prompts)?"_s};
}

std::vector<EveryCall> openingRows()
{
    const auto nothing = [](const QString &) {};
    const auto made = [](const QString &folder) { QVERIFY(openIn(folder + u"/library"_s)); };
    const auto byHand = [](const QString &folder) {
        write(folder + u"/library/prompts/hand/1.0.0/content.md"_s, "made by hand");
    };
    const auto killed = [](const QString &folder) { write(folder + u"/library/.tmp-of-a-dead-one"_s, "{"); };
    const auto withoutPrompts = [](const QString &folder) {
        QVERIFY(openIn(folder + u"/library"_s));
        QVERIFY(QDir(folder + u"/library/prompts"_s).removeRecursively());
    };
    return {
        row("open", u"/library"_s, made),
        row("open what was made by hand", u"/library"_s, byHand),
        row("open one without prompts", u"/library"_s, withoutPrompts),
        row("make", u"/library"_s, nothing),
        row("make in new folders", u"/new/one/two"_s, nothing),
        row("make where another died", u"/library"_s, killed),
    };
}

} // namespace

class TestFilesystemOpeningCalls : public QObject
{
    Q_OBJECT

private slots:
    void opening_data()
    {
        QTest::addColumn<size_t>("index");
        const auto all = openingRows();
        for (size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].name) << i;
    }
    void opening()
    {
        QFETCH(size_t, index);
        const QStringList wrong = openingRows()[index].wrong();
        QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
    }
};

QTEST_GUILESS_MAIN(TestFilesystemOpeningCalls)
#include "test_filesystem_opening_calls.moc"
