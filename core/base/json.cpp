// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/json.h"

#include <QLocale>
#include <cmath>

using namespace Qt::StringLiterals;

namespace pulse {

JsonObject::JsonObject() = default;
JsonObject::JsonObject(const JsonObject &) = default;
JsonObject::JsonObject(JsonObject &&) noexcept = default;
JsonObject &JsonObject::operator=(const JsonObject &) = default;
JsonObject &JsonObject::operator=(JsonObject &&) noexcept = default;
JsonObject::~JsonObject() = default;

JsonObject::JsonObject(std::initializer_list<Member> members)
{
    for (const Member &member : members)
        insert(member.first, member.second);
}

JsonObject JsonObject::fromUnique(std::vector<Member> members)
{
    JsonObject object;
    object.m_members = std::move(members);
    return object;
}

const JsonValue *JsonObject::find(QStringView name) const
{
    for (const Member &member : m_members)
        if (member.first == name)
            return &member.second;
    return nullptr;
}

void JsonObject::insert(const QString &name, JsonValue value)
{
    for (Member &member : m_members) {
        if (member.first == name) {
            member.second = std::move(value);
            return;
        }
    }
    m_members.emplace_back(name, std::move(value));
}

void JsonObject::remove(QStringView name)
{
    std::erase_if(m_members, [name](const Member &member) { return member.first == name; });
}

bool operator==(const JsonObject &a, const JsonObject &b)
{
    return a.m_members == b.m_members;
}

JsonValue::JsonValue(int value)
    : JsonValue(qint64(value))
{}

JsonValue::JsonValue(qint64 value)
    : m_value(Number{QByteArray::number(value)})
{}

JsonValue::JsonValue(double value)
{
    if (std::isfinite(value))
        m_value = Number{QByteArray::number(value, 'g', QLocale::FloatingPointShortest)};
}

JsonValue::JsonValue(Number value)
    : m_value(std::move(value))
{}

JsonValue::JsonValue(QString value)
    : m_value(std::move(value))
{}

JsonValue::JsonValue(Array value)
    : m_value(std::move(value))
{}

JsonValue::JsonValue(JsonObject value)
    : m_value(std::move(value))
{}

std::optional<qint64> JsonValue::toInteger() const
{
    const Number *number = asNumber();
    if (!number)
        return {};
    bool fits = false;
    const qint64 value = number->digits.toLongLong(&fits);
    return fits ? std::optional(value) : std::nullopt;
}

bool operator==(const JsonValue &a, const JsonValue &b)
{
    return a.m_value == b.m_value;
}

} // namespace pulse
