// SPDX-License-Identifier: Apache-2.0
#include "history_table.h"

#include "import_sources.h"
#include "pulse/base/clock.h"
#include "pulse/base/quote.h"
#include "pulse/fs/durable_file.h"

using namespace Qt::StringLiterals;

namespace pulse::detail {

namespace {

constexpr qint64 mostBytes = 64LL * 1024 * 1024;

} // namespace

Result<HistoryTable> HistoryTable::load(const QString &path)
{
    const auto bytes = readFile(realFs(), path, mostBytes, FollowLinks::Yes);
    if (!bytes)
        return failure(bytes);
    HistoryTable table;
    int number = 0;
    for (const QByteArray &line : bytes->split('\n')) {
        ++number;
        QString text = QString::fromUtf8(line);
        if (text.endsWith(u'\r'))
            text.chop(1);
        if (text.isEmpty() || (number == 1 && text.startsWith(u"pattern\t")))
            continue;
        if (auto added = table.addLine(text, number, path); !added)
            return failure(added);
    }
    return table;
}

const std::map<QString, HistoryRow> *HistoryTable::find(const QString &name) const
{
    for (const QString &key : {name, name.section(u'/', -1)}) {
        if (const auto at = m_rows.find(key); at != m_rows.end())
            return &at->second;
    }
    return nullptr;
}

Result<void> HistoryTable::addLine(const QString &line, int number, const QString &path)
{
    const auto broken = [&](const QString &what) {
        return failure(ErrorCode::Invalid, u"import"_s, path,
                       u"Line %1 of the history table cannot be read: %2. A line has a pattern, a revision, a date "
                       "and, if known, a SHA-256 and a size, with tabs between."_s.arg(number)
                           .arg(what));
    };
    const QStringList fields = line.split(u'\t');
    if (fields.size() < 3 || fields.size() > 5)
        return broken(u"it has %1 fields"_s.arg(fields.size()));
    const QString revision = revisionNumber(fields[1]);
    if (fields[0].isEmpty() || revision.isEmpty())
        return broken(u"%1 is no revision"_s.arg(quoted(fields[1])));
    HistoryRow row{.date = fromRfc3339(fields[2]), .checksum = {}, .bytes = {}, .line = number};
    if (!row.date.isValid())
        return broken(u"%1 is no RFC 3339 date"_s.arg(quoted(fields[2])));
    if (fields.size() > 3 && !fields[3].isEmpty()) {
        const auto checksum = Checksum::parse(u"sha256:"_s + fields[3].toLower());
        if (!checksum)
            return broken(u"%1 is no SHA-256"_s.arg(quoted(fields[3])));
        row.checksum = *checksum;
    }
    if (fields.size() > 4 && !fields[4].isEmpty()) {
        bool isNumber = false;
        row.bytes = fields[4].toLongLong(&isNumber);
        if (!isNumber || *row.bytes < 0)
            return broken(u"%1 is no size"_s.arg(quoted(fields[4])));
    }
    if (!m_rows[fields[0]].emplace(revision, row).second)
        return broken(u"revision %1 of %2 is listed twice"_s.arg(revision, quoted(fields[0])));
    return {};
}

} // namespace pulse::detail
