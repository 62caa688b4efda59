// SPDX-License-Identifier: Apache-2.0
#include "tree_operations.h"

#include "pulse/ui/common/message_bar.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QLocale>
#include <QSet>

using namespace Qt::StringLiterals;

namespace pulse::ui {

namespace {

const QString operationKey = u"operation"_s;

bool isFolderRef(const QString &ref)
{
    return ref.endsWith(u'/');
}

QString leafOf(QString path)
{
    if (isFolderRef(path))
        path.chop(1);
    return path.section(u'/', -1);
}

QString folderOf(const QString &path)
{
    const qsizetype slash = path.lastIndexOf(u'/');
    return slash < 0 ? QString() : path.first(slash);
}

QString joined(const QString &folder, const QString &leaf)
{
    return folder.isEmpty() ? leaf : folder + u'/' + leaf;
}

/// Without those that lie in another's folder, which takes them along.
QStringList outermost(const QStringList &refs)
{
    QStringList result;
    for (const QString &ref : refs) {
        const bool goesAlong = std::ranges::any_of(refs, [&](const QString &other) {
            return isFolderRef(other) && other != ref && (ref.startsWith(other) || ref == other.chopped(1));
        });
        if (!goesAlong && !result.contains(ref))
            result.append(ref);
    }
    return result;
}

} // namespace

QString describePrompts(const QStringList &prompts)
{
    return prompts.size() == 1 ? u"“%1”"_s.arg(prompts.front())
                               : TreeOperations::tr("%1 prompts").arg(QLocale().toString(prompts.size()));
}

TreeOperations::TreeOperations(MessageBar &messages, QObject *parent)
    : QObject(parent)
    , m_messages(messages)
{}

TreeOperations::~TreeOperations() = default;

void TreeOperations::setSession(LibrarySession *session)
{
    if (m_session != session) {
        if (m_session)
            disconnect(&m_session->activities(), nullptr, this, nullptr);
        if (session)
            connect(&session->activities(), &ActivityLog::reversed, this,
                    [this](quint64, const std::vector<ActivityStep> &steps) { tellReversal(steps); });
    }
    m_session = session;
    m_messages.dismiss(operationKey);
}

/// What was taken back, or done again, is told as if it had been done here.
void TreeOperations::tellReversal(const std::vector<ActivityStep> &steps)
{
    QStringList names;
    for (const ActivityStep &step : steps) {
        if (const auto *rename = std::get_if<RenameStep>(&step)) {
            names.append(rename->to.toString());
            emit renamed(rename->from, rename->to);
        } else if (const auto *arrival = std::get_if<ArrivalStep>(&step); arrival && arrival->isWhole) {
            names.append(arrival->name.toString());
        }
    }
    if (!names.isEmpty())
        emit appeared(names);
    emit trashTouched();
}

void TreeOperations::stop()
{
    for (auto &[id, task] : m_running)
        task.requestStop();
}

void TreeOperations::problem(const QString &text)
{
    m_messages.post(operationKey, MessageBar::Kind::Problem, text);
}

void TreeOperations::start(ActivityKind kind, const QString &doing, Work work,
                           std::function<void(const Outcome &)> finished)
{
    if (!m_session)
        return;
    m_messages.dismiss(operationKey);
    const int id = ++m_lastId;
    // Called on a worker: the program carries the message, and looks whether somebody is there.
    const ProgressSink progress = [target = QPointer(this), doing,
                                   last = std::make_shared<QElapsedTimer>()](const Progress &step) {
        if (last->isValid() && last->elapsed() < 50)
            return;
        last->start();
        QMetaObject::invokeMethod(qApp, [target, doing, done = step.done, total = step.total] {
            if (target && !target->m_running.empty())
                emit target->progressed(doing, done, total);
        });
    };
    auto task = m_session->record(
        kind, [work = std::move(work), progress](ActivityRecorder &recorder, const std::stop_token &stop) {
            return Result<Outcome>(work(recorder, progress, stop));
        });
    const auto answered = [this, id, session = m_session,
                           finished = std::move(finished)](const Result<Outcome> &outcome) {
        const auto held = m_running.extract(id);
        if (m_running.empty())
            emit progressed({}, 0, 0);
        if (!outcome) {
            problem(outcome.error().message());
            return;
        }
        finish(session, *outcome);
        finished(*outcome);
    };
    m_running.emplace(id, std::move(task).then(this, answered));
}

void TreeOperations::Outcome::add(const Error &problem)
{
    if (problem.code() == ErrorCode::Cancelled)
        return;
    ++failed;
    if (!error)
        error = problem;
}

void TreeOperations::finish(LibrarySession *session, const Outcome &outcome)
{
    QStringList touched = outcome.made + outcome.gone;
    for (const auto &[from, to] : outcome.moved)
        touched += {from, to};
    if (session && !touched.isEmpty())
        session->refresh(touched);
    if (session && session == m_session) {
        for (const auto &[from, to] : outcome.moved) {
            const auto before = Name::parse(from);
            const auto after = Name::parse(to);
            if (before && after)
                emit renamed(*before, *after);
        }
        emit trashTouched();
    }
    if (!outcome.error)
        return;
    if (outcome.failed > 1)
        problem(tr("%1 could not be changed. The first: %2")
                    .arg(QLocale().toString(outcome.failed), outcome.error->message()));
    else
        problem(outcome.error->message());
}

QStringList TreeOperations::namesOf(const QStringList &refs) const
{
    QStringList names;
    const auto &entries = m_session->catalogue().entries();
    for (const QString &ref : refs) {
        if (!isFolderRef(ref)) {
            names.append(ref);
            continue;
        }
        auto entry = std::ranges::lower_bound(entries, ref, {}, &CatalogueEntry::path);
        for (; entry != entries.end() && entry->path.startsWith(ref); ++entry) {
            if (entry->name)
                names.append(entry->path);
        }
    }
    names.sort();
    names.removeDuplicates();
    return names;
}

// ---- renaming and moving

void TreeOperations::renamePrompt(const Name &from, const QString &leaf)
{
    const auto to = Name::join(from.folder(), leaf);
    if (!to)
        problem(to.error().message());
    else if (*to != from)
        relocate({{from.toString(), to->toString()}});
}

void TreeOperations::renameFolder(const QString &from, const QString &leaf)
{
    const auto to = Name::join(folderOf(from), leaf);
    if (!to)
        problem(to.error().message());
    else if (to->toString() != from)
        relocate({{from + u'/', to->toString() + u'/'}});
}

void TreeOperations::move(const QStringList &refs, const QString &folder)
{
    if (!m_session)
        return;
    QList<std::pair<QString, QString>> moves;
    const QStringList outer = outermost(refs);
    for (const QString &ref : outer) {
        const QString path = isFolderRef(ref) ? ref.chopped(1) : ref;
        const QString target = joined(folder, leafOf(path));
        if (target == path)
            continue;
        if (isFolderRef(ref) && (folder == path || folder.startsWith(ref))) {
            problem(tr("“%1” cannot be moved into itself. Choose a folder outside it.").arg(path));
            return;
        }
        if (const auto name = Name::parse(target); !name) {
            problem(name.error().message());
            return;
        }
        moves.append(isFolderRef(ref) ? std::pair(ref, target + u'/') : std::pair(ref, target));
    }
    if (!moves.isEmpty())
        relocate(moves);
}

void TreeOperations::relocate(const QList<std::pair<QString, QString>> &moves)
{
    const auto work = [moves](ActivityRecorder &recorder, const ProgressSink &progress, const std::stop_token &stop) {
        Outcome outcome;
        const auto fail = [&outcome](const Error &error) { outcome.add(error); };
        qint64 step = 0;
        for (const auto &[from, to] : moves) {
            if (isFolderRef(from)) {
                const auto results = recorder.renameFolder(from.chopped(1), to.chopped(1), progress, stop);
                if (!results) {
                    fail(results.error());
                    continue;
                }
                for (const RenameResult &result : *results) {
                    if (result.outcome)
                        outcome.moved.append({result.from.toString(), result.to.toString()});
                    else
                        fail(result.outcome.error());
                }
                continue;
            }
            const auto before = Name::parse(from);
            const auto after = Name::parse(to);
            const auto result = !before ? Result<void>(failure(before))
                                : after ? recorder.rename(*before, *after, stop)
                                        : Result<void>(failure(after));
            if (result)
                outcome.moved.append({from, to});
            else
                fail(result.error());
            progress({.done = ++step, .total = moves.size(), .subject = from});
            if (stop.stop_requested())
                break;
        }
        return outcome;
    };
    start(ActivityKind::Rename, tr("Moving…"), work, [this](const Outcome &outcome) {
        QStringList names;
        for (const auto &[from, to] : outcome.moved)
            names.append(to);
        if (!names.isEmpty())
            emit appeared(names);
    });
}

// ---- duplicating

QString TreeOperations::freeName(const QString &folder, const QString &leaf, const QStringList &taken) const
{
    const auto isFree = [&](const QString &name) {
        return !m_session->catalogue().find(name) && !taken.contains(name);
    };
    if (const QString same = joined(folder, leaf); isFree(same))
        return same;
    for (int number = 1;; ++number) {
        const QString suffix = number == 1 ? u"-copy"_s : u"-copy-%1"_s.arg(number);
        if (const QString name = joined(folder, leaf + suffix); isFree(name))
            return name;
    }
}

void TreeOperations::duplicate(const QStringList &refs, const std::optional<QString> &folder)
{
    if (!m_session)
        return;
    QList<std::pair<QString, QString>> copies;
    QStringList taken;
    const QStringList outer = outermost(refs);
    for (const QString &ref : outer) {
        // What lies in a folder keeps its place below the folder's name.
        const QString above = isFolderRef(ref) ? folderOf(ref.chopped(1)) : folderOf(ref);
        const QString newRoot = isFolderRef(ref) ? freeName(folder.value_or(above), leafOf(ref), taken) : QString();
        for (const QString &name : namesOf({ref})) {
            const QString target = isFolderRef(ref) ? newRoot + name.sliced(ref.size() - 1)
                                                    : freeName(folder.value_or(above), leafOf(name), taken);
            taken.append(target);
            copies.append({name, target});
        }
        if (!newRoot.isEmpty())
            taken.append(newRoot);
    }
    if (copies.isEmpty())
        return;
    const auto work = [copies](ActivityRecorder &recorder, const ProgressSink &progress, const std::stop_token &stop) {
        Outcome outcome;
        for (const auto &[from, to] : copies) {
            const auto before = Name::parse(from);
            const auto after = Name::parse(to);
            const auto result = !before ? Result<StoreReceipt>(failure(before))
                                : after ? recorder.duplicate(*before, *after, stop)
                                        : Result<StoreReceipt>(failure(after));
            if (result) {
                outcome.made.append(to);
            } else {
                outcome.add(result.error());
            }
            progress({.done = outcome.made.size(), .total = copies.size(), .subject = from});
            if (stop.stop_requested())
                break;
        }
        return outcome;
    };
    start(ActivityKind::Duplicate, tr("Duplicating…"), work, [this](const Outcome &outcome) {
        if (!outcome.made.isEmpty())
            emit appeared(outcome.made);
    });
}

// ---- removing and bringing back

void TreeOperations::remove(const QStringList &refs)
{
    if (!m_session)
        return;
    const QStringList names = namesOf(refs);
    if (names.isEmpty())
        return;
    const QString what = describePrompts(names);
    if (m_session->library()->capabilities().trash) {
        removeNow(names);
        return;
    }
    m_messages.post(operationKey, MessageBar::Kind::Warning,
                    tr("This library has no trash: removing %1 with all versions cannot be undone.").arg(what),
                    {{tr("Remove for good"), [this, names] { removeNow(names); }}});
}

void TreeOperations::removeNow(const QStringList &names)
{
    const auto work = [names](ActivityRecorder &recorder, const ProgressSink &progress, const std::stop_token &stop) {
        Outcome outcome;
        std::vector<Name> wanted;
        for (const QString &path : names) {
            if (const auto name = Name::parse(path))
                wanted.push_back(*name);
            else
                outcome.add(name.error());
        }
        const auto receipts = recorder.removeMany(wanted, progress, stop);
        for (std::size_t i = 0; i < receipts.size(); ++i) {
            if (receipts[i])
                outcome.gone.append(wanted[i].toString());
            else
                outcome.add(receipts[i].error());
        }
        return outcome;
    };
    start(ActivityKind::Remove, tr("Removing…"), work, [](const Outcome &) {});
}

void TreeOperations::restore(const std::vector<TrashEntry> &entries)
{
    QStringList ids;
    for (const TrashEntry &entry : entries)
        ids.append(entry.id);
    const auto work = [ids](ActivityRecorder &recorder, const ProgressSink &progress, const std::stop_token &stop) {
        Outcome outcome;
        for (const QString &id : ids) {
            const auto name = recorder.restoreFromTrash(id, {}, stop);
            if (name) {
                outcome.made.append(name->toString());
            } else {
                outcome.add(name.error());
            }
            progress({.done = outcome.made.size(), .total = ids.size(), .subject = id});
        }
        return outcome;
    };
    start(ActivityKind::Restore, tr("Restoring…"), work, [this](const Outcome &outcome) {
        if (!outcome.made.isEmpty())
            emit appeared(outcome.made);
    });
}

void TreeOperations::purge(const std::vector<TrashEntry> &entries)
{
    if (entries.empty() || !m_session)
        return;
    QStringList names;
    qsizetype versions = 0;
    for (const TrashEntry &entry : entries) {
        names.append(entry.name.toString());
        versions += static_cast<qsizetype>(entry.versions.size());
    }
    const auto work = [entries](ActivityRecorder &recorder, const ProgressSink &progress, const std::stop_token &stop) {
        Outcome outcome;
        for (const Result<void> &purged : recorder.purgeMany(entries, progress, stop)) {
            if (!purged)
                outcome.add(purged.error());
        }
        return outcome;
    };
    const auto run = [this, work] { start(ActivityKind::Purge, tr("Deleting…"), work, [](const Outcome &) {}); };
    m_messages.post(operationKey, MessageBar::Kind::Warning,
                    tr("Delete %1 with %2 for good? This cannot be undone.")
                        .arg(describePrompts(names), versions == 1 ? tr("1 version") : tr("%1 versions").arg(versions)),
                    {{tr("Delete for good"), run}});
}

} // namespace pulse::ui
