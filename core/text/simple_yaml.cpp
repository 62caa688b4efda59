// SPDX-License-Identifier: Apache-2.0
#include "simple_yaml.h"

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t';
}

/// Whether nothing but a comment follows.
bool isEndOrComment(QStringView rest)
{
    const QStringView trimmed = rest.trimmed();
    return trimmed.isEmpty() || (trimmed.startsWith(u'#') && isBlank(rest.front()));
}

QStringView withoutComment(QStringView text)
{
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] == u'#' && (at == 0 || isBlank(text[at - 1])))
            return text.first(at).trimmed();
    }
    return text.trimmed();
}

/// Whether a text without quotes begins as YAML reserves for something else. File patterns (`**/*`, `*.md`) are no
/// valid YAML, but common in rule files, and mean themselves.
bool hasReservedStart(QStringView text)
{
    const QChar first = text.front();
    const QChar second = text.size() > 1 ? text[1] : QChar(u' ');
    if (first == u'*')
        return second != u'*' && second != u'.' && second != u'/';
    if (first == u'-' || first == u'?' || first == u':')
        return isBlank(second);
    return u"&!|>{}[]%@`,\"'"_s.contains(first);
}

/// Reads quoted and plain texts from the front of a view.
class ScalarReader
{
public:
    explicit ScalarReader(QStringView text)
        : m_text(text)
    {}

    std::optional<QString> quoted()
    {
        const QChar quote = m_text[m_at++];
        return quote == u'\'' ? singleQuoted() : doubleQuoted();
    }
    [[nodiscard]] QStringView rest() const { return m_text.sliced(m_at); }

private:
    std::optional<QString> singleQuoted()
    {
        QString value;
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at++];
            if (c != u'\'') {
                value += c;
            } else if (m_at < m_text.size() && m_text[m_at] == u'\'') {
                value += c;
                ++m_at;
            } else {
                return value;
            }
        }
        return {};
    }

    std::optional<QString> doubleQuoted()
    {
        QString value;
        while (m_at < m_text.size()) {
            const QChar c = m_text[m_at++];
            if (c == u'"')
                return value;
            if (c != u'\\') {
                value += c;
                continue;
            }
            const auto escaped = escape();
            if (!escaped)
                return {};
            value += *escaped;
        }
        return {};
    }

    std::optional<QString> escape()
    {
        if (m_at == m_text.size())
            return {};
        switch (const QChar c = m_text[m_at++]; c.unicode()) {
        case u'n':
            return u"\n"_s;
        case u't':
            return u"\t"_s;
        case u'r':
            return u"\r"_s;
        case u'"':
        case u'\\':
        case u'/':
        case u' ':
            return QString(c);
        case u'x':
            return hexadecimal(2);
        case u'u':
            return hexadecimal(4);
        case u'U':
            return hexadecimal(8);
        default:
            return {};
        }
    }

    std::optional<QString> hexadecimal(qsizetype digits)
    {
        if (m_at + digits > m_text.size())
            return {};
        bool isNumber = false;
        const uint point = m_text.sliced(m_at, digits).toUInt(&isNumber, 16);
        if (!isNumber || point > QChar::LastValidCodePoint || point == 0)
            return {};
        m_at += digits;
        return QString(QStringView(QChar::fromUcs4(point)));
    }

    QStringView m_text;
    qsizetype m_at = 0;
};

std::optional<QString> scalar(QStringView text)
{
    text = text.trimmed();
    if (text.startsWith(u'"') || text.startsWith(u'\'')) {
        ScalarReader reader(text);
        auto value = reader.quoted();
        return value && isEndOrComment(reader.rest()) ? value : std::nullopt;
    }
    text = withoutComment(text);
    if (!text.isEmpty() && hasReservedStart(text))
        return {};
    return text.toString();
}

bool looksLikeMapping(QStringView text)
{
    return text.endsWith(u':') || text.contains(": "_L1) || text.contains(":\t"_L1);
}

/// `[a, "b", c]`
std::optional<QStringList> flowList(QStringView text)
{
    QStringList items;
    text = text.sliced(1).trimmed();
    while (!text.startsWith(u']')) {
        if (text.isEmpty())
            return {};
        if (text.startsWith(u'"') || text.startsWith(u'\'')) {
            ScalarReader reader(text);
            const auto item = reader.quoted();
            if (!item)
                return {};
            items.append(*item);
            text = reader.rest().trimmed();
        } else {
            qsizetype end = 0;
            while (end < text.size() && text[end] != u',' && text[end] != u']')
                ++end;
            const QStringView item = text.first(end).trimmed();
            if (item.isEmpty() || hasReservedStart(item) || looksLikeMapping(item) || item.contains(u'{') ||
                item.contains(u'[') || item.contains(" #"_L1))
                return {};
            items.append(item.toString());
            text = text.sliced(end);
        }
        if (text.startsWith(u','))
            text = text.sliced(1).trimmed();
        else if (!text.startsWith(u']'))
            return {};
    }
    return isEndOrComment(text.sliced(1)) ? std::optional(items) : std::nullopt;
}

/// Lines of `- item`, all indented alike.
std::optional<QStringList> blockList(std::span<const QStringView> lines)
{
    QStringList items;
    std::optional<qsizetype> indentation;
    for (const QStringView line : lines) {
        qsizetype spaces = 0;
        while (spaces < line.size() && line[spaces] == u' ')
            ++spaces;
        const QStringView text = line.sliced(spaces);
        if (indentation.value_or(spaces) != spaces || !text.startsWith("- "_L1))
            return {};
        indentation = spaces;
        const QStringView item = text.sliced(2).trimmed();
        const bool isQuoted = item.startsWith(u'"') || item.startsWith(u'\'');
        const auto value = scalar(item);
        if (!value || (!isQuoted && looksLikeMapping(*value)))
            return {};
        items.append(*value);
    }
    return items;
}

} // namespace

std::optional<std::variant<QString, QStringList>> readSimpleYaml(QStringView first, std::span<const QStringView> more)
{
    using Value = std::variant<QString, QStringList>;
    const QStringView text = first.trimmed();
    if (!more.empty()) {
        if (!withoutComment(text).isEmpty())
            return {};
        const auto items = blockList(more);
        return items ? std::optional<Value>(*items) : std::nullopt;
    }
    if (text.startsWith(u'[')) {
        const auto items = flowList(text);
        return items ? std::optional<Value>(*items) : std::nullopt;
    }
    const auto value = scalar(text);
    return value ? std::optional<Value>(*value) : std::nullopt;
}

} // namespace pulse
