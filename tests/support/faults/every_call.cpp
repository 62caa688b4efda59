// SPDX-License-Identifier: Apache-2.0
#include "pulse/faults/every_call.h"

#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <cerrno>
#include <filesystem>

using namespace Qt::StringLiterals;

namespace pulse::faults {
namespace {

constexpr qsizetype mostComplaints = 60;
constexpr int eachRefused = 6;

/// In memory where there is such a place: these runs are about answers, not about the disk.
QString placeForFolders()
{
    const QString memory = u"/dev/shm"_s;
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + u"/pulse-every-call-XXXXXX"_s;
}

/// Temporaries, and folders with nothing in them.
QStringList halfMadeIn(const QString &folder)
{
    constexpr auto all = QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot;
    QStringList found;
    QDirIterator entries(folder, all, QDirIterator::Subdirectories);
    while (entries.hasNext()) {
        const QFileInfo entry = entries.nextFileInfo();
        const bool isEmpty = entry.isDir() && !entry.isSymLink() && QDir(entry.filePath()).isEmpty(all);
        if (isEmpty || entry.fileName().startsWith(u".tmp-"))
            found.append(QDir(folder).relativeFilePath(entry.filePath()));
    }
    return found;
}

/// One run in a copy of the prepared folder.
class Run
{
public:
    Run(const EveryCall &row, const QString &original)
        : m_fs(std::make_shared<ScriptedFs>())
    {
        std::filesystem::copy(original.toStdString(), m_place.filePath(u"it"_s).toStdString(),
                              std::filesystem::copy_options::recursive | std::filesystem::copy_options::copy_symlinks);
        m_before = halfMadeIn(folder());
        m_act = row.begin(folder(), m_fs);
    }

    [[nodiscard]] QString folder() const { return m_place.filePath(u"it"_s); }
    [[nodiscard]] int calls() const { return m_fs->calls(); }

    Result<QString> with(ScriptedFs::Script script, const std::stop_token &stop = {})
    {
        m_fs->setScript(std::move(script));
        auto answer = m_act(stop);
        m_fs->setScript({});
        return answer;
    }

    /// What the run left half made.
    [[nodiscard]] QStringList left() const
    {
        QStringList left = halfMadeIn(folder());
        left.removeIf([this](const QString &name) { return m_before.contains(name); });
        return left;
    }

private:
    QTemporaryDir m_place{placeForFolders()};
    std::shared_ptr<ScriptedFs> m_fs;
    EveryCall::Act m_act;
    QStringList m_before;
};

class Trial
{
public:
    Trial(const EveryCall &row, const QString &original)
        : m_row(row)
        , m_original(original)
        , m_untold(u"^(%1)$"_s.arg(row.untold.join(u'|')))
        , m_staying(u"^(%1)$"_s.arg(row.staying))
    {}

    QStringList run()
    {
        Run undisturbed(m_row, m_original);
        int calls = 0;
        const auto answer = undisturbed.with([&](const FsCall &) {
            ++calls;
            return 0;
        });
        if (!answer)
            return {u"undisturbed: "_s + answer.error().toString()};
        if (calls == 0)
            return {u"It makes no calls."_s};
        m_undisturbed = *answer;
        for (int at = 0; m_wrong.size() < mostComplaints && at < calls; ++at) {
            failAt(at, EIO);
            if (at % eachRefused == 0) // that it is told by another name needs no look at every call
                failAt(at, EACCES);
        }
        for (int at = -1; m_row.stoppable && m_wrong.size() < mostComplaints && at < calls; ++at)
            stopAt(at);
        return m_wrong;
    }

private:
    void failAt(int at, int number)
    {
        Run run(m_row, m_original);
        FsCall struck;
        const auto answer = run.with([&](const FsCall &call) {
            if (call.index != at)
                return 0;
            struck = call;
            return number;
        });
        m_when = u"%1 of “%2”: "_s.arg(number == EIO ? u"EIO"_s : u"EACCES"_s, struck.text);
        if (answer)
            judge(*answer, struck, number);
        else
            judge(answer.error(), number);
        // What cannot be removed stays, and what cannot be looked into.
        const bool mayLeave =
            struck.kind.startsWith("remove") || struck.kind == "open" || struck.kind == "entries" ||
            (answer ? mayBeUntold(struck, number) : answer.error().code() == ErrorCode::DurabilityUnknown);
        if (!mayLeave)
            complainOfWhatIsLeft(run);
        lookForWhatIsAmiss(run, answer);
        const auto again = m_row.begin(run.folder(), realFs())({});
        const bool isDone =
            !again && (again.error().code() == ErrorCode::NotFound || again.error().code() == ErrorCode::AlreadyExists);
        if (!again && !isDone)
            complain(u"then again: "_s + again.error().toString());
    }

