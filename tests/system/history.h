// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>
#include <vector>

// What many processes did to one library at once, and whether the contract allows it.
namespace pulse::system_test {

/// One operation of one worker. `end` is 0 when the worker was killed before it heard an answer: then it may have
/// happened, at any time, or not at all.
struct Event
{
    QString worker;
    qint64 begin = 0; ///< monotonic, one clock for all processes
    qint64 end = 0;
    /// store, fetch, latest, label, label-read, tag, untag, remove, restore; cached-fetch and cached-latest, which may
    /// lag behind what other processes did, but not behind the same worker
    QString kind;
    QString name;    ///< the prompt
    QString version; ///< or the label's new version; "-" for none
    QString value;   ///< content that is stored, expected version of a label ("-" absent, "*" any), tag, trash id
    QString outcome; ///< ok, unchanged, exists, not-found, conflict, refused (nothing happened), unknown
    QString answer;  ///< content that was read, version that latest or a label is, id of a trash entry
};

/// What is there when all is over.
struct FinalState
{
    QHash<QString, QString> contents;   ///< "name@version": content
    QHash<QString, QString> labels;     ///< "name label": version
    QHash<QString, QSet<QString>> tags; ///< "name@version": tags
    QSet<QString> kept;                 ///< every content in prompts and trash
};

/// Lines of a worker's log: a begin and, unless it was killed, an end for each operation.
[[nodiscard]] QString beginLine(const Event &event);
[[nodiscard]] QString endLine(const Event &event);
/// Cut-off last lines are passed over. Events in order of their beginning.
[[nodiscard]] std::vector<Event> readHistory(const QString &worker, const QByteArray &log);

/// What breaks the contract, a sentence each; empty when all is well. Prompts whose name begins with "t" may be removed
/// and restored; of the others every version has one winner for ever.
[[nodiscard]] QStringList checkHistory(const std::vector<Event> &events, const FinalState &end);

} // namespace pulse::system_test
