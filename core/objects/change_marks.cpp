// SPDX-License-Identifier: Apache-2.0
#include "change_marks.h"

#include "object_keys.h"
#include "pulse/base/parallel.h"

#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace pulse::objects {
namespace {

constexpr int mostMarks = 5000; // above, comparing everything is no slower
constexpr int oldHoursAtOnce = 24;

// "changes/2026-11-26T20/"
QString hourOf(const QDateTime &time)
{
    return keys::changes + time.toUTC().toString(u"yyyy-MM-dd'T'HH"_s) + u'/';
}

QDateTime timeOf(const QString &hour)
{
    const QString text = hour.mid(keys::changes.size()).chopped(1);
    QDateTime time = QDateTime::fromString(text, u"yyyy-MM-dd'T'HH"_s);
    time.setTimeZone(QTimeZone::UTC);
    return time;
}

QByteArray encodeMark(const ChangeMarks::Mark &mark)
{
    JsonValue::Array names;
    for (const QString &name : mark.prompts)
        names.emplace_back(name);
    JsonObject object{{u"prompts"_s, JsonValue(std::move(names))}, {u"trash"_s, JsonValue(mark.trash)}};
    if (mark.isDone)
        object.insert(u"done"_s, JsonValue(true));
    return toJson(JsonValue(object)) + '\n';
}

// Nothing when it cannot be understood: it may concern anything.
std::optional<ChangeMarks::Mark> decodeMark(const QByteArray &bytes)
{
    const auto value = parseJson(bytes);
    const JsonObject *object = value ? value->asObject() : nullptr;
    const auto find = [&](QStringView field) { return object != nullptr ? object->find(field) : nullptr; };
    const JsonValue *prompts = find(u"prompts");
    const JsonValue *trash = find(u"trash");
    const JsonValue *done = find(u"done");
    if (prompts == nullptr || prompts->asArray() == nullptr)
        return std::nullopt;
    ChangeMarks::Mark mark;
    for (const JsonValue &name : *prompts->asArray()) {
        if (name.asString() == nullptr)
            return std::nullopt;
        mark.prompts.append(*name.asString());
    }
    mark.trash = trash == nullptr || trash->asBool() == nullptr || *trash->asBool();
    mark.isDone = done != nullptr && done->asBool() != nullptr && *done->asBool();
    return mark;
}

// What a cursor remembers a mark by.
QByteArray shortNameOf(const QString &key)
{
    constexpr int digits = 16;
    return Checksum::of(key.toUtf8()).hex().left(digits).toLatin1();
}

/// "ID TIME", and on a second line the marks that were met done.
struct Cursor
{
    QByteArray library;
    QDateTime time;
    std::set<QByteArray> done;

    [[nodiscard]] static Cursor decode(const QByteArray &bytes)
    {
        const auto end = bytes.indexOf('\n');
        const QByteArray first = end < 0 ? bytes : bytes.first(end);
        const auto space = first.lastIndexOf(' ');
        Cursor cursor{
            first.left(std::max<qsizetype>(space, 0)), fromRfc3339(QString::fromUtf8(first.mid(space + 1))), {}};
        for (const QByteArray &name : end < 0 ? QList<QByteArray>() : bytes.mid(end + 1).split(' '))
            cursor.done.insert(name);
        return cursor;
    }
    [[nodiscard]] QByteArray encode() const
    {
        QByteArray bytes = library + ' ' + toRfc3339(time).toLatin1();
        char separator = '\n';
        for (const QByteArray &name : done)
            bytes += std::exchange(separator, ' ') + name;
        return bytes;
    }
};

} // namespace

struct ChangeMarks::Look
{
    QDateTime from;
    std::set<QByteArray> known; ///< done when they were met before
    std::set<QByteArray> done;  ///< of those that were met now
    ChangeFeedStorage::Changes changes;
};

Result<QString> ChangeMarks::put(const Call &call, const Mark &mark) const
{
    const auto now = m_session.client().serverTime(call.stop);
    if (!now)
        return call.fails(now.error());
    QString key = hourOf(*now) + QString::number(now->toMSecsSinceEpoch()) + u'-' + m_session.randomHex(6) + ".json"_L1;
    const auto written = m_session.put(call, key, encodeMark(mark), {});
    if (!written)
        return failure(written);
    if (written->state != Session::Written::State::Done)
        return call.fails(ErrorCode::Unavailable,
                          u"The change of “%1” could not be noted, so it was not made. Try again."_s.arg(call.subject));
    return key;
}

void ChangeMarks::finish(const Call &call, const QString &key, Mark mark) const
{
    mark.isDone = true;
    (void)m_session.put(call, key, encodeMark(mark), {});
    m_session.noteDone(shortNameOf(key));
}

Result<void> FreshMark::keep(const Call &call)
{
    const std::scoped_lock lock(m_mutex);
    const auto now = m_session.parts().elapsed(); // before the server's clock reads it
    if (m_putAt && now - *m_putAt < againAfter)
        return {};
    auto key = ChangeMarks(m_session).put(call, m_mark);
    if (!key)
        return failure(std::move(key));
    m_keys.append(*std::move(key));
    m_putAt = now;
    return {};
}

