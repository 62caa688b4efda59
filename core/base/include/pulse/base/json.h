// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pulse/base/result.h"

#include <QByteArray>
#include <QString>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace pulse {

class JsonValue;

/// The members of a JSON object in the order in which they were read or added; names are unique.
class JsonObject
{
public:
    using Member = std::pair<QString, JsonValue>;

    JsonObject();
    JsonObject(std::initializer_list<Member> members);
    JsonObject(const JsonObject &);
    JsonObject(JsonObject &&) noexcept;
    JsonObject &operator=(const JsonObject &);
    JsonObject &operator=(JsonObject &&) noexcept;
    ~JsonObject();

    /// An object of members whose names the caller knows to be unique; takes no time for searching.
    [[nodiscard]] static JsonObject fromUnique(std::vector<Member> members);

    /// The member's value, or null when there is none of that name. Valid until the object changes.
    [[nodiscard]] const JsonValue *find(QStringView name) const;
    /// Replaces the member of that name in its place, or appends it.
    void insert(const QString &name, JsonValue value);
    /// Removes the member; does nothing when there is none.
    void remove(QStringView name);
    [[nodiscard]] const std::vector<Member> &members() const { return m_members; }
    [[nodiscard]] bool isEmpty() const;

    /// Equal members in the same order.
    friend bool operator==(const JsonObject &, const JsonObject &);

private:
    std::vector<Member> m_members;
};

/// A JSON value (RFC 8259) that survives reading and writing unchanged: numbers keep their digits, members their
/// order. A value type.
class JsonValue
{
public:
    struct Number
    {
        QByteArray digits; ///< exactly as written, e.g. "1.10" or "18446744073709551616"
        friend bool operator==(const Number &, const Number &) = default;
    };
    using Array = std::vector<JsonValue>;

    JsonValue() = default; ///< null
    template <std::same_as<bool> Bool>
    JsonValue(Bool value)
        : m_value(value)
    {} ///< nothing that merely converts to bool, such as a pointer
    JsonValue(int value);
    JsonValue(qint64 value);
    JsonValue(double value); ///< must be finite: anything else becomes null
    JsonValue(Number value);
    JsonValue(QString value);
    JsonValue(Array value);
    JsonValue(JsonObject value);

    [[nodiscard]] bool isNull() const { return std::holds_alternative<std::monostate>(m_value); }
    [[nodiscard]] const bool *asBool() const { return std::get_if<bool>(&m_value); }
    [[nodiscard]] const Number *asNumber() const { return std::get_if<Number>(&m_value); }
    [[nodiscard]] const QString *asString() const { return std::get_if<QString>(&m_value); }
    [[nodiscard]] const Array *asArray() const { return std::get_if<Array>(&m_value); }
    [[nodiscard]] const JsonObject *asObject() const { return std::get_if<JsonObject>(&m_value); }
    /// The number as an integer; empty when it is no number, has a fraction or exponent, or does not fit.
    [[nodiscard]] std::optional<qint64> toInteger() const;

    friend bool operator==(const JsonValue &, const JsonValue &);

private:
    std::variant<std::monostate, bool, Number, QString, Array, JsonObject> m_value;
};

inline bool JsonObject::isEmpty() const
{
    return m_members.empty();
}

struct JsonLimits
{
    qsizetype bytes = 1024 * 1024; ///< a longer document is refused unread
    int depth = 32;                ///< arrays and objects inside each other
};

/// Reads one JSON document strictly: UTF-8 without a byte-order mark; no duplicate names, lone surrogates, trailing
/// text, NUL bytes, or numbers that no double can hold. The error (Invalid, without operation and subject, which the
/// caller adds) says what is wrong and how many bytes were read to see it. Time and memory are linear in the text.
[[nodiscard]] Result<JsonValue> parseJson(QByteArrayView text, const JsonLimits &limits = {});

enum class JsonStyle {
    Compact, ///< one line, no spaces
    Indented ///< two spaces a level, a final line feed
};

/// Writes UTF-8. Lone surrogates in a string made by hand become U+FFFD.
[[nodiscard]] QByteArray toJson(const JsonValue &value, JsonStyle style = JsonStyle::Compact);

} // namespace pulse
