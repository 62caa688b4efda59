// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "workshop.h"

#include "pulse/faults/every_call.h"

// Operations of a library in a folder, each tried with each of its calls failing once: the failure is told, under its
// right name, or made no difference to the answer; nothing half made is left, and the same operation works afterwards.
namespace pulse::filesystem::test {

/// As faults::EveryCall, of an opened library.
struct Row
{
    const char *name = nullptr;
    std::function<void(Storage &, const QString &library)> prepare = {};
    std::function<Result<QString>(Storage &, const std::stop_token &stop)> act;
    std::function<bool(const QString &undisturbed, const QString &answer)> isAnswer = {};
    QStringList untold = {};
    QString staying = {};
    std::vector<ErrorCode> codes = {};
    std::optional<int> stoppable = 0;
    std::optional<int> callsBetweenLooks = {};
};
using Rows = std::vector<Row>;

// Calls whose failure changes nothing that was asked for. Whether another writer came meanwhile:
extern const QString writersTag;
// whether the file system ignores case, and what was known of a folder's names:
extern const QString spelling;
// whether the library is still there, where something in it is not:
extern const QString isGone;
// a pointer that cannot be read is written anew:
extern const QString latestBefore;
// only watchers are told so:
extern const QString touch;
// what is hidden already stays, or an empty folder:
extern const QString sweeping;
extern const QString emptying;

[[nodiscard]] QByteArray read(const QString &path);
void write(const QString &path, const QByteArray &bytes);

template <typename T>
Result<QString> done(const Result<T> &outcome)
{
    return outcome ? Result<QString>(QStringLiteral("done")) : failure(outcome);
}

template <typename T>
Result<QString> doneAll(const std::vector<Result<T>> &outcomes)
{
    for (const Result<T> &outcome : outcomes) {
        if (!outcome)
            return failure(outcome);
    }
    return QStringLiteral("done");
}

/// Names are counted instead of random, so that each run makes the same calls.
[[nodiscard]] Result<std::shared_ptr<Storage>> openIn(const QString &folder, std::shared_ptr<Fs> fs = realFs(),
                                                      char series = 'a');
/// Looked up past the storage, whose own calls are to be those of the operation alone.
[[nodiscard]] QStringList trashIds(const Storage &storage);
/// Moves `kept` into the trash.
void removeFromIt(Storage &storage, const QString &library);

/// For a test's data function and the test itself.
void columnsOf(const Rows &rows);
void tryRow(const Rows &rows);

} // namespace pulse::filesystem::test
