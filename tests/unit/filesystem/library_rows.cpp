// SPDX-License-Identifier: Apache-2.0
#include "library_rows.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace pulse::filesystem::test {

const QString writersTag = uR"((statusAt|readAt|writeAt) \.lock)"_s;
const QString spelling = u"statusAt (prompts|PROMPTS)|status prompts(/\\S+)?"_s;
const QString isGone = u"status "_s;
const QString latestBefore = u"readLink prompts/\\S+/latest"_s;
const QString touch = u"touch \\S+"_s;
const QString sweeping = u"(removeFile|removeDirectory|open|entries) (\\S+/)?TMP\\S*"_s;
const QString emptying = u"open prompts|removeDirectory prompts/\\S+"_s;

QByteArray read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(missing)");
}

void write(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

Result<std::shared_ptr<Storage>> openIn(const QString &folder, std::shared_ptr<Fs> fs, char series)
{
    Parts parts = defaultParts();
    parts.fs = std::move(fs);
    parts.randomName = [series, next = std::make_shared<int>(0)] {
        return (series + QByteArray::number((*next)++).rightJustified(9, '0')).leftJustified(32, '0');
    };
    OpenOptions options;
    options.mode = OpenOptions::Mode::CreateIfNone;
    options.author = u"Tester"_s;
    options.clock = std::make_shared<ManualClock>(fromRfc3339(u"2026-02-03T04:05:06Z"));
    return openLibrary(QUrl::fromLocalFile(folder), options, std::move(parts));
}

QStringList trashIds(const Storage &storage)
{
    return QDir(storage.info().url.toLocalFile() + u"/trash"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
}

void removeFromIt(Storage &storage, const QString &)
{
    QVERIFY(storage.remove(name("kept"), {}, {}));
}

namespace {

/// `kept` in two versions with a label, `a/b`, and `hand`, which somebody made without metadata.
void fill(const Row &row, const QString &library)
{
    auto storage = *openIn(library);
    QVERIFY(storage->store(prompt("kept", "1.0.0", "one"), {}));
    QVERIFY(storage->store(prompt("kept", "1.1.0", "two"), {}));
    QVERIFY(storage->store(prompt("a/b", "1.0.0", "below"), {}));
    const auto labelled =
        storage->capabilities().labels->setLabel(name("kept"), *Label::parse(u"production"), version("1.0.0"), {}, {});
    QVERIFY(labelled);
    write(library + u"/prompts/hand/1.0.0/content.md"_s, "made by hand");
    const auto mine = QFile::ReadOwner | QFile::WriteOwner;
    QVERIFY(QFile::setPermissions(library + u"/prompts/hand"_s, mine | QFile::ExeOwner));
    QVERIFY(QFile::setPermissions(library + u"/prompts/hand/1.0.0"_s, mine | QFile::ExeOwner));
    QVERIFY(QFile::setPermissions(library + u"/prompts/hand/1.0.0/content.md"_s, mine));
    if (row.prepare)
        row.prepare(*storage, library);
}

} // namespace

namespace {

/// Without what may lag, what a umask may change, what is looked for by its name, and what operations mean to keep.
/// An entry of the trash may be empty that was there before: its prompt was moved out of it.
QStringList findingsIn(const QString &library)
{
    static const QRegularExpression passedOver(
        u"^(stale-pointer|\\w+-mode|(abandoned|unfinished)-\\w+|previous-layout|kept-aside|same-prompt|empty-folder) |"
        "^(empty-trash-entry|split-prompt) trash/\\S+-a\\w+$"_s);
    const auto report = (*openIn(library))->capabilities().inspection->inspect(false, {}, {});
    if (!report)
        return {report.error().toString()};
    QStringList findings;
    for (const Finding &finding : report->findings)
        findings.append(finding.kind + u' ' + finding.path);
    findings.removeIf([](const QString &finding) { return passedOver.match(finding).hasMatch(); });
    return findings;
}

} // namespace

void columnsOf(const Rows &rows)
{
    QTest::addColumn<size_t>("index");
    for (size_t i = 0; i < rows.size(); ++i)
        QTest::newRow(rows[i].name) << i;
}

void tryRow(const Rows &rows)
{
    QFETCH(size_t, index);
    const Row &row = rows[index];
    QStringList before;
    const faults::EveryCall every{
        .name = row.name,
        .prepare =
            [&](const QString &folder) {
                fill(row, folder + u"/library"_s);
                before = findingsIn(folder + u"/library"_s);
            },
        .begin = [&row](const QString &folder, const std::shared_ptr<Fs> &fs) -> faults::EveryCall::Act {
            // What a first attempt could not remove must not be in the way of the second by its name.
            const bool isFirst = std::dynamic_pointer_cast<faults::ScriptedFs>(fs) != nullptr;
            auto opened = openIn(folder + u"/library"_s, fs, isFirst ? 'b' : 'c');
            return [&row, opened](const std::stop_token &stop) {
                return opened ? row.act(**opened, stop) : failure(opened);
            };
        },
        .isAnswer = row.isAnswer,
        .untold = row.untold,
        .staying = row.staying.isEmpty() ? u"library/trash"_s : row.staying + u"|library/trash"_s,
        .amiss =
            [&](const QString &folder) {
                QStringList found = findingsIn(folder + u"/library"_s);
                found.removeIf([&](const QString &finding) { return before.contains(finding); });
                return found.isEmpty() ? QString() : u"verify finds "_s + found.join(u", "_s);
            },
        .codes = row.codes,
        .stoppable = row.stoppable,
        .callsBetweenLooks = row.callsBetweenLooks};
    const QStringList wrong = every.wrong();
    QVERIFY2(wrong.isEmpty(), qPrintable(u'\n' + wrong.join(u'\n')));
}

} // namespace pulse::filesystem::test
