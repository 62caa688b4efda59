// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <vector>

namespace pulse::system_test {

/// How a run of the program ended.
struct Ending
{
    int code = -1; ///< exit code; -1 when a signal ended it
    QByteArray out;
    QByteArray err;
    bool took = true; ///< false when it did not end in time
};

/// One system call of a run that concerns its folder: the `index`-th of its kind in its thread, counted from 1.
struct TracedCall
{
    QString kind;
    int index = 0;
    bool changes = false; ///< whether what is on the disk, or a lock, may differ after it
    QString line;
};

/// The real `pulse-gui --cli` with everything below one folder: library, settings, home.
class TracedProgram
{
public:
    /// Empty when processes may be traced here, else why not.
    [[nodiscard]] static QString whyNot();

    /// `<` as the last word but one gives the last word as input.
    [[nodiscard]] static Ending run(const QString &folder, const QStringList &words);
    /// The same under strace with one rule, such as `fsync:signal=KILL:when=3`.
    [[nodiscard]] static Ending runWith(const QString &folder, const QStringList &words, const QString &injection);
    /// All calls from the first that names the folder on, in order.
    [[nodiscard]] static std::vector<TracedCall> calls(const QString &folder, const QStringList &words);
};

} // namespace pulse::system_test
