// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/json.h"
#include "pulse/base/quote.h"

#include <QSet>
#include <QStringDecoder>
#include <cstring>
#include <iterator>
#include <nlohmann/json.hpp>

using namespace Qt::StringLiterals;

namespace pulse {

namespace {

/// Walks over the text and leaves behind how far the parser has come, which its events do not tell.
class Cursor
{
public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;

    Cursor() = default;
    Cursor(const char *at, const char **furthest)
        : m_at(at)
        , m_furthest(furthest)
    {}

    reference operator*() const { return *m_at; }
    Cursor &operator++()
    {
        ++m_at;
        if (m_furthest)
            *m_furthest = m_at;
        return *this;
    }
    Cursor operator++(int)
    {
        Cursor before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const Cursor &a, const Cursor &b) { return a.m_at == b.m_at; }

private:
    const char *m_at = nullptr;
    const char **m_furthest = nullptr;
};

/// QString::fromUtf8 would swallow a U+FEFF at the beginning.
QString textOf(const std::string &utf8)
{
    if (!utf8.starts_with("\xEF\xBB\xBF"))
        return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::ConvertInitialBom);
    return decoder(QByteArrayView(utf8.data(), qsizetype(utf8.size())));
}

QString positionText(qsizetype byte)
{
    return u"at byte %1"_s.arg(byte);
}

/// Builds the value from the parser's events and stops at the first thing that is not allowed.
class JsonReader
{
public:
    using number_integer_t = nlohmann::json::number_integer_t;
    using number_unsigned_t = nlohmann::json::number_unsigned_t;
    using number_float_t = nlohmann::json::number_float_t;
    using string_t = nlohmann::json::string_t;
    using binary_t = nlohmann::json::binary_t;

    JsonReader(QByteArrayView text, const JsonLimits &limits)
        : m_text(text)
        , m_limits(limits)
        , m_furthest(text.data())
    {}

    Result<JsonValue> read()
    {
        const bool complete = nlohmann::json::sax_parse(Cursor(m_text.data(), &m_furthest),
                                                        Cursor(m_text.data() + m_text.size(), nullptr), this);
        if (!complete)
            return failure(ErrorCode::Invalid, {}, {}, m_problem);
        return std::move(m_root);
    }

    bool null() { return add(JsonValue()); }
    bool boolean(bool value) { return add(value); }
    bool number_integer(number_integer_t value)
    {
        // The one integer whose digits the value does not tell.
        return add(JsonValue::Number{value == 0 ? "-0"_ba : QByteArray::number(qint64(value))});
    }
    bool number_unsigned(number_unsigned_t value) { return add(JsonValue::Number{QByteArray::number(quint64(value))}); }
    bool number_float(number_float_t, const string_t &digits)
    {
        // The parser's copy of the digits carries the locale's decimal point.
        QByteArray written = QByteArray::fromStdString(digits);
        for (char &c : written)
            if (!std::strchr("0123456789+-eE", c))
                c = '.';
        return add(JsonValue::Number{std::move(written)});
    }
    bool string(const string_t &text) { return add(textOf(text)); }
    bool binary(const binary_t &) { return stop(u"binary data is not JSON"_s); }

    bool start_object(std::size_t) { return open(true); }
    bool start_array(std::size_t) { return open(false); }

    bool key(const string_t &text)
    {
        Frame &frame = m_open.back();
        frame.key = textOf(text);
        if (frame.holds(frame.key))
            return stop(u"the name %1 occurs twice in one object"_s.arg(quoted(frame.key, 60)));
        return true;
    }

    bool end_object()
    {
        JsonObject object = JsonObject::fromUnique(std::move(m_open.back().members));
        m_open.pop_back();
        return add(std::move(object));
    }

    bool end_array()
    {
        JsonValue::Array array = std::move(m_open.back().elements);
        m_open.pop_back();
        return add(std::move(array));
    }

    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &error)
    {
        constexpr int outOfRange = 406;
        if (error.id == outOfRange)
            return stop(u"a number is too large"_s);
        return stop(reasonOf(QString::fromUtf8(error.what())));
    }

private:
    struct Frame
    {
        bool isObject = false;
        QString key;
        std::vector<JsonObject::Member> members;
        JsonValue::Array elements;
        QSet<QString> names; ///< used once a search through the members would be slow

        bool holds(const QString &name)
        {
            constexpr size_t few = 16;
            if (members.size() < few)
                return std::ranges::find(members, name, &JsonObject::Member::first) != members.end();
            if (names.isEmpty())
                for (const JsonObject::Member &member : members)
                    names.insert(member.first);
            const qsizetype before = names.size();
            names.insert(name);
            return names.size() == before;
        }
    };

    bool open(bool isObject)
    {
        if (std::ssize(m_open) >= m_limits.depth)
            return stop(u"arrays and objects lie more than %1 deep in each other"_s.arg(m_limits.depth));
        m_open.emplace_back().isObject = isObject;
        return true;
    }

    bool add(JsonValue value)
    {
        if (m_open.empty())
            m_root = std::move(value);
        else if (Frame &frame = m_open.back(); frame.isObject)
            frame.members.emplace_back(std::move(frame.key), std::move(value));
        else
            frame.elements.push_back(std::move(value));
        return true;
    }

    bool stop(const QString &reason)
    {
        const qsizetype byte = std::max<qsizetype>(m_furthest - m_text.data(), 1);
        m_problem = u"The JSON is not valid %1: %2."_s.arg(positionText(byte), reason);
        return false;
    }

    /// The parser's own reason without its codes, and without what it read, which may be anything.
    static QString reasonOf(const QString &what)
    {
        qsizetype from = what.indexOf(" - "_L1);
        if (from < 0)
            return u"a value is missing or misspelt"_s;
        from += 3;
        const qsizetype to = what.indexOf("; "_L1, from);
        QString reason = what.sliced(from, (to < 0 ? what.size() : to) - from);
        reason.replace("<U+"_L1, "U+"_L1).remove(u'>');
        return visible(reason, 160);
    }

    QByteArrayView m_text;
    JsonLimits m_limits;
    const char *m_furthest;
    std::vector<Frame> m_open;
    JsonValue m_root;
    QString m_problem;
};

} // namespace

Result<JsonValue> parseJson(QByteArrayView text, const JsonLimits &limits)
{
    const auto invalid = [](qsizetype byte, const QString &reason) {
        return failure(ErrorCode::Invalid, {}, {}, u"The JSON is not valid %1: %2."_s.arg(positionText(byte), reason));
    };
    if (text.size() > limits.bytes)
        return failure(
            ErrorCode::Invalid, {}, {},
            u"The JSON is %1 bytes long, and more than %2 are not read."_s.arg(text.size()).arg(limits.bytes));
    if (text.isEmpty())
        return invalid(1, u"the document is empty"_s);
    if (text.startsWith("\xEF\xBB\xBF"))
        return invalid(1, u"the document begins with a byte-order mark, which JSON does not have"_s);
    // The parser would take a NUL for the document's end.
    if (const qsizetype nul = text.indexOf('\0'); nul >= 0)
        return invalid(nul + 1, u"the document holds a NUL byte"_s);
    return JsonReader(text, limits).read();
}

} // namespace pulse
