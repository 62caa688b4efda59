// SPDX-License-Identifier: Apache-2.0
#include "pulse/base/json.h"

namespace pulse {

namespace {

class JsonWriter
{
public:
    explicit JsonWriter(JsonStyle style)
        : m_indented(style == JsonStyle::Indented)
    {}

    void value(const JsonValue &value)
    {
        if (const bool *boolean = value.asBool())
            m_text += *boolean ? "true" : "false";
        else if (const JsonValue::Number *number = value.asNumber())
            m_text += number->digits;
        else if (const QString *text = value.asString())
            string(*text);
        else if (const JsonValue::Array *array = value.asArray())
            elements('[', *array, ']', [this](const JsonValue &element) { this->value(element); });
        else if (const JsonObject *object = value.asObject())
            elements('{', object->members(), '}', [this](const JsonObject::Member &member) {
                string(member.first);
                m_text += m_indented ? ": " : ":";
                this->value(member.second);
            });
        else
            m_text += "null";
    }

    QByteArray finish()
    {
        if (m_indented)
            m_text += '\n';
        return std::move(m_text);
    }

private:
    template <typename Elements, typename Write>
    void elements(char open, const Elements &elements, char close, const Write &write)
    {
        m_text += open;
        ++m_depth;
        bool first = true;
        for (const auto &element : elements) {
            if (!first)
                m_text += ',';
            first = false;
            newLine();
            write(element);
        }
        --m_depth;
        if (!first)
            newLine();
        m_text += close;
    }

    void newLine()
    {
        if (m_indented)
            m_text.append('\n').append(2 * m_depth, ' ');
    }

    void string(const QString &text)
    {
        m_text += '"';
        const QByteArray bytes = text.isValidUtf16() ? text.toUtf8() : repaired(text).toUtf8();
        qsizetype plainFrom = 0;
        for (qsizetype i = 0; i < bytes.size(); ++i) {
            const char byte = bytes[i];
            if (static_cast<unsigned char>(byte) >= 0x20 && byte != '"' && byte != '\\')
                continue;
            m_text.append(bytes.constData() + plainFrom, i - plainFrom);
            plainFrom = i + 1;
            escaped(byte);
        }
        m_text.append(bytes.constData() + plainFrom, bytes.size() - plainFrom);
        m_text += '"';
    }

    void escaped(char byte)
    {
        switch (byte) {
        case '"':
            m_text += "\\\"";
            break;
        case '\\':
            m_text += "\\\\";
            break;
        case '\n':
            m_text += "\\n";
            break;
        case '\r':
            m_text += "\\r";
            break;
        case '\t':
            m_text += "\\t";
            break;
        case '\b':
            m_text += "\\b";
            break;
        case '\f':
            m_text += "\\f";
            break;
        default:
            constexpr char digits[] = "0123456789abcdef";
            m_text += "\\u00";
            m_text += digits[byte >> 4 & 0x0F];
            m_text += digits[byte & 0x0F];
        }
    }

    /// The text with U+FFFD in place of each lone surrogate.
    static QString repaired(QString text)
    {
        for (qsizetype i = 0; i < text.size(); ++i) {
            if (!text[i].isSurrogate())
                continue;
            if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate())
                ++i;
            else
                text[i] = QChar::ReplacementCharacter;
        }
        return text;
    }

    bool m_indented;
    qsizetype m_depth = 0;
    QByteArray m_text;
};

} // namespace

QByteArray toJson(const JsonValue &value, JsonStyle style)
{
    JsonWriter writer(style);
    writer.value(value);
    return writer.finish();
}

} // namespace pulse
