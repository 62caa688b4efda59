// SPDX-License-Identifier: Apache-2.0
#include "race_actions.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <csignal>
#include <sys/prctl.h>

using namespace Qt::StringLiterals;

namespace pulse::system_test {
namespace {

Name nameOf(const Event &event)
{
    return *Name::parse(event.name);
}

Version versionOf(const QString &text)
{
    return *Version::parse(text);
}

QString outcomeOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::AlreadyExists:
        return u"exists"_s;
    case ErrorCode::NotFound:
        return u"not-found"_s;
    case ErrorCode::Conflict:
        return u"conflict"_s;
    case ErrorCode::Unavailable:
        return u"refused"_s;
    case ErrorCode::Corrupt:
        return u"corrupt"_s;
    default:
        return u"error"_s;
    }
}

template <typename T>
bool note(Event &event, const Result<T> &answer)
{
    event.outcome = answer ? u"ok"_s : outcomeOf(answer.error().code());
    if (!answer)
        event.answer = answer.error().message().simplified();
    return answer.has_value();
}

const Label &label()
{
    static const Label staging = *Label::parse(u"staging");
    return staging;
}

void setLabel(Library &library, Event &event)
{
    using Precondition = LabelStorage::Precondition;
    Precondition precondition;
    if (event.value == u"-"_s)
        precondition.kind = Precondition::Kind::Absent;
    else if (event.value != u"*"_s)
        precondition = {Precondition::Kind::PointsTo, versionOf(event.value)};
    note(event,
         library.capabilities().labels->setLabel(nameOf(event), label(), versionOf(event.version), precondition, {}));
    if (event.outcome == u"not-found"_s)
        event.outcome = u"refused"_s; // no such version yet
}

void readLabel(Library &library, Event &event)
{
    const auto labels = library.capabilities().labels->labels(nameOf(event), {});
    if (!labels && labels.error().code() == ErrorCode::NotFound) {
        event.outcome = u"ok"_s;
        event.answer = u"-"_s;
    } else if (note(event, labels)) {
        const auto found = labels->find(label());
        event.answer = found == labels->end() ? u"-"_s : found->second.toString();
    }
}

void changeTag(Library &library, Event &event)
{
    MetadataPatch patch;
    (event.kind == u"tag"_s ? patch.addTags : patch.removeTags) = {event.value};
    note(event, library.capabilities().metadata->updateMetadata(nameOf(event), versionOf(event.version), patch, {}));
    if (event.outcome == u"not-found"_s)
        event.outcome = u"refused"_s;
}

struct Run
{
    int code = -1;
    QByteArray out;
    QByteArray err;
};

Run run(const QString &program, const QStringList &words, const QByteArray &input = {})
{
    QProcess process;
    // Whoever kills the worker kills what it started: the operation has then no answer, and no later effect.
    process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    process.start(program, QStringList{u"--cli"_s} + words);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(120'000) || process.exitStatus() != QProcess::NormalExit)
        return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

QString outcomeOfExit(int code)
{
    switch (code) {
    case 0:
        return u"ok"_s;
    case 1:
        return u"not-found"_s;
    case 3:
        return u"exists"_s;
    case 4:
        return u"conflict"_s;
    case 8:
        return u"refused"_s;
    case 9:
        return u"corrupt"_s;
    default:
        return u"error"_s;
    }
}

QJsonObject object(const Run &done)
{
    return QJsonDocument::fromJson(done.out).object();
}

} // namespace

PublishRequest requestOf(const Event &event)
{
    return {.name = nameOf(event), .content = event.value.toUtf8(), .version = versionOf(event.version)};
}

void noteStored(Event &event, const Result<StoreReceipt> &stored)
{
    if (note(event, stored) && stored->outcome == StoreReceipt::Outcome::Unchanged)
        event.outcome = u"unchanged"_s;
}

void perform(Library &library, Event &event)
{
    const Name name = nameOf(event);
    if (event.kind == u"store"_s) {
        noteStored(event, library.publish(requestOf(event), {}));
    } else if (event.kind.endsWith(u"fetch"_s)) {
        if (const auto fetched = library.storage().fetch(name, versionOf(event.version), {}); note(event, fetched))
            event.answer = QString::fromUtf8(fetched->content);
    } else if (event.kind.endsWith(u"latest"_s)) {
        if (const auto latest = library.capabilities().versions->latest(name, {}); note(event, latest))
            event.answer = latest->toString();
    } else if (event.kind == u"label"_s) {
        setLabel(library, event);
    } else if (event.kind == u"label-read"_s) {
        readLabel(library, event);
    } else if (event.kind.endsWith(u"tag"_s)) {
        changeTag(library, event);
    } else if (event.kind == u"remove"_s) {
        if (const auto removed = library.remove(name, {}, {}); note(event, removed))
            event.answer = removed->trashId.value_or(QString());
    } else if (event.kind == u"restore"_s) {
        note(event, library.restoreFromTrash(event.value, {}, {}));
    }
}

void performWithProgram(const QString &program, Event &event)
{
    Run done;
    const QString ref = event.name + u'@' + event.version;
    if (event.kind == u"store"_s) {
        done = run(program, {u"--json"_s, u"store"_s, event.name, u"--version"_s, event.version}, event.value.toUtf8());
        event.outcome = outcomeOfExit(done.code);
        if (object(done)["outcome"_L1].toString() == u"unchanged"_s)
            event.outcome = u"unchanged"_s;
        return;
    }
    if (event.kind == u"fetch"_s) {
        done = run(program, {u"fetch"_s, ref});
        event.answer = QString::fromUtf8(done.out);
    } else if (event.kind == u"latest"_s) {
        done = run(program, {u"--json"_s, u"versions"_s, event.name});
        event.answer = object(done)["latest"_L1].toString();
    } else if (event.kind == u"label"_s) {
        event.value = u"*"_s; // the command line asks for nothing before
        done = run(program, {u"label"_s, event.name, u"staging"_s, event.version});
        if (done.code == 1)
            done.code = 8;
    } else if (event.kind == u"label-read"_s) {
        done = run(program, {u"--json"_s, u"label"_s, event.name});
        event.answer = object(done)["labels"_L1].toObject()["staging"_L1].toString(u"-"_s);
        if (done.code == 1)
            done.code = 0;
    } else if (event.kind.endsWith(u"tag"_s)) {
        done = run(program, {u"meta"_s, ref, u"--tag"_s, (event.kind == u"tag"_s ? u"+"_s : u"-"_s) + event.value});
        if (done.code == 1)
            done.code = 8;
    } else if (event.kind == u"remove"_s) {
        done = run(program, {u"--json"_s, u"remove"_s, event.name});
        event.answer = object(done)["removed"_L1].toArray().first()["trash_id"_L1].toString();
    } else if (event.kind == u"restore"_s) {
        done = run(program, {u"trash"_s, u"restore"_s, event.value});
    }
    event.outcome = outcomeOfExit(done.code);
    if (done.code != 0)
        event.answer = QString::fromUtf8(done.err).simplified();
}

} // namespace pulse::system_test