    // -1 is before the first call.
    void stopAt(int at)
    {
        Run run(m_row, m_original);
        std::stop_source source;
        if (at < 0)
            source.request_stop();
        int calls = 0;
        QString struck = u"the first call"_s;
        const auto answer = run.with(
            [&](const FsCall &call) {
                ++calls;
                if (call.index == at) {
                    struck = call.text;
                    source.request_stop();
                }
                return 0;
            },
            source.get_token());
        m_when = u"a stop at “%1” (%2): "_s.arg(struck).arg(at);
        if (at < *m_row.stoppable && answer)
            complain(u"comes too late"_s);
        const int since = calls - at - 1;
        const int most = at < 0 ? m_row.callsBeforeLooking : m_row.callsBetweenLooks.value_or(calls);
        if (!answer && since > most)
            complain(u"is looked at only after %1 more calls"_s.arg(since));
        if (answer && *answer != m_undisturbed)
            complain(u"the answer is "_s + *answer);
        if (!answer && answer.error().code() != ErrorCode::Cancelled)
            complain(u"told as "_s + answer.error().toString());
        if (!answer)
            complainOfWhatIsLeft(run);
        lookForWhatIsAmiss(run, answer);
    }

    void lookForWhatIsAmiss(const Run &run, const Result<QString> &answer)
    {
        const bool isKnown = answer || answer.error().code() != ErrorCode::DurabilityUnknown;
        const QString amiss = m_row.amiss && isKnown ? m_row.amiss(run.folder()) : QString();
        if (!amiss.isEmpty())
            complain(amiss);
    }

    void complainOfWhatIsLeft(const Run &run)
    {
        QStringList left = run.left();
        left.removeIf([this](const QString &name) { return m_staying.match(name).hasMatch(); });
        if (!left.isEmpty())
            complain(u"it leaves "_s + left.join(u", "_s));
    }

    void judge(const QString &answer, const FsCall &struck, int number)
    {
        const bool isSame = answer == m_undisturbed;
        if (!isSame && !(m_row.isAnswer && m_row.isAnswer(m_undisturbed, answer)))
            complain(u"the answer is "_s + answer);
        if (isSame && !mayBeUntold(struck, number))
            complain(u"not told"_s);
    }

    [[nodiscard]] bool mayBeUntold(const FsCall &struck, int number) const
    {
        // What a umask closed is opened and asked again; a folder that may not be read belongs to somebody else.
        const bool isOthers = number == EACCES && struck.kind.startsWith("open");
        return isOthers || m_untold.match(struck.text).hasMatch();
    }

    void judge(const Error &error, int number)
    {
        const ErrorCode right = number == EACCES ? ErrorCode::PermissionDenied : ErrorCode::Unavailable;
        if (error.code() != right && error.code() != ErrorCode::DurabilityUnknown &&
            !std::ranges::contains(m_row.codes, error.code()))
            complain(u"told as "_s + error.toString());
        if (error.message().isEmpty())
            complain(u"told without a word"_s);
    }

    void complain(const QString &what) { m_wrong.append(m_when + what); }

    const EveryCall &m_row;
    const QString m_original;
    const QRegularExpression m_untold;
    const QRegularExpression m_staying;
    QString m_undisturbed;
    QString m_when;
    QStringList m_wrong;
};

} // namespace

QStringList EveryCall::wrong() const
{
    const QTemporaryDir original(placeForFolders());
    prepare(original.path());
    return Trial(*this, original.path()).run();
}

} // namespace pulse::faults