void FreshMark::finish(const Call &call)
{
    const std::scoped_lock lock(m_mutex);
    const ChangeMarks marks(m_session);
    const bool isLate = m_putAt && m_session.parts().elapsed() - *m_putAt >= ChangeMarks::validFor;
    if (isLate) {
        if (auto key = marks.put(call, m_mark))
            m_keys.append(*std::move(key));
    }
    for (const QString &key : std::as_const(m_keys))
        marks.finish(call, key, m_mark);
    m_keys.clear();
}

Result<ChangeFeedStorage::Changes> ChangeMarks::since(const Call &call, const QByteArray &cursor) const
{
    const auto now = m_session.client().serverTime(call.stop);
    if (!now)
        return call.fails(now.error());
    if (auto present = m_session.confirmPresence(call); !present)
        return failure(std::move(present));
    const auto last = Cursor::decode(cursor);
    const bool isKnown = last.library == m_session.id.toUtf8() && last.time.isValid() &&
                         last.time <= now->addSecs(60) && last.time > now->addDays(1 - retentionDays);
    // Who has no cursor compares everything now: what is done by now need not be named to them either.
    Look look{.from = (isKnown ? last.time : *now).addMSecs(-std::chrono::milliseconds(overlap).count()),
              .known = isKnown ? last.done : std::set<QByteArray>(),
              .done = {},
              .changes = {}};
    look.changes.complete = true;
    if (auto read = readHours(call, look); !read)
        return failure(std::move(read));
    look.changes.next = Cursor{m_session.id.toUtf8(), *now, std::move(look.done)}.encode();
    if (!isKnown)
        return ChangeFeedStorage::Changes{.prompts = {}, .next = look.changes.next};
    look.changes.prompts.sort();
    look.changes.prompts.removeDuplicates();
    if (m_session.readOnlyReason.isEmpty())
        removeOld(call, *now);
    return std::move(look.changes);
}

QByteArray ChangeMarks::withOwn(const QByteArray &cursor) const
{
    Cursor known = Cursor::decode(cursor);
    if (known.library != m_session.id.toUtf8())
        return cursor;
    for (const QByteArray &name : m_session.takeDone())
        known.done.insert(name);
    return known.encode();
}

// Those that were not met done before.
Result<std::vector<QString>> ChangeMarks::newMarks(const Call &call, Look &look) const
{
    std::vector<QString> marks;
    // Who put a mark may have taken the hour before or after for the present one.
    const QString first = hourOf(look.from.addSecs(-3600));
    ObjectClient::Listing listing{.prefix = keys::changes, .shallow = false, .after = first};
    do {
        const auto page = m_session.page(call, listing);
        if (!page)
            return failure(page);
        for (const ObjectInfo &info : page->objects) {
            if (info.modified.isValid() && info.modified < look.from)
                continue;
            if (QByteArray name = shortNameOf(info.key); look.known.contains(name))
                look.done.insert(std::move(name));
            else
                marks.push_back(info.key);
        }
        listing.cursor = page->next;
        look.changes.complete = std::ssize(marks) <= mostMarks;
    } while (!listing.cursor.isEmpty() && look.changes.complete);
    return marks;
}

Result<void> ChangeMarks::readHours(const Call &call, Look &look) const
{
    const auto marks = newMarks(call, look);
    if (!marks)
        return failure(marks);
    if (!look.changes.complete)
        return {};
    std::mutex mutex;
    Result<void> outcome;
    forEachInParallel(m_session.parts().workers, marks->size(), [&](size_t i) {
        const QString &key = (*marks)[i];
        const auto there = m_session.read(call, key);
        const auto mark = there && *there ? decodeMark((*there)->bytes) : std::nullopt;
        const std::scoped_lock lock(mutex);
        if (!there)
            outcome = failure(there);
        look.changes.complete = look.changes.complete && mark;
        if (!mark)
            return;
        look.changes.prompts.append(mark->prompts);
        look.changes.trash = look.changes.trash || mark->trash;
        if (mark->isDone)
            look.done.insert(shortNameOf(key));
    });
    return outcome;
}

void ChangeMarks::removeOld(const Call &call, const QDateTime &now) const
{
    const auto page =
        m_session.client().list({.prefix = keys::changes, .shallow = true, .limit = oldHoursAtOnce}, call.stop);
    if (!page)
        return;
    for (const QString &hour : page->folders) {
        const QDateTime time = timeOf(hour);
        if (!time.isValid() || time > now.addDays(-retentionDays))
            return;
        std::vector<QString> marks;
        const auto listed = m_session.list(call, hour, [&](const ObjectInfo &info) { marks.push_back(info.key); });
        if (!listed)
            return;
        forEachInParallel(m_session.parts().workers, marks.size(),
                          [&](size_t i) { (void)m_session.remove(call, marks[i]); });
    }
}

} // namespace pulse::objects
