// SPDX-License-Identifier: Apache-2.0
#include "list_continuation.h"

namespace pulse::ui {

using namespace Qt::StringLiterals;

namespace {

qsizetype skipSpaces(QStringView text, qsizetype at)
{
    while (at < text.size() && (text[at] == u' ' || text[at] == u'\t'))
        ++at;
    return at;
}

struct Marker
{
    qsizetype end = 0; ///< past the marker and the spaces after it; 0 when there is none
    QString next;      ///< what the next item begins with
};

bool isBullet(QChar c)
{
    return c == u'-' || c == u'*' || c == u'+';
}

Marker bulletAt(QStringView text, qsizetype at)
{
    if (at + 1 >= text.size() || !isBullet(text[at]) || text[at + 1] != u' ')
        return {};
    const qsizetype end = skipSpaces(text, at + 1);
    return {end, text.sliced(at, end - at).toString()};
}

Marker numberAt(QStringView text, qsizetype at)
{
    qsizetype end = at;
    while (end < text.size() && end - at < 9 && text[end] >= u'0' && text[end] <= u'9')
        ++end;
    if (end == at || end + 1 >= text.size() || (text[end] != u'.' && text[end] != u')') || text[end + 1] != u' ')
        return {};
    const qsizetype past = skipSpaces(text, end + 1);
    QString next = QString::number(text.sliced(at, end - at).toLongLong() + 1);
    return {past, next.append(text.sliced(end, past - end))};
}

Marker taskAt(QStringView text, qsizetype at)
{
    if (at + 3 >= text.size() || text[at] != u'[' || text[at + 2] != u']' || text[at + 3] != u' ')
        return {};
    const QChar mark = text[at + 1];
    if (mark != u' ' && mark != u'x' && mark != u'X')
        return {};
    return {skipSpaces(text, at + 3), u"[ ] "_s};
}

} // namespace

Continuation continueLine(QStringView beforeCursor, QStringView afterCursor)
{
    qsizetype at = skipSpaces(beforeCursor, 0);
    QString next = beforeCursor.first(at).toString();
    bool isMarked = false;
    const auto take = [&](const Marker &marker) {
        if (marker.end == 0)
            return false;
        next += marker.next;
        at = marker.end;
        return isMarked = true;
    };
    while (at < beforeCursor.size() && beforeCursor[at] == u'>') {
        const qsizetype end = skipSpaces(beforeCursor, at + 1);
        take({end, beforeCursor.sliced(at, end - at).toString()});
    }
    const qsizetype itemStart = at;
    const qsizetype quoteLength = next.size();
    if (take(bulletAt(beforeCursor, at)) || take(numberAt(beforeCursor, at)))
        take(taskAt(beforeCursor, at));

    if (at < beforeCursor.size() || !afterCursor.trimmed().isEmpty())
        return next.isEmpty() ? Continuation{} : Continuation{Continuation::Kind::Insert, next};
    if (!isMarked)
        return {};
    // An empty item inside a quote leaves the quote's marks; an empty quote line leaves nothing.
    const QString rest = at > itemStart ? next.first(quoteLength) : QString();
    const bool keepsIndentOnly = rest.trimmed().isEmpty();
    return {Continuation::Kind::EndItem, keepsIndentOnly ? QString() : rest};
}

} // namespace pulse::ui
