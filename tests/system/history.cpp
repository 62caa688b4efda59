// SPDX-License-Identifier: Apache-2.0
#include "history.h"

#include <algorithm>

namespace pulse::system_test {

QString beginLine(const Event &event)
{
    return QStringList{QStringLiteral("B"), QString::number(event.begin), event.kind, event.name, event.version,
                       event.value}
               .join(u'\t') +
           u'\n';
}

QString endLine(const Event &event)
{
    return QStringList{QStringLiteral("E"), QString::number(event.end), event.outcome, event.answer}.join(u'\t') +
           u'\n';
}

std::vector<Event> readHistory(const QString &worker, const QByteArray &log)
{
    std::vector<Event> events;
    const auto lines = log.split('\n');
    for (const QByteArray &line : lines.first(lines.size() - 1)) {
        const QStringList cells = QString::fromUtf8(line).split(u'\t');
        if (cells.size() == 6 && cells[0] == u"B") {
            events.push_back({.worker = worker,
                              .begin = cells[1].toLongLong(),
                              .kind = cells[2],
                              .name = cells[3],
                              .version = cells[4],
                              .value = cells[5],
                              .outcome = QStringLiteral("unknown"),
                              .answer = {}});
        } else if (cells.size() == 4 && cells[0] == u"E" && !events.empty()) {
            events.back().end = cells[1].toLongLong();
            events.back().outcome = cells[2];
            events.back().answer = cells[3];
        }
    }
    return events;
}

} // namespace pulse::system_test
