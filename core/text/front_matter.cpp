// SPDX-License-Identifier: Apache-2.0
#include "pulse/text/front_matter.h"

#include "front_matter_extent.h"
#include "simple_yaml.h"
#include "text_lines.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace pulse {
namespace {

bool isInsignificant(QStringView line)
{
    const QStringView trimmed = line.trimmed();
    return trimmed.isEmpty() || trimmed.startsWith(u'#');
}

QStringView withoutTrailingBlanks(QStringView line)
{
    while (line.endsWith(u' ') || line.endsWith(u'\t'))
        line.chop(1);
    return line;
}

/// Cuts what is between the two marks into entries.
class EntryReader
{
public:
    explicit EntryReader(QStringView inner)
        : m_inner(inner)
    {}

    std::vector<FrontMatterField> read()
    {
        LineCursor lines(m_inner);
        while (lines.next()) {
            const qsizetype length = frontMatterKeyLength(lines.line());
            if (length == 0) {
                if (!isInsignificant(lines.line()))
                    m_more.push_back(lines.line());
                continue;
            }
            finish(lines.start());
            m_key = lines.line().first(length);
            m_value = lines.line().sliced(length + 1);
            m_valueStart = lines.start() + length + 1;
        }
        finish(m_inner.size());
        return std::move(m_fields);
    }

private:
    void finish(qsizetype end)
    {
        if (!m_key.isEmpty()) {
            auto value = readSimpleYaml(m_value, m_more);
            const QStringView whole = m_inner.sliced(m_valueStart, end - m_valueStart);
            m_fields.push_back({m_key.toString(), {}});
            if (!value)
                m_fields.back().value = OpaqueYaml{whole.toString()};
            else if (auto *text = std::get_if<QString>(&*value))
                m_fields.back().value = std::move(*text);
            else
                m_fields.back().value = std::get<QStringList>(std::move(*value));
        }
        m_more.clear();
    }

    QStringView m_inner;
    QStringView m_key;
    QStringView m_value;
    qsizetype m_valueStart = 0;
    std::vector<QStringView> m_more;
    std::vector<FrontMatterField> m_fields;
};

} // namespace

qsizetype frontMatterKeyLength(QStringView line)
{
    qsizetype length = 0;
    while (length < line.size() &&
           (line[length].isLetterOrNumber() || (length > 0 && (line[length] == u'-' || line[length] == u'.')) ||
            line[length] == u'_'))
        ++length;
    const bool hasColon = length > 0 && length < line.size() && line[length] == u':';
    const bool ends = hasColon && (length + 1 == line.size() || line[length + 1] == u' ' || line[length + 1] == u'\t');
    return ends ? length : 0;
}

FrontMatterExtent findFrontMatter(QStringView text)
{
    FrontMatterExtent extent;
    LineCursor lines(text);
    if (!lines.next())
        return {};
    QStringView opening = lines.line();
    if (opening.startsWith(QChar::ByteOrderMark))
        opening = opening.sliced(1);
    if (withoutTrailingBlanks(opening) != "---"_L1)
        return {};
    extent.innerStart = lines.nextStart();
    bool hasEntry = false;
    while (lines.next()) {
        const QStringView line = withoutTrailingBlanks(lines.line());
        if (hasEntry && (line == "---"_L1 || line == "..."_L1)) {
            extent.innerEnd = lines.start();
            extent.headerEnd = lines.nextStart();
            extent.headerLines = lines.number() + 1;
            return extent;
        }
        if (hasEntry || isInsignificant(line))
            continue;
        if (frontMatterKeyLength(line) == 0)
            return {};
        hasEntry = true;
    }
    return {};
}

FrontMatter splitFrontMatter(const QString &text)
{
    const FrontMatterExtent extent = findFrontMatter(text);
    FrontMatter result;
    result.header = text.first(extent.headerEnd);
    result.body = text.sliced(extent.headerEnd);
    result.fields =
        EntryReader(QStringView(text).sliced(extent.innerStart, extent.innerEnd - extent.innerStart)).read();
    return result;
}

const FrontMatterField *FrontMatter::find(QStringView key) const
{
    const auto found = std::ranges::find(fields, key, &FrontMatterField::key);
    return found == fields.end() ? nullptr : &*found;
}

std::optional<QString> FrontMatter::string(QStringView key) const
{
    const FrontMatterField *field = find(key);
    const auto *text = field == nullptr ? nullptr : std::get_if<QString>(&field->value);
    return text == nullptr ? std::nullopt : std::optional(*text);
}

std::optional<QStringList> FrontMatter::list(QStringView key) const
{
    const FrontMatterField *field = find(key);
    if (field == nullptr)
        return {};
    if (const auto *items = std::get_if<QStringList>(&field->value))
        return *items;
    const auto *text = std::get_if<QString>(&field->value);
    if (text == nullptr)
        return {};
    QStringList items;
    for (const QString &item : text->split(u',', Qt::SkipEmptyParts)) {
        if (const QString trimmed = item.trimmed(); !trimmed.isEmpty())
            items.append(trimmed);
    }
    return items;
}

std::optional<QString> FrontMatter::title() const
{
    const auto title = string(u"title");
    return title ? title : string(u"name");
}

std::optional<QString> FrontMatter::description() const
{
    return string(u"description");
}

QStringList FrontMatter::tags() const
{
    return list(u"tags").value_or(QStringList());
}

} // namespace pulse
