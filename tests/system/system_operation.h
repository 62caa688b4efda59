// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <vector>

namespace pulse::system_test {

/// One changing command of the program, and what holds when it is cut off. Words that begin with `$trash:` stand for
/// the id of the newest trash entry of that prompt.
struct SystemOperation
{
    /// How a state between before and after may look.
    enum class Between {
        None,  ///< it is as before, or as after
        Items, ///< some of its items are done and the others are not, each of them whole
    };
    QString name;
    std::vector<QStringList> prepare; ///< commands that make the state before; `<` and a text give a command's input
    QStringList command;
    Between between = Between::None;
    bool destroys = false;             ///< whether contents go for good
    std::vector<int> doneAlready = {}; ///< exit codes of the command when it finds all of it done
    bool sparesLastSync = false; ///< its last sync is of an emptied trash entry's going, which may come back empty
    bool reports = false;        ///< tells what it could not do in its report, with exit code 0 or 9
    bool staysDivided = false;   ///< begun and cut off, the same command refuses to go on (a known limit)
    bool passesOver = false;     ///< passes over what it cannot read, and says nothing of it (a known limit)
};

/// Every changing command there is.
[[nodiscard]] std::vector<SystemOperation> systemOperations();

} // namespace pulse::system_test
