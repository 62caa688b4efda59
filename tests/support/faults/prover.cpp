// SPDX-License-Identifier: Apache-2.0
#include "prover.h"

#include <QDir>
#include <QFile>
#include <array>
#include <cerrno>

using namespace Qt::StringLiterals;

namespace pulse::faults {
namespace {

constexpr qsizetype mostProverComplaints = 20;
constexpr int anyFailure = EIO;

QString temporaryFolder()
{
    const QString inMemory = u"/dev/shm"_s;
    return (QFileInfo(inMemory).isWritable() ? inMemory : QDir::tempPath()) + u"/pulse-faults-XXXXXX"_s;
}

QStringList acknowledgedIn(const Recording &recording)
{
    return recording.acknowledgedAfter(std::ssize(recording.events));
}

} // namespace

Extent Extent::ofEnvironment()
{
    if (qEnvironmentVariableIntValue("PULSE_EXHAUSTIVE") == 0)
        return {};
    return {.everySubset = 14, .sampledSubsets = 20'000, .errorStride = 1};
}

Proof prove(const Operation &operation, const Extent &extent)
{
    return Prover(operation, extent).run();
}

Prover::Prover(const Operation &operation, const Extent &extent)
    : m_operation(operation)
    , m_extent(extent)
    , m_folder(temporaryFolder())
{
    if (!QDir().mkpath(folder()))
        qFatal("no folder to work in: %s", qPrintable(folder()));
}

Proof Prover::run()
{
    m_operation.prepare(place(realFs()));
    m_prepared = readDisk(folder());
    recordUndisturbed();
    if (m_proof.violations.isEmpty()) {
        killEverywhere();
        failEverywhere();
        shortenEverywhere();
        cutPower();
    }
    if (m_proof.violations.isEmpty()) {
        leaveOutSyncs();
        delaySyncs();
    }
    m_proof.crashStates = m_verdicts.size();
    report();
    return m_proof;
}

Place Prover::place(std::shared_ptr<Fs> fs) const
{
    return {.folder = folder(), .fs = std::move(fs), .acknowledge = [](const QString &) {}};
}

Prover::Run Prover::start(const std::function<ScriptedFs::Script(ScriptedFs &)> &script)
{
    writeDisk(m_prepared, folder());
    Run run{.fs = std::make_shared<ScriptedFs>(folder(), m_prepared), .action = {}, .outcome = {}};
    run.fs->setSyncAll(m_operation.syncsAll);
    Place where = place(run.fs);
    where.acknowledge = [fs = run.fs.get()](const QString &fact) { fs->acknowledge(fact); };
    if (m_operation.leaveUnsynced) {
        run.fs->setDyingBeforeSync(true);
        m_operation.leaveUnsynced(where);
        run.fs->setDyingBeforeSync(false);
    }
    run.action = m_operation.begin(where);
    run.begin = std::ssize(run.fs->recording().events);
    run.fs->setScript(script(*run.fs));
    run.outcome = run.action();
    run.fs->setScript({});
    return run;
}

void Prover::recordUndisturbed()
{
    const Run run = start([this](ScriptedFs &) {
        return [this](const FsCall &call) {
            m_calls.push_back(call);
            return 0;
        };
    });
    m_recording = run.fs->recording();
    m_begin = run.begin;
    m_proof.calls = std::ssize(m_calls);
    if (!run.outcome)
        return complain(u"it fails undisturbed: "_s + run.outcome.error().toString());
    if (m_calls.empty())
        return complain(u"it makes no call through Fs"_s);
    if (fingerprint(readDisk(folder())) != fingerprint(run.fs->disk()))
        return complain(u"it changes the disk without Fs; recorded:\n%1\nfound:\n%2"_s.arg(
            describe(run.fs->disk()), describe(readDisk(folder()))));
    judgeEnd(m_recording, {.returned = true, .acknowledged = acknowledgedIn(m_recording)}, u"undisturbed"_s);
}

void Prover::killEverywhere()
{
    for (int at = 0; at < std::ssize(m_calls); ++at) {
        const Recording recording =
            start([at](ScriptedFs &) {
                return [at](const FsCall &call) { return call.index == at ? ScriptedFs::kill : 0; };
            }).fs->recording();
        ++m_proof.killPoints;
        demand(recording.after(std::ssize(recording.events)), {.acknowledged = acknowledgedIn(recording)},
               u"killed at call %1, “%2”"_s.arg(at).arg(m_calls[static_cast<size_t>(at)].text));
    }
}

const std::vector<Prover::Fault> &Prover::faults()
{
    static constexpr auto once = [](const FsCall &call, int at) { return call.index == at; };
    static const std::vector<Fault> all{
        {"EIO", EIO, once, false},
        {"ENOSPC", ENOSPC, once, false},
        {"EDQUOT", EDQUOT, once, true},
        {"EROFS", EROFS, once, true},
        {"EMFILE", EMFILE, once, true},
        {"a full disk", ENOSPC,
         [](const FsCall &call, int at) {
             return call.index >= at && call.changes && !call.kind.startsWith("remove") && call.kind != "sync";
         },
         false},
        {"a disk that syncs no more", EIO,
         [](const FsCall &call, int at) { return call.index >= at && call.kind.startsWith("sync"); }, false},
        {"a disk that was set read-only", EROFS,
         [](const FsCall &call, int at) { return call.index >= at && call.changes && !call.kind.startsWith("sync"); },
         false},
    };
    return all;
}

void Prover::failEverywhere()
{
    for (qsizetype number = 0; number < std::ssize(faults()); ++number) {
        const Fault &fault = faults()[static_cast<size_t>(number)];
        for (int at = 0; at < std::ssize(m_calls); ++at) {
            const bool isSkipped = fault.isRare && (at + number) % m_extent.errorStride != 0; // in turn
            if (!isSkipped && fault.strikes(m_calls[static_cast<size_t>(at)], at))
                failOnce(fault, at);
        }
    }
}

void Prover::failOnce(const Fault &fault, int at)
{
    QString struck;
    Run run = start([&](ScriptedFs &) {
        return [&struck, &fault, at](const FsCall &call) {
            const bool strikes = fault.strikes(call, at);
            if (call.index == at)
                struck = call.text;
            return strikes ? fault.number : 0;
        };
    });
    ++m_proof.errorInjections;
    const QString when = u"%1 from call %2 on, “%3”"_s.arg(QString::fromLatin1(fault.name)).arg(at).arg(struck);
    const Recording failed = run.fs->recording();
    const Circumstances then{.returned = run.outcome.has_value(),
                             .acknowledged = acknowledgedIn(failed),
                             .injected = fault.number,
                             .error = run.outcome ? std::nullopt : std::optional(run.outcome.error())};
    if (run.outcome)
        return judgeEnd(failed, then, when);
    // The same session tries again before anything is looked at, because looking may change what is there.
    const Result<void> again = run.action();
    const Recording repeated = run.fs->recording();
    run = {};
    judgeEnd(failed, then, when);
    const bool isDone = again || (m_operation.isDoneAlready && m_operation.isDoneAlready(again.error()));
    if (!isDone && again.error().code() != ErrorCode::DurabilityUnknown)
        complain(when + u", tried again without it: "_s + again.error().toString());
    judgeEnd(repeated,
             {.returned = again.has_value(), .acknowledged = acknowledgedIn(repeated), .injected = fault.number},
             when + u", then once more"_s);
}

void Prover::shortenEverywhere()
{
    for (int at = 0; at < std::ssize(m_calls); ++at) {
        if (!m_calls[static_cast<size_t>(at)].kind.startsWith("write"))
            continue;
        const Run run = start([at](ScriptedFs &fs) {
            return [&fs, at](const FsCall &call) {
                fs.setShortWrites(call.index == at ? 1 : 0);
                return 0;
            };
        });
        ++m_proof.errorInjections;
        const QString when = u"one byte written by call %1"_s.arg(at);
        if (!run.outcome)
            complain(when + u": "_s + run.outcome.error().toString());
        const Recording recording = run.fs->recording();
        judgeEnd(recording, {.returned = run.outcome.has_value(), .acknowledged = acknowledgedIn(recording)}, when);
    }
}

// What is there for those that go on, and what a power cut right now would leave.
void Prover::judgeEnd(const Recording &recording, const Circumstances &circumstances, const QString &when)
{
    const qsizetype end = std::ssize(recording.events);
    demand(recording.after(end), circumstances, when);
    for (const auto renames : {CrashStates::Renames::Atomic, CrashStates::Renames::Independent}) {
        if (renames == CrashStates::Renames::Independent && !circumstances.returned)
            continue;
        const Circumstances cut{.returned = circumstances.returned,
                                .acknowledged = circumstances.acknowledged,
                                .injected = circumstances.injected};
        m_proof.subsets +=
            CrashStates(recording, renames, limitsAtEnds()).visitAt(end, [&](const Disk &state, qsizetype) {
                demand(state, cut, u"power cut after "_s + when);
                return true;
            });
    }
}

void Prover::cutPower()
{
    m_proof.subsets += CrashStates(m_recording, CrashStates::Renames::Atomic, limits())
                           .visit(m_begin, [&](const Disk &state, qsizetype events) {
                               const QString last = events > 0
                                                        ? m_recording.events[static_cast<size_t>(events - 1)].text
                                                        : u"the begin"_s;
                               demand(state, {.acknowledged = m_recording.acknowledgedAfter(events)},
                                      u"power cut after “%1”"_s.arg(last));
                               return true;
                           });
}

const QStringList &Prover::judge(const Disk &state, const Circumstances &circumstances)
{
    // Without an error that was told it is all the same which call failed, and how; and to a power cut, whether one
    // did.
    const int injected = circumstances.error                                     ? circumstances.injected
                         : circumstances.returned && circumstances.injected != 0 ? anyFailure
                                                                                 : 0;
    const QByteArray key = fingerprint(state) + (circumstances.returned ? '+' : '-') +
                           circumstances.acknowledged.join(QChar::Null).toUtf8() + '|' + QByteArray::number(injected) +
                           '|' + (circumstances.error ? circumstances.error->codeName().toLatin1() : QByteArray());
    const auto known = m_verdicts.constFind(key);
    if (known != m_verdicts.cend())
        return *known;
    writeDisk(state, folder());
    const QStringList violations = m_operation.check({.place = place(realFs()),
                                                      .returned = circumstances.returned,
                                                      .acknowledged = circumstances.acknowledged,
                                                      .injected = injected,
                                                      .error = circumstances.error});
    return *m_verdicts.insert(key, violations);
}

void Prover::demand(const Disk &state, const Circumstances &circumstances, const QString &when)
{
    const QStringList violations = judge(state, circumstances);
    if (violations.isEmpty())
        return;
    ++m_proof.forbidden;
    const QString what = violations.join(u"; "_s);
    if (m_complained.contains(what))
        return;
    m_complained.insert(what);
    complain(
        u"%1%2: %3\n%4"_s.arg(when, circumstances.returned ? u" (acknowledged)"_s : QString(), what, describe(state)));
}

void Prover::complain(const QString &what)
{
    if (m_proof.violations.size() < mostProverComplaints)
        m_proof.violations.append(m_operation.name + u", "_s + what);
}

void Prover::report() const
{
    const QString path = qEnvironmentVariable("PULSE_DURABILITY_REPORT");
    QFile file(path);
    if (path.isEmpty())
        return;
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append))
        qFatal("the report %s cannot be written", qPrintable(path));
    QStringList fields{m_operation.name};
    for (const qint64 count : {m_proof.killPoints, m_proof.errorInjections, m_proof.crashStates,
                               std::max(m_proof.forbidden, static_cast<qint64>(m_proof.violations.size())),
                               m_proof.calls, m_proof.subsets, m_proof.mutations})
        fields.append(QString::number(count));
    file.write(fields.join(u'\t').toUtf8() + '\n');
}

} // namespace pulse::faults
