// SPDX-License-Identifier: Apache-2.0
#include "change_marks.h"

#include "object_keys.h"

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

QByteArray encodeMark(const QStringList &prompts, bool trash)
{
    JsonValue::Array names;
    for (const QString &name : prompts)
        names.emplace_back(name);
    const JsonObject object{{u"prompts"_s, JsonValue(std::move(names))}, {u"trash"_s, JsonValue(trash)}};
    return toJson(JsonValue(object)) + '\n';
}

// What cannot be understood may concern anything.
bool add(const QByteArray &mark, ChangeFeedStorage::Changes &changes)
{
    const auto value = parseJson(mark);
    const JsonObject *object = value ? value->asObject() : nullptr;
    const JsonValue *prompts = object != nullptr ? object->find(u"prompts") : nullptr;
    const JsonValue *trash = object != nullptr ? object->find(u"trash") : nullptr;
    if (prompts == nullptr || prompts->asArray() == nullptr)
        return false;
    for (const JsonValue &name : *prompts->asArray()) {
        if (name.asString() == nullptr)
            return false;
        changes.prompts.append(*name.asString());
    }
    changes.trash = changes.trash || trash == nullptr || trash->asBool() == nullptr || *trash->asBool();
    return true;
}

} // namespace

Result<void> ChangeMarks::put(const Call &call, const QStringList &prompts, bool trash) const
{
    const auto now = m_session.client().serverTime(call.stop);
    if (!now)
        return call.fails(now.error());
    const QString key =
        hourOf(*now) + QString::number(now->toMSecsSinceEpoch()) + u'-' + m_session.randomHex(6) + ".json"_L1;
    const auto written = m_session.put(call, key, encodeMark(prompts, trash), {});
    if (!written)
        return failure(written);
    if (written->state != Session::Written::State::Done)
        return call.fails(ErrorCode::Unavailable,
                          u"The change of “%1” could not be noted, so it was not made. Try again."_s.arg(call.subject));
    return {};
}

Result<void> FreshMark::keep(const Call &call)
{
    const std::scoped_lock lock(m_mutex);
    const auto now = m_session.parts().elapsed(); // before the server's clock reads it
    if (m_putAt && now - *m_putAt < againAfter)
        return {};
    if (auto put = ChangeMarks(m_session).put(call, m_prompts, m_trash); !put)
        return put;
    m_putAt = now;
    return {};
}

Result<ChangeFeedStorage::Changes> ChangeMarks::since(const Call &call, const QByteArray &cursor) const
{
    const auto now = m_session.client().serverTime(call.stop);
    if (!now)
        return call.fails(now.error());
    if (auto present = m_session.confirmPresence(call); !present)
        return failure(std::move(present));
    ChangeFeedStorage::Changes changes;
    changes.next = m_session.id.toUtf8() + ' ' + toRfc3339(*now).toLatin1();
    const auto space = cursor.lastIndexOf(' ');
    const QDateTime last = fromRfc3339(QString::fromUtf8(cursor.mid(space + 1)));
    const bool isKnown = space > 0 && cursor.left(space) == m_session.id.toUtf8() && last.isValid() &&
                         last <= now->addSecs(60) && last > now->addDays(1 - retentionDays);
    if (!isKnown)
        return changes;
    changes.complete = true;
    const QDateTime from = last.addMSecs(-std::chrono::milliseconds(overlap).count());
    if (auto read = readHours(call, from, changes); !read)
        return failure(std::move(read));
    changes.prompts.sort();
    changes.prompts.removeDuplicates();
    if (m_session.readOnlyReason.isEmpty())
        removeOld(call, *now);
    return changes;
}

Result<void> ChangeMarks::readHours(const Call &call, const QDateTime &from, ChangeFeedStorage::Changes &changes) const
{
    std::vector<QString> marks;
    // Who put a mark may have taken the hour before or after for the present one.
    const QString first = hourOf(from.addSecs(-3600));
    ObjectClient::Listing listing{.prefix = keys::changes, .shallow = false, .after = first};
    do {
        const auto page = m_session.page(call, listing);
        if (!page)
            return failure(page);
        for (const ObjectInfo &info : page->objects) {
            if (!info.modified.isValid() || info.modified >= from)
                marks.push_back(info.key);
        }
        listing.cursor = page->next;
        changes.complete = std::ssize(marks) <= mostMarks;
    } while (!listing.cursor.isEmpty() && changes.complete);
    if (!changes.complete)
        return {};
    std::mutex mutex;
    Result<void> outcome;
    forEach(m_session.parts().workers, std::ssize(marks), [&](qsizetype i) {
        const auto mark = m_session.read(call, marks[static_cast<size_t>(i)]);
        const std::scoped_lock lock(mutex);
        if (!mark)
            outcome = failure(mark);
        else
            changes.complete = *mark && add((*mark)->bytes, changes) && changes.complete;
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
        forEach(m_session.parts().workers, std::ssize(marks),
                [&](qsizetype i) { (void)m_session.remove(call, marks[static_cast<size_t>(i)]); });
    }
}

} // namespace pulse::objects
