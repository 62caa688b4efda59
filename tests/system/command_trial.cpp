// SPDX-License-Identifier: Apache-2.0
#include "command_trial.h"

#include "pulse/backends/filesystem.h"
#include "pulse/storage/capabilities.h"

#include <QDir>
#include <QFile>
#include <array>
#include <filesystem>

using namespace Qt::StringLiterals;

namespace pulse::system_test {
namespace {

// In memory where that can be had: what is tried here is the order of calls, not the disk.
QString trialTemplate()
{
    const QFileInfo shared(u"/dev/shm"_s);
    return (shared.isDir() && shared.isWritable() ? shared.filePath() : QDir::tempPath()) + "/pulse-trial-XXXXXX"_L1;
}

void copyFolder(const QString &from, const QString &to)
{
    std::error_code failure;
    std::filesystem::remove_all(to.toStdString(), failure);
    std::filesystem::copy(from.toStdString(), to.toStdString(),
                          std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks,
                          failure);
}

void writeFile(const QString &path, const QByteArray &bytes)
{
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    if (file.open(QIODevice::WriteOnly))
        file.write(bytes);
}

// What a repair mends: a pointer that lags, a temporary of somebody killed, a mode, a version without metadata.
void damageMildly(const QString &library)
{
    QFile::remove(library + "/prompts/support/latest"_L1);
    writeFile(library + "/prompts/support/.tmp-0123456789abcdef0123456789abcdef/content.md"_L1, "half");
    writeFile(library + "/prompts/byhand/1.0.0/content.md"_L1, "Made by hand.");
    QFile::setPermissions(library + "/prompts/other/greeting/1.0.0/content.md"_L1,
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther);
}

// A library that nobody made with the program: it counts as schema 1.
void makeByHand(const QString &library)
{
    for (const char *version : {"1.0.0", "1.1.0"})
        writeFile(library + u"/prompts/by/hand/%1/content.md"_s.arg(QLatin1StringView(version)), version);
    writeFile(library + "/prompts/other/1.0.0/content.md"_L1, "Other.");
}

QString trashIdOf(const QString &library, const QString &name)
{
    const OpenOptions options{
        .mode = OpenOptions::Mode::Existing, .readOnly = true, .author = {}, .clock = std::make_shared<SystemClock>()};
    const auto opened = openFilesystemLibrary(QUrl::fromLocalFile(library), options);
    const auto trash = opened ? (*opened)->capabilities().trash->trash({}) : Result<std::vector<TrashEntry>>();
    for (const TrashEntry &entry : trash ? *trash : std::vector<TrashEntry>()) {
        if (entry.name.toString() == name)
            return entry.id;
    }
    return u"none"_s;
}

QSet<QString> withoutTrash(const LibraryState &state)
{
    QSet<QString> items = state.items;
    items.removeIf([](const QString &item) { return item.startsWith("trash "_L1); });
    return items;
}

int expectedCode(const QString &error)
{
    if (error == u"ENOSPC"_s || error == u"EDQUOT"_s)
        return 10;
    return error == u"EROFS"_s ? 5 : 8;
}

} // namespace

QStringList errorsFor(const TracedCall &call)
{
    if (!call.changes)
        return call.kind.startsWith("open"_L1) ? QStringList{u"EMFILE"_s, u"EIO"_s} : QStringList{u"EIO"_s};
    if (call.kind.startsWith("open"_L1))
        return {u"EMFILE"_s, u"ENOSPC"_s, u"EDQUOT"_s, u"EROFS"_s, u"EIO"_s};
    if (call.kind == u"flock"_s || call.kind == u"fchmod"_s || call.kind.startsWith("unlink"_L1))
        return {u"EIO"_s, u"EROFS"_s};
    if (call.kind == u"sync_file_range"_s)
        return {u"EIO"_s};
    return {u"EIO"_s, u"ENOSPC"_s, u"EDQUOT"_s, u"EROFS"_s};
}

CommandTrial::CommandTrial(SystemOperation operation, const QString &folder)
    : m_operation(std::move(operation))
    , m_own(folder.isEmpty() ? std::make_unique<QTemporaryDir>(trialTemplate()) : nullptr)
    , m_folder(m_own ? m_own->path() : folder)
{}

bool CommandTrial::prepare()
{
    if (!makeBefore())
        return false;
    m_before = readState(m_folder.filePath(u"before"_s));
    m_words = words();
    const Ending ending = TracedProgram::run(freshCopy(), m_words);
    if (ending.code != 0) {
        m_complaint = u"%1 fails undisturbed: %2"_s.arg(m_operation.name, QString::fromUtf8(ending.err));
        return false;
    }
    m_after = readState(m_folder.filePath(u"work"_s));
    if (!m_own)
        return true;
    m_calls = TracedProgram::calls(freshCopy(), m_words);
    if (m_calls.size() < 5)
        m_complaint = u"%1 makes no calls that were seen."_s.arg(m_operation.name);
    return m_complaint.isEmpty();
}

bool CommandTrial::makeBefore()
{
    const QString folder = m_folder.filePath(u"before"_s);
    QDir().mkpath(folder);
    for (int i = 0; i < 12; ++i)
        writeFile(m_folder.filePath(u"files/f%1.md"_s.arg(i)), "Imported " + QByteArray::number(i));
    for (const QStringList &command : m_operation.prepare) {
        if (command.first() == u"!damage"_s) {
            damageMildly(folder + "/library"_L1);
            continue;
        }
        if (command.first() == u"!by-hand"_s) {
            makeByHand(folder + "/library"_L1);
            continue;
        }
        const Ending ending = TracedProgram::run(folder, command);
        if (ending.code != 0) {
            m_complaint = command.join(u' ') + u": "_s + QString::fromUtf8(ending.err);
            return false;
        }
    }
    return true;
}

QString CommandTrial::freshCopy()
{
    const QString work = m_folder.filePath(u"work"_s);
    copyFolder(m_folder.filePath(u"before"_s), work);
    return work;
}

QStringList CommandTrial::words() const
{
    QStringList resolved;
    for (const QString &word : m_operation.command) {
        const bool isId = word.startsWith("$trash:"_L1);
        resolved.append(isId ? trashIdOf(m_folder.filePath(u"before/library"_s), word.sliced(7)) : word);
    }
    return resolved;
}

QStringList CommandTrial::kill(const TracedCall &call)
{
    QStringList wrong;
    const QString folder = freshCopy();
    const Ending ending =
        TracedProgram::runWith(folder, m_words, u"%1:signal=KILL:when=%2"_s.arg(call.kind).arg(call.index));
    const LibraryState state = readState(folder);
    judgeState(state, wrong);
    if (ending.code == 0 && state != m_after)
        wrong.append(u"it said that it was done, and it is not:\n"_s + difference(m_after, state));
    judgeRepetition(folder, state, wrong);
    return wrong;
}

QStringList CommandTrial::fail(const TracedCall &call, const QString &error)
{
    QStringList wrong;
    const QString folder = freshCopy();
    const Ending ending =
        TracedProgram::runWith(folder, m_words, u"%1:error=%2:when=%3"_s.arg(call.kind, error).arg(call.index));
    const LibraryState state = readState(folder);
    judgeState(state, wrong);
    judgeFailure(ending, call, error, state, wrong);
    judgeRepetition(folder, state, wrong);
    return wrong;
}

QStringList CommandTrial::confine(const Narrowness &narrowness, bool &failed)
{
    QStringList wrong;
    const QString folder = freshCopy();
    narrowness.tighten(folder);
    const Ending ending = TracedProgram::run(folder, QStringList{u"--json"_s} + m_words);
    const LibraryState state = readState(folder);
    narrowness.loosen(folder);
    failed = ending.code != 0;
    judgeState(state, wrong);
    if (!failed && state != m_after)
        wrong.append(u"success was reported, but it is not done:\n"_s + difference(m_after, state));
    if (failed && ending.code != narrowness.code)
        wrong.append(u"exit code %1: %2"_s.arg(ending.code).arg(QString::fromUtf8(ending.err + ending.out.left(2000))));
    const bool isToldByItems = ending.out.contains("\"failed\":") || ending.out.contains("\"failed\" :");
    if (failed && !(ending.err + (isToldByItems ? ending.out : QByteArray())).contains(narrowness.word.toUtf8()))
        wrong.append(u"the error does not say “%1”: %2"_s.arg(narrowness.word, QString::fromUtf8(ending.err)));
    if (state.temporaries.size() > m_before.temporaries.size())
        wrong.append(u"it left behind "_s + state.temporaries.join(u' '));
    judgeRepetition(folder, state, wrong);
    return wrong;
}

// What verify may find afterwards: what a command that was cut off leaves, in words that say so, and what it leaves
// when it is done.
bool CommandTrial::isHarmless(const QString &kind) const
{
    static const QStringList ofTheCut{u"abandoned-temporary"_s, u"stale-pointer"_s,     u"empty-trash-entry"_s,
                                      u"empty-folder"_s,        u"split-prompt"_s,      u"same-prompt"_s,
                                      u"missing-folder"_s,      u"unfinished-upgrade"_s};
    const auto isSameKind = [&](const QString &finding) { return finding.section(u' ', 0, 0) == kind; };
    return ofTheCut.contains(kind) || std::ranges::any_of(m_after.leftovers, isSameKind);
}

void CommandTrial::judgeState(const LibraryState &state, QStringList &wrong) const
{
    for (const QString &damage : state.damage) {
        if (!m_before.damage.contains(damage))
            wrong.append(u"damage: "_s + damage);
    }
    for (const QString &finding : state.leftovers) {
        if (!m_before.leftovers.contains(finding) && !isHarmless(finding.section(u' ', 0, 0)))
            wrong.append(u"left behind: "_s + finding);
    }
    if (!m_operation.destroys && !(m_before.contents - state.contents).isEmpty())
        wrong.append(u"a content that was acknowledged is gone"_s);
    if (state == m_before || state == m_after)
        return;
    const bool isBetween = (m_before.items & m_after.items) - state.items == QSet<QString>() &&
                           state.items - (m_before.items | m_after.items) == QSet<QString>();
    if (m_operation.between == SystemOperation::Between::None)
        wrong.append(u"it is neither as before nor as after:\n"_s + difference(m_before, state));
    else if (!isBetween && m_operation.doneAlready.empty())
        wrong.append(u"something unrelated changed:\n"_s + difference(m_before, state));
}

void CommandTrial::judgeFailure(const Ending &ending, const TracedCall &call, const QString &error,
                                const LibraryState &state, QStringList &wrong) const
{
    const bool isSync = call.kind == u"fsync"_s || call.kind == u"fdatasync"_s || call.kind == u"syncfs"_s;
    const bool isOutput = call.kind == u"write"_s && call.line.startsWith("write(1,"_L1);
    if (ending.code == -1) {
        wrong.append(ending.took ? u"it crashed"_s : u"it did not end"_s);
        return;
    }
    if (m_operation.reports && (ending.code == 0 || ending.code == 9))
        return;
    if (ending.code == 0) {
        if (m_operation.passesOver && !call.changes)
            return;
        const auto isLater = [&](const TracedCall &other) {
            return other.kind == call.kind && other.index > call.index;
        };
        const bool isSpare = m_operation.sparesLastSync && std::ranges::none_of(m_calls, isLater);
        if (isSync && !isSpare)
            wrong.append(u"success was reported although a sync failed"_s);
        if (state != m_after)
            wrong.append(u"success was reported, but it is not done:\n"_s + difference(m_after, state));
        return;
    }
    if (isOutput)
        return;
    // What cannot be looked at may count as not there, or the library as read-only; then nothing is changed.
    const bool isTakenForMissing =
        !call.changes && std::ranges::contains(std::array{1, 2, 5, 9}, ending.code) && state == m_before;
    if (ending.code != expectedCode(error) && ending.code != 11 && !isTakenForMissing)
        wrong.append(u"exit code %1 where %2 was to be expected: %3"_s.arg(ending.code)
                         .arg(expectedCode(error))
                         .arg(QString::fromUtf8(ending.err).trimmed()));
    if (!ending.err.contains("pulse-gui: "))
        wrong.append(u"it did not say what is wrong"_s);
    // After a sync that failed nothing more is touched; and what is given up when a prompt has its new name is hidden.
    const bool isCleaningUp = call.kind.startsWith("unlink"_L1) || !call.changes || ending.code == 11 ||
                              m_operation.name.startsWith("rename"_L1) || m_operation.name == u"upgrade"_s;
    if (!isCleaningUp && state.temporaries.size() > m_before.temporaries.size())
        wrong.append(u"it left behind "_s + state.temporaries.join(u' '));
}

void CommandTrial::judgeRepetition(const QString &folder, const LibraryState &state, QStringList &wrong) const
{
    const Ending again = TracedProgram::run(folder, m_words);
    const LibraryState end = readState(folder);
    if (m_operation.staysDivided && again.code == 3 && state != m_before && state != m_after)
        return;
    // Of many things some may lie in an entry of the trash of their own.
    const bool isDone = m_operation.between == SystemOperation::Between::Items && !m_operation.destroys
                            ? withoutTrash(end) == withoutTrash(m_after) && (m_after.contents - end.contents).isEmpty()
                            : end == m_after;
    if (!isDone)
        wrong.append(u"repeated, it is not as it should be (exit code %1, %2):\n"_s.arg(again.code)
                         .arg(QString::fromUtf8(again.err).trimmed()) +
                     difference(m_after, end));
    if (again.code != 0 &&
        !(std::ranges::contains(m_operation.doneAlready, again.code) && state.items != m_before.items))
        wrong.append(u"repeated, it fails with %1: %2"_s.arg(again.code).arg(QString::fromUtf8(again.err).trimmed()));
}

} // namespace pulse::system_test
